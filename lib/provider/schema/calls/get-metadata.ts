import type { GetMetadataResponse, ServerCapabilities } from '../../wire/tfplugin6';
import { fullName, type Instance } from '../instance';

/** What the framework does beyond the base of protocol 6. */
export const SERVER_CAPABILITIES: ServerCapabilities = {
  planDestroy: true,
  getProviderSchemaOptional: true,
  moveResourceState: true,
};

/** The names of all that the provider has. */
export function getMetadata({ provider }: Instance): GetMetadataResponse {
  const named = (of: Readonly<Record<string, unknown>>) =>
    Object.keys(of).map((short) => ({ typeName: fullName(provider, short) }));
  return {
    serverCapabilities: SERVER_CAPABILITIES,
    diagnostics: [],
    resources: named(provider.resources),
    dataSources: named(provider.dataSources),
    ephemeralResources: named(provider.ephemeralResources),
    functions: Object.keys(provider.functions).map((name) => ({ name })),
  };
}
