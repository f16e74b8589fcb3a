import { lastPart, type LockFile, lockEntry, MAX_VF_INDEX, memberOf } from '../model/lock';
import { withPaths } from '../model/lock-paths';
import type { ConstructPath, VfIndex } from '../model/units';
import { countOf, includesVf, parseRanges, type VfRanges } from '../model/vf-ranges';

/** A pool of the run. */
export interface RunPool {
  readonly path: ConstructPath;
  /** Path of its PF. */
  readonly pf: ConstructPath;
  readonly count: number;
  readonly attachments: readonly ConstructPath[];
}

/**
 * Finds pools that were renamed: by the VFs that their attachments own, else by their id, else as the only one of its
 * size that is gone. A pool that is not found takes its VFs anew; no owner is moved by it.
 */
export function followPools(pools: readonly RunPool[], lock: LockFile): LockFile {
  const present = new Set(pools.map(({ path }) => path));
  const gone = Object.keys(lock.pools ?? {}).filter((path) => !present.has(path));
  if (gone.length === 0) return lock;
  const renames = new Map<ConstructPath, ConstructPath>();
  const newcomers = pools.filter(({ path }) => memberOf(lock.pools, path) === undefined);
  for (const isLike of [sharesOwners, hasSameId, hasSameSize]) {
    const taken = new Set(renames.values());
    const pairs = gone
      .filter((from) => !renames.has(from))
      .flatMap((from) => newcomers.filter(({ path }) => !taken.has(path)).map((pool) => ({ from, pool })))
      .filter(({ from, pool }) => lock.pools?.[from]?.physicalFunction === pool.pf && isLike(from, pool, lock));
    for (const { from, pool } of pairs) {
      const isOnly = pairs.every((it) => (it.from === from) === (it.pool === pool));
      if (isOnly) renames.set(from, pool.path);
    }
  }
  return renames.size === 0 ? lock : withPaths(lock, (path) => renames.get(path) ?? path);
}

function rangesOfPool(path: ConstructPath, { pools }: LockFile): VfRanges {
  return parseRanges(memberOf(pools, path)?.vfs ?? '', MAX_VF_INDEX) ?? [];
}

function sharesOwners(from: ConstructPath, { attachments, pf }: RunPool, lock: LockFile): boolean {
  const ranges = rangesOfPool(from, lock);
  const owned = attachments.flatMap((path): VfIndex[] => {
    const entry = lockEntry(lock, path);
    return entry?.physicalFunction === pf ? [entry.vf] : [];
  });
  return owned.some((vf) => includesVf(ranges, vf));
}

function hasSameId(from: ConstructPath, { path }: RunPool): boolean {
  return lastPart(from) === lastPart(path);
}

function hasSameSize(from: ConstructPath, { count }: RunPool, lock: LockFile): boolean {
  return countOf(rangesOfPool(from, lock)) === count;
}
