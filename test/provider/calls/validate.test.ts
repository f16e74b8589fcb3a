import { UNKNOWN, type Value } from '../../../lib/provider/cty/value';
import { objectTypeOf } from '../../../lib/provider/schema/body';
import { providerCalls } from '../../../lib/provider/schema';
import { CAPABLE, INCAPABLE, listening, said, wire } from '../support/asking';
import { boxConfig } from '../support/boxes';
import { boxSchema, Store, toy } from '../support/toy';

const calls = providerCalls(toy(new Store()));

async function validated(config: Value, clientCapabilities = CAPABLE) {
  const { diagnostics } = await calls.validateResourceConfig(
    { typeName: 'toy_box', config: wire(objectTypeOf(boxSchema), config), clientCapabilities },
    listening(),
  );
  return said(diagnostics);
}

interface Row {
  readonly what: string;
  readonly config: Readonly<Record<string, Value>>;
  readonly found: { readonly severity?: string; readonly at: string; readonly detail: RegExp };
}

const refused: readonly Row[] = [
  { what: 'a required attribute that is null', config: { name: null }, found: { at: 'name', detail: /Set name\./ } },
  {
    what: 'a value for what the provider computes',
    config: { id: 'mine' },
    found: { at: 'id', detail: /The provider computes it\. Remove id/ },
  },
  {
    what: 'a value out of its range, with the value, the limit and what to do',
    config: { size: 65 },
    found: {
      at: 'size',
      detail: /^At size: This is not between 1 and 64, which .* \(the value is 65\)\. Take fewer\.$/,
    },
  },
  {
    what: 'a fraction for an integer',
    config: { size: 1.5 },
    found: { at: 'size', detail: /no whole number \(the value is 1\.5\)/ },
  },
  {
    what: 'an integer that numbers do not count to',
    config: { size: 1e30 },
    found: { at: 'size', detail: /no whole number from -9007199254740991 to 9007199254740991,/ },
  },
  {
    what: 'a null in a map',
    config: { labels: new Map([['a b', null]]) },
    found: { at: 'labels["a b"]', detail: /An element is null/ },
  },
  {
    what: 'what is wrong deep within, with the whole path in the text',
    config: {
      shelves: [
        { height: 3, tag: null },
        { height: 0, tag: null },
      ],
    },
    found: { at: 'shelves[1].height', detail: /^At shelves\[1\]\.height: This is not between 1 and 3000/ },
  },
  {
    what: 'what is wrong in a set, with a path that ends at the set',
    config: { stickers: [{ text: null, place: null, hash: null }] },
    found: { at: 'stickers', detail: /^At stickers\[\*\]\.text: It has no value/ },
  },
  {
    what: 'what only several attributes together tell',
    config: {
      size: 1,
      shelves: [
        { height: 3, tag: null },
        { height: 4, tag: null },
      ],
    },
    found: { at: 'shelves[1]', detail: /There are 2 shelves in a box of size 1/ },
  },
  {
    what: 'a duration that is none',
    config: { timeouts: { create: 'soon', update: null, delete: null } },
    found: { at: 'timeouts.create', detail: /This is no duration above zero/ },
  },
  {
    what: 'an attribute in a block',
    config: { rule: [{ port: null, handle: null }] },
    found: { at: 'rule[0].port', detail: /It has no value/ },
  },
  {
    what: 'the use of what is deprecated, as a warning',
    config: { old: 'x' },
    found: { severity: 'warning', at: 'old', detail: /^At old: Use labels\.$/ },
  },
];

describe('A configuration is told of', () => {
  it.each(refused)('$what', async ({ config, found }) => {
    expect(await validated(boxConfig(config))).toEqual([
      expect.objectContaining({
        severity: found.severity ?? 'error',
        at: found.at,
        detail: expect.stringMatching(found.detail) as string,
      }),
    ]);
  });

  it('what the resource finds only once it keeps to the schema', async () => {
    const shelves = [1, 2].map((height) => ({ height, tag: null }));
    expect((await validated(boxConfig({ size: 0, shelves }))).map(({ at }) => at)).toEqual(['size']);
  });

  it('every mistake in it, not the first alone', async () => {
    expect((await validated(boxConfig({ name: null, size: 0, id: 'x' }))).map(({ at }) => at)).toEqual([
      'id',
      'name',
      'size',
    ]);
  });
});

describe('A configuration is not refused for', () => {
  it.each<{ what: string; config: Readonly<Record<string, Value>> }>([
    { what: 'what is not known yet', config: { name: UNKNOWN, size: UNKNOWN, labels: UNKNOWN, rule: UNKNOWN } },
    {
      what: 'something unknown deep within',
      config: { labels: new Map([['a', UNKNOWN]]), shelves: [{ height: UNKNOWN, tag: null }] },
    },
    { what: 'an element that is unknown as a whole', config: { shelves: [UNKNOWN] } },
  ])('$what', async ({ config }) => {
    expect(await validated(boxConfig(config))).toEqual([]);
  });
});

it('A secret that is not kept is refused for a host that would keep it, without showing it', async () => {
  const found = await validated(boxConfig({ pin: 'hunter22' }), INCAPABLE);
  expect(found).toEqual([expect.objectContaining({ at: 'pin', severity: 'error' })]);
  expect(JSON.stringify(found)).not.toContain('hunter22');
  expect(await validated(boxConfig({ pin: UNKNOWN }), INCAPABLE)).toHaveLength(1);
  expect(await validated(boxConfig({ pin: 'hunter22' }))).toEqual([]);
});

it('A type of resource that there is not is named, with those that there are', async () => {
  const { diagnostics } = await calls.validateResourceConfig(
    { typeName: 'toy_boks', config: undefined, clientCapabilities: CAPABLE },
    listening(),
  );
  expect(said(diagnostics)).toEqual([
    expect.objectContaining({
      summary: 'There is no resource toy_boks',
      detail: expect.stringContaining('has toy_box') as string,
    }),
  ]);
});
