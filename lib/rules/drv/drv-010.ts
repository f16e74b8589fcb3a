import { describePf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, violation } from '../rule';
import { statesAny } from '../shared/statements';

export const DRV_010: Rule = {
  id: 'DRV-010',
  title: 'VFs stay on their native driver where that hands them to VMs',
  severity: 'error',
  protects:
    'The VFs of a vGPU work with the driver of the host that made them: on vfio-pci or on none, the VM finds a device that does not answer.',
  source: 'catalog, behaviour of the driver profile: the native driver is the VFIO driver of the VFs',
  fix: 'Leave driver out',
  on: 'settings',
  check(subject) {
    const { pf, settings } = subject;
    if (pf.profile?.behaviour?.nativeHandsToVms !== true) return NOT_APPLICABLE;
    const driver = settings.driver ?? 'native';
    if (!statesAny(subject, ['driver'])) return NOT_APPLICABLE;
    const token = tokenAmong(subject.unresolved, 'driver');
    if (token !== undefined) return token;
    if (driver === 'native') return COMPLIANT;
    return violation({
      message: `VFs are to be on ${driver === 'none' ? 'no driver' : driver}, and ${pf.profile.name} hands them to VMs itself (${describePf(pf)})`,
      pointer: 'driver',
      found: driver,
      limit: 'native',
      limitSource: pf.profile.behaviour.source ?? DRV_010.source,
    });
  },
};
