// The tests leave the work tree as it was.
import { runToEnd } from '../lib.mjs';

const kept = { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8', maxBuffer: 2 ** 28 };

/** What git says of the work tree, contents of changed files included; null: this is no clone, or there is no git. */
export function workTree() {
  try {
    const [status, changes] = [
      ['status', '--porcelain'],
      ['diff', 'HEAD'],
    ].map((args) => runToEnd('git', args, kept));
    return status.status === 0 ? { status: status.stdout, changes: changes.stdout } : null;
  } catch {
    return null;
  }
}

/** undefined: as before; else a text that says what was changed. */
export function changedSince(before) {
  const after = workTree();
  if (after.status === before.status && after.changes === before.changes) return undefined;
  const lines = new Set(before.status.split('\n'));
  const fresh = after.status.split('\n').filter((line) => !lines.has(line));
  return `something wrote to the work tree: ${fresh.length > 0 ? fresh.join(', ') : 'files that had changes already'}`;
}
