import { isNested, type Attribute, type NestingKind } from '../attribute';
import type { ValueShape } from '../value-types';

/** How an attribute of a configuration is typed. @param struct name of the type of nested attributes */
export function argumentType({ shape }: Attribute, struct: string | null): string {
  return isNested(shape) ? NESTED[shape.kind](struct ?? '') : valueType(shape);
}

const NESTED: Readonly<Record<NestingKind, (struct: string) => string>> = {
  single: (struct) => struct,
  listNested: (struct) => `${struct}[] | IResolvable`,
  setNested: (struct) => `${struct}[] | IResolvable`,
  mapNested: (struct) => `{ [name: string]: ${struct} } | IResolvable`,
};

function valueType(shape: ValueShape): string {
  switch (shape.kind) {
    case 'string':
      return 'string';
    case 'number':
    case 'integer':
      return 'number';
    case 'bool':
      return 'boolean | IResolvable';
    case 'list':
    case 'set':
      return isPlain(shape.element) ? `${valueType(shape.element)}[]` : 'IResolvable';
    case 'map':
      return isPlain(shape.element) ? `{ [name: string]: ${valueType(shape.element)} }` : 'IResolvable';
    case 'object':
    case 'dynamic':
      return 'IResolvable';
  }
}

/** What the engine has references of in collections. */
const isPlain = ({ kind }: ValueShape): boolean => kind === 'string' || kind === 'number' || kind === 'integer';

/** Type and expression of a reference to an attribute. */
export interface Reference {
  readonly type: string;
  readonly expression: string;
}

/** @param name of the attribute as Terraform has it */
export function referenceTo(name: string, { shape }: Attribute): Reference {
  const by = (type: string, method: string): Reference => ({ type, expression: `this.${method}('${name}')` });
  switch (shape.kind) {
    case 'string':
      return by('string', 'getStringAttribute');
    case 'number':
    case 'integer':
      return by('number', 'getNumberAttribute');
    case 'bool':
      return by('IResolvable', 'getBooleanAttribute');
    case 'list':
    case 'set':
      return collection(shape.kind, shape.element, by);
    case 'map':
      return shape.element.kind === 'string'
        ? by('{ [name: string]: string }', 'getStringMapAttribute')
        : by('IResolvable', 'interpolationForAttribute');
    case 'object':
    case 'dynamic':
    case 'single':
    case 'listNested':
    case 'setNested':
    case 'mapNested':
      return by('IResolvable', 'interpolationForAttribute');
  }
}

function collection(
  kind: 'list' | 'set',
  element: ValueShape,
  by: (type: string, method: string) => Reference,
): Reference {
  if (!isPlain(element)) return by('IResolvable', 'interpolationForAttribute');
  const reference =
    element.kind === 'string' ? by('string[]', 'getListAttribute') : by('number[]', 'getNumberListAttribute');
  // Members of a set have no index.
  return kind === 'list' ? reference : { ...reference, expression: `Fn.tolist(${reference.expression})` };
}
