// Compiles the library with jsii, and bundles the command line and the provider. Nothing is done when nothing changed.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { embedShell } from './embed-shell.mjs';
import { digestOf, ensureInstalled, must, ROOT, run, runBin, unlessUpToDate } from './lib.mjs';
import { compileValidators } from './validators-ahead.mjs';

/** What OpenTofu and Terraform start. */
const PROVIDER = 'build/provider/terraform-provider-sriov';

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
    'scripts/bundle-provider.mjs',
    'scripts/validators-ahead.mjs',
  ]);
  const built = ['build/lib/index.js', 'build/cli/sriov.mjs', PROVIDER].every((file) => existsSync(join(ROOT, file)));
  return unlessUpToDate('build/.source-digest', digest, built, () => {
    console.error('compiling (jsii, esbuild)');
    // What was compiled from sources that are gone must not be packed.
    rmSync(join(ROOT, 'build'), { recursive: true, force: true });
    must('jsii', runBin('jsii', ['--silence-warnings=reserved-word'], { stdio: ['ignore', 2, 2] }));
    compileValidators(join(ROOT, 'build/lib'));
    must('bundling', run(process.execPath, ['scripts/bundle-cli.mjs']));
    must('bundling', run(process.execPath, ['scripts/bundle-provider.mjs', 'lib/provider/main.ts', PROVIDER]));
  });
}

if (process.argv[1] === import.meta.filename) build();
