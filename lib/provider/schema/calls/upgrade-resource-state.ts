import { fromJson } from '../../cty/json';
import type { CallContext } from '../../wire/calls';
import type { UpgradeResourceStateRequest, UpgradeResourceStateResponse } from '../../wire/tfplugin6';
import { objectTypeOf } from '../body';
import { Call } from '../call';
import { ProviderError } from '../diagnostics';
import { resourceOf, type Instance } from '../instance';
import { toWire } from '../to-wire/value';
import { upgraded } from '../upgrade';

/** Called before every read. A state of the schema's version goes back as the bytes that it came in, without a digit read. */
export async function upgradeResourceState(
  instance: Instance,
  request: UpgradeResourceStateRequest,
  context: CallContext,
): Promise<UpgradeResourceStateResponse> {
  const call = new Call(context, instance);
  const { typeName, version, rawState } = request;
  const upgradedState = await call.attempt(`The state of ${typeName} could not be upgraded`, () => {
    const it = resourceOf(instance, typeName);
    if (rawState === undefined || rawState.json.length === 0) {
      throw new ProviderError(
        `The state of ${typeName} cannot be read`,
        'It is in the format that Terraform 0.11 wrote. Run Terraform 0.13 once, which writes the one that followed.',
      );
    }
    if (version === it.schema.version) return { json: rawState.json, msgpack: new Uint8Array() };
    const text = upgraded(typeName, new TextDecoder().decode(rawState.json), version, it.schema.version, it.upgrades);
    const type = objectTypeOf(it.schema);
    return toWire(type, fromJson(type, text));
  });
  return { upgradedState, diagnostics: call.diagnostics };
}
