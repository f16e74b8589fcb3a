import type { Row } from './rows';

/**
 * Differences, in parts of the smaller value, between rows of one source whose set-ups tell the same: no prediction from
 * set-ups alone can be right for both.
 */
export function unexplained(rows: readonly Row[]): readonly number[] {
  const groups = new Map<string, number[]>();
  for (const { paper, setup, metric, value, scoring } of rows) {
    if (scoring !== 'ape' || value <= 0) continue;
    const facts = Object.entries(setup).sort(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify([paper, metric, facts]);
    groups.set(key, [...(groups.get(key) ?? []), value]);
  }
  return [...groups.values()]
    .filter((values) => values.length > 1)
    .map((values) => Math.max(...values) / Math.min(...values) - 1);
}
