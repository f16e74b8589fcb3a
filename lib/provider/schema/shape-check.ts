import { attribute, element, index, key, type AttributePath, type PathStep } from '../cty/path';
import { attributeOf, isList, isMap, isNumber, isObject, UNKNOWN, type Value } from '../cty/value';
import { isNested, type Shape } from './attribute';

/** What a schema asks of a value beyond its type of cty. */
export interface ShapeProblem {
  readonly problem: string;
  readonly fix: string;
  /** From the value on. */
  readonly at: AttributePath;
  readonly value: Value;
}

const WHOLE: Omit<ShapeProblem, 'at' | 'value'> = {
  problem: 'This is no whole number',
  fix: 'Write a whole number',
};
const COUNTABLE: Omit<ShapeProblem, 'at' | 'value'> = {
  problem: `This is no whole number from ${Number.MIN_SAFE_INTEGER} to ${Number.MAX_SAFE_INTEGER}, which numbers are counted exactly in`,
  fix: 'Write a whole number in that range',
};
const NO_NULL: Omit<ShapeProblem, 'at' | 'value'> = {
  problem: 'An element is null, and elements of this collection are values',
  fix: 'Leave the element out',
};

/** What is wrong with a value that has the right type of cty: integers that are none, null as an element. */
export function shapeProblems(shape: Shape, value: Value, at: AttributePath = []): ShapeProblem[] {
  if (value === null || value === UNKNOWN) return [];
  if (isNested(shape)) return shape.kind === 'single' ? [] : elementProblems(() => [], value, at, shape.kind);
  switch (shape.kind) {
    case 'integer':
      if (Number.isSafeInteger(value)) return [];
      return [{ ...(isNumber(value) && Number.isInteger(Number(value.toString())) ? COUNTABLE : WHOLE), at, value }];
    case 'string':
    case 'number':
    case 'bool':
    case 'dynamic':
      return [];
    case 'list':
    case 'set':
    case 'map':
      return elementProblems((each, step) => shapeProblems(shape.element, each, step), value, at, shape.kind);
    case 'object':
      return isObject(value)
        ? Object.entries(shape.attributes).flatMap(([name, each]) =>
            shapeProblems(each, attributeOf(value, name), [...at, attribute(name)]),
          )
        : [];
  }
}

type CollectionKind = 'list' | 'set' | 'map' | 'listNested' | 'setNested' | 'mapNested';

function elementProblems(
  within: (each: Value, at: AttributePath) => ShapeProblem[],
  value: Value,
  at: AttributePath,
  kind: CollectionKind,
): ShapeProblem[] {
  return stepsInto(value, kind).flatMap(([step, each]) =>
    each === null ? [{ ...NO_NULL, at: [...at, step], value: each }] : within(each, [...at, step]),
  );
}

function stepsInto(value: Value, kind: CollectionKind): [PathStep, Value][] {
  if (isMap(value)) return [...value].map(([name, each]) => [key(name), each]);
  if (!isList(value)) return [];
  const ordered = kind === 'list' || kind === 'listNested';
  return value.map((each, position) => [ordered ? index(position) : element(each), each]);
}
