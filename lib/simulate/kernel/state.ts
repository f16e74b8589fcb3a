import type { DriverBehaviour } from '../../catalog/behaviour';
import { deviceIn, type DriverTable, driverIn } from '../../catalog/driver-table';
import { DEVICE_CLASSES } from '../../device-class';
import { INTERFACE } from '../../inventory/blank';
import type {
  InterfaceFacts,
  Inventory,
  IommuGroupFacts,
  NamespaceFacts,
  NvmePrimaryCapabilities,
  PhysicalFunctionFacts,
  UserFacts,
  VfNetworkFacts,
  VirtualFunctionFacts,
} from '../../inventory/inventory';
import { quotasOf, type VfQuotaFacts } from '../../inventory/vf-quotas';
import { type PciAddressParts, parsePciAddress } from '../../model/pci';
import type { Mbps, PciAddress, VfIndex } from '../../model/units';
import { type KernelRelease, parseKernelRelease } from '../../model/kernel-release';
import { moduleOf } from '../../model/module';
import { nativeVfDriver } from '../../resolve/native-driver';

/**
 * State of the kernel model. It is mutable, as a plan has hundreds of steps; nobody outside sees it: `observe` copies.
 */
export interface KernelState {
  readonly observed: Inventory;
  readonly driverTable: DriverTable;
  /** Release of the host's kernel, which decides what its drivers do; null: not read. */
  readonly kernel: KernelRelease | null;
  readonly pfs: ReadonlyMap<PciAddress, PfState>;
  /** PFs and the VFs that exist, by address. */
  readonly functions: Map<PciAddress, FunctionState>;
  /** Loaded modules; null: not read, so every driver is taken to be there. */
  readonly modules: Set<string> | null;
  /** Drivers that are there although no module says so: some function is on them. */
  readonly drivers: Set<string>;
  readonly groups: Map<number, IommuGroupState>;
  /** Ids of groups whose last member went; the kernel gives the lowest free id out again. */
  readonly freeGroupIds: number[];
  nextGroupId: number;
  modulesChanged: boolean;
  /** Time since the observation. */
  milliseconds: number;
}

export type FunctionState = PfState | VfState;

export interface IommuGroupState {
  readonly id: number;
  /** Sorted. */
  readonly members: PciAddress[];
  changed: boolean;
  /** What an observer was told of it last; null when it has changed since. */
  observed: IommuGroupFacts | null;
}

interface BoundFunction {
  readonly address: PciAddress;
  driver: string | null;
  driverOverride: string | null;
  group: IommuGroupState | null;
  changed: boolean;
}

export interface PfState extends BoundFunction {
  readonly kind: 'pf';
  readonly facts: PhysicalFunctionFacts;
  readonly parts: PciAddressParts | null;
  /** Driver that the kernel binds to VFs by itself; null: not known. */
  readonly vfDriver: string | null;
  /** How the bound driver behaves; null without a driver. */
  behaviour: DriverBehaviour | null;
  /** As many as the capability says, less those that the bound driver keeps back. */
  totalVfs: number | null;
  numVfs: number;
  /** There is a file `qat/cfg_services`. */
  readonly showsQatServices: boolean;
  /** What it says; undefined: not known. */
  qatServices: string | undefined;
  autoprobe: boolean | null;
  eswitchMode: 'legacy' | 'switchdev' | null;
  /** Nodes of the devlink rate tree, by name. */
  rateNodes: readonly string[];
  /** Uplink netdev; null when there is none, as without a network driver. */
  netdev: NetdevState | null;
  readonly nvme: NvmeState | null;
  /** VFs that exist, by index; a VF that is missing under `numVfs` leaves a hole. */
  vfs: (VfState | undefined)[];
  /** What the driver keeps of VFs that went, by index, for those that come (`outliveVfs`). */
  readonly outlived: Map<VfIndex, Partial<VfNetworkFacts>>;
  /** Sum of the guarantees of its VFs; null until somebody asks. */
  guaranteedMbps: Mbps | null;
}

export interface NetdevState {
  readonly facts: InterfaceFacts;
  adminUp: boolean | null;
  mtu: number | null;
  /** As observed; `carrierAt` overrules it. */
  carrier: boolean | null;
  /** When the link is back, in milliseconds of the model's clock. */
  carrierAt: number | null;
}

export interface VfState extends BoundFunction {
  readonly kind: 'vf';
  /** null for a VF that the model created. */
  readonly facts: VirtualFunctionFacts | null;
  readonly pf: PfState;
  readonly index: VfIndex;
  msixVectors: number | null;
  /** By its devlink port; absent: not known. */
  migratable?: boolean;
  /** As far as they are known. */
  quotas: VfQuotaFacts;
  network: VfNetworkFacts | null;
  /** The same, once the model may write to it: nobody else holds it. */
  ownNetwork: MutableVfNetwork | null;
  interface: InterfaceFacts | null;
  users: readonly UserFacts[];
  usersUnknown: readonly string[];
}

export type MutableVfNetwork = {
  -readonly [K in keyof VfNetworkFacts]: VfNetworkFacts[K];
};

export interface NvmeState {
  /** Null when identify data were not read: nothing limits then. */
  capabilities:
    | {
        -readonly [K in keyof NvmePrimaryCapabilities]: NvmePrimaryCapabilities[K];
      }
    | null;
  /** Flexible resources that the primary controller takes with its next reset. */
  nextPrimary: { queues: number | null; interrupts: number | null };
  readonly secondaries: SecondaryState[];
  /** The list was not read: ids are taken as they come. */
  listUnknown: boolean;
  readonly namespaces: {
    facts: NamespaceFacts;
    controllers: number[] | null;
  }[];
}

export interface SecondaryState {
  readonly controllerId: number;
  readonly vf: VfIndex | null;
  online: boolean;
  virtualQueues: number;
  virtualInterrupts: number;
}

export interface KernelOptions {
  /** What is known of drivers. */
  readonly drivers: DriverTable;
  /** Native drivers of the VFs of PFs, where a plan says them; of others the built-in catalog or the VFs themselves tell. */
  readonly vfDrivers: ReadonlyMap<PciAddress, string>;
  /** The inventory was not read but presumed: PFs have netdevs whose names are not known. */
  readonly presumed: boolean;
}

export function createState(observed: Inventory, { drivers, vfDrivers, presumed }: KernelOptions): KernelState {
  const pfs = new Map<PciAddress, PfState>();
  const { modules } = observed.host;
  const state: KernelState = {
    observed,
    driverTable: drivers,
    kernel: parseKernelRelease(observed.host.kernelRelease),
    pfs,
    functions: new Map(),
    modules: modules === null ? null : new Set(modules),
    drivers: new Set(),
    groups: new Map(),
    freeGroupIds: [],
    nextGroupId: 0,
    modulesChanged: false,
    milliseconds: 0,
  };
  for (const facts of observed.physicalFunctions) pfs.set(facts.address, createPf(state, facts, presumed, vfDrivers));
  return state;
}

function createPf(
  state: KernelState,
  facts: PhysicalFunctionFacts,
  presumed: boolean,
  vfDrivers: KernelOptions['vfDrivers'],
): PfState {
  const netdev = facts.network?.interfaces[0] ?? (presumed ? presumedNetdev(facts) : undefined);
  const pf: PfState = {
    kind: 'pf',
    facts,
    address: facts.address,
    parts: parsePciAddress(facts.address),
    vfDriver: vfDrivers.get(facts.address) ?? nativeVfDriver(deviceIn(state.driverTable, facts), facts),
    behaviour: facts.driver === null ? null : driverIn(state.driverTable, facts.driver),
    driver: facts.driver,
    driverOverride: facts.driverOverride,
    group: groupOf(state, facts),
    totalVfs: facts.totalVfs,
    numVfs: facts.numVfs,
    showsQatServices: facts.qatServices !== undefined || (presumed && makesQatServices(state, facts.driver)),
    qatServices: facts.qatServices,
    autoprobe: facts.driversAutoprobe,
    eswitchMode: facts.network?.eswitchMode ?? null,
    rateNodes: facts.network?.rateNodes ?? [],
    netdev: netdev === undefined ? null : createNetdev(netdev),
    nvme: DEVICE_CLASSES[facts.deviceClass].hasSecondaryControllers ? createNvme(facts) : null,
    vfs: [],
    outlived: new Map(),
    guaranteedMbps: null,
    changed: false,
  };
  register(state, pf);
  for (const vf of facts.virtualFunctions) {
    const created = createVf(state, pf, vf);
    pf.vfs[vf.index] = created;
    register(state, created);
  }
  return pf;
}

function makesQatServices(state: KernelState, driver: string | null): boolean {
  return driver !== null && driverIn(state.driverTable, driver).qatServices !== null;
}

function createVf(state: KernelState, pf: PfState, facts: VirtualFunctionFacts): VfState {
  return {
    kind: 'vf',
    facts,
    pf,
    index: facts.index,
    address: facts.address,
    driver: facts.driver,
    driverOverride: facts.driverOverride,
    group: groupOf(state, facts),
    msixVectors: facts.msixVectors,
    ...(facts.migratable !== undefined && { migratable: facts.migratable }),
    quotas: quotasOf(facts),
    network: facts.network,
    ownNetwork: null,
    interface: facts.interface,
    users: facts.users,
    usersUnknown: facts.usersUnknown,
    changed: false,
  };
}

function register(state: KernelState, fn: FunctionState): void {
  state.functions.set(fn.address, fn);
  if (fn.driver !== null) state.drivers.add(fn.driver);
}

function presumedNetdev({ network, address }: PhysicalFunctionFacts): InterfaceFacts | undefined {
  return network === null ? undefined : { ...INTERFACE, name: `netdev of ${address}` };
}

export function createNetdev(facts: InterfaceFacts): NetdevState {
  return {
    facts,
    adminUp: facts.adminUp,
    mtu: facts.mtu,
    carrier: facts.carrier,
    carrierAt: null,
  };
}

function createNvme({ nvme }: PhysicalFunctionFacts): NvmeState {
  return {
    capabilities: nvme === null || nvme.capabilities === null ? null : { ...nvme.capabilities },
    nextPrimary: { queues: null, interrupts: null },
    secondaries: nvme === null ? [] : nvme.secondaryControllers.map((controller) => ({ ...controller })),
    listUnknown: nvme === null || (nvme.secondaryControllers.length === 0 && nvme.virtualizationManagement === null),
    namespaces: (nvme?.namespaces ?? []).map((facts) => ({
      facts,
      controllers: facts.controllers === null ? null : [...facts.controllers],
    })),
  };
}

function groupOf(state: KernelState, facts: PhysicalFunctionFacts | VirtualFunctionFacts): IommuGroupState | null {
  if (facts.iommuGroup === null) return null;
  const { id, members } = facts.iommuGroup;
  let group = state.groups.get(id);
  if (group === undefined) {
    group = { id, members: [...members], changed: false, observed: null };
    state.groups.set(id, group);
    state.nextGroupId = Math.max(state.nextGroupId, id + 1);
  }
  return group;
}

/** Whether a driver can be bound to. */
export function isPresent(state: KernelState, driver: string): boolean {
  return state.modules === null || state.drivers.has(driver) || state.modules.has(moduleOf(driver));
}
