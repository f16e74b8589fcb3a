import type { CatalogDevice } from '../catalog/device';
import { DEVICE_CLASSES } from '../device-class';
import type { PhysicalFunctionFacts } from '../inventory/inventory';
import { isVfio } from '../model/vfio-drivers';
import type { ResolvedPf } from './resolved';

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

/** Whether VFs are wanted on their native driver, and nobody knows which that is. */
export function wantsUnknownDriver({ facts, device, virtualFunctions }: ResolvedPf): boolean {
  if (facts === null || nativeVfDriver(device, facts) !== null) return false;
  return virtualFunctions.some(({ settings }) => settings.driver === 'native');
}

/**
 * `sriov_drivers_autoprobe` where the PF does not state it: off where a driver of VFs is managed, as the kernel would bind the
 * native one to each new VF first; on where it alone finds that driver; undefined: as it is, also where the native driver hands VFs to
 * VMs itself.
 */
export function wantedAutoprobe(pf: ResolvedPf): boolean | undefined {
  if (pf.profile?.behaviour?.nativeHandsToVms === true) return undefined;
  if (wantsUnknownDriver(pf)) return true;
  return pf.virtualFunctions.some(({ settings }) => settings.driver !== undefined) ? false : undefined;
}
