import { fromJson } from '../../cty/json';
import type { CallContext } from '../../wire/calls';
import type { UpgradeResourceIdentityRequest, UpgradeResourceIdentityResponse } from '../../wire/tfplugin6';
import { Call } from '../call';
import { ProviderError } from '../diagnostics';
import { resourceOf, type Instance } from '../instance';
import { identityType } from '../to-wire/identity-data';
import { toWire } from '../to-wire/value';
import { upgraded } from '../upgrade';

/** As for states. */
export async function upgradeResourceIdentity(
  instance: Instance,
  request: UpgradeResourceIdentityRequest,
  context: CallContext,
): Promise<UpgradeResourceIdentityResponse> {
  const call = new Call(context, instance);
  const { typeName, version, rawIdentity } = request;
  const what = `the identity of ${typeName}`;
  const upgradedIdentity = await call.attempt(`The state of ${what} could not be upgraded`, () => {
    const { identity, identityUpgrades } = resourceOf(instance, typeName);
    if (identity === undefined || rawIdentity === undefined) {
      throw new ProviderError(
        `${typeName} has no identity`,
        'The state has one, which a newer version of the provider wrote. Take that version.',
      );
    }
    const text = new TextDecoder().decode(rawIdentity.json);
    const type = identityType(identity);
    return {
      identityData: toWire(type, fromJson(type, upgraded(what, text, version, identity.version, identityUpgrades))),
    };
  });
  return { upgradedIdentity, diagnostics: call.diagnostics };
}
