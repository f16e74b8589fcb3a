import type { CatalogDevice } from '../catalog/device';
import type { DriverProfile } from '../catalog/driver-profile';
import { movesState, variantOf } from '../catalog/vfio-variants';
import type { PhysicalFunctionFacts } from '../inventory/inventory';
import type { KernelRelease } from '../model/kernel-release';
import type { VfDriver, VfSettings } from '../model/settings';
import { driverNameProblem, isVariant } from '../model/vfio-drivers';
import type { WantedPool } from '../model/wanted';
import { vfIdsOf } from './vf-ids';

/** What decides on the driver of VFs that go to VMs. */
export interface DriverChoice {
  readonly facts: PhysicalFunctionFacts | null;
  readonly device: CatalogDevice | null;
  readonly profile: DriverProfile | null;
  /** null: not read. */
  readonly kernel: KernelRelease | null;
  /** The VFs are to move their state, or to take that of others. */
  readonly movesState: boolean;
}

/** The pool with the driver that its VFs are on where nobody states one. */
export function withDefaultDriver(pool: WantedPool, choice: DriverChoice): WantedPool {
  if (pool.driverIsDefault !== true) return pool;
  const driver = defaultDriver(choice);
  if (driver === pool.settings.driver) return pool;
  const { driver: _, ...settings }: VfSettings = pool.settings;
  return { ...pool, settings: driver === undefined ? settings : { ...settings, driver } };
}

/**
 * vfio-pci, or the variant of it that moves the state of the VFs where that is wanted and the kernel is not known to lack it (one that the
 * app names is in no tree, and taken at its word); undefined where the native driver hands them to VMs itself: they stay on it.
 */
function defaultDriver({ facts, device, profile, kernel, movesState: wanted }: DriverChoice): VfDriver | undefined {
  if (profile?.behaviour?.nativeHandsToVms === true) return undefined;
  if (!wanted) return 'vfio-pci';
  const named = namedByApp(profile);
  if (named !== null) return named;
  const vfIds = vfIdsOf({ facts, device }) ?? [];
  const variants = new Set(vfIds.map(variantOf));
  const [variant] = variants;
  if (variants.size !== 1 || variant == null || movesState(variant, vfIds, kernel) === false) return 'vfio-pci';
  return variant;
}

/**
 * The VFIO driver that the app's own driver profile names for migration, where it is none of those that are listed: nobody else knows of
 * it. The app may have changed something else of the profile of a known one.
 */
export function namedByApp(profile: DriverProfile | null): string | null {
  const { liveMigrationVfioDriver: named, userSource } = profile ?? {};
  if (userSource === undefined || !named || isVariant(named)) return null;
  return driverNameProblem(named) === null ? named : null;
}
