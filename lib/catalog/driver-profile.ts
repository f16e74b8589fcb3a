import type { CatalogClass } from '../device-class';
import type { KernelFact, KernelRange } from '../model/kernel-release';
import type { QatService, QatServices } from '../model/qat-services';
import type { VfLinkState } from '../model/settings';
import type { MacAddress } from '../model/units';
import type { GpuSetting, LinkSetting, VfAttributeName } from '../model/vf-settings';
import type { Operations, PassingOperation } from './operations';

/** What a kernel driver permits; the attribute names are those of `ip link set PF vf N`. */
export interface DriverProfile {
  readonly name: string;
  readonly kind: CatalogClass | 'emulated-net';
  /** Names under `/sys/bus/pci/drivers`, where they are not the name of the profile. */
  readonly kernelDrivers?: readonly string[];
  readonly vfAttributes: VfAttributeSupport | null;
  /** What the driver does with an attribute where true or false does not say all; such an attribute has no flag beside it. */
  readonly operations?: Partial<Operations>;
  /** Errors of those operations that pass by themselves. Absent: none is known of. */
  readonly transientErrors?: readonly TransientError[];
  readonly eswitch?: EswitchBehaviour;
  readonly linkType?: LinkTypeSetting;
  readonly numVfs?: NumVfsBehaviour;
  readonly vfVlanList?: VfVlanList;
  readonly vfQuotas?: VfQuotas & { readonly source: string };
  /** Services that it configures devices for, by name under `/sys/bus/pci/drivers`. */
  readonly qatServices?: { readonly byDriver: Readonly<Record<string, QatServiceRules>>; readonly source: string };
  readonly msix?: MsixBehaviour;
  readonly behaviour?: KernelBehaviour;
  readonly queues?: {
    readonly maxQueuePairsPerVf?: number;
    readonly maxQueueChainsPerVf?: number;
    /** By number of VFs: `1-32 VFs`. */
    readonly queuesPerVf?: Readonly<Record<string, number>>;
    readonly source?: string;
  };
  readonly limits?: {
    readonly maxMacAddrPerUntrustedVf?: number;
    readonly maxVlanPerUntrustedVf?: number;
    readonly source: string;
  };
  /** Guaranteed rates are turned into shares of what the port carries, the highest of them into `most`. Absent: VFs are kept at them. */
  readonly guaranteeShares?: { readonly most: number; readonly source: string | null };
  readonly vdpa?: {
    readonly supported: boolean;
    /** Eswitch mode without which the driver makes no vDPA device; null: it makes them in any. */
    readonly requires: 'switchdev' | null;
    /** A vDPA device stops when it is told to, without which its VM does not migrate; absent: not known. */
    readonly suspends?: KernelFact<boolean>;
    readonly source: string | null;
  };
  /** Numbers of the NVMe virtualization management command. */
  readonly virtMgmt?: {
    readonly resourceTypes: Readonly<Record<string, number>>;
    readonly actions: Readonly<Record<string, number>>;
    readonly identify: readonly string[];
    readonly source: string;
  };
  readonly rdmaOnVf: boolean | null;
  readonly rdmaSource?: string;
  readonly liveMigrationVfioDriver: string | null;
  readonly liveMigrationNote?: string;
  readonly liveMigrationSource?: string;
  readonly note?: string;
  /** Set on profiles that a user added or changed: the source text they gave. */
  readonly userSource?: string;
}

/** What a driver makes of a quota of a VF of a GPU. */
export interface VfQuota {
  /** There is such a file, on GPUs that have the thing. */
  readonly takes: KernelFact<boolean>;
  /** What is written instead of a greater number, without an error. Absent: not known. */
  readonly most?: number;
  /** Other numbers are rounded up to a multiple of it, without an error. Absent: not known. */
  readonly multipleOf?: number;
  /** It is to be changed while no driver is bound to the VF. */
  readonly offDriver: boolean;
}

/** Quotas of VFs by `sriov_admin/vfN/profile` of the PF, where VFs count from 1. */
export type VfQuotas = { readonly [K in GpuSetting]: VfQuota };

/**
 * `mode-before-vfs`: the mode is set only while no VF exists; `vfs-before-mode`: VFs are made in legacy mode only, and
 * the mode is set after; `any`: VFs are made in either mode, and the mode is set with or without VFs.
 */
export type EswitchOrder = 'mode-before-vfs' | 'vfs-before-mode' | 'any';

export interface EswitchBehaviour {
  readonly switchdev: boolean | null;
  /** When the mode can be set; absent: not known. */
  readonly order?: EswitchOrder;
  /** More on the order, in words. */
  readonly orderNote?: string;
  /** switchdev mode is refused (EPERM) while there are no VFs, and the last of them takes it along. Absent: it is not. */
  readonly switchdevNeedsVfs?: KernelFact<boolean>;
  /** switchdev mode is refused (EPERM) of PFs whose netdev stands for several of them. Absent: it is not. */
  readonly joinedPfsStayLegacy?: KernelFact<boolean>;
  /** What decides on the mode where nothing can set it. */
  readonly fixedBy?: 'firmware';
  /** What setting a mode gives where nothing can set it: without a devlink instance ENODEV, without the operation EOPNOTSUPP. */
  readonly modeErrno?: KernelFact<EswitchErrno>;
  /** What keeps the kernel's own driver from switchdev mode. */
  readonly forbiddenWhen?: readonly EswitchBlocker[];
  /** What keeps the vendor's driver from it that is built beside the kernel. */
  readonly forbiddenOutOfTree?: {
    readonly driver: string;
    readonly when: readonly EswitchBlocker[];
    readonly source: string;
  };
  /** Modes in which the card takes over a bond of its ports, so that VFs have both of them; absent: not known. */
  readonly bondModes?: readonly string[];
  /** Modes that it takes over as well where its firmware does, from some kernel on. Absent: none is known. */
  readonly bondModesOfFirmware?: {
    readonly modes: readonly string[];
    readonly kernel: KernelRange;
    readonly source: string;
  };
  /** The card takes over no bond of PFs whose firmware has more VFs than this (`sriov_totalvfs`), however many are made. Absent: none is known. */
  readonly bondVfs?: { readonly most: number; readonly source: string };
  /** The netdev of the PF may have another name afterwards. */
  readonly pfRenamedBySwitchdev?: KernelFact<boolean>;
  /** Values of the devlink parameter `flow_steering_mode` that are refused in switchdev mode. */
  readonly flowSteeringModesOfLegacy?: readonly string[];
  /**
   * `devlink port function set PORT migratable` is taken of the port of a VF, which there is in switchdev mode, where the card has it.
   * Absent: not known.
   */
  readonly portMigratable?: KernelFact<boolean>;
  /** Attributes that `devlink port function rate` takes. */
  readonly devlinkRate?: DevlinkRate | null;
  readonly source: string | null;
}

export type EswitchErrno = 'ENODEV' | 'EOPNOTSUPP';

export type EswitchBlocker = 'adq' | 'macvlan-offload' | 'mac-source-pruning-off' | 'few-msix';

/** What `devlink port function rate` takes; named as it names them. */
export interface DevlinkRate {
  readonly tx_share?: boolean;
  readonly tx_max?: boolean;
  readonly tx_priority?: boolean;
  readonly tx_weight?: boolean;
  readonly nodes?: boolean;
  /** Since when. */
  readonly tc_bw?: string;
}

/**
 * The list of VLANs that a VF may use. The kernel has no VF operation for it, so no driver of its own tree can have one;
 * drivers that are built beside the kernel make a file of their own, `sriov/N/trunk` of the PF.
 */
export interface VfVlanList {
  /** Whether the vendor's driver, built beside the kernel, makes the file. */
  readonly outOfTree: boolean;
  /** That driver, with the release that was read. */
  readonly driver?: string;
  /** Between first and last id of a range: `add 200-210`, `add 200 210`. */
  readonly rangeSeparator?: '-' | ' ';
  /** How `trunk` shows a list, in one page of 4096 bytes at most. */
  readonly shows?: 'ids' | 'ranges';
  /** File beside `trunk` that holds the VF to the list when it transmits; absent: the list does both. */
  readonly transmitFile?: string;
  /** A list and a port VLAN: `exclusive`: one is refused while there is the other; `replaces`: one takes the other off. */
  readonly withPortVlan?: 'exclusive' | 'replaces';
  readonly source: string | null;
}

/** true: the driver takes the attribute; false: it refuses; null: not found; absent: `operations` says it, or not found. */
export type AttributeSupport = Readonly<Partial<Record<VfAttributeName, boolean | null>>>;

export interface VfAttributeSupport extends AttributeSupport {
  readonly vfStats: boolean | null;
  readonly rateGranularityMbps?: number;
  readonly vlanMax?: number;
  readonly minTxRateAggregateGuaranteeLimitGbps?: number;
  readonly minTxRateForbiddenWhen?: readonly string[];
  readonly maxTxRateConstraint?: string;
  readonly rateConstraint?: string;
  readonly vlanProto8021adNote?: string;
  /** InfiniBand link. */
  readonly ibNote?: string;
  readonly macNote?: string;
  readonly linkStateNote?: string;
  readonly trustSource?: string;
  readonly source: string | null;
}

/**
 * An error of `ip link set PF vf N` or `sriov_numvfs` that passes by itself: the driver is busy for a moment, with the reset of a VF or of the card, and
 * takes the same a little later. What does not pass while nobody does anything about it, as EAGAIN of a PF that is down, is a case of
 * `operations`.
 */
export interface TransientError {
  readonly errno: 'EAGAIN' | 'EBUSY';
  /** Attributes whose writing may give it. */
  readonly attributes: readonly PassingOperation[];
  /** How long it is tried again, 1 to 60: more than the driver is busy by its source, as far as that says. */
  readonly seconds: number;
  /** Kernels, path and function that were read, and what they say of how long. */
  readonly source: string;
}

/** A driver that resets or restarts its port when VFs come or go: the link is away meanwhile, with everything that passes it. */
export interface LinkLoss {
  readonly onCreate: boolean;
  readonly onRemove: boolean;
  /** How long, each time; null: nobody measured it. */
  readonly milliseconds: number | null;
  readonly source: string;
}

/** What the kernel was seen, or is written, to do with the driver beyond taking or refusing a setting. Absent: not known. */
export interface KernelBehaviour {
  /** What the PF reports of a VF that has just come into being; null within a range of kernels: no value that is known before. */
  readonly newVf?: {
    readonly mac?: KernelFact<MacAddress>;
    readonly spoofCheck?: KernelFact<boolean>;
    readonly trust?: KernelFact<boolean>;
    readonly linkState?: KernelFact<VfLinkState>;
  };
  /** `sriov_numvfs` reaches the driver; false within a range of kernels: it has no VFs there. @default true */
  readonly createsVfs?: KernelFact<boolean>;
  /** All VFs of the capability come into being, whatever number other than 0 is written. */
  readonly makesAllVfs?: boolean;
  /** Writing 0 to `sriov_numvfs` is refused (EINVAL) while there are VFs: they stay until the driver goes. @default false */
  readonly keepsVfs?: KernelFact<boolean>;
  /** In switchdev mode no VF comes into being while the netdev of the PF is a bridge port (EAGAIN). */
  readonly bridgePortBlocksVfs?: KernelFact<boolean>;
  /** When the protocol of a port VLAN is reported as it was set: beside a VLAN or priority alone, or never; it is 802.1Q else. @default always */
  readonly showsVlanProtocol?: 'with-vlan' | 'never';
  /** The PF reports the MAC that a VF's native driver invents where none was set, as long as the PF is up. */
  readonly reportsInventedMac?: boolean;
  /** The native driver of a VF asks the PF for its MAC, and invents one while the PF is down. */
  readonly macNeedsPfUp?: boolean;
  /** A new MAC resets the VF, and its native driver takes it while it is bound; it needs no binding anew. */
  readonly boundVfTakesMac?: boolean;
  /** The PF restarts while its VFs come into being: their native drivers reach it only later. */
  readonly restartsWithVfs?: KernelFact<boolean>;
  /** Binding fails with ENODEV where the controller does not become ready; false: it passes, and the driver lets go in the background. */
  readonly bindNeedsController?: KernelFact<boolean>;
  /** The native driver of VFs hands them to VMs itself, as a VFIO driver of its own: they are never taken from it. */
  readonly nativeHandsToVms?: boolean;
  /** Binds to VFs, where an override names it. @default true */
  readonly takesVfs?: boolean;
  /** Settings that the driver keeps when VFs go, and gives again to those with the same index that come. */
  readonly outliveVfs?: readonly LinkSetting[];
  /** VFs of the capability that the driver keeps for itself. */
  readonly vfsKeptBack?: number;
  readonly source?: string | null;
}

/** How the type of a port is set on cards that have both: no kernel interface does, and firmware reads it as it starts. */
export interface LinkTypeSetting {
  /** Keys of the firmware's configuration, one a port. */
  readonly firmwareKeys: readonly string[];
  /** What the keys are set to. */
  readonly firmwareValues: Readonly<Record<'ethernet' | 'infiniband', string>>;
  /** When the firmware reads it, in words. */
  readonly firmwareChangeNeeds: string;
  readonly source: string | null;
}

/**
 * State of a PF's port in which some drivers make no VFs: down, with an XDP program that the driver runs, in a bond or team, or on a card that
 * the driver drives in a mode without SR-IOV.
 */
export type RefusedPortState = 'down' | 'xdp' | 'bonded' | 'safeMode';

/** An error of `sriov_numvfs` that is the driver's own: the kernel has looked at the number of the capability before. */
export interface NumVfsRefusal {
  readonly errno: 'EPERM' | 'EINVAL' | 'EOPNOTSUPP' | 'ENOSPC' | 'EAGAIN' | 'EBUSY';
  /** When it is given, in words. */
  readonly when: string;
  /** State of the port in which it is given, whatever the number. Absent: it depends on something else. */
  readonly port?: RefusedPortState;
  /** Kernels whose driver gives it. Absent: all. */
  readonly kernel?: KernelRange;
  /** What to do about it, where that is another thing for each driver. Absent: what ends the state of the port. */
  readonly fix?: string;
  /** Kernels, path and function that were read. */
  readonly source: string;
}

export interface NumVfsBehaviour {
  readonly pfAdminUpRequired?: boolean | null;
  readonly mustZeroBeforeChange?: boolean;
  readonly mayGrantFewer?: boolean;
  readonly silentZeroWhenPfDown?: boolean;
  readonly firmwareUpperBound?: number;
  readonly firmwareKeys?: readonly string[];
  /** devlink sets the number in firmware as well, by the parameter `total_vfs`. */
  readonly devlinkTotalVfs?: KernelFact<boolean>;
  readonly firmwareChangeNeeds?: string;
  readonly requiresMsix?: boolean;
  readonly limitByTrafficClasses?: Readonly<Record<string, number>>;
  /** Most VFs of a port in multi-function partitioning mode. */
  readonly limitWhenPartitioned?: number;
  /** By chip family. */
  readonly maxVfsPerDevice?: Readonly<Record<string, number>>;
  /** What the limit depends on, where no number stands. */
  readonly limit?: string;
  readonly constraint?: string;
  /** Parameter of the driver's module that makes VFs as it loads. */
  readonly loadParameter?: string;
  /** What sets the number, where `sriov_numvfs` does not. */
  readonly setBy?: 'module-parameter' | 'firmware' | 'program';
  /** The driver of the kernel's tree makes no VFs; this one does, which is built beside it and is known by a parameter of its module. */
  readonly outOfTree?: { readonly driver: string; readonly parameter: string };
  /** Program of the vendor that makes VFs, where `setBy` says so; the address of the PF follows it. */
  readonly program?: string;
  readonly order?: string;
  readonly mayFail?: string;
  /** Errors of the driver's own. Absent: none is known of. */
  readonly refusals?: readonly NumVfsRefusal[];
  readonly asyncVfProbe?: string;
  /** What becomes of the link of the PF; absent: no source was read. */
  readonly linkLoss?: LinkLoss;
  readonly kernelParams?: readonly string[];
  /**
   * Devices that the driver of the kernel's tree makes VFs of, each with the kernels that were read to do so; of other devices, and before the
   * first of these kernels, it makes none or nobody read it. Absent: it is no matter of the device.
   */
  readonly devices?: readonly { readonly devices: readonly string[]; readonly kernel: KernelRange }[];
  readonly note?: string;
  readonly source: string | null;
}

/** What `qat/cfg_services` of a device takes. */
export interface QatServiceRules {
  readonly services: readonly QatService[];
  /** Most that are combined. */
  readonly most: number;
  /** Services that are combined with no other. */
  readonly alone: readonly QatService[];
  /**
   * What of that kernels take: in a range these alone, absent there: all. What they take that no range is of is not known, but for what all ranges
   * take. Absent: it is the same in all kernels.
   */
  readonly kernels?: readonly { readonly kernel: KernelRange; readonly only?: readonly QatServices[] }[];
}

export interface MsixBehaviour {
  /** The driver takes `sriov_vf_msix_count`. */
  readonly vfMsixCountSysfs: KernelFact<boolean>;
  /** What a write of 0 does: it gives the VF what it had from the start, or nothing. Absent: not known. */
  readonly zeroWrite?: 'default' | 'ignored';
  /** Fewest and most of a VF are in the firmware, and no file tells them: fewer are refused with EINVAL, more with EOVERFLOW. */
  readonly boundsInFirmware?: boolean;
  /** Numbers of vectors of which a VF gets the highest that there are enough for, by the driver of the kernel. */
  readonly stepsPerVf?: readonly number[];
  /** The same of the vendor's driver beside the kernel, which no inventory tells from that of the kernel. */
  readonly outOfTree?: { readonly driver: string; readonly stepsPerVf: readonly number[] };
  /** Vectors that the driver adds to the number that is written. */
  readonly nonQueueVectorsPerVf?: number;
  readonly minVectorsPerVf?: number;
  readonly maxDefaultQueuePairsPerVf?: number;
  readonly maxRssQueuesPerVf?: number;
  readonly maxRssQueuesLargeVf?: number;
  /** How the driver divides vectors when nobody sets them. */
  readonly algorithm?: string;
  readonly ringsSplit?: string;
  readonly firmwareKey?: string;
  readonly writeRequiresVfUnbound?: boolean;
  readonly source: string | null;
}
