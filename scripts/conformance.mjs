// Compares the kernel model with a real kernel: `npm run conformance -- [--steps N] [--seed S] [--topology T]`.
import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ensureInstalled, ROOT } from './lib.mjs';

ensureInstalled();
const require = createRequire(import.meta.url);
// Named by process, for two may run at once.
const program = join(ROOT, 'test', 'conformance', `.run-${process.pid}.app.cjs`);
// Sources find files beside them by their own folder, which a bundle would change.
const ownFolder = {
  name: 'own-folder',
  setup({ onLoad }) {
    onLoad({ filter: /\/test\/.*\.ts$/ }, ({ path }) => ({
      contents: `const __dirname = ${JSON.stringify(dirname(path))};\n${readFileSync(path, 'utf8')}`,
      loader: 'ts',
    }));
  },
};
try {
  await require('esbuild').build({
    absWorkingDir: ROOT,
    entryPoints: ['test/conformance/main.ts'],
    outfile: program,
    bundle: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
    packages: 'external',
    plugins: [ownFolder],
  });
  // In this process: who ends it ends the emulated host too.
  require(program);
} finally {
  rmSync(program, { force: true });
}
