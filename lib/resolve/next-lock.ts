import {
  isInStacks,
  LOCK_VERSION,
  type LockEntry,
  type LockFile,
  type LockedPool,
  lastPart,
  memberOf,
  vmOf,
} from '../model/lock';
import { comparePlain } from '../model/order';
import type { ConstructPath } from '../model/units';
import { formatRanges } from '../model/vf-ranges';
import { type Addresses, ADDRESSES } from '../model/vf-settings';
import { keepsAddress } from './addresses';
import type { AttachmentDraft, HostDraft, PfDraft, PoolDraft } from './draft';
import { draftIdentity } from './pf-identity';

export interface NextLock {
  /** The lock file as it was read. */
  readonly lock: LockFile;
  /** The same with everything under the paths that it has now. */
  readonly claimed: LockFile;
  /** Stacks that this run has: what the lock file says of others stays. */
  readonly stacks: readonly ConstructPath[];
  /** Name of the app. */
  readonly app: string | undefined;
}

/** The lock file as it has to be now: the old one itself when nothing differs. */
export function nextLock({ lock, claimed, stacks, app }: NextLock, hosts: readonly HostDraft[]): LockFile {
  const attachments = foreign(claimed.attachments, stacks);
  const physicalFunctions = foreign(claimed.physicalFunctions, stacks);
  const pools = foreign(claimed.pools, stacks);
  for (const { pfs, wanted: host } of hosts) {
    for (const pf of pfs) {
      const { path } = pf.wanted;
      physicalFunctions.set(path, draftIdentity(pf, host.name, memberOf(claimed.physicalFunctions, path)));
      for (const pool of pf.pools) {
        const place = poolOf(pool, path, claimed);
        if (place !== undefined) pools.set(pool.wanted.path, place);
      }
    }
    for (const pf of pfs) {
      for (const attachment of pf.pools.flatMap((pool) => pool.attachments)) {
        const entry = entryOf(attachment, pf);
        if (entry !== undefined) attachments.set(attachment.wanted.path, entry);
      }
    }
  }
  const apps = foreign(claimed.apps, stacks);
  const inUse = [...physicalFunctions.keys(), ...attachments.keys()];
  for (const stack of stacks)
    if (app !== undefined && inUse.some((path) => isInStacks(path, [stack]))) apps.set(stack, app);
  const next: LockFile = {
    lockVersion: LOCK_VERSION,
    ...(claimed.macSeed === undefined ? {} : { macSeed: claimed.macSeed }),
    ...part('apps', apps),
    ...part('physicalFunctions', physicalFunctions),
    ...part('pools', pools),
    attachments: sorted(attachments),
  };
  return isSameLock(lock, next) ? lock : next;
}

function foreign<T>(
  members: Readonly<Record<ConstructPath, T>> | undefined,
  stacks: readonly ConstructPath[],
): Map<ConstructPath, T> {
  return new Map(Object.entries(members ?? {}).filter(([path]) => !isInStacks(path, stacks)));
}

function part<T>(name: string, members: ReadonlyMap<ConstructPath, T>): Partial<LockFile> {
  return members.size === 0 ? {} : { [name]: sorted(members) };
}

/** By code unit, as a sort without a comparison does. */
function sorted<T>(members: ReadonlyMap<ConstructPath, T>): Record<ConstructPath, T> {
  return Object.fromEntries([...members.keys()].sort().map((path) => [path, members.get(path) as T]));
}

/** The VFs that a pool has now; those that it had, if any, where they are not known at synth. */
function poolOf(
  { ranges, unusable, wanted }: PoolDraft,
  physicalFunction: ConstructPath,
  { pools }: LockFile,
): LockedPool | undefined {
  return unusable === null ? { physicalFunction, vfs: formatRanges(ranges) } : memberOf(pools, wanted.path);
}

/**
 * What the attachment owns now: its old entry where that says so, none without a VF. An address that is not given
 * now, since a token or somebody else decides, stays for the day when it is again.
 */
function entryOf(attachment: AttachmentDraft, draft: PfDraft): LockEntry | undefined {
  const { entry, keepsEntry, vf, wanted } = attachment;
  const pf = draft.wanted.path;
  if (keepsEntry) return entry;
  if (vf === null) return undefined;
  const { path, vm } = wanted;
  const now: { -readonly [K in keyof Addresses]: Addresses[K] } = {};
  for (const name of ADDRESSES) {
    const address = attachment.addresses[name] ?? (keepsAddress(name, draft) ? entry?.[name] : undefined);
    if (address !== undefined) now[name] = address;
  }
  const same = entry !== undefined && entry.vf === vf && entry.physicalFunction === pf;
  if (same && vmOf(path, entry) === vm && ADDRESSES.every((name) => entry[name] === now[name])) return entry;
  return {
    physicalFunction: pf,
    vf,
    ...now,
    ...(vm === lastPart(path) ? {} : { vm }),
  };
}

const PARTS = ['apps', 'physicalFunctions', 'pools', 'attachments'] as const;

/** Whether both say the same, in whatever order. */
export function isSameLock(a: LockFile, b: LockFile): boolean {
  return a === b || (a.macSeed === b.macSeed && PARTS.every((name) => differentMembers(a[name], b[name]).length === 0));
}

/** Keys of members that one of the two lacks or has otherwise. */
export function differentMembers(a: object = {}, b: object = {}): string[] {
  const one = new Map<string, unknown>(Object.entries(a));
  const other = new Map<string, unknown>(Object.entries(b));
  const keys = new Set([...one.keys(), ...other.keys()]);
  return [...keys].filter((key) => !isSameMember(one.get(key), other.get(key))).sort(comparePlain);
}

function isSameMember(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const one = Object.entries(a);
  return (
    one.length === Object.keys(b).length && one.every(([name, value]) => (b as Record<string, unknown>)[name] === value)
  );
}
