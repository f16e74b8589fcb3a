import { quoted } from '../../model/text';
import type { ResolvedAttachment, ResolvedPool } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, type Unknown, type Violation, violation } from '../rule';
import { macProblem } from '../shared/mac';

export const MAC_001: Rule = {
  id: 'MAC-001',
  title: 'MAC of a VF is the address of one station',
  severity: 'error',
  protects: 'The kernel refuses a multicast address, and an all-zero one takes the address of the VF away.',
  source:
    'measured on igb: multicast EINVAL, all zero removes the address; bnx2x refuses all zero (canonical/lxd issue 8162)',
  fix: 'Give a unicast address such as 02:5a:00:00:00:01, or leave mac out to have one derived',
  on: 'pool',
  check(pool) {
    const violations = faultsOf(pool);
    if (violations.length > 0) return violations;
    const token = tokenMac(pool);
    if (token !== undefined) return token;
    const given = pool.wanted.settings.mac !== undefined || pool.attachments.some(({ mac }) => mac !== null);
    return given ? COMPLIANT : NOT_APPLICABLE;
  },
};

function faultsOf(pool: ResolvedPool): Violation[] {
  const violations: Violation[] = [];
  const { mac } = pool.wanted.settings;
  const problem = mac === undefined ? undefined : macProblem(mac);
  if (mac !== undefined && problem !== undefined) violations.push(badMac(mac, problem));
  for (const attachment of pool.attachments) {
    // What a pool states was judged there.
    if (attachment.mac === null || attachment.mac === mac) continue;
    const own = macProblem(attachment.mac);
    if (own !== undefined) violations.push(badMac(attachment.mac, own, attachment));
  }
  return violations;
}

function badMac(mac: string, problem: string, attachment?: ResolvedAttachment): Violation {
  const kept = attachment !== undefined && attachment.wanted.overrides.mac === undefined;
  return violation({
    message: `mac ${quoted(mac)} ${problem}`,
    pointer: 'mac',
    found: quoted(mac),
    limit: 'a unicast address',
    ...(attachment && { path: attachment.path }),
    ...(kept && { fix: 'Take the entry of this attachment out of the lock file, so that an address is derived anew' }),
  });
}

function tokenMac(pool: ResolvedPool): Unknown | undefined {
  const ofPool = tokenAmong(pool.wanted.unresolved, 'mac');
  if (ofPool !== undefined) return ofPool;
  for (const { unresolved } of pool.attachments) {
    const token = tokenAmong(unresolved, 'mac');
    if (token !== undefined) return token;
  }
  return undefined;
}
