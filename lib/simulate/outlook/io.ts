import type { Inventory } from '../../inventory/inventory';
import type { Demand } from '../../model/demand';
import type { AttachmentRecord } from '../../resolve/attachment-record';
import { packetsPerMbps } from '../performance/hardware/packets';
import type { Range } from '../performance/system/quantity';
import { USUAL_BLOCK_BYTES, USUAL_READ_SHARE } from '../traffic/block-lane';
import { USUAL_FRAME_BYTES } from '../traffic/network-lane';
import type { AttachmentPrediction, Delivered, HostPrediction } from '../traffic/prediction';
import { isBelowDemand } from '../traffic/shortages';
import type { BlockTraffic, NetworkTraffic, Rates } from './outlook';

/** What a synth wrote of one host. */
export interface OutlookInput {
  readonly prediction: HostPrediction;
  readonly observed: Inventory;
  readonly attachments: readonly AttachmentRecord[];
}

/** One attachment with what it moves. */
export interface Io {
  readonly prediction: AttachmentPrediction;
  readonly traffic: NetworkTraffic | BlockTraffic;
  /** As declared; null: none is, or none that can be counted. */
  readonly demand: Demand | null;
  readonly rates: Rates;
  /** It asks for more than it gets, so that its queues are full. */
  readonly isStopped: boolean;
  readonly queuePairs: number | null;
}

/** Attachments in the order of the prediction. */
export function iosOf({ prediction, attachments }: OutlookInput): Io[] {
  const records = new Map(attachments.map((record) => [record.path, record]));
  return prediction.attachments.map((one) => {
    const record = records.get(one.path);
    // What the prediction did not count is no demand here either.
    const demand = one.demand === undefined ? null : (record?.demand ?? null);
    const traffic = trafficOf(one.kind, demand);
    return {
      prediction: one,
      traffic,
      demand,
      rates: ratesOf(one, traffic),
      isStopped: isBelowDemand(one),
      queuePairs: record?.queuePairs ?? null,
    };
  });
}

/** I/Os under way of a demand that does not say how many: as of a demand of the constructs. */
const USUAL_QUEUE_DEPTH = 32;

function trafficOf(kind: AttachmentPrediction['kind'], demand: Demand | null): NetworkTraffic | BlockTraffic {
  if (kind === 'network') {
    return { kind, frameBytes: demand?.kind === 'network' ? demand.frameBytes : USUAL_FRAME_BYTES };
  }
  if (demand?.kind === 'block') {
    const { blockBytes, readShare, queueDepth } = demand;
    return { kind, blockBytes, readShare, queueDepth };
  }
  return { kind, blockBytes: USUAL_BLOCK_BYTES, readShare: USUAL_READ_SHARE, queueDepth: USUAL_QUEUE_DEPTH };
}

function ratesOf({ predicted, predictedInterval }: AttachmentPrediction, traffic: Io['traffic']): Rates {
  const rangeOf = (measure: keyof Delivered): Range | undefined => {
    const value = predicted[measure];
    if (value === undefined) return undefined;
    return {
      value,
      low: predictedInterval?.low[measure] ?? value,
      high: predictedInterval?.high[measure] ?? value,
    };
  };
  const [txMbps, rxMbps, iops] = [rangeOf('txMbps'), rangeOf('rxMbps'), rangeOf('iops')];
  if (traffic.kind === 'block') return iops === undefined ? {} : { iops };
  const packets = packetsPerMbps(traffic.frameBytes);
  return {
    ...(txMbps !== undefined && { txMbps, txPacketsPerSecond: times(txMbps, packets) }),
    ...(rxMbps !== undefined && { rxMbps, rxPacketsPerSecond: times(rxMbps, packets) }),
  };
}

export function times({ value, low, high }: Range, factor: number): Range {
  return { value: value * factor, low: low * factor, high: high * factor };
}

/** Ends are added up: what several numbers rest on is mostly the same. */
export function total(ranges: readonly Range[]): Range {
  let [value, low, high] = [0, 0, 0];
  for (const range of ranges) {
    value += range.value;
    low += range.low;
    high += range.high;
  }
  return { value, low, high };
}
