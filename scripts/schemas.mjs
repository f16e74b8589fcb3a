// Writes what follows from the tables of settings (lib/model/vf-settings.ts) and of steps (lib/plan/steps) into the schemas, or
// tells which of them lack it.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { bundle, ROOT } from './lib.mjs';

/** What fits stands on one line; elsewhere each thing has a line of its own. */
const COMPACT = ['device-catalog.schema.json'];

/** Schemas as they are and as they are to be, by their path. */
async function schemas() {
  const program = join(ROOT, '.cache', 'schema-parts.cjs');
  bundle('test/support/schema-parts.ts', program);
  const { SCHEMA_PARTS } = createRequire(import.meta.url)(program);
  const found = [];
  for (const [name, putIn] of Object.entries(SCHEMA_PARTS)) {
    const path = join('schemas', name);
    const is = readFileSync(join(ROOT, path), 'utf8');
    const schema = JSON.parse(is);
    putIn(schema);
    found.push({ path, is, wanted: await textOf(schema, COMPACT.includes(name)) });
  }
  return found;
}

async function textOf(schema, compact) {
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  if (!compact) return text;
  const { format } = await import('prettier');
  return format(text, { parser: 'json', printWidth: 120, objectWrap: 'collapse' });
}

/** Paths of the schemas that are not as the table has it. */
export async function staleSchemas() {
  return (await schemas()).flatMap(({ path, is, wanted }) => (is === wanted ? [] : [path]));
}

export async function writeSchemas() {
  for (const { path, is, wanted } of await schemas()) if (is !== wanted) writeFileSync(join(ROOT, path), wanted);
}
