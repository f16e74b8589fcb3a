import { createHash } from 'node:crypto';
import type { ConstructPath, MacAddress } from './units';

/** What a VF reports that was never given an administrative MAC. */
export const ZERO_MAC: MacAddress = '00:00:00:00:00:00';

const TEXT_LENGTH = ZERO_MAC.length;
const COLON = 0x3a;
const DASH = 0x2d;

/** The address in lower case with colons; null when the text is no MAC address. Dashes are read as colons. */
export function parseMac(text: string): MacAddress | null {
  if (text.length !== TEXT_LENGTH) return null;
  const separator = text.charCodeAt(2);
  if (separator !== COLON && separator !== DASH) return null;
  for (let i = 0; i < TEXT_LENGTH; i += 3) {
    if (!isHexDigit(text.charCodeAt(i)) || !isHexDigit(text.charCodeAt(i + 1))) return null;
    if (i + 2 < TEXT_LENGTH && text.charCodeAt(i + 2) !== separator) return null;
  }
  return (separator === COLON ? text : text.replaceAll('-', ':')).toLowerCase();
}

/** Group bit of the first octet, the lowest of its second digit: no address of a station. */
export function isMulticastMac(mac: MacAddress): boolean {
  return ODD_DIGITS.has(mac.charAt(1));
}

/** Local bit of the first octet: an address that no maker of cards gave out. */
export function isLocallyAdministered(mac: MacAddress): boolean {
  return LOCAL_DIGITS.has(mac.charAt(1));
}

const LOCAL_DIGITS: ReadonlySet<string> = new Set('2367abefABEF');

const ODD_DIGITS: ReadonlySet<string> = new Set('13579bdfBDF');

/**
 * A locally administered unicast address that depends on nothing but the path and the seed of the lock file.
 *
 * Its first octet is 02, which IEEE 802c leaves to the administrator of the network (quadrant AAI); the other five are
 * the start of a SHA-256 hash. `salt` counts up where two paths would get the same address. Without a seed the hash is that of the path.
 */
export function deriveMac(path: ConstructPath, salt = 0, seed = ''): MacAddress {
  const salted = salt === 0 ? path : `${path}\n${salt}`;
  const hash = sha256(seed === '' ? salted : `${seed}\n${salted}`);
  return `02:${hash.slice(0, 2)}:${hash.slice(2, 4)}:${hash.slice(4, 6)}:${hash.slice(6, 8)}:${hash.slice(8, 10)}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function isHexDigit(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x46) || (code >= 0x61 && code <= 0x66);
}
