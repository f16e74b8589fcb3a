import { Decimal, sameNumber, type CtyNumber } from './number';
import { sameType, type Type, type TypeKind, type TypeOf } from './type';

/**
 * A value of cty. What it is comes from its type, which stands beside it: lists, sets and tuples are arrays (of a set in any order, each
 * element once), maps are `Map`, objects are records with all attributes of their type, absent ones null. Only what
 * stands for `dynamic` carries its type (`Dynamic`).
 */
export type Value =
  null | Unknown | string | boolean | CtyNumber | readonly Value[] | ReadonlyMap<string, Value> | ObjectValue | Dynamic;

/** Decoded ones have no prototype, so that any name is an attribute like another. */
export interface ObjectValue {
  readonly [attribute: string]: Value;
}

/**
 * The class of UNKNOWN, what is known after apply only.
 *
 * What a host knows of such a value all the same (its refinements: not null, a prefix, bounds) is dropped: an unknown that promises
 * less is always right to answer with, and there is then one unknown, told by `===`.
 */
class Unknown {
  readonly #unknown = true;

  public static is(value: unknown): value is Unknown {
    return typeof value === 'object' && value !== null && #unknown in value;
  }

  public toString(): string {
    return '(known after apply)';
  }
}

export type { Unknown };
export const UNKNOWN: Unknown = new Unknown();

/** A value for an attribute of type `dynamic`, with the type that it has. A null of no type, and UNKNOWN, stand there bare. */
export class Dynamic {
  readonly #dynamic = true;

  /** @param type any but `dynamic` itself */
  public constructor(
    public readonly type: Type,
    public readonly value: Value,
  ) {}

  public static is(value: unknown): value is Dynamic {
    return typeof value === 'object' && value !== null && #dynamic in value;
  }
}

/** Of any value, also of what code with types of its own has made of one. */
export const isUnknown = (value: unknown): value is Unknown => value === UNKNOWN;
export const isNumber = (value: Value): value is CtyNumber => typeof value === 'number' || Decimal.is(value);
export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
export const isMap = (value: Value): value is ReadonlyMap<string, Value> => value instanceof Map;
export const isObject = (value: Value): value is ObjectValue =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Map) &&
  value !== UNKNOWN &&
  !Decimal.is(value) &&
  !Dynamic.is(value);

/** An attribute of an object; null for one that it has not. */
export const attributeOf = (object: ObjectValue, name: string): Value =>
  Object.hasOwn(object, name) ? (object[name] ?? null) : null;

/** Whether nothing in it is unknown. */
export function whollyKnown(value: Value): boolean {
  if (value === UNKNOWN) return false;
  if (typeof value !== 'object' || value === null) return true;
  if (isList(value)) return value.every(whollyKnown);
  if (isMap(value)) return [...value.values()].every(whollyKnown);
  if (Dynamic.is(value)) return whollyKnown(value.value);
  return isObject(value) ? Object.values(value).every(whollyKnown) : true;
}

/**
 * Whether both are one value of that type. An unknown is the same as an unknown, as for who compares a plan with a
 * configuration; whether the values would be equal nobody knows.
 */
export function sameValue(type: Type, a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a === null || b === null || a === UNKNOWN || b === UNKNOWN) return false;
  return (SAME[type.kind] as Same<TypeKind>)(type, a, b);
}

type Same<K extends TypeKind> = (type: TypeOf<K>, a: Value, b: Value) => boolean;

/** For two values that are neither null, nor unknown, nor one object. */
const SAME: { readonly [K in TypeKind]: Same<K> } = {
  string: () => false,
  bool: () => false,
  number: (_, a, b) => isNumber(a) && isNumber(b) && sameNumber(a, b),
  dynamic: (_, a, b) =>
    Dynamic.is(a) && Dynamic.is(b) && sameType(a.type, b.type) && sameValue(a.type, a.value, b.value),
  list: ({ element }, a, b) => isList(a) && isList(b) && sameElements(a, b, () => element),
  tuple: ({ elements }, a, b) => isList(a) && isList(b) && sameElements(a, b, (index) => elements[index]),
  set: ({ element }, a, b) => isList(a) && isList(b) && sameSet(element, a, b),
  map: ({ element }, a, b) => isMap(a) && isMap(b) && sameEntries(element, a, b),
  object: ({ attributes }, a, b) =>
    isObject(a) &&
    isObject(b) &&
    [...attributes].every(([name, type]) => sameValue(type, attributeOf(a, name), attributeOf(b, name))),
};

const sameElements = (a: readonly Value[], b: readonly Value[], typeAt: (index: number) => Type | undefined): boolean =>
  a.length === b.length &&
  a.every((value, index) => {
    const type = typeAt(index);
    return type !== undefined && sameValue(type, value, b[index] ?? null);
  });

const sameEntries = (type: Type, a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): boolean =>
  a.size === b.size && [...a].every(([key, value]) => b.has(key) && sameValue(type, value, b.get(key) ?? null));

/** Elements are paired one to one, since a set may hold several unknowns. */
function sameSet(type: Type, a: readonly Value[], b: readonly Value[]): boolean {
  if (a.length !== b.length) return false;
  const known = new Set<Value>(b);
  // Pairing takes quadratic time, which sets of strings need not.
  if (known.size === b.length && a.every((value) => typeof value === 'string'))
    return new Set<Value>(a).size === a.length && a.every((value) => known.has(value));
  const left = [...b];
  return a.every((value) => {
    const at = left.findIndex((other) => sameValue(type, value, other));
    if (at < 0) return false;
    left.splice(at, 1);
    return true;
  });
}
