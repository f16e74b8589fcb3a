import type { GetFunctionsResponse } from '../../wire/tfplugin6';
import type { Instance } from '../instance';
import { wireFunction } from '../to-wire/function';

/** The signatures of all functions. */
export const getFunctions = ({ provider }: Instance): GetFunctionsResponse => ({
  functions: new Map(Object.entries(provider.functions).map(([name, it]) => [name, wireFunction(it)])),
  diagnostics: [],
});
