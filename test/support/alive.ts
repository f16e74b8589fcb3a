import { utimesSync } from 'node:fs';
import { join } from 'node:path';

/** Where the tests are watched (scripts/gate/watchdog.mjs), a file by the id of this process: its time is the last sign of life. */
const FOLDER = process.env.SRIOV_WATCH_FOLDER;
export const MARK = FOLDER === undefined ? undefined : join(FOLDER, String(process.pid));

/** A sign of life, for tests that take minutes: without one for five minutes their suite is ended. */
export function alive(): void {
  if (MARK === undefined) return;
  try {
    utimesSync(MARK, new Date(), new Date());
  } catch {
    // Between two suites there is no such file.
  }
}
