// Writes API.md (from the compiled library), RULES.md (from the rules), the drivers in README.md (from the catalog), the errors of
// the performance model in README.md and docs/accuracy.md (from published measurements), its headline numbers in README.md, what the schemas have of settings
// and steps (from their tables), the messages of the plugin protocol, and the pages and classes of the provider, or tells
// which of them are out of date.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accuracyTexts } from './accuracy-document.mjs';
import { staleBindings, writeBindings } from './bindings.mjs';
import { build } from './build.mjs';
import { headlineText } from './headline.mjs';
import { must, ROOT, run, runBin, runToEnd } from './lib.mjs';
import { staleProtocol, writeProtocol } from './protocol.mjs';
import { stalePages, writePages } from './provider-docs.mjs';
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

/** Documents that are written by hand but for parts, by the names that these have in their marks. */
async function partlyGenerated() {
  const { tables, sentence } = await accuracyTexts();
  const headline = await headlineText();
  return new Map([
    ['README.md', withParts('README.md', { drivers: driverRows(), accuracy: sentence, headline })],
    ['docs/accuracy.md', withParts('docs/accuracy.md', { accuracy: tables })],
  ]);
}

/** The document with each part as it is to be, between `<!-- NAME: npm run docs -->` and `<!-- end of NAME -->`. */
function withParts(path, parts) {
  return Object.entries(parts).reduce((text, [name, part]) => {
    const [begin, end] = [`<!-- ${name}: npm run docs -->`, `<!-- end of ${name} -->`];
    const [before, rest] = text.split(begin);
    const after = rest?.split(end)[1];
    if (after === undefined) throw new Error(`${path} has no "${begin}" with "${end}" behind it`);
    return `${before}${begin}\n\n${part}\n\n${end}${after}`;
  }, read(path));
}

function driverRows() {
  const { stdout } = runToEnd(process.execPath, [join(ROOT, 'bin/sriov'), 'devices', '--drivers', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { operations, drivers } = JSON.parse(String(stdout));
  const on = (releases) => (releases.length === 0 ? '' : `Linux ${releases.join(', ')}`);
  const rows = drivers.map(({ name, decidedOperations, run: ran, read: seen, readElsewhere }) => [
    `\`${name}\``,
    decidedOperations === null ? '' : `${decidedOperations} of ${operations.length}`,
    on(ran),
    [on(seen), readElsewhere ? 'other source' : ''].filter((text) => text !== '').join('; '),
  ]);
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const head = ['driver', 'VF settings decided', 'run, on an emulated device', 'read'];
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
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
  const partly = [...(await partlyGenerated())].filter(([path, text]) => read(path) !== text).map(([path]) => path);
  return [
    ...stale,
    ...partly,
    ...(await staleSchemas()),
    ...(await staleProtocol()),
    ...(await stalePages()),
    ...(await staleBindings()),
  ];
}

if (process.argv[1] === import.meta.filename) {
  // Before the build, which compiles them.
  await writeSchemas();
  await writeProtocol();
  await writeBindings();
  build();
  generate();
  for (const name of ['API.md', 'RULES.md']) writeFileSync(join(ROOT, name), read(`${FOLDER}/${name}`));
  for (const [path, text] of await partlyGenerated()) writeFileSync(join(ROOT, path), text);
  await writePages();
}
