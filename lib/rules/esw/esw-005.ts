import { describePf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, violation } from '../rule';
import { bondOf, withoutSwitchdev } from '../shared/port';

const OFFLOADED_MODES: ReadonlySet<string> = new Set(['active-backup', 'balance-xor', '802.3ad']);

export const ESW_005: Rule = {
  id: 'ESW-005',
  title: 'bond of switchdev ports in a mode that the card carries',
  severity: 'error',
  protects:
    'The card takes over a bond of its ports in three modes only; in any other one VFs have the first port alone.',
  source: 'canonical/netplan issue 439: active-backup, balance-xor or 802.3ad',
  fix: 'Set the bond to active-backup, balance-xor or 802.3ad, or take the port out of it',
  on: 'physicalFunction',
  check(pf, host) {
    const without = withoutSwitchdev(pf);
    if (without !== undefined) return without;
    if (host.presumed || pf.facts?.network == null) return unknown('bonds of the host');
    const bonded = bondOf(pf);
    if (bonded === undefined) return NOT_APPLICABLE;
    const { bond, port } = bonded;
    if (bond.mode === null) return unknown('mode of the bond');
    if (OFFLOADED_MODES.has(bond.mode)) return COMPLIANT;
    return violation({
      message: `${port.name} is a port of ${bond.name} in mode ${bond.mode}, which the card does not take over in switchdev mode (${describePf(pf)})`,
      pointer: 'eswitchMode',
      found: bond.mode,
      limit: [...OFFLOADED_MODES].join(', '),
      fix: `Set ${bond.name} to active-backup, balance-xor or 802.3ad, or take ${port.name} out of it`,
    });
  },
};
