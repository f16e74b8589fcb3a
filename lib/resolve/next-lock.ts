import { type LockEntry, type LockFile, lockEntry } from '../model/lock';
import { comparePlain } from '../model/order';
import type { ConstructPath, MacAddress, VfIndex } from '../model/units';

/** What an attachment owns after this resolution; `kept` when nobody can tell at synth and the old entry stays. */
export interface Ownership {
  readonly path: ConstructPath;
  readonly physicalFunction: ConstructPath;
  readonly vf: VfIndex;
  readonly mac: MacAddress | undefined;
}

/** The lock file as it has to be now: the old one itself when nothing differs. */
export function nextLock(lock: LockFile, owned: readonly Ownership[]): LockFile {
  let same = true;
  const entries = owned.map((ownership): [ConstructPath, LockEntry] => {
    const before = lockEntry(lock, ownership.path);
    if (before !== undefined && isSame(before, ownership)) return [ownership.path, before];
    same = false;
    const { physicalFunction, vf, mac } = ownership;
    return [ownership.path, mac === undefined ? { physicalFunction, vf } : { physicalFunction, vf, mac }];
  });
  if (same && Object.keys(lock.attachments).length === entries.length) return lock;
  entries.sort(([a], [b]) => comparePlain(a, b));
  return { lockVersion: lock.lockVersion, attachments: Object.fromEntries(entries) };
}

function isSame(entry: LockEntry, { physicalFunction, vf, mac }: Ownership): boolean {
  return entry.vf === vf && entry.mac === mac && entry.physicalFunction === physicalFunction;
}
