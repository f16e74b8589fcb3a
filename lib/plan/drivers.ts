import { DEFAULT_CATALOG, profileOfDriver } from '../catalog/catalog';
import type { CatalogDevice, LinkLoss } from '../catalog/device';
import type { PhysicalFunctionFacts } from '../inventory/inventory';

/** Module of a driver as `/proc/modules` names it. */
export function moduleOf(driver: string): string {
  return driver.replaceAll('-', '_');
}

/** vfio-pci and its variant drivers (mlx5_vfio_pci, qat_vfio_pci, ...). */
export function isVfio(driver: string): boolean {
  return driver.includes('vfio');
}

/** What becomes of the link of a PF when its VFs come or go; null: no source says. */
export function linkLossOf(pfDriver: string | null): LinkLoss | null {
  return pfDriver === null ? null : (profileOfDriver(DEFAULT_CATALOG, pfDriver)?.numVfs?.linkLoss ?? null);
}

/** How long the link of a PF that is up is away after its VFs were created or removed; 0: nobody measured that it is. */
export function linkLossMilliseconds(pfDriver: string | null): number {
  return linkLossOf(pfDriver)?.milliseconds ?? 0;
}

/**
 * What a VF loses for the time that its PF is in switchdev mode. The uplink representor of mlx5 offers MAC, rate, VLAN,
 * configuration and statistics: `switchdevNote` of its profile.
 */
export function lostInSwitchdev(pfDriver: string | null): readonly ('spoofchk' | 'trust' | 'linkState')[] {
  return pfDriver === 'mlx5_core' ? ['spoofchk', 'trust', 'linkState'] : [];
}

/**
 * The PF reports the MAC that the native driver of a VF invents where none was set, as long as the PF is up: igb with
 * igbvf (measured on Linux 6.1 and 6.12 with QEMU's igb).
 */
export function reportsInventedMac(pfDriver: string | null): boolean {
  return pfDriver === 'igb';
}

/** Settings of VFs are taken only while the PF is up: VF operations of bnxt_en fail else (`linkStateNote` of its profile). */
export function settingsNeedPfUp(pfDriver: string | null): boolean {
  return pfDriver === 'bnxt_en';
}

/**
 * Driver that the kernel binds to VFs of a PF by itself: the catalog's answer, `nvme` for its class of devices, else the
 * driver that some VF is on now and that is none of vfio; null when nobody knows.
 */
export function nativeVfDriver(device: CatalogDevice | null, facts: PhysicalFunctionFacts): string | null {
  const listed = device?.driver.vf;
  if (listed !== undefined) {
    if (!listed.includes('/')) return listed;
    // `i915/xe`: the driver that serves the PF serves its VFs.
    if (facts.driver !== null && listed.split('/').includes(facts.driver)) return facts.driver;
  }
  if (facts.deviceClass === 'nvme') return 'nvme';
  for (const { driver } of facts.virtualFunctions) if (driver !== null && !isVfio(driver)) return driver;
  return null;
}
