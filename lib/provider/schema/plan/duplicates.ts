import { attribute as attributeStep, pathText, type AttributePath } from '../../cty/path';
import type { Type } from '../../cty/type';
import { attributeOf, isList, isMap, isObject, sameValue, whollyKnown, type Value } from '../../cty/value';
import { isNested, type NestedShape } from '../attribute';
import { bodyOf, objectTypeOf, type Body } from '../body';
import type { BlockNesting } from '../blocks';
import type { Say } from '../diagnostics';

/**
 * Elements of sets that a default made equal. Hosts hold one of them then and ask where the other one is, in words that nobody
 * understands.
 */
export function sayDuplicates(body: Body, planned: Value, say: Say, path: AttributePath = []): void {
  if (!isObject(planned)) return;
  for (const [name, { shape }] of Object.entries(body.attributes)) {
    if (isNested(shape))
      within(shape.kind, bodyOf(shape), attributeOf(planned, name), say, [...path, attributeStep(name)]);
  }
  for (const [name, block] of Object.entries(body.blocks)) {
    within(block.nesting, block, attributeOf(planned, name), say, [...path, attributeStep(name)]);
  }
}

function within(
  kind: NestedShape['kind'] | BlockNesting,
  body: Body,
  value: Value,
  say: Say,
  path: AttributePath,
): void {
  const objects = isList(value) ? value : isMap(value) ? [...value.values()] : [value];
  for (const object of objects) sayDuplicates(body, object, say, path);
  if ((kind === 'set' || kind === 'setNested') && hasDuplicates(objectTypeOf(body), objects)) {
    say.error(
      `${pathText(path)} has the same element twice`,
      'With the defaults filled in two elements of this set are equal, and a set has each element once. Remove one of them.',
      path,
    );
  }
}

const hasDuplicates = (type: Type, elements: readonly Value[]): boolean =>
  elements.some(
    (each, at) => whollyKnown(each) && elements.slice(at + 1).some((other) => sameValue(type, each, other)),
  );
