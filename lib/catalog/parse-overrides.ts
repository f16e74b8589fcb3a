import { readFormat } from '../formats/format';
import { readJson } from '../formats/json';
import { InputError } from '../model/errors';
import { DEVICE_CATALOG } from './format';
import type { CatalogOverrides } from './overrides';

/**
 * Reads a user's devices, driver profiles and overrides from JSON text.
 *
 * @param file name of the file, for messages
 * @throws InputError with file and JSON pointer for text that is no JSON, a newer version, unknown or repeated fields,
 *   wrong types or values, an entry without source, and ids that occur twice
 */
export function parseDeviceOverrides(text: string, file: string): CatalogOverrides {
  return checkDeviceOverrides(readJson(text, file), file);
}

/**
 * The same for data that is already at hand, as from code.
 *
 * @param origin where the data comes from, for messages
 * @throws InputError as `parseDeviceOverrides`
 */
export function checkDeviceOverrides(content: unknown, origin: string): CatalogOverrides {
  const { devices = [], driverProfiles = [] } = readFormat(DEVICE_CATALOG, content, origin);
  refuseDuplicates(devices, 'id', `${origin}#/devices`);
  refuseDuplicates(driverProfiles, 'name', `${origin}#/driverProfiles`);
  return { origin, devices, driverProfiles };
}

function refuseDuplicates<T>(entries: readonly T[], key: keyof T & string, where: string): void {
  const seen = new Map<unknown, number>();
  entries.forEach((entry, n) => {
    const first = seen.get(entry[key]);
    if (first !== undefined) {
      throw new InputError(
        `${where}/${n}/${key}`,
        `${key} "${entry[key]}" stands in entry ${first} already`,
        'Merge the two entries or rename one',
      );
    }
    seen.set(entry[key], n);
  });
}
