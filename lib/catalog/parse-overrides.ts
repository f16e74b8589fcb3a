import type { ErrorObject } from 'ajv';
import { InputError } from '../model/errors';
import { repeatedKeys } from '../model/json-keys';
import { quoted } from '../model/text';
import type { CatalogOverrides } from './overrides';
import { validator } from './validator';

/** Version of the format that this library reads and writes. */
export const CATALOG_VERSION = 1;

/**
 * Reads a user's devices, driver profiles and overrides from JSON text.
 *
 * @param file name of the file, for messages
 * @throws InputError with file and JSON pointer for text that is no JSON, a newer version, unknown or repeated fields,
 *   wrong types or values, an entry without source, and ids that occur twice
 */
export function parseDeviceOverrides(text: string, file: string): CatalogOverrides {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(file, `this is no JSON: ${reason}`, 'Correct the file');
  }
  const [repeated] = repeatedKeys(text, content);
  if (repeated !== undefined) {
    const key = JSON.stringify(repeated.key);
    throw new InputError(`${file}#${repeated.pointer}`, `${key} stands twice in one object`, 'Keep one of the two');
  }
  return checkDeviceOverrides(content, file);
}

/**
 * The same for data that is already at hand, as from code.
 *
 * @param origin where the data comes from, for messages
 * @throws InputError as `parseDeviceOverrides`
 */
export function checkDeviceOverrides(content: unknown, origin: string): CatalogOverrides {
  refuseNewerVersion(content, origin);
  const validate = validator();
  if (!validate(content)) throw schemaError(validate.errors?.[0], origin);
  const { devices = [], driverProfiles = [] } = content;
  refuseDuplicates(devices, 'id', `${origin}#/devices`);
  refuseDuplicates(driverProfiles, 'name', `${origin}#/driverProfiles`);
  return { origin, devices, driverProfiles };
}

function refuseNewerVersion(content: unknown, origin: string): void {
  const version = (content as { catalogVersion?: unknown } | null)?.catalogVersion;
  if (typeof version !== 'number' || version <= CATALOG_VERSION) return;
  throw new InputError(
    `${origin}#/catalogVersion`,
    `format version ${version} is newer than version ${CATALOG_VERSION}, which this release reads`,
    'Update this package or write the file in the older format',
  );
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

function schemaError(error: ErrorObject | undefined, origin: string): InputError {
  if (error === undefined) return new InputError(origin, 'the content does not fit the format', 'Correct the file');
  const { keyword, params, parentSchema = {} } = error;
  const where = `${origin}#${error.instancePath}`;
  const description = typeof parentSchema.description === 'string' ? ` (${parentSchema.description})` : '';
  switch (keyword) {
    case 'required':
      return new InputError(where, `"${params.missingProperty}" is missing`, `Add ${params.missingProperty}`);
    case 'additionalProperties': {
      const known = Object.keys((parentSchema.properties as object | undefined) ?? {}).join(', ');
      return new InputError(where, `"${params.additionalProperty}" is no field of this format`, `Use one of ${known}`);
    }
    case 'type': {
      const expected = ([] as string[]).concat(params.type).join(' or ');
      return new InputError(
        where,
        `found ${quoted(error.data, 80)}, expected ${expected}`,
        `Give ${expected}${description}`,
      );
    }
    default: {
      const expected = expectation(error);
      return new InputError(
        where,
        `found ${quoted(error.data, 80)}, expected ${expected}`,
        `Give ${expected}${description}`,
      );
    }
  }
}

/** What a value must be, from the keyword that refused it. */
function expectation({ keyword, params, message }: ErrorObject): string {
  switch (keyword) {
    case 'type':
      return ([] as string[]).concat(params.type).join(' or ');
    case 'enum':
      return `one of ${params.allowedValues.map((value: unknown) => JSON.stringify(value)).join(', ')}`;
    case 'const':
      return JSON.stringify(params.allowedValue);
    case 'pattern':
      return `text that matches ${params.pattern}`;
    case 'minimum':
      return `a number of at least ${params.limit}`;
    case 'maximum':
      return `a number of at most ${params.limit}`;
    case 'exclusiveMinimum':
      return `a number above ${params.limit}`;
    case 'minLength':
      return 'text that is not empty';
    case 'maxLength':
      return `text of at most ${params.limit} characters`;
    case 'minItems':
      return `a list of at least ${params.limit}`;
    default:
      return message ?? keyword;
  }
}
