import type { Reading } from './tree';

/** Output of a command that prints JSON, `cmd/NAME.json`; null when it is not there or is no JSON (which is said). */
export function commandJson({ tree, tables, warn }: Reading, name: string): unknown {
  const file = `cmd/${name}.json`;
  const text = tree.readText(file);
  // Commands that find nothing print nothing, or nothing but a line end.
  if (text === null || text.trim() === '') return null;
  tables.json(file, text);
  try {
    return JSON.parse(text);
  } catch {
    warn(`${file}: this is no JSON; what it would tell stays unknown`);
    return null;
  }
}

export type JsonRecord = Readonly<Record<string, unknown>>;

/** The value as an object; an empty one when it is none. */
export function recordOf(value: unknown): JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : {};
}

/** The objects of a list; none when it is no list. */
export function recordsOf(value: unknown): readonly JsonRecord[] {
  return Array.isArray(value) ? value.map(recordOf) : [];
}

/** A whole number, also where a tool writes it as text; null when it is none or out of range. */
export function integerIn(
  record: JsonRecord,
  key: string,
  least = 0,
  most: number = Number.MAX_SAFE_INTEGER,
): number | null {
  const value = record[key];
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most ? number : null;
}

export function textIn(record: JsonRecord, key: string): string | null {
  const value = record[key];
  return typeof value === 'string' && value !== '' ? value : null;
}

export function booleanIn(record: JsonRecord, key: string): boolean | null {
  const value = record[key];
  return typeof value === 'boolean' ? value : null;
}
