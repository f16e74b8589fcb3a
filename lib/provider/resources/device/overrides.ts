import type { Catalog } from '../../../catalog/catalog';
import { withOverrides } from '../../../catalog/overrides';
import { parseDeviceOverrides } from '../../../catalog/parse-overrides';
import { InputError } from '../../../model/errors';
import { attribute, index, optional, ProviderError, types } from '../../schema';
import { type Given, isOpen } from '../known';

/** Devices and drivers that the built-in catalog does not have, or has otherwise. */
export const DEVICE_OVERRIDES = optional.list(types.string, {
  description:
    'Devices and driver profiles of your own, each a document after `schemas/device-catalog.schema.json`: `[file("devices.json")]`. Later ones go over earlier ones.',
});

/**
 * The catalog with the documents laid over it; null: one of them is not known yet.
 *
 * @throws ProviderError for a document that cannot be used
 */
export function withStated(catalog: Catalog, stated: Given<readonly Given<string>[]>): Catalog | null {
  if (stated === null) return catalog;
  if (isOpen(stated) || stated.some(isOpen)) return null;
  return stated.reduce<Catalog>((before, text, n) => {
    try {
      return withOverrides(before, parseDeviceOverrides(String(text), `device_overrides[${n}]`));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      throw new ProviderError('Devices cannot be read', `${error.where}: ${error.problem}. ${error.fix}.`, [
        attribute('device_overrides'),
        index(n),
      ]);
    }
  }, catalog);
}
