import { typeFromJson } from '../../../../lib/provider/cty/type-json';
import { listOf, mapOf, objectOf, setOf, type Type } from '../../../../lib/provider/cty/type';
import {
  Schema_NestedBlock_NestingMode as BlockNesting,
  Schema_Object_NestingMode as ObjectNesting,
  type Schema_Attribute,
  type Schema_Block,
  type Schema_NestedBlock,
} from '../../../../lib/provider/wire/tfplugin6';

/*
 * Schemas as a host has them: from the messages alone, without a look at what the provider made them of.
 */

export function blockType(block: Schema_Block): Type {
  return objectOf(
    Object.fromEntries([
      ...block.attributes.map((attribute) => [attribute.name, attributeType(attribute)] as const),
      ...block.blockTypes.map((nested) => [nested.typeName, nestedBlockType(nested)] as const),
    ]),
  );
}

export function attributeType({ type, nestedType }: Schema_Attribute): Type {
  if (nestedType === undefined) return typeFromJson(new TextDecoder().decode(type));
  const object = attributesType(nestedType.attributes);
  switch (nestedType.nesting) {
    case ObjectNesting.SINGLE:
      return object;
    case ObjectNesting.LIST:
      return listOf(object);
    case ObjectNesting.SET:
      return setOf(object);
    case ObjectNesting.MAP:
      return mapOf(object);
    default:
      throw new Error('a nested attribute without nesting');
  }
}

export const attributesType = (attributes: readonly Schema_Attribute[]): Type =>
  objectOf(Object.fromEntries(attributes.map((attribute) => [attribute.name, attributeType(attribute)])));

export function nestedBlockType({ block, nesting }: Schema_NestedBlock): Type {
  const object = blockType(blockOf(block));
  switch (nesting) {
    case BlockNesting.SINGLE:
      return object;
    case BlockNesting.LIST:
      return listOf(object);
    case BlockNesting.SET:
      return setOf(object);
    default:
      throw new Error('a block without nesting that is known here');
  }
}

export function blockOf(block: Schema_Block | undefined): Schema_Block {
  if (block === undefined) throw new Error('a schema without block');
  return block;
}

/** What a host refuses of a schema when it loads a provider. */
export function schemaRefusals(block: Schema_Block, path = ''): string[] {
  return [
    ...block.attributes.flatMap((attribute) => attributeRefusals(attribute, path)),
    ...block.blockTypes.flatMap(({ typeName, block: inner }) => schemaRefusals(blockOf(inner), `${path}${typeName}.`)),
  ];
}

function attributeRefusals(attribute: Schema_Attribute, path: string): string[] {
  const { name, optional, required, computed, writeOnly, nestedType, type } = attribute;
  const at = `${path}${name}`;
  return [
    ...(!optional && !required && !computed ? [`${at} is neither optional, required nor computed`] : []),
    ...(optional && required ? [`${at} is both optional and required`] : []),
    ...(computed && required ? [`${at} is both computed and required`] : []),
    ...(computed && writeOnly ? [`${at} is both computed and write-only`] : []),
    ...((type.length === 0) === (nestedType === undefined) ? [`${at} has either a type or a nested type`] : []),
    ...(nestedType?.attributes ?? []).flatMap((inner) => attributeRefusals(inner, `${at}.`)),
  ];
}
