/**
 * The types of cty, the type system of Terraform and OpenTofu: data, compared by structure.
 *
 * Attributes of objects are a `Map`, since the values of `dynamic` may have any name there (`__proto__`).
 */
export type Type =
  | { readonly kind: 'string' }
  | { readonly kind: 'number' }
  | { readonly kind: 'bool' }
  /** Any type: a value says which one it has (`Dynamic`). */
  | { readonly kind: 'dynamic' }
  | { readonly kind: 'list'; readonly element: Type }
  | { readonly kind: 'set'; readonly element: Type }
  | { readonly kind: 'map'; readonly element: Type }
  | { readonly kind: 'tuple'; readonly elements: readonly Type[] }
  | { readonly kind: 'object'; readonly attributes: ReadonlyMap<string, Type> };

export type TypeKind = Type['kind'];
export type TypeOf<K extends TypeKind> = Extract<Type, { readonly kind: K }>;

export const STRING: TypeOf<'string'> = { kind: 'string' };
export const NUMBER: TypeOf<'number'> = { kind: 'number' };
export const BOOL: TypeOf<'bool'> = { kind: 'bool' };
export const DYNAMIC: TypeOf<'dynamic'> = { kind: 'dynamic' };

export const listOf = (element: Type): TypeOf<'list'> => ({ kind: 'list', element });
export const setOf = (element: Type): TypeOf<'set'> => ({ kind: 'set', element });
export const mapOf = (element: Type): TypeOf<'map'> => ({ kind: 'map', element });
export const tupleOf = (elements: readonly Type[]): TypeOf<'tuple'> => ({ kind: 'tuple', elements });
export const objectOf = (attributes: Readonly<Record<string, Type>>): TypeOf<'object'> => ({
  kind: 'object',
  attributes: new Map(Object.entries(attributes)),
});

/** Whether both are one type. The order of attributes means nothing. */
export function sameType(a: Type, b: Type): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case 'string':
    case 'number':
    case 'bool':
    case 'dynamic':
      return a.kind === b.kind;
    case 'list':
    case 'set':
    case 'map':
      return a.kind === b.kind && sameType(a.element, b.element);
    case 'tuple':
      return b.kind === 'tuple' && sameTypes(a.elements, b.elements);
    case 'object':
      return b.kind === 'object' && sameAttributes(a.attributes, b.attributes);
  }
}

const sameTypes = (a: readonly Type[], b: readonly Type[]): boolean =>
  a.length === b.length &&
  a.every((type, index) => {
    const other = b[index];
    return other !== undefined && sameType(type, other);
  });

const sameAttributes = (a: ReadonlyMap<string, Type>, b: ReadonlyMap<string, Type>): boolean =>
  a.size === b.size &&
  [...a].every(([name, type]) => {
    const other = b.get(name);
    return other !== undefined && sameType(type, other);
  });

/** A type as people write it in a configuration: `list(object({name=string}))`. */
export function typeText(type: Type): string {
  switch (type.kind) {
    case 'string':
    case 'number':
    case 'bool':
      return type.kind;
    case 'dynamic':
      return 'any';
    case 'list':
    case 'set':
    case 'map':
      return `${type.kind}(${typeText(type.element)})`;
    case 'tuple':
      return `tuple([${type.elements.map(typeText).join(',')}])`;
    case 'object':
      return `object({${[...type.attributes].map(([name, each]) => `${name}=${typeText(each)}`).join(',')}})`;
  }
}
