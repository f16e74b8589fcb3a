import type { CatalogDevice } from '../catalog/device';
import { DEVICE_CLASSES } from '../device-class';
import type { PhysicalFunctionFacts } from '../inventory/inventory';

/** vfio-pci and its variant drivers (mlx5_vfio_pci, qat_vfio_pci, ...). */
export function isVfio(driver: string): boolean {
  return driver.includes('vfio');
}

/**
 * Driver that the kernel binds to VFs of a PF by itself: the catalog's answer, that of its class (`nvme`), else the
 * driver that some VF is on now and that is none of vfio; null when nobody knows.
 */
export function nativeVfDriver(device: CatalogDevice | null, facts: PhysicalFunctionFacts): string | null {
  const listed = device?.driver.vf;
  if (listed !== undefined) {
    if (!listed.includes('/')) return listed;
    // `i915/xe`: the driver that serves the PF serves its VFs.
    if (facts.driver !== null && listed.split('/').includes(facts.driver)) return facts.driver;
  }
  const ofClass = DEVICE_CLASSES[facts.deviceClass].driver;
  if (ofClass !== null) return ofClass;
  for (const { driver } of facts.virtualFunctions) if (driver !== null && !isVfio(driver)) return driver;
  return null;
}
