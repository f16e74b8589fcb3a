import { InputError } from '../../model/errors';
import { quoted } from '../../model/text';
import { OBJECT } from '../../resolve/shapes';
import { holdsToken, isToken } from './tokens';

/**
 * Checks of what TypeScript rules out and plain JavaScript passes: an error in words where the argument is given, in
 * place of one from deep inside.
 */

/** @throws InputError for what is no object of properties, as a list or a date is none, or a token */
export function objectArgument<T>(value: T, where: string, name: string, expected: string): T {
  if (isToken(value)) throw new InputError(where, `${name} is a token, known only at deploy`, `Give ${expected}`);
  if (OBJECT.problem(value) === null) return value;
  throw new InputError(where, `${name} is ${kindOf(value)}, not an object`, `Give ${expected}`);
}

/** `a Date` for what is an object to JavaScript and has no properties of its own. */
function kindOf(value: unknown): string {
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  return typeof value !== 'object' || value === null || kind === 'Array' ? quoted(value) : `a ${kind}`;
}

/** A place for a message; found out where there is one to be made, if that takes a walk through the tree. */
type Where = string | (() => string);

function textOf(where: Where): string {
  return typeof where === 'string' ? where : where();
}

/** @throws InputError for what is no text, or an empty one */
export function textArgument(value: string, where: Where, name: string, expected: string): string {
  if (typeof value === 'string' && value !== '') return value;
  const found = (value as unknown) === '' ? 'empty' : `${quoted(value)}, not a text`;
  throw new InputError(textOf(where), `${name} is ${found}`, `Give ${expected}`);
}

/**
 * A text that has to be known at synth, as construct ids are: they are the keys of the lock file.
 *
 * @throws InputError for what is no text, an empty one, or one with a token
 */
export function literalArgument(value: string, where: Where, name: string, expected: string): string {
  textArgument(value, where, name, expected);
  if (!holdsToken(value)) return value;
  const fix = `Give ${expected} that is known at synth`;
  throw new InputError(textOf(where), `${name} is a token, known only at deploy`, fix);
}

/** @throws InputError for a value that is none of those */
export function oneOfArgument<T>(value: T, values: readonly T[], where: string, name: string): T {
  if (values.includes(value)) return value;
  throw new InputError(where, `${name} is ${quoted(value)}`, `Set ${name} to one of ${values.join(', ')}`);
}

/** @throws InputError for what another class has made, or none */
export function instanceArgument<T>(
  value: T,
  type: { readonly prototype: T; readonly name: string },
  where: string,
  name: string,
): T {
  if (value instanceof (type as never)) return value;
  throw new InputError(where, `${name} is ${quoted(value)}, not a ${type.name}`, `Make it with ${type.name}`);
}

/** The options, and what the call says by itself. @throws InputError where the options say something else of it */
export function withOwn<T extends object, U extends object>(options: T, own: U, where: string): T & U {
  for (const name in own) {
    const stated = (options as Partial<U> | undefined)?.[name];
    if (stated == null || stated === own[name]) continue;
    throw new InputError(where, `${name} is not one of the options here: the call decides it`, `Leave ${name} out`);
  }
  return { ...options, ...own };
}
