import { type LockEntry, type LockFile, lockEntry, memberOf, vmOf } from '../model/lock';
import { comparePlain } from '../model/order';
import type { ConstructPath } from '../model/units';
import { ADDRESSES, VF_SETTINGS } from '../model/vf-settings';

/** What became of one owner between two lock files. */
export type LockChange =
  | { readonly kind: 'added' | 'dropped'; readonly path: ConstructPath; readonly entry: LockEntry }
  /** The same VF, under another path. */
  | { readonly kind: 'renamed'; readonly path: ConstructPath; readonly from: ConstructPath; readonly entry: LockEntry }
  /** Another VF, or one of another PF. */
  | { readonly kind: 'moved'; readonly path: ConstructPath; readonly before: LockEntry; readonly after: LockEntry }
  /** Another address of the same VF. */
  | {
      readonly kind: 'mac' | 'guid';
      readonly path: ConstructPath;
      readonly before: LockEntry;
      readonly after: LockEntry;
    };

/** Every owner that differs, by path; a PF that was only renamed does not count. */
export function lockChanges(before: LockFile, after: LockFile): LockChange[] {
  const changes: LockChange[] = [];
  const added: ConstructPath[] = [];
  const dropped: ConstructPath[] = [];
  const paths = new Set([...Object.keys(before.attachments), ...Object.keys(after.attachments)]);
  for (const path of [...paths].sort(comparePlain)) {
    const was = lockEntry(before, path);
    const is = lockEntry(after, path);
    if (was === is) continue;
    if (was === undefined) added.push(path);
    else if (is === undefined) dropped.push(path);
    else if (was.vf !== is.vf || !isSamePf(was, before, is, after)) {
      changes.push({ kind: 'moved', path, before: was, after: is });
    } else {
      const name = ADDRESSES.find((address) => was[address] !== is[address]);
      if (name !== undefined) changes.push({ kind: VF_SETTINGS[name].value, path, before: was, after: is });
    }
  }
  const gone = new Map(dropped.map((path) => [path, lockEntry(before, path) as LockEntry]));
  for (const path of added) {
    const entry = lockEntry(after, path) as LockEntry;
    const from = [...gone].find(([old, was]) => isSameOwner(old, was, before, path, entry, after))?.[0];
    if (from === undefined) changes.push({ kind: 'added', path, entry });
    else {
      gone.delete(from);
      changes.push({ kind: 'renamed', path, from, entry });
    }
  }
  for (const [path, entry] of gone) changes.push({ kind: 'dropped', path, entry });
  return changes.sort((a, b) => comparePlain(a.path, b.path));
}

function isSamePf(was: LockEntry, before: LockFile, is: LockEntry, after: LockFile): boolean {
  if (was.physicalFunction === is.physicalFunction) return true;
  const pf = memberOf(before.physicalFunctions, was.physicalFunction);
  const now = memberOf(after.physicalFunctions, is.physicalFunction);
  if (pf === undefined || now === undefined) return false;
  if (pf.permanentMac !== undefined && now.permanentMac !== undefined) return pf.permanentMac === now.permanentMac;
  return pf.address !== undefined && pf.address === now.address;
}

/** A VM that has the same VF as before; what is no NIC has no address, and is told by its PF. */
function isSameOwner(
  old: ConstructPath,
  was: LockEntry,
  before: LockFile,
  path: ConstructPath,
  is: LockEntry,
  after: LockFile,
): boolean {
  if (was.vf !== is.vf || ADDRESSES.some((name) => was[name] !== is[name])) return false;
  return ADDRESSES.every((name) => was[name] === undefined)
    ? vmOf(old, was) === vmOf(path, is) && isSamePf(was, before, is, after)
    : vmOf(old, was) === vmOf(path, is) || isSamePf(was, before, is, after);
}

const WORDS: Readonly<Record<LockChange['kind'], string>> = {
  added: 'added',
  moved: 'moved',
  dropped: 'dropped',
  renamed: 'renamed',
  mac: 'with another MAC',
  guid: 'with another GUID',
};

/** `9 added, 1 moved, 2 dropped`: these three always, the others where there are any. */
export function countChanges(changes: readonly LockChange[]): string {
  const count = (kind: LockChange['kind']) => changes.filter((change) => change.kind === kind).length;
  return (Object.keys(WORDS) as LockChange['kind'][])
    .filter((kind) => count(kind) > 0 || kind === 'added' || kind === 'moved' || kind === 'dropped')
    .map((kind) => `${count(kind)} ${WORDS[kind]}`)
    .join(', ');
}

/** What a synth changed in the lock file, on one line. */
export function summaryOfChanges(before: LockFile, after: LockFile): string {
  const changes = lockChanges(before, after);
  if (changes.length > 0) return `lock: ${countChanges(changes)}`;
  const seed = before.macSeed === after.macSeed ? 'what PFs and pools are' : 'the seed of MACs';
  return `lock: no owner changed (${seed} was written)`;
}

/** One change as a line of a report: its path, what became of it, and the VF and addresses that it has or had. */
export function renderChange(change: LockChange): string {
  const { kind, path } = change;
  switch (change.kind) {
    case 'added':
    case 'dropped':
      return `${kind} ${path}: ${place(change.entry)}${addressesOf(change.entry)}`;
    case 'renamed':
      return `renamed ${change.from} to ${path}: ${place(change.entry)}${addressesOf(change.entry)}`;
    case 'moved':
      return `moved ${path}: from ${place(change.before)} to ${place(change.after)}${addressesOf(change.after)}`;
    case 'mac':
    case 'guid':
      return `${changedAddresses(change.before, change.after)
        .map(([words, from, to]) => `another ${words} for ${path}: from ${from} to ${to}`)
        .join('; ')}`;
  }
}

function addressesOf(entry: LockEntry): string {
  const addresses = ADDRESSES.flatMap((name) => entry[name] ?? []);
  return addresses.map((address) => `, ${address}`).join('');
}

function changedAddresses(before: LockEntry, after: LockEntry): (readonly [words: string, from: string, to: string])[] {
  return ADDRESSES.filter((name) => before[name] !== after[name]).map(
    (name) => [VF_SETTINGS[name].words, before[name] ?? 'none', after[name] ?? 'none'] as const,
  );
}

/** One change in words, without its path. */
export function describeChange(change: LockChange): string {
  switch (change.kind) {
    case 'added':
      return 'is new';
    case 'dropped':
      return 'is gone or has no VF';
    case 'renamed':
      return `was ${change.from} and keeps its VF`;
    case 'moved':
      return change.before.physicalFunction === change.after.physicalFunction
        ? `moves from VF ${change.before.vf} to VF ${change.after.vf}`
        : `moves from ${place(change.before)} to ${place(change.after)}`;
    case 'mac':
    case 'guid':
      return changedAddresses(change.before, change.after)
        .map(([words, from, to]) => `changes its ${words} from ${from} to ${to}`)
        .join('; ');
  }
}

function place({ physicalFunction, vf }: LockEntry): string {
  return `VF ${vf} of ${physicalFunction}`;
}
