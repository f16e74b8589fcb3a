import { sriovProvider } from '../../../lib/provider/resources/provider';
import { physicalFunctionSchema } from '../../../lib/provider/resources/physical-function/schema';
import { providerCalls } from '../../../lib/provider/schema';
import { objectTypeOf } from '../../../lib/provider/schema/body';
import { fromWire } from '../../../lib/provider/schema/to-wire/value';
import { QUIET } from '../support/core/fake-core';
import { ManagedHost } from './support/host';
import { FORMER, type FormerName, stateOfVersion0 } from './support/version-0';

async function upgraded(state: object, version = 0) {
  const rawState = { json: Buffer.from(JSON.stringify(state)), flatmap: new Map() };
  const { upgradedState, diagnostics } = await providerCalls(sriovProvider()).upgradeResourceState(
    { typeName: 'sriov_physical_function', version, rawState },
    QUIET,
  );
  expect(diagnostics).toEqual([]);
  return fromWire(objectTypeOf(physicalFunctionSchema), upgradedState);
}

/** A host on which the present provider has applied the configuration, and has read it again. */
async function applied(name: FormerName): Promise<ManagedHost> {
  const { host: inventory, config, ...former } = FORMER[name];
  const host = new ManagedHost(inventory());
  await host.apply(config);
  if ('reported' in former) host.byHand(former.reported);
  await host.plan(config);
  return host;
}

describe('the state of a PF from before its settings were objects of their own', () => {
  it.each<[words: string, name: FormerName]>([
    ['an Ethernet PF', 'example'],
    ['an InfiniBand PF, whose VMs have GUIDs', 'infiniband'],
    ['an NVMe drive', 'nvme'],
    ['a pool with waivers and a MAC of its own, and no VM', 'waivers'],
    ['a GPU whose VFs stay on their driver', 'vgpu'],
  ])('of %s is the one that the present provider makes of it, and its next plan changes nothing', async (_, name) => {
    const host = await applied(name);
    const state = await upgraded(stateOfVersion0(name));
    expect(state).toEqual(host.managed.state);
    host.managed = { ...host.managed, state };
    expect((await host.plan(FORMER[name].config)).action).toBe('none');
  });

  it('tells addresses of VFs by their index where one between them is gone', async () => {
    const state = stateOfVersion0('waivers');
    const vfs = state['virtual_functions'] as readonly { readonly index: number }[];
    const host = await applied('waivers');
    host.byHand((pf) => ({ ...pf, virtualFunctions: pf.virtualFunctions.filter(({ index }) => index !== 1) }));
    host.managed = await (await host.command()).refresh(host.managed);
    const withGap = { ...state, virtual_functions: vfs.filter(({ index }) => index !== 1) };
    expect(host.state['vf_addresses']).toEqual(['0000:3b:01.0', '', '0000:3b:01.2']);
    const { vms: _, ...known } = (await upgraded(withGap)) as Record<string, unknown>;
    expect(host.state).toMatchObject(known);
  });

  it('may be one of a PF without VFs and pools', async () => {
    const bare = { ...stateOfVersion0('example'), pools: null, virtual_functions: [], vms: {}, pool_vfs: {} };
    expect(await upgraded(bare)).toMatchObject({ pools: null, vf_addresses: [], vf_settings: new Map() });
  });
});
