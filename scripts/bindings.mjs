// Writes the classes of the provider for apps (lib/bindings) from the provider's schemas, or tells which of them are not what they give.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCode } from './code.mjs';
import { ROOT } from './lib.mjs';

const FILES = { classes: 'lib/bindings/sriov.ts', tables: 'lib/bindings/sriov-arguments.ts' };

/** Texts by their path. */
async function bindings() {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const { bindings: textOf } = await loadCode(`
    import { bindingsOf } from './lib/provider/schema/bindings/bindings';
    import { CONNECTION_ATTRIBUTES } from './lib/provider/resources/connection/attributes';
    import { sriovProvider } from './lib/provider/resources/provider';
    import { PROVIDER_SOURCE } from './lib/model/provider-source';
    const { ssh, virtual } = CONNECTION_ATTRIBUTES;
    const structs = new Map([
      [CONNECTION_ATTRIBUTES, 'SriovConnection'],
      [ssh.shape.attributes, 'SriovSshConnection'],
      [virtual.shape.attributes, 'SriovVirtualHost'],
    ]);
    export const bindings = (version) =>
      bindingsOf(sriovProvider(), { source: PROVIDER_SOURCE, version: '>= ' + version, structs });`);
  const { format, resolveConfig } = await import('prettier');
  const texts = textOf(version);
  const settings = { ...(await resolveConfig(join(ROOT, FILES.classes))), parser: 'typescript' };
  return Promise.all(Object.entries(FILES).map(async ([name, path]) => [path, await format(texts[name], settings)]));
}

/** Paths of those that are not what the schemas give. */
export async function staleBindings() {
  return (await bindings()).flatMap(([path, text]) => (readFileSync(join(ROOT, path), 'utf8') === text ? [] : [path]));
}

export async function writeBindings() {
  for (const [path, text] of await bindings()) writeFileSync(join(ROOT, path), text);
}

if (process.argv[1] === import.meta.filename) await writeBindings();
