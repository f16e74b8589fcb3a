import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, type Verdicts, violation } from '../rule';
import { comparedRates } from '../shared/rates';
import { statesAny } from '../shared/statements';

const RATES = ['minTxRateMbps', 'maxTxRateMbps'] as const;

export const RATE_001: Rule = {
  id: 'RATE-001',
  title: 'guaranteed rate within the rate limit',
  severity: 'error',
  protects: 'A guarantee above the own limit of the VF can never be kept, and the kernel refuses the pair (EINVAL).',
  source: 'rtnl_set_vf_rate in net/core/rtnetlink.c: EINVAL, whatever the driver; ip refuses it as well',
  fix: 'Lower minTxRateMbps or raise maxTxRateMbps',
  on: 'settings',
  check(subject) {
    if (!statesAny(subject, RATES)) return NOT_APPLICABLE;
    const { minTxRateMbps: min, maxTxRateMbps: max } = subject.settings;
    const token = tokenAmong(subject.unresolved, ...RATES);
    if (token !== undefined) return token;
    if (min === undefined && max === undefined) return NOT_APPLICABLE;
    return min && max && min > max ? minAboveMax(min, max) : COMPLIANT;
  },
};

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
