import { LOCK } from '../../shell/lock.sh.generated';
import { type HostFolders, quoted } from '../../shell/run-script';
import type { RunHistory, NamedRun } from '../port';
import { HISTORY } from './history.sh.generated';
import { parseJournal, seconds } from './journal';
import { NOTE_UNCHANGED } from './unchanged.sh.generated';

/** Prints the last journals of a host, each behind a line of the mark. */
export function historyScript(mark: string, { state }: HostFolders): string {
  return `${LOCK}\nSTATE=${quoted(state)} M=${mark}\n${HISTORY}\n`;
}

/** @returns null when the output was cut off */
export function parseHistory(output: Buffer, mark: string): RunHistory | null {
  const parts = output.toString('utf8').split(`\n${mark} `).slice(1);
  if (parts.at(-1)?.trim() !== 'end') return null;
  const of = (name: string) =>
    parts.flatMap((part) => (part.startsWith(`${name}\n`) ? [part.slice(name.length + 1)] : []));
  const runs = of('journal').flatMap((text) => parseJournal(text) ?? []);
  const unchanged = parseUnchanged(of('unchanged')[0] ?? '', runs.at(-1)?.id ?? null);
  return { runs, ...(unchanged !== null && { unchanged }) };
}

/** Writes down that a run found nothing to do. @throws RangeError for an id that is none */
export function unchangedScript(
  mark: string,
  run: { readonly id: string; readonly after: string; readonly client: string },
  { state }: HostFolders,
): string {
  const { id, after, client } = run;
  for (const word of [id, after]) {
    if (!/^[A-Za-z0-9-]{1,128}$/.test(word)) throw new RangeError(`${JSON.stringify(word)} is no id of a run`);
  }
  return `STATE=${quoted(state)} RUN=${id} AFTER=${after} CLIENT=${quoted(client)} M=${mark}\n${NOTE_UNCHANGED}\n`;
}

/** @param last id of the last run, behind which it must have been */
export function parseUnchanged(text: string, last: string | null): NamedRun | null {
  const [, id, at = '', after, client] =
    /^([A-Za-z0-9-]{1,128}) (\d{1,11}) ([A-Za-z0-9-]{1,128}) (\S{1,200})\n/.exec(text) ?? [];
  if (id === undefined || client === undefined || after !== last) return null;
  return { id, startedAt: seconds(at), client };
}
