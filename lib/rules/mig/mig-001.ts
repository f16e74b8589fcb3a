import { describePf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, violation } from '../rule';
import { modelOf } from '../shared/model-of';
import { pfDriver } from '../shared/pf';

export const MIG_001: Rule = {
  id: 'MIG-001',
  title: 'a VM that migrates has a VF whose state can move, a standby interface, or a manager that replugs',
  severity: 'error',
  protects: 'With a plain vfio-pci VF the hypervisor refuses to migrate the VM.',
  source: 'listing of drivers/vfio/pci of Linux: mlx5, hisilicon, pds, qat, virtio and xe have a driver with migration',
  fix:
    'Set teamingStandbyMac, hand the VF out with vdpa, take a VF of another card, or set migratable: false; where the VM ' +
    'manager unplugs the VF and plugs in another one by itself, as KubeVirt does, set migrationMethod to replug',
  on: 'attachment',
  check: ({ wanted, use, unresolved }, pf) => {
    const token = tokenAmong(wanted.unresolved, 'migratable');
    if (token) return token;
    if (wanted.migratable !== true) return NOT_APPLICABLE;
    const teams = wanted.teamingStandbyMac !== undefined || use.vdpa === true;
    if (pf.deviceClass === 'net' && (teams || wanted.migrationMethod === 'replug')) return COMPLIANT;
    if (pf.profile?.liveMigrationVfioDriver) return COMPLIANT;
    if (pf.deviceClass === 'net') {
      const other =
        tokenAmong(wanted.unresolved, 'teamingStandbyMac', 'migrationMethod') ?? tokenAmong(unresolved, 'vdpa');
      if (other) return other;
    }
    if (pf.profile === null) return unknown(`driver profile of ${modelOf(pf)}`);
    const { liveMigrationSource, liveMigrationNote } = pf.profile;
    return violation({
      message: `VM ${wanted.vm} is to migrate, and no VFIO driver moves the state of a VF of ${pfDriver(pf) ?? pf.profile.name} (${describePf(pf)})`,
      pointer: 'migratable',
      found: 'true',
      limitSource: liveMigrationSource ?? liveMigrationNote ?? MIG_001.source,
      ...(pf.deviceClass === 'net' ? {} : { fix: 'Take a VF of another card, or set migratable: false' }),
    });
  },
};
