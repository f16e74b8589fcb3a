// Runs one of the example apps from this checkout: `node scripts/app.mjs examples/demo/main.ts`.
// A copied example runs with any TypeScript runner; here the library under it has to be built first.
import { join } from 'node:path';
import { build } from './build.mjs';
import { must, ROOT, run, runBin } from './lib.mjs';

const [entry, ...args] = process.argv.slice(2);
if (!entry) {
  console.error('which app? node scripts/app.mjs examples/<topic>/main.ts');
  process.exit(2);
}
build();
const bundle = join(ROOT, entry.replace(/[^/]*$/, `.${entry.replace(/.*\//, "").replace(/\.ts$/, "")}.app.cjs`));
const flags = [
  '--bundle',
  '--platform=node',
  '--target=node20',
  '--packages=external',
  `--outfile=${bundle}`,
  '--log-level=warning',
];
must('esbuild', runBin('esbuild', [entry, ...flags], { stdio: ['ignore', 2, 2] }));
process.exit(run(process.execPath, ['--enable-source-maps', bundle, ...args], { cwd: process.cwd() }));
