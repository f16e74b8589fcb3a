import { BUILT_IN_DRIVERS } from '../../lib/catalog/driver-table';
import { DEFAULT_CATALOG, deviceById } from '../../lib/catalog/catalog';
import type { NvmePrimaryCapabilities } from '../../lib/inventory/inventory';
import type { VfSettings } from '../../lib/model/settings';
import type { TargetPf, TargetVf } from '../../lib/plan/host-plan';
import { planHost } from '../../lib/plan/plan';
import { targetOf } from '../../lib/plan/target';
import { profile } from '../support/catalog';
import { NETWORK_DEFAULTS, nicFacts, nvmeFacts, vfFacts } from '../support/facts';
import { type PfSketch, resolvedHost } from '../support/resolved';

/** Of a drive whose controllers have their own. */
const OWN_RESOURCES = { vqFlexibleTotal: 0, viFlexibleTotal: 0 };
const E810 = deviceById(DEFAULT_CATALOG, 'intel-e810-xxv-sfp');

function target(pf: PfSketch, presumed = false): TargetPf | undefined {
  return targetOf(resolvedHost({ pfs: [pf], presumed })).physicalFunctions[0];
}

function vfOf(settings: VfSettings, pf: PfSketch = {}): TargetVf | undefined {
  return target({ ...pf, pools: [{ count: 1, settings }] })?.virtualFunctions[0];
}

describe('which PFs are targets', () => {
  test.each<[string, PfSketch]>([
    ['managed by someone else', { wanted: { externallyManaged: true } }],
    ['found on no host', { facts: null }],
    ['with a number of VFs that a token decides', { change: { numVfs: null } }],
    ['with half a VF', { change: { numVfs: 0.5 } }],
    ['with more VFs than 16 bits hold', { change: { numVfs: 65_536 } }],
    ['with less than none', { change: { numVfs: -1 } }],
  ])('not those %s', (_words, pf) => {
    expect(target(pf)).toBeUndefined();
  });

  test('they stand in the order of their addresses, whatever the order of declaration', () => {
    const pfs = ['0000:86:00.0', '0000:3b:00.0', '0000:3b:00.1'].map((address) => ({ facts: nicFacts({ address }) }));
    const { physicalFunctions } = targetOf(resolvedHost({ pfs }));
    expect(physicalFunctions.map((pf) => pf.address)).toEqual(['0000:3b:00.0', '0000:3b:00.1', '0000:86:00.0']);
  });

  test('their VFs are those of pools within the number of VFs', () => {
    const pf = target({
      wanted: { numVfs: 3 },
      pools: [
        { firstVf: 2, count: 4 },
        { firstVf: 0, count: 1 },
      ],
    });
    expect(pf?.virtualFunctions.map((vf) => vf.index)).toEqual([0, 2]);
  });
});

describe('what nobody stated', () => {
  test('keeps the VFs of a PF without pools', () => {
    const facts = nicFacts({ numVfs: 2, virtualFunctions: [vfFacts(0), vfFacts(1)] });
    expect(target({ facts, pools: [] })?.numVfs).toBe(2);
    expect(target({ facts, pools: [], wanted: { numVfs: 0 } })?.numVfs).toBe(0);
    expect(target({ facts, pools: [{ count: 1 }] })?.numVfs).toBe(1);
  });

  test('is not managed', () => {
    expect(vfOf({})).toEqual({ index: 0, address: null, mac: undefined });
    expect(target({ wanted: { numVfs: 0 }, pools: [] })).toEqual({
      path: 'rack1/kvm01/pf0',
      address: '0000:3b:00.0',
      identity: {
        vendorId: '8086',
        deviceId: '159b',
        subsystemVendorId: '8086',
        subsystemDeviceId: '0003',
        permanentMac: '3c:fd:fe:00:00:01',
      },
      deviceClass: 'net',
      driver: 'ice',
      vfDriver: null,
      numVfs: 0,
      virtualFunctions: [],
    });
  });

  test('autoprobe is off where a pool manages a driver, and as it is otherwise', () => {
    expect(target({ pools: [{ settings: { driver: 'none' } }] })?.driversAutoprobe).toBe(false);
    expect(target({ pools: [{ settings: { trust: false } }] })?.driversAutoprobe).toBeUndefined();
    const stated = target({
      wanted: { driversAutoprobe: true },
      pools: [{ settings: { driver: 'none' } }],
    });
    expect(stated?.driversAutoprobe).toBe(true);
  });

  test('an Ethernet port with VFs is up', () => {
    expect(target({})?.adminUp).toBe(true);
    expect(target({ wanted: { adminUp: false } })?.adminUp).toBe(false);
    expect(target({ change: { linkType: 'infiniband' } })?.adminUp).toBeUndefined();
    expect(target({ facts: nvmeFacts() })?.adminUp).toBeUndefined();
    const stub = nicFacts({
      driver: 'pci-pf-stub',
      network: {
        interfaces: [],
        linkType: null,
        eswitchMode: null,
        carriesManagement: null,
      },
    });
    expect(target({ facts: stub })?.adminUp).toBeUndefined();
    expect(target({ facts: stub }, true)?.adminUp).toBe(true);
  });

  test('the other half of a rate stays as it is', () => {
    const network = {
      ...NETWORK_DEFAULTS,
      minTxRateMbps: 100,
      maxTxRateMbps: 500,
    };
    const facts = nicFacts({
      numVfs: 1,
      virtualFunctions: [vfFacts(0, { network })],
    });
    expect(vfOf({ maxTxRateMbps: 1000 }, { facts })?.rate).toEqual({
      minTxMbps: 100,
      maxTxMbps: 1000,
    });
    expect(vfOf({ minTxRateMbps: 50 })?.rate).toEqual({
      minTxMbps: 50,
      maxTxMbps: 0,
    });
  });

  test('the priority of a VLAN that is there stays as it is', () => {
    const network = {
      ...NETWORK_DEFAULTS,
      vlan: 7,
      vlanQos: 3,
      vlanProtocol: '802.1ad' as const,
    };
    const facts = nicFacts({
      numVfs: 1,
      virtualFunctions: [vfFacts(0, { network })],
    });
    expect(vfOf({ vlan: 7 }, { facts })?.vlan).toEqual({
      vlan: 7,
      qos: 3,
      protocol: '802.1ad',
    });
    expect(vfOf({ vlan: 8 }, { facts })?.vlan).toEqual({
      vlan: 8,
      qos: 0,
      protocol: '802.1Q',
    });
  });
});

test.each([
  [['dc', 'sym'], 'sym;dc'],
  [[], undefined],
  [undefined, undefined],
] as const)('services %j of a QAT are wanted as %s', (qatServices, wanted) => {
  expect(target({ wanted: { ...(qatServices && { qatServices }) } })?.qatServices).toBe(wanted);
});

test('what is stated of a PF is wanted of it', () => {
  const wanted = { eswitchMode: 'switchdev', mtu: 9000, adminUp: false, driversAutoprobe: true } as const;
  expect(target({ wanted: { ...wanted, allowManagement: true } })).toMatchObject({ ...wanted, allowManagement: true });
  expect(target({ wanted: { allowManagement: false } })).not.toHaveProperty('allowManagement');
});

describe('drivers', () => {
  test.each<[VfSettings['driver'], string | null]>([
    ['vfio-pci', 'vfio-pci'],
    ['native', 'iavf'],
    ['none', null],
  ])('%s means %s', (driver, name) => {
    expect(vfOf({ driver }, { device: E810 })?.driver).toBe(name);
  });

  test('the native one is that of a VF that is there, where the catalog has none', () => {
    const facts = nicFacts({
      numVfs: 2,
      virtualFunctions: [vfFacts(0, { driver: 'vfio-pci' }), vfFacts(1, { driver: 'mlx5_core' })],
    });
    expect(vfOf({ driver: 'native' }, { facts })?.driver).toBe('mlx5_core');
  });

  test('an unknown native one is left to the kernel, which finds it for new VFs, and that is said', () => {
    const pf = target({
      pools: [{ count: 2, settings: { driver: 'native' } }],
    });
    expect(pf?.virtualFunctions.map((vf) => 'driver' in vf)).toEqual([false, false]);
    expect(pf?.driversAutoprobe).toBe(true);
    expect(pf?.notes).toEqual([
      'the native driver of the VFs of 0000:3b:00.0 is not known: VFs that come into being get what the kernel finds for them (sriov_drivers_autoprobe), others stay as is',
    ]);
  });

  test('an MTU is managed only where the host has the netdev of the VF', () => {
    expect(vfOf({ mtu: 9000, driver: 'native' }, { device: E810 })?.mtu).toBe(9000);
    expect(vfOf({ mtu: 9000, driver: 'vfio-pci' })?.mtu).toBeUndefined();
  });
});

describe('a VF on mlx5_vfio_pci', () => {
  const mlx5 = { driver: 'mlx5_core', vendorId: '15b3', deviceId: '101d', vfDeviceId: '101e' };
  const migratable = (
    pool: object,
    pf: PfSketch = {},
    change: object = {},
    kernelRelease: string | null = '6.12.0',
  ) => {
    const sketch = {
      pfs: [{ profile: profile('mlx5_core'), facts: nicFacts(mlx5), ...pf, pools: [{ count: 1, ...pool }] }],
    };
    const host = resolvedHost({ ...sketch, ...change, inventory: { kernelRelease } });
    return targetOf(host).physicalFunctions[0]?.virtualFunctions[0]?.migratable;
  };
  const variant = { settings: { driver: 'mlx5_vfio_pci' } };
  const moves = { ...variant, migrationMethod: 'vfio' };
  const switchdev: PfSketch = { wanted: { eswitchMode: 'switchdev' } };

  test('whose state is to move is made migratable, in switchdev mode', () => {
    expect(migratable(moves, switchdev)).toBe(true);
    expect(migratable(moves, switchdev, {}, null)).toBe(true);
  });

  test.each<[string, object, PfSketch, string]>([
    ['in legacy mode', moves, {}, '6.12.0'],
    ['whose state stays', variant, switchdev, '6.12.0'],
    ['of a kernel without it', moves, switchdev, '6.1.0'],
    ['that is another driver', { ...moves, settings: { driver: 'vfio-pci' } }, switchdev, '6.12.0'],
  ])('%s is left as it is', (_words, pool, pf, release) => {
    expect(migratable(pool, pf, {}, release)).toBeUndefined();
  });
});

describe('settings that no write can carry', () => {
  test.each<[string, VfSettings]>([
    ['VLAN 5000', { vlan: 5000 }],
    ['priority 9', { vlan: 5, vlanQos: 9 }],
    ['a rate of NaN', { maxTxRateMbps: Number.NaN }],
    ['an infinite rate', { minTxRateMbps: Number.POSITIVE_INFINITY }],
    ['a negative rate', { maxTxRateMbps: -1 }],
    ['a MAC that is none', { mac: 'nonsense' }],
    ['an MTU below what IPv4 needs', { mtu: 20, driver: 'native' }],
    ['half a vector', { msixVectors: 2.5 }],
  ])('%s is left out, and said once', (_words, settings) => {
    const pf = target({ device: E810, pools: [{ count: 3, settings }] });
    const {
      index: _index,
      address: _address,
      driver: _driver,
      mac,
      ...rest
    } = pf?.virtualFunctions[0] ?? { index: -1, address: null };
    expect({ mac, rest }).toEqual({ mac: undefined, rest: {} });
    expect(pf?.notes).toHaveLength(1);
  });

  test('a value that a token decides is not written', () => {
    const pools = [
      {
        count: 1,
        settings: { vlan: 5, maxTxRateMbps: 10 },
        unresolved: ['vlanQos', 'minTxRateMbps'],
      },
    ];
    const vf = target({ pools })?.virtualFunctions[0];
    expect({ vlan: vf?.vlan, rate: vf?.rate }).toEqual({
      vlan: undefined,
      rate: undefined,
    });
  });
});

describe('secondary controllers', () => {
  const facts = (held: { virtualQueues: number; virtualInterrupts: number }) =>
    nvmeFacts(
      {},
      {
        secondaryControllers: [{ controllerId: 65, vf: 0, online: true, ...held }],
      },
    );

  test('have the id of the drive, what is stated, and the namespace', () => {
    const settings = {
      nvmeVirtualQueues: 3,
      nvmeVirtualInterrupts: 2,
      namespaceId: 7,
    };
    expect(
      vfOf(settings, {
        facts: facts({ virtualQueues: 0, virtualInterrupts: 0 }),
      })?.nvme,
    ).toEqual({
      controllerId: 65,
      virtualQueues: 3,
      virtualInterrupts: 2,
      namespaceIds: [7],
    });
  });

  test('keep what they have where nobody states it', () => {
    expect(vfOf({}, { facts: facts({ virtualQueues: 4, virtualInterrupts: 2 }) })?.nvme).toMatchObject({
      virtualQueues: 4,
      virtualInterrupts: 2,
      namespaceIds: [],
    });
  });

  test('get the least that lets them go online otherwise, and it is said', () => {
    const pf = target({
      facts: facts({ virtualQueues: 1, virtualInterrupts: 0 }),
      pools: [{ count: 1, settings: {} }],
    });
    expect(pf?.virtualFunctions[0]?.nvme).toMatchObject({
      virtualQueues: 2,
      virtualInterrupts: 1,
    });
    expect(pf?.notes).toEqual([
      'no pool states nvmeVirtualQueues for some VFs of 0000:86:00.0: 2 is taken, the least to go online with',
      'no pool states nvmeVirtualInterrupts for some VFs of 0000:86:00.0: 1 is taken, the least to go online with',
    ]);
  });

  test('have a presumed id where the drive was not asked, and it is said', () => {
    const pf = target({
      facts: nvmeFacts({}, { secondaryControllers: [] }),
      pools: [{ count: 2, settings: {} }],
    });
    expect(pf?.virtualFunctions.map((vf) => vf.nvme?.controllerId)).toEqual([1, 2]);
    expect(pf?.notes).toContain(
      'the secondary controllers of 0000:86:00.0 were not read: controller id is presumed as VF index + 1',
    );
  });

  test('are nobody’s affair on a drive without virtualization management, unless somebody asks', () => {
    const plain = nvmeFacts({}, { virtualizationManagement: false });
    expect(vfOf({}, { facts: plain })?.nvme).toBeUndefined();
    expect(vfOf({ nvmeVirtualQueues: 2 }, { facts: plain })?.nvme).toBeDefined();
  });

  test('keep what they have on a drive without flexible resources, which no note speaks of', () => {
    const capabilities = { ...(nvmeFacts().nvme?.capabilities as NvmePrimaryCapabilities), ...OWN_RESOURCES };
    const pf = target({ facts: nvmeFacts({}, { capabilities }), pools: [{ count: 1 }] });
    expect(pf?.virtualFunctions[0]?.nvme).toMatchObject({ controllerId: 1, virtualQueues: 0, virtualInterrupts: 0 });
    expect(pf?.notes).toBeUndefined();
  });

  test.each<VfSettings>([{ nvmeVirtualInterrupts: 1 }, { namespaceId: 1 }])(
    'are managed where %j is asked for',
    (settings) => {
      expect(vfOf(settings, { facts: nvmeFacts({}, { virtualizationManagement: false }) })?.nvme).toBeDefined();
    },
  );

  test.each(['nvmeVirtualQueues', 'nvmeVirtualInterrupts'])('are not managed where %s is a token', (name) => {
    expect(
      target({ facts: nvmeFacts(), pools: [{ count: 1, unresolved: [name] }] })?.virtualFunctions[0],
    ).not.toHaveProperty('nvme');
  });

  test('are not managed with a number that is none', () => {
    expect(vfOf({ nvmeVirtualQueues: Number.NaN }, { facts: nvmeFacts() })?.nvme).toBeUndefined();
  });
});

test('the order of declaration does not change the plan', () => {
  const pfs: readonly PfSketch[] = [
    {
      facts: nicFacts({ address: '0000:3c:00.0' }),
      wanted: { path: 'host/second', numVfs: 6 },
      change: { path: 'host/second' },
      pools: [
        {
          path: 'host/second/a',
          firstVf: 4,
          count: 2,
          settings: { driver: 'vfio-pci', vlan: 5 },
        },
        {
          path: 'host/second/b',
          firstVf: 0,
          count: 3,
          settings: { trust: true },
        },
      ],
    },
    {
      facts: nvmeFacts(),
      wanted: { path: 'host/ssd' },
      change: { path: 'host/ssd' },
      pools: [{ count: 2 }],
    },
    {
      facts: nicFacts(),
      wanted: { path: 'host/first' },
      change: { path: 'host/first' },
      pools: [{ path: 'host/first/c', count: 4, settings: { maxTxRateMbps: 100 } }],
    },
  ];
  const planOf = (order: readonly PfSketch[]) => {
    const host = resolvedHost({ pfs: order });
    return planHost({ ...host, drivers: BUILT_IN_DRIVERS }, targetOf(host), host.inventory);
  };
  const turned = pfs.map((pf) => ({ ...pf, pools: [...(pf.pools ?? [])].reverse() })).reverse();
  expect(planOf(turned)).toEqual(planOf(pfs));
});
