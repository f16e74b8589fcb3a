import type { ProviderCalls } from '../wire/calls';
import { applyResourceChange } from './calls/apply-resource-change';
import { callFunction } from './calls/call-function';
import { closeEphemeralResource } from './calls/close-ephemeral-resource';
import { configureProvider } from './calls/configure-provider';
import { getFunctions } from './calls/get-functions';
import { getMetadata } from './calls/get-metadata';
import { getProviderSchema } from './calls/get-provider-schema';
import { getResourceIdentitySchemas } from './calls/get-resource-identity-schemas';
import { importResourceState } from './calls/import-resource-state';
import { moveResourceState } from './calls/move-resource-state';
import { openEphemeralResource } from './calls/open-ephemeral-resource';
import { planResourceChange } from './calls/plan-resource-change';
import { readDataSource } from './calls/read-data-source';
import { readResource } from './calls/read-resource';
import { renewEphemeralResource } from './calls/renew-ephemeral-resource';
import { upgradeResourceIdentity } from './calls/upgrade-resource-identity';
import { upgradeResourceState } from './calls/upgrade-resource-state';
import { validateDataResourceConfig } from './calls/validate-data-resource-config';
import { validateEphemeralResourceConfig } from './calls/validate-ephemeral-resource-config';
import { validateProviderConfig } from './calls/validate-provider-config';
import { validateResourceConfig } from './calls/validate-resource-config';
import { instanceOf } from './instance';
import type { Provider } from './provider';
import { checkProvider } from './provider-check';

/**
 * A provider as the calls that a host makes: what a server serves.
 *
 * @throws Error for a provider that is not sound
 */
export function providerCalls(provider: Provider): ProviderCalls {
  checkProvider(provider);
  const instance = instanceOf(provider);
  return {
    getMetadata: async () => getMetadata(instance),
    getProviderSchema: async () => getProviderSchema(instance),
    getResourceIdentitySchemas: async () => getResourceIdentitySchemas(instance),
    getFunctions: async () => getFunctions(instance),
    validateProviderConfig: (request, context) => validateProviderConfig(instance, request, context),
    validateResourceConfig: (request, context) => validateResourceConfig(instance, request, context),
    validateDataResourceConfig: (request, context) => validateDataResourceConfig(instance, request, context),
    validateEphemeralResourceConfig: (request, context) => validateEphemeralResourceConfig(instance, request, context),
    configureProvider: (request, context) => configureProvider(instance, request, context),
    upgradeResourceState: (request, context) => upgradeResourceState(instance, request, context),
    upgradeResourceIdentity: (request, context) => upgradeResourceIdentity(instance, request, context),
    readResource: (request, context) => readResource(instance, request, context),
    planResourceChange: (request, context) => planResourceChange(instance, request, context),
    applyResourceChange: (request, context) => applyResourceChange(instance, request, context),
    importResourceState: (request, context) => importResourceState(instance, request, context),
    moveResourceState: (request, context) => moveResourceState(instance, request, context),
    readDataSource: (request, context) => readDataSource(instance, request, context),
    openEphemeralResource: (request, context) => openEphemeralResource(instance, request, context),
    renewEphemeralResource: (request, context) => renewEphemeralResource(instance, request, context),
    closeEphemeralResource: (request, context) => closeEphemeralResource(instance, request, context),
    callFunction: (request, context) => callFunction(instance, request, context),
  };
}
