import type { AttachmentPrediction, Delivered } from './prediction';

export type Measure = keyof Delivered;

/** What functions of each kind deliver. */
export const MEASURES_OF = {
  network: ['txMbps', 'rxMbps'],
  block: ['iops'],
} as const satisfies Record<AttachmentPrediction['kind'], readonly Measure[]>;

export const MEASURES: readonly Measure[] = [...MEASURES_OF.network, ...MEASURES_OF.block];

/** Part of a rate that does not count: what differs by less is the same, and what is less by no more is enough. */
export const NEGLIGIBLE = 0.001;

/** The measures that something is known of. */
export function deliveredBy(of: (measure: Measure) => number | undefined): Delivered {
  const known: { -readonly [M in Measure]?: number } = {};
  for (const measure of MEASURES) {
    const rate = of(measure);
    if (rate !== undefined) known[measure] = rate;
  }
  return known;
}
