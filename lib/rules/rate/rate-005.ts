import { settingAnswer } from '../../resolve/driver-context';
import { describePf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, violation } from '../rule';
import { driverUnknown } from '../shared/port';
import { statesAny } from '../shared/statements';

export const RATE_005: Rule = {
  id: 'RATE-005',
  title: 'rate limit in steps of the driver',
  severity: 'warning',
  protects: 'A driver that counts rates in steps sets another limit than the one that was asked for.',
  source: 'catalog, rate granularity of the driver profile: I40E_BW_CREDIT_DIVISOR, 50 Mbit/s',
  fix: 'Give maxTxRateMbps as a multiple of the step of the driver',
  on: 'settings',
  check(subject) {
    const { pf, settings, host } = subject;
    if (subject.pf.deviceClass !== 'net' || !statesAny(subject, ['maxTxRateMbps'])) return NOT_APPLICABLE;
    const token = tokenAmong(subject.unresolved, 'maxTxRateMbps');
    if (token !== undefined) return token;
    const max = settings.maxTxRateMbps;
    if (!max) return NOT_APPLICABLE;
    if (pf.profile === null) return driverUnknown(pf, 'counts rates in steps');
    const answer = settingAnswer(pf, host, 'maxTxRateMbps', max);
    if (answer.is === 'taken') return answer.by.unitMbps === undefined ? NOT_APPLICABLE : COMPLIANT;
    if (answer.is !== 'rounded') return NOT_APPLICABLE;
    const step = answer.unitMbps;
    const below = Math.floor(max / step) * step;
    const nearest = below === 0 ? `${step}` : `${below} or ${below + step}`;
    return violation({
      message: `the rate limit of ${max} Mbit/s is no multiple of ${step} Mbit/s, the step of the driver (${describePf(pf)})`,
      pointer: 'maxTxRateMbps',
      found: `${max} Mbit/s`,
      limit: `multiples of ${step} Mbit/s`,
      limitSource: answer.by.source,
      fix: `Set maxTxRateMbps to ${nearest}`,
    });
  },
};
