// Compiles the library with jsii and bundles the command line into one file. Nothing is done when nothing changed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf, ensureInstalled, must, ROOT, runBin, unlessUpToDate } from './lib.mjs';

/** Compiles unless the sources are those of the last build. */
export function build() {
  ensureInstalled();
  const digest = digestOf([
    'lib',
    'schemas',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'scripts/build.mjs',
  ]);
  const built = existsSync(join(ROOT, 'build/lib/index.js')) && existsSync(join(ROOT, 'build/cli/sriov.js'));
  return unlessUpToDate('build/.source-digest', digest, built, () => {
    console.error('compiling (jsii, esbuild)');
    must('jsii', runBin('jsii', ['--silence-warnings=reserved-word'], { stdio: ['ignore', 2, 2] }));
    bundleCli();
  });
}

function bundleCli() {
  const args = ['lib/cli/main.ts', '--bundle', '--platform=node', '--target=node20', '--outfile=build/cli/sriov.js'];
  must(
    'esbuild',
    runBin('esbuild', [...args, '--log-level=warning', '--legal-comments=linked'], { stdio: ['ignore', 2, 2] }),
  );
}

if (process.argv[1] === import.meta.filename) build();
