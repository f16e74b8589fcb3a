import { type HostFolders, quoted } from '../../shell/run-script';
import { CONFIRM } from './confirm.sh.generated';

/**
 * Tells the watchdog of a run that the host is reached. Whoever makes the file first, this or the watchdog, has decided.
 *
 * @throws RangeError for an id that is none
 */
export function confirmScript(mark: string, runId: string, folders: HostFolders): string {
  if (!/^[A-Za-z0-9-]{1,128}$/.test(runId)) throw new RangeError(`${JSON.stringify(runId)} is no id of a run`);
  return `R=${quoted(folders.locks)} RUN=${runId} M=${mark}\n${CONFIRM}\n`;
}
