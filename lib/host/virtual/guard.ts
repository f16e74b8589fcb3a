import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { InputError } from '../../model/errors';
import { systemReason } from '../files/system-errors';

/** Longest wait for the guard; it is held for as long as a file takes to be read and written. */
const PATIENCE_MILLISECONDS = 5000;

let count = 0;

/**
 * Does the work while holding a file that only one process can make. A file of a process that is gone is removed.
 *
 * @throws InputError when the file cannot be made, or stays for 5 seconds
 */
export function guarded<T>(guard: string, work: () => T): T {
  const own = `${guard}.${process.pid}.${++count}`;
  try {
    mkdirSync(dirname(guard), { recursive: true });
    writeFileSync(own, `${process.pid}\n`, { flag: 'wx' });
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

function take(guard: string, own: string): void {
  for (const end = Date.now() + PATIENCE_MILLISECONDS; !made(guard, own);) {
    removeStale(guard, own);
    if (Date.now() > end) {
      throw new InputError(guard, 'another process holds this file', 'Wait for it, or remove the file if it is gone');
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

/** Moved away before it is removed: of several that find it stale, one does it. */
function removeStale(guard: string, own: string): void {
  const pid = holderOf(guard);
  if (pid === null || isAlive(pid)) return;
  const aside = `${own}.stale`;
  try {
    renameSync(guard, aside);
    // Meanwhile another process may have done the same and made its own: that one gets it back.
    if (holderOf(aside) !== pid) linkSync(aside, guard);
  } catch {
    // Somebody else was quicker; the next round tells.
  }
  rmSync(aside, { force: true });
}

function holderOf(guard: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(guard, 'utf8'), 10);
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
