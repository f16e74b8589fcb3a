import { listOf, mapOf, objectOf, setOf, type Type, type TypeOf } from '../cty/type';
import { type Attribute, isNested, type Attributes, type NestedShape, type Shape } from './attribute';
import type { Block, BlockNesting, Blocks } from './blocks';
import { memoized } from './memoized';
import { ctyTypeOfShape } from './value-types';

/** What a schema, a block or a nested attribute has in common. */
export interface Body {
  readonly attributes: Attributes;
  readonly blocks: Blocks;
}

const NO_BLOCKS: Blocks = {};

// Types of schemas are asked for with every value that goes over the wire.

/** The body of the objects of a nested attribute. */
export const bodyOf = memoized((shape: NestedShape): Body => ({ attributes: shape.attributes, blocks: NO_BLOCKS }));

/** The type of an object with that body. */
export const objectTypeOf = memoized(({ attributes, blocks }: Body): TypeOf<'object'> =>
  objectOf({
    ...mapValues(attributes, ({ shape }) => typeOfShape(shape)),
    ...mapValues(blocks, typeOfBlock),
  }),
);

export const typeOfShape = memoized((shape: Shape): Type => {
  if (!isNested(shape)) return ctyTypeOfShape(shape);
  const object = objectTypeOf(bodyOf(shape));
  return COLLECTIONS[shape.kind](object);
});

export const typeOfBlock = memoized((block: Block): Type => COLLECTIONS[block.nesting](objectTypeOf(block)));

const COLLECTIONS: Readonly<Record<NestedShape['kind'] | BlockNesting, (object: TypeOf<'object'>) => Type>> = {
  single: (object) => object,
  listNested: listOf,
  setNested: setOf,
  mapNested: mapOf,
  list: listOf,
  set: setOf,
};

const mapValues = <T, U>(of: Readonly<Record<string, T>>, made: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(of).map(([name, value]) => [name, made(value)]));

/** Whether an attribute of the body, or of one in it, is such a one. */
export const hasAttribute = (is: (attribute: Attribute) => boolean): ((body: Body) => boolean) => {
  const has: (body: Body) => boolean = memoized(
    ({ attributes, blocks }) =>
      Object.values(attributes).some((each) => is(each) || (isNested(each.shape) && has(bodyOf(each.shape)))) ||
      Object.values(blocks).some(has),
  );
  return has;
};
