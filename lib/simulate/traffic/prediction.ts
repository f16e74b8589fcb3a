import type { DrivePerformance } from '../../catalog/device';
import type { Bytes, ConstructPath, Iops, Mbps, PciAddress, VfIndex } from '../../model/units';

/** What the VFs of one host deliver. */
export interface HostPrediction {
  readonly host: ConstructPath;
  readonly attachments: readonly AttachmentPrediction[];
  /** The PFs that attachments have VFs of. Absent: an older version wrote it. */
  readonly physicalFunctions?: readonly PfPrediction[];
  /** Every shared resource with its load under the declared demands. */
  readonly resources: readonly ResourceUse[];
  /** Size of the host's VMs. Absent: not stated. */
  readonly vmSize?: VmSize;
  /** Facts that were missing, so that a resource could not be modelled: said once each. */
  readonly assumptions: readonly string[];
}

export interface VmSize {
  readonly vcpus: number;
  readonly memoryBytes: Bytes;
}

/** What is known of a PF beside its host's inventory. */
export interface PfPrediction {
  /** Address of the PF, or its path as long as nobody knows the address. */
  readonly pf: string;
  readonly kind: 'network' | 'block';
  /** Id in the device catalog; null: not in it. */
  readonly device: string | null;
  /** Of the port; null: not known, or it has none. */
  readonly linkMbps: Mbps | null;
  /** What the catalog says of a drive; absent: nothing. */
  readonly performance?: DrivePerformance;
}

export interface AttachmentPrediction {
  readonly path: ConstructPath;
  readonly vm: string;
  /** Address of the PF, or its path as long as nobody knows the address. */
  readonly pf: string;
  readonly vf: VfIndex;
  /** Address of the VF; null until it is known. */
  readonly address: PciAddress | null;
  readonly kind: 'network' | 'block';
  /** As declared; absent when the attachment declares no demand. */
  readonly demand?: Delivered;
  /** With the declared demands of the neighbours. */
  readonly predicted: Delivered;
  /** With greedy neighbours: the guaranteed floor. */
  readonly floor: Delivered;
  /** What stops it under declared demands: `demand` when nothing does. */
  readonly bottleneck: Bottleneck;
  /** Of `predicted`; absent: nothing uncertain can change it. */
  readonly predictedInterval?: Interval;
  readonly floorBottleneck: Bottleneck;
}

/** Network: tx and rx; block: iops with its bandwidth. */
export interface Delivered {
  readonly txMbps?: Mbps;
  readonly rxMbps?: Mbps;
  readonly iops?: Iops;
}

/**
 * Ends of an 80 % interval. `low` holds 0 where nothing bounds a rate from below, because the capacity of something on its
 * way is not known at all; `high` lacks what is not known.
 */
export interface Interval {
  readonly low: Delivered;
  readonly high: Delivered;
}

export interface Bottleneck {
  /** Id of the resource, or `demand`. */
  readonly resource: string;
  /** In words with its capacity and the source of the capacity. */
  readonly description: string;
}

export interface ResourceUse {
  readonly id: string;
  readonly description: string;
  readonly capacity: number;
  readonly unit: string;
  readonly used: number;
  /** Attachments whose traffic passes it. */
  readonly attachments: number;
  readonly source: string;
  /** Relative standard deviation of the capacity; absent: it is so by definition, as line rates are, or stated. */
  readonly spread?: number;
  /** Names of the performance model's constants that the capacity rests on; absent: none. */
  readonly terms?: readonly string[];
}
