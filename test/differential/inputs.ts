import fc from '../support/properties';
import { DEFAULT_CATALOG } from '../../lib/catalog/catalog';
import { evaluateFleet } from '../../lib/evaluate/evaluate';
import type { Inventory, PhysicalFunctionFacts, VirtualFunctionFacts } from '../../lib/inventory/inventory';
import type { Demand } from '../../lib/model/demand';
import { EMPTY_LOCK, type LockFile } from '../../lib/model/lock';
import type { VfSettings, VfUse } from '../../lib/model/settings';
import type { WantedAttachment, WantedHost, WantedPhysicalFunction, WantedPool } from '../../lib/model/wanted';
import { randomHost } from '../plan/fleet-arbitrary';
import type { DifferentialFleet, DifferentialTarget } from './outcome';

/**
 * Random inputs of the whole core: hosts in a state that a kernel could be in, of which anything may be unknown, and what
 * people may want of them, mistakes included. Where a rule has something to say is where versions may come to differ.
 */
export const randomTarget: fc.Arbitrary<DifferentialTarget> = randomHost.chain(({ observed, target }) =>
  fc.record({ observed: blurred(observed), target: fc.constant(target), allowDisrupt: someVfs(observed) }),
);

export const randomFleet: fc.Arbitrary<DifferentialFleet> = randomHost.chain(({ observed }) => fleetOn(observed));

/** What people may want of a host that was captured. */
export function fleetOn(observed: Inventory): fc.Arbitrary<DifferentialFleet> {
  return fc
    .record({
      wanted: wantedHost(observed),
      inventory: fc.option(blurred(observed), { freq: 12 }),
      isTemplate: fc.boolean(),
      taken: fc.nat(),
      withLock: fc.boolean(),
    })
    .map(({ wanted, inventory, isTemplate, taken, withLock }) => ({
      hosts: [{ wanted, inventory, isTemplate }],
      lock: withLock ? lockOf(wanted, inventory, taken) : EMPTY_LOCK,
    }));
}

/** The lock file of an earlier synth, when one of the attachments was not there yet, and another one was. */
function lockOf(wanted: WantedHost, inventory: Inventory | null, taken: number): LockFile {
  const attachments = wanted.attachments.filter((_, n) => n !== taken % (wanted.attachments.length + 1));
  const hosts = [{ wanted: { ...wanted, attachments }, inventory }];
  return evaluateFleet({ hosts, lock: EMPTY_LOCK, catalog: DEFAULT_CATALOG, acknowledgements: [], findings: [] }).lock;
}

function someVfs({ physicalFunctions }: Inventory): fc.Arbitrary<string[]> {
  return fc.subarray(physicalFunctions.flatMap((pf) => pf.virtualFunctions.map(({ address }) => address)));
}

/** Some facts are not known, some are other than on a plain host. */
function blurred(observed: Inventory): fc.Arbitrary<Inventory> {
  const host = some<Inventory['host']>({
    kernelArguments: fc.subarray(['intel_iommu=on', 'iommu=pt', 'pci=realloc', 'pcie_acs_override=downstream']),
    modules: fc.constantFrom(null, [], ['vfio_pci', 'iavf']),
    architecture: fc.constantFrom('x86_64', 'aarch64', 's390x', null),
    iommu: fc.record({
      enabled: maybe(fc.boolean()),
      mode: maybe(fc.constantFrom('strict' as const, 'lazy' as const, 'passthrough' as const)),
      interruptRemapping: maybe(fc.boolean()),
      unsafeInterrupts: maybe(fc.boolean()),
      acsOverride: maybe(fc.boolean()),
    }),
  });
  return fc
    .tuple(host, fc.tuple(...observed.physicalFunctions.map(blurredPf)), fc.constantFrom(null, '2025-12-24T12:00:00Z'))
    .map(([facts, physicalFunctions, takenAt]) => ({
      ...observed,
      takenAt,
      host: { ...observed.host, ...facts },
      physicalFunctions,
    }));
}

function blurredPf(pf: PhysicalFunctionFacts): fc.Arbitrary<PhysicalFunctionFacts> {
  const facts = some<PhysicalFunctionFacts>({
    iommuGroup: fc.constantFrom(
      null,
      { id: 7, members: [pf.address] },
      { id: 8, members: [pf.address, '0000:00:1f.0'] },
    ),
    numaNode: fc.constantFrom(null, 0, 1),
    ariEnabled: maybe(fc.boolean()),
    vfTotalMsix: maybe(fc.nat(64)),
    vfBars: fc.constant([{ bar: 0, bytes: 0, prefetchable: true, is64Bit: true }]),
    totalVfs: maybe(fc.constantFrom(7, 64)),
    driversAutoprobe: maybe(fc.boolean()),
    serial: fc.constantFrom(null, 'SN-1'),
    usersUnknown: fc.constantFrom([], ['/proc cannot be read']),
    users: fc.constantFrom([], [{ kind: 'mount' as const, detail: '/srv' }]),
  });
  const network = some<NonNullable<PhysicalFunctionFacts['network']>>({
    carriesManagement: maybe(fc.boolean()),
    eswitchMode: maybe(fc.constantFrom('legacy' as const, 'switchdev' as const)),
    linkType: maybe(fc.constantFrom('ethernet' as const, 'infiniband' as const)),
  });
  const netdev = some<NonNullable<PhysicalFunctionFacts['network']>['interfaces'][number]>({
    bond: fc.constantFrom(null, { name: 'bond0', mode: '802.3ad' }, { name: 'bond0', mode: 'active-backup' }),
    bridge: fc.constantFrom(null, 'br0'),
    mtu: fc.constantFrom(null, 1500, 9000),
    maxMtu: fc.constantFrom(null, 9702),
    speedMbps: fc.constantFrom(null, 1000, 25_000),
    carrier: maybe(fc.boolean()),
    adminUp: maybe(fc.boolean()),
    permanentMac: fc.constantFrom(null, '3c:fd:fe:00:00:01'),
  });
  return fc
    .tuple(facts, network, netdev, fc.tuple(...pf.virtualFunctions.map(blurredVf)))
    .map(([change, net, interface_, virtualFunctions]) => ({
      ...pf,
      ...change,
      network: pf.network && {
        ...pf.network,
        ...net,
        interfaces: pf.network.interfaces.map((each) => ({ ...each, ...interface_ })),
      },
      virtualFunctions,
    }));
}

function blurredVf(vf: VirtualFunctionFacts): fc.Arbitrary<VirtualFunctionFacts> {
  return some<VirtualFunctionFacts>({
    users: fc.constantFrom(
      [],
      [{ kind: 'domain' as const, detail: 'vm3' }],
      [{ kind: 'netdev' as const, detail: 'eth9' }],
    ),
    usersUnknown: fc.constantFrom([], ['/run/libvirt cannot be read']),
    iommuGroup: fc.constantFrom(null, { id: 9, members: [vf.address, '0000:00:1e.0'] }, vf.iommuGroup),
    numaNode: fc.constantFrom(null, 0, 1),
    msixVectors: maybe(fc.nat(9)),
  }).map((change) => ({ ...vf, ...change }));
}

function wantedHost(observed: Inventory): fc.Arbitrary<WantedHost> {
  const path = 'rack/kvm';
  return fc
    .record({
      policy: some<WantedHost['policy']>({
        multiTenant: fc.boolean(),
        iommuMode: fc.constantFrom('translated' as const, 'passthrough' as const),
        kernelArguments: fc.subarray(['intel_iommu=on', 'iommu=pt']),
        allowReboot: fc.boolean(),
        persistence: fc.constantFrom('systemd' as const, 'external' as const, 'none' as const),
        allowDisrupt: someVfs(observed),
      }),
      pfs: fc.tuple(...observed.physicalFunctions.map((pf, n) => wantedPf(pf, `${path}/pf${n}`))),
    })
    .chain(({ policy, pfs }) =>
      fc.tuple(...pfs.flatMap((pf) => pf.pools.map((pool) => attachmentsOf(path, pool)))).map((attachments) => ({
        path,
        name: 'kvm',
        labels: {},
        policy,
        physicalFunctions: pfs,
        attachments: attachments.flat(),
        unresolved: [],
      })),
    );
}

function wantedPf({ address, network }: PhysicalFunctionFacts, path: string): fc.Arbitrary<WantedPhysicalFunction> {
  const name = network?.interfaces[0]?.name;
  return fc
    .record({
      selector: fc.constantFrom(
        { address },
        { address, permanentMac: '3c:fd:fe:00:00:01' },
        { interfaceName: name ?? 'eth9' },
      ),
      change: some<WantedPhysicalFunction>({
        numVfs: fc.nat(12),
        eswitchMode: fc.constantFrom('legacy' as const, 'switchdev' as const),
        driversAutoprobe: fc.boolean(),
        adminUp: fc.boolean(),
        mtu: fc.constantFrom(1500, 9000, 12_000),
        linkType: fc.constantFrom('ethernet' as const, 'infiniband' as const),
        allowManagement: fc.boolean(),
        guaranteeHeadroom: fc.constantFrom(0, 0.1, 0.5),
        conditions: some<WantedPhysicalFunction['conditions']>({
          dcb: fc.boolean(),
          firmwareNumVfs: fc.constantFrom(0, 4, 64),
          pauseFrames: fc.constantFrom('off' as const, 'filtered' as const, 'on' as const),
          vfToVf: fc.constantFrom('allowed' as const, 'isolated' as const),
          namePinned: fc.boolean(),
          otherManagers: fc.subarray(['netplan', 'NetworkManager']),
        }),
      }),
      externallyManaged: weighted(8),
      toVm: weighted(20),
      pools: fc.array(wantedPool(), { maxLength: 3 }),
      unresolved: fc.constantFrom([], [], [], ['numVfs']),
    })
    .map(({ change, selector, externallyManaged, toVm, pools, unresolved }) => ({
      conditions: {},
      ...change,
      ...(toVm && { assignedToVm: 'vm-with-card' }),
      path,
      selector,
      externallyManaged,
      pools: pools.map((pool, n) => ({ ...pool, path: `${path}/pool${n}` })),
      unresolved,
    }));
}

function wantedPool(): fc.Arbitrary<WantedPool> {
  return fc
    .record({
      count: fc.nat(5),
      settings: vfSettings(),
      use: vfUse(),
      change: some<WantedPool>({ firstVf: fc.nat(6), reserve: fc.nat(2), namespaceBytes: fc.constant(2 ** 30) }),
    })
    .map(({ change, ...pool }) => ({ ...change, ...pool, path: '', unresolved: [] }));
}

function attachmentsOf(host: string, pool: WantedPool): fc.Arbitrary<readonly WantedAttachment[]> {
  const name = pool.path.slice(host.length + 1).replaceAll('/', '-');
  const one = fc.record({
    overrides: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: vfSettings() }),
    use: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: vfUse() }),
    vm: fc.constantFrom(null, 'vm1', 'vm2', 'vm3'),
    change: some<WantedAttachment>({
      pinnedVf: fc.nat(6),
      demand: fc.constantFrom<Demand>(
        { kind: 'network', txMbps: 400, rxMbps: 900, frameBytes: 1518 },
        { kind: 'network', txMbps: 5000, rxMbps: 10, frameBytes: 64 },
        { kind: 'block', iops: 50_000, blockBytes: 4096, readShare: 0.7, queueDepth: 16 },
      ),
      guarantee: fc.constantFrom({ txMbps: 100 }, { rxMbps: 500 }, { iops: 1000 }),
      vmNumaNode: fc.nat(1),
      numaPolicy: fc.constantFrom('required' as const, 'preferred' as const, 'socket' as const, 'none' as const),
      haGroup: fc.constantFrom('a', 'b'),
      migratable: fc.boolean(),
    }),
  });
  return fc.array(one, { maxLength: 3 }).map((list) =>
    list.map(({ change, vm, ...rest }, n) => ({
      ...change,
      ...rest,
      path: `${host}/${name}-${n}`,
      vm: vm ?? `${name}-${n}`,
      pool: pool.path,
      unresolved: [],
    })),
  );
}

function vfSettings(): fc.Arbitrary<VfSettings> {
  return some<VfSettings>({
    driver: fc.constantFrom('vfio-pci' as const, 'vfio-pci' as const, 'native' as const, 'none' as const),
    mac: fc.constantFrom('02:00:00:00:00:01', '02:00:00:00:00:02'),
    vlan: fc.constantFrom(0, 1, 100, 4094),
    vlanQos: fc.nat(7),
    vlanProtocol: fc.constantFrom('802.1Q' as const, '802.1ad' as const),
    spoofCheck: fc.boolean(),
    trust: fc.boolean(),
    linkState: fc.constantFrom('auto' as const, 'enable' as const, 'disable' as const),
    minTxRateMbps: fc.constantFrom(0, 100, 1000),
    maxTxRateMbps: fc.constantFrom(0, 5, 100, 50_000),
    queryRss: fc.boolean(),
    mtu: fc.constantFrom(1500, 9000),
    msixVectors: fc.nat(9),
    nvmeVirtualQueues: fc.nat(5),
    nvmeVirtualInterrupts: fc.nat(3),
    namespaceId: fc.integer({ min: 1, max: 3 }),
    namespaceShared: fc.boolean(),
  });
}

function vfUse(): fc.Arbitrary<VfUse> {
  return some<VfUse>({
    tenant: fc.constantFrom('a', 'b'),
    rdma: fc.boolean(),
    promiscuous: fc.boolean(),
    guestMacChange: fc.boolean(),
    guestVlans: fc.constantFrom([], [100], [5, 6]),
    macFilters: fc.constantFrom(1, 100),
    queuePairs: fc.constantFrom(1, 16),
    vdpa: fc.boolean(),
    trustedTenant: fc.boolean(),
    needsControllerMemory: fc.boolean(),
  });
}

/** Some of the fields; each is there in one of four. */
function some<T>(fields: { readonly [Field in keyof T]?: fc.Arbitrary<T[Field]> }): fc.Arbitrary<Partial<T>> {
  const optional = Object.entries<fc.Arbitrary<unknown> | undefined>(fields).map(([name, value]) =>
    fc
      .oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value as fc.Arbitrary<unknown> })
      .map((drawn) => [name, drawn] as const),
  );
  return fc
    .tuple(...optional)
    .map((drawn) => Object.fromEntries(drawn.filter(([, value]) => value !== undefined)) as Partial<T>);
}

function weighted(inverse: number): fc.Arbitrary<boolean> {
  return fc.nat(inverse - 1).map((n) => n === 0);
}

function maybe<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.option(value, { freq: 2 });
}
