import { objectTypeOf } from '../../../lib/provider/schema/body';
import { UNKNOWN, type Value } from '../../../lib/provider/cty/value';
import type { ProviderCalls } from '../../../lib/provider/wire/calls';
import { unwire, wire } from './asking';
import { boxSchema } from './toy';

/*
 * Ways of a provider to be wrong, with what hosts say of them.
 */

const type = objectTypeOf(boxSchema);

type Fields = Readonly<Record<string, Value>>;
export type Break = (calls: ProviderCalls) => Partial<ProviderCalls>;

const planWith =
  (change: (planned: Fields, config: Fields) => Value): Break =>
  (calls) => ({
    planResourceChange: async (request, context) => {
      const answer = await calls.planResourceChange(request, context);
      const [planned, config] = [unwire(type, answer.plannedState), unwire(type, request.config)];
      if (config === null) return answer;
      return { ...answer, plannedState: wire(type, change(planned as Fields, config as Fields)) };
    },
  });

const applyWith =
  (change: (state: Fields) => Value): Break =>
  (calls) => ({
    applyResourceChange: async (request, context) => {
      const answer = await calls.applyResourceChange(request, context);
      const state = unwire(type, answer.newState);
      return state === null ? answer : { ...answer, newState: wire(type, change(state as Fields)) };
    },
  });

const readWith =
  (change: (state: Fields) => Value): Break =>
  (calls) => ({
    readResource: async (request, context) => {
      const answer = await calls.readResource(request, context);
      return { ...answer, newState: wire(type, change(unwire(type, answer.newState) as Fields)) };
    },
  });

const schemaWith =
  (flags: { readonly required?: boolean; readonly computed?: boolean; readonly optional?: boolean }): Break =>
  (calls) => ({
    getProviderSchema: async (request, context) => {
      const answer = await calls.getProviderSchema(request, context);
      const box = answer.resourceSchemas.get('toy_box');
      if (box?.block === undefined) return answer;
      const attributes = box.block.attributes.map((each) => (each.name === 'name' ? { ...each, ...flags } : each));
      const broken = { ...box, block: { ...box.block, attributes } };
      return { ...answer, resourceSchemas: new Map([['toy_box', broken]]) };
    },
  });

export interface WayToBreak {
  readonly what: string;
  readonly breaks: Break;
  /** By the rules in memory. */
  readonly found: RegExp;
  /** By a real host on its way from nothing to a refreshed plan; null for what it does not look at. */
  readonly host: RegExp | null;
}

export const WAYS_TO_BREAK: readonly WayToBreak[] = [
  {
    what: 'a plan with another value than the configuration',
    breaks: planWith((planned) => ({ ...planned, old: 'other' })),
    found: /^plan: \.old: planned value does not match config value/,
    host: /Provider produced invalid plan .*\.old: planned value .* does not match config value/,
  },
  {
    what: 'a plan with a value for what is neither computed nor configured',
    breaks: planWith((planned) => ({ ...planned, key: 'x' })),
    found: /^plan: \.key: planned value for a non-computed attribute/,
    host: /Provider produced invalid plan .*\.key: sensitive planned value for a non-computed attribute/,
  },
  {
    what: 'a plan with an unknown for what is configured',
    breaks: planWith((planned) => ({ ...planned, shelves: UNKNOWN })),
    found: /^plan: \.shelves: planned unknown for configured value/,
    host: /Provider produced invalid plan .*\.shelves: planned unknown for configured value/,
  },
  {
    what: 'a plan that loses an element',
    breaks: planWith((planned) => ({ ...planned, shelves: [] })),
    found: /^plan: \.shelves: count in plan disagrees/,
    host: /Provider produced invalid plan .*\.shelves: count in plan .* disagrees with count in config/,
  },
  {
    what: 'a plan with another element in a set',
    breaks: planWith((planned) => ({ ...planned, stickers: [{ text: 'b', place: 'front', hash: UNKNOWN }] })),
    found: /^plan: \.stickers: element 0 of the set in the plan is none of the configuration/,
    host: null,
  },
  {
    what: 'a plan with null for blocks',
    breaks: planWith((planned) => ({ ...planned, rule: null })),
    found: /^plan: \.rule: must be empty to indicate no blocks, not null/,
    host: /Provider produced invalid plan .*\.rule: attribute representing a list of nested blocks must be empty to indicate no blocks, not null/,
  },
  {
    what: 'a plan of nothing',
    breaks: planWith(() => null),
    found: /^plan: : planned for absence but config wants existence/,
    host: /planned for absence but config wants existence/,
  },
  {
    what: 'a secret in a plan',
    breaks: planWith((planned, config) => ({ ...planned, pin: config.pin ?? null })),
    found: /^plan: \.pin: planned value for a write-only attribute/,
    host: /returned a value for the write-only attribute "toy_box\.it\.pin" during planning/,
  },
  {
    what: 'a plan that is another one at apply',
    breaks: (calls) => {
      let plans = 0;
      return planWith((planned) => ({ ...planned, color: `color ${process.pid} ${(plans += 1)}` }))(calls);
    },
    found: /^final plan of the apply: \.color: was another value/,
    host: /Provider produced inconsistent final plan .*\.color: was cty\.StringVal/,
  },
  {
    what: 'a state with another value than planned',
    breaks: applyWith((state) => ({ ...state, size: 5 })),
    found: /^apply: \.size: was another value/,
    host: /Provider produced inconsistent result after apply .*\.size: was cty\.NumberIntVal\(4\), but now cty\.NumberIntVal\(5\)/,
  },
  {
    what: 'a state with a value where null was planned',
    breaks: applyWith((state) => ({ ...state, key: 'x' })),
    found: /^apply: \.key: was null, but now there/,
    host: /Provider produced inconsistent result after apply .*inconsistent values for sensitive attribute/,
  },
  {
    what: 'a state with something unknown',
    breaks: applyWith((state) => ({ ...state, weight: UNKNOWN })),
    found: /^apply: the state has unknown values/,
    host: /Provider returned invalid result object after apply/,
  },
  {
    what: 'a state with another entry in a map',
    breaks: applyWith((state) => ({ ...state, labels: new Map([['b', 'x']]) })),
    found: /^apply: \.labels: element "a" has vanished; \.labels: new element "b" has appeared/,
    host: /\.labels: element "a" has vanished/,
  },
  {
    what: 'a state with more in a set',
    breaks: applyWith((state) => ({
      ...state,
      stickers: [...(state.stickers as readonly Value[]), { text: 'new', place: 'front', hash: '#' }],
    })),
    found: /^apply: \.stickers: actual set element does not correlate/,
    host: /Provider produced inconsistent result after apply .*\.stickers: /,
  },
  {
    what: 'no state after a create',
    breaks: applyWith(() => null),
    found: /^apply: Root object was present, but now absent/,
    host: /Root object was present, but now absent/,
  },
  {
    what: 'a secret in a state',
    breaks: applyWith((state) => ({ ...state, pin: '1234' })),
    found: /^apply: \.pin: a write-only value stands in a state/,
    host: /returned a value for the write-only attribute "toy_box\.it\.pin" after apply/,
  },
  {
    what: 'something unknown after a read',
    breaks: readWith((state) => ({ ...state, color: UNKNOWN })),
    found: /^read: the state has unknown values/,
    host: /during refresh: The returned state contains unknown values/,
  },
  {
    what: 'a schema that is required and computed',
    breaks: schemaWith({ computed: true }),
    found: /^schema: name is both computed and required/,
    host: /name: cannot set both Computed and Required/,
  },
  {
    what: 'a schema of which nobody gives the value',
    breaks: schemaWith({ required: false }),
    found: /^schema: name is neither optional, required nor computed/,
    host: /name: must set Optional, Required or Computed/,
  },
];
