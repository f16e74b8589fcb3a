import { type Value } from '../../../lib/provider/cty/value';
import { objectOf } from '../../../lib/provider/cty/type';
import { objectTypeOf } from '../../../lib/provider/schema/body';
import { DEVICE_SCHEMA } from '../../../lib/provider/resources/device/schema';
import { CAPABLE, listening, said, unwire, wire } from '../support/asking';
import { pureCalls } from './pure-calls';

const TYPE = objectTypeOf(DEVICE_SCHEMA);

async function read(device: string) {
  const config = Object.fromEntries(Object.keys(DEVICE_SCHEMA.attributes).map((name) => [name, null as Value]));
  const request = {
    typeName: 'sriov_device',
    config: wire(TYPE, { ...config, device }),
    providerMeta: undefined,
    clientCapabilities: CAPABLE,
  };
  const calls = pureCalls();
  const context = listening();
  await calls.configureProvider(
    { config: wire(objectOf({}), {}), terraformVersion: '1.12.0', clientCapabilities: CAPABLE },
    context,
  );
  const { state, diagnostics } = await calls.readDataSource(request, context);
  return { state: unwire(TYPE, state), said: said(diagnostics) };
}

describe('sriov_device', () => {
  it('is found by its id and by PCI ids', async () => {
    const { state } = await read('intel-e810-xxv-sfp');
    expect(state).toMatchObject({
      device: 'intel-e810-xxv-sfp',
      class: 'net',
      pf_pci_ids: ['8086:159b'],
      vf_pci_ids: ['8086:1889'],
      pf_driver: 'ice',
      vf_driver: 'iavf',
      sriov: true,
      pcie_generation: 4,
      pcie_lanes: 8,
    });
    const byIds = await read('8086:159b');
    expect({ ...(byIds.state as object), device: '' }).toEqual({ ...(state as object), device: '' });
  });

  it('tells how sure its facts are', async () => {
    const { state } = await read('intel-e810-xxv-sfp');
    const { certainty } = state as { certainty: ReadonlyMap<string, string> };
    expect([...certainty.keys()]).toEqual(expect.arrayContaining(['ids', 'vfs', 'pf', 'pcie']));
    expect(certainty.get('ids')).toBe('read in driver source');
  });

  it('that is not known is an error that names the nearest', async () => {
    const { said } = await read('e810');
    expect(said).toEqual([
      expect.objectContaining({ severity: 'error', summary: 'The catalog has no such device', at: 'device' }),
    ]);
    expect(said[0]?.detail).toMatch(/"e810" is neither .* Like it are: .*intel-e810/);
    const nothing = await read('8086:ffff');
    expect(nothing.said[0]?.detail).toMatch(/lspci -n/);
  });
});
