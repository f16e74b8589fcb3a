import { DEFAULT_CATALOG, deviceById, profileOfDriver } from '../../lib/catalog/catalog';
import type { CatalogDevice } from '../../lib/catalog/device';
import type { DriverProfile } from '../../lib/catalog/driver-profile';

/** A driver profile of the catalog that ships. */
export function profile(driver: string): DriverProfile {
  const found = profileOfDriver(DEFAULT_CATALOG, driver);
  if (found === null) throw new Error(`no driver profile ${driver}`);
  return found;
}

/** A device of the catalog that ships. */
export function device(id: string): CatalogDevice {
  const found = deviceById(DEFAULT_CATALOG, id);
  if (found === null) throw new Error(`no device ${id}`);
  return found;
}
