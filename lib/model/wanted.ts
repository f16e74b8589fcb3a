import type { Demand, Guarantee } from './demand';
import type { QatService } from './qat-services';
import type { VfSettings, VfUse } from './settings';
import type { Bytes, ConstructPath, MacAddress, NumaNode, PciAddress, VfIndex } from './units';
import type { FlagOrChoice } from './vf-settings';
import type { Waivable } from './waivers';

/**
 * What is wanted, as plain readonly data: the constructs write it, everything else reads it.
 *
 * `unresolved` lists the names of properties whose value is a Terraform token: they are absent from the object,
 * and a rule that needs one of them is skipped and says so.
 */
export interface WantedHost {
  readonly path: ConstructPath;
  /** Name of the host in files and messages; defaults to the construct id. */
  readonly name: string;
  /** Earlier path of this host: what is owned under it comes along. */
  readonly movedFrom?: ConstructPath;
  readonly labels: Readonly<Record<string, string>>;
  readonly policy: HostPolicy;
  readonly physicalFunctions: readonly WantedPhysicalFunction[];
  readonly attachments: readonly WantedAttachment[];
  readonly unresolved: readonly string[];
  /** Names among those unresolved, of this host or on it, whose value was none at all; a finding says so. */
  readonly invalid?: readonly InvalidProperty[];
}

export interface InvalidProperty {
  readonly path: ConstructPath;
  readonly name: string;
}

/** Decisions about the whole host that no sysfs file can tell. */
export interface HostPolicy {
  /** VMs of tenants that do not trust each other share the host. Derived from the pools when not given. */
  readonly multiTenant?: boolean;
  /** IOMMU mode that the operator decided on. */
  readonly iommuMode?: 'translated' | 'passthrough';
  /** Kernel arguments the operator is going to set; they need a reboot. */
  readonly kernelArguments?: readonly string[];
  /** The host may be rebooted to carry out the plan. */
  readonly allowReboot?: boolean;
  /** How VFs come back after a reboot. */
  readonly persistence?: 'systemd' | 'external' | 'none';
  /** Size of a VM, both or neither, for VMs a host and cost. */
  readonly vmVcpus?: number;
  readonly vmMemoryGib?: number;
  /** Hosts that name the same group take each other's VMs in when one is lost. */
  readonly failoverGroup?: string;
  /** Attachments (construct path) and VFs (PCI address) that may be taken away or changed while they are in use. */
  readonly allowDisrupt?: readonly string[];
}

/** How a PF is found on its host; several may be given and must then agree. */
export interface PfSelector {
  readonly address?: PciAddress;
  readonly permanentMac?: MacAddress;
  /** Serial number of an NVMe controller, or of the card as the driver reports it. */
  readonly serial?: string;
  /** Physical slot name as in `/sys/bus/pci/slots`. */
  readonly slot?: string;
  /** Kernel interface name: a convenience, names move. */
  readonly interfaceName?: string;
}

export interface WantedPhysicalFunction {
  readonly path: ConstructPath;
  /** Earlier path of this PF: what is owned under it comes along. */
  readonly movedFrom?: ConstructPath;
  readonly selector: PfSelector;
  /** Catalog id or `vendor:device` of the card, for hosts without an inventory and for overrides. */
  readonly device?: string;
  /** VFs to create; when not given, what exists where that suffices for the pools, else what they need. */
  readonly numVfs?: number;
  /** Services that a QAT is configured for. */
  readonly qatServices?: readonly QatService[];
  readonly eswitchMode?: 'legacy' | 'switchdev';
  readonly driversAutoprobe?: boolean;
  /** PF netdev administratively up. */
  readonly adminUp?: boolean;
  readonly mtu?: number;
  readonly linkType?: 'ethernet' | 'infiniband';
  /** VFs are created and configured by someone else: read, check and attach, never touch. */
  readonly externallyManaged: boolean;
  /** The PF carries the host's management and may nevertheless be configured; not: given away as a whole. */
  readonly allowManagement?: boolean;
  /** Share of the link kept free of guarantees, 0 to 1. */
  readonly guaranteeHeadroom?: number;
  /** The PF itself is given to this VM. */
  readonly assignedToVm?: string;
  /** A VF token is set up for the vfio-bound PF. */
  readonly vfTokenProvided?: boolean;
  /** What is known of the card's configuration and cannot be read from sysfs. */
  readonly conditions: PfConditions;
  readonly pools: readonly WantedPool[];
  readonly unresolved: readonly string[];
}

/** Facts and decisions about a PF that change what its driver permits. */
export interface PfConditions {
  /** DCB traffic classes in use. */
  readonly trafficClasses?: number;
  readonly dcb?: boolean;
  readonly adq?: boolean;
  readonly multiFunctionPartitioning?: boolean;
  readonly macvlanOffload?: boolean;
  readonly doubleVlanMode?: boolean;
  /** bnxt firmware reports DFLT_VLAN_TPID_PCP. */
  readonly firmwareVlanTpidPcp?: boolean;
  /** Firmware NUM_OF_VFS of the card. */
  readonly firmwareNumVfs?: number;
  /** Flow control towards the VFs: off, or filtered by the NIC. */
  readonly pauseFrames?: 'off' | 'filtered' | 'on';
  /** Policy for frames from VF to VF of one port. */
  readonly vfToVf?: 'allowed' | 'isolated';
  /** A udev or .link rule pins the PF's name. */
  readonly namePinned?: boolean;
  /** Other programs that configure SR-IOV on this PF: netplan, systemd-networkd, NetworkManager, an operator. */
  readonly otherManagers?: readonly string[];
}

/** Settings that a profile may state. */
export type ProfileSetting = FlagOrChoice;

/** What made settings that belong to one class of devices. */
export interface SettingsMaker {
  /** The call, `VfSettings.gpu`. */
  readonly by: string;
  readonly forClass: 'net' | 'nvme' | 'gpu' | 'crypto';
}

/**
 * How the VF of a VM is moved: with its state, by a variant of vfio-pci; by leaving it to a virtio interface that stands by (failover); by
 * the VM manager, which unplugs it here and plugs in another one there.
 */
export type MigrationMethod = 'vfio' | 'teaming' | 'replug';

/** VFs of one PF that share settings. */
export interface WantedPool {
  readonly path: ConstructPath;
  /** Earlier path of this pool: what is owned under it comes along. */
  readonly movedFrom?: ConstructPath;
  /** First VF index; when absent the pool is placed after the pools declared before it. */
  readonly firstVf?: VfIndex;
  readonly count: number;
  readonly settings: VfSettings;
  /** The driver among them is nobody's wish: the device and how VMs migrate decide on it. */
  readonly driverIsDefault?: true;
  /** Those of the settings that a profile states: where the driver of the PF has them. */
  readonly whereTaken?: readonly ProfileSetting[];
  /** What made them, where something did. */
  readonly settingsBy?: SettingsMaker;
  readonly use: VfUse;
  /** How VMs with a VF of the pool migrate, where their attachments do not say it. */
  readonly migrationMethod?: MigrationMethod;
  /** VFs of the pool to keep free. */
  readonly reserve?: number;
  /** What a reviewer has waived, with the reason: `{ spoofCheck: "bridged firewall VM" }`. */
  readonly waivers?: Readonly<Partial<Record<Waivable, string>>>;
  /** Size of the namespace that each VF of an NVMe pool gets, for the capacity check. */
  readonly namespaceBytes?: Bytes;
  readonly unresolved: readonly string[];
}

/** One VM holding one VF. */
export interface WantedAttachment {
  readonly path: ConstructPath;
  readonly vm: string;
  /** Path of the pool. */
  readonly pool: ConstructPath;
  /** Pins the attachment to this VF. */
  readonly pinnedVf?: VfIndex;
  /** Earlier path of this attachment: its VF and MAC come along. */
  readonly movedFrom?: ConstructPath;
  readonly overrides: VfSettings;
  /** Those of the overrides that a profile states: where the driver of the PF has them. */
  readonly whereTaken?: readonly ProfileSetting[];
  /** What made them, where something did. */
  readonly settingsBy?: SettingsMaker;
  readonly use: VfUse;
  readonly demand?: Demand;
  readonly guarantee?: Guarantee;
  /** NUMA node of the VM's vCPUs and memory. */
  readonly vmNumaNode?: NumaNode;
  readonly numaPolicy?: 'required' | 'preferred' | 'socket' | 'none';
  /** Attachments of one VM with the same name are a redundant pair. */
  readonly haGroup?: string;
  readonly haAcrossCards?: boolean;
  /** libvirt teaming: MAC of the virtio standby interface. */
  readonly teamingStandbyMac?: MacAddress;
  /** libvirt teaming: alias of the virtio standby interface, `ua-` first; the XML of the VF names it. */
  readonly teamingStandbyAlias?: string;
  readonly migratable?: boolean;
  /** @default that of the pool, else `teaming` beside a standby interface, else `vfio` */
  readonly migrationMethod?: MigrationMethod;
  /** Paths of pools that a migration may move the VM to. */
  readonly migrationTargets?: readonly ConstructPath[];
  readonly unresolved: readonly string[];
}
