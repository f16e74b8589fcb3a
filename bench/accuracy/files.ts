import { accessSync, constants, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BadRows, readRows, type Row } from './rows';

/** Files of published rows, from the folder of the project; the first are those that constants were taken from first. */
export const ROW_FILES = ['calibration.json', 'more.json'].map((name) => join('bench', 'accuracy', 'data', name));

/**
 * Rows of some files, one after the other.
 * @throws BadRows that says which file or row is wrong, and how
 */
export function readFiles(files: readonly string[]): readonly Row[] {
  const seen = new Map<string, string>();
  return files.flatMap((file) => {
    const rows = readRows(textOf(file), file);
    for (const { id } of rows) {
      const before = seen.get(id);
      if (before !== undefined) throw new BadRows(`${file}: the id ${id} is that of a row of ${before} too`);
    }
    for (const { id } of rows) seen.set(id, file);
    return rows;
  });
}

/**
 * Looks whether a file can be written, before the work whose result it shall have.
 * @throws BadRows that says why not
 */
export function checkOutput(file: string): void {
  const folder = dirname(file);
  try {
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new BadRows(`--json ${file}: the folder ${folder} cannot be written: ${textOfError(error)}`);
  }
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) {
    throw new BadRows(`--json ${file}: a folder, where a file is expected`);
  }
}

/** @throws BadRows that says why it cannot be written */
export function writeOutput(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new BadRows(`--json ${file}: cannot be written: ${textOfError(error)}`);
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new BadRows(`${file}: cannot be read: ${textOfError(error)}`);
  }
}

function textOfError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
