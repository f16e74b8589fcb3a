// Compiles the library with jsii and bundles the command line. Nothing is done when nothing changed.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { embedShell } from './embed-shell.mjs';
import { digestOf, ensureInstalled, must, ROOT, run, runBin, unlessUpToDate } from './lib.mjs';
import { compileValidators } from './validators-ahead.mjs';

/** Compiles unless the sources are those of the last build. */
export function build() {
  ensureInstalled();
  embedShell();
  const digest = digestOf([
    'lib',
    'schemas',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'scripts/build.mjs',
    'scripts/bundle-cli.mjs',
    'scripts/validators-ahead.mjs',
  ]);
  const built = existsSync(join(ROOT, 'build/lib/index.js')) && existsSync(join(ROOT, 'build/cli/sriov.mjs'));
  return unlessUpToDate('build/.source-digest', digest, built, () => {
    console.error('compiling (jsii, esbuild)');
    // What was compiled from sources that are gone must not be packed.
    rmSync(join(ROOT, 'build'), { recursive: true, force: true });
    must('jsii', runBin('jsii', ['--silence-warnings=reserved-word'], { stdio: ['ignore', 2, 2] }));
    compileValidators(join(ROOT, 'build/lib'));
    must('bundling', run(process.execPath, ['scripts/bundle-cli.mjs']));
  });
}

if (process.argv[1] === import.meta.filename) build();
