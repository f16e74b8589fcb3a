import type { CallContext } from '../../wire/calls';
import type { OpenEphemeralResourceRequest, OpenEphemeralResourceResponse } from '../../wire/tfplugin6';
import { objectTypeOf } from '../body';
import { Call } from '../call';
import { clientOf, ephemeralResourceOf, type Instance } from '../instance';
import { PrivateState } from '../private-state';
import { settle } from '../settle';
import { deferredFor } from '../to-wire/deferred';
import { wireTime } from '../to-wire/time';
import { fromWire, toWire } from '../to-wire/value';

/** Makes what an ephemeral resource stands for. */
export async function openEphemeralResource(
  instance: Instance,
  request: OpenEphemeralResourceRequest,
  context: CallContext,
): Promise<OpenEphemeralResourceResponse> {
  const call = new Call(context, instance);
  const { typeName, clientCapabilities } = request;
  const none = { result: undefined, renewAt: undefined, private: undefined, deferred: undefined };
  const made = await call.attempt(`${typeName} could not be opened`, async () => {
    const it = ephemeralResourceOf(instance, typeName);
    const type = objectTypeOf(it.schema);
    const config = fromWire(type, request.config);
    call.secrets.learn(it.schema, config);
    const deferred =
      instance.configured.kind === 'notYet' ? deferredFor('providerConfigUnknown', clientCapabilities) : undefined;
    if (deferred !== undefined) return { ...none, result: request.config, deferred };
    const own = new PrivateState();
    const opened = await it.open({ ...call.own, client: clientOf(instance), config, private: own });
    const result = settle(it.schema, opened.result, {
      unknown: 'refused',
      complete: true,
      reference: config,
      say: call.say,
    });
    if (call.say.hasErrors) return none;
    return { ...none, result: toWire(type, result), renewAt: wireTime(opened.renewAt), private: own.toBytes() };
  });
  return { ...(made ?? none), diagnostics: call.diagnostics };
}
