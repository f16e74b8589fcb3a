import type { Finding } from '../model/finding';
import {
  isInStacks,
  isWithin,
  type LockEntry,
  type LockedPf,
  type LockFile,
  lockEntry,
  memberOf,
  vmOf,
} from '../model/lock';
import { compareNames, comparePlain } from '../model/order';
import type { ConstructPath } from '../model/units';
import type { RunAttachment } from './follow-attachments';
import { appOf, countVm, type FollowedPfs, knownPfs, otherStack, type RunPf, type RunScope } from './follow-pfs';
import { comparePfs, describeLockedPf, functionOf } from './pf-identity';
import { finding } from './rules';

/**
 * Says of each stack that the lock file gives to another app (LOCK-011), or that it has without the name of this app, which
 * it knows by other stacks: a run of an app with a name writes it for all of its stacks.
 */
export function judgeStacks(paths: ReadonlySet<ConstructPath>, lock: LockFile, { stacks, app }: RunScope): Finding[] {
  const isKnown = app !== undefined && Object.values(lock.apps ?? {}).includes(app);
  return stacks.flatMap((stack) => {
    const owner = appOf(stack, lock);
    if (owner === app || ![...paths].some((path) => isWithin(path, stack))) return [];
    if (owner !== undefined) return [notOurs(stack, owner, app)];
    return isKnown && hasOwners(stack, lock) ? [withoutName(stack, app)] : [];
  });
}

function hasOwners(stack: ConstructPath, { attachments }: LockFile): boolean {
  return Object.entries(attachments).some(
    ([path, { physicalFunction }]) => isWithin(path, stack) || isWithin(physicalFunction, stack),
  );
}

function notOurs(stack: ConstructPath, owner: string, app: string | undefined): Finding {
  const name = app === undefined ? 'has no name' : `is called ${app}`;
  return finding('LOCK-011', {
    path: stack,
    message: `by the lock file the stack belongs to the app ${owner}, and this one ${name}`,
    found: app ?? 'no name',
    fix: `Give one of the two stacks another id, or this app a lock file of its own; if this app is ${owner}, set appName of Sriov.of(app).configure to that; if that app is gone for good, run \`sriov lock rm ${stack}\``,
  });
}

function withoutName(stack: ConstructPath, app: string): Finding {
  return finding('LOCK-011', {
    path: stack,
    message: `the lock file has owners in a stack of this id that no app of a name made, and other stacks of the app ${app}: they belong to another app`,
    found: 'no name',
    fix: `Give one of the two stacks another id, or this app a lock file of its own; if the stack is one of ${app}, add "${stack}": "${app}" to apps of the lock file; if the owners are gone for good, run \`sriov lock rm ${stack}\``,
  });
}

/** The lock file as it was read and moved by name, what became of its PFs, and of its attachments after that. */
export interface FollowedLock {
  readonly before: LockFile;
  readonly followed: FollowedPfs;
  readonly owned: LockFile;
}

/**
 * Says of stacks whose owners would be dropped, and of which nothing shows that they were this app's before (LOCK-011):
 * no PF is left, and what is there came from another stack or is new; or the owners have VFs of PFs that this app does
 * not have.
 */
export function judgeDropped(
  pfs: readonly RunPf[],
  attachments: readonly RunAttachment[],
  { before, followed, owned }: FollowedLock,
  scope: RunScope,
): Finding[] {
  const known = knownPfs(pfs, before);
  const present = new Set(attachments.map(({ path }) => path));
  const elsewhere = Object.entries(owned.attachments).filter(
    ([path, { physicalFunction }]) => !present.has(path) && !isInStacks(physicalFunction, scope.stacks),
  );
  const origins = new Map([...followed.renames].map(([from, to]) => [to, from]));
  return scope.stacks.flatMap((stack) => {
    const lost = followed.gone.filter((path) => isWithin(path, stack));
    const owners = Object.values(before.attachments).filter(({ physicalFunction }) => lost.includes(physicalFunction));
    const here = pfs.filter(({ path }) => isWithin(path, stack));
    const isLeft = here.some(({ path }) => known.has(path) || isWithin(origins.get(path) ?? '/', stack));
    const isBrought = here.some(({ path }) => origins.has(path));
    const isKnown = attachments.some(({ path }) => isWithin(path, stack) && lockEntry(before, path) !== undefined);
    return [
      ...(owners.length > 0 && !isLeft && (isBrought || !isKnown) ? [nothingLeft(stack, lost, owners.length)] : []),
      ...ownersElsewhere(stack, elsewhere, owned, scope),
    ];
  });
}

function nothingLeft(stack: ConstructPath, lost: readonly ConstructPath[], owners: number): Finding {
  const pfs = lost.length === 1 ? `the only PF of the stack, ${lost[0]}` : `all ${lost.length} PFs of the stack`;
  return finding('LOCK-011', {
    path: stack,
    message: `${pfs}, with ${owners === 1 ? '1 owner' : `${owners} owners`} in the lock file, would be dropped: the stack may be one of another app`,
    found: lost.slice(0, 3).join(', '),
    fix: `If another app has a stack of this id, rename one of them and name both apps (appName of Sriov.of(app).configure), or give this app a lock file of its own; if the hosts are gone for good, run \`sriov lock rm ${lost.length === 1 ? lost[0] : stack}\``,
  });
}

/** An app declares the PFs of its attachments: who has a VF of a PF that this one does not have is another's. */
function ownersElsewhere(
  stack: ConstructPath,
  elsewhere: readonly (readonly [ConstructPath, LockEntry])[],
  owned: LockFile,
  { app }: RunScope,
): Finding[] {
  if (app !== undefined && appOf(stack, owned) === app) return [];
  const dropped = elsewhere.filter(([path]) => isWithin(path, stack));
  const [first] = dropped.sort(([a], [b]) => comparePlain(a, b));
  if (first === undefined) return [];
  const [path, { physicalFunction, vf }] = first;
  const more = dropped.length === 1 ? '' : ` and ${dropped.length - 1} more`;
  return [
    finding('LOCK-011', {
      path: stack,
      message: `${path}${more}, with VF ${vf} of ${physicalFunction} in a stack that this app does not have, would be dropped: the stack may be one of another app`,
      found: path,
      fix: `If another app has a stack of this id, rename one of them and name both apps (appName of Sriov.of(app).configure), or give this app a lock file of its own; if it is gone for good, run \`sriov lock rm ${path}\``,
    }),
  ];
}

/**
 * Says of PFs that the lock file has in another stack as well: with the same VMs, so that owners may have come from
 * there (LOCK-012), or as one that two apps declare (LOCK-014).
 */
export function judgeShared(
  pfs: readonly RunPf[],
  attachments: readonly RunAttachment[],
  { before, followed: { lock, renames } }: FollowedLock,
  { stacks, app }: RunScope,
): Finding[] {
  const declared = new Set(pfs.map(({ path }) => path));
  const known = knownPfs(pfs, before);
  const others = Object.entries(before.physicalFunctions ?? {}).filter(
    ([path]) => !declared.has(path) && !renames.has(path),
  );
  const byKey = new Map<string, RunPf[]>();
  for (const pf of others.length === 0 ? [] : pfs) {
    for (const key of keysOf(pf.identity)) byKey.set(key, [...(byKey.get(key) ?? []), pf]);
  }
  const vms = vmsByPf(Object.entries(lock.attachments), ([path, entry]) => [entry.physicalFunction, vmOf(path, entry)]);
  const declaredVms = vmsByPf(attachments, ({ pf, vm }) => [pf, vm]);
  return others
    .sort(([a], [b]) => compareNames(a, b))
    .flatMap(([path, record]) => {
      const candidates = new Set(keysOf(record).flatMap((key) => byKey.get(key) ?? []));
      return [...candidates].flatMap((pf) => {
        const likeness = comparePfs(record, pf.identity);
        if (likeness !== 'certain' && likeness !== 'likely') return [];
        const isOurs = isInStacks(path, stacks);
        const owners = vms.get(path) ?? new Map<string, number>();
        // What is gone in this run has its owners in this run; another app's stay as they are from run to run.
        const candidatesOf = isOurs ? (declaredVms.get(pf.path) ?? new Map<string, number>()) : pf.newVms;
        const isSameVms = [...owners.keys()].some((vm) => candidatesOf.has(vm));
        const isSameApp = isOurs || appOf(path, before) === app;
        if (isSameVms && isSameApp) {
          // Of a PF that is new under its path, or another card there, this is said already where that is found.
          const was = memberOf(before.physicalFunctions, pf.path);
          const isOther = was !== undefined && comparePfs(was, pf.identity) === 'different';
          return known.has(pf.path) && !isOther
            ? [otherStack({ path, record, isOurs, vms: owners }, pf, candidatesOf)]
            : [];
        }
        return isOurs ? [] : [declaredElsewhere(path, record, pf, likeness, appOf(path, before))];
      });
    });
}

/** What two descriptions of one PF have in common. */
function keysOf({ host, address, permanentMac, serial }: LockedPf): string[] {
  return [
    ...(permanentMac === undefined ? [] : [`MAC ${permanentMac}`]),
    ...(serial === undefined ? [] : [`serial number ${serial} ${functionOf({ host, address })}`]),
    ...(address === undefined ? [] : [`${address} of ${host}`]),
  ];
}

function vmsByPf<T>(
  members: readonly T[],
  pairOf: (member: T) => readonly [ConstructPath, string],
): Map<ConstructPath, ReadonlyMap<string, number>> {
  const groups = new Map<ConstructPath, Map<string, number>>();
  for (const member of members) {
    countVm(groups, ...pairOf(member));
  }
  return groups;
}

function declaredElsewhere(
  other: ConstructPath,
  record: LockedPf,
  { path, host, identity }: RunPf,
  likeness: 'certain' | 'likely',
  owner: string | undefined,
): Finding {
  const whose = owner === undefined ? 'a stack that this app does not have' : `a stack of the app ${owner}`;
  const [message, severity] =
    likeness === 'certain'
      ? [`the PF is ${other} by the lock file, in ${whose}: both would set it and give its VFs out`, 'error' as const]
      : [
          `the PF may be ${other} of the lock file, in ${whose}: hosts of one name have it at one address, and permanent MAC or serial number are not known of both`,
          'warning' as const,
        ];
  return finding('LOCK-014', {
    path,
    host,
    severity,
    message,
    found: describeLockedPf(likeness === 'certain' ? identity : record),
  });
}
