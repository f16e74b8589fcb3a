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

/** null when the checksum says that this is no header. */
export function decodeHeader(block: Buffer): TarHeader | null {
  if (octal(block, FIELD.checksum) !== checksum(block)) return null;
  const size = sizeOf(block);
  if (size === null) return null;
  const type = text(block, FIELD.type) || '0';
  // GNU tar uses the field of the prefix for other things.
  const prefix = block.toString('latin1', 257, 263) === 'ustar\0' ? text(block, FIELD.prefix) : '';
  const name = text(block, FIELD.name);
  return { name: prefix === '' ? name : `${prefix}/${name}`, linkName: text(block, FIELD.linkName), size, type };
}

/** Archives end with blocks of zeros. */
export function isZeroBlock(block: Buffer): boolean {
  for (let i = 0; i < BLOCK_BYTES; i++) if (block[i] !== 0) return false;
  return true;
}

/** Records `LENGTH KEY=VALUE\n` of an extended header; null when they are malformed. */
export function decodePax(content: Buffer): ReadonlyMap<string, string> | null {
  const records = new Map<string, string>();
  for (let at = 0; at < content.length; ) {
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

function text(block: Buffer, [start, length]: readonly [number, number]): string {
  return textOf(block.subarray(start, start + length));
}

/** Octal digits, or for large numbers a binary value marked by its highest bit. */
function sizeOf(block: Buffer): number | null {
  const [start, length] = FIELD.size;
  const first = block[start] ?? 0;
  if ((first & 0x80) === 0) return octal(block, FIELD.size);
  let value = first & 0x7f;
  for (let i = start + 1; i < start + length; i++) value = value * 256 + (block[i] ?? 0);
  return Number.isSafeInteger(value) ? value : null;
}

function octal(block: Buffer, [start, length]: readonly [number, number]): number | null {
  let value = 0;
  let digits = 0;
  for (let i = start; i < start + length; i++) {
    const code = block[i] ?? 0;
    if (code >= 0x30 && code <= 0x37) {
      value = value * 8 + code - 0x30;
      digits++;
    } else if (digits > 0 || (code !== 0x20 && code !== 0)) {
      return code === 0x20 || code === 0 ? value : null;
    }
  }
  return value;
}

/** Sum of all bytes, those of the checksum itself counted as blanks. */
function checksum(block: Buffer): number {
  const [start, length] = FIELD.checksum;
  let sum = length * BLANK;
  for (let i = 0; i < BLOCK_BYTES; i++) sum += block[i] ?? 0;
  for (let i = start; i < start + length; i++) sum -= block[i] ?? 0;
  return sum;
}
