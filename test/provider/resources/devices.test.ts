import { join } from 'node:path';
import { readJsonFile } from '../../../lib/host/files';
import type { PhysicalFunctionFacts } from '../../../lib/inventory/inventory';
import { parseInventory } from '../../../lib/inventory/parse';
import { interfaceFacts, inventory, nicFacts } from '../../support/facts';
import { hcl, ManagedHost, NOTHING } from './support/host';
import { errorsOf, warningsOf } from './support/said';

const NVME = join(__dirname, '../../../examples/nvme/kvm01.json');

describe('an NVMe drive', () => {
  const DRIVE = {
    serial: 'ED1-0001',
    persistence: 'none',
    pools: {
      fast: {
        count: 4,
        settings: { nvme_virtual_queues: 5, nvme_virtual_interrupts: 4, namespace_id: 1, namespace_shared: true },
        vms: { db1: { demand: { iops: 1000, read_share: 0.8 } } },
      },
    },
  };

  const made = async () => {
    const host = new ManagedHost(parseInventory(readJsonFile(NVME), NVME));
    await host.apply(DRIVE);
    return host;
  };

  it('is named by its serial number, and its VFs get resources and namespaces', async () => {
    const host = await made();
    expect(host.pf.nvme?.secondaryControllers[0]).toMatchObject({
      online: true,
      virtualQueues: 5,
      virtualInterrupts: 4,
    });
    expect(host.pf.nvme?.namespaces[0]?.controllers).toEqual(expect.arrayContaining([1, 2, 3, 4]));
    expect(host.state).toMatchObject({ address: '0000:87:00.0', mtu: null, num_vfs: 4 });
    expect((await host.plan(DRIVE)).action).toBe('none');
  });

  it('whose resources a reset took away has drifted', async () => {
    const host = await made();
    host.byHand((pf) => withReset(pf));
    const plan = await host.plan(DRIVE);
    expect(plan.action).toBe('update');
    const { changes } = plan.planned as { readonly changes: string };
    expect(changes).toMatch(/virtual_queues +0 -> 5/);
    await host.apply(DRIVE);
    expect((await host.plan(DRIVE)).action).toBe('none');
  });
});

function withReset(pf: PhysicalFunctionFacts): PhysicalFunctionFacts {
  if (pf.nvme === null) return pf;
  const secondaryControllers = pf.nvme.secondaryControllers.map((controller) => ({
    ...controller,
    online: false,
    virtualQueues: 0,
    virtualInterrupts: 0,
  }));
  return { ...pf, nvme: { ...pf.nvme, secondaryControllers } };
}

const A = '0000:3b:00.0';
const B = '0000:3c:00.0';
const MACS = new Map([
  [A, '3c:fd:fe:00:00:01'],
  [B, '3c:fd:fe:00:00:02'],
]);

function port(address: string): PhysicalFunctionFacts {
  const mac = MACS.get(address) ?? null;
  const interfaces = [interfaceFacts({ name: `eth${address}`, mac, permanentMac: mac })];
  const network = { interfaces, linkType: 'ethernet' as const, eswitchMode: null, carriesManagement: false };
  return nicFacts({ address, driver: 'igb', deviceId: '10c9', totalVfs: 7, subordinateBus: 0x3f, network });
}

const twoPorts = () =>
  new ManagedHost(inventory([port(A), port(B)], { modules: ['vfio_pci', 'igb'], kernelRelease: '6.1.0' }));
const pf = (address: string) => ({
  address,
  persistence: 'none',
  pools: { tenants: { count: 2, settings: { spoof_check: true }, vms: { web: {} } } },
});

describe('several PFs of one host', () => {
  it('share a look in a command that reads and plans', async () => {
    const host = twoPorts();
    const core = await host.command();
    await Promise.all([core.plan(NOTHING, hcl(pf(A))), core.plan(NOTHING, hcl(pf(B)))]);
    expect(host.looks).toBe(1);
  });

  it('are changed one after the other, each as it was planned', async () => {
    const host = twoPorts();
    const planning = await host.command();
    const plans = await Promise.all([A, B].map((address) => planning.plan(NOTHING, hcl(pf(address)))));
    const applying = await host.command();
    const [a, b] = await Promise.all(plans.map((plan, n) => applying.apply(NOTHING, plan, hcl(pf(n === 0 ? A : B)))));
    expect(host.runs).toBe(2);
    expect(host.memory.state.inventory.physicalFunctions.map(({ numVfs }) => numVfs)).toEqual([2, 2]);
    expect(JSON.stringify(a?.state)).not.toBe(JSON.stringify(b?.state));
  });

  it('are never taken for one another: to name the other one is a replace', async () => {
    const host = twoPorts();
    await host.apply(pf(A));
    const plan = await host.apply(pf(B));
    expect(plan.action).toBe('replace');
    expect(host.memory.state.inventory.physicalFunctions.map(({ numVfs }) => numVfs)).toEqual([0, 2]);
  });

  it('may be named in another way without being replaced', async () => {
    const host = twoPorts();
    await host.apply(pf(A));
    expect((await host.plan({ ...pf(A), address: null, permanent_mac: MACS.get(A) })).action).toBe('none');
  });
});

describe('a host that changed between plan and apply', () => {
  it('is left alone', async () => {
    const host = twoPorts();
    const plan = await host.plan(pf(A));
    host.byHand((each) => (each.address === A ? { ...each, driversAutoprobe: false } : each));
    const core = await host.command();
    await expect(core.apply(host.managed, plan, hcl(pf(A)))).rejects.toThrow();
    expect(host.runs).toBe(0);
  });

  it('is said to have changed, since hosts blame the provider for another plan', async () => {
    const host = twoPorts();
    await host.apply(pf(A));
    await host.plan(pf(A));
    host.byHand((each) => ({ ...each, driversAutoprobe: true }));
    const core = await host.command();
    expect(warningsOf(await core.plan(host.managed, hcl(pf(A))))).toContainEqual(
      expect.objectContaining({ detail: expect.stringContaining('drivers_autoprobe') as string }),
    );
  });
});

describe('a host that is not reached', () => {
  it('is an error of the plan that says how to reach it', async () => {
    const host = twoPorts();
    host.isReached = false;
    const [error] = await errorsOf(host.plan(pf(A)));
    expect(error?.detail).toMatch(/no route to host/);
  });
});

describe('other devices', () => {
  it('a QAT is configured for services, in whatever order they stand', async () => {
    const device = {
      driver: '4xxx',
      classCode: '0b4000',
      deviceId: '4940',
      deviceClass: 'other',
      network: null,
    } as const;
    const host = new ManagedHost(
      inventory([nicFacts({ ...device, totalVfs: 16, qatServices: 'sym;asym' })], { kernelRelease: '6.12.0' }),
    );
    const qat = { address: A, num_vfs: 16, persistence: 'none', qat_services: ['dc'] };
    await host.apply(qat);
    expect(host.pf).toMatchObject({ qatServices: 'dc', numVfs: 16 });
    expect((await host.plan(qat)).action).toBe('none');
    expect((await host.plan({ ...qat, qat_services: ['asym', 'sym'] })).planned).toMatchObject({
      changes: expect.stringMatching(/qat_services +dc -> sym;asym/) as unknown,
    });
  });

  it('an InfiniBand port gives its owners GUIDs that they keep', async () => {
    const network = {
      interfaces: [interfaceFacts({ name: 'ib0', mac: null, permanentMac: null, speedMbps: 100_000 })],
      linkType: 'infiniband' as const,
      eswitchMode: null,
      carriesManagement: false,
    };
    const device = { driver: 'mlx5_core', vendorId: '15b3', deviceId: '101b', totalVfs: 8, serial: 'MT1', network };
    const host = new ManagedHost(inventory([nicFacts(device)], { modules: ['vfio_pci', 'mlx5_core'] }));
    const ib = {
      serial: 'MT1',
      num_vfs: 2,
      persistence: 'none',
      pools: { nodes: { count: 2, link_state: 'auto', vms: { n1: {} } } },
    };
    await host.apply(ib);
    const owners = host.state['vms'] as ReadonlyMap<string, { readonly node_guid: string | null }>;
    const guid = owners.get('n1')?.node_guid;
    expect(guid).toMatch(/^02(:[0-9a-f]{2}){7}$/);
    expect(host.pf.virtualFunctions[0]?.network?.nodeGuid).toBe(guid);
    expect((await host.plan(ib)).action).toBe('none');
  });

  it('an eswitch is put into switchdev mode, which takes VFs away and makes them anew', async () => {
    const device = { driver: 'mlx5_core', vendorId: '15b3', deviceId: '101d', totalVfs: 8, serial: 'MT2' };
    const host = new ManagedHost(inventory([nicFacts(device)], { modules: ['vfio_pci', 'mlx5_core'] }));
    const legacy = { address: A, num_vfs: 2, persistence: 'none' };
    await host.apply(legacy);
    await host.apply({ ...legacy, eswitch_mode: 'switchdev' });
    expect(host.pf.network?.eswitchMode).toBe('switchdev');
    expect((await host.plan({ ...legacy, eswitch_mode: 'switchdev' })).action).toBe('none');
  });
});
