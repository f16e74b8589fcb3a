// Runs a bench from this checkout: `npm run bench:NAME [-- --json FILE]`.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from './build.mjs';
import { bundleInPlace, ROOT } from './lib.mjs';

const [name] = process.argv.splice(2, 1);
build();
const program = join(ROOT, 'bench', `.${name}.app.cjs`);
await bundleInPlace(`bench/${name}.ts`, program);
// In this process: who ends it ends what the bench has started too.
createRequire(import.meta.url)(program);
