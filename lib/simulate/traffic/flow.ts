import type { BlockDemand, Demand, Guarantee, NetworkDemand } from '../../model/demand';
import type { ResolvedAttachment } from '../../resolve/resolved';
import type { Bottleneck } from './prediction';

/** One direction of a NIC's VF, in Mbit/s of frames, or the commands of a drive's VF, in IOPS. */
export interface Flow {
  /** Part in the sharing; see `Lane.weigh`. */
  weight: number;
  /** Attachments that have a flow like this each; all other numbers are those of one of them. */
  count: number;
  readonly floor: number;
  /** Most that the VF itself lets through; infinite when nothing limits it. */
  readonly limit: Limit;
  /** As declared; null when the attachment declares none. */
  readonly demand: number | null;
  /** 0: none. */
  readonly guarantee: number;
  /** What one unit of the rate takes; the first use is the flow's own port or drive, where that is known. */
  readonly uses: readonly Use[];
  /** What it takes of resources in doubt, by their place among these. Empty: all that could stop it is known. */
  readonly doubts: readonly Use[];
}

/** What a flow asks for beside modest neighbours; greedy when nothing is declared. */
export function declaredDemand({ demand }: Flow): number {
  return demand ?? Number.POSITIVE_INFINITY;
}

/** What a flow asks for while its neighbours are greedy. */
export function ownDemand({ demand, guarantee }: Flow): number {
  return demand === null ? Number.POSITIVE_INFINITY : Math.max(demand, guarantee);
}

/** What a single VF may do, and who says so. */
export interface Limit {
  readonly value: number;
  readonly reason: Bottleneck | null;
}

export interface Use {
  readonly resource: number;
  readonly amount: number;
}

/** What one attachment adds to the traffic of its host. */
export interface Expansion {
  /** null when none is declared, or none that can be counted. */
  readonly demand: NetworkDemand | BlockDemand | null;
  /** Of a NIC: transmit, receive; of a drive: commands. */
  readonly flows: readonly Flow[];
}

/**
 * Whether two attachments of one PF are interchangeable: same bounds, same traffic. These are all properties of an
 * attachment that lanes read.
 */
export function isAlike(a: ResolvedAttachment, b: ResolvedAttachment): boolean {
  if (!isSameDemand(a.wanted.demand, b.wanted.demand)) return false;
  if (!isSameGuarantee(a.wanted.guarantee, b.wanted.guarantee)) return false;
  if (a.settings === b.settings) return true;
  return (
    a.settings.linkState === b.settings.linkState &&
    a.settings.minTxRateMbps === b.settings.minTxRateMbps &&
    a.settings.maxTxRateMbps === b.settings.maxTxRateMbps
  );
}

function isSameDemand(a: Demand | undefined, b: Demand | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  if (a.kind === 'network') {
    return b.kind === 'network' && a.txMbps === b.txMbps && a.rxMbps === b.rxMbps && a.frameBytes === b.frameBytes;
  }
  return b.kind === 'block' && a.iops === b.iops && a.blockBytes === b.blockBytes && a.readShare === b.readShare;
}

function isSameGuarantee(a: Guarantee | undefined, b: Guarantee | undefined): boolean {
  return a === b || (a?.txMbps === b?.txMbps && a?.rxMbps === b?.rxMbps && a?.iops === b?.iops);
}

/** The way of one PF's VFs to the wire or the flash. */
export interface Lane {
  readonly kind: 'network' | 'block';
  /** Address of the PF, or its path as long as nobody knows that. */
  readonly address: string;
  expand(attachment: ResolvedAttachment): Expansion;
  /**
   * Gives the flows their weights, once all are known. Within a PF they follow its own arbiter; between PFs, which meet
   * at PCIe links, they are scaled so that a flow weighs 1 for each Mbit/s on the average.
   */
  weigh(): void;
}

export const UNLIMITED: Limit = { value: Number.POSITIVE_INFINITY, reason: null };

/** The lower of two limits; the first of equal ones. */
export function lower(a: Limit, b: Limit): Limit {
  return b.value < a.value ? b : a;
}

/** Rates beyond these are slips of the pen; within them no arithmetic overflows. */
const LEAST_RATE = 1e-6;
const MOST_RATE = 1e15;

/** A rate as stated, 0 for none: absent, 0 and what no hardware does all mean none. */
export function statedRate(rate: number | null | undefined): number {
  return typeof rate === 'number' && rate >= LEAST_RATE && rate <= MOST_RATE ? rate : 0;
}

/** Whether a demand or a capacity can be counted with. */
export function isRate(value: number): boolean {
  return value >= 0 && value <= MOST_RATE;
}
