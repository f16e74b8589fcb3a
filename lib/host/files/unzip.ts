import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { InputError } from '../../model/errors';
import type { Bytes } from '../../model/units';
import { archiveTooLarge, MAX_UNZIP_SECONDS, sizeText } from './limits';
import { systemReason } from './system-errors';

/** Room for the code that the thread ends with, after the two numbers that say that it has ended and how long the code is. */
const CODE_BYTES = 64;
const NUMBERS_BYTES = 8;

const OVER_LIMIT = 'OVER_LIMIT';
const TIMED_OUT = `more than ${MAX_UNZIP_SECONDS} s`;

/** Runs in a thread: pieces of some 64 KiB pass through it, and none is kept. */
const THREAD = `
const { createReadStream, writeSync } = require('node:fs');
const { workerData } = require('node:worker_threads');
const { createGunzip } = require('node:zlib');

const { file, to, limit, shared } = workerData;

async function write(pieces) {
  let bytes = 0;
  for await (const piece of pieces) {
    bytes += piece.length;
    if (bytes > limit) throw { code: '${OVER_LIMIT}' };
    for (let at = 0; at < piece.length;) at += writeSync(to, piece, at);
  }
  return '';
}

// No pipeline: zlib ends before its input where that is padded, which a pipeline takes for a failure.
const packed = createReadStream(file);
const unpacked = createGunzip();
packed.on('error', (error) => unpacked.destroy(error));
unpacked.on('error', () => packed.destroy());
packed.pipe(unpacked);

write(unpacked).catch((error) => String(error.code)).then((text) => {
  const code = Buffer.from(text).subarray(0, ${CODE_BYTES});
  new Uint8Array(shared, ${NUMBERS_BYTES}).set(code);
  const numbers = new Int32Array(shared, 0, 2);
  numbers[1] = code.length;
  Atomics.store(numbers, 0, 1);
  Atomics.notify(numbers, 0);
  packed.destroy();
});
`;

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
  const worker = new Worker(THREAD, { eval: true, workerData: { file, to, limit, shared } });
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
