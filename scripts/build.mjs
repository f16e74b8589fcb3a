// Compiles the library with jsii and bundles the command line into one file. Nothing is done when nothing changed.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, digestOf, ensureInstalled, must, ROOT, runBin, unlessUpToDate } from './lib.mjs';

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
    // What was compiled from sources that are gone must not be packed.
    rmSync(join(ROOT, 'build'), { recursive: true, force: true });
    must('jsii', runBin('jsii', ['--silence-warnings=reserved-word'], { stdio: ['ignore', 2, 2] }));
    bundleCli();
  });
}

/** One file with everything in it, so that the installed package needs none of the command line's libraries. */
function bundleCli() {
  bundle('lib/cli/main.ts', join(ROOT, 'build/cli/sriov.js'), { legalComments: 'linked' });
}

if (process.argv[1] === import.meta.filename) build();
