import type { Attributes } from './attribute';
import type { Blocks, BodyViews } from './blocks';
import type { Views } from './views';

/** What a configuration of a provider, resource, data source or ephemeral resource may say, and what its state holds. */
export interface Schema<V extends Views = Views> {
  /** Counts up when a state of before cannot be read as it is; see `Resource.upgrades`. */
  readonly version: number;
  /** Markdown. */
  readonly description: string;
  /** What to use in its place; null for what is not deprecated. */
  readonly deprecated: string | null;
  readonly attributes: Attributes;
  readonly blocks: Blocks;
  /** Not there; it carries V. */
  readonly views?: V;
}

export interface SchemaOptions<A extends Attributes, B extends Blocks> {
  /** Default: 0. */
  readonly version?: number;
  /** Markdown. */
  readonly description: string;
  readonly deprecated?: string;
  readonly attributes: A;
  /** Default: none. */
  readonly blocks?: B;
}

/** A schema, whose types the compiler infers. Whether it is sound is checked where the provider is put together (`checkSchema`). */
export function schema<const A extends Attributes, const B extends Blocks = Record<never, never>>(
  options: SchemaOptions<A, B>,
): Schema<BodyViews<A, B>> {
  return {
    version: options.version ?? 0,
    description: options.description,
    deprecated: options.deprecated ?? null,
    attributes: options.attributes,
    blocks: options.blocks ?? {},
  };
}

type ViewsOf<S> = S extends Schema<infer V> ? V : never;

/** A configuration while it is checked and planned. */
export type ConfigOf<S> = ViewsOf<S>['config'];
/** A configuration at apply, without unknowns. */
export type KnownConfigOf<S> = ViewsOf<S>['knownConfig'];
/** A plan in the making. */
export type PlanOf<S> = ViewsOf<S>['plan'];
/** A plan at apply: unknown is what the provider has to tell. */
export type PlannedOf<S> = ViewsOf<S>['planned'];
/** A state, as resources answer it. */
export type StateOf<S> = ViewsOf<S>['state'];
/** A state that may come from an import, which knows little more than the name. */
export type PartialStateOf<S> = { readonly [K in keyof StateOf<S>]: StateOf<S>[K] | null };
