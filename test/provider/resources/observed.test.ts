import type { VirtualFunctionFacts } from '../../../lib/inventory/inventory';
import { objectTypeOf } from '../../../lib/provider/schema/body';
import { providerCalls } from '../../../lib/provider/schema';
import type { Schema } from '../../../lib/provider/schema/schema';
import type { Value } from '../../../lib/provider/cty/value';
import { sriovProvider } from '../../../lib/provider/resources/provider';
import { Sessions } from '../../../lib/provider/resources/session/sessions';
import { igbHost, PF } from '../../apply/hosts';
import { MemoryHost } from '../../apply/memory-host';
import { CAPABLE, listening, said, unwire, wire } from '../support/asking';
import { hcl } from './support/host';

const USED: Partial<VirtualFunctionFacts> = { users: [{ kind: 'vfio', detail: 'process 4711 (qemu-system-x86)' }] };
const UNKNOWN: Partial<VirtualFunctionFacts> = { usersUnknown: ['processes of other users'] };

/** Checks a configuration and reads the data source of a host with these VFs, as hosts of providers do. */
async function read(
  name: 'host' | 'physical_function' | 'free_vf',
  config: Readonly<Record<string, unknown>>,
  vfs: readonly Partial<VirtualFunctionFacts>[] = [],
) {
  const host = new MemoryHost(igbHost({ vfs }));
  const provider = sriovProvider(() => new Sessions(() => host.connect()));
  const calls = providerCalls(provider);
  const context = listening();
  const whole = ({ attributes }: Schema, given: Readonly<Record<string, unknown>>) => ({
    ...Object.fromEntries(Object.keys(attributes).map((attribute) => [attribute, null])),
    ...given,
  });
  await calls.configureProvider(
    {
      config: wire(objectTypeOf(provider.schema), hcl(whole(provider.schema, { local: true }))),
      terraformVersion: '1.12.0',
      clientCapabilities: CAPABLE,
    },
    context,
  );
  const schema = provider.dataSources[name]?.schema ?? provider.schema;
  const type = objectTypeOf(schema);
  const asked = { typeName: `sriov_${name}`, config: wire(type, hcl(whole(schema, config))) };
  const validated = await calls.validateDataResourceConfig(asked, context);
  if (validated.diagnostics.length > 0) return { state: null, said: said(validated.diagnostics) };
  const { state, diagnostics } = await calls.readDataSource(
    {
      ...asked,
      providerMeta: undefined,
      clientCapabilities: CAPABLE,
    },
    context,
  );
  return { state: unwire(type, state) as Record<string, Value> | null, said: said(diagnostics) };
}

describe('the data source sriov_physical_function', () => {
  it('tells a PF and its VFs as they are, and what uses them', async () => {
    const { state } = await read('physical_function', { address: PF.toUpperCase() }, [{}, USED, UNKNOWN]);
    expect(state).toMatchObject({
      address: PF.toUpperCase(),
      driver: 'igb',
      device_class: 'net',
      pci_id: '8086:10c9',
      interface: 'eth1',
      total_vfs: 7,
      num_vfs: 3,
      carries_management: false,
      virtual_functions: [
        { index: 0, driver: 'vfio-pci', in_use: false, users: [] },
        { index: 1, in_use: true, users: ['vfio: process 4711 (qemu-system-x86)'] },
        { index: 2, in_use: null, users: [] },
      ],
    });
  });

  it('is found by its permanent MAC, in whatever way it is written', async () => {
    const { state } = await read('physical_function', { address: PF });
    const mac = state?.permanent_mac as string;
    const found = await read('physical_function', { permanent_mac: mac.toUpperCase().replaceAll(':', '-') });
    expect(found.state).toMatchObject({ address: PF });
  });

  it.each<[string, Readonly<Record<string, unknown>>, string, RegExp]>([
    ['by what is no MAC', { permanent_mac: 'zz' }, 'permanent_mac', /not a MAC address like .*Write a MAC address/],
    ['without a name', {}, 'address', /Set one of permanent_mac, serial, slot, address/],
    [
      'that is not there',
      { address: '0000:ff:00.0' },
      'address',
      /No PF of .* has address "0000:ff:00\.0"\. .*0000:3b/,
    ],
    ['by two names of which one is another PF', { address: PF, slot: '99' }, 'slot', /slot "99" and address/],
  ])('%s is an error that names what there is', async (_words, config, at, detail) => {
    const answer = await read('physical_function', config);
    expect(answer.said).toEqual([expect.objectContaining({ severity: 'error', at })]);
    expect(answer.said[0]?.detail).toMatch(detail);
  });
});

describe('the data source sriov_host', () => {
  it('tells its PFs, and its inventory as other tools read it', async () => {
    const { state } = await read('host', {}, [{}]);
    expect(state).toMatchObject({ physical_functions: [{ address: PF, num_vfs: 1 }] });
    expect(JSON.parse(state?.inventory_json as string)).toMatchObject({
      inventoryVersion: 1,
      physicalFunctions: [{ address: PF }],
    });
  });
});

describe('the data source sriov_free_vf', () => {
  it('refuses to leave out what is no address', async () => {
    const { said: errors } = await read('free_vf', { address: PF, exclude: ['3b:01.0'] }, [{}]);
    expect(errors).toEqual([expect.objectContaining({ severity: 'error', at: 'exclude' })]);
    expect(errors[0]?.detail).toMatch(/"3b:01\.0" is no PCI address.*Write full PCI addresses like/);
  });

  it('is the first VF that nothing uses, for certain', async () => {
    const { state } = await read('free_vf', { address: PF }, [USED, UNKNOWN, {}, {}]);
    expect(state).toMatchObject({ vf_index: 2 });
  });

  it('leaves out what is excluded, and VFs on other drivers', async () => {
    const vfs = [{ driver: 'igbvf' }, {}, {}];
    const { state } = await read('free_vf', { address: PF, driver: 'vfio-pci' }, vfs);
    expect(state).toMatchObject({ vf_index: 1 });
    const address = state?.vf_address as string;
    const other = await read('free_vf', { address: PF, driver: 'vfio-pci', exclude: [address.toUpperCase()] }, vfs);
    expect(other.state).toMatchObject({ vf_index: 2 });
  });

  it.each<[string, readonly Partial<VirtualFunctionFacts>[], RegExp]>([
    ['there are no VFs', [], /PF 0000:3b:00\.0 of .* has no VFs/],
    ['all are in use', [USED, USED], /Of 2 VFs .* 2 fit driver and exclude, and 2 of these are in use/],
    ['of one it is not known', [USED, UNKNOWN], /Of VF 1 it is not known: processes of other users/],
  ])('is an error where %s', async (_words, vfs, detail) => {
    const { said: errors } = await read('free_vf', { address: PF }, vfs);
    expect(errors).toEqual([expect.objectContaining({ severity: 'error', summary: 'No VF is free' })]);
    expect(errors[0]?.detail).toMatch(detail);
  });
});
