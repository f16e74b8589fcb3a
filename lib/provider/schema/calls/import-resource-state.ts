import { isObject, type Value } from '../../cty/value';
import type { CallContext } from '../../wire/calls';
import type { ImportResourceStateRequest, ImportResourceStateResponse } from '../../wire/tfplugin6';
import { objectTypeOf } from '../body';
import { Call } from '../call';
import { ProviderError } from '../diagnostics';
import type { IdentityAttributes } from '../identity';
import { clientOf, resourceOf, type Instance } from '../instance';
import { filledUp } from '../partial';
import { PrivateState } from '../private-state';
import type { ImportName, Resource } from '../resource';
import { settle } from '../settle';
import { deferredFor } from '../to-wire/deferred';
import { identityType } from '../to-wire/identity-data';
import { fromWire, toWire } from '../to-wire/value';

/** What a name says of a resource that exists; the host reads the rest. */
export async function importResourceState(
  instance: Instance,
  request: ImportResourceStateRequest,
  context: CallContext,
): Promise<ImportResourceStateResponse> {
  const call = new Call(context, instance);
  const { typeName, clientCapabilities } = request;
  const summary = `${typeName} could not be imported`;
  const none = { importedResources: [], deferred: undefined };
  const made = await call.look(summary, async () => {
    const it = resourceOf(instance, typeName);
    if (it.importState === undefined) {
      throw new ProviderError(
        summary,
        'Resources of this type cannot be imported: nothing tells one that exists from others.',
      );
    }
    const deferred =
      instance.configured.kind === 'notYet' ? deferredFor('providerConfigUnknown', clientCapabilities) : undefined;
    if (deferred !== undefined) return { ...none, deferred };
    const own = new PrivateState();
    const answer = await it.importState({
      ...call.own,
      client: clientOf(instance),
      name: nameOf(it, request),
      private: own,
    });
    const partial = isObject(answer as Value) ? filledUp(it.schema, answer as never) : answer;
    const state = settle(it.schema, partial, { unknown: 'refused', complete: false, reference: null, say: call.say });
    if (call.say.hasErrors) return none;
    return {
      ...none,
      importedResources: [
        {
          typeName,
          state: toWire(objectTypeOf(it.schema), state),
          private: own.toBytes(),
          identity: request.identity,
        },
      ],
    };
  });
  return { ...(made ?? none), diagnostics: call.diagnostics };
}

function nameOf(it: Resource, { id, identity }: ImportResourceStateRequest): ImportName<IdentityAttributes> {
  if (identity?.identityData === undefined || it.identity === undefined) return { kind: 'id', id };
  return { kind: 'identity', identity: fromWire(identityType(it.identity), identity.identityData) as never };
}
