import type { OperationCondition } from '../../catalog/operations';
import { operationsOf } from '../../catalog/operation-flags';
import { driverAnswer } from '../../resolve/driver-context';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, violation } from '../rule';
import { describePort, driverMissing, profileName, refusalWords, uplink } from '../shared/port';
import { statesAny } from '../shared/statements';

export const RATE_006: Rule = {
  id: 'RATE-006',
  title: 'rate limit within what the driver takes',
  severity: 'error',
  protects:
    'Drivers refuse limits below or above what they can count, and some refuse any limit but at one link speed: the VF is left without one.',
  source: 'catalog, cases of maxTxRate in the driver profile: ixgbe takes limits above 10 Mbit/s, at 10 Gbit/s only',
  fix: 'Give maxTxRateMbps within what the driver takes, or leave it out',
  on: 'settings',
  check(subject) {
    const { pf, settings, host } = subject;
    if (pf.deviceClass !== 'net' || !statesAny(subject, ['maxTxRateMbps'])) return NOT_APPLICABLE;
    const hasBounds = operationsOf(pf.profile).maxTxRate.some(({ when }) => isBound(when));
    if (profileName(pf) !== null && !hasBounds) return NOT_APPLICABLE;
    const token = tokenAmong(subject.unresolved, 'maxTxRateMbps');
    if (token !== undefined) return token;
    const max = settings.maxTxRateMbps;
    if (!max) return NOT_APPLICABLE;
    if (!hasBounds) return driverMissing();
    // Without a carrier nobody knows at which speed the link will come up.
    const port = uplink(pf);
    const linkMbps = port?.carrier === true ? port.speedMbps : null;
    const answer = driverAnswer(pf, host, 'maxTxRate', max, { linkMbps });
    if (answer.is === 'unknown') {
      const awaitsLink = answer.undecided.some(({ linkNotMbps }) => linkNotMbps !== undefined);
      return awaitsLink ? unknown('speed of the link while it is up') : COMPLIANT;
    }
    if (answer.is !== 'refused' || !isBound(answer.by.when)) return COMPLIANT;
    const atSpeed = answer.by.when?.linkNotMbps;
    return violation({
      message: `the rate limit of ${max} Mbit/s is refused by ${profileName(pf)}: ${refusalWords(answer)} (${describePort(pf)})`,
      pointer: 'maxTxRateMbps',
      found: atSpeed === undefined ? `${max} Mbit/s` : `link at ${linkMbps} Mbit/s`,
      limit: limitWords(answer.by.when),
      limitSource: answer.by.source,
      ...(atSpeed !== undefined && { fix: `Bring the link up at ${atSpeed} Mbit/s, or leave maxTxRateMbps out` }),
    });
  },
};

function isBound({ above, below, linkNotMbps }: OperationCondition = {}): boolean {
  return above !== undefined || below !== undefined || linkNotMbps !== undefined;
}

function limitWords({ above, below, linkNotMbps }: OperationCondition = {}): string {
  if (linkNotMbps !== undefined) return `link at ${linkNotMbps} Mbit/s`;
  return below === undefined ? `at most ${above} Mbit/s` : `at least ${below} Mbit/s`;
}
