import { factIn } from '../../model/kernel-release';
import { kernelOf } from '../../resolve/driver-context';
import { describePf, type ResolvedHost, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, violation } from '../rule';
import { recreation } from '../shared/changes';
import { VF_COUNT_IS_A_TOKEN } from '../shared/count';
import { counted } from '../shared/words';

export const CAP_011: Rule = {
  id: 'CAP-011',
  title: 'all VFs of a PF whose driver makes no other number',
  severity: 'error',
  protects:
    'QAT makes every VF of the PF whatever number is written to sriov_numvfs: another number is never there, and the plan fails as it reads it back. In Linux before 6.9 it keeps them, too: plans that have to take them away are refused.',
  source: 'adf_sriov_configure in adf_sriov.c of the QAT driver',
  fix: 'Set numVfs to the number of all VFs, or to 0',
  on: 'physicalFunction',
  check: (pf, host) => {
    const { profile, facts, numVfs } = pf;
    if (pf.wanted.externallyManaged || profile?.behaviour?.makesAllVfs !== true) return NOT_APPLICABLE;
    if (numVfs === null) return VF_COUNT_IS_A_TOKEN;
    if (recreation(pf) !== null && keepsVfs(pf, host) === null) {
      return unknown(
        `whether ${facts?.driver ?? profile.name} of the host's kernel lets go of the VFs that it has made`,
      );
    }
    if (numVfs === 0) return COMPLIANT;
    const all = facts?.totalVfs ?? pf.totalVfs?.value ?? null;
    if (all === null || host.presumed) return unknown('number of all VFs of the PF (sriov_totalvfs)');
    if (numVfs === all) return COMPLIANT;
    return violation({
      message: `${counted(numVfs, 'VF')} wanted, and ${profile.name} makes all ${all} whatever number is written (${describePf(pf)})`,
      pointer: 'numVfs',
      found: String(numVfs),
      limit: String(all),
      limitSource: profile.behaviour.source ?? CAP_011.source,
      fix: `Set numVfs of ${pf.path} to ${all}; what pools do not hand out stays unbound`,
    });
  },
};

function keepsVfs({ facts, profile }: ResolvedPf, { inventory }: ResolvedHost): boolean | null {
  return factIn(profile?.behaviour?.keepsVfs ?? false, kernelOf(facts, inventory.host.kernelRelease));
}
