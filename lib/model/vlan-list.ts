import { formatRanges, parseRanges, rangesOf, type VfRange } from './vf-ranges';

/**
 * VLANs that a VF may use: ids and ranges as the kernel writes lists, `100,200-210`, in order and apart from each other;
 * `all`: no list is kept, and every VLAN and untagged frames pass.
 */
export type VlanList = string;

/**
 * Before the list of a VF that receives in its VLANs alone and may send into any, as i40e keeps one whose
 * `vlan_anti_spoof` is off. Nobody asks for it; it is found, and brought back.
 */
export const RECEIVED_ONLY = 'received ';

/** No list is kept for the VF: as every VF is made. */
export const ALL_VLANS: VlanList = 'all';

/** Ids that a tag can carry, the reserved 0 and 4095 included. */
const HIGHEST_TAG = 4095;
const HIGHEST_VLAN = 4094;

/** Every id by itself, with a comma and a blank, is shorter. */
const MAX_LIST_LENGTH = 6 * HIGHEST_TAG;

export const VLAN_LIST_WORDS =
  `VLAN ids and ranges from 1 to 4094 like 100,200-210, or ${ALL_VLANS}` + ` (at most ${MAX_LIST_LENGTH} characters)`;

/** The list as it is written; null for what is none. In any order, with blanks between, and ids named twice, it is one. */
export function parseVlanList(text: string): VlanList | null {
  if (text.length > MAX_LIST_LENGTH) return null;
  const trimmed = text.trim();
  if (trimmed === ALL_VLANS) return ALL_VLANS;
  const ids = new Set<number>();
  for (const part of trimmed.split(',')) {
    const match = /^\s*(\d{1,4})(?:\s*-\s*(\d{1,4}))?\s*$/.exec(part);
    if (match === null) return null;
    const first = Number(match[1]);
    const last = match[2] === undefined ? first : Number(match[2]);
    if (first < 1 || last < first || last > HIGHEST_VLAN) return null;
    for (let id = first; id <= last; id++) ids.add(id);
  }
  return vlanListOf(ids);
}

/** The list of these ids; `all` without any, as drivers that keep no list restrict nothing. */
export function vlanListOf(ids: Iterable<number>): VlanList {
  const text = formatRanges(rangesOf(ids));
  return text === '' ? ALL_VLANS : text;
}

/** Ranges of a list as `parseVlanList` or a host writes it, first and last id of each; of `all`, every id. */
export function vlanRanges(list: VlanList): readonly (readonly [first: number, last: number])[] {
  if (list === ALL_VLANS) return [[0, HIGHEST_TAG]];
  return (parseRanges(list, HIGHEST_TAG) ?? []).map(firstAndLast);
}

export function holdsVlan(list: VlanList, vlan: number): boolean {
  return vlanRanges(list).some(([first, last]) => vlan >= first && vlan <= last);
}

/** Lowest VLAN that both lists hold; null where they share none. */
export function sharedVlan(a: VlanList, b: VlanList): number | null {
  let lowest: number | null = null;
  for (const [first, last] of vlanRanges(a)) {
    for (const [otherFirst, otherLast] of vlanRanges(b)) {
      const shared = Math.max(first, otherFirst);
      if (shared <= Math.min(last, otherLast) && (lowest === null || shared < lowest)) lowest = shared;
    }
  }
  return lowest;
}

function firstAndLast({ first, count }: VfRange): readonly [first: number, last: number] {
  return [first, first + count - 1];
}

/** Whether this is how a list is written, in its one text: ids from 1 to 4094 without zeros in front, in order, apart. */
export function isVlanList(text: string): boolean {
  return text === ALL_VLANS || isOneText(text, 1, HIGHEST_VLAN);
}

/** The same of ids as a host prints them: with the untagged frames of id 0, and the reserved 4095. */
export function isPrintedVlanList(text: string): boolean {
  return isOneText(text, 0, HIGHEST_TAG);
}

/** The same of all that a host may keep for a VF, so that it is brought back: `received LIST` as well. */
export function isKeptVlanList(text: string): boolean {
  return text === ALL_VLANS || isPrintedVlanList(withoutReceived(text));
}

/** The list itself, where the VF is held to it in what it receives alone. */
export function withoutReceived(list: VlanList): VlanList {
  return isReceivedOnly(list) ? list.slice(RECEIVED_ONLY.length) : list;
}

export function isReceivedOnly(list: VlanList): boolean {
  return list.startsWith(RECEIVED_ONLY);
}

function isOneText(text: string, lowest: number, highest: number): boolean {
  const ranges = parseRanges(text, highest);
  const first = ranges?.[0];
  return ranges !== null && first !== undefined && first.first >= lowest && formatRanges(ranges) === text;
}
