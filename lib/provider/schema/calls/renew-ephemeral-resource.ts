import type { CallContext } from '../../wire/calls';
import type { RenewEphemeralResourceRequest, RenewEphemeralResourceResponse } from '../../wire/tfplugin6';
import { Call } from '../call';
import { clientOf, ephemeralResourceOf, type Instance } from '../instance';
import { PrivateState } from '../private-state';
import { wireTime } from '../to-wire/time';

/** Keeps alive what was opened. */
export async function renewEphemeralResource(
  instance: Instance,
  request: RenewEphemeralResourceRequest,
  context: CallContext,
): Promise<RenewEphemeralResourceResponse> {
  const call = new Call(context, instance);
  const none = { renewAt: undefined, private: request.private };
  const made = await call.attempt(`${request.typeName} could not be renewed`, async () => {
    const it = ephemeralResourceOf(instance, request.typeName);
    const own = PrivateState.fromBytes(request.private ?? new Uint8Array());
    const renewAt = await it.renew?.({ ...call.own, client: clientOf(instance), private: own });
    return { renewAt: wireTime(renewAt), private: own.toBytes() };
  });
  return { ...(made ?? none), diagnostics: call.diagnostics };
}
