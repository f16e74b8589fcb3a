import { describePf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, violation } from '../rule';
import { attributeSource, driverUnknown, profileName, takes } from '../shared/port';
import { statesAny } from '../shared/statements';
import { rateText } from '../shared/words';

export const RATE_004: Rule = {
  id: 'RATE-004',
  title: 'guaranteed rates only where the driver keeps them',
  severity: 'error',
  protects:
    'i40e, ixgbe, igb and sfc have no guaranteed rate: they refuse it or ignore it, and the guarantee exists on paper only.',
  source: 'catalog, minTxRate of the driver profile; measured on igb: EINVAL',
  fix: 'Leave minTxRateMbps out and limit the neighbours with maxTxRateMbps, or use a card whose driver keeps guarantees',
  on: 'settings',
  check(subject) {
    const { pf, settings } = subject;
    if (subject.pf.deviceClass !== 'net' || !statesAny(subject, ['minTxRateMbps'])) return NOT_APPLICABLE;
    const token = tokenAmong(subject.unresolved, 'minTxRateMbps');
    if (token !== undefined) return token;
    const min = settings.minTxRateMbps;
    if (!min) return NOT_APPLICABLE;
    const taken = takes(pf, 'minTxRate');
    if (taken === null) return driverUnknown(pf, 'keeps guaranteed transmit rates');
    if (taken) return COMPLIANT;
    return violation({
      message: `a rate of ${rateText(min)} is guaranteed, and the driver ${profileName(pf)} keeps no guaranteed rates (${describePf(pf)})`,
      pointer: 'minTxRateMbps',
      found: `${min} Mbit/s`,
      limit: '0 Mbit/s',
      limitSource: attributeSource(pf),
    });
  },
};
