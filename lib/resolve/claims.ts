import type { Finding } from '../model/finding';
import { type LockEntry, type LockFile, lockEntry } from '../model/lock';
import { compareNames } from '../model/order';
import type { ConstructPath } from '../model/units';
import type { WantedAttachment } from '../model/wanted';
import { finding } from './rules';

/** An attachment with the host it stands on. */
export interface Claimant {
  readonly wanted: WantedAttachment;
  readonly host: string;
}

/** Lock entries by the attachment that may keep what they hold. */
export type Claims = ReadonlyMap<WantedAttachment, LockEntry>;

/**
 * Finds the lock entry of every attachment: its own, else that of its earlier path. The own one goes first, so that a
 * `movedFrom` may stay in the code after the move.
 */
export function claimEntries(claimants: readonly Claimant[], lock: LockFile, findings: Finding[]): Claims {
  const claims = new Map<WantedAttachment, LockEntry>();
  const moved: Claimant[] = [];
  for (const claimant of claimants) {
    const own = lockEntry(lock, claimant.wanted.path);
    if (own !== undefined) claims.set(claimant.wanted, own);
    else if (claimant.wanted.movedFrom !== undefined) moved.push(claimant);
  }
  if (moved.length > 0) claimMoved(moved, claimants, lock, claims, findings);
  return claims;
}

function claimMoved(
  moved: Claimant[],
  claimants: readonly Claimant[],
  lock: LockFile,
  claims: Map<WantedAttachment, LockEntry>,
  findings: Finding[],
): void {
  const present = new Set(claimants.map(({ wanted }) => wanted.path));
  const takenBy = new Map<ConstructPath, ConstructPath>();
  moved.sort((a, b) => compareNames(a.wanted.path, b.wanted.path));
  for (const { wanted, host } of moved) {
    const from = wanted.movedFrom ?? '';
    const entry = lockEntry(lock, from);
    const other = takenBy.get(from);
    const problem = present.has(from)
      ? `${from} is still there and keeps its VF`
      : entry === undefined
        ? `the lock file has no entry for ${from}`
        : other === undefined
          ? null
          : `the VF of ${from} goes to ${other}, which also moved from there`;
    if (problem === null && entry !== undefined) {
      claims.set(wanted, entry);
      takenBy.set(from, wanted.path);
    } else {
      findings.push(unclaimed(wanted, host, `movedFrom brings nothing along: ${problem}`, lock));
    }
  }
}

/** Without any entry there is nothing that could be lost: a first synth, or a test of the app without its lock file. */
function unclaimed(wanted: WantedAttachment, host: string, message: string, lock: LockFile): Finding {
  const isFirst = Object.keys(lock.attachments).length === 0;
  return finding('LOCK-007', {
    path: wanted.path,
    host,
    pointer: 'movedFrom',
    message,
    found: wanted.movedFrom,
    ...(isFirst ? { severity: 'warning' } : {}),
  });
}
