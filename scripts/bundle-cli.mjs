// Bundles the command line with everything in it, so that the installed package needs none of its libraries: sriov.mjs has
// what the help shows, and files beside it what commands need. `node scripts/bundle-cli.mjs [FOLDER]`.
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { ROOT } from './lib.mjs';
import { VALIDATORS, validatorCode } from './validators-ahead.mjs';

const require = createRequire(import.meta.url);
const esbuild = require('esbuild');
const NODE = { absWorkingDir: ROOT, bundle: true, platform: 'node', target: 'node20', logLevel: 'warning' };

const FORMATS = join(ROOT, 'lib/formats');

const validatorsAhead = {
  name: 'validators-ahead',
  async setup({ onLoad, onResolve }) {
    const compile = await compiler();
    onLoad({ filter: /formats[\\/]validators\.ts$/ }, () => ({
      contents: VALIDATORS,
      loader: 'js',
      resolveDir: FORMATS,
    }));
    onResolve({ filter: /^\.\/ahead\// }, ({ path }) => ({ path: basename(path, '.js'), namespace: 'ahead' }));
    onLoad({ filter: /.*/, namespace: 'ahead' }, ({ path }) => ({
      contents: validatorCode(compile, path),
      loader: 'js',
      resolveDir: FORMATS,
    }));
  },
};

/** The `compile` of `lib/formats/validators.ts`. */
async function compiler() {
  const entryPoints = [join(FORMATS, 'validators.ts')];
  const { outputFiles } = await esbuild.build({ ...NODE, entryPoints, write: false, packages: 'external' });
  const module = { exports: {} };
  new Function('module', 'exports', 'require', outputFiles[0].text)(module, module.exports, require);
  return module.exports.compile;
}

await esbuild.build({
  ...NODE,
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
  plugins: [validatorsAhead],
});
