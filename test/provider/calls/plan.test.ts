import { UNKNOWN, type Value } from '../../../lib/provider/cty/value';
import {
  computed,
  defaulted,
  optional,
  optionalComputed,
  required,
  requiresReplace,
  requiresReplaceIf,
  schema,
  types,
  useStateForUnknown,
  writeOnly,
  block,
  type ModifierView,
} from '../../../lib/provider/schema';
import type { Attributes } from '../../../lib/provider/schema/attribute';
import type { Blocks } from '../../../lib/provider/schema/blocks';
import { pathText } from '../../../lib/provider/cty/path';
import { planBySchema } from '../../../lib/provider/schema/plan/plan';

const description = 'd';

interface Row {
  readonly what: string;
  readonly attributes: Attributes;
  readonly blocks?: Blocks;
  readonly prior: Value;
  readonly config: Value;
  /** If it is another one than the configuration. */
  readonly proposed?: Value;
  readonly planned: Value;
  readonly replaces?: readonly string[];
}

const computedString = computed.string({ description });
const kept = computed.string({ description, modifiers: [useStateForUnknown()] });
const name = required.string({ description });

const rows: readonly Row[] = [
  {
    what: 'what the provider computes is unknown on create',
    attributes: { a: computedString, name },
    prior: null,
    config: { a: null, name: 'x' },
    planned: { a: UNKNOWN, name: 'x' },
  },
  {
    what: 'nothing is unknown where nothing changes',
    attributes: { a: computedString, name },
    prior: { a: '1', name: 'x' },
    config: { a: null, name: 'x' },
    proposed: { a: '1', name: 'x' },
    planned: { a: '1', name: 'x' },
  },
  {
    what: 'what the provider computes is unknown where something changes, unless it never does',
    attributes: { a: computedString, b: kept, name },
    prior: { a: '1', b: '2', name: 'x' },
    config: { a: null, b: null, name: 'y' },
    proposed: { a: '1', b: '2', name: 'y' },
    planned: { a: UNKNOWN, b: '2', name: 'y' },
  },
  {
    what: 'a null of the state is not kept for an unknown',
    attributes: { b: kept, name },
    prior: { b: null, name: 'x' },
    config: { b: null, name: 'y' },
    proposed: { b: null, name: 'y' },
    planned: { b: UNKNOWN, name: 'y' },
  },
  {
    what: 'a configuration that is not known yet may say another value than the state has',
    attributes: { a: optionalComputed.string({ description, modifiers: [useStateForUnknown()] }) },
    prior: { a: '1' },
    config: { a: UNKNOWN },
    planned: { a: UNKNOWN },
  },
  {
    what: 'a default stands where the configuration says nothing, and is no change where it stood before',
    attributes: { a: defaulted.integer({ description, default: 3 }), b: computedString },
    prior: { a: 3, b: '1' },
    config: { a: null, b: null },
    proposed: { a: 3, b: '1' },
    planned: { a: 3, b: '1' },
  },
  {
    what: 'a default takes the place of a value that is configured no longer',
    attributes: { a: defaulted.integer({ description, default: 3 }), b: computedString },
    prior: { a: 7, b: '1' },
    config: { a: null, b: null },
    proposed: { a: 7, b: '1' },
    planned: { a: 3, b: UNKNOWN },
  },
  {
    what: 'a default is in every object of a nested attribute',
    attributes: {
      list: optional.listNested({ a: defaulted.bool({ description, default: true }), b: name }, { description }),
      map: optional.mapNested({ a: defaulted.bool({ description, default: true }) }, { description }),
      set: optional.setNested({ a: defaulted.bool({ description, default: true }), b: name }, { description }),
    },
    prior: null,
    config: {
      list: [
        { a: null, b: 'x' },
        { a: false, b: 'y' },
      ],
      map: new Map([['k', { a: null }]]),
      set: [
        { a: null, b: 'x' },
        { a: false, b: 'y' },
      ],
    },
    planned: {
      list: [
        { a: true, b: 'x' },
        { a: false, b: 'y' },
      ],
      map: new Map([['k', { a: true }]]),
      set: [
        { a: true, b: 'x' },
        { a: false, b: 'y' },
      ],
    },
  },
  {
    what: 'no default takes the place of what the provider made as a whole',
    attributes: {
      one: optionalComputed.single({ a: defaulted.integer({ description, default: 3 }) }, { description }),
    },
    prior: { one: { a: 7 } },
    config: { one: null },
    proposed: { one: { a: 7 } },
    planned: { one: { a: 7 } },
  },
  {
    what: 'elements of a set are paired with those of the configuration in any order',
    attributes: {
      set: optional.setNested(
        { text: name, hash: computedString, at: optionalComputed.string({ description }) },
        { description },
      ),
      name,
    },
    prior: {
      set: [
        { text: 'a', hash: '#a', at: '1' },
        { text: 'b', hash: '#b', at: '2' },
      ],
      name: 'x',
    },
    config: {
      set: [
        { text: 'b', hash: null, at: '2' },
        { text: 'a', hash: null, at: null },
      ],
      name: 'y',
    },
    proposed: {
      set: [
        { text: 'a', hash: '#a', at: '1' },
        { text: 'b', hash: '#b', at: '2' },
      ],
      name: 'y',
    },
    planned: {
      set: [
        { text: 'a', hash: UNKNOWN, at: UNKNOWN },
        { text: 'b', hash: UNKNOWN, at: '2' },
      ],
      name: 'y',
    },
  },
  {
    what: 'what is within a nested attribute that the provider computes is unknown with it',
    attributes: { all: computed.listNested({ a: computedString }, { description }), name },
    prior: { all: [{ a: '1' }], name: 'x' },
    config: { all: null, name: 'y' },
    proposed: { all: [{ a: '1' }], name: 'y' },
    planned: { all: UNKNOWN, name: 'y' },
  },
  {
    what: 'new elements of a list have their computed values unknown, and so do old ones',
    attributes: { all: optional.listNested({ a: computedString, b: name }, { description }) },
    prior: { all: [{ a: '1', b: 'x' }] },
    config: {
      all: [
        { a: null, b: 'x' },
        { a: null, b: 'y' },
      ],
    },
    proposed: {
      all: [
        { a: '1', b: 'x' },
        { a: null, b: 'y' },
      ],
    },
    planned: {
      all: [
        { a: UNKNOWN, b: 'x' },
        { a: UNKNOWN, b: 'y' },
      ],
    },
  },
  {
    what: 'an entry of a map keeps what never changes, a new one has none to keep',
    attributes: { all: optional.mapNested({ a: kept, b: name }, { description }) },
    prior: { all: new Map([['p', { a: '1', b: 'x' }]]) },
    config: {
      all: new Map([
        ['p', { a: null, b: 'y' }],
        ['q', { a: null, b: 'y' }],
      ]),
    },
    proposed: {
      all: new Map([
        ['p', { a: '1', b: 'y' }],
        ['q', { a: null, b: 'y' }],
      ]),
    },
    planned: {
      all: new Map([
        ['p', { a: '1', b: 'y' }],
        ['q', { a: UNKNOWN, b: 'y' }],
      ]),
    },
  },
  {
    what: 'a secret that is not kept is null, also deep within',
    attributes: {
      a: writeOnly.string({ description }),
      o: optional.single({ b: writeOnly.string({ description }), name }, { description }),
    },
    prior: null,
    config: { a: 's', o: { b: 's', name: 'x' } },
    planned: { a: null, o: { b: null, name: 'x' } },
  },
  {
    what: 'what means the same is no change',
    attributes: {
      a: optional.string({ description, sameMeaning: (x, y) => x.trim() === y.trim() }),
      b: computedString,
    },
    prior: { a: 'x', b: '1' },
    config: { a: ' x ', b: null },
    proposed: { a: ' x ', b: '1' },
    planned: { a: 'x', b: '1' },
  },
  {
    what: 'an unknown means nothing yet',
    attributes: { a: optional.string({ description, sameMeaning: () => true }) },
    prior: { a: 'x' },
    config: { a: UNKNOWN },
    planned: { a: UNKNOWN },
  },
  {
    what: 'another value of such an attribute makes a new resource, the same value none',
    attributes: {
      a: optional.string({ description, modifiers: [requiresReplace()] }),
      b: optional.string({ description, modifiers: [requiresReplace()] }),
      list: optional.listNested(
        { c: required.string({ description, modifiers: [requiresReplace()] }) },
        { description },
      ),
    },
    prior: { a: 'x', b: 'x', list: [{ c: '1' }, { c: '2' }] },
    config: { a: 'x', b: null, list: [{ c: '1' }, { c: '3' }] },
    planned: { a: 'x', b: null, list: [{ c: '1' }, { c: '3' }] },
    replaces: ['list[1].c', 'b'],
  },
  {
    what: 'an unknown value may be another one, and makes a new resource',
    attributes: { a: optional.list(types.string, { description, modifiers: [requiresReplace()] }) },
    prior: { a: ['x'] },
    config: { a: [UNKNOWN] },
    planned: { a: [UNKNOWN] },
    replaces: ['a'],
  },
  {
    what: 'on create nothing is replaced',
    attributes: { a: optional.string({ description, modifiers: [requiresReplace()] }) },
    prior: null,
    config: { a: 'x' },
    planned: { a: 'x' },
  },
  {
    what: 'a condition decides whether a change makes a new resource',
    attributes: {
      up: optional.integer({ description, modifiers: [requiresReplaceIf('it shrinks', shrinks)] }),
      down: optional.integer({ description, modifiers: [requiresReplaceIf('it shrinks', shrinks)] }),
    },
    prior: { up: 1, down: 2 },
    config: { up: 2, down: 1 },
    planned: { up: 2, down: 1 },
    replaces: ['down'],
  },
  {
    what: 'attributes within blocks are planned as others are',
    attributes: {},
    blocks: {
      one: block.single({ a: defaulted.integer({ description, default: 1 }), b: computedString }, { description }),
      many: block.list(
        { name, b: computedString },
        { description, blocks: { inner: block.set({ b: computedString }, { description }) } },
      ),
    },
    prior: null,
    config: { one: { a: null, b: null }, many: [{ name: 'x', b: null, inner: [{ b: null }] }] },
    planned: { one: { a: 1, b: UNKNOWN }, many: [{ name: 'x', b: UNKNOWN, inner: [{ b: UNKNOWN }] }] },
  },
  {
    what: 'a block that is not known yet stays so',
    attributes: { b: computedString },
    blocks: { many: block.list({ name }, { description }) },
    prior: null,
    config: { b: null, many: UNKNOWN },
    planned: { b: UNKNOWN, many: UNKNOWN },
  },
];

function shrinks({ planned, prior }: ModifierView<unknown, never, unknown>): boolean {
  return typeof prior === 'number' && planned < prior;
}

describe('In a plan', () => {
  it.each(rows)('$what', ({ attributes, blocks, prior, config, proposed, planned, replaces }) => {
    const body = schema({ description, attributes, blocks: blocks ?? {} });
    const plan = planBySchema(body, { prior, config, planned: proposed ?? config });
    expect(plain(plan.planned)).toEqual(plain(planned));
    expect(plan.requiresReplace.map(pathText).sort()).toEqual([...(replaces ?? [])].sort());
  });
});

/** Objects with prototypes, which toEqual asks for, and a word for what is unknown. */
function plain(value: Value): unknown {
  if (value === UNKNOWN) return 'UNKNOWN';
  if (Array.isArray(value)) return (value as readonly Value[]).map(plain);
  if (value instanceof Map) return new Map([...value].map(([key, each]) => [key, plain(each as Value)]));
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each as Value)]))
    : value;
}
