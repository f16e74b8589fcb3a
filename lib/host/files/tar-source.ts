import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { InputError } from '../../model/errors';
import type { Bytes } from '../../model/units';
import { archiveTooLarge, MAX_ARCHIVE_BYTES, sizeText } from './limits';
import { unzipped } from './unzip';

/** Bytes of an archive, to be read at any place. */
export interface TarSource {
  readonly size: number;
  /** Bytes at any place, fewer than asked for at the end of the archive. */
  read(offset: number, length: number): Buffer;
  close(): void;
}

const COMPRESSIONS: readonly (readonly [name: string, magic: string])[] = [
  ['xz', 'fd377a585a00'],
  ['zstd', '28b52ffd'],
  ['bzip2', '425a68'],
  ['zip', '504b0304'],
];

/**
 * Opens an archive, plain or compressed with gzip.
 *
 * @param limit most bytes, packed or unpacked
 * @throws InputError for an archive above the limit, packed or unpacked, before it is in memory, and for other ways of
 *   compression
 */
export function openTarSource(file: string, limit: Bytes = MAX_ARCHIVE_BYTES): TarSource {
  const { size } = statSync(file);
  if (size > limit) throw archiveTooLarge(file, sizeText(size), limit);
  if (size === 0) throw new InputError(file, 'the file is empty, expected a tar archive', 'Take the capture again');
  const source = descriptorSource(openSync(file, 'r'), size);
  const magic = source.read(0, 6).toString('hex');
  const compression = COMPRESSIONS.find(([, start]) => magic.startsWith(start))?.[0];
  if (compression !== undefined) {
    source.close();
    throw new InputError(file, `the archive is compressed with ${compression}`, 'Unpack it to a plain .tar first');
  }
  if (!magic.startsWith('1f8b')) return source;
  source.close();
  const descriptor = unzipped(file, limit);
  return descriptorSource(descriptor, fstatSync(descriptor).size);
}

/** Bytes of an open file: no more of them are in memory than are asked for. */
function descriptorSource(descriptor: number, size: number): TarSource {
  const read = (offset: number, length: number): Buffer => {
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - offset)));
    let count = 0;
    while (count < buffer.length) {
      const more = readSync(descriptor, buffer, count, buffer.length - count, offset + count);
      if (more === 0) break;
      count += more;
    }
    return buffer.subarray(0, count);
  };
  return { size, read, close: () => closeSync(descriptor) };
}

/** Bytes in memory. */
export function memorySource(bytes: Buffer): TarSource {
  return { size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length), close: () => {} };
}
