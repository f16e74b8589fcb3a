import type { GetResourceIdentitySchemasResponse } from '../../wire/tfplugin6';
import { fullName, type Instance } from '../instance';
import { wireIdentitySchema } from '../to-wire/identity';

/** The schemas of the identities of resources that have one. */
export const getResourceIdentitySchemas = ({ provider }: Instance): GetResourceIdentitySchemasResponse => ({
  identitySchemas: new Map(
    Object.entries(provider.resources).flatMap(([short, { identity }]) =>
      identity === undefined ? [] : [[fullName(provider, short), wireIdentitySchema(identity)] as const],
    ),
  ),
  diagnostics: [],
});
