// Bundles the command line into one file with everything in it, so that the installed package needs none of its libraries:
// `node scripts/bundle-cli.mjs [FILE]`.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ROOT } from './lib.mjs';

const require = createRequire(import.meta.url);
const esbuild = require('esbuild');
const NODE = { absWorkingDir: ROOT, bundle: true, platform: 'node', target: 'node20', logLevel: 'warning' };

/** Who applies a plan waits until its format is compiled: here that is done once. */
const validatorsAhead = {
  name: 'validators-ahead',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]lib[\\/].*[\\/]validator\.ts$/ }, async ({ path }) => ({
      contents: standalone(await formatOf(path)),
      loader: 'js',
      resolveDir: dirname(path),
    }));
  },
};

/** What a `validator.ts` exports as its format. */
async function formatOf(path) {
  const built = await esbuild.build({ ...NODE, entryPoints: [path], write: false });
  const module = { exports: {} };
  new Function('module', 'exports', 'require', built.outputFiles[0].text)(module, module.exports, require);
  return module.exports.FORMAT;
}

/** A module that exports what `validatorOf` gives for the format. */
function standalone({ schema, parts = [], options }) {
  const { Ajv } = require('ajv');
  const { default: standaloneCode } = require('ajv/dist/standalone');
  const ajv = new Ajv({ ...options, inlineRefs: false, code: { source: true } });
  for (const part of parts) ajv.addSchema(part);
  const code = standaloneCode(ajv, ajv.compile(schema));
  return `${code}\nconst validate = module.exports;\nmodule.exports = { validator: () => validate };\n`;
}

await esbuild.build({
  ...NODE,
  entryPoints: ['lib/cli/main.ts'],
  outfile: process.argv[2] ?? join(ROOT, 'build/cli/sriov.js'),
  legalComments: 'linked',
  plugins: [validatorsAhead],
});
