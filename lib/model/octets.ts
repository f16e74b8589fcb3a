import { createHash } from 'node:crypto';
import type { ConstructPath } from './units';

const COLON = 0x3a;
const DASH = 0x2d;

/** So many octets in hexadecimal, in lower case with colons; null for any other text. Dashes are read as colons. */
export function parseOctets(text: string, count: number): string | null {
  const length = count * 3 - 1;
  if (text.length !== length) return null;
  const separator = text.charCodeAt(2);
  if (separator !== COLON && separator !== DASH) return null;
  for (let i = 0; i < length; i += 3) {
    if (!isHexDigit(text.charCodeAt(i)) || !isHexDigit(text.charCodeAt(i + 1))) return null;
    if (i + 2 < length && text.charCodeAt(i + 2) !== separator) return null;
  }
  return (separator === COLON ? text : text.replaceAll('-', ':')).toLowerCase();
}

/** The first octets of a SHA-256 hash of path, seed and salt; without a seed it is that of the path, without a salt that of both. */
export function derivedOctets(count: number, path: ConstructPath, salt: number, seed: string): string {
  const salted = salt === 0 ? path : `${path}\n${salt}`;
  const hash = sha256(seed === '' ? salted : `${seed}\n${salted}`);
  let octets = hash.slice(0, 2);
  for (let n = 1; n < count; n++) octets += `:${hash.slice(n * 2, n * 2 + 2)}`;
  return octets;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function isHexDigit(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x46) || (code >= 0x61 && code <= 0x66);
}
