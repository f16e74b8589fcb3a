import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../../model/errors';
import { systemReason } from '../files/system-errors';
import { lives, machineProcesses } from './processes';

/** Longest wait for the guard; it is held for as long as a file takes to be read and written. */
const PATIENCE_MILLISECONDS = 5000;
/** Guards of guards: each was left by a process that was killed while it took away the one before. */
const MOST_GUARDS = 20;

let count = 0;

/**
 * Does the work while holding a file that only one process can make. A file of a process that is gone is removed: by who
 * holds the guard of that very file, so that nobody takes away one that was made since.
 *
 * @throws InputError when the file cannot be made, or stays for 5 seconds
 */
export function guarded<T>(guard: string, work: () => T): T {
  const own = `${guard}.${process.pid}.${++count}`;
  try {
    mkdirSync(dirname(guard), { recursive: true });
    // Left by a process of the same number that was killed.
    rmSync(own, { force: true });
    writeFileSync(own, ownText(own), { flag: 'wx' });
    take(guard, own);
  } catch (error) {
    rmSync(own, { force: true });
    if (error instanceof InputError) throw error;
    const problem = `cannot be locked: ${systemReason(error)}`;
    throw new InputError(guard, problem, 'Give a place that can be written to');
  }
  try {
    return work();
  } finally {
    rmSync(guard, { force: true });
    rmSync(own, { force: true });
  }
}

/** Process, its machine, its start, and the name of its own file: no two guards ever say the same. */
function ownText(own: string): string {
  return `${process.pid} ${hostname()} ${machineProcesses().identity ?? '-'} ${basename(own)} ${Date.now()}\n`;
}

function take(guard: string, own: string): void {
  for (const end = Date.now() + PATIENCE_MILLISECONDS; !made(guard, own);) {
    removeStale(guard, own, 0);
    if (Date.now() > end) {
      throw new InputError(
        guard,
        `another process holds this file${heldBy(guard)}`,
        'Wait for it, or remove the file if it is gone',
      );
    }
    pause(5);
  }
}

/** A link is made by one process alone, and its content is there at once. */
function made(guard: string, own: string): boolean {
  try {
    linkSync(own, guard);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes the guard of a process that is gone; where another is at that already, nothing. */
function removeStale(guard: string, own: string, depth: number): void {
  const text = textOf(guard);
  if (text === null || depth > MOST_GUARDS) return;
  const holder = parseHolder(text);
  if (holder === null || lives(holder)) return;
  const removing = `${guard}.gone-${holder.pid}`;
  if (!made(removing, own)) {
    removeStale(removing, own, depth + 1);
    return;
  }
  try {
    if (textOf(guard) !== text) return;
    if (holder.file !== undefined) rmSync(join(dirname(guard), holder.file), { force: true });
    rmSync(guard, { force: true });
  } finally {
    rmSync(removing, { force: true });
  }
}

interface Holder {
  readonly pid: number;
  readonly machine: string;
  readonly identity: string | null;
  readonly file?: string;
}

/** null: nothing that a guard says. */
function parseHolder(text: string): Holder | null {
  // Guards of the first version hold a process alone.
  const [, pid, machine = hostname(), identity = '-', file] =
    /^(\d{1,10})(?: (\S{1,255}) (\S{1,100}) ([^/\s]{1,255}) \d+)?\n$/.exec(text) ?? [];
  if (pid === undefined || Number(pid) === 0) return null;
  return {
    pid: Number(pid),
    machine,
    identity: identity === '-' ? null : identity,
    ...(file !== undefined && { file }),
  };
}

function heldBy(guard: string): string {
  const holder = parseHolder(textOf(guard) ?? '');
  return holder === null ? '' : ` (process ${holder.pid} on ${holder.machine})`;
}

function textOf(guard: string): string | null {
  try {
    return readFileSync(guard, 'utf8');
  } catch {
    return null;
  }
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
