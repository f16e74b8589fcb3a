import { derivedOctets, parseOctets } from './octets';
import type { ConstructPath, MacAddress } from './units';

/** What a VF reports that was never given an administrative MAC. */
export const ZERO_MAC: MacAddress = '00:00:00:00:00:00';

const OCTETS = 6;

/** The address in lower case with colons; null when the text is no MAC address. Dashes are read as colons. */
export function parseMac(text: string): MacAddress | null {
  return parseOctets(text, OCTETS);
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
  return `02:${derivedOctets(OCTETS - 1, path, salt, seed)}`;
}
