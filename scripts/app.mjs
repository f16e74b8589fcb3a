// Runs one of the example apps from this checkout: `node scripts/app.mjs examples/demo/main.ts`.
// A copied example runs with any TypeScript runner; here the library under it has to be built first.
import { basename, dirname, join } from 'node:path';
import { build } from './build.mjs';
import { bundle, ROOT, run, UNLIMITED } from './lib.mjs';

const [entry, ...args] = process.argv.slice(2);
if (!entry) {
  console.error('which app? node scripts/app.mjs examples/<topic>/main.ts');
  process.exit(2);
}
build();
// Beside the source, so that the app finds the files of its folder.
const program = join(ROOT, dirname(entry), `.${basename(entry, '.ts')}.app.cjs`);
// The example's own package.json hides that this checkout is the package of that name.
const library = join(ROOT, 'build/lib/index.js');
const alias = { 'cdktf-sriov': library };
bundle(entry, program, { packages: 'external', external: [library], alias, sourcemap: 'inline' });
process.exit(run(process.execPath, ['--enable-source-maps', program, ...args], { cwd: process.cwd(), ...UNLIMITED }));
