import { spawnSync } from 'node:child_process';
import { basename, dirname } from 'node:path';
import { InputError } from '../model/errors';
import { quoted } from '../model/text';

/** Far above what the largest lock file takes. */
const MOST_BYTES = 64 * 1024 * 1024;
const TIME_LIMIT_MS = 30_000;

/**
 * The text of a file as a revision of git has it; null where that does not have the file.
 *
 * @throws InputError without git, outside of a repository, and for a revision that there is not
 */
export function textAtRevision(file: string, revision: string): string | null {
  // What begins with a dash is an option of git, and a colon ends a revision.
  if (!/^[^-:\s][^:\s]*$/.test(revision)) throw noRevision(revision);
  const folder = dirname(file);
  const name = `./${basename(file)}`;
  const commit = git(folder, ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`]);
  if (commit.status !== 0) {
    const inside = git(folder, ['rev-parse', '--git-dir']);
    if (inside.status === 0) throw noRevision(revision);
    throw new InputError(folder, 'it is in no git repository', 'Run the command where the lock file is committed');
  }
  const found = git(folder, ['ls-tree', '--name-only', commit.stdout.trim(), '--', name]);
  if (found.status === 0 && found.stdout.trim() === '') return null;
  const shown = git(folder, ['show', `${commit.stdout.trim()}:${name}`]);
  if (shown.status === 0) return shown.stdout;
  throw new InputError(file, `git show says ${quoted(shown.stderr.trim(), 200)}`, 'Check the repository');
}

function git(folder: string, args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const { error, status, stdout, stderr } = spawnSync('git', ['-C', folder, ...args], {
    encoding: 'utf8',
    timeout: TIME_LIMIT_MS,
    maxBuffer: MOST_BYTES,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (error !== undefined) throw new InputError('git', `it could not be run: ${error.message}`, 'Install git');
  return { status, stdout, stderr };
}

function noRevision(revision: string): InputError {
  return new InputError(
    quoted(revision),
    'git knows no such revision',
    'Name a commit, branch or tag, as HEAD or main',
  );
}
