import type { Options, ValidateFunction } from 'ajv';

/** A format of files: its JSON schema, and how ajv is to read it. */
export interface Format {
  readonly schema: object;
  /** Schemas that it refers to. @default none */
  readonly parts?: readonly object[];
  readonly options: Options;
}

/**
 * Compiling takes longer than all that is done with most files, so it is quick: without the optimiser, and without
 * checking the schema against the one for schemas, which the tests do. What is built, the library and the command line's
 * bundle, has it done beforehand for every file `validator.ts` or `*-validator.ts` (`scripts/validators-ahead.mjs`).
 */
const QUICK = { meta: false, validateSchema: false, inlineRefs: false, code: { optimize: false } } as const;

/** The validator of a format, compiled when it is first asked for. ajv is loaded no sooner: many programs read no file. */
export function validatorOf<T>(format: Format): () => ValidateFunction<T> {
  let compiled: ValidateFunction<T> | undefined;
  return () => {
    if (compiled === undefined) {
      const { Ajv } = require('ajv') as typeof import('ajv');
      const ajv = new Ajv({ ...QUICK, ...format.options });
      for (const part of format.parts ?? []) ajv.addSchema(part);
      compiled = ajv.compile<T>(format.schema);
    }
    return compiled;
  };
}
