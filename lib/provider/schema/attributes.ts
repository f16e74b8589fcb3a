import type { CtyNumber } from '../cty/number';
import type { Dynamic, Value } from '../cty/value';
import type { Attribute, Attributes, NestingKind, Options, SameMeaning, Shape } from './attribute';
import type { AnyPlanModifier } from './plan-modifier';
import type { Mode } from './mode';
import type { Validator } from './problem';
import { types, type Elements, type Entries, type ValueType } from './value-types';
import type { InMode, Nullable, Plain, Views } from './views';

type AttributeViews<T> = T extends Attribute<infer V> ? V : never;

/** Views of an object with these attributes. */
export type ObjectViews<A extends Attributes> = {
  readonly config: { readonly [K in keyof A]: AttributeViews<A[K]>['config'] };
  readonly knownConfig: { readonly [K in keyof A]: AttributeViews<A[K]>['knownConfig'] };
  readonly plan: { readonly [K in keyof A]: AttributeViews<A[K]>['plan'] };
  readonly planned: { readonly [K in keyof A]: AttributeViews<A[K]>['planned'] };
  readonly state: { readonly [K in keyof A]: AttributeViews<A[K]>['state'] };
};

/** Builders of the attributes of one mode. */
export interface AttributeBuilders<M extends Mode> {
  string(options: Options<M, Plain<string>>): Attribute<InMode<M, Plain<string>>>;
  bool(options: Options<M, Plain<boolean>>): Attribute<InMode<M, Plain<boolean>>>;
  /** Any number; one that a double cannot hold is a Decimal. */
  number(options: Options<M, Plain<CtyNumber>>): Attribute<InMode<M, Plain<CtyNumber>>>;
  /** A whole number from -(2^53 - 1) to 2^53 - 1. */
  integer(options: Options<M, Plain<number>>): Attribute<InMode<M, Plain<number>>>;
  dynamic(options: Options<M, Plain<Dynamic>>): Attribute<InMode<M, Plain<Dynamic>>>;
  list<V extends Views>(element: ValueType<V>, options: Options<M, Elements<V>>): Attribute<InMode<M, Elements<V>>>;
  set<V extends Views>(element: ValueType<V>, options: Options<M, Elements<V>>): Attribute<InMode<M, Elements<V>>>;
  map<V extends Views>(element: ValueType<V>, options: Options<M, Entries<V>>): Attribute<InMode<M, Entries<V>>>;
  /** An object of `types.object`. For attributes with modes and descriptions of their own take `single`. */
  object<V extends Views>(type: ValueType<V>, options: Options<M, V>): Attribute<InMode<M, V>>;
  /** One object with attributes of its own. */
  single<const A extends Attributes>(
    attributes: A,
    options: Options<M, ObjectViews<A>>,
  ): Attribute<InMode<M, ObjectViews<A>>>;
  listNested<const A extends Attributes>(
    attributes: A,
    options: Options<M, Elements<ObjectViews<A>>>,
  ): Attribute<InMode<M, Elements<ObjectViews<A>>>>;
  setNested<const A extends Attributes>(
    attributes: A,
    options: Options<M, Elements<ObjectViews<A>>>,
  ): Attribute<InMode<M, Elements<ObjectViews<A>>>>;
  mapNested<const A extends Attributes>(
    attributes: A,
    options: Options<M, Entries<ObjectViews<A>>>,
  ): Attribute<InMode<M, Entries<ObjectViews<A>>>>;
}

/** The union of what the modes take. */
interface AnyOptions {
  readonly description: string;
  readonly sensitive?: boolean;
  readonly deprecated?: string;
  readonly validators?: readonly Validator<never>[];
  readonly modifiers?: readonly AnyPlanModifier[];
  readonly sameMeaning?: SameMeaning<never>;
  readonly default?: unknown;
}

function attributeWith<M extends Mode, V extends Views>(
  mode: M,
  shape: Shape,
  options: Options<M, V>,
): Attribute<InMode<M, V>> {
  const given: AnyOptions = options;
  return {
    mode,
    shape,
    description: given.description,
    sensitive: given.sensitive ?? false,
    deprecated: given.deprecated ?? null,
    nullable: false,
    validators: (given.validators ?? []) as readonly Validator<unknown>[],
    modifiers: given.modifiers ?? [],
    sameMeaning: given.sameMeaning ?? null,
    default: (given.default ?? null) as Value,
  };
}

function buildersFor<M extends Mode>(mode: M): AttributeBuilders<M> {
  const of =
    <V extends Views>(type: ValueType<V>) =>
    (options: Options<M, V>) =>
      attributeWith<M, V>(mode, type.shape, options);
  const nested = <V extends Views>(kind: NestingKind, attributes: Attributes, options: Options<M, V>) =>
    attributeWith<M, V>(mode, { kind, attributes }, options);
  return {
    string: of(types.string),
    bool: of(types.bool),
    number: of(types.number),
    integer: of(types.integer),
    dynamic: of(types.dynamic),
    list: (element, options) => of(types.list(element))(options),
    set: (element, options) => of(types.set(element))(options),
    map: (element, options) => of(types.map(element))(options),
    object: (type, options) => of(type)(options),
    single: (attributes, options) => nested('single', attributes, options),
    listNested: (attributes, options) => nested('listNested', attributes, options),
    setNested: (attributes, options) => nested('setNested', attributes, options),
    mapNested: (attributes, options) => nested('mapNested', attributes, options),
  };
}

/** Attributes that the configuration must set. */
export const required = buildersFor('required');
/** Attributes that the configuration may set; null otherwise. */
export const optional = buildersFor('optional');
/** Attributes that the provider sets. */
export const computed = buildersFor('computed');
/** Attributes that the configuration may set; the provider does otherwise. */
export const optionalComputed = buildersFor('optionalComputed');
/** Attributes that the configuration may set; the schema says their value otherwise. */
export const defaulted = buildersFor('defaulted');
/** Secrets that the provider gets and nobody keeps (Terraform 1.11, OpenTofu 1.11); refused for hosts that would keep them. */
export const writeOnly = buildersFor('writeOnly');
/** As `writeOnly`, and the configuration must set them. */
export const requiredWriteOnly = buildersFor('requiredWriteOnly');

/** The same attribute, of which the provider may also say that there is no value. For computed ones. */
export function nullable<V extends Views>(attribute: Attribute<V>): Attribute<Nullable<V>> {
  return { ...attribute, nullable: true } as Attribute<Nullable<V>>;
}
