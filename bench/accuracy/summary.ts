import { median } from '../report';
import type { Scored } from './score';

/** Errors of some rows. */
export interface Summary {
  readonly rows: number;
  /** Rows with a percentage error. */
  readonly scored: number;
  readonly predicted: number;
  readonly medianError: number;
  readonly ninetiethError: number;
  /** Part of the predicted rows whose value is within the 80 % interval. */
  readonly within: number;
}

export function summaryOf(rows: readonly Scored[]): Summary {
  const ape = rows.filter(({ scoring }) => scoring === 'ape');
  const predicted = ape.filter(({ error }) => error !== null);
  const errors = predicted.flatMap(({ error }) => (error === null ? [] : [error]));
  return {
    rows: rows.length,
    scored: ape.length,
    predicted: predicted.length,
    medianError: median(errors),
    ninetiethError: quantile(errors, 0.9),
    within: predicted.filter(({ ok }) => ok).length / predicted.length,
  };
}

export function groupedBy(
  rows: readonly Scored[],
  key: (row: Scored) => string,
): ReadonlyMap<string, readonly Scored[]> {
  const groups = new Map<string, Scored[]>();
  for (const row of rows) {
    const name = key(row);
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return groups;
}

/** With linear interpolation between the nearest two. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * part;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? Number.NaN;
  return below + (above - below) * (at - Math.floor(at));
}
