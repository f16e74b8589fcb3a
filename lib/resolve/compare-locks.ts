import type { Finding } from '../model/finding';
import { type LockEntry, type LockFile, lockEntry } from '../model/lock';
import { LOCK_FILE_NAME } from '../model/lock-file';
import { comparePlain } from '../model/order';
import type { ConstructPath } from '../model/units';
import { finding } from './rules';

/** Differences that a message spells out. */
const MOST_LISTED = 5;

/** What a frozen lock file lacks: one finding (LOCK-010) when it differs from what it would have to be, else none. */
export function compareLocks(committed: LockFile, needed: LockFile): Finding[] {
  if (committed === needed) return [];
  const differences = differencesOf(committed, needed);
  if (differences.length === 0) return [];
  const listed = differences.slice(0, MOST_LISTED).join(', ');
  const more = differences.length > MOST_LISTED ? ` and ${differences.length - MOST_LISTED} more` : '';
  const count = differences.length === 1 ? '1 attachment differs' : `${differences.length} attachments differ`;
  return [
    finding('LOCK-010', {
      path: '',
      message: `${LOCK_FILE_NAME} is out of date: ${count} (${listed}${more})`,
      found: count,
    }),
  ];
}

function differencesOf(committed: LockFile, needed: LockFile): string[] {
  const paths = new Set([...Object.keys(committed.attachments), ...Object.keys(needed.attachments)]);
  const differences: string[] = [];
  for (const path of [...paths].sort(comparePlain)) {
    const difference = differenceOf(path, lockEntry(committed, path), lockEntry(needed, path));
    if (difference !== null) differences.push(difference);
  }
  return differences;
}

function differenceOf(path: ConstructPath, before: LockEntry | undefined, after: LockEntry | undefined): string | null {
  if (before === undefined) return `${path} is new`;
  if (after === undefined) return `${path} is gone or has no VF`;
  if (before.physicalFunction !== after.physicalFunction) {
    return `${path} moves from ${before.physicalFunction} to ${after.physicalFunction}`;
  }
  if (before.vf !== after.vf) return `${path} moves from VF ${before.vf} to VF ${after.vf}`;
  if (before.mac === after.mac) return null;
  return `${path} changes its MAC from ${before.mac ?? 'none'} to ${after.mac ?? 'none'}`;
}
