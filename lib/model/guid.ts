import { derivedOctets, parseOctets } from './octets';
import type { ConstructPath, Guid } from './units';

const OCTETS = 8;

/** What a PF reports of a VF that was never given a GUID. */
export const ZERO_GUID: Guid = '00:00:00:00:00:00:00:00';

const ALL_ONES: Guid = 'ff:ff:ff:ff:ff:ff:ff:ff';

/** The GUID in lower case with colons; null when the text is none. Dashes are read as colons. */
export function parseGuid(text: string): Guid | null {
  return parseOctets(text, OCTETS);
}

/** Whether a GUID names no node or port: all of its bits are alike, which stands for none. */
export function namesNothing(guid: Guid): boolean {
  return guid === ZERO_GUID || guid === ALL_ONES;
}

/**
 * A GUID that depends on nothing but the path and the seed of the lock file.
 *
 * Its first octet is 02: the bit of locally administered addresses (EUI-64), which no maker of cards sets. The other seven are
 * the start of a SHA-256 hash. `salt` counts up where two paths would get the same one.
 */
export function deriveGuid(path: ConstructPath, salt = 0, seed = ''): Guid {
  return `02:${derivedOctets(OCTETS - 1, path, salt, seed)}`;
}
