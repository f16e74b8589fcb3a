import { namesNothing } from '../../model/guid';
import { GUIDS } from '../../model/vf-settings';
import { describePf, type ResolvedVf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, violation } from '../rule';
import { goesToVm } from '../shared/use';
import { vfsOfPool } from '../shared/vfs';
import { counted } from '../shared/words';

export const IB_005: Rule = {
  id: 'IB-005',
  title: 'VFs on InfiniBand that no attachment of the app owns get their GUIDs from whoever hands them out',
  severity: 'warning',
  protects:
    'GUIDs go with attachments. VFs that a VM manager hands out by itself are made with zero GUIDs: their ports get no LID, and the guests no link.',
  source: 'Linux 6.12.117, drivers/infiniband/hw/mlx5/ib_virt.c (mlx5_ib_get_vf_guid: zero until one is set)',
  fix: 'Attach the VMs to the pool, so that GUIDs are derived, or have the VM manager set node_guid and port_guid of a VF before it hands it out, and acknowledge this',
  on: 'pool',
  check(pool, pf, host) {
    if (pf.deviceClass !== 'net' || pf.linkType !== 'infiniband') return NOT_APPLICABLE;
    const { settings, unresolved } = pool.wanted;
    // Some VFs in reserve beside those of attachments are what a pool is for.
    if (pool.attachments.length > 0 || !goesToVm(pf, settings, false))
      return tokenAmong(unresolved, 'driver') ?? NOT_APPLICABLE;
    if (pf.numVfs === null) return unknown('number of VFs');
    const vfs = vfsOfPool(pool, pf);
    if (vfs.length === 0) return NOT_APPLICABLE;
    const without = vfs.filter((vf) => host.presumed || !hasGuids(vf));
    if (without.length === 0) return COMPLIANT;
    return violation({
      message: `${counted(without.length, 'VF')} of the pool go to VMs of no attachment, and nothing gives them GUIDs (${describePf(pf)})`,
      found: 'no GUID',
    });
  },
};

function hasGuids({ facts }: ResolvedVf): boolean {
  return GUIDS.every((name) => {
    const guid = facts?.network?.[name];
    return guid !== undefined && !namesNothing(guid);
  });
}
