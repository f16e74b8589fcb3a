import type { CtyNumber } from '../cty/number';
import { BOOL, DYNAMIC, listOf, mapOf, NUMBER, objectOf, setOf, STRING, type Type } from '../cty/type';
import type { Dynamic, Unknown, Value } from '../cty/value';
import type { Plain, Views } from './views';

/** What a value looks like, apart from who gives it. */
export type ValueShape =
  | { readonly kind: 'string' | 'number' | 'integer' | 'bool' | 'dynamic' }
  | { readonly kind: 'list' | 'set' | 'map'; readonly element: ValueShape }
  | { readonly kind: 'object'; readonly attributes: Readonly<Record<string, ValueShape>> };

/** A type of values, which TypeScript knows as well. */
export interface ValueType<V extends Views = Views> {
  readonly shape: ValueShape;
  /** Not there; it carries V. */
  readonly views?: V;
}

/** A value, or what a host gives in place of one that is not known yet. */
type Elements<V extends Views> = {
  readonly config: readonly (V['config'] | Unknown)[];
  readonly knownConfig: readonly V['knownConfig'][];
  readonly plan: readonly (V['plan'] | Unknown)[];
  readonly planned: readonly V['planned'][];
  readonly state: readonly V['state'][];
};

type Entries<V extends Views> = {
  readonly config: ReadonlyMap<string, V['config'] | Unknown>;
  readonly knownConfig: ReadonlyMap<string, V['knownConfig']>;
  readonly plan: ReadonlyMap<string, V['plan'] | Unknown>;
  readonly planned: ReadonlyMap<string, V['planned']>;
  readonly state: ReadonlyMap<string, V['state']>;
};

type ViewsOf<T> = T extends ValueType<infer V> ? V : never;

/** Attributes of an object type may always be null: only nested attributes are required. */
type Fields<A extends Readonly<Record<string, ValueType>>> = {
  readonly config: { readonly [K in keyof A]: ViewsOf<A[K]>['config'] | Unknown | null };
  readonly knownConfig: { readonly [K in keyof A]: ViewsOf<A[K]>['knownConfig'] | null };
  readonly plan: { readonly [K in keyof A]: ViewsOf<A[K]>['plan'] | Unknown | null };
  readonly planned: { readonly [K in keyof A]: ViewsOf<A[K]>['planned'] | null };
  readonly state: { readonly [K in keyof A]: ViewsOf<A[K]>['state'] | null };
};

export type { Elements, Entries };

/**
 * Types of values: of attributes, of elements, of parameters of functions. Elements of collections are never null (the framework refuses
 * such a configuration); attributes of objects may be.
 */
export const types = {
  string: { shape: { kind: 'string' } } as ValueType<Plain<string>>,
  bool: { shape: { kind: 'bool' } } as ValueType<Plain<boolean>>,
  /** Any number; one that a double cannot hold is a Decimal. */
  number: { shape: { kind: 'number' } } as ValueType<Plain<CtyNumber>>,
  /** A whole number from -(2^53 - 1) to 2^53 - 1; the framework refuses others. A number on the wire. */
  integer: { shape: { kind: 'integer' } } as ValueType<Plain<number>>,
  /** A value of any type, which it carries. */
  dynamic: { shape: { kind: 'dynamic' } } as ValueType<Plain<Dynamic>>,
  list: <V extends Views>(element: ValueType<V>): ValueType<Elements<V>> => ({
    shape: { kind: 'list', element: element.shape },
  }),
  /** In code an array, in no order. */
  set: <V extends Views>(element: ValueType<V>): ValueType<Elements<V>> => ({
    shape: { kind: 'set', element: element.shape },
  }),
  map: <V extends Views>(element: ValueType<V>): ValueType<Entries<V>> => ({
    shape: { kind: 'map', element: element.shape },
  }),
  object: <const A extends Readonly<Record<string, ValueType>>>(attributes: A): ValueType<Fields<A>> => ({
    shape: {
      kind: 'object',
      attributes: Object.fromEntries(Object.entries(attributes).map(([name, type]) => [name, type.shape])),
    },
  }),
};

/** The type that the host knows. */
export function ctyTypeOfShape(shape: ValueShape): Type {
  switch (shape.kind) {
    case 'string':
      return STRING;
    case 'bool':
      return BOOL;
    case 'number':
    case 'integer':
      return NUMBER;
    case 'dynamic':
      return DYNAMIC;
    case 'list':
      return listOf(ctyTypeOfShape(shape.element));
    case 'set':
      return setOf(ctyTypeOfShape(shape.element));
    case 'map':
      return mapOf(ctyTypeOfShape(shape.element));
    case 'object':
      return objectOf(
        Object.fromEntries(Object.entries(shape.attributes).map(([name, each]) => [name, ctyTypeOfShape(each)])),
      );
  }
}

/** What a wholly known value of that type is in code. */
export type KnownValue<T extends ValueType> = ViewsOf<T>['state'] & Value;
