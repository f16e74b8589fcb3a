import fc from '../support/properties';
import type { Inventory, PhysicalFunctionFacts, VirtualFunctionFacts } from '../../lib/inventory/inventory';
import type { TargetPf, TargetState, TargetVf } from '../../lib/plan/host-plan';
import { builtInKernel } from '../support/kernel';
import type { KernelOperation } from '../../lib/simulate/kernel/operation';
import { hostFacts, interfaceFacts, nicFacts, nvmeFacts } from '../support/facts';

/**
 * Random hosts: one to three PFs of several drivers, in a state that a kernel could be in (whatever random operations
 * left behind), some VFs in use, and a random target within what driver and device can do.
 */
export interface RandomHost {
  readonly observed: Inventory;
  readonly target: TargetState;
}

type Kind = 'igb' | 'ice' | 'i40e' | 'mlx5_core' | 'bnxt_en' | 'unheard_of' | 'nvme';

const KINDS: readonly Kind[] = ['igb', 'ice', 'i40e', 'mlx5_core', 'bnxt_en', 'unheard_of', 'nvme'];

/** PCI ids that the catalog knows, so that the native VF driver is found. */
const IDS: Readonly<Record<Kind, { vendorId: string; deviceId: string; vfDriver: string | null }>> = {
  igb: { vendorId: '8086', deviceId: '10c9', vfDriver: 'igbvf' },
  ice: { vendorId: '8086', deviceId: '159b', vfDriver: 'iavf' },
  i40e: { vendorId: '8086', deviceId: '1572', vfDriver: 'iavf' },
  mlx5_core: { vendorId: '15b3', deviceId: '101d', vfDriver: 'mlx5_core' },
  bnxt_en: { vendorId: '14e4', deviceId: '1750', vfDriver: 'bnxt_en' },
  unheard_of: { vendorId: 'ffff', deviceId: 'ffff', vfDriver: null },
  nvme: { vendorId: '1b36', deviceId: '0010', vfDriver: 'nvme' },
};

/** Drivers without switchdev mode. */
const LEGACY_ONLY: ReadonlySet<Kind> = new Set(['igb', 'i40e']);
/** Drivers without guarantees. */
const WITHOUT_GUARANTEES = LEGACY_ONLY;
/** VLANs that VFs of i40e, as it is built beside the kernel, are held to. */
const LISTS = ['all', '100', '100,200-210'] as const;

const SPEED = 1000;
const MAX_VFS = 7;

export const randomHost: fc.Arbitrary<RandomHost> = fc
  .tuple(
    fc.array(fc.constantFrom(...KINDS), { minLength: 1, maxLength: 3 }),
    fc.subarray(['vfio_pci', 'igbvf', 'iavf', 'nvme']),
    fc.boolean(),
  )
  .chain(([kinds, modules, cabled]) => {
    const pfs = kinds.map((kind, n) => freshPf(kind, n, cabled));
    const fresh: Inventory = {
      inventoryVersion: 1,
      takenAt: null,
      host: hostFacts({ modules }),
      physicalFunctions: pfs,
    };
    return fc.record({
      observed: history(pfs).chain((operations) => listed(after(fresh, operations)).chain(used)),
      target: fc
        .tuple(...pfs.map((pf, n) => targetOfPf(pf, kinds[n] ?? 'igb')))
        .map((physicalFunctions) => ({ physicalFunctions })),
    });
  });

function freshPf(kind: Kind, n: number, cabled: boolean): PhysicalFunctionFacts {
  const address = `0000:${(0x10 + n).toString(16)}:00.0`;
  const { vendorId, deviceId } = IDS[kind];
  const common = {
    address,
    vendorId,
    deviceId,
    driver: kind,
    totalVfs: MAX_VFS,
    iommuGroup: { id: 10 + n, members: [address] },
    subordinateBus: 0x10 + n,
    vfBars: [],
  };
  if (kind === 'nvme') return nvmeFacts({ ...common, vfTotalMsix: 0 });
  return nicFacts({
    ...common,
    vfTotalMsix: kind === 'igb' ? 0 : 1024,
    network: {
      interfaces: [
        interfaceFacts({
          name: `eth${n}`,
          speedMbps: SPEED,
          adminUp: cabled,
          carrier: cabled,
        }),
      ],
      linkType: 'ethernet',
      eswitchMode: LEGACY_ONLY.has(kind) ? null : 'legacy',
      carriesManagement: n === 2,
    },
  });
}

/** What people, tools and earlier plans may have done to the host; much of it fails, as it would for them. */
function history(pfs: readonly PhysicalFunctionFacts[]): fc.Arbitrary<readonly KernelOperation[]> {
  return fc.array(
    fc.constantFrom(...pfs).chain((pf) => operation(pf)),
    { maxLength: 25 },
  );
}

function operation(pf: PhysicalFunctionFacts): fc.Arbitrary<KernelOperation> {
  const address = pf.address;
  const vf = fc.nat(MAX_VFS - 1);
  const vfAddress = vf.map(
    (index) =>
      `${address.slice(0, 8)}${pf.deviceClass === 'nvme' ? '00' : '01'}.${pf.deviceClass === 'nvme' ? index + 1 : index}`,
  );
  const driver = fc.constantFrom('vfio-pci', 'igbvf', 'iavf', 'nvme');
  const controllerId = fc.integer({ min: 1, max: MAX_VFS });
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc.nat(MAX_VFS).map((n): KernelOperation => ({
        do: 'write-numvfs',
        pf: address,
        text: String(n),
      })),
    },
    fc.boolean().map((on): KernelOperation => ({
      do: 'write-autoprobe',
      pf: address,
      text: on ? '1' : '0',
    })),
    fc.tuple(vfAddress, driver).map(([at, text]): KernelOperation => ({
      do: 'write-driver-override',
      address: at,
      text,
    })),
    fc.tuple(vfAddress, driver).map(([at, name]): KernelOperation => ({
      do: 'bind',
      driver: name,
      address: at,
    })),
    fc.tuple(vfAddress, driver).map(([at, name]): KernelOperation => ({
      do: 'unbind',
      driver: name,
      address: at,
    })),
    vfAddress.map((at): KernelOperation => ({ do: 'drivers-probe', address: at })),
    driver.map((module): KernelOperation => ({ do: 'modprobe', module })),
    fc.boolean().map((up): KernelOperation => ({ do: 'ip-link', pf: address, up })),
    fc.constant<KernelOperation>({
      do: 'wait-carrier',
      pf: address,
      timeoutSeconds: 10,
    }),
    fc.constantFrom(1500, 9000).map((mtu): KernelOperation => ({ do: 'ip-link-mtu', pf: address, mtu })),
    fc
      .constantFrom('legacy' as const, 'switchdev' as const)
      .map((mode): KernelOperation => ({ do: 'eswitch-mode', pf: address, mode })),
    fc.tuple(vf, fc.boolean()).map(([index, on]): KernelOperation => ({
      do: 'ip-link-vf',
      pf: address,
      vf: index,
      setting: { name: 'spoofCheck', on },
    })),
    fc.tuple(vf, fc.nat(4)).map(([index, vlan]): KernelOperation => ({
      do: 'ip-link-vf',
      pf: address,
      vf: index,
      setting: { name: 'vlan', vlan, qos: 0, protocol: '802.1Q' },
    })),
    fc.tuple(vf, fc.nat(4)).map(([index, step]): KernelOperation => ({
      do: 'ip-link-vf',
      pf: address,
      vf: index,
      setting: { name: 'rate', minTxMbps: 0, maxTxMbps: step * 100 },
    })),
    fc.tuple(controllerId, fc.nat(4), fc.constantFrom(0, 1)).map(([id, count, resource]): KernelOperation => ({
      do: 'virt-mgmt',
      pf: address,
      controllerId: id,
      action: 8,
      resource,
      count,
    })),
    fc.tuple(controllerId, fc.constantFrom(7, 9)).map(([id, action]): KernelOperation => ({
      do: 'virt-mgmt',
      pf: address,
      controllerId: id,
      action,
    })),
    fc.tuple(controllerId, fc.constantFrom(1, 2)).map(([id, nsid]): KernelOperation => ({
      do: 'attach-ns',
      pf: address,
      controllerId: id,
      nsid,
    })),
  );
}

function after(fresh: Inventory, operations: readonly KernelOperation[]): Inventory {
  const kernel = builtInKernel(fresh);
  for (const each of operations) kernel.operate(each);
  // Only VFs show that i40e is the one that keeps lists.
  for (const { address, driver, numVfs } of kernel.observe().physicalFunctions) {
    if (driver === 'i40e' && numVfs === 0) kernel.operate({ do: 'write-numvfs', pf: address, text: '1' });
  }
  kernel.elapse(60_000);
  return kernel.observe();
}

/** VFs of i40e without a port VLAN have lists. */
function listed(observed: Inventory): fc.Arbitrary<Inventory> {
  return fc.array(fc.constantFrom(...LISTS), { minLength: MAX_VFS, maxLength: MAX_VFS }).map((lists) => ({
    ...observed,
    physicalFunctions: observed.physicalFunctions.map((pf) => ({
      ...pf,
      virtualFunctions: pf.virtualFunctions.map((vf) => {
        if (pf.driver !== 'i40e' || vf.network === null) return vf;
        const allowedVlans = vf.network.vlan === 0 ? (lists[vf.index] ?? 'all') : 'all';
        return { ...vf, network: { ...vf.network, allowedVlans } };
      }),
    })),
  }));
}

/** Some VFs are in use, also of those that are on no driver now. */
function used(observed: Inventory): fc.Arbitrary<Inventory> {
  const vfs = observed.physicalFunctions.flatMap(({ virtualFunctions }) => virtualFunctions);
  return fc
    .subarray([...vfs], { maxLength: Math.min(3, vfs.length) })
    .map((inUse) => withUsers(observed, new Set(inUse.map((vf) => vf.address))));
}

function withUsers(observed: Inventory, inUse: ReadonlySet<string>): Inventory {
  const use = (vf: VirtualFunctionFacts): VirtualFunctionFacts =>
    inUse.has(vf.address) ? { ...vf, users: [{ kind: 'vfio', detail: 'qemu 4711' }] } : vf;
  return {
    ...observed,
    physicalFunctions: observed.physicalFunctions.map((pf) => ({
      ...pf,
      virtualFunctions: pf.virtualFunctions.map(use),
    })),
  };
}

function targetOfPf(pf: PhysicalFunctionFacts, kind: Kind): fc.Arbitrary<TargetPf> {
  const net = kind !== 'nvme';
  const { vfDriver } = IDS[kind];
  return fc
    .record(
      {
        numVfs: fc.nat(MAX_VFS),
        driversAutoprobe: fc.boolean(),
        adminUp: fc.constant(true),
        mtu: fc.constantFrom(1500, 9000),
        eswitchMode: fc.constantFrom('legacy' as const, 'switchdev' as const),
      },
      {
        requiredKeys: ['numVfs', ...(net ? ['adminUp' as const] : [])] as const,
      },
    )
    .chain(({ numVfs, driversAutoprobe, adminUp, mtu, eswitchMode }) =>
      fc
        .subarray(Array.from({ length: numVfs }, (_, index) => index))
        .chain((indexes) =>
          fc.tuple(
            ...indexes.map((index) => targetVf(kind, index, eswitchMode === 'switchdev' && !LEGACY_ONLY.has(kind))),
          ),
        )
        .map((virtualFunctions): TargetPf => {
          const network = net ? { adminUp: adminUp ?? true, ...(mtu !== undefined && { mtu }) } : {};
          return {
            path: `host/${pf.address}`,
            address: pf.address,
            deviceClass: net ? 'net' : 'nvme',
            driver: kind,
            vfDriver,
            numVfs,
            ...(driversAutoprobe !== undefined && { driversAutoprobe }),
            ...network,
            ...(eswitchMode !== undefined && net && !LEGACY_ONLY.has(kind) && { eswitchMode }),
            virtualFunctions,
          };
        }),
    );
}

function targetVf(kind: Kind, index: number, switchdev: boolean): fc.Arbitrary<TargetVf> {
  const { vfDriver } = IDS[kind];
  const driver = fc.constantFrom('vfio-pci', ...(vfDriver === null ? [] : [vfDriver]), null);
  const attachment = fc.constantFrom(undefined, `host/vm${index}`);
  return (
    fc
      .tuple(fc.option(driver, { nil: undefined, freq: 4 }), attachment, settings(kind, index, switchdev))
      // The nvme driver starts no controller that nobody brings online.
      .filter(([on, , rest]) => on !== 'nvme' || rest.nvme !== undefined)
      .map(([on, owner, rest]): TargetVf => ({
        index,
        address: null,
        ...(owner !== undefined && { attachment: owner, vm: `vm${index}` }),
        ...(on !== undefined && { driver: on }),
        ...rest,
      }))
  );
}

function settings(kind: Kind, index: number, switchdev: boolean): fc.Arbitrary<Partial<TargetVf>> {
  if (kind === 'nvme') return controller(index);
  const everywhere = {
    mac: fc.constant(`02:00:00:00:00:0${index}`),
    vlan: fc.record({
      vlan: fc.nat(4),
      qos: fc.constant(0),
      protocol: fc.constant('802.1Q' as const),
    }),
    rate: fc.record({
      minTxMbps: WITHOUT_GUARANTEES.has(kind) ? fc.constant(0) : fc.nat(Math.floor(SPEED / MAX_VFS)),
      maxTxMbps: fc.constantFrom(0, 500, SPEED),
    }),
  };
  const inLegacy = { spoofCheck: fc.boolean(), trust: fc.boolean() };
  const notOnIgb = {
    linkState: fc.constantFrom('auto' as const, 'enable' as const, 'disable' as const),
  };
  // VFs that are created in legacy mode may be switched afterwards: what an uplink representor lacks is left out.
  const lacking = kind === 'mlx5_core';
  const msix: { msixVectors?: fc.Arbitrary<number> } =
    kind === 'ice' || kind === 'mlx5_core' ? { msixVectors: fc.integer({ min: 2, max: 8 }) } : {};
  // A list and a port VLAN do not stand beside each other.
  const lists: { allowedVlans?: fc.Arbitrary<string> } =
    kind === 'i40e' ? { allowedVlans: fc.constantFrom(...LISTS) } : {};
  return fc
    .record(
      {
        ...everywhere,
        ...lists,
        ...(lacking || switchdev ? {} : inLegacy),
        ...(kind === 'igb' || lacking || switchdev ? {} : notOnIgb),
        ...msix,
      },
      { requiredKeys: [] },
    )
    .map(({ allowedVlans, ...rest }) => ({
      ...rest,
      ...(!rest.vlan?.vlan && allowedVlans !== undefined && { allowedVlans }),
    }));
}

function controller(index: number): fc.Arbitrary<Partial<TargetVf>> {
  return fc.record(
    {
      nvme: fc.record({
        controllerId: fc.constant(index + 1),
        virtualQueues: fc.integer({ min: 2, max: 4 }),
        virtualInterrupts: fc.integer({ min: 1, max: 2 }),
        namespaceIds: fc.subarray([1]),
      }),
    },
    { requiredKeys: [] },
  );
}
