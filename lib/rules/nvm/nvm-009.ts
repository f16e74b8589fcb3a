import type { NamespaceFacts } from '../../inventory/inventory';
import { describePf, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, type Verdict, violation } from '../rule';
import { wantsVfs } from '../shared/pf';
import { counted } from '../shared/words';

export const NVM_009: Rule = {
  id: 'NVM-009',
  title: 'VFs are not taken from the drive that the host runs from',
  severity: 'error',
  protects:
    'Resets and resource changes of the controller reach the file systems of the host, and VMs compete with it for the ' +
    'drive. A namespace that is mounted and given to a VM is written by two systems at once.',
  source: 'block devices in sysfs and the mounts of the host',
  fix: 'Take the VFs from a drive that the host does not run from, or move the host to another drive',
  on: 'physicalFunction',
  check: (pf) => {
    if (pf.deviceClass !== 'nvme' || wantsVfs(pf) === false) return NOT_APPLICABLE;
    const namespaces = pf.facts?.nvme?.namespaces ?? [];
    const boot = namespaces.find((namespace) => namespace.boot === true);
    if (boot) {
      return violation({
        message: `${drive(pf)}, and the host runs from this drive: ${part(boot, pf)} holds its root or boot file system. Giving VFs their queues changes what the controllers of a drive have, and may take a reset of all of it, under the file systems of the host (${describePf(pf)})`,
        found: `root or boot file system on namespace ${boot.nsid}`,
        limit: 'no root or boot file system on the drive',
        limitSource: `block devices and mounts of the host, of ${pf.facts?.address}`,
      });
    }
    const mounted = namespaces.filter((namespace) => namespace.mounted === true);
    if (mounted.length > 0) return mounted.map((namespace) => inUse(namespace, pf));
    if (
      namespaces.length === 0 ||
      namespaces.some((namespace) => namespace.boot === null || namespace.mounted === null)
    ) {
      return unknown('whether the host itself has a namespace of the drive mounted, as root, as swap or otherwise');
    }
    return COMPLIANT;
  },
};

/** A namespace is what the host has as a block device; its number is that of `nvme list`. */
function part({ nsid }: NamespaceFacts, pf: ResolvedPf): string {
  const controller = pf.facts?.nvme?.controller ?? null;
  return controller === null ? `namespace ${nsid}` : `namespace ${nsid} of ${controller}`;
}

function drive(pf: ResolvedPf): string {
  const count = pf.numVfs === null ? 'VFs (how many, a token decides)' : counted(pf.numVfs, 'VF');
  return `${count} ${pf.numVfs === 1 ? 'is' : 'are'} wanted on the drive`;
}

function inUse(namespace: NamespaceFacts, pf: ResolvedPf): Verdict {
  const { nsid } = namespace;
  const limitSource = `block devices and mounts of the host, of ${pf.facts?.address}`;
  const holder = pf.virtualFunctions.find((vf) => vf.settings.namespaceId === nsid);
  if (holder) {
    const vm = holder.attachment?.wanted.vm;
    const whom = vm === undefined ? '' : ` of ${vm}`;
    return violation({
      message: `${part(namespace, pf)} is mounted on the host and is to be attached to VF ${holder.index}${whom} as well: two systems that know nothing of each other would write to one file system (${describePf(pf)})`,
      path: holder.attachment?.path ?? holder.pool.path,
      pointer: 'namespaceId',
      found: `namespace ${nsid}, mounted on the host`,
      limit: 'a namespace that the host does not use',
      limitSource,
      fix: `Unmount namespace ${nsid} on the host and read the inventory again, or set namespaceId to another one`,
    });
  }
  return violation({
    message: `${drive(pf)}, and the host uses the drive itself: ${part(namespace, pf)} is mounted. Giving VFs their queues may take a reset of the drive, and whoever has a VF shares its speed with the host (${describePf(pf)})`,
    severity: 'warning',
    found: `namespace ${nsid} mounted`,
    limit: 'no mounted namespace',
    limitSource,
    fix: `Move what is on namespace ${nsid} to another drive, take the VFs from another drive, or acknowledge NVM-009 on the PF when the host may share it`,
  });
}
