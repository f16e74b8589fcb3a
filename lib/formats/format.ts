import type { ValidateFunction } from 'ajv';
import { InputError } from '../model/errors';
import { quoted } from '../model/text';
import { placeOf, type Problem, schemaProblem } from './problem';

/**
 * A format of files, which the constant of a module `format.ts` is. What holds for all formats is done here; what one has
 * of its own, as values that may be left out and checks across fields, is done by the function that reads it.
 */
export interface Format<T> {
  /** For messages, without article: `host plan`. */
  readonly noun: string;
  /** Field that says the version. */
  readonly versionField: string;
  /** Versions that are read, the lowest first. The last one is written. */
  readonly versions: readonly [number, ...number[]];
  /** What to do about what is no such file. */
  readonly remedy: string;
  /** What can be done about a file of a newer version, besides updating the program. @default nothing */
  readonly instead?: string;
  readonly validator: () => ValidateFunction<T>;
}

/**
 * The document, as it is: nothing is filled in. A `$schema`, by which editors find the schema, is left out.
 *
 * @param value what was parsed, or what code states
 * @param where file or construct path, for messages
 * @throws InputError naming place, JSON pointer, value, expectation and what to do: for another version, unknown fields,
 *   wrong types and values
 */
export function readFormat<T>(format: Format<T>, value: unknown, where: string): T {
  const read = fitsFormat(format, value);
  if ('value' in read) return read.value;
  const { pointer, problem, fix } = read.problem;
  throw new InputError(placeOf(where, pointer), problem, fix);
}

/** The document, or the first problem with it. */
export function fitsFormat<T>(
  format: Format<T>,
  value: unknown,
): { readonly value: T } | { readonly problem: Problem } {
  const problem = versionProblem(format, value);
  if (problem !== null) return { problem };
  const document = withoutSchema(value);
  const validate = format.validator();
  return validate(document) ? { value: document } : { problem: schemaProblem(document, validate.errors ?? []) };
}

function withoutSchema(value: unknown): unknown {
  const { $schema, ...rest } = value as { readonly $schema?: unknown };
  return typeof $schema === 'string' ? rest : value;
}

/** Why the value is no document of a version that is read. */
function versionProblem<T>(format: Format<T>, value: unknown): Problem | null {
  const { noun, versionField, versions, remedy, instead } = format;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { pointer: '', problem: `found ${quoted(value)}, expected ${withArticle(noun)} object`, fix: remedy };
  }
  const version: unknown = (value as Readonly<Record<string, unknown>>)[versionField];
  if (version === undefined) {
    return { pointer: '', problem: `${versionField} is missing, so this is no ${noun}${other(value)}`, fix: remedy };
  }
  if (versions.some((known) => known === version)) return null;
  const pointer = `/${versionField}`;
  if (typeof version === 'number' && version > Math.max(...versions)) {
    const update = `Update this program${instead === undefined ? '' : `, or ${instead}`}`;
    return {
      pointer,
      problem: `${versionField} ${version} is newer than this program knows (${versions.join(' and ')})`,
      fix: update,
    };
  }
  return {
    pointer,
    problem: `found ${versionField} ${quoted(version)}, expected ${versions.join(' or ')}`,
    fix: remedy,
  };
}

/** `; it has planVersion`: a file of another format was named. */
function other(value: object): string {
  const field = Object.keys(value).find((key) => /^[a-z]{1,20}([A-Z][a-z]{1,20})?Version$/.test(key));
  return field === undefined ? '' : `; it has ${field}`;
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}
