import type { BlockDemand, NetworkDemand } from '../../model/demand';
import type { ConstructPath } from '../../model/units';
import type { FillingRules, StopName } from '../performance/fleet/consolidation-needs';
import type { ConsolidationPathName } from '../performance/fleet/consolidation-paths';
import type { EconomicInputs, FleetCost } from '../performance/fleet/economics';
import type { Constant, Range } from '../performance/system/quantity';
import type { Delivered, VmSize } from '../traffic/prediction';

/**
 * What the I/O of a host's VMs comes to beside its rates: packets, processor time, latency, what is free, what other ways to give them
 * I/O would do, and what that costs. Every number is a range with the ends of an 80 % interval; `null` means not known, and `unknown`
 * says why. `terms` are names of the constants that numbers rest on; `constants` holds them with value, spread and source.
 */
export interface HostOutlook {
  readonly host: ConstructPath;
  /** In the order of the prediction. */
  readonly attachments: readonly AttachmentOutlook[];
  readonly cores: HostCores;
  /** Of the VFs of all VMs together. */
  readonly interruptsPerSecond: Range;
  /** In the order of the prediction. */
  readonly resources: readonly ResourceOutlook[];
  /** What all declared demands may grow by together; null: none is declared, or nothing that they share is known. */
  readonly growth: Growth | null;
  /** What the alternatives are compared for. */
  readonly compared: ComparedVms;
  /** The same VMs over every way of giving them I/O, that of the plan first. Empty: no VM declares a demand. */
  readonly alternatives: readonly AlternativeOutlook[];
  /** What had to be taken for granted. */
  readonly assumptions: readonly string[];
  /** What is not known, and what it keeps from being said. */
  readonly unknown: readonly string[];
  readonly constants: readonly Constant[];
}

/** Packets or I/Os as they are counted; those of an attachment without a demand are the usual ones. */
export type NetworkTraffic = Pick<NetworkDemand, 'kind' | 'frameBytes'>;
export type BlockTraffic = Pick<BlockDemand, 'kind' | 'blockBytes' | 'readShare' | 'queueDepth'>;

export interface AttachmentOutlook {
  readonly path: ConstructPath;
  readonly vm: string;
  /** Address of the PF, or its path as long as nobody knows the address. */
  readonly pf: string;
  readonly traffic: NetworkTraffic | BlockTraffic;
  /** As predicted beside declared demands. */
  readonly rates: Rates;
  /** Cores of the guest that the I/O takes: driver, network stack or block layer, and system calls of the program; null: the rate is not known. */
  readonly guestCores: Range | null;
  /**
   * Of a NIC: a frame into the VM and its answer out of it, the program in the guest left out. Of a drive: an I/O as the guest sees it.
   * null: not known, as without a demand.
   */
  readonly latency: Latency | null;
  readonly terms: readonly string[];
}

/** What is not known is absent, as is what such a function does not move. */
export interface Rates {
  readonly txMbps?: Range;
  readonly rxMbps?: Range;
  readonly txPacketsPerSecond?: Range;
  readonly rxPacketsPerSecond?: Range;
  readonly iops?: Range;
}

export interface Latency {
  readonly meanUs: Range;
  /** An estimate of the 99th percentile, with waits that are distributed exponentially. */
  readonly p99Us: Range;
}

/** Cores of a host, by what they do. */
export interface HostCores {
  /** null: the inventory does not say. */
  readonly total: number | null;
  /** Of all VMs together; null: the size of the VMs is not given. */
  readonly vcpus: number | null;
  /** Of these, what the guests' own work for I/O takes. */
  readonly guestIo: Range;
  /** What the host does for the interrupts of VMs. The low end is that of posted interrupts, which take none. */
  readonly interrupts: Range;
  /** What the host's switch takes: none, while the device switches. */
  readonly switching: Range;
  /** What threads of the host take for I/Os: none, while VMs have functions of drives. */
  readonly ioThreads: Range;
  readonly terms: readonly string[];
}

/** Something that attachments share, under the declared demands. */
export interface ResourceOutlook {
  readonly id: string;
  readonly description: string;
  readonly unit: string;
  readonly capacity: Range;
  readonly used: number;
  /** Part of the capacity, from 0 to 1. */
  readonly utilisation: Range;
  readonly attachments: number;
  /** What a tenth more of it would give to those that it stops, together and until something else stops them; null: it stops nobody. */
  readonly tenthMore: Delivered | null;
  readonly terms: readonly string[];
}

export interface Growth {
  /** 1: nothing; 1.5: all demands may be half as large again. */
  readonly factor: Range;
  /** Id of the resource that is full then. */
  readonly resource: string;
  readonly description: string;
}

/** The VMs that alternatives are compared for: all alike, each with the mean of what the host's VMs declare. */
export interface ComparedVms {
  /** VMs on the host that declare a demand. */
  readonly vms: number;
  /** VFs that each of them has on the average and declares a demand for. */
  readonly networkFunctions: number;
  readonly driveFunctions: number;
  /** null: not given. */
  readonly size: VmSize | null;
  readonly network: Omit<NetworkDemand, 'kind'> | null;
  readonly block: Omit<BlockDemand, 'kind'> | null;
  /** VMs that servers are counted for. */
  readonly wanted: number;
}

export interface AlternativeOutlook {
  readonly path: ConsolidationPathName;
  /** `vhost-net and I/O threads`. */
  readonly name: string;
  /** Whether the plan has it, or may have: whether interrupts are posted, no inventory says. */
  readonly isPlanned: boolean;
  /** What each VM would get. */
  readonly perVm: { readonly txMbps?: Range; readonly rxMbps?: Range; readonly iops?: Range };
  /** What stops more, or `demand`. */
  readonly bottleneck: string;
  /** For the VMs of the host at these rates. */
  readonly cores: Pick<HostCores, 'interrupts' | 'switching' | 'ioThreads'>;
  readonly networkLatency: Latency | null;
  readonly blockLatency: Latency | null;
  /** null: the size of the VMs, or the cores or memory of the host are not known. */
  readonly perHost: VmsPerHost | null;
  /** null: as `perHost`, or no VM fits. */
  readonly fleet: FleetOutlook | null;
  readonly terms: readonly string[];
}

export interface VmsPerHost {
  readonly vms: Range;
  /** What the next VM would not find. */
  readonly stoppedBy: StopName;
  /** In the order in which they end. */
  readonly stops: readonly { readonly resource: StopName; readonly vms: number }[];
  /** What would count and is not known of the host. */
  readonly unknown: readonly StopName[];
}

/** What it takes for the wanted number of VMs. */
export type FleetOutlook = Omit<FleetCost, 'terms'>;

/** What is asked beside what a synth wrote. */
export interface OutlookQuestion {
  /** @default that of the app */
  readonly vmSize?: VmSize;
  /** VMs that servers are counted for. @default 1000, so that rounding to whole servers hides nothing */
  readonly wantedVms?: number;
  /** Slots of the host that take a device for one VM alone. @default not known, so that they stop nobody */
  readonly freeSlots?: number;
  /** Of a server. @default 1 */
  readonly rackUnits?: 1 | 2;
  /** Part of the time that cores are busy, from 0 to 1. @default 0.5 */
  readonly load?: number;
  /** How hosts are filled. @default `FILLING_DEFAULTS` */
  readonly filling?: Partial<FillingRules>;
  /** Prices. @default `ECONOMIC_DEFAULTS`, each with its source */
  readonly economics?: Partial<EconomicInputs>;
}
