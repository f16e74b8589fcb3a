import type { ErrorObject } from 'ajv';
import { quoted } from '../model/text';

/** What a document does wrong, in words. */
export interface SchemaProblem {
  /** JSON pointer of the place; empty for the whole document. */
  readonly pointer: string;
  readonly problem: string;
  readonly fix: string;
}

/** The complaint of a schema that helps most, said for people. ajv must run with `verbose`. */
export function schemaProblem(document: unknown, errors: readonly ErrorObject[]): SchemaProblem {
  const error = deepest(errors);
  if (error === undefined) return { pointer: '', problem: 'the content does not fit the format', fix: 'Correct it' };
  const pointer = error.instancePath;
  const params: Readonly<Record<string, unknown>> = error.params;
  switch (error.keyword) {
    case 'required':
      return {
        pointer,
        problem: `${String(params.missingProperty)} is missing${named(document, pointer)}`,
        fix: `Add ${String(params.missingProperty)}`,
      };
    case 'additionalProperties':
      return unknownField(pointer, String(params.additionalProperty), error);
    case 'anyOf':
      return alternatives(pointer, error);
    default: {
      const expected = expectation(error);
      const about = description(error);
      return { pointer, problem: `found ${quoted(error.data)}, expected ${expected}`, fix: `Give ${expected}${about}` };
    }
  }
}

/** Of the branches of a choice, the one that went furthest into the document is the one that was meant. */
function deepest(errors: readonly ErrorObject[]): ErrorObject | undefined {
  // A choice between sets of required fields is told as the choice, not as the field that its first branch lacks.
  const choice = errors.find((error) => error.keyword === 'anyOf' && requiredSets(error).length > 0);
  if (choice !== undefined) return choice;
  let best: ErrorObject | undefined;
  for (const error of errors) {
    if (best === undefined || error.instancePath.length > best.instancePath.length) best = error;
  }
  return best;
}

function requiredSets(error: ErrorObject): string[] {
  const branches = Array.isArray(error.schema) ? (error.schema as readonly { readonly required?: string[] }[]) : [];
  return branches.flatMap((branch) => (branch.required ? [branch.required.join(' and ')] : []));
}

function alternatives(pointer: string, error: ErrorObject): SchemaProblem {
  const sets = requiredSets(error).join(' or ');
  return { pointer, problem: `neither of ${sets} is there`, fix: `Add ${sets}` };
}

function unknownField(pointer: string, field: string, error: ErrorObject): SchemaProblem {
  const known = Object.keys((error.parentSchema?.properties as object | undefined) ?? {});
  const near = known.find((name) => isNear(name.toLowerCase(), field.toLowerCase()));
  return {
    pointer: `${pointer}/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    problem: `${quoted(field)} is no field of this format`,
    fix: near === undefined ? `Remove it, or use one of ${known.join(', ')}` : `Remove it, or write ${near}`,
  };
}

/** One letter more, less or other, or one name within the other. */
function isNear(name: string, field: string): boolean {
  if (field.length > 2 && (name.includes(field) || field.includes(name))) return true;
  if (Math.abs(name.length - field.length) > 1) return false;
  let start = 0;
  while (start < name.length && name[start] === field[start]) start++;
  const [rest, other] = [name.slice(start), field.slice(start)];
  return rest.slice(1) === other || rest === other.slice(1) || rest.slice(1) === other.slice(1);
}

function expectation({ keyword, params, message, parentSchema }: ErrorObject): string {
  switch (keyword) {
    case 'type':
      return ([] as unknown[]).concat(params.type).map(nameOfType).join(' or ');
    case 'enum':
      return `one of ${(params.allowedValues as readonly unknown[]).map((value) => JSON.stringify(value)).join(', ')}`;
    case 'minimum':
    case 'maximum':
      return range(parentSchema?.minimum, parentSchema?.maximum);
    case 'exclusiveMinimum':
      return `a number above ${params.limit}`;
    case 'minLength':
      return 'text that is not empty';
    case 'maxLength':
      return `text of at most ${params.limit} characters`;
    case 'pattern':
      return `text that matches ${params.pattern}`;
    default:
      return message ?? keyword;
  }
}

function range(minimum: unknown, maximum: unknown): string {
  if (maximum === undefined) return `a number of at least ${minimum}`;
  return minimum === undefined ? `a number of at most ${maximum}` : `a number from ${minimum} to ${maximum}`;
}

function nameOfType(type: unknown): string {
  const names: Readonly<Record<string, string>> = {
    array: 'a list',
    object: 'an object',
    string: 'text',
    integer: 'a whole number',
    number: 'a number',
    boolean: 'true or false',
  };
  return names[String(type)] ?? String(type);
}

function description({ parentSchema }: ErrorObject): string {
  const text: unknown = parentSchema?.description;
  return typeof text === 'string' ? ` (${text.replace(/\.$/, '')})` : '';
}

/** ` of 0000:3b:00.0`: a pointer with a number is hard to find in a long file. */
function named(document: unknown, pointer: string): string {
  let at: unknown = document;
  for (const step of pointer.split('/').slice(1)) {
    at = (at as Readonly<Record<string, unknown>> | undefined)?.[step.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  const { address, name } = (at ?? {}) as { readonly address?: unknown; readonly name?: unknown };
  const label = address ?? name;
  return typeof label === 'string' ? ` of ${quoted(label)}` : '';
}
