import { LOCK } from '../../shell/lock';
import { type HostFolders, quoted } from '../../shell/run-script';
import type { RunHistory, NamedRun } from '../port';
import { parseJournal, seconds } from './journal';

/** Runs that a host tells of: it keeps at least as many journals. */
const MOST_RUNS = 16;
/** Most bytes of each. */
const JOURNAL_BYTES = 4 * 1024 * 1024;

/** Prints the last journals of a host, each behind a line of the mark. */
export function historyScript(mark: string, { state }: HostFolders): string {
  return `${LOCK}
STATE=${quoted(state)} M=${mark}
last_of "$STATE/journal"
n=$((LAST - ${MOST_RUNS}))
while [ "$n" -lt "$LAST" ]; do
  n=$((n + 1))
  [ -e "$STATE/journal.$n" ] || continue
  printf '\\n%s journal\\n' "$M"
  head -c ${JOURNAL_BYTES} "$STATE/journal.$n"
done
printf '\\n%s unchanged\\n' "$M"
head -c 1000 "$STATE/unchanged" 2>/dev/null
printf '\\n%s end\\n' "$M"
exit
`;
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
  return `f=${quoted(state)}/unchanged
umask 077
{ printf '%s %s %s %s\\n' ${id} "$(date +%s)" ${after} ${quoted(client)} >"$f.$$" && mv -f "$f.$$" "$f"; } 2>/dev/null
printf '%s %s\\n' ${mark} "$?"
exit
`;
}

/** @param last id of the last run, behind which it must have been */
export function parseUnchanged(text: string, last: string | null): NamedRun | null {
  const [, id, at = '', after, client] =
    /^([A-Za-z0-9-]{1,128}) (\d{1,11}) ([A-Za-z0-9-]{1,128}) (\S{1,200})\n/.exec(text) ?? [];
  if (id === undefined || client === undefined || after !== last) return null;
  return { id, startedAt: seconds(at), client };
}
