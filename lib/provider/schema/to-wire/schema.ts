import { typeToJson } from '../../cty/type-json';
import {
  Schema_NestedBlock_NestingMode,
  Schema_Object_NestingMode,
  StringKind,
  type Schema as WireSchema,
  type Schema_Attribute,
  type Schema_Block,
  type Schema_NestedBlock,
} from '../../wire/tfplugin6';
import { isNested, type Attribute, type NestingKind } from '../attribute';
import type { Block, BlockNesting } from '../blocks';
import { typeOfShape, type Body } from '../body';
import { MODES } from '../mode';
import type { Schema } from '../schema';

/** A schema as hosts take it. */
export const wireSchema = (schema: Schema): WireSchema => ({
  version: schema.version,
  block: wireBlock(schema, schema.description, schema.deprecated),
});

const wireBlock = ({ attributes, blocks }: Body, description: string, deprecated: string | null): Schema_Block => ({
  version: 0,
  attributes: sorted(attributes).map(([name, attribute]) => wireAttribute(name, attribute)),
  blockTypes: sorted(blocks).map(([name, block]) => wireNestedBlock(name, block)),
  description,
  descriptionKind: StringKind.MARKDOWN,
  deprecated: deprecated !== null,
});

/** The order that a schema was written in means nothing to hosts. */
const sorted = <T>(of: Readonly<Record<string, T>>): [string, T][] =>
  Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1));

const OBJECT_NESTINGS: Readonly<Record<NestingKind, Schema_Object_NestingMode>> = {
  single: Schema_Object_NestingMode.SINGLE,
  listNested: Schema_Object_NestingMode.LIST,
  setNested: Schema_Object_NestingMode.SET,
  mapNested: Schema_Object_NestingMode.MAP,
};

const BLOCK_NESTINGS: Readonly<Record<BlockNesting, Schema_NestedBlock_NestingMode>> = {
  single: Schema_NestedBlock_NestingMode.SINGLE,
  list: Schema_NestedBlock_NestingMode.LIST,
  set: Schema_NestedBlock_NestingMode.SET,
};

function wireAttribute(name: string, { mode, shape, description, sensitive, deprecated }: Attribute): Schema_Attribute {
  return {
    name,
    ...MODES[mode],
    type: isNested(shape) ? new Uint8Array() : new TextEncoder().encode(typeToJson(typeOfShape(shape))),
    nestedType: isNested(shape)
      ? {
          attributes: sorted(shape.attributes).map(([inner, attribute]) => wireAttribute(inner, attribute)),
          nesting: OBJECT_NESTINGS[shape.kind],
        }
      : undefined,
    description,
    descriptionKind: StringKind.MARKDOWN,
    sensitive,
    deprecated: deprecated !== null,
  };
}

const wireNestedBlock = (typeName: string, block: Block): Schema_NestedBlock => ({
  typeName,
  block: wireBlock(block, block.description, block.deprecated),
  nesting: BLOCK_NESTINGS[block.nesting],
  minItems: block.min,
  maxItems: block.max ?? 0,
});
