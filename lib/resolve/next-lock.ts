import type { LockEntry, LockFile } from '../model/lock';
import { comparePlain } from '../model/order';
import type { ConstructPath } from '../model/units';
import type { AttachmentDraft, HostDraft, PfDraft } from './draft';

/** The lock file as it has to be now: the old one itself when nothing differs. */
export function nextLock(lock: LockFile, hosts: readonly HostDraft[], someMoved: boolean): LockFile {
  const pfs = hosts.flatMap((host) => host.pfs);
  if (!someMoved && isUpToDate(lock, pfs)) return lock;
  const entries: [ConstructPath, LockEntry][] = [];
  forEachAttachment(pfs, (attachment, pf) => {
    const entry = entryOf(attachment, pf);
    if (entry !== undefined) entries.push([attachment.wanted.path, entry]);
  });
  entries.sort(([a], [b]) => comparePlain(a, b));
  return { lockVersion: lock.lockVersion, attachments: Object.fromEntries(entries) };
}

function isUpToDate(lock: LockFile, pfs: readonly PfDraft[]): boolean {
  let same = true;
  let count = 0;
  forEachAttachment(pfs, (attachment, pf) => {
    const entry = entryOf(attachment, pf);
    if (entry !== attachment.entry) same = false;
    if (entry !== undefined) count++;
  });
  return same && Object.keys(lock.attachments).length === count;
}

function forEachAttachment(
  pfs: readonly PfDraft[],
  visit: (attachment: AttachmentDraft, pf: ConstructPath) => void,
): void {
  for (const { wanted, pools } of pfs) {
    for (const { attachments } of pools) for (const attachment of attachments) visit(attachment, wanted.path);
  }
}

/** What the attachment owns now: its old entry where that says so, none without a VF. */
function entryOf({ entry, keepsEntry, vf, mac }: AttachmentDraft, pf: ConstructPath): LockEntry | undefined {
  if (keepsEntry) return entry;
  if (vf === null) return undefined;
  const same = entry !== undefined && entry.vf === vf && entry.physicalFunction === pf && (entry.mac ?? null) === mac;
  if (same) return entry;
  return mac === null ? { physicalFunction: pf, vf } : { physicalFunction: pf, vf, mac };
}
