import { describePf } from '../../resolve/resolved';
import {
  COMPLIANT,
  NOT_APPLICABLE,
  type Rule,
  type SettingsSubject,
  tokenAmong,
  unknown,
  type Violation,
  violation,
} from '../rule';
import { driverUnknown, profileName } from '../shared/port';
import { statesAny } from '../shared/statements';

const NAMES = ['vdpa', 'driver'] as const;

export const ESW_004: Rule = {
  id: 'ESW-004',
  title: 'vDPA on VFs with a netdev, of a driver that has it, in a mode that steers its traffic',
  severity: 'error',
  protects:
    'A vDPA device stands on the native driver of a VF; without it none is created. The kernel makes one in legacy mode too, where nothing steers its traffic but MAC and VLAN: operators ask for switchdev mode.',
  source:
    'mlx5_vnet_supported in dev.c of mlx5_core, which asks for no mode; webhook of sriov-network-operator, which asks for switchdev',
  fix: 'Set eswitchMode to switchdev and driver to native, or leave vdpa out',
  on: 'settings',
  check(subject) {
    if (!statesAny(subject, NAMES)) return NOT_APPLICABLE;
    const { pf, settings, use } = subject;
    if (!use.vdpa) return tokenAmong(subject.unresolved, 'vdpa') ?? NOT_APPLICABLE;
    const violations = faultsOf(subject);
    if (violations.length > 0) return violations;
    const token = tokenAmong(subject.unresolved, ...NAMES) ?? tokenAmong(pf.wanted.unresolved, 'eswitchMode');
    if (token !== undefined) return token;
    if (settings.driver === undefined) return unknown('driver of VFs for vDPA, which is not stated');
    return pf.profile?.vdpa === undefined ? driverUnknown(pf, 'has vDPA devices') : COMPLIANT;
  },
};

function faultsOf({ pf, settings }: SettingsSubject): Violation[] {
  const violations: Violation[] = [];
  const needsMode = pf.profile?.vdpa?.requires === 'switchdev';
  if (pf.profile?.vdpa?.supported === false) {
    violations.push(
      violation({
        message: `vdpa is set, and the driver ${profileName(pf)} has no vDPA devices (${describePf(pf)})`,
        pointer: 'vdpa',
        found: 'vdpa',
        limitSource: pf.profile.vdpa.source ?? undefined,
        fix: 'Leave vdpa out, or use a card whose driver has vDPA devices',
      }),
    );
  }
  if (pf.eswitchMode === 'legacy' && !pf.wanted.unresolved.includes('eswitchMode')) {
    violations.push(
      violation({
        message: needsMode
          ? `vdpa is set, and the physical function is in legacy mode, in which the driver makes no vDPA device (${describePf(pf)})`
          : `vdpa is set, and the physical function is in legacy mode, where no flow of the vDPA device is steered (${describePf(pf)})`,
        pointer: 'vdpa',
        found: 'legacy',
        limit: 'switchdev',
        severity: needsMode ? 'error' : 'warning',
        limitSource: pf.profile?.vdpa?.source ?? undefined,
        fix: `Set eswitchMode of ${pf.path} to switchdev, or leave vdpa out`,
      }),
    );
  }
  if (settings.driver !== undefined && settings.driver !== 'native') {
    violations.push(
      violation({
        message: `vdpa is set, and the driver of the VF is ${settings.driver}: a vDPA device stands on the native one`,
        pointer: 'driver',
        found: settings.driver,
        limit: 'native',
        fix: 'Set driver to native, or leave vdpa out',
      }),
    );
  }
  return violations;
}
