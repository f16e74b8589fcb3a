import type { PhysicalFunctionFacts } from '../../inventory/inventory';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, violation } from '../rule';
import { nameOf, uplink } from '../shared/port';
import { counted, joined } from '../shared/words';

export const MTU_002: Rule = {
  id: 'MTU-002',
  title: 'MTU of a PF never lowered under its users',
  severity: 'error',
  protects:
    'Whoever uses the PF or its VFs goes on sending frames of the old size, which are then dropped; hosts lost their network that way.',
  source: 'sriov-network-operator issue 489; the operator itself raises the MTU only',
  fix: 'Leave mtu of the physical function at what the host has, or free its VFs first',
  on: 'physicalFunction',
  check(pf) {
    const token = tokenAmong(pf.wanted.unresolved, 'mtu');
    if (token !== undefined) return token;
    const { mtu } = pf.wanted;
    if (mtu === undefined) return NOT_APPLICABLE;
    const { facts } = pf;
    const now = uplink(pf)?.mtu ?? null;
    if (facts === null || now === null) return unknown('MTU that the PF has now');
    if (mtu >= now) return COMPLIANT;
    const users = usersOf(facts);
    if (users.length === 0) {
      const management = facts.network?.carriesManagement ?? null;
      return management === null ? unknown('whether the PF carries the management of the host') : COMPLIANT;
    }
    return violation({
      message: `lowering the MTU of ${nameOf(pf)} from ${now} to ${mtu} cuts off ${joined(users)}`,
      pointer: 'mtu',
      found: String(mtu),
      limit: `at least ${now}`,
      limitSource: `mtu of ${uplink(pf)?.name} on the host`,
      fix: `Set mtu to at least ${now} or leave it out, or free what uses the physical function first`,
    });
  },
};

/** Who would notice, as the inventory saw it. */
function usersOf(facts: PhysicalFunctionFacts): string[] {
  const used = facts.virtualFunctions.filter(({ users }) => users.length > 0);
  const names: string[] = [];
  if (used.length > 0) names.push(`${counted(used.length, 'VF')} in use (${used[0]?.users[0]?.detail})`);
  if (facts.network?.carriesManagement === true) names.push('the management of the host');
  else if (facts.users.length > 0) names.push(`users of the port itself (${facts.users[0]?.detail})`);
  return names;
}
