import type { CatalogDevice } from '../catalog/device';
import type { PhysicalFunctionFacts } from '../inventory/inventory';

/** vfio-pci and its variant drivers (mlx5_vfio_pci, qat_vfio_pci, ...). */
export function isVfio(driver: string): boolean {
  return driver.includes('vfio');
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
