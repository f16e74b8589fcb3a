import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { InputError } from '../../model/errors';
import type { Bytes } from '../../model/units';
import { archiveTooLarge, MAX_UNZIP_SECONDS, sizeText } from './limits';
import { systemReason } from './system-errors';
import { UNZIP_THREAD } from './unzip-thread.cjs.generated';

/** Room for the code that the thread ends with, after the two numbers that say that it has ended and how long the code is. */
const CODE_BYTES = 64;
const NUMBERS_BYTES = 8;

const OVER_LIMIT = 'OVER_LIMIT';
const TIMED_OUT = `more than ${MAX_UNZIP_SECONDS} s`;

/**
 * Unpacks what gzip has packed into a file without a name, which is gone when it is closed: a thousand times as large as
 * what is packed, it is never in memory as a whole. The readers of trees are synchronous, and zlib unpacks piece by piece in
 * streams only: those run in a thread, for which this one waits.
 *
 * @returns descriptor of the file
 * @throws InputError for what gzip cannot unpack, for more bytes than the limit, and where there is no room for them
 */
export function unzipped(file: string, limit: Bytes): number {
  const to = unnamedFile(file);
  const code = codeOfThread(file, to, limit);
  if (code === '') return to;
  // A thread that is not at its end may still write to it, whatever has its number then.
  if (code !== TIMED_OUT) closeSync(to);
  throw refusal(file, code, limit);
}

function unnamedFile(file: string): number {
  try {
    const folder = mkdtempSync(join(tmpdir(), 'sriov-unpacked-'));
    const descriptor = openSync(join(folder, 'unpacked.tar'), 'wx+', 0o600);
    rmSync(folder, { recursive: true });
    return descriptor;
  } catch (error) {
    throw noRoom(file, systemReason(error));
  }
}

function codeOfThread(file: string, to: number, limit: Bytes): string {
  const shared = new SharedArrayBuffer(NUMBERS_BYTES + CODE_BYTES);
  const numbers = new Int32Array(shared, 0, 2);
  const places = { shared, numbersBytes: NUMBERS_BYTES, codeBytes: CODE_BYTES };
  const workerData = { file, to, limit, overLimit: OVER_LIMIT, ...places };
  const worker = new Worker(UNZIP_THREAD, { eval: true, workerData });
  const ended = Atomics.wait(numbers, 0, 0, MAX_UNZIP_SECONDS * 1000);
  void worker.terminate();
  if (ended === 'timed-out') return TIMED_OUT;
  return Buffer.from(new Uint8Array(shared, NUMBERS_BYTES, numbers[1])).toString();
}

/** Codes of zlib begin with Z_, those of the system with E. */
function refusal(file: string, code: string, limit: Bytes): InputError {
  if (code === OVER_LIMIT) return archiveTooLarge(file, `more than ${sizeText(limit)} unpacked`, limit);
  if (/^E[A-Z]+$/.test(code)) return noRoom(file, systemReason({ code }));
  return new InputError(file, `gzip cannot unpack it (${code})`, 'Take the capture again');
}

function noRoom(file: string, reason: string): InputError {
  const fix = 'Make room there, name another folder in TMPDIR, or unpack it to a plain .tar first';
  return new InputError(file, `it cannot be unpacked into ${tmpdir()}: ${reason}`, fix);
}
