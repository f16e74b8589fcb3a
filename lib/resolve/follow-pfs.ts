import type { Finding } from '../model/finding';
import { isInStacks, isWithin, type LockedPf, type LockFile, memberOf, vmOf } from '../model/lock';
import { withPaths } from '../model/lock-paths';
import { compareNames, comparePlain } from '../model/order';
import type { ConstructPath } from '../model/units';
import { comparePfs, describeLockedPf, type PfLikeness } from './pf-identity';
import { finding } from './rules';

/** A PF of the run, as far as it must be told from others. */
export interface RunPf {
  readonly path: ConstructPath;
  /** Name of its host. */
  readonly host: string;
  readonly identity: LockedPf;
  /** VMs of its attachments that the lock file does not have on it, with the number of their attachments. */
  readonly newVms: ReadonlyMap<string, number>;
}

export interface RunScope {
  readonly stacks: readonly ConstructPath[];
  /** Name of the app. */
  readonly app: string | undefined;
}

/** A PF of the lock file that the run does not have under its path. */
export interface Orphan {
  readonly path: ConstructPath;
  readonly record: LockedPf | undefined;
  /** Its stack is one of the run's. */
  readonly isOurs: boolean;
  /** VMs of its owners, with the number of their VFs. */
  readonly vms: ReadonlyMap<string, number>;
}

export interface FollowedPfs {
  readonly lock: LockFile;
  /** New paths by old ones. */
  readonly renames: ReadonlyMap<ConstructPath, ConstructPath>;
  /** PFs of the run's stacks that are gone. */
  readonly gone: readonly ConstructPath[];
}

/**
 * Finds PFs whose construct, host, wrapping construct or stack was renamed, and puts what they own under their new
 * paths.
 *
 * A permanent MAC or serial number decides by itself. An address decides on a host of the same name, and on one of
 * another name if the old one is gone and has VMs of the same names. Out of a stack that this run does not have a PF is
 * followed only with all owners that the stack has, and an address decides nothing: it may be another app's.
 */
export function followPfs(pfs: readonly RunPf[], lock: LockFile, scope: RunScope, findings: Finding[]): FollowedPfs {
  const declared = new Set(pfs.map(({ path }) => path));
  const orphans = orphansOf(lock, declared, scope);
  const known = knownPfs(pfs, lock);
  const newcomers = pfs.filter(({ path }) => !known.has(path));
  const renames = new Map<ConstructPath, ConstructPath>();
  const isWhole = wholeStacks(orphans, newcomers);
  const free = (pf: RunPf) => !new Set(renames.values()).has(pf.path);
  for (const likeness of ['certain', 'likely', 'possible'] as const) {
    const pairs = orphans
      .filter(({ path }) => !renames.has(path))
      .flatMap((orphan) => newcomers.filter(free).map((pf) => ({ orphan, pf })))
      .filter(({ orphan, pf }) => likenessOf(orphan, pf) === likeness);
    const plausible = pairs
      .filter((pair) => shareVms(pair) || (likeness !== 'possible' && pair.orphan.isOurs))
      .filter(({ orphan }) => likeness !== 'possible' || (orphan.isOurs && isHostGone(orphan, pfs)));
    for (const { orphan, pf } of decided(plausible)) {
      if (!orphan.isOurs && (likeness !== 'certain' || !isWhole(orphan))) findings.push(otherStack(orphan, pf));
      else renames.set(orphan.path, pf.path);
    }
    for (const pf of undecided(plausible, renames)) findings.push(ambiguous(pf, plausible));
  }
  const moved = renames.size === 0 ? lock : renamed(lock, renames);
  const gone = orphans.filter(({ path, isOurs }) => isOurs && !renames.has(path)).map(({ path }) => path);
  return { lock: moved, renames, gone };
}

/**
 * PFs of the lock file that are still what they were. A path that means another card now, and on which nobody owns
 * anything, says nothing: the card may have owners under the path that it had before.
 */
export function knownPfs(pfs: readonly RunPf[], lock: LockFile): Set<ConstructPath> {
  const known = ownedPfs(lock);
  const owned = new Set(Object.values(lock.attachments).map(({ physicalFunction }) => physicalFunction));
  for (const { path, identity } of pfs) {
    const was = memberOf(lock.physicalFunctions, path);
    if (was !== undefined && !owned.has(path) && comparePfs(was, identity) === 'different') known.delete(path);
  }
  return known;
}

/** What a PF brings to a path replaces what was known of the card that the path meant before. */
function renamed(lock: LockFile, renames: ReadonlyMap<ConstructPath, ConstructPath>): LockFile {
  const targets = new Set(renames.values());
  const { physicalFunctions, pools } = lock;
  const others = {
    ...lock,
    ...(physicalFunctions && { physicalFunctions: without(physicalFunctions, (_, path) => targets.has(path)) }),
    ...(pools && { pools: without(pools, ({ physicalFunction }) => targets.has(physicalFunction)) }),
  };
  return withPaths(others, (path) => renames.get(path) ?? path);
}

function without<T>(
  members: Readonly<Record<ConstructPath, T>>,
  isLeftOut: (member: T, path: ConstructPath) => boolean,
): Record<ConstructPath, T> {
  return Object.fromEntries(Object.entries(members).filter(([path, member]) => !isLeftOut(member, path)));
}

/** PFs that the lock file knows, or that it has owners of. */
export function ownedPfs({ physicalFunctions, attachments }: LockFile): Set<ConstructPath> {
  const owned = Object.values(attachments).map(({ physicalFunction }) => physicalFunction);
  return new Set([...Object.keys(physicalFunctions ?? {}), ...owned]);
}

function orphansOf(lock: LockFile, declared: ReadonlySet<ConstructPath>, { stacks, app }: RunScope): Orphan[] {
  const vms = new Map<ConstructPath, Map<string, number>>();
  for (const [path, entry] of Object.entries(lock.attachments)) {
    if (!declared.has(entry.physicalFunction)) countVm(vms, entry.physicalFunction, vmOf(path, entry));
  }
  return (
    [...ownedPfs(lock)]
      .filter((path) => !declared.has(path))
      .map((path) => ({
        path,
        record: memberOf(lock.physicalFunctions, path),
        isOurs: isInStacks(path, stacks),
        vms: vms.get(path) ?? new Map<string, number>(),
      }))
      // What belongs to no named app may be this one's, as long as this one has no name either.
      .filter(({ path, isOurs }) => isOurs || appOf(path, lock) === app)
      .sort((a, b) => comparePlain(a.path, b.path))
  );
}

/** Counts one more VF of a VM on a PF. */
export function countVm(vms: Map<ConstructPath, Map<string, number>>, pf: ConstructPath, vm: string): void {
  const known = vms.get(pf) ?? new Map<string, number>();
  vms.set(pf, known.set(vm, (known.get(vm) ?? 0) + 1));
}

/**
 * Tells whether everything that a stack owns comes along with the new PFs of the run. Where something stays behind, the
 * stack was not renamed: it may be another app's.
 */
function wholeStacks(orphans: readonly Orphan[], newcomers: readonly RunPf[]): (orphan: Orphan) => boolean {
  const broken = new Set<string>();
  for (const orphan of orphans) {
    if (orphan.isOurs || orphan.vms.size === 0) continue;
    const comesAlong = newcomers.some((pf) => likenessOf(orphan, pf) === 'certain' && hasAllVms(orphan, pf));
    if (!comesAlong) broken.add(stackOf(orphan));
  }
  return (orphan) => !broken.has(stackOf(orphan));
}

/** What other runs' stacks are called is not known; by default it is the first part of the path. */
function stackOf({ path }: Orphan): string {
  return path.split('/', 1)[0] ?? '';
}

function hasAllVms({ vms }: Orphan, { newVms }: RunPf): boolean {
  return [...vms].every(([vm, count]) => (newVms.get(vm) ?? 0) >= count);
}

/** Name of the app that the lock file says a path belongs to. */
export function appOf(path: ConstructPath, { apps = {} }: LockFile): string | undefined {
  const stack = Object.keys(apps).find((it) => isWithin(path, it));
  return stack === undefined ? undefined : apps[stack];
}

interface Pair {
  readonly orphan: Orphan;
  readonly pf: RunPf;
}

function likenessOf({ record }: Orphan, { identity }: RunPf): PfLikeness {
  return record === undefined ? 'possible' : comparePfs(record, identity);
}

function shareVms({ orphan, pf }: Pair): boolean {
  for (const vm of orphan.vms.keys()) if (pf.newVms.has(vm)) return true;
  return false;
}

function isHostGone({ record }: Orphan, pfs: readonly RunPf[]): boolean {
  return record === undefined || record.address === undefined || !pfs.some(({ host }) => host === record.host);
}

/** Pairs without a rival; of those with one, the only ones at one place, then the only ones that share VMs. */
function decided(pairs: readonly Pair[]): Pair[] {
  const found: Pair[] = [];
  for (const isPlausible of [() => true, isSamePlace, shareVms]) {
    const rest = pairs.filter((pair) => !found.some(({ orphan, pf }) => orphan === pair.orphan || pf === pair.pf));
    const among = rest.filter(isPlausible);
    found.push(...among.filter(({ orphan, pf }) => among.every((it) => (it.orphan === orphan) === (it.pf === pf))));
  }
  return found;
}

function isSamePlace({ orphan: { record }, pf: { identity } }: Pair): boolean {
  return record !== undefined && record.host === identity.host && record.address === identity.address;
}

/** PFs whose VMs are owners of several, or which share theirs with others. */
function undecided(pairs: readonly Pair[], renames: ReadonlyMap<ConstructPath, ConstructPath>): RunPf[] {
  const done = new Set(renames.values());
  const rivals = pairs.filter(({ orphan, pf }) => !renames.has(orphan.path) && !done.has(pf.path));
  const contested = rivals.filter(
    (pair) => shareVms(pair) && rivals.some((it) => (it.orphan === pair.orphan) !== (it.pf === pair.pf)),
  );
  return [...new Set(contested.map(({ pf }) => pf))].sort((a, b) => compareNames(a.path, b.path));
}

function ambiguous(pf: RunPf, pairs: readonly Pair[]): Finding {
  const candidates = pairs.filter((pair) => pair.pf === pf).map(({ orphan }) => orphan.path);
  const [first = ''] = candidates;
  return finding('LOCK-012', {
    path: pf.path,
    host: pf.host,
    message:
      candidates.length > 1
        ? `the lock file has owners of the same VMs on ${candidates.join(' and ')}, which are gone: which of them the PF was cannot be told`
        : `the lock file has owners of the same VMs on ${first}, which is gone, and more than one PF may be what it was`,
    found: describeLockedPf(pf.identity),
    fix: `Say it with movedFrom of the PF or its host, or run \`sriov lock mv ${first} ${pf.path}\``,
  });
}

/** Of a PF that has VMs which the lock file has on the same PF under a path that is gone or of another stack. */
export function otherStack({ path, record, isOurs, vms }: Orphan, pf: RunPf, declared = pf.newVms): Finding {
  const shared = [...vms.keys()].filter((vm) => declared.has(vm)).sort(compareNames);
  const what = shared.length === 1 ? `VM ${shared[0]}` : `${shared.length} VMs, ${shared[0]} among them`;
  return finding('LOCK-012', {
    path: pf.path,
    host: pf.host,
    message: isOurs
      ? `${path}, which is gone, is ${describeLockedPf(record ?? pf.identity)} too, and has VFs for ${what}; the lock file has other owners here already: whose they are cannot be told`
      : `${path}, in a stack that this app does not have, is ${describeLockedPf(record ?? pf.identity)} too, and has VFs for ${what}: the stack was renamed, or it is another deployment`,
    found: describeLockedPf(pf.identity),
    fix: isOurs
      ? `If another app has a stack of this id, give one of the two another; if the owners here are gone for good, run \`sriov lock rm ${pf.path}\` and \`sriov lock mv ${path} ${pf.path}\``
      : `If it was renamed, run \`sriov lock mv ${path} ${pf.path}\` or one for the whole stack; if not, give each app a name of its own with appName of Sriov.of(app).configure, or a lock file of its own`,
  });
}
