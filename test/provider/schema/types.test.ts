import { isUnknown, UNKNOWN, type Unknown } from '../../../lib/provider/cty/value';
import { block } from '../../../lib/provider/schema/blocks';
import {
  computed,
  defaulted,
  nullable,
  optional,
  optionalComputed,
  required,
  requiredWriteOnly,
} from '../../../lib/provider/schema/attributes';
import { requiresReplace, useStateForUnknown } from '../../../lib/provider/schema/plan-modifier';
import { schema, type ConfigOf, type PlannedOf, type PlanOf, type StateOf } from '../../../lib/provider/schema/schema';
import { checkProvider } from '../../../lib/provider/schema/provider-check';
import { forClient } from '../../../lib/provider/schema/for-client';
import { parameter, providerFunction } from '../../../lib/provider/schema/function';
import { identity } from '../../../lib/provider/schema/identity';
import { NotConfiguredYet, provider } from '../../../lib/provider/schema/provider';
import { types } from '../../../lib/provider/schema/value-types';

const description = 'd';
const pools = schema({
  description,
  attributes: {
    id: computed.string({ description, modifiers: [useStateForUnknown()] }),
    name: required.string({ description, modifiers: [requiresReplace()] }),
    count: defaulted.integer({ description, default: 4 }),
    driver: optionalComputed.string({ description }),
    labels: optional.map(types.string, { description }),
    key: requiredWriteOnly.string({ description }),
    seen: nullable(computed.string({ description })),
    vfs: computed.listNested({ address: computed.string({ description }) }, { description }),
    vlan: optional.single(
      { id: required.integer({ description }), qos: defaulted.integer({ description, default: 0 }) },
      { description },
    ),
  },
  blocks: {
    rule: block.list({ port: required.integer({ description }) }, { description }),
  },
});
type Pools = typeof pools;

/** Compiles only if both are one type. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <T extends true>(value: T): T => value;

describe('The types of a schema', () => {
  it('have unknown and null in a configuration where they may be, and what is computed is not there', () => {
    expect([
      holds<Same<ConfigOf<Pools>['id'], null>>(true),
      holds<Same<ConfigOf<Pools>['name'], string | Unknown>>(true),
      holds<Same<ConfigOf<Pools>['count'], number | Unknown | null>>(true),
      holds<Same<ConfigOf<Pools>['labels'], ReadonlyMap<string, string | Unknown> | Unknown | null>>(true),
      holds<Same<ConfigOf<Pools>['key'], string | Unknown>>(true),
      holds<Same<ConfigOf<Pools>['rule'], readonly { readonly port: number | Unknown }[] | Unknown>>(true),
      holds<
        Same<
          ConfigOf<Pools>['vlan'],
          { readonly id: number | Unknown; readonly qos: number | Unknown | null } | Unknown | null
        >
      >(true),
    ]).not.toContain(false);
  });

  it('have unknown in a plan that is applied only where the provider has the word', () => {
    expect([
      holds<Same<PlanOf<Pools>['name'], string | Unknown>>(true),
      holds<Same<PlannedOf<Pools>['name'], string>>(true),
      holds<Same<PlannedOf<Pools>['count'], number>>(true),
      holds<Same<PlannedOf<Pools>['driver'], string | Unknown>>(true),
      holds<Same<PlannedOf<Pools>['key'], null>>(true),
      holds<Same<PlannedOf<Pools>['vlan'], { readonly id: number; readonly qos: number } | null>>(true),
    ]).not.toContain(false);
  });

  it('have no unknown in a state, and null where nobody gave a value', () => {
    const state: StateOf<Pools> = {
      id: 'a',
      name: 'b',
      count: 1,
      driver: 'c',
      labels: null,
      key: null,
      seen: null,
      vfs: [{ address: '0000:01:00.0' }],
      vlan: { id: 1, qos: 2 },
      rule: [],
    };
    // @ts-expect-error a state knows everything
    const unknown: StateOf<Pools> = { ...state, driver: UNKNOWN };
    // @ts-expect-error only what is nullable may be null
    const none: StateOf<Pools> = { ...state, driver: null };
    expect([state.seen, unknown.driver, none.driver, pools.version]).toEqual([null, UNKNOWN, null, 0]);
  });
});

describe('The types of a provider', () => {
  interface Client {
    readonly lookUp: (name: string) => Promise<string>;
  }

  it('come from its schemas, down to the arguments of functions', () => {
    const { resource } = forClient<Client>();
    const pool = resource({
      schema: schema({
        description,
        attributes: { id: computed.string({ description }), name: required.string({ description }) },
      }),
      identity: identity({ attributes: { name: { type: types.string, required: true, description } } }),
      identityOf: ({ name }) => ({ name }),
      create: async ({ planned, client }) => ({
        id: await client.lookUp(planned.name),
        name: planned.name,
      }),
      read: async ({ state }) => ({ id: state.id ?? '', name: state.name ?? '' }),
      delete: async () => undefined,
    });
    const join = providerFunction({
      summary: 'Joins.',
      description,
      parameters: [parameter('separator', types.string, { description })],
      variadic: parameter('part', types.integer, { description, allowNull: true }),
      returns: types.string,
      call: ([separator], parts) => parts.map((part) => (part === null ? '' : part.toFixed(0))).join(separator),
    });
    const whole = provider({
      name: 'toy',
      schema: schema({ description, attributes: { url: required.string({ description }) } }),
      configure: ({ config }): Client | NotConfiguredYet => {
        const { url } = config;
        if (isUnknown(url)) return new NotConfiguredYet('url');
        return { lookUp: async (name) => `${url}/${name}` };
      },
      resources: { pool },
      dataSources: {},
      ephemeralResources: {},
      functions: { join },
    });
    expect(() => checkProvider(whole)).not.toThrow();
  });
});
