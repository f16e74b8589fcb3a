import { VF_NETWORK } from '../../lib/inventory/blank';
import type {
  HostFacts,
  InterfaceFacts,
  Inventory,
  NvmeFacts,
  PhysicalFunctionFacts,
  VfNetworkFacts,
  VirtualFunctionFacts,
} from '../../lib/inventory/inventory';

/** Builders of observed facts for tests: a plain healthy host, changed only where a test says so. */

/** As drivers report it that know no more than most. */
export const NETWORK_DEFAULTS: VfNetworkFacts = {
  ...VF_NETWORK,
  mac: '00:00:00:00:00:00',
  spoofCheck: true,
  trust: false,
  linkState: 'auto',
};

export function hostFacts(change: Partial<HostFacts> = {}): HostFacts {
  return {
    hostname: 'kvm01',
    machine: { machineId: null, boardSerial: null, productSerial: null },
    kernelRelease: '6.1.0',
    architecture: 'x86_64',
    kernelArguments: ['intel_iommu=on'],
    iommu: { enabled: true, mode: 'strict', interruptRemapping: true, unsafeInterrupts: false, acsOverride: false },
    cpus: { model: 'test', sockets: 2, cores: 32, threads: 64 },
    numaNodes: [
      { id: 0, cpus: '0-31', memoryBytes: 2 ** 36, distances: [10, 21], sockets: [] },
      { id: 1, cpus: '32-63', memoryBytes: 2 ** 36, distances: [21, 10], sockets: [] },
    ],
    hugepages: [],
    modules: ['vfio_pci', 'vfio_iommu_type1', 'ice', 'nvme'],
    bootVfs: [],
    ...change,
  };
}

export function interfaceFacts(change: Partial<InterfaceFacts> = {}): InterfaceFacts {
  return {
    name: 'ens1f0',
    mac: '3c:fd:fe:00:00:01',
    permanentMac: '3c:fd:fe:00:00:01',
    mtu: 1500,
    minMtu: 68,
    maxMtu: 9702,
    adminUp: true,
    carrier: true,
    speedMbps: 25_000,
    port: 0,
    bond: null,
    bridge: null,
    ...change,
  };
}

export function vfFacts(index: number, change: Partial<VirtualFunctionFacts> = {}): VirtualFunctionFacts {
  const address = `0000:3b:01.${index % 8}`;
  return {
    index,
    address,
    computedAddress: address,
    driver: 'iavf',
    driverOverride: null,
    iommuGroup: { id: 100 + index, members: [address] },
    numaNode: 0,
    msixVectors: null,
    network: { ...NETWORK_DEFAULTS },
    interface: null,
    users: [],
    usersUnknown: [],
    ...change,
  };
}

/** One port of an Intel E810-XXV (ice), 128 VFs at most, none created, on NUMA node 0. */
export function nicFacts(change: Partial<PhysicalFunctionFacts> = {}): PhysicalFunctionFacts {
  const address = change.address ?? '0000:3b:00.0';
  return {
    address,
    vendorId: '8086',
    deviceId: '159b',
    subsystemVendorId: '8086',
    subsystemDeviceId: '0003',
    classCode: '020000',
    deviceClass: 'net',
    driver: 'ice',
    driverOverride: null,
    slot: '1',
    serial: null,
    totalVfs: 128,
    numVfs: 0,
    vfOffset: 8,
    vfStride: 1,
    vfDeviceId: '1889',
    driversAutoprobe: true,
    ariEnabled: true,
    atsEnabled: false,
    vfTotalMsix: 1024,
    vfBars: [
      { bar: 0, bytes: 128 * 131_072, prefetchable: true, is64Bit: true },
      { bar: 3, bytes: 128 * 16_384, prefetchable: true, is64Bit: true },
    ],
    numaNode: 0,
    localCpus: '0-31',
    iommuGroup: { id: 20, members: [address] },
    link: { address, speedGTs: 16, width: 8, maxSpeedGTs: 16, maxWidth: 8 },
    upstreamLinks: [{ address: '0000:3a:00.0', speedGTs: 16, width: 8, maxSpeedGTs: 16, maxWidth: 16 }],
    subordinateBus: 0x3d,
    network: { interfaces: [interfaceFacts()], linkType: 'ethernet', eswitchMode: 'legacy', carriesManagement: false },
    nvme: null,
    virtualFunctions: [],
    users: [],
    usersUnknown: [],
    ...change,
  };
}

/** A QEMU-like NVMe controller with 8 secondary controllers, none created. */
export function nvmeFacts(
  change: Partial<PhysicalFunctionFacts> = {},
  nvme: Partial<NvmeFacts> = {},
): PhysicalFunctionFacts {
  const address = change.address ?? '0000:86:00.0';
  return {
    ...nicFacts({ address }),
    vendorId: '1e95',
    deviceId: '0001',
    subsystemVendorId: null,
    subsystemDeviceId: null,
    classCode: '010802',
    deviceClass: 'nvme',
    driver: 'nvme',
    slot: '7',
    serial: 'ED1-0001',
    totalVfs: 8,
    vfOffset: 1,
    vfDeviceId: '0001',
    vfTotalMsix: 0,
    vfBars: [{ bar: 0, bytes: 8 * 16_384, prefetchable: false, is64Bit: true }],
    numaNode: 1,
    localCpus: '32-63',
    iommuGroup: { id: 30, members: [address] },
    link: { address, speedGTs: 16, width: 4, maxSpeedGTs: 16, maxWidth: 4 },
    upstreamLinks: [],
    subordinateBus: 0x86,
    network: null,
    nvme: {
      controller: 'nvme0',
      model: 'ED1',
      firmware: '1.0',
      controllerId: 0,
      virtualizationManagement: true,
      capacityBytes: 4e12,
      unallocatedBytes: 0,
      capabilities: {
        vqFlexibleTotal: 32,
        vqAssigned: 0,
        vqPrimary: 0,
        vqMaxPerSecondary: 4,
        vqGranularity: 1,
        viFlexibleTotal: 16,
        viAssigned: 0,
        viPrimary: 0,
        viMaxPerSecondary: 2,
        viGranularity: 1,
      },
      secondaryControllers: Array.from({ length: 8 }, (_, vf) => ({
        controllerId: vf + 1,
        vf,
        online: false,
        virtualQueues: 0,
        virtualInterrupts: 0,
      })),
      namespaces: [{ nsid: 1, bytes: 1e12, shared: true, controllers: [0], mounted: false, boot: false }],
      ...nvme,
    },
    ...change,
  };
}

export function inventory(
  physicalFunctions: readonly PhysicalFunctionFacts[] = [nicFacts()],
  host: Partial<HostFacts> = {},
): Inventory {
  return { inventoryVersion: 1, takenAt: null, host: hostFacts(host), physicalFunctions };
}

/** The same on a host whose processes were all looked at: an older capture does not tell who holds functions. */
export function lookedAt(pf: PhysicalFunctionFacts): PhysicalFunctionFacts {
  return { ...pf, virtualFunctions: pf.virtualFunctions.map((vf) => ({ ...vf, usersUnknown: [] })) };
}
