// Bundles the command line with everything in it, so that the installed package needs none of its libraries: sriov.mjs has
// what the help shows, and files beside it what commands need. `node scripts/bundle-cli.mjs [FOLDER]`.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { NODE_BUNDLE, ROOT } from './lib.mjs';
import { validatorsAhead } from './validators-ahead.mjs';

const require = createRequire(import.meta.url);
const esbuild = require('esbuild');
await esbuild.build({
  ...NODE_BUNDLE,
  entryPoints: { sriov: 'lib/cli/main.ts' },
  outdir: process.argv[2] ?? join(ROOT, 'build/cli'),
  format: 'esm',
  splitting: true,
  outExtension: { '.js': '.mjs' },
  // Of libraries that ask for Node's modules by require.
  banner: {
    js: "import { createRequire as requireOf } from 'node:module';\nconst require = requireOf(import.meta.url);",
  },
  legalComments: 'linked',
  plugins: [validatorsAhead(esbuild)],
});
