import type { CallContext } from '../../wire/calls';
import type { MoveResourceStateRequest, MoveResourceStateResponse } from '../../wire/tfplugin6';
import { objectTypeOf } from '../body';
import { Call } from '../call';
import { ProviderError } from '../diagnostics';
import { resourceOf, type Instance } from '../instance';
import { jsonObjectFrom } from '../json';
import { PrivateState } from '../private-state';
import { settle } from '../settle';
import { wireIdentity } from '../to-wire/identity-data';
import { toWire } from '../to-wire/value';

/** A state of another type of resource as one of this type, for `moved` blocks. */
export async function moveResourceState(
  instance: Instance,
  request: MoveResourceStateRequest,
  context: CallContext,
): Promise<MoveResourceStateResponse> {
  const call = new Call(context, instance);
  const { sourceTypeName, targetTypeName, sourceProviderAddress, sourceSchemaVersion, sourceState } = request;
  const summary = `${sourceTypeName} could not be moved to ${targetTypeName}`;
  const none = { targetState: undefined, targetPrivate: new Uint8Array(), targetIdentity: undefined };
  const made = await call.attempt(summary, async () => {
    const it = resourceOf(instance, targetTypeName);
    const own = new PrivateState();
    const answer = await it.moveState?.({
      ...call.own,
      providerAddress: sourceProviderAddress,
      typeName: sourceTypeName,
      schemaVersion: sourceSchemaVersion,
      state: jsonObjectFrom(new TextDecoder().decode(sourceState?.json)),
      private: own,
    });
    if (answer == null) {
      throw new ProviderError(
        summary,
        `${targetTypeName} takes no state of ${sourceTypeName} of ${sourceProviderAddress} (version ${sourceSchemaVersion} of its schema). Import the resource, and remove the other from the state.`,
      );
    }
    const state = settle(it.schema, answer, { unknown: 'refused', complete: true, reference: null, say: call.say });
    if (call.say.hasErrors) return none;
    return {
      targetState: toWire(objectTypeOf(it.schema), state),
      targetPrivate: own.toBytes(),
      targetIdentity: wireIdentity(it, state),
    };
  });
  return { ...(made ?? none), diagnostics: call.diagnostics };
}
