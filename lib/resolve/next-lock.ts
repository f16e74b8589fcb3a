import type { LockEntry, LockFile } from '../model/lock';
import type { ConstructPath } from '../model/units';
import { type AttachmentDraft, forEachAttachment, type HostDraft } from './draft';

/** The lock file as it has to be now: the old one itself when nothing differs. */
export function nextLock(lock: LockFile, hosts: readonly HostDraft[], someMoved: boolean): LockFile {
  if (!someMoved && isUpToDate(lock, hosts)) return lock;
  const entries = new Map<ConstructPath, LockEntry | undefined>();
  for (const { pfs } of hosts) {
    forEachAttachment(pfs, (attachment, pf) => entries.set(attachment.wanted.path, entryOf(attachment, pf)));
  }
  const attachments: [ConstructPath, LockEntry][] = [];
  // By code unit: what a sort without a comparison does, several times as fast as with one.
  for (const path of [...entries.keys()].sort()) {
    const entry = entries.get(path);
    if (entry !== undefined) attachments.push([path, entry]);
  }
  return { lockVersion: lock.lockVersion, attachments: Object.fromEntries(attachments) };
}

function isUpToDate(lock: LockFile, hosts: readonly HostDraft[]): boolean {
  let count = 0;
  for (const { pfs } of hosts) {
    for (const { wanted, pools } of pfs) {
      for (const { attachments } of pools) {
        for (const attachment of attachments) {
          const entry = entryOf(attachment, wanted.path);
          if (entry !== attachment.entry) return false;
          if (entry !== undefined) count++;
        }
      }
    }
  }
  return Object.keys(lock.attachments).length === count;
}

/** What the attachment owns now: its old entry where that says so, none without a VF. */
function entryOf({ entry, keepsEntry, vf, mac }: AttachmentDraft, pf: ConstructPath): LockEntry | undefined {
  if (keepsEntry) return entry;
  if (vf === null) return undefined;
  const same = entry !== undefined && entry.vf === vf && entry.physicalFunction === pf && (entry.mac ?? null) === mac;
  if (same) return entry;
  return mac === null ? { physicalFunction: pf, vf } : { physicalFunction: pf, vf, mac };
}
