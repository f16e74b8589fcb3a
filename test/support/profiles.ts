import { BUILTIN_DEVICES, BUILTIN_DRIVER_PROFILES } from '../../lib/catalog/builtin';
import type { CatalogDevice } from '../../lib/catalog/device';
import type { DriverProfile } from '../../lib/catalog/driver-profile';

/** A driver as the built-in catalog knows it, changed only where a test says so. */
export function driver(name: string, change: Partial<DriverProfile> = {}): DriverProfile {
  const known = BUILTIN_DRIVER_PROFILES.find((profile) => profile.name === name);
  if (known === undefined) throw new Error(`no driver profile ${name} in the catalog`);
  return { ...known, ...change };
}

/** A device as the built-in catalog knows it, by its id. */
export function device(id: string): CatalogDevice {
  const known = BUILTIN_DEVICES.find((one) => one.id === id);
  if (known === undefined) throw new Error(`no device ${id} in the catalog`);
  return known;
}
