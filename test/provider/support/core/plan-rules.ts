import { sameValue, UNKNOWN, type Value } from '../../../../lib/provider/cty/value';
import {
  Schema_NestedBlock_NestingMode as BlockNesting,
  Schema_Object_NestingMode as ObjectNesting,
  type Schema_Attribute,
  type Schema_Block,
  type Schema_NestedBlock,
  type Schema_Object,
} from '../../../../lib/provider/wire/tfplugin6';
import { attributeType, blockOf, nestedBlockType } from './host-schema';
import { entries, listed, part } from './objects';

/*
 * What a host asks of a plan, at each of which it says "Provider produced invalid plan".
 */

/** All that a host would refuse of a planned state. */
export function planRefusals(block: Schema_Block, prior: Value, config: Value, planned: Value, path = ''): string[] {
  if (planned === null && config !== null) return [`${path}: planned for absence but config wants existence`];
  if (config === null && planned !== null) return [`${path}: planned for existence but config wants absence`];
  if (planned === null) return [];
  return [
    ...attributesRefusals(block.attributes, prior, config, planned, path),
    ...block.blockTypes.flatMap((nested) =>
      blockRefusals(
        nested,
        part(prior, nested.typeName),
        part(config, nested.typeName),
        part(planned, nested.typeName),
        `${path}.${nested.typeName}`,
      ),
    ),
  ];
}

function blockRefusals(
  nested: Schema_NestedBlock,
  prior: Value,
  config: Value,
  planned: Value,
  path: string,
): string[] {
  if (sameValue(nestedBlockType(nested), planned, config)) return [];
  if (config === UNKNOWN) return [`${path}: planned value for unknown dynamic block`];
  if (planned === UNKNOWN) return [`${path}: attribute representing nested block must not be unknown itself`];
  const block = blockOf(nested.block);
  if (nested.nesting === BlockNesting.SINGLE) return planRefusals(block, prior, config, planned, path);
  if (planned === null) return [`${path}: must be empty to indicate no blocks, not null`];
  if (listed(planned).includes(UNKNOWN))
    return [`${path}: element representing nested block must not be unknown itself`];
  if (nested.nesting === BlockNesting.SET) return [];
  if (listed(planned).length !== listed(config).length) {
    return [`${path}: block count in plan (${listed(planned).length}) disagrees with count in config`];
  }
  return listed(planned).flatMap((each, at) =>
    planRefusals(block, listed(prior)[at] ?? null, listed(config)[at] ?? null, each, `${path}[${at}]`),
  );
}

const attributesRefusals = (
  attributes: readonly Schema_Attribute[],
  prior: Value,
  config: Value,
  planned: Value,
  path: string,
): string[] =>
  attributes.flatMap((attribute) =>
    attributeRefusals(
      attribute,
      part(prior, attribute.name),
      part(config, attribute.name),
      part(planned, attribute.name),
      `${path}.${attribute.name}`,
    ),
  );

function attributeRefusals(
  attribute: Schema_Attribute,
  prior: Value,
  config: Value,
  planned: Value,
  path: string,
): string[] {
  const { writeOnly, computed, optional, nestedType } = attribute;
  const type = attributeType(attribute);
  if (writeOnly) return planned === null ? [] : [`${path}: planned value for a write-only attribute`];
  if (sameValue(type, planned, config)) return [];
  // Told from the configuration, what is there is as good.
  if (prior !== null && config !== null && sameValue(type, planned, prior)) return [];
  if (computed && (!optional || config === null)) return [];
  if (config === null) return planned === null ? [] : [`${path}: planned value for a non-computed attribute`];
  if (nestedType !== undefined) return nestedRefusals(nestedType, prior, config, planned, path);
  return [`${path}: planned value does not match config value`];
}

function nestedRefusals(
  { nesting, attributes }: Schema_Object,
  prior: Value,
  config: Value,
  planned: Value,
  path: string,
): string[] {
  if (planned === null) return [`${path}: planned for absence but config wants existence`];
  if (planned === UNKNOWN) return [`${path}: planned unknown for configured value`];
  const count = [`${path}: count in plan disagrees with count in config`];
  switch (nesting) {
    case ObjectNesting.SINGLE:
      return attributesRefusals(attributes, prior, config, planned, path);
    case ObjectNesting.LIST:
      if (listed(planned).length !== listed(config).length) return count;
      return listed(planned).flatMap((each, at) =>
        attributesRefusals(attributes, listed(prior)[at] ?? null, listed(config)[at] ?? null, each, `${path}[${at}]`),
      );
    case ObjectNesting.MAP:
      if (entries(planned).size !== entries(config).size) return count;
      return [...entries(planned)].flatMap(([key, each]) =>
        entries(config).has(key)
          ? attributesRefusals(
              attributes,
              entries(prior).get(key) ?? null,
              entries(config).get(key) ?? null,
              each,
              `${path}[${JSON.stringify(key)}]`,
            )
          : [`${path}: map key ${JSON.stringify(key)} from plan is not present in config`],
      );
    default:
      // Stricter than hosts, which only count: here each element must be one of the configuration with computed values filled in.
      if (listed(planned).length !== listed(config).length) return count;
      return listed(planned).flatMap((each, at) =>
        listed(config).some((wanted) => attributesRefusals(attributes, null, wanted, each, path).length === 0)
          ? []
          : [`${path}: element ${at} of the set in the plan is none of the configuration`],
      );
  }
}
