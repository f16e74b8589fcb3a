import { isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { readJson } from '../../formats/json';
import { InputError } from '../../model/errors';
import type { Bytes } from '../../model/units';
import { MAX_INPUT_BYTES, sizeText } from './limits';
import { systemReason } from './system-errors';

/**
 * Text of a file of the user's.
 *
 * @param limit most bytes that are read
 * @throws InputError for a file that is not there, cannot be read, is a folder or device, is above the limit (which is
 *   seen before it is in memory), or is no UTF-8
 */
export function readTextFile(file: string, limit: Bytes = MAX_INPUT_BYTES): string {
  const bytes = readBytes(file, limit);
  if (isUtf8(bytes)) return bytes.toString('utf8').replace(/^\ufeff/, '');
  const line = lineOfBadText(bytes);
  throw new InputError(`${file}:${line}`, 'this is no UTF-8 text', 'Save the file as UTF-8');
}

/**
 * A parsed JSON document; whether its content makes sense is for others to judge.
 *
 * @throws InputError as `readTextFile`, with line and column for text that is no JSON, and for a key that one object has
 *   twice
 */
export function readJsonFile(file: string, limit: Bytes = MAX_INPUT_BYTES): unknown {
  return readJson(readTextFile(file, limit), file);
}

function readBytes(file: string, limit: Bytes): Buffer {
  let descriptor: number;
  try {
    // A pipe must not make the program wait for a writer.
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw new InputError(file, `cannot be read: ${systemReason(error)}`, 'Give a file that is there and can be read');
  }
  try {
    refuseStrange(file, fstatSync(descriptor), limit);
    return readUpTo(descriptor, file, limit);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(file, `cannot be read: ${systemReason(error)}`, 'Give a file that can be read');
  } finally {
    closeSync(descriptor);
  }
}

function refuseStrange(file: string, stats: Stats, limit: Bytes): void {
  if (stats.isDirectory()) throw new InputError(file, 'this is a folder, expected a file', 'Name the file in it');
  if (!stats.isFile()) throw new InputError(file, 'this is no regular file', 'Give a regular file');
  if (stats.size > limit) throw tooLarge(file, sizeText(stats.size), limit);
}

/** The size that was told may be outgrown meanwhile, or be none as in `/proc`. */
function readUpTo(descriptor: number, file: string, limit: Bytes): Buffer {
  const pieces: Buffer[] = [];
  for (let total = 0; ;) {
    const piece = Buffer.allocUnsafe(64 * 1024);
    const count = readSync(descriptor, piece, 0, piece.length, null);
    if (count === 0) return Buffer.concat(pieces, total);
    pieces.push(piece.subarray(0, count));
    total += count;
    if (total > limit) throw tooLarge(file, `more than ${sizeText(limit)}`, limit);
  }
}

function tooLarge(file: string, size: string, limit: Bytes): InputError {
  return new InputError(
    file,
    `the file has ${size}, at most ${sizeText(limit)} are read`,
    'Give the file that is meant',
  );
}

/** A line feed is never part of a longer character, so lines can be judged one by one. */
function lineOfBadText(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const feed = bytes.indexOf(0x0a, start);
    const end = feed < 0 ? bytes.length : feed;
    if (!isUtf8(bytes.subarray(start, end))) return line;
    start = end + 1;
  }
  return line;
}
