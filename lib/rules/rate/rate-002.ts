import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, violation } from '../rule';
import { settingAnswer } from '../../resolve/driver-context';
import { answerUnknown, describePort, isInfiniBand } from '../shared/port';
import { comparedRates } from '../shared/rates';
import { statesAny } from '../shared/statements';

export const RATE_002: Rule = {
  id: 'RATE-002',
  title: 'rate limit within the speed of the link',
  severity: 'error',
  protects: 'Drivers that compare refuse a limit above the speed of the link, and the VF is left without any.',
  source: 'catalog, cases of maxTxRate in the driver profile; measured on igb: EINVAL',
  fix: 'Lower maxTxRateMbps to the speed of the link, or leave it out',
  on: 'settings',
  check(subject) {
    if (subject.pf.deviceClass !== 'net' || !statesAny(subject, ['maxTxRateMbps'])) return NOT_APPLICABLE;
    const token = tokenAmong(subject.unresolved, 'maxTxRateMbps');
    if (token !== undefined) return token;
    const max = subject.settings.maxTxRateMbps;
    // On InfiniBand there are no rates at all, which is a finding of its own.
    if (!max || isInfiniBand(subject.pf)) return NOT_APPLICABLE;
    const { pf, host } = subject;
    const link = pf.linkMbps;
    if (link !== null && max <= link.value) return COMPLIANT;
    const answer = settingAnswer(pf, host, 'maxTxRateMbps', max);
    if (answer.is === 'unknown') {
      const awaitsLink = answer.undecided.some(({ aboveLink }) => aboveLink !== undefined);
      if (awaitsLink) return unknown('link speed of the port');
      return answerUnknown(pf, host, 'takes a rate above the speed of the link', answer);
    }
    // Drivers that do not compare take it, and it limits nothing; other refusals are for DRV-001 and RATE-006.
    if (answer.is !== 'refused' || answer.by.when?.aboveLink === undefined || link === null) return COMPLIANT;
    const [limit, speed] = comparedRates(max, link.value);
    return violation({
      message: `the rate limit of ${limit} is above the ${speed} of the link: ${answer.errno} (${describePort(pf)})`,
      pointer: 'maxTxRateMbps',
      found: `${max} Mbit/s`,
      limit: `${link.value} Mbit/s`,
      limitSource: link.source,
      fix: `Lower maxTxRateMbps to at most ${link.value}, or leave it out for no limit`,
    });
  },
};
