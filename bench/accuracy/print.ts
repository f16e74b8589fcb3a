import type { LeftOut } from './cross-validation';
import type { Pair } from './order';
import type { Scored } from './score';
import { groupedBy, quantile, type Summary, summaryOf } from './summary';

/** What a person reads of a run. */
export function print(
  rows: readonly Scored[],
  { order, leftOut, noise }: { order: readonly Pair[]; leftOut: readonly LeftOut[]; noise: readonly number[] },
): void {
  table(
    'by kind',
    groupedBy(rows, ({ kind }) => kind),
  );
  table(
    'by source',
    groupedBy(rows, ({ paper }) => paper),
  );
  table(
    'overall',
    new Map([
      ['all', rows],
      ['latency', rows.filter(isLatency)],
    ]),
  );
  printMissing(rows);
  printBounds(rows);
  printOrder(order);
  printCrossValidation(leftOut);
  console.log(
    `${noise.length} set-ups are told alike for several rows, which differ by ${percent(quantile(noise, 0.5))} in the median`,
  );
}

/** Rows whose goal is that of latencies, whatever their kind. */
export function isLatency({ metric }: Pick<Scored, 'metric'>): boolean {
  return /latency|rtt/i.test(metric);
}

function printMissing(rows: readonly Scored[]): void {
  const missing = rows.filter(({ predicted, scoring }) => predicted === null && scoring !== 'none');
  for (const [why, group] of groupedBy(missing, (row) => row.why ?? '')) {
    console.log(`not predicted, ${group.length}: ${why}: ${group.map(({ id }) => id).join(' ')}`);
  }
  for (const { id, doubt } of rows) if (doubt !== undefined) console.log(`cannot be right: ${id}: ${doubt}`);
}

function printBounds(rows: readonly Scored[]): void {
  const bounds = rows.filter(({ scoring }) => scoring === 'bound');
  console.log(`bounds: ${bounds.filter(({ ok }) => ok).length} of ${bounds.length} kept`);
  for (const { id, value, predicted, ok } of bounds) {
    if (!ok) console.log(`  not kept: ${id}: ${value} measured, ${predicted ?? 'not'} predicted`);
  }
}

function printOrder(order: readonly Pair[]): void {
  console.log(`order of paths: ${order.filter(({ right }) => right).length} of ${order.length} pairs as measured`);
  for (const { faster, slower, right } of order) if (!right) console.log(`  not so: ${faster} above ${slower}`);
}

function printCrossValidation(leftOut: readonly LeftOut[]): void {
  console.log('each source with the constants of all others (leave one source out)');
  const lines = leftOut.map(({ paper, errors, within, untested }) => [
    paper,
    {
      tested: errors.length,
      'in interval': within,
      median: percent(quantile(errors, 0.5)),
      '90th': percent(quantile(errors, 0.9)),
      untested,
    },
  ]);
  console.table(Object.fromEntries(lines));
  const errors = leftOut.flatMap((source) => source.errors);
  const within = leftOut.reduce((all, source) => all + source.within, 0);
  const untested = leftOut.reduce((all, source) => all + source.untested, 0);
  console.log(
    `together: ${errors.length} rows, median ${percent(quantile(errors, 0.5))}, 90th ${percent(quantile(errors, 0.9))}, ` +
      `${percent(within / errors.length)} in the interval; ` +
      `${untested} rows rest on constants that no other source determines`,
  );
}

function table(title: string, groups: ReadonlyMap<string, readonly Scored[]>): void {
  console.log(title);
  console.table(Object.fromEntries([...groups].map(([name, rows]) => [name, line(summaryOf(rows))])));
}

function line(summary: Summary) {
  return {
    rows: summary.rows,
    scored: summary.scored,
    predicted: summary.predicted,
    median: percent(summary.medianError),
    '90th': percent(summary.ninetiethError),
    'in interval': percent(summary.within),
  };
}

function percent(part: number): string {
  return Number.isNaN(part) ? '' : `${(100 * part).toFixed(1)} %`;
}
