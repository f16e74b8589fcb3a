import { isWithin, lastPart, LOCK_VERSION, type LockEntry, type LockFile } from './lock';
import type { ConstructPath } from './units';

/** The lock file with other paths; a member whose new path another one has stays where it is. */
export function withPaths(lock: LockFile, newPath: (path: ConstructPath) => ConstructPath): LockFile {
  const pfOf = <T extends { readonly physicalFunction: ConstructPath }>(member: T): T => {
    const physicalFunction = newPath(member.physicalFunction);
    return physicalFunction === member.physicalFunction ? member : { ...member, physicalFunction };
  };
  const { apps, physicalFunctions, pools } = lock;
  return {
    lockVersion: LOCK_VERSION,
    ...(lock.macSeed === undefined ? {} : { macSeed: lock.macSeed }),
    ...(apps && { apps: moved(apps, newPath) }),
    ...(physicalFunctions && { physicalFunctions: moved(physicalFunctions, newPath) }),
    ...(pools && { pools: moved(pools, newPath, pfOf) }),
    attachments: moved(lock.attachments, newPath, (entry, from, to) => pfOf(named(entry, from, to))),
  };
}

/** The lock file without a construct and everything within it, and without the owners of VFs that are within it. */
export function withoutPaths(lock: LockFile, scope: ConstructPath): LockFile {
  const { apps, physicalFunctions, pools } = lock;
  const outside = <T extends object | string>(members: Readonly<Record<ConstructPath, T>>): Record<ConstructPath, T> =>
    Object.fromEntries(
      Object.entries(members).filter(([path, member]) => !isWithin(path, scope) && !isOn(member, scope)),
    );
  return {
    ...lock,
    ...(apps && { apps: outside(apps) }),
    ...(physicalFunctions && { physicalFunctions: outside(physicalFunctions) }),
    ...(pools && { pools: outside(pools) }),
    attachments: outside(lock.attachments),
  };
}

/** Whether an entry or a pool is of a PF within a scope. */
function isOn(member: object | string, scope: ConstructPath): boolean {
  if (typeof member === 'string') return false;
  const { physicalFunction } = member as { readonly physicalFunction?: ConstructPath };
  return physicalFunction !== undefined && isWithin(physicalFunction, scope);
}

/** The path after a construct and everything within it went from one place to another. */
export function movedPath(path: ConstructPath, from: ConstructPath, to: ConstructPath): ConstructPath {
  return isWithin(path, from) ? `${to}${path.slice(from.length)}` : path;
}

/** All paths of a lock file that are keys, and the PFs that entries name. */
export function pathsOf({ apps, physicalFunctions, pools, attachments }: LockFile): Set<ConstructPath> {
  const paths = new Set<ConstructPath>();
  for (const members of [apps, physicalFunctions, pools, attachments]) {
    for (const path of Object.keys(members ?? {})) paths.add(path);
  }
  for (const { physicalFunction } of Object.values(attachments)) paths.add(physicalFunction);
  return paths;
}

function moved<T>(
  members: Readonly<Record<ConstructPath, T>>,
  newPath: (path: ConstructPath) => ConstructPath,
  change: (member: T, from: ConstructPath, to: ConstructPath) => T = (member) => member,
): Record<ConstructPath, T> {
  const kept = new Map<ConstructPath, T>();
  const moving: [ConstructPath, ConstructPath, T][] = [];
  for (const [path, member] of Object.entries(members)) {
    const to = newPath(path);
    if (to === path) kept.set(path, change(member, path, path));
    else moving.push([path, to, member]);
  }
  for (const [from, to, member] of moving) {
    const at = kept.has(to) ? from : to;
    kept.set(at, change(member, from, at));
  }
  return Object.fromEntries(kept);
}

/** The entry with the name of its VM, where its path no longer ends in it. */
function named(entry: LockEntry, from: ConstructPath, to: ConstructPath): LockEntry {
  if (entry.vm !== undefined || lastPart(from) === lastPart(to)) return entry;
  return { ...entry, vm: lastPart(from) };
}
