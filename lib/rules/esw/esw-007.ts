import { describePf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, violation } from '../rule';
import { bondOf, conditionUnknown, driverUnknown, uplink, withoutSwitchdev } from '../shared/port';

export const ESW_007: Rule = {
  id: 'ESW-007',
  title: 'name of the PF pinned before it changes to switchdev mode',
  severity: 'warning',
  protects: 'The change gives the mlx5 port another name; bonds, bridges and addresses that hang on the old one break.',
  source: 'openshift/enhancements issue 296; sriov-network-operator writes a udev rule for the name of the PF',
  fix: 'Pin the name with a .link file or udev rule by MAC or path, and set conditions.namePinned',
  on: 'physicalFunction',
  check(pf) {
    const without = withoutSwitchdev(pf);
    if (without !== undefined) return without;
    if (pf.profile === null) return driverUnknown(pf, 'renames the port in switchdev mode');
    if (pf.profile.eswitch?.pfRenamedBySwitchdev !== true) return NOT_APPLICABLE;
    // The new name is then the one that everything hangs on already.
    if (pf.facts?.network?.eswitchMode === 'switchdev') return COMPLIANT;
    const pinned = pf.wanted.conditions.namePinned;
    if (pinned === undefined) return conditionUnknown(pf, 'namePinned');
    if (pinned) return COMPLIANT;
    const bond = bondOf(pf);
    const name = uplink(pf)?.name ?? 'the port';
    return violation({
      message: `switchdev mode renames ${name}${bond ? `, a port of ${bond.bond.name}` : ''}, and nothing pins its name (${describePf(pf)})`,
      pointer: 'conditions.namePinned',
      found: 'no rule for the name',
      limitSource: pf.profile.eswitch.source ?? undefined,
    });
  },
};
