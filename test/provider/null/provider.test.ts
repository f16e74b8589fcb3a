import { objectTypeOf } from '../../../lib/provider/schema/body';
import { providerCalls } from '../../../lib/provider/schema';
import { UNKNOWN, type Value } from '../../../lib/provider/cty/value';
import { CAPABLE, listening, unwire, wire } from '../support/asking';
import { NULL_PROVIDER } from './provider';

const TYPE = objectTypeOf(NULL_PROVIDER.resources.resource?.schema ?? NULL_PROVIDER.schema);

/** What a host plans for these triggers, and paths of what makes a new resource. */
async function planned(prior: Value, triggers: Value) {
  const id = prior === null ? UNKNOWN : ((prior as { readonly id: Value }).id ?? null);
  const response = await providerCalls(NULL_PROVIDER).planResourceChange(
    {
      typeName: 'null_resource',
      priorState: wire(TYPE, prior),
      proposedNewState: wire(TYPE, { triggers, id: prior === null ? null : id }),
      config: wire(TYPE, { triggers, id: null }),
      priorPrivate: new Uint8Array(),
      providerMeta: undefined,
      clientCapabilities: CAPABLE,
      priorIdentity: undefined,
    },
    listening(),
  );
  return { state: unwire(TYPE, response.plannedState), replaces: response.requiresReplace.length };
}

describe('null_resource of the test tree', () => {
  it('is planned with an id that is not known yet', async () => {
    expect(await planned(null, new Map([['a', '1']]))).toEqual({
      state: { triggers: new Map([['a', '1']]), id: UNKNOWN },
      replaces: 0,
    });
  });

  it('stays as long as its triggers do, and is replaced when one changes', async () => {
    const prior = { triggers: new Map([['a', '1']]), id: '5' };
    expect(await planned(prior, new Map([['a', '1']]))).toEqual({ state: prior, replaces: 0 });
    expect(await planned(prior, new Map([['a', '2']]))).toMatchObject({ replaces: 1 });
  });
});
