import { MAX_VF_INDEX } from '../model/lock';
import type { ConstructPath, VfIndex } from '../model/units';
import { endOf, includesVf, indicesOf, rangesOf, type VfRanges } from '../model/vf-ranges';
import type { WantedPhysicalFunction, WantedPool } from '../model/wanted';

/** Most VFs that a PF can have: indices run from 0. */
const MOST_VFS = MAX_VF_INDEX + 1;

/** A pool with its place among the VFs of its PF. */
export interface PlacedPool {
  readonly wanted: WantedPool;
  /** First VF; null when a token, or an unusable count of a pool before it, decides. */
  readonly firstVf: VfIndex | null;
  /** VFs that can be given out. More than one range where the pool grew and its neighbours kept theirs. */
  readonly ranges: VfRanges;
  /** Why none can be: a token decides about the place or the count, or no PF could have so many. */
  readonly unusable: 'token' | 'count' | null;
}

/** The pools of a PF in order of declaration, and the number of VFs that they need. */
export interface PlacedPools {
  readonly pools: readonly PlacedPool[];
  /** null when a token decides. */
  readonly end: number | null;
}

/** What the lock file says of the VFs of one PF. */
export interface PoolMemory {
  /** VFs that the pool had; null when nothing is known of it. */
  readonly had: (pool: WantedPool) => VfRanges | null;
  /** VFs that its attachments own. */
  readonly owned: (pool: WantedPool) => readonly VfIndex[];
  /** VFs that attachments own which this run does not have. */
  readonly reserved: ReadonlyMap<VfIndex, ConstructPath>;
}

export const NO_MEMORY: PoolMemory = { had: () => null, owned: () => [], reserved: new Map() };

/**
 * Places every pool: at its `firstVf`, else where it was by the lock file, else behind all pools declared before it.
 *
 * A pool that was somewhere keeps its VFs, whatever is declared before it. One that grows takes the lowest VFs that no
 * pool has; one that shrinks gives up the highest that nobody owns. VFs that its attachments own are always its own.
 *
 * A lock file of an earlier version does not say where pools were. There they stand in order of declaration if that
 * leaves all owners what is theirs, else in the order of what their attachments own.
 * A pool with a count that no PF can have takes no VFs, and nobody knows where those behind it begin.
 */
export function placePools(pools: readonly WantedPool[], memory: PoolMemory = NO_MEMORY): PlacedPools {
  const asDeclared = placeInOrder(pools);
  const owned = new Map(pools.map((pool) => [pool, memory.owned(pool)]));
  if (pools.every((pool) => memory.had(pool) === null)) {
    const leavesAll = (placed: PlacedPools) =>
      placed.pools.every((pool) => pool.unusable !== null || owned.get(pool.wanted)?.every((vf) => covers(pool, vf)));
    if (leavesAll(asDeclared)) return asDeclared;
    // Infinite for a pool that owns nothing.
    const lowest = (pool: WantedPool) => pool.firstVf ?? Math.min(...(owned.get(pool) ?? []));
    const byLowest = (a: WantedPool, b: WantedPool) => Number(lowest(a) > lowest(b)) - Number(lowest(a) < lowest(b));
    const asOwned = placeInOrder([...pools].sort(byLowest));
    if (leavesAll(asOwned)) {
      return { ...asOwned, pools: pools.flatMap((pool) => asOwned.pools.filter(({ wanted }) => wanted === pool)) };
    }
  }
  return placeByMemory(asDeclared, memory, owned);
}

function placeInOrder(pools: readonly WantedPool[]): PlacedPools {
  const placed: PlacedPool[] = [];
  let next: VfIndex | null = 0;
  let end = 0;
  let token = false;
  for (const wanted of pools) {
    const { unresolved } = wanted;
    token ||= unresolved.length > 0 && (unresolved.includes('count') || unresolved.includes('firstVf'));
    const firstVf: VfIndex | null = wanted.firstVf ?? (unresolved.includes('firstVf') ? null : next);
    const ownEnd: number = (firstVf ?? end) + wanted.count;
    const unusable = whyUnusable(wanted, firstVf, ownEnd, token);
    const ranges = unusable === null && firstVf !== null ? rangeFrom(firstVf, wanted.count) : [];
    placed.push({ wanted, firstVf, ranges, unusable });
    end = Math.max(end, ownEnd);
    next = unusable === null && next !== null ? end : null;
  }
  return { pools: placed, end: token ? null : end };
}

function rangeFrom(first: VfIndex, count: number): VfRanges {
  return count === 0 ? [] : [{ first, count }];
}

function placeByMemory(
  asDeclared: PlacedPools,
  memory: PoolMemory,
  owned: ReadonlyMap<WantedPool, readonly VfIndex[]>,
): PlacedPools {
  const holders = new Map<VfIndex, WantedPool>();
  for (const [pool, vfs] of owned) for (const vf of vfs) if (!holders.has(vf)) holders.set(vf, pool);
  const taken = new Set([...memory.reserved.keys(), ...holders.keys()]);
  for (const { wanted, ranges } of asDeclared.pools) {
    if (wanted.firstVf !== undefined) for (const vf of indicesOf(ranges)) taken.add(vf);
  }
  const bases = asDeclared.pools.map((placed) => {
    const base = baseOf(placed, memory, holders, taken);
    for (const vf of base) taken.add(vf);
    return base;
  });
  let free = 0;
  const pools = asDeclared.pools.map((placed, n): PlacedPool => {
    const { wanted, unusable } = placed;
    const ownCount = wanted.unresolved.includes('count') || wanted.count > MOST_VFS;
    const hadNone = memory.had(wanted) === null;
    if (wanted.firstVf !== undefined || wanted.unresolved.includes('firstVf') || ownCount) return placed;
    if (unusable !== null && hadNone) return placed;
    const vfs = [...(bases[n] ?? [])];
    while (vfs.length < wanted.count) {
      while (taken.has(free)) free++;
      vfs.push(free);
      taken.add(free);
    }
    const ranges = rangesOf(vfs);
    if (endOf(ranges) > MOST_VFS) return { ...placed, ranges: [], unusable: 'count' };
    return { wanted, firstVf: ranges[0]?.first ?? placed.firstVf ?? 0, ranges, unusable: null };
  });
  const end = Math.max(0, ...pools.map(endOfPool));
  return { pools, end: asDeclared.end === null ? null : end };
}

function endOfPool({ wanted, firstVf, ranges }: PlacedPool): number {
  if (ranges.length > 0) return endOf(ranges);
  // One that asks for more than there can be says so by its end; one that asks for none has none unless it says where.
  return wanted.count === 0 ? (wanted.firstVf ?? 0) : (firstVf ?? 0) + wanted.count;
}

/** VFs that a pool keeps: its own, without those that others own or claim; no more than it wants beyond what is owned. */
function baseOf(
  { wanted, ranges }: PlacedPool,
  { had, reserved }: PoolMemory,
  holders: ReadonlyMap<VfIndex, WantedPool>,
  taken: ReadonlySet<VfIndex>,
): VfIndex[] {
  if (wanted.firstVf !== undefined) return indicesOf(ranges);
  const mine = [...holders].filter(([, pool]) => pool === wanted).map(([vf]) => vf);
  const before = indicesOf(had(wanted) ?? []);
  const elsewhere = before.filter((vf) => reserved.has(vf));
  const others = before.filter((vf) => !taken.has(vf));
  const most = wanted.unresolved.includes('count') ? Number.POSITIVE_INFINITY : wanted.count;
  return [...mine, ...elsewhere, ...others.slice(0, Math.max(0, most - mine.length - elsewhere.length))];
}

function whyUnusable(
  wanted: WantedPool,
  firstVf: VfIndex | null,
  end: number,
  tokenSoFar: boolean,
): PlacedPool['unusable'] {
  if (wanted.unresolved.includes('count')) return 'token';
  if (firstVf === null) return tokenSoFar ? 'token' : 'count';
  return end <= MOST_VFS ? null : 'count';
}

/**
 * VFs that are to exist; null when a token decides.
 *
 * Where `numVfs` is not given: what exists, if that suffices for the pools or another manages the VFs, since any other
 * number would destroy all of them; else what the pools need.
 */
export function numVfsOf(pf: WantedPhysicalFunction, needed: number | null, observed: number | null): number | null {
  if (pf.numVfs !== undefined) return pf.numVfs;
  if (pf.unresolved.includes('numVfs')) return null;
  if (observed !== null && pf.externallyManaged) return observed;
  if (needed === null || observed === null) return needed;
  return Math.max(needed, observed);
}

/**
 * Fewest VFs with which the number may stay as it is; null where it is stated, or a token decides. Where VFs exist that
 * no pool needs, they are to be there after a boot as well.
 */
export function leastVfsOf(pf: WantedPhysicalFunction, needed: number | null, observed: number | null): number | null {
  if (pf.numVfs !== undefined || pf.unresolved.includes('numVfs') || needed === null) return null;
  return Math.max(needed, Math.min(1, observed ?? 0));
}

/** Whether a VF lies in the pool. */
export function covers({ ranges }: PlacedPool, vf: VfIndex): boolean {
  return includesVf(ranges, vf);
}
