// What docs/accuracy.md and README.md say of the errors of the performance model, from the published measurements that it is held against.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './lib.mjs';
import { loadCode } from './code.mjs';

const FILES = ['calibration.json', 'more.json'];

/** Tables for docs/accuracy.md, and a sentence for README.md. */
export async function accuracyTexts() {
  const { document, sentence, readRows } = await loadCode(`
    export { accuracyDocument as document, accuracySentence as sentence } from './bench/accuracy/document';
    export { readRows } from './bench/accuracy/rows';`);
  const files = FILES.map((name) => ({
    title: `of \`${name}\``,
    rows: readRows(readFileSync(join(ROOT, 'bench/accuracy/data', name), 'utf8'), name),
  }));
  return { tables: document(files), sentence: sentence(files) };
}
