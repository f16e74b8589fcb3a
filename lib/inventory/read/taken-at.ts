import { lineOf } from './attributes';
import type { Reading } from './tree';

/** File of a tree that says when it was taken: `2026-03-01T12:00:00Z`. The reader itself has no clock. */
export const TAKEN_AT_FILE = 'cmd/taken-at.txt';

const UTC = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/;

/** When the files were taken; null where nobody wrote it down. */
export function readTakenAt(reading: Reading): string | null {
  const line = lineOf(reading, TAKEN_AT_FILE);
  return line !== null && UTC.test(line) && !Number.isNaN(Date.parse(line)) ? line : null;
}
