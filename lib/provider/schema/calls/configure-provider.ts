import type { CallContext } from '../../wire/calls';
import type { ConfigureProviderRequest, ConfigureProviderResponse } from '../../wire/tfplugin6';
import { objectTypeOf } from '../body';
import { Call } from '../call';
import { configuredBy, type Instance } from '../instance';
import { fromWire } from '../to-wire/value';

/** Makes what resources work with. */
export async function configureProvider(
  instance: Instance,
  request: ConfigureProviderRequest,
  context: CallContext,
): Promise<ConfigureProviderResponse> {
  const { provider } = instance;
  const call = new Call(context, instance);
  await call.attempt(`The provider ${provider.name} could not be configured`, async () => {
    const config = fromWire(objectTypeOf(provider.schema), request.config);
    instance.secrets.learn(provider.schema, config);
    call.secrets.learn(provider.schema, config);
    const answer = await provider.configure({ ...call.own, config, hostVersion: request.terraformVersion });
    if (!call.say.hasErrors) instance.configured = configuredBy(answer);
  });
  return { diagnostics: call.diagnostics };
}
