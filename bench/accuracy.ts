import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BadRows, readRows } from './accuracy/rows';
import { scored, type Scored } from './accuracy/score';
import { groupedBy, type Summary, summaryOf } from './accuracy/summary';

/**
 * Predicts published measurements from their set-ups alone and prints how wrong that is:
 * `npm run bench:accuracy -- [ROWS.json ...] [--json FILE]`.
 */

const DEFAULT_FILES = ['calibration.json', 'more.json'].map((name) => join('bench', 'accuracy', 'data', name));

main(process.argv.slice(2));

function main(args: readonly string[]): void {
  const at = args.indexOf('--json');
  const out = at === -1 ? undefined : args[at + 1];
  const files = args.filter((_, i) => at === -1 || (i !== at && i !== at + 1));
  try {
    if (at !== -1 && out === undefined) throw new BadRows('--json needs the name of a file');
    const rows = (files.length === 0 ? DEFAULT_FILES : files).flatMap((file) => readRows(textOf(file), file));
    show(rows.map(scored), out);
  } catch (error) {
    if (!(error instanceof BadRows)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new BadRows(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function show(rows: readonly Scored[], out: string | undefined): void {
  const byKind = groupedBy(rows, ({ kind }) => kind);
  const bySource = groupedBy(rows, ({ paper }) => paper);
  table('by kind', byKind);
  table('by source', bySource);
  table('overall', new Map([['all', rows]]));
  for (const [why, missing] of groupedBy(
    rows.filter(({ predicted, scoring }) => predicted === null && scoring !== 'none'),
    (row) => row.why ?? '',
  )) {
    console.log(`not predicted, ${missing.length}: ${why}: ${missing.map(({ id }) => id).join(' ')}`);
  }
  const bounds = rows.filter(({ scoring }) => scoring === 'bound');
  console.log(`bounds: ${bounds.filter(({ ok }) => ok).length} of ${bounds.length} kept`);
  for (const { id, value, predicted, ok } of bounds) if (!ok) console.log(`  not kept: ${id} ${value}, ${predicted}`);
  if (out === undefined) return;
  const summaries = (groups: ReadonlyMap<string, readonly Scored[]>) =>
    Object.fromEntries([...groups].map(([name, group]) => [name, summaryOf(group)]));
  const result = {
    bench: 'accuracy',
    overall: summaryOf(rows),
    kinds: summaries(byKind),
    sources: summaries(bySource),
    rows,
  };
  writeFileSync(out, `${JSON.stringify(result, null, 2)}\n`);
}

function table(title: string, groups: ReadonlyMap<string, readonly Scored[]>): void {
  console.log(title);
  console.table(Object.fromEntries([...groups].map(([name, rows]) => [name, line(summaryOf(rows))])));
}

function line(summary: Summary) {
  const percent = (part: number) => (Number.isNaN(part) ? '' : `${(100 * part).toFixed(1)} %`);
  return {
    rows: summary.rows,
    scored: summary.scored,
    predicted: summary.predicted,
    median: percent(summary.medianError),
    '90th': percent(summary.ninetiethError),
    'in interval': percent(summary.within),
  };
}
