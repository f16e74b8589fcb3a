import type { AttributePath, PathStep } from '../cty/path';
import type { Type } from '../cty/type';
import { attributeOf, isList, isMap, isObject, type Value } from '../cty/value';

/** The part of a value that a path leads to; null where it leads nowhere, and in sets, whose elements have no place. */
export function valueAt(value: Value, path: AttributePath): Value {
  return path.reduce(partAt, value);
}

function partAt(value: Value, step: PathStep): Value {
  switch (step.kind) {
    case 'attribute':
      return isObject(value) ? attributeOf(value, step.name) : null;
    case 'index':
      return isList(value) ? (value[step.index] ?? null) : null;
    case 'key':
      return isMap(value) ? (value.get(step.key) ?? null) : null;
    case 'element':
      return null;
  }
}

/** The type of the part that a path leads to; null where the type has no such part. */
export function typeAt(type: Type, path: AttributePath): Type | null {
  return path.reduce<Type | null>((at, step) => (at === null ? null : typeOfStep(at, step)), type);
}

function typeOfStep(type: Type, step: PathStep): Type | null {
  switch (type.kind) {
    case 'object':
      return step.kind === 'attribute' ? (type.attributes.get(step.name) ?? null) : null;
    case 'tuple':
      return step.kind === 'index' ? (type.elements[step.index] ?? null) : null;
    case 'list':
      return step.kind === 'index' ? type.element : null;
    case 'map':
      return step.kind === 'key' ? type.element : null;
    case 'set':
      return step.kind === 'element' ? type.element : null;
    case 'string':
    case 'number':
    case 'bool':
    case 'dynamic':
      return null;
  }
}
