import { ORDINARY } from '../../catalog/operations';
import { driverAnswer } from '../../resolve/driver-context';
import { describePf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, violation } from '../rule';
import { answerUnknown, profileName, refusalWords } from '../shared/port';
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
    const { pf, settings, host } = subject;
    if (subject.pf.deviceClass !== 'net' || !statesAny(subject, ['minTxRateMbps'])) return NOT_APPLICABLE;
    const token = tokenAmong(subject.unresolved, 'minTxRateMbps');
    if (token !== undefined) return token;
    const min = settings.minTxRateMbps;
    if (!min) return NOT_APPLICABLE;
    // Whether the number is one that the driver takes is not the question: RATE-003 adds all of them up.
    const answer = driverAnswer(pf, host, 'minTxRate', ORDINARY);
    if (answer.is === 'unknown') return answerUnknown(pf, host, 'keeps guaranteed transmit rates', answer);
    if (answer.is === 'taken' || answer.is === 'rounded' || answer.by.when?.linkType === 'infiniband') return COMPLIANT;
    const words = answer.is === 'ignored' ? 'ignored' : refusalWords(answer);
    return violation({
      message: `a rate of ${rateText(min)} is guaranteed, and the driver ${profileName(pf)} keeps no guaranteed rates: ${words} (${describePf(pf)})`,
      pointer: 'minTxRateMbps',
      found: `${min} Mbit/s`,
      limit: '0 Mbit/s',
      limitSource: answer.by.source,
    });
  },
};
