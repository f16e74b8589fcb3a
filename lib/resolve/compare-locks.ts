import type { Finding } from '../model/finding';
import type { LockFile } from '../model/lock';
import { LOCK_FILE_NAME } from '../lock/format';
import { describeChange, lockChanges } from './lock-changes';
import { differentMembers } from './next-lock';
import { finding } from './rules';

/** Differences that a message spells out. */
const MOST_LISTED = 5;

/** What a frozen lock file lacks: one finding (LOCK-010) when it differs from what it would have to be, else none. */
export function compareLocks(committed: LockFile, needed: LockFile): Finding[] {
  const owners = lockChanges(committed, needed).map((change) => `${change.path} ${describeChange(change)}`);
  const others = owners.length > 0 ? [] : otherDifferences(committed, needed);
  const differences = [...owners, ...others];
  if (differences.length === 0) return [];
  const listed = differences.slice(0, MOST_LISTED).join(', ');
  const more = differences.length > MOST_LISTED ? ` and ${differences.length - MOST_LISTED} more` : '';
  const what = owners.length > 0 ? 'attachment' : 'entry';
  const count = counted(differences.length, what);
  return [
    finding('LOCK-010', {
      path: '',
      message: `${LOCK_FILE_NAME} is out of date: ${count} (${listed}${more})`,
      found: count,
    }),
  ];
}

function counted(count: number, what: 'attachment' | 'entry'): string {
  if (count === 1) return `1 ${what} differs`;
  return `${count} ${what === 'entry' ? 'entries' : 'attachments'} differ`;
}

function otherDifferences(committed: LockFile, needed: LockFile): string[] {
  return [
    ...(committed.macSeed === undefined || committed.macSeed === needed.macSeed ? [] : ['the macSeed']),
    ...differentMembers(committed.physicalFunctions, needed.physicalFunctions).map((path) => `what PF ${path} is`),
    ...differentMembers(committed.pools, needed.pools).map((path) => `which VFs ${path} has`),
    ...differentMembers(committed.attachments, needed.attachments).map((path) => `what is known of ${path}`),
    ...differentMembers(committed.apps, needed.apps).map((path) => `the app of stack ${path}`),
  ];
}

/** What a frozen lock file without a seed is told: one finding (LOCK-010). */
export function missingSeed(): Finding {
  return finding('LOCK-010', {
    path: '',
    message: `${LOCK_FILE_NAME} has no macSeed, which MACs of new attachments are derived from`,
    found: 'no macSeed',
    fix: 'Run synth once without --frozen-lock, which makes one and changes no MAC, and commit the file',
  });
}
