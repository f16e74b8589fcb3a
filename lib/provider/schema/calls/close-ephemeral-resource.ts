import type { CallContext } from '../../wire/calls';
import type { CloseEphemeralResourceRequest, CloseEphemeralResourceResponse } from '../../wire/tfplugin6';
import { Call } from '../call';
import { clientOf, ephemeralResourceOf, type Instance } from '../instance';
import { PrivateState } from '../private-state';

/** Ends what was opened. */
export async function closeEphemeralResource(
  instance: Instance,
  request: CloseEphemeralResourceRequest,
  context: CallContext,
): Promise<CloseEphemeralResourceResponse> {
  const call = new Call(context, instance);
  await call.attempt(`${request.typeName} could not be closed`, async () => {
    const it = ephemeralResourceOf(instance, request.typeName);
    const own = PrivateState.fromBytes(request.private ?? new Uint8Array());
    await it.close?.({ ...call.own, client: clientOf(instance), private: own });
  });
  return { diagnostics: call.diagnostics };
}
