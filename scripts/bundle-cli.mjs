// Bundles the command line into one file with everything in it, so that the installed package needs none of its libraries:
// `node scripts/bundle-cli.mjs [FILE]`.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ROOT } from './lib.mjs';
import { IS_VALIDATOR, standalone } from './validators-ahead.mjs';

const require = createRequire(import.meta.url);
const esbuild = require('esbuild');
const NODE = { absWorkingDir: ROOT, bundle: true, platform: 'node', target: 'node20', logLevel: 'warning' };

const validatorsAhead = {
  name: 'validators-ahead',
  setup({ onLoad }) {
    onLoad({ filter: IS_VALIDATOR }, async ({ path }) => {
      if (!path.startsWith(join(ROOT, 'lib'))) return undefined;
      return { contents: standalone(await formatOf(path)), loader: 'js', resolveDir: dirname(path) };
    });
  },
};

/** What a `validator.ts` exports as its format. */
async function formatOf(path) {
  const built = await esbuild.build({ ...NODE, entryPoints: [path], write: false });
  const module = { exports: {} };
  new Function('module', 'exports', 'require', built.outputFiles[0].text)(module, module.exports, require);
  return module.exports.FORMAT;
}

await esbuild.build({
  ...NODE,
  entryPoints: ['lib/cli/main.ts'],
  outfile: process.argv[2] ?? join(ROOT, 'build/cli/sriov.js'),
  legalComments: 'linked',
  plugins: [validatorsAhead],
});
