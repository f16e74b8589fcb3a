import { LINK_SETTINGS, SETTING_ROWS } from '../model/vf-settings';
import type {
  BootVfFacts,
  HostFacts,
  HugepageFacts,
  InterfaceFacts,
  NamespaceFacts,
  NumaNodeFacts,
  NvmeFacts,
  NvmePrimaryCapabilities,
  PcieLinkFacts,
  PhysicalFunctionFacts,
  SecondaryControllerFacts,
  UserFacts,
  VfBarFacts,
  VfNetworkFacts,
  VirtualFunctionFacts,
} from './inventory';

/**
 * Facts of which nothing is known: what stands for a field that a document leaves out, in the order in which fields are
 * written.
 */

export const HOST: HostFacts = {
  hostname: null,
  machine: { machineId: null, boardSerial: null, productSerial: null },
  kernelRelease: null,
  architecture: null,
  kernelArguments: [],
  iommu: { enabled: null, mode: null, interruptRemapping: null, unsafeInterrupts: null, acsOverride: null },
  cpus: { model: null, sockets: null, cores: null, threads: null },
  numaNodes: [],
  hugepages: [],
  modules: null,
  bootVfs: null,
};

export const BOOT_VFS: BootVfFacts = {
  by: 'module',
  where: '',
  module: null,
  parameter: null,
  netdev: null,
  value: null,
};

export const LINK: PcieLinkFacts = { address: '', speedGTs: null, width: null, maxSpeedGTs: null, maxWidth: null };

export const PHYSICAL_FUNCTION: PhysicalFunctionFacts = {
  address: '',
  vendorId: '',
  deviceId: '',
  subsystemVendorId: null,
  subsystemDeviceId: null,
  classCode: '',
  deviceClass: 'other',
  driver: null,
  driverOverride: null,
  slot: null,
  serial: null,
  totalVfs: null,
  numVfs: 0,
  vfOffset: null,
  vfStride: null,
  vfDeviceId: null,
  driversAutoprobe: null,
  ariEnabled: null,
  atsEnabled: null,
  vfTotalMsix: null,
  vfBars: [],
  numaNode: null,
  localCpus: null,
  iommuGroup: null,
  link: LINK,
  upstreamLinks: [],
  subordinateBus: null,
  network: null,
  nvme: null,
  virtualFunctions: [],
  users: [],
  usersUnknown: [],
};

export const VIRTUAL_FUNCTION: VirtualFunctionFacts = {
  index: 0,
  address: '',
  computedAddress: null,
  driver: null,
  driverOverride: null,
  iommuGroup: null,
  numaNode: null,
  msixVectors: null,
  network: null,
  interface: null,
  users: [],
  usersUnknown: [],
};

export const INTERFACE: InterfaceFacts = {
  name: '',
  mac: null,
  permanentMac: null,
  mtu: null,
  minMtu: null,
  maxMtu: null,
  adminUp: null,
  carrier: null,
  speedMbps: null,
  port: null,
  bond: null,
  bridge: null,
};

export const VF_NETWORK = Object.fromEntries(
  LINK_SETTINGS.flatMap((name) => {
    const { alwaysReported, usual, link } = SETTING_ROWS[name];
    // What there is on InfiniBand alone stands only in what is said of VFs there.
    return link === 'infiniband' ? [] : [[name, alwaysReported ? usual : null]];
  }),
) as unknown as VfNetworkFacts;

export const NVME: NvmeFacts = {
  controller: null,
  model: null,
  firmware: null,
  controllerId: null,
  virtualizationManagement: null,
  capacityBytes: null,
  unallocatedBytes: null,
  capabilities: null,
  secondaryControllers: [],
  namespaces: [],
};

export const CAPABILITIES: NvmePrimaryCapabilities = {
  vqFlexibleTotal: 0,
  vqAssigned: 0,
  vqPrimary: 0,
  vqMaxPerSecondary: 0,
  vqGranularity: 0,
  viFlexibleTotal: 0,
  viAssigned: 0,
  viPrimary: 0,
  viMaxPerSecondary: 0,
  viGranularity: 0,
};

export const SECONDARY_CONTROLLER: SecondaryControllerFacts = {
  controllerId: 0,
  vf: null,
  online: false,
  virtualQueues: 0,
  virtualInterrupts: 0,
};
export const NAMESPACE: NamespaceFacts = {
  nsid: 0,
  bytes: null,
  shared: null,
  controllers: null,
  mounted: null,
  boot: null,
};
export const NUMA_NODE: NumaNodeFacts = { id: 0, cpus: '', memoryBytes: null, distances: [], sockets: [] };
export const HUGEPAGES: HugepageFacts = { pageBytes: 0, numaNode: null, total: 0, free: null };
export const VF_BAR: VfBarFacts = { bar: 0, bytes: 0, prefetchable: false, is64Bit: false };
export const USER: UserFacts = { kind: 'vfio', detail: '' };
