import type { ConstructPath, MacAddress, VfIndex } from './units';

/** Content of `sriov.lock.json`: which attachment owns which VF. Keys are sorted, so that diffs stay small. */
export interface LockFile {
  readonly lockVersion: 1;
  readonly attachments: Readonly<Record<ConstructPath, LockEntry>>;
}

export interface LockEntry {
  /** Path of the PF construct. */
  readonly physicalFunction: ConstructPath;
  readonly vf: VfIndex;
  /** Administrative MAC; absent for functions that are no NIC. */
  readonly mac?: MacAddress;
}

export const EMPTY_LOCK: LockFile = { lockVersion: 1, attachments: {} };

/** Highest VF index there can be: TotalVFs of the SR-IOV capability is a 16-bit number. */
export const MAX_VF_INDEX: VfIndex = 65_534;

/** The attachment's own entry; names of object methods are no entries. */
export function lockEntry(lock: LockFile, path: ConstructPath): LockEntry | undefined {
  return Object.hasOwn(lock.attachments, path) ? lock.attachments[path] : undefined;
}
