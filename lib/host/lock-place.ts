import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { LOCK_FILE_NAME } from '../lock/format';

/** Where the lock file is if nothing names it: beside the nearest `cdktf.json` at or above the working directory, else there. */
export function defaultLockFile(): string {
  const here = resolve('.');
  for (let folder = here; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'cdktf.json'))) return join(folder, LOCK_FILE_NAME);
    if (folder === dirname(folder)) return join(here, LOCK_FILE_NAME);
  }
}
