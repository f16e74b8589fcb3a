// Who synthesises or applies waits until the schemas of its files are compiled: here that is done once. What is built has,
// in place of `lib/formats/validators`, the code that ajv makes of every schema, each in a module of its own.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { NODE_BUNDLE, ROOT } from './lib.mjs';

/** Names of all schemas. */
export const SCHEMAS = readdirSync(join(ROOT, 'schemas')).flatMap(
  (file) => /^(.+)\.schema\.json$/.exec(file)?.[1] ?? [],
);

/** The module that is replaced: the validators are loaded one by one, by those who read such a file. */
export const VALIDATORS = [
  'const AHEAD = {',
  ...SCHEMAS.map((name) => `  '${name}': () => require('./ahead/${name}.js'),`),
  '};',
  'module.exports = { validatorOf: (name) => AHEAD[name] };',
  '',
].join('\n');

/**
 * Code of the module that is the validator of a schema.
 *
 * @param compile that of `lib/formats/validators`
 * @param from module that `compile` is of: one copy of ajv does not know what is code in the trees of another
 */
export function validatorCode(compile, name, from = import.meta.url) {
  const { default: standaloneCode } = createRequire(from)('ajv/dist/standalone');
  const { ajv, validate } = compile(name, { inlineRefs: false, code: { source: true } });
  return standaloneCode(ajv, validate);
}

/** Replaces the validators of a compiled library. */
export function compileValidators(folder) {
  const formats = join(folder, 'formats');
  const module = join(formats, 'validators.js');
  const { compile } = createRequire(import.meta.url)(module);
  mkdirSync(join(formats, 'ahead'), { recursive: true });
  for (const name of SCHEMAS) writeFileSync(join(formats, 'ahead', `${name}.js`), validatorCode(compile, name, module));
  writeFileSync(module, VALIDATORS);
}

const FORMATS = join(ROOT, 'lib/formats');

/** Plugin that puts them into what esbuild bundles. */
export const validatorsAhead = (esbuild) => ({
  name: 'validators-ahead',
  async setup({ onLoad, onResolve }) {
    const compile = await compiler(esbuild);
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
});

/** The `compile` of `lib/formats/validators.ts`. */
async function compiler(esbuild) {
  const entryPoints = [join(FORMATS, 'validators.ts')];
  const { outputFiles } = await esbuild.build({ ...NODE_BUNDLE, entryPoints, write: false, packages: 'external' });
  const module = { exports: {} };
  new Function('module', 'exports', 'require', outputFiles[0].text)(
    module,
    module.exports,
    createRequire(import.meta.url),
  );
  return module.exports.compile;
}
