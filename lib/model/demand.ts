import type { Bytes, Iops, Mbps } from './units';

/** What an attachment of a NIC wants to move. */
export interface NetworkDemand {
  readonly kind: 'network';
  /** From the VM to the wire. */
  readonly txMbps: Mbps;
  /** From the wire to the VM. */
  readonly rxMbps: Mbps;
  /** Ethernet frame with FCS, 64 to 9216. */
  readonly frameBytes: Bytes;
}

/** What an attachment of an NVMe SSD wants to do. */
export interface BlockDemand {
  readonly kind: 'block';
  readonly iops: Iops;
  readonly blockBytes: Bytes;
  /** Share of reads, 0 to 1. */
  readonly readShare: number;
  readonly queueDepth: number;
}

export type Demand = NetworkDemand | BlockDemand;

/** What an attachment must get whatever its neighbours do. */
export interface Guarantee {
  readonly txMbps?: Mbps;
  readonly rxMbps?: Mbps;
  readonly iops?: Iops;
}
