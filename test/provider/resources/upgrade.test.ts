import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJsonFile } from '../../../lib/host/files';
import { parseInventory } from '../../../lib/inventory/parse';
import { sriovProvider } from '../../../lib/provider/resources/provider';
import { physicalFunctionSchema } from '../../../lib/provider/resources/physical-function/schema';
import { providerCalls } from '../../../lib/provider/schema';
import { objectTypeOf } from '../../../lib/provider/schema/body';
import { fromWire } from '../../../lib/provider/schema/to-wire/value';
import { QUIET } from '../support/core/fake-core';
import { ManagedHost } from './support/host';

/** What the provider wrote for the example, as it was by then, with version 0 of the schema. */
const VERSION_0 = readFileSync(join(__dirname, 'support/physical-function-version-0.json'));
const CARDS = join(__dirname, '../../../examples/provider/kvm01.json');

/** The example as it is now. */
const CONFIG = {
  permanent_mac: '3c:fd:fe:9c:5c:00',
  num_vfs: 8,
  persistence: 'none',
  pools: {
    tenants: {
      count: 6,
      settings: { vlan: 100, spoof_check: true, max_tx_rate_mbps: 5000 },
      vms: { web1: {}, web2: { settings: { vlan: 200 }, demand: { tx_mbps: 2000, rx_mbps: 2000 } } },
    },
    host: { count: 2, settings: { driver: 'native' } },
  },
};

async function upgraded(json: Uint8Array, version = 0) {
  const { upgradedState, diagnostics } = await providerCalls(sriovProvider()).upgradeResourceState(
    { typeName: 'sriov_physical_function', version, rawState: { json, flatmap: new Map() } },
    QUIET,
  );
  expect(diagnostics).toEqual([]);
  return fromWire(objectTypeOf(physicalFunctionSchema), upgradedState);
}

describe('the state of a PF from before its settings were objects of their own', () => {
  it('is the one that the present provider makes of the same PF, and its next plan changes nothing', async () => {
    const host = new ManagedHost(parseInventory(readJsonFile(CARDS), CARDS));
    await host.apply(CONFIG);
    await host.plan(CONFIG);
    const state = await upgraded(VERSION_0);
    expect(state).toEqual(host.managed.state);
    host.managed = { ...host.managed, state };
    expect((await host.plan(CONFIG)).action).toBe('none');
  });

  it('may be one of a PF without VFs and pools', async () => {
    const { pools: _, virtual_functions: __, ...bare } = JSON.parse(VERSION_0.toString()) as Record<string, unknown>;
    const json = Buffer.from(JSON.stringify({ ...bare, pools: null, virtual_functions: [], vms: {}, pool_vfs: {} }));
    expect(await upgraded(json)).toMatchObject({ pools: null, vf_addresses: [], vf_settings: new Map() });
  });
});
