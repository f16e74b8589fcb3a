import type { Demand as DemandData } from '../model/demand';

/** What a VM wants to move through a NIC. */
export interface NetworkDemandProps {
  /**
   * From the VM to the wire, in Mbit/s of Ethernet frames.
   * @default 0
   */
  readonly txMbps?: number;
  /**
   * From the wire to the VM, in Mbit/s of Ethernet frames.
   * @default 0
   */
  readonly rxMbps?: number;
  /**
   * Mean size of an Ethernet frame with its checksum, in bytes.
   * @default 1518
   */
  readonly frameBytes?: number;
}

/** What a VM wants to do with an NVMe SSD. */
export interface BlockDemandProps {
  /** I/O operations per second. */
  readonly iops: number;
  /**
   * Size of one operation in bytes.
   * @default 4096
   */
  readonly blockBytes?: number;
  /**
   * Share of reads, from 0 to 1.
   * @default 1
   */
  readonly readShare?: number;
  /**
   * Operations under way at once.
   * @default 32
   */
  readonly queueDepth?: number;
}

/** A frame of 1500 bytes of payload with Ethernet header and checksum (IEEE 802.3). */
const FULL_FRAME_BYTES = 1518;

/** What an attachment is to carry; the prediction says whether it will. */
export class Demand {
  /** Traffic through a NIC. */
  public static network(props: NetworkDemandProps): Demand {
    return new Demand({
      kind: 'network',
      txMbps: props.txMbps ?? 0,
      rxMbps: props.rxMbps ?? 0,
      frameBytes: props.frameBytes ?? FULL_FRAME_BYTES,
    });
  }

  /** Reads and writes of an NVMe SSD. */
  public static block(props: BlockDemandProps): Demand {
    return new Demand({
      kind: 'block',
      iops: props.iops,
      blockBytes: props.blockBytes ?? 4096,
      readShare: props.readShare ?? 1,
      queueDepth: props.queueDepth ?? 32,
    });
  }

  private constructor(
    /** @internal */
    public readonly _data: DemandData,
  ) {}
}

/** What an attachment must get however greedy its neighbours are. */
export interface GuaranteeProps {
  /**
   * From the VM to the wire, in Mbit/s.
   * @default - no guarantee
   */
  readonly txMbps?: number;
  /**
   * From the wire to the VM, in Mbit/s.
   * @default - no guarantee
   */
  readonly rxMbps?: number;
  /**
   * I/O operations per second.
   * @default - no guarantee
   */
  readonly iops?: number;
}
