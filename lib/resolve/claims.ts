import type { Finding } from '../model/finding';
import { type LockFile, lockEntry } from '../model/lock';
import { compareNames } from '../model/order';
import type { ConstructPath } from '../model/units';
import type { AttachmentDraft, HostDraft } from './draft';
import { forEachAttachment } from './draft';
import { finding } from './rules';

/**
 * Gives every attachment its entry of the lock file: its own, else that of its earlier path. The own one goes first,
 * so that a `movedFrom` may stay in the code after the move.
 * @returns whether an entry changes its path
 */
export function claimEntries(hosts: readonly HostDraft[], lock: LockFile, findings: Finding[]): boolean {
  const moved: AttachmentDraft[] = [];
  for (const host of hosts) {
    forEachAttachment(host.pfs, (attachment) => {
      const { path, movedFrom } = attachment.wanted;
      attachment.entry = lockEntry(lock, path);
      if (attachment.entry === undefined && movedFrom !== undefined) moved.push(attachment);
    });
  }
  return moved.length > 0 && claimMoved(moved, hosts, lock, findings);
}

function claimMoved(
  moved: AttachmentDraft[],
  hosts: readonly HostDraft[],
  lock: LockFile,
  findings: Finding[],
): boolean {
  const present = new Set<ConstructPath>();
  for (const { wanted } of hosts) for (const { path } of wanted.attachments) present.add(path);
  const takenBy = new Map<ConstructPath, ConstructPath>();
  moved.sort((a, b) => compareNames(a.wanted.path, b.wanted.path));
  for (const attachment of moved) {
    const { path, movedFrom: from = '' } = attachment.wanted;
    const entry = lockEntry(lock, from);
    const other = takenBy.get(from);
    if (present.has(from)) findings.push(unclaimed(attachment, `${from} is still there and keeps its VF`, lock));
    else if (entry === undefined) findings.push(unclaimed(attachment, `the lock file has no entry for ${from}`, lock));
    else if (other !== undefined) findings.push(unclaimed(attachment, `the VF of ${from} goes to ${other}`, lock));
    else {
      attachment.entry = entry;
      takenBy.set(from, path);
    }
  }
  return takenBy.size > 0;
}

/** Without any entry there is nothing that could be lost: a first synth, or a test of the app without its lock file. */
function unclaimed({ wanted, host }: AttachmentDraft, reason: string, lock: LockFile): Finding {
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
