import type { CatalogClass } from '../device-class';
import type { Gbps, Iops, MBps } from '../model/units';

/**
 * What a device model can do. `null` means: found in no source that was read. It is never "no" and never a default.
 * Each group carries its own `source`. `schemas/device-catalog.schema.json` is the same in JSON.
 */
export interface CatalogDevice {
  readonly id: string;
  readonly name: string;
  readonly vendor: string;
  readonly class: CatalogClass;
  readonly pf: {
    readonly vendorId: string | null;
    readonly deviceId: string | null;
    /** Further device ids of the same model. */
    readonly otherDeviceIds?: readonly string[];
    /** `vendor:device` of the subsystem; absent or null: any. */
    readonly subsystemId?: string | null;
    /** Subsystems that are this model for certain, where another has the same ids; any other may be either. */
    readonly knownSubsystemIds?: readonly string[];
    readonly source: string | null;
  };
  readonly vf: { readonly deviceIds: readonly string[] | null; readonly source: string | null };
  readonly driver: { readonly pf: string; readonly vf: string; readonly profile: string; readonly source: string };
  readonly link: {
    readonly speedsGbps: readonly Gbps[] | null;
    readonly maxPorts: number | null;
    readonly source: string | null;
  };
  /**
   * The fastest and widest link that a card with these ids has: what the controller can where its source is another card with it.
   * A board may have fewer lanes; `note` says so where that was read.
   */
  readonly pcie: {
    readonly gen: number | null;
    /** Widths that PCI Express has. */
    readonly lanes: 1 | 2 | 4 | 8 | 12 | 16 | 32 | null;
    /**
     * true: part of a processor or chipset, and on no PCIe link. What its link registers tell, and those of the port right above
     * it (2.5 GT/s x1), stands for none. Absent: on a link.
     */
    readonly integrated?: boolean;
    readonly note?: string;
    /** Why a value is null. */
    readonly whyUnknown?: string;
    readonly source: string | null;
  };
  readonly sriov: SriovLimits;
  readonly queues: QueueLimits | null;
  readonly rdma: { readonly pf: boolean; readonly vf: boolean; readonly source: string } | null;
  readonly nvme: NvmeLimits | null;
  readonly performance: DrivePerformance | null;
  /** Ceilings of the device itself, which the catalog never has and a user may give. */
  readonly ceilings?: DeviceCeilings;
  readonly note: string | null;
  /** Set on devices and groups that a user added or changed: the source text they gave. */
  readonly userSource?: string;
  /** Most VFs of one PF as a user stated it: it also holds where the host offers more. */
  readonly userMaxVfsPerPf?: { readonly value: number; readonly source: string };
}

export interface SriovLimits {
  /** false: the function has no SR-IOV capability, and is shared by other means, or not at all. @default true */
  readonly supported?: boolean;
  readonly maxVfsPerPf: number | null;
  readonly maxVfsPerDevice: number | null;
  /** Mode of the card, as its maker calls it, in which cores of its own have the eswitch and not the host's PF. Absent: it has none. */
  readonly eswitchOnCardIn?: string;
  readonly note: string | null;
  readonly source: string | null;
}

export interface QueueLimits {
  /** A number, or words where it depends. */
  readonly defaultQueuePairsPerVf?: number | string;
  readonly maxQueuePairsPerVf?: number;
  readonly rxQueuesPerVf?: string;
  readonly rxTxQueuesPerVf?: number;
  readonly source: string;
}

export interface NvmeLimits {
  readonly maxSecondaryControllers: number | null;
  readonly vqFlexibleTotal: number | null;
  readonly viFlexibleTotal: number | null;
  readonly vqMaxPerSecondary: number | null;
  readonly viMaxPerSecondary: number | null;
  /** VQGRAN and VIGRAN. */
  readonly granularity?: number;
  readonly namespaceSharing?: string;
  readonly configurable?: readonly string[];
  readonly constraints?: readonly string[];
  readonly constraintsNote?: string;
  readonly source: string | null;
}

export interface DrivePerformance {
  readonly seqReadMBps: MBps | null;
  readonly seqWriteMBps: MBps | null;
  readonly randReadIops: Iops | null;
  readonly randWriteIops: Iops | null;
  /** Form or capacity that the figures are for. */
  readonly variant?: string;
  readonly randWriteNote?: string;
  readonly source: string | null;
}

/** Transaction rates that limit a device below its links. */
export interface DeviceCeilings {
  /** Packets per second of one port, each direction. */
  readonly portPacketsPerSecond?: number;
  /** Packets per second of one VF, each direction. */
  readonly vfPacketsPerSecond?: number;
  /** I/O operations per second of one VF. */
  readonly vfIops?: Iops;
  /** Megabytes per second of one VF. */
  readonly vfMBps?: MBps;
  readonly source: string;
}
