import type { Options, ValidateFunction } from 'ajv';

/** How ajv reads every schema of `schemas/`: the words of a refusal need the value and the schema (`verbose`). */
const OPTIONS: Options = { verbose: true, discriminator: true, allowUnionTypes: true };

/**
 * Compiling takes longer than all that is done with most files, so it is quick: without the optimiser, and without
 * checking the schema against the one for schemas, which the tests do.
 */
const QUICK: Options = { meta: false, validateSchema: false, inlineRefs: false, code: { optimize: false } };

/**
 * The validator of `schemas/NAME.schema.json`, compiled when it is first asked for. ajv is loaded no sooner: many programs
 * read no file. What is built has in place of this module the validators themselves (`scripts/validators-ahead.mjs`).
 */
export function validatorOf<T>(name: string): () => ValidateFunction<T> {
  let compiled: ValidateFunction<T> | undefined;
  return () => (compiled ??= compile<T>(name, QUICK).validate);
}

/** A schema as ajv compiles it with these options. */
export function compile<T>(name: string, options: Options) {
  const { Ajv } = require('ajv') as typeof import('ajv');
  const ajv = new Ajv({ ...OPTIONS, ...options });
  const schema = schemaOf(name);
  for (const part of partsOf(schema)) ajv.addSchema(schemaOf(part));
  return { ajv, validate: ajv.compile<T>(schema) };
}

function schemaOf(name: string): object {
  return require(`../../schemas/${name}.schema.json`) as object;
}

/** Names of the schemas that it refers to. */
function partsOf(schema: object): ReadonlySet<string> {
  const references = JSON.stringify(schema).matchAll(/"\$ref":"([a-z-]+)\.schema\.json#/g);
  return new Set([...references].map(([, name = '']) => name));
}
