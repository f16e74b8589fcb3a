// Runs a bench from this checkout: `npm run bench:NAME [-- --json FILE]`.
import { join } from 'node:path';
import { build } from './build.mjs';
import { bundle, ROOT, run } from './lib.mjs';

const [name, ...args] = process.argv.slice(2);
build();
const program = join(ROOT, 'bench', `.${name}.app.cjs`);
bundle(`bench/${name}.ts`, program, { packages: 'external' });
process.exit(run(process.execPath, ['--max-old-space-size=2048', program, ...args]));
