import { objectOf, NUMBER, STRING, listOf } from '../../../lib/provider/cty/type';
import { UNKNOWN, type Value } from '../../../lib/provider/cty/value';
import { objectTypeOf } from '../../../lib/provider/schema/body';
import { providerCalls, type Provider, type Resource } from '../../../lib/provider/schema';
import type { CallContext } from '../../../lib/provider/wire/calls';
import { CAPABLE, listening, said, unwire, wire } from '../support/asking';
import { boxConfig } from '../support/boxes';
import { box, boxSchema, Store, toy, type BoxState } from '../support/toy';

const boxType = objectTypeOf(boxSchema);
const providerType = objectOf({ where: STRING, password: STRING });
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (raw: Uint8Array | undefined): string => new TextDecoder().decode(raw);

async function configured(store = new Store(), where: Value = null, provider: (store: Store) => Provider = toy) {
  const calls = providerCalls(provider(store));
  const context = listening();
  const { diagnostics } = await calls.configureProvider(
    {
      config: wire(providerType, { where, password: 'verysecret' }),
      terraformVersion: '1.12.0',
      clientCapabilities: CAPABLE,
    },
    context,
  );
  return { calls, store, context, diagnostics };
}

const state = (fields: Readonly<Record<string, Value>> = {}): Value =>
  boxConfig({ id: 'box-1', size: 4, color: 'grey', weight: 6, ...fields });

const applying = (prior: Value, planned: Value, config: Value) => ({
  typeName: 'toy_box',
  priorState: wire(boxType, prior),
  plannedState: wire(boxType, planned),
  config: wire(boxType, config),
  plannedPrivate: new Uint8Array(),
  providerMeta: undefined,
  plannedIdentity: undefined,
});
const planned = (fields: Readonly<Record<string, Value>> = {}): Value =>
  boxConfig({ id: UNKNOWN, size: 4, color: UNKNOWN, weight: UNKNOWN, ...fields });
const planning = (prior: Value, config: Value, proposed: Value, deferralAllowed = false) => ({
  typeName: 'toy_box',
  priorState: wire(boxType, prior),
  proposedNewState: wire(boxType, proposed),
  config: wire(boxType, config),
  priorPrivate: new Uint8Array(),
  providerMeta: undefined,
  clientCapabilities: { deferralAllowed, writeOnlyAttributesAllowed: true },
  priorIdentity: undefined,
});
const reading = (current: Value, deferralAllowed = false) => ({
  typeName: 'toy_box',
  currentState: wire(boxType, current),
  private: bytes('{"made":"x"}'),
  providerMeta: undefined,
  clientCapabilities: { deferralAllowed, writeOnlyAttributesAllowed: true },
  currentIdentity: undefined,
});

/** The toy with another box. */
const toyWith =
  (change: Partial<Resource<typeof boxSchema, Store>>) =>
  (store: Store): Provider => {
    const whole = toy(store);
    return { ...whole, resources: { box: { ...box, ...change } as never } } as Provider;
  };

describe('What the provider has', () => {
  it('is told in names, schemas and signatures that agree', async () => {
    const { calls, context } = await configured();
    const names = await calls.getMetadata({}, context);
    const schemas = await calls.getProviderSchema({}, context);
    expect(names.resources).toEqual([{ typeName: 'toy_box' }]);
    expect([
      ...schemas.resourceSchemas.keys(),
      ...schemas.dataSourceSchemas.keys(),
      ...schemas.ephemeralResourceSchemas.keys(),
    ]).toEqual(['toy_box', 'toy_boxes', 'toy_token']);
    const { block, version } = schemas.resourceSchemas.get('toy_box') ?? {};
    expect(version).toBe(2);
    const attribute = (name: string) => block?.attributes.find((each) => each.name === name);
    expect(attribute('size')).toMatchObject({ optional: true, computed: true, required: false });
    expect(attribute('pin')).toMatchObject({ optional: true, writeOnly: true, computed: false });
    expect(attribute('key')?.sensitive).toBe(true);
    expect(attribute('old')?.deprecated).toBe(true);
    expect(textOf(attribute('labels')?.type)).toBe('["map","string"]');
    expect(attribute('shelves')?.nestedType?.attributes.map(({ name }) => name)).toEqual(['height', 'tag']);
    const [parameter] = (await calls.getFunctions({}, context)).functions.get('join')?.parameters ?? [];
    expect(parameter).toMatchObject({ name: 'separator', allowNullValue: false });
    const identity = (await calls.getResourceIdentitySchemas({}, context)).identitySchemas.get('toy_box');
    expect(identity?.identityAttributes).toEqual([expect.objectContaining({ name: 'id', requiredForImport: true })]);
  });
});

describe('A state', () => {
  const upgrade = async (version: number, json: string) => {
    const { calls, context } = await configured();
    const { upgradedState, diagnostics } = await calls.upgradeResourceState(
      { typeName: 'toy_box', version, rawState: { json: bytes(json), flatmap: new Map() } },
      context,
    );
    return { upgradedState, found: said(diagnostics) };
  };

  it('of the version of the schema goes back as the same bytes', async () => {
    const json = '{"weight":0.10000000000000000000000001,   "id":"x"}';
    const { upgradedState } = await upgrade(2, json);
    expect(textOf(upgradedState?.json)).toBe(json);
  });

  it('of an earlier version is taken through all versions, and no digit is lost', async () => {
    const { upgradedState, found } = await upgrade(
      0,
      '{"id":"x","title":"old","size":4,"weight":1.000000000000000000000001}',
    );
    expect(found).toEqual([]);
    const read = unwire(boxType, upgradedState) as Record<string, Value>;
    expect([read.name, read.rule, `${read.weight}`]).toEqual(['old', [], '1.000000000000000000000001']);
  });

  it('of a later version is refused, and so is one that Terraform 0.11 wrote', async () => {
    expect((await upgrade(3, '{}')).found).toEqual([
      expect.objectContaining({ summary: 'The state of toy_box is newer than the provider' }),
    ]);
    expect((await upgrade(1, '')).found).toEqual([
      expect.objectContaining({ detail: expect.stringContaining('0.11') as string }),
    ]);
  });

  it('of another type of resource is taken over if the resource says so', async () => {
    const { calls, context } = await configured();
    const moving = (sourceTypeName: string) =>
      calls.moveResourceState(
        {
          sourceProviderAddress: 'registry.example.org/a/other',
          sourceTypeName,
          sourceSchemaVersion: 1,
          sourceState: { json: bytes('{"title":"moved"}'), flatmap: new Map() },
          targetTypeName: 'toy_box',
          sourcePrivate: new Uint8Array(),
          sourceIdentity: undefined,
          sourceIdentitySchemaVersion: 0,
        },
        context,
      );
    const moved = await moving('other_box');
    expect(unwire(boxType, moved.targetState)).toMatchObject({ id: 'box-moved', name: 'moved' });
    expect(unwire(objectOf({ id: STRING }), moved.targetIdentity?.identityData)).toMatchObject({ id: 'box-moved' });
    expect(said((await moving('other_bag')).diagnostics)).toEqual([
      expect.objectContaining({ detail: expect.stringContaining('takes no state of other_bag') as string }),
    ]);
  });
});

describe('Private state', () => {
  it('goes from plan to apply, and what was not set is kept', async () => {
    const { calls, context } = await configured();
    const config = boxConfig();
    const plan = await calls.planResourceChange(
      { ...planning(null, config, config), priorPrivate: bytes('{".own":1,"a":2}') },
      context,
    );
    expect(textOf(plan.plannedPrivate)).toBe('{".own":1,"a":2,"planned":true}');
    const applied = await calls.applyResourceChange(
      { ...applying(null, planned(), config), plannedPrivate: plan.plannedPrivate },
      context,
    );
    expect(textOf(applied.private)).toBe('{".own":1,"a":2,"made":"box-1","planned":true}');
  });

  it('has keys that are for the framework alone', async () => {
    const reserved = toyWith({
      modifyPlan: ({ private: own }) => own.set('.mine', 1),
    });
    const { calls, context } = await configured(new Store(), null, reserved);
    const { diagnostics } = await calls.planResourceChange(planning(null, boxConfig(), boxConfig()), context);
    expect(said(diagnostics)).toEqual([
      expect.objectContaining({ detail: 'private keys that begin with "." are the framework\'s: .mine' }),
    ]);
  });

  it('that is none is a diagnostic', async () => {
    const { calls, context } = await configured();
    const { diagnostics } = await calls.readResource({ ...reading(state()), private: bytes('[1]') }, context);
    expect(said(diagnostics)).toEqual([expect.objectContaining({ summary: 'toy_box could not be read' })]);
  });
});

describe('A read', () => {
  it('may set private state', async () => {
    const { calls, store, context } = await configured(
      new Store(),
      null,
      toyWith({
        read: async ({ private: own, client }) => {
          own.set('read', 1);
          return client.boxes.get('box-1') ?? null;
        },
      }),
    );
    store.boxes.set('box-1', state() as unknown as BoxState);
    expect(textOf((await calls.readResource(reading(state()), context)).private)).toBe('{"made":"x","read":1}');
  });

  it('that says an error leaves the state, whatever it answers', async () => {
    const { calls, context } = await configured(
      new Store(),
      null,
      toyWith({
        read: async ({ say }) => {
          say.error('Not now', 'The shop is closed.');
          return null;
        },
      }),
    );
    const { newState, diagnostics } = await calls.readResource(reading(state()), context);
    expect(unwire(boxType, newState)).toMatchObject({ id: 'box-1' });
    expect(said(diagnostics)).toEqual([expect.objectContaining({ summary: 'Not now' })]);
  });
});

describe('What code of the provider throws', () => {
  it('is a diagnostic with its message, and its stack is in the log alone', async () => {
    const { calls, store, context } = await configured();
    store.before = async () => {
      throw new TypeError('cannot read properties of undefined');
    };
    const { diagnostics, newState } = await calls.readResource(reading(state()), context);
    expect(said(diagnostics)).toEqual([
      {
        severity: 'error',
        summary: 'toy_box could not be read',
        detail: 'cannot read properties of undefined',
        at: '',
      },
    ]);
    expect(unwire(boxType, newState)).toMatchObject({ id: 'box-1' });
    expect(JSON.stringify(context.lines)).toContain('toy.ts');
  });

  it('is without the secrets of the call, as is all that is logged', async () => {
    const { calls, store, context } = await configured();
    store.before = async () => {
      throw new Error('refused for sesame, 98765 and verysecret');
    };
    const fields = { key: 'sesame' };
    const answer = await calls.applyResourceChange(
      applying(null, planned(fields), boxConfig({ ...fields, pin: '98765' })),
      context,
    );
    expect(said(answer.diagnostics)).toEqual([
      expect.objectContaining({
        detail: 'refused for (sensitive value), (sensitive value) and (sensitive value)',
      }),
    ]);
    const logged = JSON.stringify(context.lines);
    expect(logged).toContain('"name":"tools","key":"(sensitive value)"');
    expect(logged).not.toMatch(/sesame|98765|verysecret/);
  });
});

describe('An operation', () => {
  const endless = (store: Store): void => {
    store.before = (_, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('gave up'))));
  };

  it('ends when the run is interrupted', async () => {
    const { calls, store, context } = await configured();
    endless(store);
    const answer = calls.applyResourceChange(applying(null, planned(), boxConfig()), context);
    context.abort(new Error('The run was interrupted'));
    expect(said((await answer).diagnostics)).toEqual([
      expect.objectContaining({ summary: 'toy_box could not be created', detail: 'The run was interrupted. gave up' }),
    ]);
  });

  it('ends when the time is over that the configuration grants it', async () => {
    const { calls, store, context } = await configured();
    endless(store);
    const timeouts = { create: '1s', update: null, delete: null };
    const { diagnostics } = await calls.applyResourceChange(
      applying(null, planned({ timeouts }), boxConfig({ timeouts })),
      context,
    );
    expect(said(diagnostics)).toEqual([
      expect.objectContaining({ detail: 'The time limit of 1 s for create is over. gave up' }),
    ]);
  });
});

it('A resource has a time limit of its own where the configuration states none', async () => {
  const { calls, context } = await configured(
    new Store(),
    null,
    toyWith({
      timeouts: { create: 0.02 },
      create: ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('gave up')))),
    }),
  );
  const { diagnostics } = await calls.applyResourceChange(applying(null, planned(), boxConfig()), context);
  expect(said(diagnostics)).toEqual([
    expect.objectContaining({ detail: 'The time limit of 0.02 s for create is over. gave up' }),
  ]);
});

it('A provider that says an error of its configuration is not configured', async () => {
  const refusing = (store: Store): Provider =>
    ({
      ...toy(store),
      configure: ({ say }: Parameters<Provider['configure']>[0]) => {
        say.error('No', 'Wrong password verysecret.');
        return store;
      },
    }) as Provider;
  const { calls, context, diagnostics } = await configured(new Store(), null, refusing);
  expect(said(diagnostics)).toEqual([expect.objectContaining({ detail: 'Wrong password (sensitive value).' })]);
  const { diagnostics: after } = await calls.readResource(reading(state()), context);
  expect(said(after)).toEqual([expect.objectContaining({ summary: 'The provider toy was not configured' })]);
});

it('What a plan throws is without secrets of configuration and state', async () => {
  const { calls, context } = await configured(
    new Store(),
    null,
    toyWith({
      modifyPlan: () => {
        throw new Error('not from formerkey to sesame');
      },
    }),
  );
  const config = boxConfig({ key: 'sesame' });
  const { diagnostics } = await calls.planResourceChange(
    planning(state({ key: 'formerkey' }), config, config),
    context,
  );
  expect(said(diagnostics)).toEqual([
    expect.objectContaining({ detail: 'not from (sensitive value) to (sensitive value)' }),
  ]);
});

describe('Where the configuration of the provider is not known yet', () => {
  it('reads keep the state with a word, plans go on, and only work is refused', async () => {
    const { calls, context, diagnostics } = await configured(new Store(), UNKNOWN);
    expect(diagnostics).toEqual([]);
    const read = await calls.readResource(reading(state()), context);
    expect([unwire(boxType, read.newState), read.deferred]).toEqual([
      expect.objectContaining({ id: 'box-1' }),
      undefined,
    ]);
    expect(said(read.diagnostics)).toEqual([
      expect.objectContaining({ severity: 'warning', summary: 'toy_box was not read' }),
    ]);
    const plan = await calls.planResourceChange(planning(null, boxConfig(), boxConfig()), context);
    expect([plan.diagnostics, plan.deferred]).toEqual([[], undefined]);
    const apply = await calls.applyResourceChange(applying(null, planned(), boxConfig()), context);
    expect(said(apply.diagnostics)).toEqual([expect.objectContaining({ summary: 'The provider toy cannot work yet' })]);
  });

  it('a host that defers is told to', async () => {
    const { calls, context } = await configured(new Store(), UNKNOWN);
    const read = await calls.readResource(reading(state(), true), context);
    const plan = await calls.planResourceChange(planning(null, boxConfig(), boxConfig(), true), context);
    expect([read.deferred, plan.deferred, read.diagnostics]).toEqual([{ reason: 2 }, { reason: 2 }, []]);
  });
});

it('A destroy is planned with the word of the resource, and stays a destroy', async () => {
  const { calls, context } = await configured();
  const plan = await calls.planResourceChange(planning(state(), null, null), context);
  expect(unwire(boxType, plan.plannedState)).toBeNull();
  expect(said(plan.diagnostics)).toEqual([expect.objectContaining({ severity: 'warning', summary: 'A box goes' })]);
});

it('Elements of a set that a default makes equal are named', async () => {
  const { calls, context } = await configured();
  const config = boxConfig({
    rule: [],
    places: [{ at: 'front' }, { at: null }],
  });
  const plan = await calls.planResourceChange(planning(null, config, config), context);
  expect(said(plan.diagnostics)).toEqual([
    expect.objectContaining({ at: 'places', summary: 'places has the same element twice' }),
  ]);
});

it('An apply tells the identity of what it made', async () => {
  const { calls, context } = await configured();
  const { newIdentity } = await calls.applyResourceChange(applying(null, planned(), boxConfig()), context);
  expect(unwire(objectOf({ id: STRING }), newIdentity?.identityData)).toEqual(expect.objectContaining({ id: 'box-1' }));
});

it('An import by identity gets the identity', async () => {
  const { calls, context } = await configured();
  const identity = { identityData: wire(objectOf({ id: STRING }), { id: 'box-7' }) };
  const { importedResources } = await calls.importResourceState(
    { typeName: 'toy_box', id: '', clientCapabilities: CAPABLE, identity },
    context,
  );
  expect(unwire(boxType, importedResources[0]?.state)).toMatchObject({ id: 'box-7', name: null, rule: [] });
});

it('A data source is read with its configuration', async () => {
  const { calls, store, context } = await configured();
  const type = objectOf({ name: STRING, ids: listOf(STRING) });
  await calls.applyResourceChange(applying(null, planned(), boxConfig()), context);
  const read = await calls.readDataSource(
    {
      typeName: 'toy_boxes',
      config: wire(type, { name: 'tools', ids: null }),
      providerMeta: undefined,
      clientCapabilities: CAPABLE,
    },
    context,
  );
  expect([store.boxes.size, unwire(type, read.state)]).toEqual([1, expect.objectContaining({ ids: ['box-1'] })]);
});

describe('An ephemeral resource', () => {
  it('is opened, renewed with what it said to itself, and closed', async () => {
    const { calls, context } = await configured();
    const type = objectOf({ length: NUMBER, value: STRING });
    const typeName = 'toy_token';
    const opened = await calls.openEphemeralResource(
      { typeName, config: wire(type, { length: null, value: null }), clientCapabilities: CAPABLE },
      context,
    );
    expect(unwire(type, opened.result)).toMatchObject({ value: 'xxxxxxxx' });
    expect(opened.renewAt).toEqual({ seconds: 1704067200, nanos: 250_000_000 });
    const renewed = await calls.renewEphemeralResource({ typeName, private: opened.private }, context);
    expect([renewed.diagnostics, renewed.renewAt, renewed.private]).toEqual([[], undefined, opened.private]);
    const lost = await calls.renewEphemeralResource({ typeName, private: undefined }, context);
    expect(said(lost.diagnostics)).toEqual([expect.objectContaining({ summary: 'Not opened' })]);
    expect((await calls.closeEphemeralResource({ typeName, private: opened.private }, context)).diagnostics).toEqual(
      [],
    );
    expect(context.lines.at(-1)?.message).toBe('closed');
  });
});

describe('A function', () => {
  const joining = async (separator: Value, ...numbers: Value[]) => {
    const { calls, context } = await configured();
    const args = [wire(STRING, separator), ...numbers.map((each) => wire(NUMBER, each))];
    return calls.callFunction({ name: 'join', arguments: args }, context as CallContext);
  };

  it('gets its arguments in order, with null where it takes null', async () => {
    const { result, error } = await joining('-', 1, null, 3);
    expect([unwire(STRING, result), error]).toEqual(['1-none-3', undefined]);
  });

  // Hosts end the text with a period of their own.
  it.each([
    { what: 'that it refuses itself', numbers: [1, -2], position: 2, text: /^-2 is below 0$/ },
    {
      what: 'that is no whole number',
      numbers: [1.5],
      position: 1,
      text: /^number is not valid: This is no whole number.*[^.]$/,
    },
  ])('says which argument is wrong: $what', async ({ numbers, position, text }) => {
    const { result, error } = await joining('-', ...numbers);
    expect(result).toBeUndefined();
    expect(error).toEqual({ functionArgument: position, text: expect.stringMatching(text) as string });
  });
});
