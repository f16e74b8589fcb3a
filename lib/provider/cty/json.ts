import { parse } from 'lossless-json';
import { eachOf, ValueFault } from './fault';
import { numberFrom, numberText } from './number';
import { attribute, element, index, key } from './path';
import { typeText, type Type, type TypeKind, type TypeOf } from './type';
import { typeFromJson, typeToJson } from './type-json';
import { attributeOf, Dynamic, isList, isMap, isNumber, isObject, UNKNOWN, type Value } from './value';

/*
 * JSON as cty has it, in which states are stored. Unknown values have no place there; numbers are literals of any length, which
 * JSON.parse would round.
 */

/**
 * @throws ValueFault for a value that is not of the type, or has something unknown in it
 */
export function toJson(type: Type, value: Value): string {
  return jsonOf(type, value);
}

export interface JsonReading {
  /** What becomes of attributes that the type has not, as a state may have of an earlier schema. `refuse` if not stated. */
  readonly undefinedAttributes?: 'refuse' | 'drop';
}

/**
 * The value that a text stands for. Attributes that an object has not are null; numbers and booleans are taken from strings, and
 * strings from numbers and booleans, as cty does.
 *
 * @throws ValueFault for a text that is no JSON, or no value of the type
 */
export function fromJson(type: Type, json: string, { undefinedAttributes = 'refuse' }: JsonReading = {}): Value {
  let raw: unknown;
  try {
    raw = parse(json, undefined, (literal) => new Literal(literal));
  } catch (error) {
    throw new ValueFault([], `${json.length} characters are no JSON: ${(error as Error).message}`);
  }
  return valueOf(type, raw, undefinedAttributes === 'drop');
}

// ---- writing

function jsonOf(type: Type, value: Value): string {
  if (value === null) return 'null';
  if (value === UNKNOWN) throw new ValueFault([], 'an unknown value cannot be written as JSON');
  return (WRITE[type.kind] as Write<TypeKind>)(type, value);
}

type Write<K extends TypeKind> = (type: TypeOf<K>, value: Value) => string;

const WRITE: { readonly [K in TypeKind]: Write<K> } = {
  string: (type, value) => (typeof value === 'string' ? JSON.stringify(value) : mismatch(type)),
  bool: (type, value) => (typeof value === 'boolean' ? `${value}` : mismatch(type)),
  number: (type, value) => {
    if (!isNumber(value)) return mismatch(type);
    if (typeof value === 'number' && !Number.isFinite(value)) throw new ValueFault([], `JSON has no ${value}`);
    return numberText(value);
  },
  dynamic: (type, value) =>
    Dynamic.is(value)
      ? `{"value":${jsonOf(value.type, value.value)},"type":${typeToJson(value.type)}}`
      : mismatch(type),
  list: (type, value) =>
    isList(value) ? arrayOf(eachOf(value, index, (each) => jsonOf(type.element, each))) : mismatch(type),
  set: (type, value) =>
    isList(value)
      ? arrayOf(
          eachOf(
            value,
            (_, each) => element(each),
            (each) => jsonOf(type.element, each),
          ),
        )
      : mismatch(type),
  tuple: (type, value) =>
    isList(value) && value.length === type.elements.length
      ? arrayOf(eachOf(type.elements, index, (each, at) => jsonOf(each, value[at] ?? null)))
      : mismatch(type),
  map: (type, value) =>
    isMap(value)
      ? objectOf(
          eachOf(
            [...value],
            (_, [name]) => key(name),
            ([name, each]) => [name, jsonOf(type.element, each)],
          ),
        )
      : mismatch(type),
  object: (type, value) => {
    if (!isObject(value)) return mismatch(type);
    for (const name of Object.keys(value)) if (!type.attributes.has(name)) noSuchAttribute(name);
    const parts = eachOf(
      [...type.attributes],
      (_, [name]) => attribute(name),
      ([name, each]): [string, string] => [name, jsonOf(each, attributeOf(value, name))],
    );
    return objectOf(parts);
  },
};

const arrayOf = (parts: readonly string[]): string => `[${parts.join(',')}]`;
const objectOf = (parts: readonly (readonly [string, string])[]): string =>
  `{${parts.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')}}`;

// ---- reading

/** A number as it is written. */
class Literal {
  public constructor(public readonly text: string) {}
}

function valueOf(type: Type, raw: unknown, drop: boolean): Value {
  if (raw === null) return null;
  return (READ[type.kind] as Read<TypeKind>)(type, raw, drop);
}

type Read<K extends TypeKind> = (type: TypeOf<K>, raw: unknown, drop: boolean) => Value;

const isRecord = (raw: unknown): raw is Record<string, unknown> =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw) && !(raw instanceof Literal);

const BOOLS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [true, true],
  [false, false],
  ['true', true],
  ['false', false],
]);

const READ: { readonly [K in TypeKind]: Read<K> } = {
  string: (type, raw) => {
    if (typeof raw === 'string') return raw;
    if (typeof raw === 'boolean') return `${raw}`;
    const number = raw instanceof Literal ? numberFrom(raw.text) : null;
    return number === null ? mismatch(type) : numberText(number);
  },
  bool: (type, raw) => BOOLS.get(raw) ?? mismatch(type),
  number: (type, raw) => {
    const text = raw instanceof Literal ? raw.text : raw;
    return (typeof text === 'string' ? numberFrom(text) : null) ?? mismatch(type);
  },
  dynamic: (type, raw, drop) => {
    if (!isRecord(raw) || !Object.hasOwn(raw, 'type') || !Object.hasOwn(raw, 'value')) return mismatch(type);
    const own = typeFromJson(JSON.stringify(raw.type));
    return own.kind === 'dynamic' ? valueOf(own, raw.value, drop) : new Dynamic(own, valueOf(own, raw.value, drop));
  },
  list: (type, raw, drop) => elements(type, raw, drop),
  set: (type, raw, drop) => elements(type, raw, drop),
  tuple: (type, raw, drop) =>
    Array.isArray(raw) && raw.length === type.elements.length
      ? eachOf(type.elements, index, (each, at) => valueOf(each, raw[at], drop))
      : mismatch(type),
  map: (type, raw, drop) =>
    isRecord(raw)
      ? new Map(
          eachOf(
            Object.entries(raw),
            (_, [name]) => key(name),
            ([name, each]) => [name, valueOf(type.element, each, drop)],
          ),
        )
      : mismatch(type),
  object: (type, raw, drop) => {
    if (!isRecord(raw)) return mismatch(type);
    if (!drop) for (const name of Object.keys(raw)) if (!type.attributes.has(name)) noSuchAttribute(name);
    const object = Object.create(null) as Record<string, Value>;
    eachOf(
      [...type.attributes],
      (_, [name]) => attribute(name),
      ([name, each]) => {
        object[name] = Object.hasOwn(raw, name) ? valueOf(each, raw[name], drop) : null;
      },
    );
    return object;
  },
};

function elements(type: TypeOf<'list' | 'set'>, raw: unknown, drop: boolean): readonly Value[] {
  return Array.isArray(raw) ? eachOf(raw, index, (each) => valueOf(type.element, each, drop)) : mismatch(type);
}

function noSuchAttribute(name: string): never {
  throw new ValueFault([attribute(name)], 'there is no such attribute');
}

function mismatch(type: Type): never {
  throw new ValueFault([], `expected ${typeText(type)}, found something else`);
}
