import type { Finding } from '../model/finding';
import { lastPart, type LockFile, lockEntry, vmOf } from '../model/lock';
import { withPaths } from '../model/lock-paths';
import { compareNames } from '../model/order';
import type { ConstructPath } from '../model/units';
import { finding } from './rules';

/** An attachment of the run. */
export interface RunAttachment {
  readonly path: ConstructPath;
  readonly vm: string;
  /** A token stands for the VM, which goes by the id of the attachment meanwhile. @default false */
  readonly isVmToken?: boolean;
  /** Path of the PF that its pool is of. */
  readonly pf: ConstructPath;
  /** Name of its host. */
  readonly host: string;
}

/**
 * Finds attachments that were renamed, by themselves or with a construct around them: the lock file has the VM on the
 * same PF under a path that is gone, and the run has it under a path that is new. Of several VFs that a VM has on a
 * PF, the id of the attachment tells which is which.
 */
export function followAttachments(
  attachments: readonly RunAttachment[],
  lock: LockFile,
  isPresent: (attachment: ConstructPath) => boolean,
  findings: Finding[],
): LockFile {
  const newcomers = groups(
    attachments.filter(({ path }) => lockEntry(lock, path) === undefined),
    ({ pf, vm }) => `${pf}\n${vm}`,
  );
  if (newcomers.size === 0) return lock;
  const orphans = groups(
    Object.entries(lock.attachments).filter(([path]) => !isPresent(path)),
    ([path, entry]) => `${entry.physicalFunction}\n${vmOf(path, entry)}`,
  );
  const renames = new Map<ConstructPath, ConstructPath>();
  for (const [key, coming] of newcomers) {
    const paths = (orphans.get(key) ?? []).map(([path]) => path);
    const { pairs, left, over } = matched(paths, coming);
    for (const [from, to] of pairs) renames.set(from, to.path);
    if (left.length > 0 && over.length > 0) for (const newcomer of over) findings.push(ambiguous(newcomer, left));
  }
  return renames.size === 0 ? lock : withPaths(lock, (path) => renames.get(path) ?? path);
}

interface Matched {
  readonly pairs: readonly (readonly [ConstructPath, RunAttachment])[];
  readonly left: readonly ConstructPath[];
  readonly over: readonly RunAttachment[];
}

function matched(paths: readonly ConstructPath[], coming: readonly RunAttachment[]): Matched {
  const sameId = paths.flatMap((path) => {
    const candidates = coming.filter((it) => lastPart(it.path) === lastPart(path));
    const rivals = paths.filter((it) => lastPart(it) === lastPart(path));
    const [only] = candidates;
    return only !== undefined && candidates.length === 1 && rivals.length === 1 ? [[path, only] as const] : [];
  });
  const left = paths.filter((path) => !sameId.some(([from]) => from === path));
  const over = coming.filter((it) => !sameId.some(([, to]) => to === it));
  const [from] = left;
  const [to] = over;
  if (from !== undefined && to !== undefined && left.length === 1 && over.length === 1) {
    return { pairs: [...sameId, [from, to]], left: [], over: [] };
  }
  return { pairs: sameId, left, over };
}

function groups<T>(members: readonly T[], keyOf: (member: T) => string): Map<string, T[]> {
  const byKey = new Map<string, T[]>();
  for (const member of members) {
    const group = byKey.get(keyOf(member));
    if (group === undefined) byKey.set(keyOf(member), [member]);
    else group.push(member);
  }
  return byKey;
}

function ambiguous({ path, vm, host }: RunAttachment, left: readonly ConstructPath[]): Finding {
  const [first = ''] = left;
  const whose =
    left.length === 1 ? `${first}, which is gone` : `${[...left].sort(compareNames).join(' and ')}, which are gone`;
  return finding('LOCK-012', {
    path,
    host,
    message: `the lock file has VFs for VM ${vm} on this PF under ${whose}: which of them this attachment was cannot be told`,
    found: vm,
    fix: `Set movedFrom of the attachment, or run \`sriov lock mv ${first} ${path}\`; if it is new, run \`sriov lock rm ${first}\` for what is gone`,
  });
}
