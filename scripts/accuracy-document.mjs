// What docs/accuracy.md and README.md say of the errors of the performance model, from the published measurements that it is held against.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ROOT } from './lib.mjs';
import { loadCode } from './code.mjs';

/** Tables for docs/accuracy.md, and a sentence for README.md. */
export async function accuracyTexts() {
  const { document, sentence, readRows, ROW_FILES } = await loadCode(`
    export { accuracyDocument as document, accuracySentence as sentence } from './bench/accuracy/document';
    export { ROW_FILES } from './bench/accuracy/files';
    export { readRows } from './bench/accuracy/rows';`);
  const files = ROW_FILES.map((file) => ({
    title: `of \`${basename(file)}\``,
    rows: readRows(readFileSync(join(ROOT, file), 'utf8'), file),
  }));
  return { tables: document(files), sentence: sentence(files) };
}
