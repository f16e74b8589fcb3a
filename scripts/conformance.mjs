// Compares the kernel model with a real kernel: `npm run conformance -- [--kernel K] [--steps N] [--seed S] [--topology T]`.
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { bundleInPlace, ensureInstalled, ROOT } from './lib.mjs';

ensureInstalled();
const require = createRequire(import.meta.url);
// Named by process, for two may run at once.
const program = join(ROOT, 'test', 'conformance', `.run-${process.pid}.app.cjs`);
try {
  await bundleInPlace('test/conformance/main.ts', program);
  // In this process: who ends it ends the emulated host too.
  require(program);
} finally {
  rmSync(program, { force: true });
}
