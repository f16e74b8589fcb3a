import { listOf, mapOf, objectOf, setOf, type Type, type TypeOf } from '../cty/type';
import { isNested, type Attributes, type NestedShape, type Shape } from './attribute';
import type { Block, BlockNesting, Blocks } from './blocks';
import { ctyTypeOfShape } from './value-types';

/** What a schema, a block or a nested attribute has in common. */
export interface Body {
  readonly attributes: Attributes;
  readonly blocks: Blocks;
}

const NO_BLOCKS: Blocks = {};

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

/** Types of schemas are asked for with every value that goes over the wire. */
function memoized<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const made = new WeakMap<K, V>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    made.set(key, value);
    return value;
  };
}
