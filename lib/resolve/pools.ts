import { MAX_VF_INDEX } from '../model/lock';
import type { VfIndex } from '../model/units';
import type { WantedPhysicalFunction, WantedPool } from '../model/wanted';

/** Most VFs that a PF can have: indices run from 0. */
const MOST_VFS = MAX_VF_INDEX + 1;

/** A pool with its place among the VFs of its PF. */
export interface PlacedPool {
  readonly wanted: WantedPool;
  /** First VF; null when a token, or an unusable count of a pool before it, decides. */
  readonly firstVf: VfIndex | null;
  /** VFs that can be given out. */
  readonly size: number;
  /** Why none can be: a token decides about the place or the count, or no PF could have so many. */
  readonly unusable: 'token' | 'count' | null;
}

/** The pools of a PF in order of declaration, and the number of VFs that they need. */
export interface PlacedPools {
  readonly pools: readonly PlacedPool[];
  /** null when a token decides. */
  readonly end: number | null;
}

/**
 * Places every pool: at its `firstVf`, else behind all pools declared before it.
 * Where that would take attachments their VFs (a pool was put before theirs, or pools changed places), the pools stand in
 * the order of what their attachments own, those that own nothing behind them, if that leaves everybody what is theirs.
 * A pool with a count that no PF can have takes no VFs, and nobody knows where those behind it begin.
 *
 * @param owned the VFs of the PF that the attachments of a pool own by the lock file
 */
export function placePools(
  pools: readonly WantedPool[],
  owned: (pool: WantedPool) => readonly VfIndex[] = () => [],
): PlacedPools {
  const asDeclared = placeInOrder(pools);
  if (pools.length < 2) return asDeclared;
  const vfs = new Map(pools.map((pool) => [pool, owned(pool)]));
  const leavesAll = (placed: PlacedPools) =>
    placed.pools.every((pool) => pool.unusable !== null || vfs.get(pool.wanted)?.every((vf) => covers(pool, vf)));
  if (leavesAll(asDeclared)) return asDeclared;
  // Infinite for a pool that owns nothing.
  const lowest = (pool: WantedPool) => pool.firstVf ?? Math.min(...(vfs.get(pool) ?? []));
  const byLowest = (a: WantedPool, b: WantedPool) => Number(lowest(a) > lowest(b)) - Number(lowest(a) < lowest(b));
  const asOwned = placeInOrder([...pools].sort(byLowest));
  if (!leavesAll(asOwned)) return asDeclared;
  const byDeclaration = pools.flatMap((pool) => asOwned.pools.filter(({ wanted }) => wanted === pool));
  return { ...asOwned, pools: byDeclaration };
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
    placed.push({ wanted, firstVf, size: unusable === null ? wanted.count : 0, unusable });
    end = Math.max(end, ownEnd);
    next = unusable === null && next !== null ? end : null;
  }
  return { pools: placed, end: token ? null : end };
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
export function covers(pool: PlacedPool, vf: VfIndex): boolean {
  return pool.firstVf !== null && vf >= pool.firstVf && vf < pool.firstVf + pool.size;
}
