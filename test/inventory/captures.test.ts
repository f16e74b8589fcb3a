import { join } from 'node:path';
import { readInventoryAt } from '../../lib/host/files';
import { openTree } from '../../lib/host/files/open-tree';
import type { PhysicalFunctionFacts } from '../../lib/inventory/inventory';
import { parseInventory, serializeInventory } from '../../lib/inventory/parse';

const CAPTURES = join(__dirname, '../data/captures');
const configured = readInventoryAt(join(CAPTURES, 'flat-configured.tar'));
const fresh = readInventoryAt(join(CAPTURES, 'flat-fresh.tar'));

function pfOf(inventory: typeof configured, address: string): PhysicalFunctionFacts {
  const pf = inventory.inventory.physicalFunctions.find((function_) => function_.address === address);
  if (pf === undefined) throw new Error(`no PF ${address}`);
  return pf;
}

describe('a configured host with two igb NICs and an NVMe SSD', () => {
  const nic = pfOf(configured, '0000:01:00.0');
  const nvme = pfOf(configured, '0000:03:00.0');

  test('has three PFs in order of their address, and no other function is one', () => {
    expect(configured.inventory.physicalFunctions.map((pf) => [pf.address, pf.deviceClass, pf.driver])).toEqual([
      ['0000:01:00.0', 'net', 'igb'],
      ['0000:02:00.0', 'net', 'igb'],
      ['0000:03:00.0', 'nvme', 'nvme'],
    ]);
  });

  test('VFs say their own subsystem, and a card without VFs none', () => {
    expect(nic.vfSubsystemId).toMatch(/^[0-9a-f]{4}:[0-9a-f]{4}$/);
    expect(pfOf(fresh, '0000:01:00.0')).not.toHaveProperty('vfSubsystemId');
  });

  test('the NIC says what SR-IOV it has', () => {
    expect(nic).toMatchObject({
      vendorId: '8086',
      deviceId: '10c9',
      subsystemVendorId: '1af4',
      subsystemDeviceId: '1100',
      classCode: '020000',
      driverOverride: null,
      totalVfs: 7,
      numVfs: 4,
      vfOffset: 128,
      vfStride: 2,
      vfDeviceId: '10ca',
      driversAutoprobe: false,
      ariEnabled: true,
      atsEnabled: false,
      vfTotalMsix: 0,
      numaNode: -1,
      localCpus: '0-1',
      iommuGroup: { id: 7, members: ['0000:01:00.0'] },
      subordinateBus: 1,
      users: [],
    });
    expect(nic.vfBars).toEqual([
      { bar: 0, bytes: 131_072, prefetchable: true, is64Bit: true },
      { bar: 3, bytes: 131_072, prefetchable: true, is64Bit: true },
    ]);
  });

  test('the NIC has its own link and that of the root port', () => {
    const own = { address: '0000:01:00.0', speedGTs: 2.5, width: 1, maxSpeedGTs: 2.5, maxWidth: 1 };
    const port = { address: '0000:00:03.0', speedGTs: 2.5, width: 1, maxSpeedGTs: 16, maxWidth: 32 };
    expect(nic.link).toEqual(own);
    expect(nic.upstreamLinks).toEqual([port]);
  });

  test('the NIC has one netdev that is up and carries no management', () => {
    expect(nic.network).toEqual({
      interfaces: [
        {
          name: 'eth0',
          mac: '52:54:00:aa:00:01',
          permanentMac: '52:54:00:aa:00:01',
          mtu: 1500,
          minMtu: 68,
          maxMtu: 9216,
          adminUp: true,
          carrier: true,
          speedMbps: 1000,
          port: 0,
          bond: null,
          bridge: null,
          promiscuous: false,
          xdp: [],
        },
      ],
      linkType: 'ethernet',
      eswitchMode: 'legacy',
      carriesManagement: false,
    });
  });

  test('its VFs have the settings that were made', () => {
    const unset = { vlan: 0, vlanQos: 0, vlanProtocol: '802.1Q', minTxRateMbps: 0, maxTxRateMbps: 0, queryRss: null };
    expect(nic.virtualFunctions.map((vf) => [vf.index, vf.address, vf.driver, vf.driverOverride])).toEqual([
      [0, '0000:01:10.0', 'vfio-pci', 'vfio-pci'],
      [1, '0000:01:10.2', 'vfio-pci', 'vfio-pci'],
      [2, '0000:01:10.4', 'igbvf', 'igbvf'],
      [3, '0000:01:10.6', null, null],
    ]);
    expect(nic.virtualFunctions.map((vf) => vf.network)).toEqual([
      {
        ...unset,
        mac: '52:54:00:aa:01:00',
        vlan: 100,
        vlanQos: 3,
        spoofCheck: true,
        trust: false,
        linkState: 'auto',
        maxTxRateMbps: 200,
      },
      { ...unset, mac: '52:54:00:aa:01:01', spoofCheck: false, trust: true, linkState: 'auto' },
      { ...unset, mac: '46:83:cd:da:24:ae', spoofCheck: true, trust: false, linkState: 'auto' },
      { ...unset, mac: '00:00:00:00:00:00', spoofCheck: true, trust: false, linkState: 'auto' },
    ]);
  });

  test('the VF that its own driver holds has a netdev, which is down', () => {
    const [, , vf] = nic.virtualFunctions;
    expect(vf?.interface).toMatchObject({ name: 'eth2', mac: '46:83:cd:da:24:ae', adminUp: false, carrier: null });
    // The driver made the address up: no hardware keeps it.
    expect(vf?.interface?.permanentMac).toBeNull();
    expect(vf?.users).toEqual([]);
  });

  test('the SSD has its controller, resources, secondary controllers and VFs', () => {
    expect(nvme).toMatchObject({ totalVfs: 4, numVfs: 2, vfOffset: 1, vfStride: 1, vfDeviceId: '0010' });
    expect(nvme.serial).toBe('SPIKE0001');
    expect(nvme.nvme).toMatchObject({
      controller: 'nvme0',
      model: 'QEMU NVMe Ctrl',
      firmware: '10.0.2',
      controllerId: 0,
      virtualizationManagement: true,
      // Both are zero in what the controller reports: it reports no capacity.
      capacityBytes: null,
      unallocatedBytes: null,
    });
    expect(nvme.nvme?.capabilities).toEqual({
      vqFlexibleTotal: 8,
      vqAssigned: 2,
      vqPrimary: 0,
      vqMaxPerSecondary: 2,
      vqGranularity: 1,
      viFlexibleTotal: 4,
      viAssigned: 1,
      viPrimary: 0,
      viMaxPerSecondary: 1,
      viGranularity: 1,
    });
    expect(nvme.nvme?.secondaryControllers).toEqual([
      { controllerId: 1, vf: 0, online: true, virtualQueues: 2, virtualInterrupts: 1 },
      { controllerId: 2, vf: 1, online: false, virtualQueues: 0, virtualInterrupts: 0 },
      { controllerId: 3, vf: 2, online: false, virtualQueues: 0, virtualInterrupts: 0 },
      { controllerId: 4, vf: 3, online: false, virtualQueues: 0, virtualInterrupts: 0 },
    ]);
    expect(nvme.nvme?.namespaces.map((namespace) => namespace.nsid)).toEqual([1]);
    expect(nvme.virtualFunctions.map((vf) => [vf.address, vf.driver, vf.iommuGroup?.id, vf.network])).toEqual([
      ['0000:03:00.1', 'vfio-pci', 14, null],
      ['0000:03:00.2', null, 15, null],
    ]);
  });

  test('the host has its kernel, IOMMU, CPUs and memory', () => {
    const { host } = configured.inventory;
    expect(host).toMatchObject({
      hostname: 'sriov-host',
      kernelRelease: '6.1.0-56-amd64',
      architecture: 'x86_64',
      iommu: { enabled: true, mode: 'lazy', interruptRemapping: null, unsafeInterrupts: null, acsOverride: false },
      cpus: { model: 'QEMU TCG CPU version 2.5+', sockets: 1, cores: 2, threads: 2 },
      numaNodes: [{ id: 0, cpus: '0-1', memoryBytes: 983_460 * 1024, distances: [10] }],
      hugepages: [{ pageBytes: 2_097_152, numaNode: null, total: 0, free: 0 }],
    });
    expect(host.kernelArguments).toContain('intel_iommu=on');
    expect(host.modules).toEqual(expect.arrayContaining(['igb', 'igbvf', 'nvme', 'vfio_pci', 'vfio_iommu_type1']));
  });

  test('what the capture has no word of is said', () => {
    expect(configured.warnings).toEqual([
      'cmd/device-open.txt is missing: which functions VMs hold through VFIO is not known',
    ]);
  });
});

describe('the same host before anything was configured', () => {
  test('has no VFs, and netdevs that are down without an answer about their carrier', () => {
    for (const pf of fresh.inventory.physicalFunctions) {
      expect([pf.numVfs, pf.virtualFunctions]).toEqual([0, []]);
      expect(pf.driversAutoprobe).toBe(true);
    }
    expect(pfOf(fresh, '0000:01:00.0').network?.interfaces).toMatchObject([
      { name: 'eth0', adminUp: false, carrier: null, speedMbps: null },
    ]);
    expect(fresh.warnings).toEqual([]);
  });
});

describe.each(['flat-configured.tar', 'flat-fresh.tar'])('%s', (name) => {
  const file = join(CAPTURES, name);
  const { inventory } = readInventoryAt(file);
  const witness = lspciOf(file);

  test('agrees with what lspci printed on the host', () => {
    expect(inventory.physicalFunctions.length).toBe([...witness.values()].filter((f) => f.offset !== null).length);
    for (const pf of inventory.physicalFunctions) {
      const seen = witness.get(pf.address);
      expect([pf.vendorId, pf.deviceId, pf.classCode.slice(0, 4)]).toEqual([
        seen?.vendorId,
        seen?.deviceId,
        seen?.classCode,
      ]);
      expect([pf.vfOffset, pf.vfStride, pf.vfDeviceId]).toEqual([seen?.offset, seen?.stride, seen?.vfDeviceId]);
      expect(pf.numVfs).toBe(seen?.numVfs);
      expect([pf.driver, pf.iommuGroup?.id]).toEqual([seen?.driver, seen?.group]);
      expect(pf.vfBars.map(({ bar, is64Bit, prefetchable }) => [bar, is64Bit, prefetchable])).toEqual(seen?.vfBars);
      for (const vf of pf.virtualFunctions) {
        const seenVf = witness.get(vf.address);
        expect([vf.driver, vf.iommuGroup?.id]).toEqual([seenVf?.driver, seenVf?.group]);
        expect(vf.msixVectors).toBe(seenVf?.msixVectors);
        expect(vf.computedAddress).toBe(vf.address);
      }
    }
  });

  test('is an inventory that can be written and parsed', () => {
    expect(parseInventory(JSON.parse(serializeInventory(inventory)), name)).toEqual(inventory);
  });
});

interface Witness {
  readonly classCode: string;
  readonly vendorId: string;
  readonly deviceId: string;
  readonly driver: string | null;
  readonly group: number | null;
  readonly offset: number | null;
  readonly stride: number | null;
  readonly vfDeviceId: string | null;
  readonly numVfs: number | null;
  readonly msixVectors: number | null;
  readonly vfBars: readonly (readonly [bar: number, is64Bit: boolean, prefetchable: boolean])[];
}

/** What `lspci -Dnnvvv` says, read by a way of its own. */
function lspciOf(file: string): ReadonlyMap<string, Witness> {
  const tree = openTree(file);
  const text = tree.readText('cmd/lspci.txt') ?? '';
  tree.close();
  const functions = new Map<string, Witness>();
  for (const block of text.split('\n\n')) {
    const head = /^(\S+) .*?\[([0-9a-f]{4})\]: .*\[([0-9a-f]{4}):([0-9a-f]{4})\]/.exec(block);
    if (head === null) continue;
    const first = (pattern: RegExp): string | null => pattern.exec(block)?.[1] ?? null;
    const number = (pattern: RegExp): number | null => (pattern.test(block) ? Number(first(pattern)) : null);
    const sriov = block.split('Single Root I/O Virtualization')[1] ?? '';
    const bars = [...sriov.matchAll(/Region (\d): Memory at \S+ \((64|32)-bit, (non-)?prefetchable\)/g)];
    functions.set(head[1] ?? '', {
      classCode: head[2] ?? '',
      vendorId: head[3] ?? '',
      deviceId: head[4] ?? '',
      driver: first(/Kernel driver in use: (\S+)/),
      group: number(/IOMMU group: (\d+)/),
      offset: number(/VF offset: (\d+)/),
      stride: number(/stride: (\d+)/),
      vfDeviceId: first(/Device ID: ([0-9a-f]{4})/),
      numVfs: number(/Number of VFs: (\d+)/),
      msixVectors: number(/MSI-X: Enable. Count=(\d+)/),
      vfBars: bars.map(([, bar, bits, non]) => [Number(bar), bits === '64', non === undefined]),
    });
  }
  return functions;
}
