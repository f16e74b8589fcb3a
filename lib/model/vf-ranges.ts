import type { VfIndex } from './units';

/** Neighbouring VFs: `count` of them from `first` on. */
export interface VfRange {
  readonly first: VfIndex;
  readonly count: number;
}

/** VFs of one PF, as sorted ranges that neither touch nor overlap. */
export type VfRanges = readonly VfRange[];

/** The ranges of these indices, in whatever order and however often they are named. */
export function rangesOf(indices: Iterable<VfIndex>): VfRanges {
  const ranges: { first: VfIndex; count: number }[] = [];
  for (const index of [...new Set(indices)].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && index === last.first + last.count) last.count += 1;
    else ranges.push({ first: index, count: 1 });
  }
  return ranges;
}

/** Every index, lowest first. */
export function indicesOf(ranges: VfRanges): VfIndex[] {
  return ranges.flatMap(({ first, count }) => Array.from({ length: count }, (_, n) => first + n));
}

export function includesVf(ranges: VfRanges, vf: VfIndex): boolean {
  for (const { first, count } of ranges) if (vf >= first && vf < first + count) return true;
  return false;
}

export function countOf(ranges: VfRanges): number {
  let sum = 0;
  for (const { count } of ranges) sum += count;
  return sum;
}

/** One above the highest index; 0 without any. */
export function endOf(ranges: VfRanges): number {
  const last = ranges.at(-1);
  return last === undefined ? 0 : last.first + last.count;
}

/** As the kernel writes lists of CPUs: `0-3,6`. https://docs.kernel.org/admin-guide/cputopology.html */
export function formatRanges(ranges: VfRanges): string {
  return ranges.map(({ first, count }) => (count === 1 ? `${first}` : `${first}-${first + count - 1}`)).join(',');
}

/** `VF 3`, `VFs 0 to 3`, `VFs 0 to 3 and 6`, `no VFs`. */
export function describeRanges(ranges: VfRanges): string {
  if (ranges.length === 0) return 'no VFs';
  const parts = ranges.map(({ first, count }) => (count === 1 ? `${first}` : `${first} to ${first + count - 1}`));
  const last = parts.pop();
  const list = parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
  return countOf(ranges) === 1 ? `VF ${list}` : `VFs ${list}`;
}

/** Reads what `formatRanges` writes; null for anything else, and for indices above `highest`. */
export function parseRanges(text: string, highest: VfIndex): VfRanges | null {
  const ranges: VfRange[] = [];
  if (text === '') return ranges;
  for (const part of text.split(',')) {
    const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part);
    if (match === null) return null;
    const first = Number(match[1]);
    const last = match[2] === undefined ? first : Number(match[2]);
    // Sorted and apart from each other, so that one set of VFs has one text.
    if (last < first || last > highest || (ranges.length > 0 && first <= endOf(ranges))) return null;
    ranges.push({ first, count: last - first + 1 });
  }
  return ranges;
}
