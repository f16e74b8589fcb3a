import { element, index, key, type PathStep } from '../cty/path';
import { attributeOf, isList, isMap, isObject, sameValue, UNKNOWN, type Value } from '../cty/value';
import { isNested, type NestedShape } from './attribute';
import { bodyOf, typeOfBlock, typeOfShape, type Body } from './body';
import type { BlockNesting } from './blocks';
import { MODES } from './mode';

/** What a body is at one moment in a plan: its configuration, what is there, what is planned. Null where it is not there. */
export interface Sides {
  readonly config: Value;
  readonly prior: Value;
  readonly planned: Value;
}

/**
 * Goes over the objects in a planned nested attribute or block, each beside the one of the configuration and of the state that belongs
 * to it: of lists by index, of maps by key. Of sets it is the one of the configuration that it can have come from, and none of the state.
 *
 * @returns the value with what `each` made of its objects; the value itself where it has none
 */
export function overObjects(
  kind: NestedShape['kind'] | BlockNesting,
  body: Body,
  { config, prior, planned }: Sides,
  each: (sides: Sides, step: PathStep | null) => Value,
): Value {
  switch (kind) {
    case 'single':
      return isObject(planned) ? each({ config, prior, planned }, null) : planned;
    case 'listNested':
    case 'list':
      if (!isList(planned)) return planned;
      return planned.map((value, at) =>
        each({ config: elementAt(config, at), prior: elementAt(prior, at), planned: value }, index(at)),
      );
    case 'mapNested':
      if (!isMap(planned)) return planned;
      return new Map(
        [...planned].map(([name, value]) => [
          name,
          each({ config: entryOf(config, name), prior: entryOf(prior, name), planned: value }, key(name)),
        ]),
      );
    case 'setNested':
    case 'set':
      if (!isList(planned)) return planned;
      return overSet(body, planned, isList(config) ? config : [], each);
  }
}

const elementAt = (value: Value, at: number): Value => (isList(value) ? (value[at] ?? null) : null);
const entryOf = (value: Value, name: string): Value => (isMap(value) ? (value.get(name) ?? null) : null);

function overSet(
  body: Body,
  planned: readonly Value[],
  config: readonly Value[],
  each: (sides: Sides, step: PathStep) => Value,
): Value {
  const left = [...config];
  return planned.map((value) => {
    const at = left.findIndex((candidate) => cameFrom(body, value, candidate));
    const [found = null] = at < 0 ? [] : left.splice(at, 1);
    return each({ config: found, prior: null, planned: value }, element(value));
  });
}

/** Whether a planned object can be one of the configuration in which what is computed was filled in. */
function cameFrom({ attributes, blocks }: Body, planned: Value, config: Value): boolean {
  if (!isObject(planned) || !isObject(config)) return planned === config;
  return (
    Object.entries(attributes).every(([name, { mode, shape }]) => {
      const wanted = attributeOf(config, name);
      if (wanted === null && MODES[mode].computed) return true;
      const value = attributeOf(planned, name);
      if (sameValue(typeOfShape(shape), value, wanted)) return true;
      return isNested(shape) && cameFromNested(shape.kind, bodyOf(shape), value, wanted);
    }) &&
    Object.entries(blocks).every(([name, block]) => {
      const value = attributeOf(planned, name);
      const wanted = attributeOf(config, name);
      return sameValue(typeOfBlock(block), value, wanted) || cameFromNested(block.nesting, block, value, wanted);
    })
  );
}

function cameFromNested(kind: NestedShape['kind'] | BlockNesting, body: Body, planned: Value, config: Value): boolean {
  if (planned === null || config === null || planned === UNKNOWN || config === UNKNOWN) return false;
  if (sizeOf(planned) !== sizeOf(config)) return false;
  let all = true;
  overObjects(kind, body, { config, prior: null, planned }, (sides) => {
    all &&= cameFrom(body, sides.planned, sides.config);
    return sides.planned;
  });
  return all;
}

const sizeOf = (value: Value): number => (isList(value) ? value.length : isMap(value) ? value.size : 1);
