import type { Value } from '../cty/value';
import type { Mode } from './mode';
import type { AnyPlanModifier, PlanModifier } from './plan-modifier';
import type { Validator } from './problem';
import type { ValueShape } from './value-types';
import type { Views } from './views';

/** How many objects of the same attributes there are, and how they are told apart. */
export type NestingKind = 'single' | 'listNested' | 'setNested' | 'mapNested';

/** Attributes within an attribute. */
export interface NestedShape {
  readonly kind: NestingKind;
  readonly attributes: Attributes;
}

export type Shape = ValueShape | NestedShape;

export type Attributes = Readonly<Record<string, Attribute>>;

/** An attribute of a schema, made by one of the builders in `attributes.ts`. */
export interface Attribute<V extends Views = Views> {
  readonly mode: Mode;
  readonly shape: Shape;
  /** Markdown. */
  readonly description: string;
  /** The value is shown by no command and written to no log. */
  readonly sensitive: boolean;
  /** What to use in its place; null for one that is not deprecated. */
  readonly deprecated: string | null;
  /** Whether the provider may answer null where the attribute is computed. */
  readonly nullable: boolean;
  readonly validators: readonly Validator<unknown>[];
  readonly modifiers: readonly AnyPlanModifier[];
  readonly sameMeaning: SameMeaning<unknown> | null;
  /** Null where the schema states none. */
  readonly default: Value;
  /** Not there; it carries V. */
  readonly views?: V;
}

/**
 * Whether two values, known and not null, mean the same to what is managed, though they are written in another way (a MAC in
 * capitals). The value that is there already is then kept, and no plan shows a change.
 */
export type SameMeaning<T> = { bivarianceHack(a: T, b: T): boolean }['bivarianceHack'];

interface CommonOptions {
  /** Markdown, for documentation and editors. */
  readonly description: string;
  /** Default: false. */
  readonly sensitive?: boolean;
  /** What to use in its place, as a sentence. A use of the attribute is then a warning. */
  readonly deprecated?: string;
}

interface Checked<V extends Views> {
  /** Called with known values that are not null. */
  readonly validators?: readonly Validator<V['knownConfig']>[];
}

interface Planned<V extends Views> {
  readonly modifiers?: readonly PlanModifier<V['config'], V['plan'], V['state']>[];
  readonly sameMeaning?: SameMeaning<V['state']>;
}

/** What may be said of an attribute, by its mode. */
export interface ModeOptions<V extends Views> {
  readonly required: CommonOptions & Checked<V> & Planned<V>;
  readonly optional: CommonOptions & Checked<V> & Planned<V>;
  readonly computed: CommonOptions & Planned<V>;
  readonly optionalComputed: CommonOptions & Checked<V> & Planned<V>;
  readonly defaulted: CommonOptions & Checked<V> & Planned<V> & { readonly default: V['state'] };
  readonly requiredWriteOnly: CommonOptions & Checked<V>;
  readonly writeOnly: CommonOptions & Checked<V>;
}

export type Options<M extends Mode, V extends Views> = ModeOptions<V>[M];

export const isNested = (shape: Shape): shape is NestedShape =>
  shape.kind === 'single' || shape.kind === 'listNested' || shape.kind === 'setNested' || shape.kind === 'mapNested';
