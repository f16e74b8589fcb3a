import type { FunctionClass } from '../device-class';
import type { UserKind } from '../evidence/use';
import type { MachineIdentity } from '../model/identity';
import type { Bytes, Guid, MacAddress, Mbps, NumaNode, PciAddress, VfIndex } from '../model/units';
import type { GuidName, LinkSetting, ReportedSetting, SettingValue } from '../model/vf-settings';
import type { VlanList } from '../model/vlan-list';

/**
 * What a host has and how it is set now. `null` means: not known. Nothing is guessed.
 * The JSON form (`schemas/inventory.schema.json`) may leave out what is null or empty; `parseInventory` fills it in.
 */
export interface Inventory {
  readonly inventoryVersion: 1;
  /** When the host was read: ISO 8601, UTC. */
  readonly takenAt: string | null;
  readonly host: HostFacts;
  /** Sorted by address. */
  readonly physicalFunctions: readonly PhysicalFunctionFacts[];
}

export interface HostFacts {
  readonly hostname: string | null;
  /** By what the machine is told from every other. */
  readonly machine: MachineFacts;
  readonly kernelRelease: string | null;
  readonly architecture: string | null;
  /** The whole kernel command line, split at blanks. */
  readonly kernelArguments: readonly string[];
  readonly iommu: IommuFacts;
  readonly cpus: CpuFacts;
  readonly numaNodes: readonly NumaNodeFacts[];
  readonly hugepages: readonly HugepageFacts[];
  /** Loaded kernel modules, `_` for `-`; null when unread. */
  readonly modules: readonly string[] | null;
  /**
   * Modules of the running kernel, loaded or not, whose names hold `vfio` or `uio`, `_` for `-`: drivers that hand VFs to VMs or programs are among
   * them, or cannot be loaded. Absent: the host has no list of them.
   */
  readonly vfioModules?: readonly string[];
  /**
   * What makes VFs before anything of ours runs, besides the kernel's command line; null: nobody looked. A capture looks, a
   * look at a live host for a plan does not: it is a matter of synth.
   */
  readonly bootVfs: readonly BootVfFacts[] | null;
}

/** A setting of the host by which VFs come into being as a driver or a network manager starts. */
export interface BootVfFacts {
  readonly by: 'module' | 'networkd' | 'networkmanager' | 'netplan' | 'udev';
  /** File that says it. */
  readonly where: string;
  /** Module and its parameter, `_` for `-` in the module; of udev the driver that a rule names; null: it is none. */
  readonly module: string | null;
  readonly parameter: string | null;
  /** Name, pattern, MAC or PCI address by which the file names the PF or its netdev; null: it does not say one. */
  readonly netdev: string | null;
  /** As it stands there, most often the number of VFs; null: it says something else of VFs. */
  readonly value: string | null;
}

/** Hashes, never what they were made of: see `MachineIdentity`. */
export type MachineFacts = { readonly [Part in keyof MachineIdentity]-?: string | null };

export interface IommuFacts {
  readonly enabled: boolean | null;
  /** Default domain type: DMA (strict), DMA-FQ (lazy) or identity (passthrough). */
  readonly mode: 'strict' | 'lazy' | 'passthrough' | null;
  readonly interruptRemapping: boolean | null;
  /** `vfio_iommu_type1.allow_unsafe_interrupts`. */
  readonly unsafeInterrupts: boolean | null;
  readonly acsOverride: boolean | null;
  /** The firmware has the ACPI table of the architecture's IOMMU (DMAR, IVRS, IORT). Absent: not known, as without ACPI. */
  readonly firmwareTable?: boolean;
}

export interface CpuFacts {
  readonly model: string | null;
  readonly sockets: number | null;
  readonly cores: number | null;
  readonly threads: number | null;
}

export interface NumaNodeFacts {
  readonly id: NumaNode;
  /** As the kernel prints it: `0-15,32-47`. */
  readonly cpus: string;
  readonly memoryBytes: Bytes | null;
  /** Distance to each node, in the order of nodes. */
  readonly distances: readonly number[];
  /** Sockets (`physical_package_id`) that its CPUs are on, sorted; empty: not known, or a node of memory only. */
  readonly sockets: readonly number[];
}

export interface HugepageFacts {
  readonly pageBytes: Bytes;
  /** null: the whole host. */
  readonly numaNode: NumaNode | null;
  readonly total: number;
  readonly free: number | null;
}

/** Speed and width of one PCIe link. */
export interface PcieLinkFacts {
  /** Address of the function whose registers say so. */
  readonly address: PciAddress;
  readonly speedGTs: number | null;
  readonly width: number | null;
  readonly maxSpeedGTs: number | null;
  readonly maxWidth: number | null;
}

export interface IommuGroupFacts {
  readonly id: number;
  /** Every member, the function itself included, sorted. */
  readonly members: readonly PciAddress[];
}

/** One VF BAR of the SR-IOV capability as the kernel allocated it. */
export interface VfBarFacts {
  readonly bar: number;
  /** Space for totalVfs VFs; 0 when the kernel could not place it. */
  readonly bytes: Bytes;
  readonly prefetchable: boolean;
  readonly is64Bit: boolean;
}

export interface PhysicalFunctionFacts {
  readonly address: PciAddress;
  /** Four hexadecimal digits, lower case. */
  readonly vendorId: string;
  readonly deviceId: string;
  readonly subsystemVendorId: string | null;
  readonly subsystemDeviceId: string | null;
  /** Six hexadecimal digits: `020000`. */
  readonly classCode: string;
  /** PCI revision, by which some drivers tell generations of hardware. Absent: not read. */
  readonly revision?: number;
  readonly deviceClass: FunctionClass;
  readonly driver: string | null;
  readonly driverOverride: string | null;
  /** The module of the driver is built beside the kernel, as those of vendors are (`taint` of the module). Absent: not known, as of drivers whose module has another name. */
  readonly driverOutOfTree?: boolean;
  /** Driver's or BIOS' physical slot name. */
  readonly slot: string | null;
  readonly serial: string | null;
  /** null: the function has no SR-IOV capability that the kernel shows. */
  readonly totalVfs: number | null;
  readonly numVfs: number;
  readonly vfOffset: number | null;
  readonly vfStride: number | null;
  readonly vfDeviceId: string | null;
  /** Subsystem vendor and device of its VFs, `8086:0000`; absent: there was no VF to read it of. */
  readonly vfSubsystemId?: string;
  readonly driversAutoprobe: boolean | null;
  /** Services that a QAT is configured for (`qat/cfg_services`), `sym;asym`; absent: it shows none. */
  readonly qatServices?: string;
  readonly ariEnabled: boolean | null;
  readonly atsEnabled: boolean | null;
  /** `sriov_vf_total_msix`. */
  readonly vfTotalMsix: number | null;
  readonly vfBars: readonly VfBarFacts[];
  readonly numaNode: NumaNode | null;
  readonly localCpus: string | null;
  readonly iommuGroup: IommuGroupFacts | null;
  /** This function's own link. */
  readonly link: PcieLinkFacts;
  /** Ports above it, nearest first. */
  readonly upstreamLinks: readonly PcieLinkFacts[];
  /** Highest bus number below the bridge that the function sits under; null on a root bus. */
  readonly subordinateBus: number | null;
  readonly network: NetworkFacts | null;
  readonly nvme: NvmeFacts | null;
  readonly virtualFunctions: readonly VirtualFunctionFacts[];
  /** Who uses the PF itself. */
  readonly users: readonly UserFacts[];
  /** What could not be read and may hide more users of the PF itself, for people; empty: all evidence was read. */
  readonly usersUnknown: readonly string[];
}

export interface NetworkFacts {
  /** Netdevs of the PF, uplink first. */
  readonly interfaces: readonly InterfaceFacts[];
  readonly linkType: 'ethernet' | 'infiniband' | null;
  readonly eswitchMode: 'legacy' | 'switchdev' | null;
  /** Nodes of the devlink rate tree, by name: while there is one, no eswitch mode can be set. Absent: none, or not read. */
  readonly rateNodes?: readonly string[];
  /**
   * Other PFs for which one netdev stands together with this one, sorted (mlx5: Socket Direct, multi-PF netdev): it is that of the first of them. Absent:
   * none, or not read, as without debugfs.
   */
  readonly joinedPfs?: readonly PciAddress[];
  /**
   * The driver drives the card with one queue and without SR-IOV: ice in Safe Mode, without a DDP package that it takes; i40e while the firmware is
   * in recovery mode.
   * null: it was looked for, and nothing tells; absent: nobody looked, or the driver has no such mode.
   */
  readonly safeMode?: boolean | null;
  /** A default route or an ssh session goes through the PF, one of its VFs, or anything that lies upon their netdevs. */
  readonly carriesManagement: boolean | null;
  /** Why: `eth0.100 has a default route, on VF 2`; where it is not known, what could not be read. Absent: nothing to say. */
  readonly managementEvidence?: readonly string[];
}

export interface InterfaceFacts {
  readonly name: string;
  /** Further names (`altname` of ip link, at most 127 bytes each), by which a selector may mean it. Absent: none, or not read. */
  readonly altNames?: readonly string[];
  readonly mac: MacAddress | null;
  readonly permanentMac: MacAddress | null;
  readonly mtu: number | null;
  readonly minMtu: number | null;
  readonly maxMtu: number | null;
  readonly adminUp: boolean | null;
  readonly carrier: boolean | null;
  readonly speedMbps: Mbps | null;
  /** Port of a multi-port function (`dev_port`). */
  readonly port: number | null;
  /** Name of the physical port within its NIC (`phys_port_id`), alike for PFs that share it. Absent: the driver tells none, or it was not read. */
  readonly physicalPort?: string;
  /**
   * Port of the NIC's switch, as `0c42a103007a5b90/p0`: `phys_switch_id`, which no two NICs have alike, and `phys_port_name`. Alike for PFs
   * that share a port, as those of a Socket Direct card. Absent: the driver tells none, or it was not read.
   */
  readonly switchPort?: string;
  /** Bond the netdev is a port of. */
  readonly bond: BondFacts | null;
  /** Bridge the netdev is a port of. */
  readonly bridge: string | null;
  /** Takes frames for others (`IFF_PROMISC`), whoever asked for it. Absent: not known. */
  readonly promiscuous?: boolean;
  /** How XDP programs are attached to it: run by its driver, by the kernel (generic), or by the NIC. Empty: none is. Absent: not known. */
  readonly xdp?: readonly XdpMode[];
}

export type XdpMode = 'driver' | 'generic' | 'hardware';

export interface BondFacts {
  readonly name: string;
  /** As the kernel prints it: `802.3ad`, `active-backup`. */
  readonly mode: string | null;
}

/** NVMe Identify Controller, primary controller capabilities and secondary controllers. */
export interface NvmeFacts {
  /** `nvme0`; null without a bound driver. */
  readonly controller: string | null;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly controllerId: number | null;
  /** OACS bit 7. */
  readonly virtualizationManagement: boolean | null;
  readonly capacityBytes: Bytes | null;
  readonly unallocatedBytes: Bytes | null;
  readonly capabilities: NvmePrimaryCapabilities | null;
  readonly secondaryControllers: readonly SecondaryControllerFacts[];
  readonly namespaces: readonly NamespaceFacts[];
}

/** Identify CNS 14h; names as in the NVMe specification. */
export interface NvmePrimaryCapabilities {
  /** VQFRT: flexible virtual queue resources in all; 0: controllers have their own ones, which nothing gives or takes. */
  readonly vqFlexibleTotal: number;
  /** VQRFA: of them assigned to secondary controllers. */
  readonly vqAssigned: number;
  /** VQRFAP: of them held by the primary controller. */
  readonly vqPrimary: number;
  /** VQFRSM: most for one secondary controller. */
  readonly vqMaxPerSecondary: number;
  /** VQGRAN. */
  readonly vqGranularity: number;
  readonly viFlexibleTotal: number;
  readonly viAssigned: number;
  readonly viPrimary: number;
  readonly viMaxPerSecondary: number;
  readonly viGranularity: number;
}

export interface SecondaryControllerFacts {
  /** SCID. */
  readonly controllerId: number;
  /** VFN - 1, so that it equals the VF index; null when the list gives VFN 0. */
  readonly vf: VfIndex | null;
  readonly online: boolean;
  /** NVQ. */
  readonly virtualQueues: number;
  /** NVI. */
  readonly virtualInterrupts: number;
}

export interface NamespaceFacts {
  readonly nsid: number;
  readonly bytes: Bytes | null;
  /** NMIC bit 0. */
  readonly shared: boolean | null;
  /** Controller ids it is attached to; null when unread. */
  readonly controllers: readonly number[] | null;
  /** Mounted, swap, or part of the running system. */
  readonly mounted: boolean | null;
  /** Holds the root or boot file system. */
  readonly boot: boolean | null;
}

export interface VirtualFunctionFacts {
  readonly index: VfIndex;
  /** From the `virtfnN` link. */
  readonly address: PciAddress;
  /** From offset and stride; equal to `address` on a sane host. */
  readonly computedAddress: PciAddress | null;
  readonly driver: string | null;
  readonly driverOverride: string | null;
  readonly iommuGroup: IommuGroupFacts | null;
  readonly numaNode: NumaNode | null;
  readonly msixVectors: number | null;
  /**
   * Made migratable by its devlink port, so that a variant of vfio-pci moves its state. Absent: the PF's driver, its card or the kernel has no
   * such thing, no port of the VF is there (legacy mode), or it was not read.
   */
  readonly migratable?: boolean;
  /** Execution quantum by `sriov_admin/vfN/profile` of the PF, 0: without limit. Absent: no such file, or it was not read. */
  readonly execQuantumMs?: number;
  /** Preemption timeout by the same folder, 0: without limit. Absent: no such file, or it was not read. */
  readonly preemptTimeoutUs?: number;
  /** Video memory by the same folder. Absent: no such file, as on a GPU without memory of its own, or it was not read. */
  readonly vramQuotaBytes?: number;
  /** What the PF's driver reports through `ip link`; null for other classes. */
  readonly network: VfNetworkFacts | null;
  /** Netdev of the VF itself, when a network driver is bound. */
  readonly interface: InterfaceFacts | null;
  readonly users: readonly UserFacts[];
  /** What could not be read and may hide more users, for people; empty: all evidence was read. */
  readonly usersUnknown: readonly string[];
}

/** As `ip link` shows it of a VF. A MAC is `00:00:00:00:00:00` when none was set; VLAN and rates are 0 without one. */
type LinkFacts = {
  readonly [K in Exclude<LinkSetting, GuidName>]: SettingValue<K> | (K extends ReportedSetting ? never : null);
};

/** Of VFs on InfiniBand, zeros where none was set; absent: the PF's driver reports none, or `ip` does not show it. */
type GuidFacts = { readonly [K in GuidName]?: Guid };

export interface VfNetworkFacts extends LinkFacts, GuidFacts {
  /**
   * VLANs that the VF may use, by `sriov/N/trunk` of the PF; absent: the PF's driver has no such file, or it was not read;
   * null: what it says is no list that is known, or is cut off.
   */
  readonly allowedVlans?: VlanList | null;
  /**
   * Frames for others that the PF's driver gives to the VF, by `sriov/N/promisc` of the PF: they stay when the VF is reset
   * and given to a VM. Absent: the driver has no such file, or it was not read; null: it says something else.
   */
  readonly promiscuity?: VfPromiscuity | null;
}

export type VfPromiscuity = 'off' | 'unicast' | 'multicast' | 'all';

/** Evidence that a function is in use now. */
export interface UserFacts {
  /**
   * `vfio`: an open group or device; `domain`: a libvirt domain; `netdev`: its netdev, or what lies upon it, is up with
   * an address, a port of something, or in another namespace; `vdpa`: a vDPA device; `process`: its UIO, verbs or block
   * device is open; `mount`: a mounted namespace or swap; `holder`: a block device is built on its namespace.
   */
  readonly kind: UserKind;
  /** Process, domain, address or mount point, for people. */
  readonly detail: string;
}
