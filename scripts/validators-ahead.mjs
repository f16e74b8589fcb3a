// Who synthesises or applies waits until the schemas of its files are compiled: here that is done once. What is built has,
// in place of `lib/formats/validators`, the code that ajv makes of every schema, each in a module of its own.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from './lib.mjs';

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
