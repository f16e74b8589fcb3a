import { describePf, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, violation } from '../rule';
import { recreation } from '../shared/changes';
import { VF_COUNT_IS_A_TOKEN } from '../shared/count';
import { counted, listed } from '../shared/words';
import { lostSettings } from './lost-settings';

export const OPS_003: Rule = {
  id: 'OPS-003',
  title: 'the number of VFs stays as it is',
  severity: 'warning',
  protects:
    'A change goes through 0: every VF of the PF is destroyed with its settings and created anew, and every VM on one of ' +
    'them loses it meanwhile.',
  source:
    'sriov_numvfs of Linux: from N to M, both above 0, is EBUSY; through 0 all settings of VFs are lost (measured)',
  fix: 'Set numVfs to what exists, or plan a window for all VMs on the PF; a larger numVfs now saves the next change',
  on: 'physicalFunction',
  check: (pf, host) => {
    if (pf.wanted.externallyManaged) return NOT_APPLICABLE;
    if (host.presumed) return unknown('VFs that exist now, which only an inventory tells');
    if (pf.facts === null || pf.facts.numVfs === 0) return NOT_APPLICABLE;
    if (pf.numVfs === null) return VF_COUNT_IS_A_TOKEN;
    const why = recreation(pf);
    if (why === null) return COMPLIANT;
    const vms = vmsOn(pf);
    const who = vms.length === 0 ? 'no VM is known to hold one' : `on them: ${listed(vms, 8)}`;
    const lost = lostSettings(pf);
    const settings = lost.length === 0 ? '' : `; settings that are not stated go with them: ${listed(lost, 8)}`;
    return violation({
      message: `${why}: ${counted(pf.facts.numVfs, 'VF')} ${pf.facts.numVfs === 1 ? 'is' : 'are'} destroyed, ${who}${settings} (${describePf(pf)})`,
      pointer: 'numVfs',
      found: String(pf.numVfs),
      limit: String(pf.facts.numVfs),
      limitSource: `sriov_numvfs of ${pf.facts.address}`,
    });
  },
};

/** VMs that own or use a VF that exists now. */
function vmsOn({ facts, pools }: ResolvedPf): string[] {
  const vms: string[] = [];
  const owned = new Set<number>();
  for (const { attachments } of pools) {
    for (const { vf, wanted } of attachments) {
      if (vf === null || vf >= (facts?.numVfs ?? 0)) continue;
      owned.add(vf);
      vms.push(`${wanted.vm} (VF ${vf})`);
    }
  }
  for (const { index, users } of facts?.virtualFunctions ?? []) {
    if (users.length > 0 && !owned.has(index))
      vms.push(`${users.map((user) => user.detail).join(' and ')} (VF ${index})`);
  }
  return vms;
}
