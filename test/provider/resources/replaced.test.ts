import { UNKNOWN, type Value } from '../../../lib/provider/cty/value';
import { agreed } from '../../../lib/provider/resources/physical-function/merge';
import type { PhysicalFunctionFacts } from '../../../lib/inventory/inventory';
import { igbHost, PF } from '../../apply/hosts';
import { hcl, ManagedHost, NOTHING } from './support/host';
import { errorsOf } from './support/said';

/** What a plan shows of a PF that is made anew: as `-replace` and a taint have it, which no provider is told. */

const CONFIG = {
  address: PF,
  num_vfs: 4,
  persistence: 'none',
  pools: { tenants: { count: 4, settings: { vlan: 100, spoof_check: true }, vms: { vm1: {}, vm2: {} } } },
};

async function managed(): Promise<ManagedHost> {
  const host = new ManagedHost(igbHost());
  await host.apply(CONFIG);
  return host;
}

/** The create of a replace, as engines plan it: without the state, and with its private part. */
async function planReplace(host: ManagedHost, config: object = CONFIG): Promise<Record<string, Value>> {
  const core = await host.command();
  const { planned } = await core.plan({ ...NOTHING, private: host.managed.private }, hcl(config));
  return planned as Record<string, Value>;
}

/** VFs are used from this one on: the last is that of no VM of the configuration. */
const inUse = (pf: PhysicalFunctionFacts, from = 3): PhysicalFunctionFacts => ({
  ...pf,
  virtualFunctions: pf.virtualFunctions.map((vf) =>
    vf.index >= from ? { ...vf, users: [{ kind: 'vfio', detail: 'process 4711' }] } : vf,
  ),
});

describe('a plan that makes a PF anew', () => {
  it('knows all that is the same whether its VFs go before or stay, and leaves open what is done', async () => {
    const host = await managed();
    const { changes, ...planned } = await planReplace(host);
    const { changes: _done, ...state } = host.state;
    expect(planned).toEqual(state);
    expect(changes).toBe(UNKNOWN);
  });

  it('plans the same on the host as the destroy leaves it', async () => {
    const host = await managed();
    const planned = await planReplace(host);
    const own = host.managed.private;
    await host.apply(null);
    host.managed = { ...host.managed, private: own };
    expect(host.pf.numVfs).toBe(0);
    expect(await planReplace(host)).toEqual(planned);
  });

  it('knows what the configuration makes otherwise', async () => {
    const host = await managed();
    expect(await planReplace(host, { ...CONFIG, num_vfs: 6 })).toMatchObject({
      num_vfs: 6,
      vf_addresses: Array.from({ length: 6 }, (_, vf) => `0000:3b:01.${vf}`),
    });
  });

  it('leaves all but names open while a VF is in use, which a destroy does not take away', async () => {
    const host = await managed();
    host.byHand((pf) => inUse(pf));
    expect(await planReplace(host)).toMatchObject({ address: PF, num_vfs: 4, vf_addresses: UNKNOWN, vms: UNKNOWN });
  });
});

it('is refused where VMs use the VFs of the PF, in words of the resource', async () => {
  const host = await managed();
  host.byHand((pf) => inUse(pf, 0));
  const errors = await errorsOf(planReplace(host));
  expect(errors).toContainEqual(
    expect.objectContaining({
      summary: expect.stringMatching(/^OPS-010: .* 4 VFs of the pool without a VM are in use/),
    }),
  );
});

describe('what two values have in common', () => {
  it.each<[string, Value, Value, Value]>([
    ['the same text', 'a', 'a', 'a'],
    ['another text', 'a', 'b', UNKNOWN],
    ['null and a text', null, 'b', UNKNOWN],
    ['lists with another element', ['a', 'b'], ['a', 'c'], ['a', UNKNOWN]],
    ['lists of other lengths', ['a'], ['a', 'b'], UNKNOWN],
    ['maps with another value', new Map([['k', 1]]), new Map([['k', 2]]), new Map([['k', UNKNOWN]])],
    ['maps with other keys', new Map([['k', 1]]), new Map([['l', 1]]), UNKNOWN],
    ['objects', { a: 1, b: null }, { a: 1, b: 2 }, { a: 1, b: UNKNOWN }],
  ])('of %s', (_words, a, b, common) => {
    expect(agreed(a, b)).toEqual(common);
  });
});
