import {
  computed,
  defaulted,
  nullable,
  optional,
  optionalComputed,
  required,
  requiredWriteOnly,
  writeOnly,
} from '../../../lib/provider/schema/attributes';
import { block, type Blocks } from '../../../lib/provider/schema/blocks';
import type { Attributes } from '../../../lib/provider/schema/attribute';
import { requiresReplace, useStateForUnknown } from '../../../lib/provider/schema/plan-modifier';
import { schema } from '../../../lib/provider/schema/schema';
import { schemaProblems, type SchemaUse } from '../../../lib/provider/schema/schema-check';
import { timeouts } from '../../../lib/provider/schema/timeouts';
import { types } from '../../../lib/provider/schema/value-types';

const description = 'Something.';
const positive = {
  description: 'above 0',
  problemOf: (value: number) => (value > 0 ? null : { problem: 'This is not above 0', fix: 'Take one that is' }),
};

interface Row {
  readonly what: string;
  readonly attributes: Attributes;
  readonly blocks?: Blocks;
  readonly use?: SchemaUse;
  readonly found: RegExp;
}

const refused: readonly Row[] = [
  {
    what: 'a name that a host keeps for itself',
    attributes: { count: required.integer({ description }) },
    found: /^x\.count: hosts keep this name for themselves in a resource\.$/,
  },
  {
    what: 'a name in capitals',
    attributes: { Name: required.string({ description }) },
    found: /^x\.Name: a name has lower-case letters/,
  },
  {
    what: 'an attribute and a block of one name',
    attributes: { a: optional.string({ description }) },
    blocks: { a: block.list({}, { description }) },
    found: /^x\.a is both an attribute and a block\.$/,
  },
  {
    what: 'an attribute without description',
    attributes: { a: optional.string({ description: ' ' }) },
    found: /^x\.a has no description/,
  },
  {
    what: 'something to configure within a computed attribute',
    attributes: { a: computed.single({ b: optional.string({ description }) }, { description }) },
    found: /^x\.a\.b is optional within a computed attribute/,
  },
  {
    what: 'something that is kept within a write-only attribute',
    attributes: { a: writeOnly.single({ b: optional.string({ description }) }, { description }) },
    found: /^x\.a\.b is optional within a write-only attribute/,
  },
  {
    what: 'a secret in a set',
    attributes: { a: optional.setNested({ b: writeOnly.string({ description }) }, { description }) },
    found: /^x\.a\.b is write-only in a set/,
  },
  {
    what: 'plan modifiers in a set',
    attributes: {
      a: optional.setNested({ b: optional.string({ description, modifiers: [requiresReplace()] }) }, { description }),
    },
    found: /^x\.a\.b has plan modifiers in a set/,
  },
  {
    what: 'a prior value that is kept in a list of blocks',
    attributes: {},
    blocks: {
      a: block.list({ b: computed.string({ description, modifiers: [useStateForUnknown()] }) }, { description }),
    },
    found: /^x\.a\.b "stays as it is once it is known" in a list/,
  },
  {
    what: 'a computed set in a set',
    attributes: { a: optional.setNested({ b: computed.set(types.string, { description }) }, { description }) },
    found: /^x\.a\.b is computed, and a set in a set: hosts would plan a change every time/,
  },
  {
    what: 'something computed in a set in a set',
    attributes: {},
    blocks: {
      a: block.set(
        { b: optional.setNested({ c: defaulted.bool({ description, default: true }) }, { description }) },
        { description },
      ),
    },
    found: /^x\.a\.b\.c is defaulted, and a set in a set/,
  },
  {
    what: 'what only a configuration can say, in what the provider may set',
    attributes: { a: optionalComputed.single({ b: required.string({ description }) }, { description }) },
    found: /^x\.a\.b is not computed within x\.a, which the provider may set: hosts would plan a change/,
  },
  {
    what: 'a default that its own validators refuse',
    attributes: { a: defaulted.integer({ description, default: 0, validators: [positive] }) },
    found: /^x\.a: its own validators refuse the default\. This is not above 0\.$/,
  },
  {
    what: 'elements of any type',
    attributes: { a: optional.list(types.dynamic, { description }) },
    found: /^x\.a is a collection of any type/,
  },
  {
    what: 'any type within elements',
    attributes: { a: optional.listNested({ b: optional.dynamic({ description }) }, { description }) },
    found: /^x\.a\.b is of any type within a collection/,
  },
  {
    what: 'a null of something that the provider does not compute',
    attributes: { a: nullable(optional.string({ description })) },
    found: /^x\.a is optional: nullable is for what the provider computes\.$/,
  },
  {
    what: 'a computed attribute of a provider',
    attributes: { a: computed.string({ description }) },
    use: 'provider',
    found: /^x\.a is computed, which nothing in a provider can be\.$/,
  },
  {
    what: 'a secret of a data source',
    attributes: { a: requiredWriteOnly.string({ description }) },
    use: 'dataSource',
    found: /^x\.a is requiredWriteOnly, which nothing in a data source can be\.$/,
  },
  {
    what: 'plan modifiers of a data source',
    attributes: { a: optional.string({ description, modifiers: [requiresReplace()] }) },
    use: 'dataSource',
    found: /^x\.a has plan modifiers, and nothing is planned in a data source\.$/,
  },
  {
    what: 'fewer blocks than the least',
    attributes: {},
    blocks: { a: block.list({}, { description, min: 3, max: 2 }) },
    found: /^x\.a: from 3 to 2 blocks is no range\.$/,
  },
];

describe('A schema is refused for', () => {
  it.each(refused)('$what', ({ attributes, blocks, use, found }) => {
    const problems = schemaProblems(schema({ description, attributes, blocks: blocks ?? {} }), use ?? 'resource', 'x');
    expect(problems).toEqual([expect.stringMatching(found)]);
  });
});

it('A schema with all that there is, each in its place, is sound', () => {
  const attributes = {
    id: computed.string({ description, modifiers: [useStateForUnknown()] }),
    name: required.string({ description, modifiers: [requiresReplace()] }),
    size: defaulted.integer({ description, default: 1, validators: [positive] }),
    driver: nullable(optionalComputed.string({ description })),
    any: optional.dynamic({ description }),
    secret: writeOnly.single({ key: requiredWriteOnly.string({ description }) }, { description }),
    rows: optional.listNested(
      { at: required.string({ description, modifiers: [requiresReplace()] }) },
      { description },
    ),
    slots: optional.mapNested(
      { id: computed.string({ description, modifiers: [useStateForUnknown()] }) },
      { description },
    ),
    timeouts: timeouts(['create', 'delete']),
  };
  const blocks = { rule: block.set({ count: required.integer({ description }) }, { description, min: 1 }) };
  expect(schemaProblems(schema({ description, attributes, blocks }), 'resource', 'x')).toEqual([]);
});
