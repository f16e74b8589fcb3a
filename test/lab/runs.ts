import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KernelSeries } from './kernels';
import type { TopologyName } from './topologies';

/** A host that has been started in a run folder, as written there. */
export interface Run {
  readonly topology: TopologyName;
  readonly kernel: KernelSeries;
  readonly folder: string;
  readonly port: number;
  /** Process id of QEMU. */
  readonly pid: number;
  /** When that process started, in clock ticks since boot: the id alone may be another process' by now. */
  readonly startTime: string;
}

const recordFile = (folder: string) => join(folder, 'run.json');

export function recordRun(folder: string, started: Omit<Run, 'folder' | 'startTime'>): void {
  const run: Run = { ...started, folder, startTime: startTimeOf(started.pid) ?? '' };
  writeFileSync(recordFile(folder), JSON.stringify(run));
}

/** The host that runs in a folder; undefined when none does. */
export function runIn(folder: string): Run | undefined {
  if (!existsSync(recordFile(folder))) return undefined;
  const run = JSON.parse(readFileSync(recordFile(folder), 'utf8')) as Run;
  return startTimeOf(run.pid) === run.startTime ? run : undefined;
}

const END_LIMIT_MS = 30_000;

/** Ends a host and waits until it is gone. @throws Error when it does not go */
export async function endRun(run: Run): Promise<void> {
  if (startTimeOf(run.pid) !== run.startTime) return;
  process.kill(run.pid, 'SIGKILL');
  const deadline = Date.now() + END_LIMIT_MS;
  while (startTimeOf(run.pid) === run.startTime) {
    if (Date.now() > deadline) throw new Error(`QEMU (process ${run.pid}) does not end though it was killed`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** undefined: there is no such process, or it has ended and only waits to be collected. */
export function startTimeOf(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The name, in brackets, may hold blanks; the state comes after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}
