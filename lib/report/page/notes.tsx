import type { HostReport } from '../facts/facts';
import { counted } from '../line';
import { Text } from './words';

/** What is said of several hosts, with their number: it stands once on the page. */
export type CommonNotes = ReadonlyMap<string, number>;

export function commonNotes(hosts: readonly HostReport[]): CommonNotes {
  const counts = new Map<string, number>();
  for (const host of hosts) for (const text of new Set(notesOf(host))) counts.set(text, (counts.get(text) ?? 0) + 1);
  return new Map([...counts].filter(([, count]) => count > 1));
}

function notesOf({ assumptions, outlook, failures }: HostReport): readonly string[] {
  const { unknown = [], assumptions: granted = [] } = outlook ?? {};
  return [...(assumptions ?? []), ...unknown, ...granted, ...(failures?.assumptions ?? [])];
}

/** More than these are told by their number. */
const MOST = 60;

export function CommonNotesSection({ notes }: { readonly notes: CommonNotes }) {
  return (
    <section aria-labelledby="numbers">
      <h2 id="numbers">About the numbers</h2>
      <p>Brackets hold the ends of an 80 % interval. Taken for granted, or not known, of several hosts:</p>
      <ul>
        {[...notes].slice(0, MOST).map(([text, hosts]) => (
          <li>
            <Text of={text} /> <span class="dim">({counted(hosts, 'host')})</span>
          </li>
        ))}
        {notes.size > MOST && <li>and {notes.size - MOST} more, which the JSON form of the report tells</li>}
      </ul>
    </section>
  );
}

interface NotesProps {
  readonly title: string;
  readonly texts: readonly string[];
  readonly common: CommonNotes;
}

/** Those of this host alone. */
export function Notes({ title, texts, common }: NotesProps) {
  const own = texts.filter((text) => !common.has(text));
  if (own.length === 0) return null;
  return (
    <details>
      <summary>
        {own.length} {title}
      </summary>
      <ul>
        {own.map((text) => (
          <li>
            <Text of={text} />
          </li>
        ))}
      </ul>
    </details>
  );
}
