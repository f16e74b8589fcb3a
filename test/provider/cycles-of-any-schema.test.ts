import type { Value } from '../../lib/provider/cty/value';
import { forClient, provider, providerCalls, schema } from '../../lib/provider/schema';
import type { Schema } from '../../lib/provider/schema/schema';
import { schemaProblems } from '../../lib/provider/schema/schema-check';
import fc from '../support/properties';
import { FakeCore, type Managed } from './support/core/fake-core';
import { anySchema, configOf, filledIn, partlyUnknown } from './support/generated';

const NOTHING: Managed = { state: null, private: new Uint8Array() };
const RUNS = Number(process.env.PROVIDER_LIVES ?? 200);

/** A provider with one resource of that schema, which is there as it was planned. */
function providerOf(it: Schema) {
  const there = new Map<string, Value>();
  const { resource } = forClient<Map<string, Value>>();
  const put = (planned: unknown): never => {
    const state = filledIn(it, planned as Value);
    there.set('one', state);
    return state as never;
  };
  return provider({
    name: 'any',
    schema: schema({ description: 'd', attributes: {} }),
    configure: () => there,
    resources: {
      thing: resource({
        schema: it,
        create: async ({ planned }) => put(planned),
        update: async ({ planned }) => put(planned),
        read: async ({ client }) => (client.get('one') ?? null) as never,
        delete: async ({ client }) => void client.delete('one'),
      }),
    },
    dataSources: {},
    ephemeralResources: {},
    functions: {},
  });
}

/** A schema, and what its configuration is one after another. */
const lives = anySchema.chain((it) =>
  fc.tuple(
    fc.constant(it),
    fc.array(fc.tuple(configOf(it), fc.array(fc.boolean(), { maxLength: 8 })), { minLength: 1, maxLength: 3 }),
  ),
);

it('Every schema is sound that the generator makes', () => {
  fc.assert(fc.property(anySchema, (it) => expect(schemaProblems(it, 'resource', 'x')).toEqual([])));
});

it('Whatever the schema and the configurations are, no rule of hosts is broken, and nothing changes twice', async () => {
  const actions: Record<string, number> = {};
  await fc.assert(
    fc.asyncProperty(lives, async ([it, configs]) => {
      const core = await FakeCore.start(providerCalls(providerOf(it)), 'any_thing', {});
      let managed = NOTHING;
      for (const [config, hidden] of configs) {
        const left = [...hidden];
        const early = partlyUnknown(it, config, () => left.shift() ?? false);
        const plan = await core.plan(await core.refresh(managed), early);
        actions[plan.action] = (actions[plan.action] ?? 0) + 1;
        managed = await core.apply(managed, plan, config);
        managed = await core.refresh(managed);
        expect((await core.plan(managed, config)).action).toBe('none');
      }
      managed = await core.apply(managed, await core.plan(managed, null), null);
      expect(managed.state).toBeNull();
    }),
    { numRuns: RUNS },
  );
  expect(Object.keys(actions).sort()).toEqual(['create', 'none', 'replace', 'update']);
});
