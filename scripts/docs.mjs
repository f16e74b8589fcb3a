// Writes API.md (from the compiled library), RULES.md (from the rules) and what the schemas have of settings and steps
// (from their tables), or tells which of them are out of date.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { must, ROOT, run, runBin } from './lib.mjs';
import { staleSchemas, writeSchemas } from './schemas.mjs';

const FOLDER = '.cache/docs';

function generate() {
  mkdirSync(join(ROOT, FOLDER), { recursive: true });
  must('jsii-docgen', runBin('jsii-docgen', ['-o', `${FOLDER}/API.md`], { stdio: ['ignore', 2, 2] }));
  must(
    'sriov',
    run(process.execPath, [join(ROOT, 'bin/sriov'), 'rules', '--document', '--output', `${FOLDER}/RULES.md`], {
      stdio: ['ignore', 2, 2],
    }),
  );
}

const read = (path) => {
  try {
    return readFileSync(join(ROOT, path), 'utf8');
  } catch {
    return '';
  }
};

/** Names of the generated documents that differ from what the sources give. */
export async function staleDocuments() {
  generate();
  const stale = ['API.md', 'RULES.md'].filter((name) => read(name) !== read(`${FOLDER}/${name}`));
  return [...stale, ...(await staleSchemas())];
}

if (process.argv[1] === import.meta.filename) {
  // Before the build, which compiles them.
  await writeSchemas();
  build();
  generate();
  for (const name of ['API.md', 'RULES.md']) writeFileSync(join(ROOT, name), read(`${FOLDER}/${name}`));
}
