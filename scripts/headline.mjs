// What README.md says in numbers of VFs beside other ways, from the model and the host of an example.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCode } from './code.mjs';
import { ROOT } from './lib.mjs';

const HOST = 'examples/one-host/kvm01.json';

export async function headlineText() {
  const { headline, parseInventory } = await loadCode(`
    export { headline } from './bench/headline';
    export { parseInventory } from './lib/inventory/parse';`);
  return headline(parseInventory(JSON.parse(readFileSync(join(ROOT, HOST), 'utf8')), HOST));
}
