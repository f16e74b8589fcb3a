import { sameType, type Type } from '../../../../lib/provider/cty/type';
import { Dynamic, isList, sameValue, UNKNOWN, whollyKnown, type Value } from '../../../../lib/provider/cty/value';
import type { Schema_Attribute, Schema_Block } from '../../../../lib/provider/wire/tfplugin6';
import { Schema_NestedBlock_NestingMode as BlockNesting } from '../../../../lib/provider/wire/tfplugin6';
import { blockOf, blockType } from './host-schema';
import { entries, listed, part } from './objects';

/*
 * What a host asks of what was applied ("Provider produced inconsistent result after apply", "Provider returned invalid result
 * object after apply") and of every state.
 */

/** All that a host would refuse of a state after the apply of a plan. */
export function applyRefusals(block: Schema_Block, planned: Value, actual: Value): string[] {
  if (planned !== null && actual === null) return ['Root object was present, but now absent'];
  if (planned === null && actual !== null) return ['Root object was absent, but now present'];
  if (planned === null) return [];
  return [...stateRefusals(block, actual), ...differences(blockType(block), planned, actual, '')];
}

/** What a host calls "Provider produced inconsistent final plan": the plan at apply keeps what the first one knew. */
export const finalPlanRefusals = (block: Schema_Block, first: Value, final: Value): string[] =>
  differences(blockType(block), first, final, '');

/** What a host would refuse of any state, and what must not be in one. */
export function stateRefusals(block: Schema_Block, state: Value, path = ''): string[] {
  if (state === null) return [];
  return [
    ...(path === '' && !whollyKnown(state) ? ['the state has unknown values'] : []),
    ...secretsIn(block.attributes, state, path),
    ...block.blockTypes.flatMap(({ typeName, nesting, block: inner }) => {
      const at = `${path}.${typeName}`;
      const value = part(state, typeName);
      if (nesting === BlockNesting.SINGLE) return stateRefusals(blockOf(inner), value, at);
      if (!isList(value)) return [`${at}: must be empty to indicate no blocks, not null`];
      return value.flatMap((each) => stateRefusals(blockOf(inner), each, at));
    }),
  ];
}

function secretsIn(attributes: readonly Schema_Attribute[], state: Value, path: string): string[] {
  return attributes.flatMap(({ name, writeOnly, nestedType }) => {
    const value = part(state, name);
    if (writeOnly) return value === null ? [] : [`${path}.${name}: a write-only value stands in a state`];
    if (nestedType === undefined || value === null) return [];
    const objects = isList(value) ? value : value instanceof Map ? [...entries(value).values()] : [value];
    return objects.flatMap((each) => secretsIn(nestedType.attributes, each, `${path}.${name}`));
  });
}

/** Where a value is not what was planned of it. */
function differences(type: Type, planned: Value, actual: Value, path: string): string[] {
  if (planned === UNKNOWN) return [];
  if (actual === UNKNOWN) return [`${path}: was known, but now unknown`];
  if (planned === null || actual === null) {
    return planned === actual
      ? []
      : [`${path}: was ${planned === null ? 'null' : 'there'}, but now ${actual === null ? 'null' : 'there'}`];
  }
  switch (type.kind) {
    case 'string':
    case 'number':
    case 'bool':
      return sameValue(type, planned, actual) ? [] : [`${path}: was another value`];
    case 'dynamic':
      if (!Dynamic.is(planned) || !Dynamic.is(actual) || !sameType(planned.type, actual.type))
        return [`${path}: wrong final value type`];
      return differences(planned.type, planned.value, actual.value, path);
    case 'object':
      return [...type.attributes].flatMap(([name, each]) =>
        differences(each, part(planned, name), part(actual, name), `${path}.${name}`),
      );
    case 'list':
    case 'tuple':
      if (listed(planned).length !== listed(actual).length) return [`${path}: the count of elements is another`];
      return listed(planned).flatMap((each, at) =>
        differences(
          type.kind === 'list' ? type.element : (type.elements[at] ?? type),
          each,
          listed(actual)[at] ?? null,
          `${path}[${at}]`,
        ),
      );
    case 'map':
      return [
        ...[...entries(planned)].flatMap(([key, each]) =>
          entries(actual).has(key)
            ? differences(type.element, each, entries(actual).get(key) ?? null, `${path}[${JSON.stringify(key)}]`)
            : [`${path}: element ${JSON.stringify(key)} has vanished`],
        ),
        ...[...entries(actual).keys()]
          .filter((key) => !entries(planned).has(key))
          .map((key) => `${path}: new element ${JSON.stringify(key)} has appeared`),
      ];
    case 'set': {
      const pairs = (one: Value, other: Value): boolean => differences(type.element, one, other, path).length === 0;
      return [
        ...(listed(planned).every((one) => listed(actual).some((other) => pairs(one, other)))
          ? []
          : [`${path}: planned set element does not correlate with any element in actual`]),
        ...(listed(actual).every((other) => listed(planned).some((one) => pairs(one, other)))
          ? []
          : [`${path}: actual set element does not correlate with any element in plan`]),
        ...(listed(planned).length < listed(actual).length ? [`${path}: the set has grown`] : []),
      ];
    }
  }
}
