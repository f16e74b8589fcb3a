import type { NetworkDemand } from '../../model/demand';
import { formatMbps, thousands } from '../../model/numbers';
import type { Bytes } from '../../model/units';
import type { ResolvedAttachment, ResolvedPf } from '../../resolve/resolved';
import {
  type Expansion,
  type Flow,
  isRate,
  type Lane,
  type Limit,
  lower,
  statedRate,
  UNLIMITED,
  type Use,
} from './flow';
import { keeps } from './kept-rates';
import {
  type PcieBytes,
  packetsPerMbps,
  receiveBytes,
  type TlpOverhead,
  transmitBytes,
  wirePerFrame,
} from '../performance/hardware/packets';
import { type NetworkResources, networkResources } from './network-resources';
import { addressOf, type ResourceTable } from './resource-table';

/** What an attachment without a demand is taken to send: full frames, as a demand without a frame size. */
export const USUAL_FRAME_BYTES: Bytes = 1518;

/** The smallest Ethernet frame (IEEE 802.3), and the longest segment that a NIC is handed at once. */
const LEAST_FRAME_BYTES: Bytes = 64;
const MOST_FRAME_BYTES: Bytes = 65_536;

/** What the driver makes of `minTxRateMbps`: keeps it, turns it into a weight, or knows nothing of it. */
type MinimumRates = 'floor' | 'weight' | 'none';

export class NetworkLane implements Lane {
  public readonly kind = 'network';
  public readonly address: string;
  private readonly resources: NetworkResources;
  private readonly minimum: MinimumRates;
  private readonly usesByFrame = new Map<Bytes, { readonly tx: SideUses; readonly rx: SideUses }>();
  private readonly weighted: { readonly flow: Flow; readonly minimum: number }[] = [];

  public constructor(
    private readonly pf: ResolvedPf,
    private readonly table: ResourceTable,
  ) {
    this.address = addressOf(pf);
    this.resources = networkResources(pf, table);
    this.minimum = minimumRates(pf);
  }

  public expand(attachment: ResolvedAttachment): Expansion {
    const demand = this.demandOf(attachment);
    if (demand === null) {
      this.table.note(`attachments without a demand are taken to send frames of ${USUAL_FRAME_BYTES} bytes`);
    }
    const frame = demand?.frameBytes ?? USUAL_FRAME_BYTES;
    const uses = this.usesOf(frame);
    const minimum = this.minimumOf(attachment);
    const limit = this.limitOf(attachment, frame);
    const txLimit = lower(limit, this.maximumOf(attachment));
    const guarantee = attachment.wanted.guarantee;
    const tx: Flow = {
      weight: 1,
      count: 1,
      floor: this.minimum === 'floor' ? minimum : 0,
      limit: txLimit,
      demand: demand?.txMbps ?? null,
      guarantee: statedRate(guarantee?.txMbps),
      uses: uses.tx.uses,
      doubts: uses.tx.doubts,
    };
    const rx: Flow = {
      weight: 1,
      count: 1,
      floor: 0,
      limit,
      demand: demand?.rxMbps ?? null,
      guarantee: statedRate(guarantee?.rxMbps),
      uses: uses.rx.uses,
      doubts: uses.rx.doubts,
    };
    if (this.minimum === 'weight') this.weighted.push({ flow: tx, minimum });
    return { demand, flows: [tx, rx] };
  }

  public weigh(): void {
    let highest = 0;
    for (const { minimum } of this.weighted) highest = Math.max(highest, minimum);
    const { guaranteeShares: shares } = this.pf.profile ?? {};
    if (highest === 0 || shares === undefined) return;
    this.table.note(
      `the driver of ${this.address} turns minTxRateMbps into a share: it holds only while the minimum rates fit`,
    );
    const divider = Math.max(1, highest / shares.most);
    let total = 0;
    let count = 0;
    for (const { flow, minimum } of this.weighted) {
      flow.weight = Math.max(1, Math.ceil(minimum / divider));
      total += flow.weight * flow.count;
      count += flow.count;
    }
    for (const { flow } of this.weighted) flow.weight *= count / total;
  }

  private demandOf(attachment: ResolvedAttachment): NetworkDemand | null {
    const { demand } = attachment.wanted;
    if (demand === undefined) return null;
    const usable =
      demand.kind === 'network' &&
      isRate(demand.txMbps) &&
      isRate(demand.rxMbps) &&
      demand.frameBytes >= LEAST_FRAME_BYTES &&
      demand.frameBytes <= MOST_FRAME_BYTES;
    if (usable) return demand;
    this.table.note(`the demand of ${attachment.path} is not one of a NIC with usable numbers: it is not counted`);
    return null;
  }

  private minimumOf(attachment: ResolvedAttachment): number {
    const minimum = statedRate(attachment.settings.minTxRateMbps);
    if (minimum > 0 && this.minimum === 'floor' && keeps(this.pf, 'minTxRate') !== true) {
      this.table.note(`whether the driver of ${this.address} keeps minTxRateMbps is not known: it is taken to`);
    }
    return this.minimum === 'none' ? 0 : minimum;
  }

  private maximumOf(attachment: ResolvedAttachment): Limit {
    const maximum = statedRate(attachment.settings.maxTxRateMbps);
    if (maximum === 0 || keeps(this.pf, 'maxTxRate') === false) return UNLIMITED;
    return {
      value: maximum,
      reason: { resource: 'maxTxRateMbps', description: `its own maxTxRateMbps: ${formatMbps(maximum)}` },
    };
  }

  /** Limits of the VF in both directions. */
  private limitOf(attachment: ResolvedAttachment, frame: Bytes): Limit {
    if (attachment.settings.linkState === 'disable') {
      return { value: 0, reason: { resource: 'linkState', description: 'its own linkState: disable' } };
    }
    const ceilings = this.pf.device?.ceilings;
    const packets = statedRate(ceilings?.vfPacketsPerSecond);
    if (ceilings === undefined || packets === 0) return UNLIMITED;
    return {
      value: packets / packetsPerMbps(frame),
      reason: {
        resource: `vfPackets:${this.address}`,
        description: `packet rate of one VF of ${this.address}: ${thousands(packets)} packets/s, ${ceilings.source}`,
      },
    };
  }

  private usesOf(frame: Bytes): { readonly tx: SideUses; readonly rx: SideUses } {
    const made = this.usesByFrame.get(frame);
    if (made !== undefined) return made;
    const uses = { tx: this.direction('tx', frame, transmitBytes), rx: this.direction('rx', frame, receiveBytes) };
    this.usesByFrame.set(frame, uses);
    return uses;
  }

  private direction(
    side: 'tx' | 'rx',
    frame: Bytes,
    bytesOf: (frame: Bytes, overhead: TlpOverhead) => PcieBytes,
  ): SideUses {
    const uses: Use[] = [];
    const { port, packets, links } = this.resources;
    if (port !== null) uses.push({ resource: port[side], amount: wirePerFrame(frame) });
    for (const rate of packets) uses.push({ resource: rate[side], amount: packetsPerMbps(frame) });
    for (const link of links) {
      const bytes = bytesOf(frame, link.overhead);
      uses.push({ resource: link.toHost, amount: bytes.toHost / frame });
      uses.push({ resource: link.toDevice, amount: bytes.toDevice / frame });
    }
    return { uses, doubts: this.doubtsOf(side, frame) };
  }

  private doubtsOf(side: 'tx' | 'rx', frame: Bytes): readonly Use[] {
    const { leastPackets, unknown } = this.resources;
    const doubts: Use[] = unknown === null ? [] : [{ resource: unknown, amount: 1 }];
    if (leastPackets === null) return doubts;
    const amount = packetsPerMbps(frame);
    const { packetsPerSecond, linkMbps } = leastPackets;
    // Frames of a size of which every published card fills the wire.
    if ((linkMbps / wirePerFrame(frame)) * amount <= packetsPerSecond) return doubts;
    this.table.note(
      `packet rates of ${this.address} are not published: low ends are those of the slowest published card, ${thousands(packetsPerSecond)} packets/s`,
    );
    return [...doubts, { resource: leastPackets[side], amount }];
  }
}

/** What a flow of one direction takes of resources, and of those in doubt. */
type SideUses = Pick<Flow, 'uses' | 'doubts'>;

function minimumRates(pf: ResolvedPf): MinimumRates {
  if (pf.profile?.guaranteeShares !== undefined) return 'weight';
  return keeps(pf, 'minTxRate') === false ? 'none' : 'floor';
}
