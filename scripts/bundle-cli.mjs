// Bundles the command line into one file with everything in it, so that the installed package needs none of its libraries.
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { ROOT } from './lib.mjs';

const require = createRequire(import.meta.url);

/** Who applies a plan waits until its format is compiled: here that is done once. The library must be compiled before. */
const validatorsAhead = {
  name: 'validators-ahead',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]lib[\\/].*[\\/]validator\.ts$/ }, ({ path }) => {
      const compiled = join(ROOT, 'build', relative(ROOT, path)).replace(/\.ts$/, '.js');
      return { contents: standalone(require(compiled).FORMAT), loader: 'js', resolveDir: dirname(path) };
    });
  },
};

/** A module that exports what `validatorOf` gives for the format. */
function standalone({ schema, parts = [], options }) {
  const { Ajv } = require('ajv');
  const { default: standaloneCode } = require('ajv/dist/standalone');
  const ajv = new Ajv({ ...options, inlineRefs: false, code: { source: true } });
  for (const part of parts) ajv.addSchema(part);
  const code = standaloneCode(ajv, ajv.compile(schema));
  return `${code}\nconst validate = module.exports;\nmodule.exports = { validator: () => validate };\n`;
}

await require('esbuild').build({
  absWorkingDir: ROOT,
  entryPoints: ['lib/cli/main.ts'],
  outfile: join(ROOT, 'build/cli/sriov.js'),
  bundle: true,
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
  legalComments: 'linked',
  plugins: [validatorsAhead],
});
