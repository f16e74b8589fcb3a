import { isCount } from './facts';

/** One measurement that was published, with what its source tells of the set-up. */
export interface Row {
  readonly id: string;
  /** Short name of the source: errors are grouped by it. */
  readonly paper: string;
  readonly source: string;
  readonly setup: Setup;
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  /** `ape`: by percentage error; `bound`: on the right side of it; `none`: shown and not counted. */
  readonly scoring: Scoring;
  /** Of a bound: which side is right. */
  readonly side?: Side;
  readonly note?: string;
  /** Why the row cannot be right; it is scored all the same. */
  readonly doubt?: string;
}

export type Scoring = 'ape' | 'bound' | 'none';
export type Side = 'at least' | 'at most';

/** Facts of a set-up, all that a prediction may look at. */
export type Setup = { readonly kind: string } & Readonly<Record<string, string | number | boolean>>;

/** What a file of rows may have at most. */
const MOST_BYTES = 20e6;
const MOST_ROWS = 20_000;
const MOST_TEXT = 4000;
const MOST_FACTS = 100;

export class BadRows extends Error {}

/**
 * Reads a list of rows.
 * @throws BadRows that says which row is wrong, and how
 */
export function readRows(text: string, file: string): readonly Row[] {
  if (text.length > MOST_BYTES) throw new BadRows(`${file}: larger than ${MOST_BYTES} bytes`);
  const list = parsed(text, file);
  if (!Array.isArray(list)) throw new BadRows(`${file}: a list of rows is expected`);
  if (list.length > MOST_ROWS) throw new BadRows(`${file}: ${list.length} rows, at most ${MOST_ROWS} are read`);
  const seen = new Set<string>();
  return list.map((item: unknown, i) => {
    const row = rowOf(item, `${file}: row ${i + 1}`);
    if (seen.has(row.id)) throw new BadRows(`${file}: row ${i + 1}: there is another row with the id ${row.id}`);
    seen.add(row.id);
    return row;
  });
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadRows(`${file}: no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function rowOf(item: unknown, where: string): Row {
  const fields = recordOf(item, where);
  const id = textOf(fields, 'id', where);
  const at = `${where} (${id})`;
  const { note, side, doubt } = fields;
  return {
    id,
    paper: textOf(fields, 'paper', at),
    source: textOf(fields, 'source', at),
    setup: setupOf(fields['setup'], at),
    metric: textOf(fields, 'metric', at),
    value: numberOf(fields['value'], `${at}: value`),
    unit: textOf(fields, 'unit', at),
    scoring: oneOf(fields['scoring'], SCORINGS, `${at}: scoring`),
    ...(side !== undefined && { side: oneOf(side, SIDES, `${at}: side`) }),
    ...(note !== undefined && { note: textOf(fields, 'note', at) }),
    ...(doubt !== undefined && { doubt: textOf(fields, 'doubt', at) }),
  };
}

const SCORINGS: readonly Scoring[] = ['ape', 'bound', 'none'];
const SIDES: readonly Side[] = ['at least', 'at most'];

function setupOf(value: unknown, where: string): Setup {
  const fields = recordOf(value, `${where}: setup`);
  const kind = textOf(fields, 'kind', `${where}: setup`);
  const entries = Object.entries(fields);
  if (entries.length > MOST_FACTS)
    throw new BadRows(`${where}: setup has ${entries.length} facts, at most ${MOST_FACTS}`);
  const facts: Record<string, string | number | boolean> = {};
  for (const [name, fact] of entries) {
    if (fact === null) continue;
    if (typeof fact === 'string') facts[name] = textOf(fields, name, `${where}: setup`);
    else if (typeof fact === 'number') facts[name] = factOf(name, fact, `${where}: setup.${name}`);
    else if (typeof fact === 'boolean') facts[name] = fact;
    else throw new BadRows(`${where}: setup.${name} is neither text, number nor true or false`);
  }
  return { ...facts, kind };
}

const MOST_OF_A_COUNT = 10_000;

function factOf(name: string, value: number, where: string): number {
  if (numberOf(value, where) < 0) throw new BadRows(`${where} is ${value}: facts of a set-up are not negative`);
  if (isCount(name) && value > MOST_OF_A_COUNT) {
    throw new BadRows(`${where} is ${value}, at most ${MOST_OF_A_COUNT} are reckoned with`);
  }
  return value;
}

function recordOf(value: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new BadRows(`${where}: an object is expected`);
}

function textOf(fields: Readonly<Record<string, unknown>>, name: string, where: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') throw new BadRows(`${where}: ${name} is missing or no text`);
  if (value.length > MOST_TEXT) throw new BadRows(`${where}: ${name} is longer than ${MOST_TEXT} characters`);
  return value;
}

function numberOf(value: unknown, where: string): number {
  if (typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= 1e18) return value;
  throw new BadRows(`${where} is no number within 1e18`);
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[], where: string): T {
  const found = allowed.find((word) => word === value);
  if (found === undefined)
    throw new BadRows(`${where} is ${JSON.stringify(value)}, and not one of ${allowed.join(', ')}`);
  return found;
}
