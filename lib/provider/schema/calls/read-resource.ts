import { whollyKnown, type Value } from '../../cty/value';
import type { CallContext } from '../../wire/calls';
import type { ReadResourceRequest, ReadResourceResponse } from '../../wire/tfplugin6';
import { objectTypeOf } from '../body';
import { Call } from '../call';
import { clientOf, resourceOf, type Instance } from '../instance';
import { PrivateState } from '../private-state';
import { settle } from '../settle';
import { limited, timeLimit } from '../time-limit';
import { deferredFor } from '../to-wire/deferred';
import { wireIdentity } from '../to-wire/identity-data';
import { fromWire, toWire } from '../to-wire/value';

/** What is there now of a resource in the state; null if it is gone. */
export async function readResource(
  instance: Instance,
  request: ReadResourceRequest,
  context: CallContext,
): Promise<ReadResourceResponse> {
  const call = new Call(context, instance);
  const { typeName, clientCapabilities } = request;
  const same = {
    newState: request.currentState,
    private: request.private,
    newIdentity: request.currentIdentity,
    deferred: undefined,
  };
  const read = await call.look(`${typeName} could not be read`, async () => {
    const it = resourceOf(instance, typeName);
    const type = objectTypeOf(it.schema);
    const state = fromWire(type, request.currentState);
    if (state === null) return same;
    call.secrets.learn(it.schema, state);
    if (instance.configured.kind === 'notYet') {
      const deferred = deferredFor('providerConfigUnknown', clientCapabilities);
      if (deferred === undefined) {
        call.say.warning(
          `${typeName} was not read`,
          `The configuration of the provider is not known yet. ${instance.configured.missing} The state is taken as it is.`,
        );
      }
      return { ...same, deferred };
    }
    const own = PrivateState.fromBytes(request.private);
    const limit = limited(context.signal, timeLimit(it, 'read', state), 'read');
    const client = clientOf(instance);
    const answer = await call.attempt(
      `${typeName} could not be read`,
      () => it.read({ ...call.own, signal: limit.signal, client, state: state as never, private: own }),
      limit.signal,
    );
    limit.stop();
    if (answer === undefined || call.say.hasErrors) return same;
    if (answer === null) return { ...same, newState: toWire(type, null), newIdentity: undefined };
    // What is read may differ from what any configuration asks for, but of unknowns nothing is left.
    const reference: Value = whollyKnown(state) ? state : null;
    const settled = settle(it.schema, answer, { unknown: 'refused', complete: true, reference, say: call.say });
    if (call.say.hasErrors) return same;
    call.secrets.learn(it.schema, settled);
    return {
      ...same,
      newState: toWire(type, settled),
      private: own.toBytes(),
      newIdentity: wireIdentity(it, settled) ?? request.currentIdentity,
    };
  });
  return { ...(read ?? same), diagnostics: call.diagnostics };
}
