import { attribute as attributeStep, element, index, key, pathText, type AttributePath } from '../cty/path';
import {
  attributeOf,
  Dynamic,
  isList,
  isMap,
  isNumber,
  isObject,
  UNKNOWN,
  whollyKnown,
  type ObjectValue,
  type Value,
} from '../cty/value';
import { isNested, type Attribute, type Attributes, type NestedShape } from './attribute';
import { bodyOf, type Body, hasAttribute } from './body';
import type { BlockNesting, Blocks } from './blocks';
import type { Say } from './diagnostics';
import { MODES, type Mode } from './mode';
import { shapeProblems } from './shape-check';
import type { ValueShape } from './value-types';

/** What is asked of an object that code of a provider answers. */
export interface Settling {
  /** What an unknown is: part of a plan, a defect, or a null since the call failed before it was known. */
  readonly unknown: 'kept' | 'refused' | 'dropped';
  /** Whether all attributes have to be there, and have their values. */
  readonly complete: boolean;
  /** What was there or planned before: kept where the answer means the same. */
  readonly reference: Value;
  readonly say: Say;
}

/**
 * Makes what code of a provider answered an object that a host can take: secrets out, what means the same as before kept, and
 * whatever the schema does not have, or has otherwise, said as the defect that it is.
 */
export function settle(body: Body, answer: unknown, settling: Settling, path: AttributePath = []): Value {
  if (!isObject(answer as Value)) {
    defect(settling.say, path, 'is no object');
    return null;
  }
  const given = answer as ObjectValue;
  const made: Record<string, Value> = Object.create(null) as Record<string, Value>;
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(body.attributes, name) && !Object.hasOwn(body.blocks, name)) {
      defect(settling.say, [...path, attributeStep(name)], 'is not in the schema');
    }
  }
  settleAttributes(body.attributes, given, settling, path, made);
  settleBlocks(body.blocks, given, settling, path, made);
  return made;
}

const defect = (say: Say, path: AttributePath, problem: string): void =>
  say.error(
    'The provider has a defect',
    `It answered ${path.length === 0 ? 'an object' : pathText(path)} in a way that its schema does not have: it ${problem}. Report this to whoever makes the provider.`,
    path,
  );

function settleAttributes(
  attributes: Attributes,
  given: ObjectValue,
  settling: Settling,
  path: AttributePath,
  made: Record<string, Value>,
): void {
  for (const [name, attribute] of Object.entries(attributes)) {
    const at = [...path, attributeStep(name)];
    if (settling.complete && !Object.hasOwn(given, name) && !MODES[attribute.mode].writeOnly) {
      defect(settling.say, at, 'is not there');
    }
    const reference = isObject(settling.reference) ? attributeOf(settling.reference, name) : null;
    made[name] = settleAttribute(attribute, attributeOf(given, name), { ...settling, reference }, at);
  }
}

function settleAttribute(attribute: Attribute, value: Value, settling: Settling, at: AttributePath): Value {
  const { mode, shape, nullable, sameMeaning } = attribute;
  const { say, reference } = settling;
  if (MODES[mode].writeOnly) return null;
  // As the host gave it: what is the user's alone it has checked.
  if (value === reference && isStated(attribute) && (settling.unknown === 'kept' || whollyKnown(value))) return value;
  if (value === UNKNOWN) return settleUnknown(settling, at);
  if (value === null) {
    if (settling.complete && mustHaveValue(mode) && !nullable) defect(say, at, `is null, and ${NULL_WORDS[mode]}`);
    return null;
  }
  const settled = isNested(shape)
    ? settleObjects(shape.kind, bodyOf(shape), value, settling, at)
    : settleShape(shape, value, settling, at);
  const keeps =
    sameMeaning !== null &&
    settled !== null &&
    reference !== null &&
    whollyKnown(settled) &&
    whollyKnown(reference) &&
    sameMeaning(settled, reference);
  return keeps ? reference : settled;
}

const isStatedMode = ({ mode }: Attribute): boolean => mode === 'required' || mode === 'optional';
const hasOwn = hasAttribute((attribute) => !isStatedMode(attribute));

/** Whether nothing in it is ever the provider's. */
const isStated = (attribute: Attribute): boolean =>
  isStatedMode(attribute) && !(isNested(attribute.shape) && hasOwn(bodyOf(attribute.shape)));

function settleUnknown({ unknown, say }: Settling, at: AttributePath): Value {
  if (unknown === 'kept') return UNKNOWN;
  if (unknown === 'refused') defect(say, at, 'is still unknown');
  return null;
}

const NULL_WORDS: Readonly<Record<Mode, string>> = {
  required: 'the configuration must set it',
  optional: 'may be',
  computed: 'is not nullable',
  optionalComputed: 'is not nullable',
  defaulted: 'has a default',
  requiredWriteOnly: 'is never kept',
  writeOnly: 'is never kept',
};

const mustHaveValue = (mode: Mode): boolean => mode !== 'optional';

function settleBlocks(
  blocks: Blocks,
  given: ObjectValue,
  settling: Settling,
  path: AttributePath,
  made: Record<string, Value>,
): void {
  for (const [name, block] of Object.entries(blocks)) {
    const at = [...path, attributeStep(name)];
    const value = attributeOf(given, name);
    const reference = isObject(settling.reference) ? attributeOf(settling.reference, name) : null;
    const inner = { ...settling, reference };
    if (value === UNKNOWN) made[name] = settleUnknown(settling, at);
    // Hosts know no null of several blocks.
    else if (value === null) made[name] = block.nesting === 'single' ? null : [];
    else made[name] = settleObjects(block.nesting, block, value, inner, at);
  }
}

function settleObjects(
  kind: NestedShape['kind'] | BlockNesting,
  body: Body,
  value: Value,
  settling: Settling,
  at: AttributePath,
): Value {
  const { reference, say } = settling;
  switch (kind) {
    case 'single':
      return settle(body, value, settling, at);
    case 'listNested':
    case 'list':
      if (!isList(value)) break;
      return value.map((each, position) =>
        settleElement(
          body,
          each,
          { ...settling, reference: isList(reference) ? (reference[position] ?? null) : null },
          [...at, index(position)],
        ),
      );
    case 'setNested':
    case 'set':
      if (!isList(value)) break;
      return value.map((each) => settleElement(body, each, { ...settling, reference: null }, [...at, element(each)]));
    case 'mapNested':
      if (!isMap(value)) break;
      return new Map(
        [...value].map(([name, each]) => [
          name,
          settleElement(
            body,
            each,
            { ...settling, reference: isMap(reference) ? (reference.get(name) ?? null) : null },
            [...at, key(name)],
          ),
        ]),
      );
  }
  defect(say, at, `is no ${kind === 'mapNested' ? 'Map' : 'array'}`);
  return null;
}

const settleElement = (body: Body, value: Value, settling: Settling, at: AttributePath): Value =>
  value === UNKNOWN ? settleUnknown(settling, at) : settle(body, value, settling, at);

/** A value of a shape without attributes of its own. */
export function settleShape(shape: ValueShape, value: Value, settling: Settling, at: AttributePath): Value {
  const wrong = typeProblem(shape, value, at);
  if (wrong !== null) {
    defect(settling.say, wrong.at, wrong.problem);
    return null;
  }
  for (const { problem, at: inner } of shapeProblems(shape, value)) {
    defect(settling.say, [...at, ...inner], `does not hold: ${problem}`);
  }
  if (settling.unknown !== 'kept' && !whollyKnown(value)) return settleUnknown(settling, at);
  return value;
}

interface TypeProblem {
  readonly at: AttributePath;
  readonly problem: string;
}

/** The first place where a value is of another type; the compiler finds what code with types can do wrong. */
function typeProblem(shape: ValueShape, value: Value, at: AttributePath): TypeProblem | null {
  if (value === null || value === UNKNOWN) return null;
  const no = (what: string): TypeProblem => ({ at, problem: `is no ${what}` });
  switch (shape.kind) {
    case 'string':
      return typeof value === 'string' ? null : no('string');
    case 'bool':
      return typeof value === 'boolean' ? null : no('boolean');
    case 'number':
    case 'integer':
      return isNumber(value) && !Number.isNaN(value) ? null : no('number');
    case 'dynamic':
      return Dynamic.is(value) ? null : no('Dynamic');
    case 'list':
    case 'set':
      if (!isList(value)) return no('array');
      return firstOf(value.map((each, position) => () => typeProblem(shape.element, each, [...at, index(position)])));
    case 'map':
      if (!isMap(value)) return no('Map');
      return firstOf(
        [...value].map(
          ([name, each]) =>
            () =>
              typeProblem(shape.element, each, [...at, key(name)]),
        ),
      );
    case 'object':
      if (!isObject(value)) return no('object');
      return firstOf(
        Object.entries(shape.attributes).map(
          ([name, each]) =>
            () =>
              typeProblem(each, attributeOf(value, name), [...at, attributeStep(name)]),
        ),
      );
  }
}

function firstOf<T>(looks: readonly (() => T | null)[]): T | null {
  for (const look of looks) {
    const found = look();
    if (found !== null) return found;
  }
  return null;
}
