import type { NamespaceFacts } from '../../inventory/inventory';
import { describePf, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, type Verdict, violation } from '../rule';
import { wantsVfs } from '../shared/pf';

export const NVM_009: Rule = {
  id: 'NVM-009',
  title: 'VFs are not taken from the drive that the host runs from',
  severity: 'error',
  protects:
    'Resets and resource changes of the controller reach the file systems of the host, and VMs compete with it for the ' +
    'drive. A namespace that is mounted and given to a VM is written by two systems at once.',
  source: 'block devices in sysfs and the mounts of the host',
  fix: 'Take a drive that the host does not boot from',
  on: 'physicalFunction',
  check: (pf) => {
    if (pf.deviceClass !== 'nvme' || wantsVfs(pf) === false) return NOT_APPLICABLE;
    const namespaces = pf.facts?.nvme?.namespaces ?? [];
    const boot = namespaces.find((namespace) => namespace.boot === true);
    if (boot) {
      return violation({
        message: `namespace ${boot.nsid} holds the root or boot file system of the host (${describePf(pf)})`,
        limitSource: `mounts of ${pf.facts?.address}`,
      });
    }
    const mounted = namespaces.filter((namespace) => namespace.mounted === true);
    if (mounted.length > 0) return mounted.map((namespace) => inUse(namespace, pf));
    if (
      namespaces.length === 0 ||
      namespaces.some((namespace) => namespace.boot === null || namespace.mounted === null)
    ) {
      return unknown('whether the host itself uses a namespace of the drive');
    }
    return COMPLIANT;
  },
};

function inUse({ nsid }: NamespaceFacts, pf: ResolvedPf): Verdict {
  const holder = pf.virtualFunctions.find((vf) => vf.settings.namespaceId === nsid);
  if (holder) {
    return violation({
      message: `namespace ${nsid} is mounted on the host and given to VF ${holder.index} (${describePf(pf)})`,
      path: holder.attachment?.path ?? holder.pool.path,
      pointer: 'namespaceId',
      limitSource: `mounts of ${pf.facts?.address}`,
      fix: `Unmount namespace ${nsid} on the host, or give the VF another one`,
    });
  }
  return violation({
    message: `namespace ${nsid} is mounted on the host, which shares the drive with the VMs (${describePf(pf)})`,
    severity: 'warning',
    limitSource: `mounts of ${pf.facts?.address}`,
    fix: `Move the file system of namespace ${nsid} to another drive`,
  });
}
