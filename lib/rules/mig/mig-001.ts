import { kernelOf } from '../../resolve/driver-context';
import { movesState, VARIANT_DRIVERS, variantOf } from '../../catalog/vfio-variants';
import { isUnlistedVariant } from '../../model/vfio-drivers';
import { factIn, parseKernelRelease } from '../../model/kernel-release';
import type { VfioVariant } from '../../model/vfio-drivers';
import { namedByApp } from '../../resolve/default-driver';
import { migrationMethodOf } from '../../resolve/migration';
import { describePf, type ResolvedAttachment, type ResolvedHost, type ResolvedPf } from '../../resolve/resolved';
import { vfIdsOf } from '../../resolve/vf-ids';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, type Verdict, violation } from '../rule';
import { modelOf } from '../shared/model-of';
import { pfDriver } from '../shared/pf';

export const MIG_001: Rule = {
  id: 'MIG-001',
  title: 'a VM that migrates has a VF whose state can move, a standby interface, or a manager that replugs',
  severity: 'error',
  protects:
    'With a plain vfio-pci VF the hypervisor refuses to migrate the VM: the variant of vfio-pci that knows the VF moves its state.',
  source: 'id tables of the drivers in drivers/vfio/pci of Linux 6.1 and 6.12',
  fix:
    'Set teamingStandbyMac, hand the VF out with vdpa, take a VF of another card, or set migratable: false; where the VM ' +
    'manager unplugs the VF and plugs in another one by itself, as KubeVirt does, set migrationMethod to replug',
  on: 'attachment',
  check: (attachment, pf, host) => {
    const { wanted, use, unresolved } = attachment;
    const token = tokenAmong(wanted.unresolved, 'migratable');
    if (token) return token;
    if (wanted.migratable !== true) return NOT_APPLICABLE;
    if (pf.deviceClass === 'net') {
      if (use.vdpa === true) return judgeVdpa(attachment, pf, host);
      const other =
        tokenAmong(wanted.unresolved, 'teamingStandbyMac', 'migrationMethod') ?? tokenAmong(unresolved, 'vdpa');
      if (other) return other;
      const method = methodOf(attachment, pf);
      if (method === 'replug') return COMPLIANT;
      if (method === 'teaming') return wanted.teamingStandbyMac === undefined ? withoutStandby(attachment) : COMPLIANT;
    }
    if (pf.profile === null) return unknown(`driver profile of ${modelOf(pf)}`);
    const verdict = judgeVariant(attachment, pf, host);
    if (verdict !== null) return verdict;
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

function methodOf({ wanted, poolPath }: ResolvedAttachment, pf: ResolvedPf) {
  return migrationMethodOf(wanted, pf.pools.find(({ path }) => path === poolPath)?.wanted);
}

/** QEMU stops the device at the source, with shadow virtqueues at its side, and starts it at the target. */
function judgeVdpa({ wanted: { vm } }: ResolvedAttachment, pf: ResolvedPf, host: ResolvedHost): Verdict {
  const { kernelRelease } = host.inventory.host;
  const suspends = factIn(pf.profile?.vdpa?.suspends ?? null, parseKernelRelease(kernelRelease));
  if (suspends === true) return COMPLIANT;
  if (suspends === null) return unknown(`whether a vDPA device of ${pfDriver(pf) ?? modelOf(pf)} can be suspended`);
  return violation({
    message: `VM ${vm} is to migrate with a vDPA device, which ${pfDriver(pf) ?? pf.profile?.name} of Linux ${kernelRelease} cannot suspend (${describePf(pf)})`,
    pointer: 'vdpa',
    found: `Linux ${kernelRelease}`,
    limitSource: pf.profile?.vdpa?.source ?? MIG_001.source,
    fix: 'Take a later kernel, or set migratable: false',
  });
}

function withoutStandby({ wanted: { vm } }: ResolvedAttachment): Verdict {
  return violation({
    message: `VM ${vm} is to migrate beside a standby interface, and has none`,
    pointer: 'teamingStandbyMac',
    found: 'not stated',
    fix: 'Set teamingStandbyMac, or another migrationMethod',
  });
}

/** What is to be said of the variant of vfio-pci that takes the VF; null where none does. */
function judgeVariant(attachment: ResolvedAttachment, pf: ResolvedPf, host: ResolvedHost): Verdict | null {
  const named = namedByApp(pf.profile);
  const token = tokenAmong(attachment.unresolved, 'driver');
  const { driver } = attachment.settings;
  if (named !== null) return token ?? (isOn(driver, named) ? COMPLIANT : onAnother(attachment, pf, named));
  if (token === undefined && isUnlistedVariant(driver)) return unknown(`whether ${driver} moves the state of a VF`);
  const ids = vfIdsOf(pf) ?? [];
  const variants = new Set(ids.map(variantOf));
  const [name] = variants;
  if (name === undefined || variants.size > 1) {
    return unknown(
      `device id of the VFs, by which ${pf.profile?.liveMigrationVfioDriver ?? 'each variant of vfio-pci'} takes some`,
    );
  }
  return name === null ? null : judgeTaken(name, ids, attachment, pf, host);
}

/** Without a driver the VF is left to the VM manager, which may find this one. */
function isOn(driver: string | undefined, named: string): boolean {
  return driver === named || driver === undefined || driver === 'none';
}

function onAnother({ wanted: { vm }, settings }: ResolvedAttachment, pf: ResolvedPf, named: string): Verdict {
  return violation({
    message: `VM ${vm} is to migrate, and the driver of its VF is ${settings.driver}: ${named} moves the state of VFs of ${pf.profile?.name} (${describePf(pf)})`,
    pointer: 'driver',
    found: settings.driver,
    limit: named,
    limitSource: pf.profile?.userSource ?? MIG_001.source,
    fix: `Set driver of the pool to VfDriver.of('${named}'), set teamingStandbyMac, or set migratable: false`,
  });
}

/** The VF is one of those that a variant takes. */
function judgeTaken(
  name: VfioVariant,
  vfIds: readonly string[],
  attachment: ResolvedAttachment,
  pf: ResolvedPf,
  host: ResolvedHost,
): Verdict | null {
  const variant = VARIANT_DRIVERS[name];
  const vfs = vfIds.join(' and ');
  const { kernelRelease } = host.inventory.host;
  const migrates = movesState(name, vfIds, parseKernelRelease(kernelRelease));
  if (migrates === false) {
    return violation({
      message: `VM ${attachment.wanted.vm} is to migrate, and Linux ${kernelRelease} has no ${name} that moves the state of VFs ${vfs} (${describePf(pf)})`,
      pointer: 'migratable',
      found: `Linux ${kernelRelease}`,
      limitSource: variant.source,
      fix: 'Take a later kernel, set teamingStandbyMac, or set migratable: false',
    });
  }
  const token = tokenAmong(attachment.unresolved, 'driver') ?? tokenAmong(pf.wanted.unresolved, 'eswitchMode');
  if (token) return token;
  const { vm } = attachment.wanted;
  if (attachment.settings.driver !== name) {
    const driver = attachment.settings.driver ?? 'not stated';
    return violation({
      message: `VM ${vm} is to migrate, and the driver of its VF is ${driver}: ${name} moves the state of VFs ${vfs} (${describePf(pf)})`,
      pointer: 'driver',
      found: driver,
      limit: name,
      limitSource: variant.source,
      fix: `Set driver of the pool to ${name} (VfDriver.${name.toUpperCase().replaceAll('-', '_')})${variant.byDevlinkPort ? ' and eswitchMode to switchdev' : ''}, set teamingStandbyMac, or set migratable: false`,
    });
  }
  if (migrates === null) return unknown(`whether ${name} of this kernel moves the state of a VF`);
  if (!variant.byDevlinkPort) return COMPLIANT;
  return judgePort(name, vm, pf, kernelRelease);
}

/** The variant takes a VF only that its devlink port made migratable, which the plan does where there is such a port. */
function judgePort(name: VfioVariant, vm: string, pf: ResolvedPf, kernelRelease: string | null): Verdict {
  const variant = VARIANT_DRIVERS[name];
  if (pf.eswitchMode !== 'switchdev') {
    return violation({
      message: `VM ${vm} is to migrate, and ${name} takes a VF only that its devlink port made migratable, which there is in switchdev mode (${describePf(pf)})`,
      pointer: 'migratable',
      found: pf.eswitchMode ?? 'mode not known',
      limit: 'switchdev',
      limitSource: variant.source,
      fix: `Set eswitchMode of ${pf.path} to switchdev, set teamingStandbyMac, or set migratable: false`,
    });
  }
  const takes = factIn(pf.profile?.eswitch?.portMigratable ?? null, kernelOf(pf.facts, kernelRelease));
  if (takes === true) return COMPLIANT;
  if (takes === null) return unknown(`whether a devlink port of ${pfDriver(pf) ?? modelOf(pf)} makes a VF migratable`);
  return violation({
    message: `VM ${vm} is to migrate, and ${pfDriver(pf) ?? pf.profile?.name} of Linux ${kernelRelease} has no devlink port that makes its VF migratable, without which ${name} moves no state (${describePf(pf)})`,
    pointer: 'migratable',
    found: `Linux ${kernelRelease}`,
    limitSource: pf.profile?.eswitch?.source ?? variant.source,
    fix: 'Take a later kernel, set teamingStandbyMac, or set migratable: false',
  });
}
