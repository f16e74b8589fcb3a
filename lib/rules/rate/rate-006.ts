import type { ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, type Verdicts, violation } from '../rule';
import { attributeSource, describePort, driverMissing, profileName, uplink } from '../shared/port';
import { statesAny } from '../shared/statements';
import { rateText } from '../shared/words';

/** `ixgbe_ndo_set_vf_bw`: no other link speed, and no limit of this or less. */
const LINK_MBPS = 10_000;
const TOO_LOW_MBPS = 10;

export const RATE_006: Rule = {
  id: 'RATE-006',
  title: 'ixgbe limits rates at 10 Gbit/s only',
  severity: 'error',
  protects: 'ixgbe refuses a rate limit unless its link is up at exactly 10 Gbit/s and the limit is above 10 Mbit/s.',
  source: 'ixgbe_ndo_set_vf_bw in ixgbe_sriov.c',
  fix: 'Run the link at 10 Gbit/s and give maxTxRateMbps above 10, or leave it out',
  on: 'settings',
  check(subject) {
    const { pf, settings } = subject;
    if (subject.pf.deviceClass !== 'net' || !statesAny(subject, ['maxTxRateMbps'])) return NOT_APPLICABLE;
    const driver = profileName(pf);
    if (driver !== null && driver !== 'ixgbe') return NOT_APPLICABLE;
    const token = tokenAmong(subject.unresolved, 'maxTxRateMbps');
    if (token !== undefined) return token;
    const max = settings.maxTxRateMbps;
    if (!max) return NOT_APPLICABLE;
    return driver === null ? driverMissing() : ixgbe(pf, max);
  },
};

function ixgbe(pf: ResolvedPf, max: number): Verdicts {
  if (max <= TOO_LOW_MBPS) {
    return violation({
      message: `the rate limit of ${max} Mbit/s is too low for ixgbe, which wants more than ${TOO_LOW_MBPS} Mbit/s (${describePort(pf)})`,
      pointer: 'maxTxRateMbps',
      found: `${max} Mbit/s`,
      limit: `above ${TOO_LOW_MBPS} Mbit/s`,
      limitSource: attributeSource(pf),
      fix: `Raise maxTxRateMbps to at least ${TOO_LOW_MBPS + 1}, or leave it out`,
    });
  }
  const port = uplink(pf);
  // Without a carrier nobody knows at which speed the link will come up.
  const speed = port?.carrier === true ? port.speedMbps : null;
  if (speed === null) return unknown('speed of the link while it is up');
  if (speed === LINK_MBPS) return COMPLIANT;
  return violation({
    message: `a rate limit is set, and ixgbe takes one at 10 Gbit/s only: the link runs at ${rateText(speed)} (${describePort(pf)})`,
    pointer: 'maxTxRateMbps',
    found: `link at ${speed} Mbit/s`,
    limit: `link at ${LINK_MBPS} Mbit/s`,
    limitSource: attributeSource(pf),
    fix: 'Bring the link up at 10 Gbit/s, or leave maxTxRateMbps out',
  });
}
