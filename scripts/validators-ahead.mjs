// Who synthesises or applies waits until the formats of its files are compiled: here that is done once. A module
// `validator.ts`, or `*-validator.ts`, exports a FORMAT; what is built has in its place the code that ajv makes of it.
import { readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);

/** Name of such a module, as source and as compiled. */
export const IS_VALIDATOR = /(^|[\\/-])validator\.[jt]s$/;

/** Code of a module that exports what `validatorOf` gives for the format. */
export function standalone({ schema, parts = [], options }) {
  const { Ajv } = require('ajv');
  const { default: standaloneCode } = require('ajv/dist/standalone');
  const ajv = new Ajv({ ...options, inlineRefs: false, code: { source: true } });
  for (const part of parts) ajv.addSchema(part);
  const code = standaloneCode(ajv, ajv.compile(schema));
  return `${code}\nconst validate = module.exports;\nmodule.exports = { validator: () => validate };\n`;
}

/** Replaces the validators of a compiled library. */
export function compileValidators(folder) {
  const modules = readdirSync(folder, { recursive: true }).filter((file) => IS_VALIDATOR.test(file));
  if (modules.length === 0) throw new Error(`no validators in ${folder}`);
  // All are read before the first is written: what is replaced has no format any more.
  const codes = modules.map((file) => [file, standalone(require(join(folder, file)).FORMAT)]);
  for (const [file, code] of codes) writeFileSync(join(folder, file), code);
}
