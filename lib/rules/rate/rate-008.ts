import { describePf, type ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, violation } from '../rule';
import { guaranteesOf } from '../shared/guarantees';
import { counted, listed } from '../shared/words';

export const RATE_008: Rule = {
  id: 'RATE-008',
  title: 'guarantees for all VFs of a PF or for none',
  severity: 'warning',
  protects: 'A VF without a guaranteed rate gets what guaranteed neighbours leave, which may be nothing at all.',
  source: 'OpenStack Neutron, guaranteed minimum bandwidth: ports without a guarantee starve beside guaranteed ones',
  fix: 'Give every VF of the physical function a minTxRateMbps, however small, or none of them',
  on: 'physicalFunction',
  check(pf) {
    if (pf.deviceClass !== 'net') return NOT_APPLICABLE;
    const { guaranteed, unguaranteed, incomplete } = guaranteesOf(pf);
    if (guaranteed > 0 && unguaranteed > 0) {
      return violation({
        message: `${counted(guaranteed, 'VF')} of ${describePf(pf)} ${guaranteed === 1 ? 'has' : 'have'} a guaranteed rate and ${unguaranteed} ${unguaranteed === 1 ? 'has' : 'have'} none, in ${listed(poolsWithout(pf), 3)}`,
        pointer: 'minTxRateMbps',
        found: `${unguaranteed} of ${guaranteed + unguaranteed} VFs without a guarantee`,
      });
    }
    return incomplete ?? (guaranteed > 0 ? COMPLIANT : NOT_APPLICABLE);
  },
};

/** Paths of the pools that have VFs without a guarantee. */
function poolsWithout(pf: ResolvedPf): string[] {
  const paths = new Set<string>();
  for (const vf of pf.virtualFunctions) if (!vf.settings.minTxRateMbps) paths.add(vf.pool.path);
  return [...paths];
}
