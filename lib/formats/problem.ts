import type { ErrorObject } from 'ajv';
import { quoted, shownPath } from '../model/text';
import { pointerMember } from './json-keys';

type Schema = Readonly<Record<string, unknown>>;

/** What a document does wrong, in words. */
export interface Problem {
  /** JSON pointer of the place; empty for the whole document. */
  readonly pointer: string;
  readonly problem: string;
  readonly fix: string;
}

/**
 * `kvm01.json#/host/hostname`, in one line: keys are texts of the user's. A document within another one, as the inventory of a
 * virtual host, begins at a pointer.
 */
export function placeOf(where: string, pointer: string): string {
  return pointer === '' ? where : `${where}${where.includes('#/') ? '' : '#'}${shownPath(pointer)}`;
}

/** The complaint of a schema that helps most, said for people. */
export function schemaProblem(document: unknown, errors: readonly ErrorObject[]): Problem {
  const error = mostTelling(errors);
  if (error === undefined) return { pointer: '', problem: 'the content does not fit the format', fix: 'Correct it' };
  const said = inWords(error, mayBeNull(errors, error) ? ' or null' : '');
  return { ...said, problem: `${said.problem}${placeName(document, said.pointer)}` };
}

/**
 * A kind that is none, and a choice between sets of required fields, are told as such and not as what their first branch
 * lacks. Of the branches of another choice, the one that went furthest into the document is the one that was meant.
 */
function mostTelling(errors: readonly ErrorObject[]): ErrorObject | undefined {
  const choice = errors.find(
    (error) => error.keyword === 'discriminator' || (error.keyword === 'anyOf' && requiredSets(error).length > 0),
  );
  if (choice !== undefined) return choice;
  let best: ErrorObject | undefined;
  for (const error of errors) {
    if (best === undefined || error.instancePath.length > best.instancePath.length) best = error;
  }
  return best;
}

/** Whether a choice at the same place has null as one of its branches. */
function mayBeNull(errors: readonly ErrorObject[], { instancePath }: ErrorObject): boolean {
  return errors.some(
    (error) =>
      error.keyword === 'anyOf' &&
      error.instancePath === instancePath &&
      (error.schema as readonly { readonly type?: unknown }[]).some(({ type }) => type === 'null'),
  );
}

function inWords(error: ErrorObject, orNull: string): Problem {
  const { instancePath: pointer, keyword } = error;
  const params: Readonly<Record<string, unknown>> = error.params;
  if (error.propertyName !== undefined) return badKey(error, error.propertyName);
  if (keyword === 'required') {
    const field = String(params.missingProperty);
    return { pointer, problem: `${field} is missing`, fix: `Add ${field}` };
  }
  if (keyword === 'additionalProperties') return unknownField(error, String(params.additionalProperty));
  if (keyword === 'anyOf') {
    const sets = requiredSets(error).join(' or ');
    return { pointer, problem: `neither of ${sets} is there`, fix: `Add ${sets}` };
  }
  if (keyword === 'discriminator') return unknownKind(error);
  const problem = `found ${quoted(error.data)}, expected ${expectation(error)}${orNull}`;
  return { pointer, problem, fix: `Give ${inFull(error, orNull)}` };
}

function requiredSets(error: ErrorObject): string[] {
  const branches = Array.isArray(error.schema) ? (error.schema as readonly { readonly required?: string[] }[]) : [];
  return branches.flatMap((branch) => (branch.required ? [branch.required.join(' and ')] : []));
}

function badKey(error: ErrorObject, key: string): Problem {
  const pointer = `${error.instancePath}/${pointerMember(key)}`;
  return { pointer, problem: `found the key ${quoted(key)}, expected ${expectation(error)}`, fix: 'Correct the key' };
}

function unknownField({ instancePath, parentSchema }: ErrorObject, field: string): Problem {
  const known = Object.keys((parentSchema?.properties as object | undefined) ?? {}).filter(
    (name) => name !== '$schema',
  );
  const near = known.find((name) => isNear(name.toLowerCase(), field.toLowerCase()));
  return {
    pointer: `${instancePath}/${pointerMember(field)}`,
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

/** A step of an unknown kind, a VF setting of an unknown name. */
function unknownKind({ instancePath, params, parentSchema }: ErrorObject): Problem {
  const { tag, tagValue } = params as { readonly tag: string; readonly tagValue: unknown };
  const branches = (parentSchema?.oneOf ?? []) as readonly {
    readonly properties?: Readonly<Record<string, { readonly const?: string }>>;
  }[];
  const known = branches.flatMap((branch) => branch.properties?.[tag]?.const ?? []).join(', ');
  const problem = `found ${quoted(tagValue)}, which is no ${tag} of this format`;
  return { pointer: `${instancePath}/${tag}`, problem, fix: `Use one of ${known}` };
}

/**
 * What a value must be, by the keyword that refused it.
 *
 * @param textOf says what a text must look like
 */
function expectation({ keyword, params, message, data, parentSchema = {} }: ErrorObject, textOf = described): string {
  switch (keyword) {
    case 'type':
      return ([] as unknown[])
        .concat(params.type)
        .map((type) => (type === 'string' ? textOf(parentSchema) : nameOfType(type)))
        .join(' or ');
    case 'enum':
      return `one of ${(params.allowedValues as readonly unknown[]).map((value) => JSON.stringify(value)).join(', ')}`;
    case 'const':
      return JSON.stringify(params.allowedValue);
    case 'minimum':
    case 'maximum':
      return range(parentSchema.minimum, parentSchema.maximum);
    case 'exclusiveMinimum':
      return `a number above ${params.limit}`;
    case 'minLength':
      return 'text that is not empty';
    case 'maxLength':
      return `text of at most ${params.limit} characters`;
    case 'minItems':
      return params.limit === 1 ? 'a list that is not empty' : `a list of at least ${params.limit}`;
    case 'pattern':
      if (data === '' && isLine(parentSchema)) return 'text that is not empty';
      return isLine(parentSchema) ? 'text without control characters' : textOf(parentSchema);
    default:
      return message ?? keyword;
  }
}

/** What a text must look like, in words where there are any: an expression is hard to read. */
function described(schema: Schema): string {
  if (schema.pattern === undefined || isLine(schema)) return 'text';
  const [first = ''] = descriptionOf(schema).split(/\. (?=[A-Z])/);
  return first === '' ? matching(schema) : first.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}

function matching(schema: Schema): string {
  return schema.pattern === undefined || isLine(schema) ? 'text' : `text that matches ${String(schema.pattern)}`;
}

/** Any text of one line: the expression names what must not stand in it. */
function isLine({ pattern }: Schema): boolean {
  return typeof pattern === 'string' && pattern.startsWith('^[^\\');
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

/** What is expected, in full: the expression that a text must match, and the whole description. */
function inFull(error: ErrorObject, orNull: string): string {
  const text = descriptionOf(error.parentSchema ?? {});
  return `${expectation(error, matching)}${orNull}${text === '' ? '' : ` (${text})`}`;
}

function descriptionOf({ description }: Schema): string {
  return typeof description === 'string' ? description.replace(/\.$/, '') : '';
}

/** Fields that name what they stand in, the best first. */
const NAMES = ['address', 'name', 'id', 'path'] as const;

/** ` (in "0000:3b:00.0")`: a pointer with a number is hard to find in a long file. */
function placeName(document: unknown, pointer: string): string {
  const members = pointer.split('/').slice(1);
  let name: string | undefined;
  let at: unknown = document;
  for (const member of members) {
    at = (at as Readonly<Record<string, unknown>> | null | undefined)?.[textOfMember(member)];
    if (typeof at !== 'object' || at === null || Array.isArray(at)) continue;
    const named = at as Readonly<Record<string, unknown>>;
    const own = NAMES.find((field) => typeof named[field] === 'string' && field !== members.at(-1));
    if (own !== undefined) name = String(named[own]);
  }
  return name === undefined ? '' : ` (in ${quoted(name)})`;
}

function textOfMember(member: string): string {
  return member.replaceAll('~1', '/').replaceAll('~0', '~');
}
