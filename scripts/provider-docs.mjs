// Writes docs/provider from the provider's schemas and the examples of examples/provider, as registries of providers show it, or tells
// which of its pages are not what they give.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './lib.mjs';
import { loadCode } from './code.mjs';

const FOLDER = 'docs/provider';

/** Where the example of a subject is, by its kind. */
const EXAMPLES = {
  provider: () => 'provider/provider.tf',
  resource: (name) => `resources/${name}/resource.tf`,
  dataSource: (name) => `data-sources/${name}/data-source.tf`,
  ephemeral: (name) => `ephemeral-resources/${name}/ephemeral-resource.tf`,
  function: (name) => `functions/${name}/function.tf`,
};

function exampleOf({ kind, name }) {
  const file = join(ROOT, 'examples/provider', EXAMPLES[kind](name));
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** Pages by their path below the folder. */
async function pages() {
  const { pages: pagesOf } = await loadCode(`
    import { sriovProvider } from './lib/provider/resources/provider';
    import { pagesOf } from './lib/provider/schema/document/pages';
    export const pages = (exampleOf) => pagesOf(sriovProvider(), exampleOf);`);
  return new Map(pagesOf(exampleOf).map(({ path, text }) => [path, text]));
}

function written() {
  const folder = join(ROOT, FOLDER);
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, path, name }) => join(parentPath ?? path, name));
  return new Map(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]));
}

/** Paths of pages that differ, are missing or are about nothing that there is. */
export async function stalePages() {
  const [now, before] = [await pages(), written()];
  const paths = [...new Set([...now.keys(), ...before.keys()])];
  return paths.filter((path) => now.get(path) !== before.get(path)).map((path) => `${FOLDER}/${path}`);
}

export async function writePages() {
  const all = await pages();
  rmSync(join(ROOT, FOLDER), { recursive: true, force: true });
  for (const [path, text] of all) {
    const file = join(ROOT, FOLDER, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

if (process.argv[1] === import.meta.filename) await writePages();
