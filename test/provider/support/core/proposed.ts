import { attributeOf, isObject, sameValue, UNKNOWN, type Value } from '../../../../lib/provider/cty/value';
import {
  Schema_NestedBlock_NestingMode as BlockNesting,
  Schema_Object_NestingMode as ObjectNesting,
  type Schema_Attribute,
  type Schema_Block,
  type Schema_NestedBlock,
  type Schema_Object,
} from '../../../../lib/provider/wire/tfplugin6';
import { attributesType, attributeType, blockOf, blockType, nestedBlockType } from './host-schema';
import { entries, listed, part } from './objects';

/*
 * The new state that a host proposes: the configuration, and where that says nothing of a computed attribute the state.
 */

export function proposedState(block: Schema_Block, prior: Value, config: Value): Value {
  if (config === null) return null;
  return proposedBlock(block, prior, config);
}

function proposedBlock(block: Schema_Block, prior: Value, config: Value): Value {
  if (config === null || config === UNKNOWN) return prior;
  const made: Record<string, Value> = proposedAttributes(block.attributes, prior, config);
  for (const nested of block.blockTypes) {
    made[nested.typeName] = proposedNestedBlock(nested, part(prior, nested.typeName), part(config, nested.typeName));
  }
  return made;
}

function proposedNestedBlock(nested: Schema_NestedBlock, prior: Value, config: Value): Value {
  if (config === UNKNOWN || config === null) return config;
  const block = blockOf(nested.block);
  const whole = (before: Value, wanted: Value): Value => proposedBlock(block, before, wanted);
  if (nested.nesting === BlockNesting.SINGLE) return whole(prior, config);
  return nested.nesting === BlockNesting.LIST
    ? listed(config).map((wanted, at) =>
        listed(prior)[at] === undefined ? wanted : whole(listed(prior)[at] ?? null, wanted),
      )
    : proposedSet(prior, config, (before, wanted) => canBe(block, before, wanted), whole);
}

function proposedAttributes(
  attributes: readonly Schema_Attribute[],
  prior: Value,
  config: Value,
): Record<string, Value> {
  const made: Record<string, Value> = Object.create(null) as Record<string, Value>;
  for (const attribute of attributes) {
    const [before, wanted] = [part(prior, attribute.name), part(config, attribute.name)];
    if (attribute.computed && wanted === null) made[attribute.name] = hadConfig(attribute, before) ? null : before;
    else
      made[attribute.name] =
        attribute.nestedType === undefined ? wanted : proposedNested(attribute.nestedType, before, wanted);
  }
  return made;
}

/** A nested attribute of which the state has something that only a configuration can have said was configured before. */
function hadConfig({ optional, nestedType }: Schema_Attribute, prior: Value): boolean {
  if (!optional || nestedType === undefined) return false;
  const objects = isObject(prior) ? [prior] : [...listed(prior), ...entries(prior).values()];
  return objects.some((object) =>
    nestedType.attributes.some(
      (inner) =>
        part(object, inner.name) !== null &&
        (!inner.computed ||
          (inner.nestedType !== undefined && hadConfig({ ...inner, optional: true }, part(object, inner.name)))),
    ),
  );
}

function proposedNested({ nesting, attributes }: Schema_Object, prior: Value, config: Value): Value {
  if (config === UNKNOWN || config === null) return config;
  const whole = (before: Value, wanted: Value): Value =>
    wanted === null || wanted === UNKNOWN ? wanted : proposedAttributes(attributes, before, wanted);
  switch (nesting) {
    case ObjectNesting.SINGLE:
      return whole(prior, config);
    case ObjectNesting.LIST:
      return listed(config).map((wanted, at) =>
        listed(prior)[at] === undefined ? wanted : whole(listed(prior)[at] ?? null, wanted),
      );
    case ObjectNesting.MAP:
      return new Map(
        [...entries(config)].map(([key, wanted]) => [
          key,
          entries(prior).has(key) ? whole(entries(prior).get(key) ?? null, wanted) : wanted,
        ]),
      );
    default:
      return proposedSet(prior, config, (before, wanted) => attributesCanBe(attributes, before, wanted), whole);
  }
}

function proposedSet(
  prior: Value,
  config: Value,
  can: (before: Value, wanted: Value) => boolean,
  whole: (before: Value, wanted: Value) => Value,
): Value {
  const left = [...listed(prior)];
  return listed(config).map((wanted) => {
    const at = left.findIndex((before) => can(before, wanted));
    const [before = null] = at < 0 ? [] : left.splice(at, 1);
    return whole(before, wanted);
  });
}

/** Whether an object of the state can have come from that one of a configuration. */
function canBe(block: Schema_Block, prior: Value, config: Value): boolean {
  if (sameValue(blockType(block), prior, config)) return true;
  return (
    attributesCanBe(block.attributes, prior, config) &&
    block.blockTypes.every((nested) => {
      const [before, wanted] = [part(prior, nested.typeName), part(config, nested.typeName)];
      if (sameValue(nestedBlockType(nested), before, wanted)) return true;
      if (nested.nesting === BlockNesting.SET || listed(before).length !== listed(wanted).length) return false;
      const inner = blockOf(nested.block);
      return nested.nesting === BlockNesting.SINGLE
        ? canBe(inner, before, wanted)
        : listed(before).every((each, at) => canBe(inner, each, listed(wanted)[at] ?? null));
    })
  );
}

function attributesCanBe(attributes: readonly Schema_Attribute[], prior: Value, config: Value): boolean {
  if (sameValue(attributesType(attributes), prior, config)) return true;
  if (!isObject(prior) || !isObject(config)) return false;
  return attributes.every((attribute) => {
    const [before, wanted] = [attributeOf(prior, attribute.name), attributeOf(config, attribute.name)];
    if (sameValue(attributeType(attribute), before, wanted)) return true;
    const nested = attribute.nestedType;
    // Hosts do not look into sets for what may be computed there.
    if (attributeType(attribute).kind === 'set') return false;
    if (nested === undefined || wanted === null || before === null) return attribute.computed && wanted === null;
    switch (nested.nesting) {
      case ObjectNesting.SINGLE:
        return attributesCanBe(nested.attributes, before, wanted);
      case ObjectNesting.LIST:
        return (
          listed(before).length === listed(wanted).length &&
          listed(before).every((each, at) => attributesCanBe(nested.attributes, each, listed(wanted)[at] ?? null))
        );
      case ObjectNesting.MAP:
        return (
          entries(before).size === entries(wanted).size &&
          [...entries(before)].every(([key, each]) =>
            attributesCanBe(nested.attributes, each, entries(wanted).get(key) ?? null),
          )
        );
      default:
        return false;
    }
  });
}
