import { DEVICE_CLASSES, functionClassOf } from '../device-class';
import { comparePciAddresses } from '../model/pci';
import type { PciAddress } from '../model/units';
import { GUIDS } from '../model/vf-settings';
import {
  BOOT_VFS,
  CAPABILITIES,
  HOST,
  HUGEPAGES,
  INTERFACE,
  LINK,
  NAMESPACE,
  NUMA_NODE,
  NVME,
  PHYSICAL_FUNCTION,
  SECONDARY_CONTROLLER,
  USER,
  VF_BAR,
  VF_NETWORK,
  VIRTUAL_FUNCTION,
} from './blank';
import type {
  InterfaceFacts,
  Inventory,
  IommuGroupFacts,
  NvmeFacts,
  PcieLinkFacts,
  PhysicalFunctionFacts,
  VfNetworkFacts,
  VirtualFunctionFacts,
} from './inventory';

/** The same data with every field optional: what the JSON form may leave out. */
export type Sparse<T> = T extends readonly (infer U)[]
  ? readonly Sparse<U>[]
  : T extends object
    ? { readonly [K in keyof T]?: Sparse<T[K]> }
    : T;

export type SparseInventory = Sparse<Inventory>;

/** Fills in what the document leaves out; all stays in its order. The document has passed the schema. */
export function withDefaults(document: SparseInventory): Inventory {
  const { host = {} } = document;
  return {
    inventoryVersion: 1,
    takenAt: document.takenAt ?? null,
    host: {
      ...filled(HOST, host),
      machine: filled(HOST.machine, host.machine),
      iommu: filled(HOST.iommu, host.iommu),
      cpus: filled(HOST.cpus, host.cpus),
      numaNodes: eachFilled(NUMA_NODE, host.numaNodes),
      hugepages: eachFilled(HUGEPAGES, host.hugepages),
      ...(host.vfioModules && { vfioModules: host.vfioModules }),
      bootVfs: host.bootVfs == null ? null : eachFilled(BOOT_VFS, host.bootVfs),
    },
    physicalFunctions: (document.physicalFunctions ?? []).map(physicalFunction),
  };
}

/** The inventory with functions in order of their address and VFs in order of their index. */
export function inOrder(inventory: Inventory): Inventory {
  const functions = inventory.physicalFunctions.map((pf) => ({
    ...pf,
    virtualFunctions: [...pf.virtualFunctions].sort((a, b) => a.index - b.index),
  }));
  return { ...inventory, physicalFunctions: functions.sort((a, b) => comparePciAddresses(a.address, b.address)) };
}

function physicalFunction(sparse: Sparse<PhysicalFunctionFacts>): PhysicalFunctionFacts {
  const pf = filled(PHYSICAL_FUNCTION, sparse);
  const address = pf.address.toLowerCase();
  const virtualFunctions = pf.virtualFunctions.map(virtualFunction);
  const classCode = (sparse.classCode ?? presumedClassCode(sparse)).toLowerCase();
  return {
    ...pf,
    address,
    vendorId: pf.vendorId.toLowerCase(),
    deviceId: pf.deviceId.toLowerCase(),
    subsystemVendorId: lower(pf.subsystemVendorId),
    subsystemDeviceId: lower(pf.subsystemDeviceId),
    classCode,
    deviceClass: sparse.deviceClass ?? functionClassOf(classCode),
    numVfs: sparse.numVfs ?? virtualFunctions.length,
    vfDeviceId: lower(pf.vfDeviceId),
    ...(pf.vfSubsystemId !== undefined && { vfSubsystemId: pf.vfSubsystemId.toLowerCase() }),
    vfBars: eachFilled(VF_BAR, pf.vfBars),
    iommuGroup: iommuGroup(pf.iommuGroup, address),
    link: pcieLink(pf.link, address),
    upstreamLinks: pf.upstreamLinks.map((link) => pcieLink(link, address)),
    network: pf.network === null ? null : network(pf.network),
    nvme: pf.nvme === null ? null : nvme(pf.nvme),
    virtualFunctions,
    users: eachFilled(USER, pf.users),
  };
}

/** Nothing for `other`, which the checks refuse: the schema asks for `classCode` or `deviceClass`. */
function presumedClassCode({ deviceClass, network: net }: Sparse<PhysicalFunctionFacts>): string {
  if (deviceClass === undefined || deviceClass === 'other') return '';
  return DEVICE_CLASSES[deviceClass].presumedClassCode(net?.linkType);
}

function virtualFunction(sparse: Sparse<VirtualFunctionFacts>): VirtualFunctionFacts {
  const vf = filled(VIRTUAL_FUNCTION, sparse);
  const address = vf.address.toLowerCase();
  return {
    ...vf,
    address,
    computedAddress: lower(vf.computedAddress),
    iommuGroup: iommuGroup(vf.iommuGroup, address),
    network: vf.network === null ? null : vfNetwork(vf.network),
    interface: vf.interface === null ? null : networkInterface(vf.interface),
    users: eachFilled(USER, vf.users),
  };
}

function iommuGroup(group: IommuGroupFacts | null, self: PciAddress): IommuGroupFacts | null {
  if (group === null) return null;
  const members = group.members.map((member) => member.toLowerCase());
  if (!members.includes(self)) members.push(self);
  return { id: group.id, members: members.sort(comparePciAddresses) };
}

function pcieLink(sparse: Sparse<PcieLinkFacts>, self: PciAddress): PcieLinkFacts {
  return { ...filled(LINK, sparse), address: sparse.address?.toLowerCase() || self };
}

function network(sparse: Sparse<PhysicalFunctionFacts['network']>): PhysicalFunctionFacts['network'] {
  return {
    interfaces: (sparse?.interfaces ?? []).map(networkInterface),
    linkType: sparse?.linkType ?? null,
    eswitchMode: sparse?.eswitchMode ?? null,
    carriesManagement: sparse?.carriesManagement ?? null,
    ...(sparse?.rateNodes && { rateNodes: sparse.rateNodes }),
    ...(sparse?.joinedPfs && { joinedPfs: sparse.joinedPfs.map((address) => address.toLowerCase()) }),
    ...(sparse?.safeMode !== undefined && { safeMode: sparse.safeMode }),
    ...(sparse?.managementEvidence && { managementEvidence: sparse.managementEvidence }),
  };
}

function networkInterface(sparse: Sparse<InterfaceFacts>): InterfaceFacts {
  const netdev = filled(INTERFACE, sparse);
  const { bond } = netdev;
  return {
    ...netdev,
    mac: lower(netdev.mac),
    permanentMac: lower(netdev.permanentMac),
    bond: bond === null ? null : { name: bond.name, mode: bond.mode ?? null },
  };
}

function vfNetwork(sparse: Sparse<VfNetworkFacts>): VfNetworkFacts {
  const settings = filled(VF_NETWORK, sparse);
  const guids = GUIDS.flatMap((name) => {
    const guid = settings[name];
    return guid === undefined ? [] : [[name, guid.toLowerCase()] as const];
  });
  return { ...settings, mac: lower(settings.mac), ...Object.fromEntries(guids) };
}

function nvme(sparse: Sparse<NvmeFacts>): NvmeFacts {
  return {
    ...filled(NVME, sparse),
    capabilities: sparse.capabilities ? filled(CAPABILITIES, sparse.capabilities) : null,
    secondaryControllers: eachFilled(SECONDARY_CONTROLLER, sparse.secondaryControllers),
    namespaces: eachFilled(NAMESPACE, sparse.namespaces),
  };
}

/** The fields of `sparse`, in the order of `defaults`, which has every one of them. */
function filled<T extends object>(defaults: T, sparse: Sparse<T> | null | undefined): T {
  const result = { ...defaults };
  for (const key in sparse) {
    const value: unknown = sparse[key];
    if (value !== undefined) result[key as unknown as keyof T] = value as T[keyof T];
  }
  return result;
}

function eachFilled<T extends object>(defaults: T, items: readonly Sparse<T>[] | undefined): T[] {
  return (items ?? []).map((item) => filled(defaults, item));
}

function lower(text: string | null): string | null {
  return text === null ? null : text.toLowerCase();
}
