import type { Finding } from '../model/finding';
import { isEmptyLock, isWithin, type LockFile, lockEntry } from '../model/lock';
import { movedPath, pathsOf, withPaths } from '../model/lock-paths';
import { compareNames } from '../model/order';
import { shownPath } from '../model/text';
import type { ConstructPath } from '../model/units';
import type { WantedHost } from '../model/wanted';
import { finding } from './rules';

/** A construct that says where it was before. */
interface Mover {
  readonly path: ConstructPath;
  readonly from: ConstructPath;
  /** Name of its host. */
  readonly host: string;
}

/**
 * The lock file with everything under the paths that the constructs have now, as far as they say where they were before.
 * What stands under its present path already stays: so a `movedFrom` may stay in the code after the move.
 *
 * The innermost go first, so that each may name the path that it had before any of them moved.
 */
export function applyMovedFrom(hosts: readonly WantedHost[], lock: LockFile, findings: Finding[]): LockFile {
  const attachments = moversIn(hosts, (host) => withPool(host));
  const containers = [
    moversIn(hosts, ({ physicalFunctions }) => physicalFunctions.flatMap(({ pools }) => pools)),
    moversIn(hosts, ({ physicalFunctions }) => physicalFunctions),
    moversIn(hosts, (host) => [host]),
  ].flat();
  if (attachments.length === 0 && containers.length === 0) return lock;
  const present = pathsIn(hosts);
  const takenBy = new Map<ConstructPath, ConstructPath>();
  let moved = moveAttachments(attachments, lock, present, takenBy);
  const quiet: Mover[] = [];
  for (const mover of containers) {
    const { path, from } = mover;
    const known = pathsOf(moved);
    if (present.has(from)) findings.push(unclaimed(mover, `${shownPath(from)} is still there and keeps its VFs`, lock));
    else if ([...known].some((it) => isWithin(it, from))) {
      moved = withPaths(moved, (it) => (present.has(it) ? it : movedPath(it, from, path)));
    } else if (![...known].some((it) => isWithin(it, path))) quiet.push(mover);
  }
  // What a pool or an attachment has brought along counts for the host around it.
  const known = pathsOf(moved);
  for (const mover of quiet) {
    if ([...known].some((it) => isWithin(it, mover.path))) continue;
    findings.push(unclaimed(mover, `the lock file has nothing under ${shownPath(mover.from)}`, lock));
  }
  moved = moveAttachments(attachments, moved, present, takenBy);
  for (const mover of attachments) {
    if (lockEntry(moved, mover.path) !== undefined) continue;
    findings.push(unclaimed(mover, whyNothing(mover, present, takenBy), lock));
  }
  return moved;
}

function moversIn(
  hosts: readonly WantedHost[],
  constructs: (host: WantedHost) => readonly { readonly path: ConstructPath; readonly movedFrom?: ConstructPath }[],
): Mover[] {
  return hosts
    .flatMap((host) =>
      constructs(host).flatMap(({ path, movedFrom: from }) =>
        from === undefined ? [] : [{ path, from, host: host.name }],
      ),
    )
    .sort((a, b) => compareNames(a.path, b.path));
}

/** Who has no pool gets no VF, and so takes none from anybody. */
function withPool({ physicalFunctions, attachments }: WantedHost): WantedHost['attachments'] {
  const pools = new Set(physicalFunctions.flatMap((pf) => pf.pools.map(({ path }) => path)));
  return attachments.filter(({ pool }) => pools.has(pool));
}

function moveAttachments(
  movers: readonly Mover[],
  lock: LockFile,
  present: ReadonlySet<ConstructPath>,
  takenBy: Map<ConstructPath, ConstructPath>,
): LockFile {
  const moves = new Map<ConstructPath, ConstructPath>();
  for (const { path, from } of movers) {
    if (lockEntry(lock, path) !== undefined || lockEntry(lock, from) === undefined) continue;
    if (present.has(from) || takenBy.has(from)) continue;
    moves.set(from, path);
    takenBy.set(from, path);
  }
  return moves.size === 0 ? lock : withPaths(lock, (path) => moves.get(path) ?? path);
}

function whyNothing(
  { from }: Mover,
  present: ReadonlySet<ConstructPath>,
  takenBy: ReadonlyMap<ConstructPath, ConstructPath>,
): string {
  const other = takenBy.get(from);
  const shown = shownPath(from);
  if (present.has(from)) return `${shown} is still there and keeps its VF`;
  return other === undefined
    ? `the lock file has no entry for ${shown}`
    : `the VF of ${shown} goes to ${shownPath(other)}`;
}

/** Paths of all constructs of the run. */
export function pathsIn(hosts: readonly WantedHost[]): Set<ConstructPath> {
  const paths = new Set<ConstructPath>();
  for (const { path, physicalFunctions, attachments } of hosts) {
    paths.add(path);
    for (const attachment of attachments) paths.add(attachment.path);
    for (const pf of physicalFunctions) {
      paths.add(pf.path);
      for (const pool of pf.pools) paths.add(pool.path);
    }
  }
  return paths;
}

/** Without any entry there is nothing that could be lost: a first synth, or a test of the app without its lock file. */
function unclaimed({ path, from, host }: Mover, reason: string, lock: LockFile): Finding {
  return finding('LOCK-007', {
    path,
    host,
    pointer: 'movedFrom',
    message: `movedFrom brings nothing along: ${reason}`,
    found: shownPath(from),
    ...(isEmptyLock(lock) ? { severity: 'warning' } : {}),
  });
}
