import type { Demand as DemandData } from '../model/demand';
import type { Finding } from '../model/finding';
import { objectArgument } from './private/arguments';
import { OWN, Properties, type Uses } from './private/properties';

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

const NETWORK = new Properties({
  txMbps: OWN,
  rxMbps: OWN,
  frameBytes: OWN,
} as const satisfies Uses<NetworkDemandProps>);

const BLOCK = new Properties({
  iops: OWN,
  blockBytes: OWN,
  readShare: OWN,
  queueDepth: OWN,
} as const satisfies Uses<BlockDemandProps>);

/** What an attachment is to carry; the prediction says whether it will. */
export class Demand {
  /** Traffic through a NIC. */
  public static network(props: NetworkDemandProps): Demand {
    objectArgument(props, 'Demand.network', 'its argument', 'an object, { txMbps, rxMbps }');
    const { txMbps = 0, rxMbps = 0, frameBytes = FULL_FRAME_BYTES } = props;
    return new Demand({ kind: 'network', txMbps, rxMbps, frameBytes }, props, NETWORK);
  }

  /** Reads and writes of an NVMe SSD. */
  public static block(props: BlockDemandProps): Demand {
    objectArgument(props, 'Demand.block', 'its argument', 'an object, { iops }');
    const { iops, blockBytes = 4096, readShare = 1, queueDepth = 32 } = props;
    return new Demand({ kind: 'block', iops, blockBytes, readShare, queueDepth }, props, BLOCK);
  }

  private constructor(
    /** @internal */
    public readonly _data: DemandData,
    private readonly props: object,
    private readonly properties: Properties,
  ) {}

  /**
   * What was given and is no property of a demand.
   * @internal
   */
  public _misspelt(attachment: string): Finding[] {
    return this.properties.misspelt(this.props, attachment, 'demand');
  }
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
