import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';

/** One line of a bench's table. */
export type Row = Readonly<Record<string, string | number>>;

export interface Goal {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Most that is allowed. */
  readonly goal: number;
}

export interface BenchResult {
  readonly bench: string;
  readonly rows: readonly Row[];
  readonly goals: readonly Goal[];
}

/** Milliseconds that the work takes. */
export function measured(work: () => void): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

/** Milliseconds that the work has this thread on a processor: what else the machine does counts as little as can be. */
export function measuredOnProcessor(work: () => void): number {
  const start = onProcessor();
  work();
  return onProcessor() - start;
}

function onProcessor(): number {
  return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Prints the table and the goals; `--json FILE` writes them too. */
export function report(result: BenchResult): void {
  const shown = (value: string | number) => (typeof value === 'number' ? Number(value.toFixed(2)) : value);
  console.table(
    result.rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, shown(value)]))),
  );
  const goals = result.goals.map((goal) => ({ ...goal, met: goal.value <= goal.goal }));
  for (const { name, value, unit, goal, met } of goals) {
    console.log(`${met ? 'met   ' : 'MISSED'} ${name}: ${value.toFixed(2)} ${unit}, goal at most ${goal} ${unit}`);
  }
  const at = process.argv.indexOf('--json');
  const file = at === -1 ? undefined : process.argv[at + 1];
  if (file === undefined) return;
  const machine = {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    kernel: release(),
    node: process.version,
  };
  writeFileSync(file, `${JSON.stringify({ bench: result.bench, machine, rows: result.rows, goals }, null, 2)}\n`);
}

/** One line of a table for something that was measured several times. */
export function spread(what: string, milliseconds: readonly number[]): Row {
  return {
    what,
    'median ms': median(milliseconds),
    'least ms': Math.min(...milliseconds),
    'most ms': Math.max(...milliseconds),
  };
}
