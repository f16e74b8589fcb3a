import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, type Verdict, type Violation, violation } from '../rule';
import { statesAny } from '../shared/statements';

const NAMES = ['vlan', 'guestVlans'] as const;
const MAX_VLAN = 4094;

export const VLAN_001: Rule = {
  id: 'VLAN-001',
  title: 'VLAN id from 1 to 4094',
  severity: 'error',
  protects:
    'Ids 0 and 4095 are reserved. The kernel takes both, and the VF then has no VLAN or one that no switch forwards.',
  source:
    'IEEE 802.1Q: 0 marks frames that have a priority only, 4095 is reserved; measured on igb: 0 to 4095 are taken',
  fix: 'Give a VLAN id from 1 to 4094, or leave vlan out for no VLAN',
  on: 'settings',
  check(subject) {
    if (!statesAny(subject, NAMES)) return NOT_APPLICABLE;
    const { vlan } = subject.settings;
    const { guestVlans } = subject.use;
    const violations: Violation[] = [];
    if (vlan !== undefined && !isVlan(vlan)) violations.push(badVlan(vlan, subject.attachment !== null));
    for (const id of guestVlans ?? []) if (!isVlan(id)) violations.push(badGuestVlan(id));
    return violations.length > 0 ? violations : withoutFault(vlan, guestVlans, subject.unresolved);
  },
};

function withoutFault(
  vlan: number | undefined,
  guestVlans: readonly number[] | undefined,
  tokens: readonly string[],
): Verdict {
  const token = tokenAmong(tokens, ...NAMES);
  if (token !== undefined) return token;
  return vlan === undefined && guestVlans === undefined ? NOT_APPLICABLE : COMPLIANT;
}

function isVlan(id: number): boolean {
  return id >= 1 && id <= MAX_VLAN;
}

function badVlan(vlan: number, ofAttachment: boolean): Violation {
  return violation({
    message:
      vlan === 0 ? 'vlan is 0, which is no VLAN' : `vlan is ${vlan}, and a VLAN id lies between 1 and ${MAX_VLAN}`,
    pointer: 'vlan',
    found: String(vlan),
    limit: `1 to ${MAX_VLAN}`,
    ...(vlan === 0 && {
      fix: ofAttachment ? 'Leave vlan out and take the VF from a pool without a VLAN' : 'Leave vlan out for no VLAN',
    }),
  });
}

function badGuestVlan(id: number): Violation {
  return violation({
    message: `guestVlans holds ${id}, and a VLAN id lies between 1 and ${MAX_VLAN}`,
    pointer: 'guestVlans',
    found: String(id),
    limit: `1 to ${MAX_VLAN}`,
    fix: `Take ${id} out of guestVlans; untagged frames need no entry`,
  });
}
