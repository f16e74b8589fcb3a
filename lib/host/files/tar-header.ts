/** Blocks that a tar archive is made of. */
export const BLOCK_BYTES = 512;

/** One header of a tar archive (POSIX.1-1988 ustar, with the extensions of GNU tar and POSIX.1-2001). */
export interface TarHeader {
  readonly name: string;
  readonly linkName: string;
  /** Bytes that follow the header. */
  readonly size: number;
  /** Type flag: `0` file, `1` hard link, `2` symbolic link, `5` folder, ... */
  readonly type: string;
}

/** Start and length of the fields. */
const FIELD = {
  name: [0, 100],
  size: [124, 12],
  checksum: [148, 8],
  type: [156, 1],
  linkName: [157, 100],
  magic: [257, 6],
  prefix: [345, 155],
} as const;

const BLANK = 0x20;

/** A piece of an archive, as bytes and as words of four bytes. */
export interface TarWindow {
  readonly bytes: Buffer;
  readonly words: Uint32Array;
}

/** The piece, copied where it does not lie as words must. */
export function windowOf(piece: Buffer): TarWindow {
  const bytes = piece.byteOffset % 4 === 0 ? piece : Buffer.from(Uint8Array.from(piece).buffer);
  return { bytes, words: new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2) };
}

/**
 * The header at a place; null when the checksum says that there is none. Archives of sysfs have a hundred thousand of
 * them, so nothing is decoded that nobody asks for.
 */
export function decodeHeader({ bytes, words }: TarWindow, at: number): TarHeader | null {
  if (octal(bytes, at, FIELD.checksum) !== checksum(bytes, words, at)) return null;
  const size = sizeOf(bytes, at);
  if (size === null) return null;
  const type = text(bytes, at, FIELD.type) || '0';
  const prefix = hasPrefix(bytes, at) ? text(bytes, at, FIELD.prefix) : '';
  const name = text(bytes, at, FIELD.name);
  const linkName = bytes[at + FIELD.linkName[0]] === 0 ? '' : text(bytes, at, FIELD.linkName);
  return { name: prefix === '' ? name : `${prefix}/${name}`, linkName, size, type };
}

/** `ustar` and a zero byte; GNU tar writes a blank in its place and uses the field of the prefix for other things. */
function hasPrefix(bytes: Buffer, at: number): boolean {
  const magic = at + FIELD.magic[0];
  return (
    bytes[magic] === 0x75 && bytes[magic + 4] === 0x72 && bytes[magic + 5] === 0 && bytes[at + FIELD.prefix[0]] !== 0
  );
}

/** Archives end with blocks of zeros. */
export function isZeroBlock({ bytes }: TarWindow, at: number): boolean {
  for (let i = at; i < at + BLOCK_BYTES; i++) if (bytes[i] !== 0) return false;
  return true;
}

/** Records `LENGTH KEY=VALUE\n` of an extended header; null when they are malformed. */
export function decodePax(content: Buffer): ReadonlyMap<string, string> | null {
  const records = new Map<string, string>();
  for (let at = 0; at < content.length;) {
    const blank = content.indexOf(BLANK, at);
    const length = blank < 0 ? Number.NaN : Number(content.toString('latin1', at, blank));
    if (!(Number.isInteger(length) && length > blank - at) || at + length > content.length) return null;
    const record = content.toString('utf8', blank + 1, at + length - 1);
    const equals = record.indexOf('=');
    if (equals < 0) return null;
    records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}

/** Text up to its zero byte. */
export function textOf(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? bytes.length : end);
}

function text(bytes: Buffer, at: number, [start, length]: readonly [number, number]): string {
  const begin = at + start;
  let end = begin;
  while (end < begin + length && bytes[end] !== 0) end++;
  return bytes.toString('utf8', begin, end);
}

/** Octal digits, or for large numbers a binary value marked by its highest bit. */
function sizeOf(bytes: Buffer, at: number): number | null {
  const [start, length] = FIELD.size;
  const first = bytes[at + start] ?? 0;
  if ((first & 0x80) === 0) return octal(bytes, at, FIELD.size);
  let value = first & 0x7f;
  for (let i = at + start + 1; i < at + start + length; i++) value = value * 256 + (bytes[i] ?? 0);
  return Number.isSafeInteger(value) ? value : null;
}

/** Digits between blanks or zero bytes; null when something else is there. */
function octal(bytes: Buffer, at: number, [start, length]: readonly [number, number]): number | null {
  let value = 0;
  let digits = 0;
  for (let i = at + start; i < at + start + length; i++) {
    const code = bytes[i] ?? 0;
    const isBlank = code === BLANK || code === 0;
    if (isBlank && digits > 0) return value;
    if (isBlank) continue;
    if (code < 0x30 || code > 0x37) return null;
    value = value * 8 + code - 0x30;
    digits++;
  }
  return value;
}

/** Sum of all bytes, those of the checksum itself counted as blanks. */
function checksum(bytes: Buffer, words: Uint32Array, at: number): number {
  const [start, length] = FIELD.checksum;
  // Four bytes at a time: two of each word are added up in the halves of a number.
  let even = 0;
  let odd = 0;
  for (let i = at >> 2; i < (at + BLOCK_BYTES) >> 2; i++) {
    const word = words[i] ?? 0;
    even += word & 0xff00ff;
    odd += (word >>> 8) & 0xff00ff;
  }
  let sum = (even & 0xffff) + (even >>> 16) + (odd & 0xffff) + (odd >>> 16) + length * BLANK;
  for (let i = at + start; i < at + start + length; i++) sum -= bytes[i] ?? 0;
  return sum;
}
