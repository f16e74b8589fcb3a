import type { Finding } from '../model/finding';
import { type LockEntry, type LockFile, lockEntry } from '../model/lock';
import { compareNames } from '../model/order';
import type { ConstructPath } from '../model/units';
import type { WantedAttachment, WantedHost } from '../model/wanted';
import { finding } from './rules';

/** What the lock file says that attachments own. */
export interface Claims {
  readonly lock: LockFile;
  /** Entries of earlier paths, by the attachment that they come along with. */
  readonly moved: ReadonlyMap<ConstructPath, LockEntry>;
}

/** The attachment's own entry, else that of its earlier path: so a `movedFrom` may stay in the code after the move. */
export function claimedEntry({ path }: WantedAttachment, { lock, moved }: Claims): LockEntry | undefined {
  return lockEntry(lock, path) ?? (moved.size > 0 ? moved.get(path) : undefined);
}

/** Decides who brings an entry along, before anything is placed by what attachments own. */
export function claimEntries(hosts: readonly WantedHost[], lock: LockFile, findings: Finding[]): Claims {
  const moved = hosts.flatMap((host) => {
    const candidates = host.attachments.filter(
      ({ path, movedFrom }) => movedFrom !== undefined && lockEntry(lock, path) === undefined,
    );
    return candidates.length === 0 ? [] : withPool(candidates, host).map((wanted) => ({ wanted, host: host.name }));
  });
  return { lock, moved: moved.length === 0 ? new Map() : claimMoved(moved, hosts, lock, findings) };
}

interface Mover {
  readonly wanted: WantedAttachment;
  /** Name of its host. */
  readonly host: string;
}

/** Who has no pool gets no VF, and so takes none from anybody. */
function withPool(attachments: readonly WantedAttachment[], host: WantedHost): WantedAttachment[] {
  const pools = new Set(host.physicalFunctions.flatMap((pf) => pf.pools.map(({ path }) => path)));
  return attachments.filter(({ pool }) => pools.has(pool));
}

function claimMoved(
  movers: Mover[],
  hosts: readonly WantedHost[],
  lock: LockFile,
  findings: Finding[],
): Map<ConstructPath, LockEntry> {
  const present = new Set(hosts.flatMap(({ attachments }) => attachments.map(({ path }) => path)));
  const takenBy = new Map<ConstructPath, ConstructPath>();
  const claimed = new Map<ConstructPath, LockEntry>();
  movers.sort((a, b) => compareNames(a.wanted.path, b.wanted.path));
  for (const mover of movers) {
    const { path, movedFrom: from = '' } = mover.wanted;
    const entry = lockEntry(lock, from);
    const other = takenBy.get(from);
    if (present.has(from)) findings.push(unclaimed(mover, `${from} is still there and keeps its VF`, lock));
    else if (entry === undefined) findings.push(unclaimed(mover, `the lock file has no entry for ${from}`, lock));
    else if (other !== undefined) findings.push(unclaimed(mover, `the VF of ${from} goes to ${other}`, lock));
    else {
      claimed.set(path, entry);
      takenBy.set(from, path);
    }
  }
  return claimed;
}

/** Without any entry there is nothing that could be lost: a first synth, or a test of the app without its lock file. */
function unclaimed({ wanted, host }: Mover, reason: string, lock: LockFile): Finding {
  const isFirst = Object.keys(lock.attachments).length === 0;
  return finding('LOCK-007', {
    path: wanted.path,
    host,
    pointer: 'movedFrom',
    message: `movedFrom brings nothing along: ${reason}`,
    found: wanted.movedFrom,
    ...(isFirst ? { severity: 'warning' } : {}),
  });
}
