import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, type Verdict, type Violation, violation } from '../rule';
import { statesAny } from '../shared/statements';
import { listed } from '../shared/words';

const NAMES = ['vlan', 'guestVlans'] as const;
const MAX_VLAN = 4094;
const NO_VLAN = 0;

export const VLAN_001: Rule = {
  id: 'VLAN-001',
  title: 'VLAN id from 1 to 4094, or 0 for no VLAN',
  severity: 'error',
  protects:
    'Id 4095 is reserved. The kernel takes it, and the VF is then in a VLAN that no switch forwards. A guest has no tag with id 0: such frames carry a priority only.',
  source:
    'IEEE 802.1Q: 0 marks frames that have a priority only, 4095 is reserved; measured on igb: 0 to 4095 are taken, 0 takes the VLAN off',
  fix: 'Give a VLAN id from 1 to 4094, or 0 for no VLAN',
  on: 'settings',
  check(subject) {
    if (!statesAny(subject, NAMES)) return NOT_APPLICABLE;
    const { vlan } = subject.settings;
    const { guestVlans } = subject.use;
    const violations: Violation[] = [];
    if (vlan !== undefined && vlan !== NO_VLAN && !isVlan(vlan)) violations.push(badVlan(vlan));
    const none = guestVlans?.filter((id) => !isVlan(id)) ?? [];
    if (none.length > 0) violations.push(badGuestVlans(listed(none.map(String))));
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

function badVlan(vlan: number): Violation {
  return violation({
    message: `vlan is ${vlan}, and a VLAN id lies between 1 and ${MAX_VLAN}`,
    pointer: 'vlan',
    found: String(vlan),
    limit: `1 to ${MAX_VLAN}, or ${NO_VLAN} for none`,
  });
}

function badGuestVlans(ids: string): Violation {
  return violation({
    message: `guestVlans holds ${ids}, and a VLAN id lies between 1 and ${MAX_VLAN}`,
    pointer: 'guestVlans',
    found: ids,
    limit: `1 to ${MAX_VLAN}`,
    fix: `Take ${ids} out of guestVlans; untagged frames need no entry`,
  });
}
