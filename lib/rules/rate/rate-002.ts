import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, violation } from '../rule';
import { describePort } from '../shared/port';
import { comparedRates } from '../shared/rates';
import { statesAny } from '../shared/statements';

export const RATE_002: Rule = {
  id: 'RATE-002',
  title: 'rate limit within the speed of the link',
  severity: 'error',
  protects: 'Drivers refuse a limit above the speed of the link (EINVAL), and the VF is left without any.',
  source: 'bnxt_set_vf_bw in bnxt_sriov.c; measured on igb: EINVAL',
  fix: 'Lower maxTxRateMbps to the speed of the link, or leave it out',
  on: 'settings',
  check(subject) {
    if (subject.pf.deviceClass !== 'net' || !statesAny(subject, ['maxTxRateMbps'])) return NOT_APPLICABLE;
    const token = tokenAmong(subject.unresolved, 'maxTxRateMbps');
    if (token !== undefined) return token;
    const max = subject.settings.maxTxRateMbps;
    // On InfiniBand there are no rates at all, which is a finding of its own.
    if (!max || subject.pf.linkType === 'infiniband') return NOT_APPLICABLE;
    const link = subject.pf.linkMbps;
    if (link === null) return unknown('link speed of the port');
    if (!(max > link.value)) return COMPLIANT;
    const [limit, speed] = comparedRates(max, link.value);
    return violation({
      message: `the rate limit of ${limit} is above the ${speed} of the link (${describePort(subject.pf)})`,
      pointer: 'maxTxRateMbps',
      found: `${max} Mbit/s`,
      limit: `${link.value} Mbit/s`,
      limitSource: link.source,
      fix: `Lower maxTxRateMbps to at most ${link.value}, or leave it out for no limit`,
    });
  },
};
