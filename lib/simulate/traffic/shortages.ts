import type { AttachmentPrediction, Delivered } from './prediction';

/** One number that an attachment wants and does not get. */
export interface Shortage {
  readonly measure: keyof Delivered;
  readonly wanted: number;
  readonly given: number;
}

const MEASURES = ['txMbps', 'rxMbps', 'iops'] as const;
const NONE: readonly Shortage[] = [];

/** What is known to be less than wanted; below a thousandth it counts as enough. */
export function shortagesOf(wanted: Delivered | undefined, given: Delivered): readonly Shortage[] {
  if (wanted === undefined) return NONE;
  let shortages: Shortage[] | undefined;
  for (const measure of MEASURES) {
    const most = wanted[measure];
    const got = given[measure];
    if (most === undefined || got === undefined || !Number.isFinite(most) || got >= most * 0.999) continue;
    shortages ??= [];
    shortages.push({ measure, wanted: most, given: got });
  }
  return shortages ?? NONE;
}

/** Whether it gets less than it declares, beside neighbours that take what they declare. */
export function isBelowDemand({ demand, predicted }: AttachmentPrediction): boolean {
  return shortagesOf(demand, predicted).length > 0;
}
