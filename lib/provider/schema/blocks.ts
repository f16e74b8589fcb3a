import type { Unknown } from '../cty/value';
import type { Attributes } from './attribute';
import type { ObjectViews } from './attributes';
import type { Views } from './views';

/** How often a block of one name may stand in a configuration. Blocks of lists and sets that are not there are empty, never null. */
export type BlockNesting = 'single' | 'list' | 'set';

/** A block of a schema. Nested attributes say the same in a better way; blocks are for what users write as blocks by custom. */
export interface Block<V extends Views = Views> {
  readonly nesting: BlockNesting;
  readonly attributes: Attributes;
  readonly blocks: Blocks;
  /** Markdown. */
  readonly description: string;
  readonly deprecated: string | null;
  /** How many there must be at least and may be at most; null for no limit. */
  readonly min: number;
  readonly max: number | null;
  /** Not there; it carries V. */
  readonly views?: V;
}

export type Blocks = Readonly<Record<string, Block>>;

type BlockViews<T> = T extends Block<infer V> ? V : never;

/** Views of a body: attributes and blocks side by side. */
export type BodyViews<A extends Attributes, B extends Blocks> = {
  readonly [M in keyof Views]: {
    readonly [K in keyof A | keyof B]: K extends keyof A
      ? ObjectViews<A>[M][K]
      : K extends keyof B
        ? BlockViews<B[K]>[M]
        : never;
  };
};

type OneBlock<V extends Views> = {
  readonly config: V['config'] | Unknown | null;
  readonly knownConfig: V['knownConfig'] | null;
  readonly plan: V['plan'] | Unknown | null;
  readonly planned: V['planned'] | null;
  readonly state: V['state'] | null;
};

/** Unknown where a dynamic block goes over something that is not known. */
type ManyBlocks<V extends Views> = {
  readonly config: readonly V['config'][] | Unknown;
  readonly knownConfig: readonly V['knownConfig'][];
  readonly plan: readonly V['plan'][] | Unknown;
  readonly planned: readonly V['planned'][];
  readonly state: readonly V['state'][];
};

export interface BlockOptions<B extends Blocks> {
  /** Markdown. */
  readonly description: string;
  readonly deprecated?: string;
  /** Blocks within the block. Default: none. */
  readonly blocks?: B;
}

export interface ManyBlocksOptions<B extends Blocks> extends BlockOptions<B> {
  /** Default: 0. */
  readonly min?: number;
  /** Default: no limit. */
  readonly max?: number;
}

type NoBlocks = Record<never, never>;

function blockOf<V extends Views>(
  nesting: BlockNesting,
  attributes: Attributes,
  { description, deprecated, blocks, min, max }: ManyBlocksOptions<Blocks>,
): Block<V> {
  return {
    nesting,
    attributes,
    blocks: blocks ?? {},
    description,
    deprecated: deprecated ?? null,
    min: min ?? 0,
    max: max ?? null,
  };
}

export const block = {
  /** A block that may stand there once; null otherwise. */
  single: <const A extends Attributes, const B extends Blocks = NoBlocks>(
    attributes: A,
    options: BlockOptions<B>,
  ): Block<OneBlock<BodyViews<A, B>>> => blockOf('single', attributes, options),
  list: <const A extends Attributes, const B extends Blocks = NoBlocks>(
    attributes: A,
    options: ManyBlocksOptions<B>,
  ): Block<ManyBlocks<BodyViews<A, B>>> => blockOf('list', attributes, options),
  set: <const A extends Attributes, const B extends Blocks = NoBlocks>(
    attributes: A,
    options: ManyBlocksOptions<B>,
  ): Block<ManyBlocks<BodyViews<A, B>>> => blockOf('set', attributes, options),
};
