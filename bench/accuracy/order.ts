import type { Row } from './rows';
import type { Scored } from './score';

/** Two rows of one source that differ in the path alone, and whether the prediction ranks them as measured. */
export interface Pair {
  readonly faster: string;
  readonly slower: string;
  readonly right: boolean;
}

/** Facts that go with a path. */
const OF_THE_PATH = new Set([
  'path',
  'driver',
  'guestDriver',
  'nic',
  'offeredMpps',
  'ioEngine',
  'workload',
  'interrupts',
  'classifier',
]);

/** Values that differ by less are the same. */
const DIFFERENT = 1.1;

export function pairs(rows: readonly Row[], scored: readonly Scored[]): readonly Pair[] {
  const groups = new Map<string, { row: Row; predicted: number }[]>();
  rows.forEach((row, i) => {
    const predicted = scored[i]?.predicted;
    if (typeof row.setup['path'] !== 'string' || row.scoring !== 'ape' || typeof predicted !== 'number') return;
    if (!/rate$|throughput$|iops/i.test(row.metric)) return;
    const key = keyOf(row);
    groups.set(key, [...(groups.get(key) ?? []), { row, predicted }]);
  });
  return [...groups.values()].flatMap((group) =>
    group.flatMap((a, i) => group.slice(i + 1).flatMap((b) => pairOf(a, b))),
  );
}

function pairOf(a: { row: Row; predicted: number }, b: { row: Row; predicted: number }): Pair[] {
  if (a.row.setup['path'] === b.row.setup['path']) return [];
  const [slow, fast] = a.row.value < b.row.value ? [a, b] : [b, a];
  if (fast.row.value < DIFFERENT * slow.row.value) return [];
  return [{ faster: fast.row.id, slower: slow.row.id, right: fast.predicted > slow.predicted }];
}

function keyOf({ paper, metric, setup }: Row): string {
  const facts = Object.entries(setup).filter(([name]) => !OF_THE_PATH.has(name));
  return JSON.stringify([paper, metric, facts.sort(([a], [b]) => (a < b ? -1 : 1))]);
}
