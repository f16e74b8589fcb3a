import { kernelOf } from '../../resolve/driver-context';
import { factIn } from '../../model/kernel-release';
import { describePf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, violation } from '../rule';
import { bondOf, conditionUnknown, driverUnknown, uplink, withoutSwitchdev } from '../shared/port';

export const ESW_007: Rule = {
  id: 'ESW-007',
  title: 'name of the PF pinned before it changes to switchdev mode',
  severity: 'warning',
  protects:
    'Drivers that make another netdev of the port for the change give it another name; bonds, bridges and addresses that hang on the old one break.',
  source:
    'openshift/enhancements issue 296, of older kernels; since mlx5e_netdev_change_profile in en_main.c mlx5 keeps its netdev',
  fix: 'Pin the name with a .link file or udev rule by MAC or path, and set conditions.namePinned',
  on: 'physicalFunction',
  check(pf, host) {
    const without = withoutSwitchdev(pf);
    if (without !== undefined) return without;
    if (pf.profile === null) return driverUnknown(pf, 'renames the port in switchdev mode');
    const { pfRenamedBySwitchdev } = pf.profile.eswitch ?? {};
    if (pfRenamedBySwitchdev === undefined) return NOT_APPLICABLE;
    const renames = factIn(pfRenamedBySwitchdev, kernelOf(pf.facts, host.inventory.host.kernelRelease));
    if (renames === false) return NOT_APPLICABLE;
    // The new name is then the one that everything hangs on already.
    if (pf.facts?.network?.eswitchMode === 'switchdev') return COMPLIANT;
    const pinned = pf.wanted.conditions.namePinned;
    if (pinned === true) return COMPLIANT;
    if (renames === null) return driverUnknown(pf, 'of this kernel renames the port in switchdev mode');
    if (pinned === undefined) return conditionUnknown(pf, 'namePinned');
    const bond = bondOf(pf);
    const name = uplink(pf)?.name ?? 'the port';
    return violation({
      message: `switchdev mode renames ${name}${bond ? `, a port of ${bond.bond.name}` : ''}, and nothing pins its name (${describePf(pf)})`,
      pointer: 'conditions.namePinned',
      found: 'no rule for the name',
      limitSource: pf.profile.eswitch?.source ?? undefined,
    });
  },
};
