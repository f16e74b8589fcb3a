import type { CallContext } from '../../wire/calls';
import type { ReadDataSourceRequest, ReadDataSourceResponse } from '../../wire/tfplugin6';
import { objectTypeOf } from '../body';
import { Call } from '../call';
import { clientOf, dataSourceOf, type Instance } from '../instance';
import { settle } from '../settle';
import { deferredFor } from '../to-wire/deferred';
import { fromWire, toWire } from '../to-wire/value';

/** Reads a data source; the host asks once its configuration is known. */
export async function readDataSource(
  instance: Instance,
  request: ReadDataSourceRequest,
  context: CallContext,
): Promise<ReadDataSourceResponse> {
  const call = new Call(context, instance);
  const { typeName, clientCapabilities } = request;
  const none = { state: undefined, deferred: undefined };
  const made = await call.look(`${typeName} could not be read`, async () => {
    const it = dataSourceOf(instance, typeName);
    const type = objectTypeOf(it.schema);
    const config = fromWire(type, request.config);
    call.secrets.learn(it.schema, config);
    const deferred =
      instance.configured.kind === 'notYet' ? deferredFor('providerConfigUnknown', clientCapabilities) : undefined;
    if (deferred !== undefined) return { state: request.config, deferred };
    const answer = await it.read({ ...call.own, client: clientOf(instance), config });
    const state = settle(it.schema, answer, { unknown: 'refused', complete: true, reference: config, say: call.say });
    return call.say.hasErrors ? none : { ...none, state: toWire(type, state) };
  });
  return { ...(made ?? none), diagnostics: call.diagnostics };
}
