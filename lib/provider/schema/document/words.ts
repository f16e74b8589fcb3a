import { isNested, type Attribute, type NestingKind } from '../attribute';
import type { BlockNesting } from '../blocks';
import type { ValueShape } from '../value-types';

/** Types as registries of providers name them. */
const PLAIN: Readonly<Record<Exclude<ValueShape['kind'], 'list' | 'set' | 'map' | 'object'>, string>> = {
  string: 'String',
  number: 'Number',
  integer: 'Number',
  bool: 'Boolean',
  dynamic: 'Dynamic',
};

const NESTED: Readonly<Record<NestingKind, string>> = {
  single: 'Attributes',
  listNested: 'Attributes List',
  setNested: 'Attributes Set',
  mapNested: 'Attributes Map',
};

const BLOCKS: Readonly<Record<BlockNesting, string>> = { single: 'Block', list: 'Block List', set: 'Block Set' };

const COLLECTIONS = { list: 'List', set: 'Set', map: 'Map' } as const;

/** `List of String`. */
export function shapeWords(shape: ValueShape): string {
  switch (shape.kind) {
    case 'list':
    case 'set':
    case 'map':
      return `${COLLECTIONS[shape.kind]} of ${shapeWords(shape.element)}`;
    case 'object':
      return 'Object';
    case 'string':
    case 'number':
    case 'integer':
    case 'bool':
    case 'dynamic':
      return PLAIN[shape.kind];
  }
}

/** `String, Sensitive`. */
export function attributeWords({ shape, sensitive, deprecated, mode }: Attribute): string {
  const writeOnly = mode === 'writeOnly' || mode === 'requiredWriteOnly';
  return [
    isNested(shape) ? NESTED[shape.kind] : shapeWords(shape),
    ...(sensitive ? ['Sensitive'] : []),
    ...(writeOnly ? ['Write-only'] : []),
    ...(deprecated === null ? [] : ['Deprecated']),
  ].join(', ');
}

export const blockWords = (nesting: BlockNesting): string => BLOCKS[nesting];
