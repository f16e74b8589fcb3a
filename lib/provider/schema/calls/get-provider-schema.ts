import type { GetProviderSchemaResponse, Schema as WireSchema } from '../../wire/tfplugin6';
import { fullName, type Instance } from '../instance';
import type { Schema } from '../schema';
import { wireSchema } from '../to-wire/schema';
import { getFunctions } from './get-functions';
import { SERVER_CAPABILITIES } from './get-metadata';

/** The schemas of all that the provider has. */
export function getProviderSchema(instance: Instance): GetProviderSchemaResponse {
  const { provider } = instance;
  const schemas = (of: Readonly<Record<string, { readonly schema: Schema }>>): Map<string, WireSchema> =>
    new Map(Object.entries(of).map(([short, { schema }]) => [fullName(provider, short), wireSchema(schema)]));
  return {
    provider: wireSchema(provider.schema),
    resourceSchemas: schemas(provider.resources),
    dataSourceSchemas: schemas(provider.dataSources),
    ephemeralResourceSchemas: schemas(provider.ephemeralResources),
    functions: getFunctions(instance).functions,
    diagnostics: [],
    providerMeta: undefined,
    serverCapabilities: SERVER_CAPABILITIES,
  };
}
