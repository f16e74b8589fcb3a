import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../../model/errors';
import { systemReason } from './system-errors';

/**
 * Writes a file so that nobody ever sees half of it: into a new file beside it, which then takes its name. Folders that
 * are missing are made; a link stays and its target is replaced; permissions stay; a device is written to.
 *
 * @throws InputError naming the file and the reason when it cannot be written; the old content is still there then
 */
export function writeFileAtomic(file: string, content: string | Uint8Array): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const target = targetOf(file);
    if (target.isDevice) writeFileSync(target.path, content);
    else replace(target.path, target.mode, content);
  } catch (error) {
    throw new InputError(file, `cannot be written: ${systemReason(error)}`, 'Give a place that can be written to');
  }
}

interface Target {
  readonly path: string;
  /** Permissions to keep; null: there is no such file yet. */
  readonly mode: number | null;
  readonly isDevice: boolean;
}

function targetOf(file: string): Target {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return { path: file, mode: null, isDevice: false };
  // A folder is left to rename, which refuses it.
  const isDevice = !stats.isFile() && !stats.isDirectory();
  return { path: realpathSync(file), mode: stats.mode & 0o7777, isDevice };
}

function replace(path: string, mode: number | null, content: string | Uint8Array): void {
  const draft = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    writeFileSync(draft, content, { flag: 'wx' });
    if (mode !== null) chmodSync(draft, mode);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
