import { driverAnswer } from '../../resolve/driver-context';
import { describePf } from '../../resolve/resolved';
import {
  COMPLIANT,
  NOT_APPLICABLE,
  type Rule,
  type SettingsSubject,
  tokenAmong,
  type Verdicts,
  violation,
} from '../rule';
import { answerUnknown, profileName, refusalWords } from '../shared/port';
import { comparedRates } from '../shared/rates';
import { statesAny } from '../shared/statements';
import { rateText } from '../shared/words';

const RATES = ['minTxRateMbps', 'maxTxRateMbps'] as const;

export const RATE_001: Rule = {
  id: 'RATE-001',
  title: 'guaranteed rate within the rate limit',
  severity: 'error',
  protects:
    'A guarantee above the own limit of the VF can never be kept, and the kernel refuses the pair (EINVAL). Drivers of early kernels refuse one without a limit as well, which they take for 0.',
  source:
    'rtnl_set_vf_rate in net/core/rtnetlink.c: EINVAL, whatever the driver; ip refuses it as well; catalog, minTxRate of the driver profile',
  fix: 'Lower minTxRateMbps or raise maxTxRateMbps',
  on: 'settings',
  check(subject) {
    if (!statesAny(subject, RATES)) return NOT_APPLICABLE;
    const { minTxRateMbps: min, maxTxRateMbps: max } = subject.settings;
    const token = tokenAmong(subject.unresolved, ...RATES);
    if (token !== undefined) return token;
    if (min === undefined && max === undefined) return NOT_APPLICABLE;
    if (!min) return COMPLIANT;
    if (max) return min > max ? minAboveMax(min, max) : COMPLIANT;
    return minWithoutMax(min, subject);
  },
};

/** Of a driver that takes no limit for one of 0. */
function minWithoutMax(min: number, { pf, host }: SettingsSubject): Verdicts {
  if (pf.deviceClass !== 'net') return COMPLIANT;
  const answer = driverAnswer(pf, host, 'minTxRate', min, { maxTxMbps: 0 });
  if (answer.is === 'unknown') {
    const undecided = answer.possible.flatMap(({ when }) => (when?.aboveOwnLimit === undefined ? [] : [when]));
    if (undecided.length === 0) return COMPLIANT;
    return answerUnknown(pf, host, 'takes a guaranteed rate without a limit', { ...answer, undecided });
  }
  if (answer.is !== 'refused' || answer.by.when?.aboveOwnLimit === undefined) return COMPLIANT;
  return violation({
    message: `a rate of ${rateText(min)} is guaranteed without a limit, and the driver ${profileName(pf)} takes it with one alone: ${refusalWords(answer)} (${describePf(pf)})`,
    pointer: 'minTxRateMbps',
    found: 'no maxTxRateMbps',
    limit: `${min} Mbit/s at least`,
    limitSource: answer.by.source,
    fix: 'Give maxTxRateMbps as well, as high as the link where nothing is to be limited',
  });
}

function minAboveMax(min: number, max: number): Verdicts {
  const [guaranteed, limit] = comparedRates(min, max);
  return violation({
    message: `the guaranteed rate of ${guaranteed} is above the limit of ${limit} for the same VF`,
    pointer: 'minTxRateMbps',
    found: `${min} Mbit/s`,
    limit: `${max} Mbit/s`,
    limitSource: 'maxTxRateMbps of the same VF',
    fix: `Lower minTxRateMbps to at most ${max} or raise maxTxRateMbps to at least ${min}`,
  });
}
