import type { NamespaceFacts } from '../../inventory/inventory';
import type { ResolvedAttachment, ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, type Violation, violation } from '../rule';
import { controllerIds } from '../shared/nvme';
import { listed } from '../shared/words';

export const NVM_011: Rule = {
  id: 'NVM-011',
  title: 'no namespace stays attached to the controller of a VM that is not meant to have it',
  severity: 'error',
  protects:
    'An attached namespace outlives the VF and the VM: the next VM that gets the controller reads and writes the data of the one before.',
  source:
    'NVMe, namespace attachment: a namespace stays attached to a controller until it is detached; measured on the emulated drive: also over numvfs 0',
  fix: 'Detach it with nvme detach-ns, or state it as namespaceId of the attachment',
  on: 'attachment',
  check(attachment, pf, host) {
    if (pf.deviceClass !== 'nvme' || attachment.vf === null || host.presumed || pf.facts === null)
      return NOT_APPLICABLE;
    const token = tokenAmong(attachment.unresolved, 'namespaceId');
    if (token !== undefined) return token;
    const controllerId = controllerIds(pf).get(attachment.vf);
    if (controllerId === undefined) return unknown('controller ids of the VFs of the drive');
    const { namespaces = [] } = pf.facts.nvme ?? {};
    const others = namespaces.filter(({ nsid }) => nsid !== attachment.settings.namespaceId);
    const left = others.filter(({ controllers }) => controllers?.includes(controllerId));
    if (left.length > 0) return left.map((namespace) => stays(namespace, controllerId, attachment, pf));
    return others.some(({ controllers }) => controllers === null)
      ? unknown('controllers that the namespaces of the drive are attached to')
      : COMPLIANT;
  },
};

/** Where no namespace is stated the one that is there may be what is meant: it is said, and refused where one is. */
function stays(
  { nsid, controllers }: NamespaceFacts,
  controllerId: number,
  { vf, settings, wanted }: ResolvedAttachment,
  pf: ResolvedPf,
): Violation {
  const { namespaceId } = settings;
  const beside = namespaceId === undefined ? 'and no namespaceId is stated' : `beside namespace ${namespaceId}`;
  const ids = (controllers ?? []).filter((id) => id !== controllerId).map(String);
  const shared = ids.length === 0 ? '' : ` (and to controller ${listed(ids)})`;
  const device = pf.facts?.nvme?.controller ?? 'nvmeN';
  return violation({
    message: `namespace ${nsid} is attached to controller ${controllerId}${shared}, which is VF ${vf} of ${pf.facts?.address} and goes to ${wanted.vm}, ${beside}`,
    pointer: 'namespaceId',
    found: `namespace ${nsid}`,
    limit: namespaceId === undefined ? 'namespaceId stated' : `namespace ${namespaceId} alone`,
    limitSource: `namespaces of ${pf.facts?.address}`,
    severity: namespaceId === undefined ? 'warning' : 'error',
    fix: `Detach it with nvme detach-ns /dev/${device} -n ${nsid} -c ${controllerId}, or state namespaceId: ${nsid}`,
  });
}
