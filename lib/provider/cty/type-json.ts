import { ValueFault } from './fault';
import { BOOL, DYNAMIC, listOf, mapOf, NUMBER, setOf, STRING, tupleOf, type Type, type TypeKind } from './type';

/** A type as hosts write it in schemas and before values of `dynamic`: `["list","string"]`. */
export function typeToJson(type: Type): string {
  return JSON.stringify(shapeOf(type));
}

function shapeOf(type: Type): unknown {
  switch (type.kind) {
    case 'string':
    case 'number':
    case 'bool':
    case 'dynamic':
      return type.kind;
    case 'list':
    case 'set':
    case 'map':
      return [type.kind, shapeOf(type.element)];
    case 'tuple':
      return [type.kind, type.elements.map(shapeOf)];
    case 'object':
      return [type.kind, Object.fromEntries([...type.attributes].map(([name, each]) => [name, shapeOf(each)]))];
  }
}

/** @throws ValueFault for what is no type */
export function typeFromJson(json: string): Type {
  let shape: unknown;
  try {
    shape = JSON.parse(json);
  } catch (error) {
    throw new ValueFault([], `a type is written as JSON, which this is not: ${(error as Error).message}`);
  }
  return typeOf(shape);
}

const PRIMITIVES: ReadonlyMap<unknown, Type> = new Map(
  [STRING, NUMBER, BOOL, DYNAMIC].map((type) => [type.kind, type]),
);

const COMPOUNDS: ReadonlyMap<unknown, (inner: unknown) => Type | null> = new Map<
  TypeKind,
  (inner: unknown) => Type | null
>([
  ['list', (inner) => listOf(typeOf(inner))],
  ['set', (inner) => setOf(typeOf(inner))],
  ['map', (inner) => mapOf(typeOf(inner))],
  ['tuple', (inner) => (Array.isArray(inner) ? tupleOf(inner.map(typeOf)) : null)],
  [
    'object',
    (inner) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? { kind: 'object', attributes: new Map(Object.entries(inner).map(([name, each]) => [name, typeOf(each)])) }
        : null,
  ],
]);

function typeOf(shape: unknown): Type {
  const found =
    PRIMITIVES.get(shape) ?? (Array.isArray(shape) && shape.length === 2 ? COMPOUNDS.get(shape[0])?.(shape[1]) : null);
  if (found == null) throw new ValueFault([], `${JSON.stringify(shape).slice(0, 100)} is no type of cty`);
  return found;
}
