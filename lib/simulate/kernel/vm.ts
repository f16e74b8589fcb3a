import type { UserFacts } from '../../inventory/inventory';
import type { VmAttachStep, VmDetachStep } from '../../plan/step';
import { isVfio } from '../../model/vfio-drivers';
import { changed, fails, type OperationResult, UNCHANGED } from './result';
import type { PfState, VfState } from './state';

/**
 * Hot-unplug from a libvirt domain: its process lets go of the VF. Guests are taken to play along, and domains to run
 * until they get the VF back: an inventory knows of a domain only that it holds a VF.
 */
export function detachFromDomain(pf: PfState, { vf: index, domain }: VmDetachStep): OperationResult {
  const vf = pf.vfs[index];
  if (vf === undefined || !vf.users.some((user) => isDomain(user, domain))) return UNCHANGED;
  setUsers(
    vf,
    vf.users.filter((user) => user.kind !== 'vfio' && !isDomain(user, domain)),
  );
  return changed(`assumed: the guest of domain ${domain} lets go of ${vf.address}`);
}

/** Hot-plug into the domain that had the VF. */
export function attachToDomain(pf: PfState, { vf: index, domain }: VmAttachStep): OperationResult {
  const vf = pf.vfs[index];
  if (vf === undefined) return fails('ENOENT', `${pf.address} has no VF ${index}`);
  if (vf.users.some((user) => isDomain(user, domain))) return UNCHANGED;
  if (vf.users.length > 0) return fails('EBUSY', `${vf.address} is in use by ${vf.users[0]?.detail}`);
  setUsers(vf, [{ kind: 'domain', detail: domain }]);
  if (vf.driver !== null && isVfio(vf.driver)) return changed(null);
  vf.driver = 'vfio-pci';
  vf.interface = null;
  return changed(`assumed: libvirt puts ${vf.address} on vfio-pci itself, as it does for managed devices`);
}

function isDomain({ kind, detail }: UserFacts, domain: string): boolean {
  return kind === 'domain' && detail === domain;
}

function setUsers(vf: VfState, users: readonly UserFacts[]): void {
  vf.users = users;
  vf.changed = true;
}
