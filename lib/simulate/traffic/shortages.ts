import { type Measure, MEASURES, NEGLIGIBLE } from './measures';
import type { AttachmentPrediction, Delivered } from './prediction';

/** One number that an attachment wants and does not get. */
export interface Shortage {
  readonly measure: Measure;
  readonly wanted: number;
  readonly given: number;
}

const NONE: readonly Shortage[] = [];

/** What is known to be less than wanted by more than is negligible. */
export function shortagesOf(wanted: Delivered | undefined, given: Delivered): readonly Shortage[] {
  if (wanted === undefined) return NONE;
  let shortages: Shortage[] | undefined;
  for (const measure of MEASURES) {
    const most = wanted[measure];
    const got = given[measure];
    if (most === undefined || got === undefined || !Number.isFinite(most) || got >= most * (1 - NEGLIGIBLE)) continue;
    shortages ??= [];
    shortages.push({ measure, wanted: most, given: got });
  }
  return shortages ?? NONE;
}

/** Whether it gets less than it declares, beside neighbours that take what they declare. */
export function isBelowDemand({ demand, predicted }: AttachmentPrediction): boolean {
  return shortagesOf(demand, predicted).length > 0;
}
