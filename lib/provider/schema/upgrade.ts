import { ProviderError } from './diagnostics';
import { jsonObjectFrom, jsonText, type JsonObject } from './json';

export type Upgrades = Readonly<Record<number, (from: JsonObject) => JsonObject>>;

/**
 * A stored object of an earlier version, taken from version to version.
 *
 * @param what of what, for people: `sriov_pool`
 * @throws ProviderError for a version that is newer than this provider, or from which there is no way
 */
export function upgraded(what: string, text: string, from: number, to: number, upgrades: Upgrades = {}): string {
  if (from > to) {
    throw new ProviderError(
      `The state of ${what} is newer than the provider`,
      `It was written with version ${from} of the schema, and this version of the provider has ${to}. Take the version of the provider that wrote it, or a newer one.`,
    );
  }
  let object = jsonObjectFrom(text);
  for (let version = from; version < to; version += 1) {
    const step = upgrades[version];
    if (step === undefined) {
      throw new ProviderError(
        `The state of ${what} is too old`,
        `It was written with version ${version} of the schema, from which this version of the provider has no way to ${to}. Run an earlier version of the provider first, or import the resource anew.`,
      );
    }
    object = step(object);
  }
  return jsonText(object);
}
