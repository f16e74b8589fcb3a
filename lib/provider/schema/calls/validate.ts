import type { CallContext } from '../../wire/calls';
import type { Diagnostic, DynamicValue } from '../../wire/tfplugin6';
import { objectTypeOf } from '../body';
import { Call } from '../call';
import { checkConfig } from '../config-check';
import type { Instance } from '../instance';
import type { ValidateRequest } from '../resource';
import type { Schema } from '../schema';
import { fromWire } from '../to-wire/value';

/** Something with a configuration. */
interface Configurable {
  readonly schema: Schema;
  validate?(request: ValidateRequest<Schema>): void | Promise<void>;
}

/**
 * What all calls that validate do: the schema first; code of the provider has a configuration that keeps to it.
 *
 * @param find may throw for what the provider does not have
 */
export async function validated(
  instance: Instance,
  find: () => Configurable,
  config: DynamicValue | undefined,
  writeOnlyAllowed: boolean,
  context: CallContext,
): Promise<{ diagnostics: Diagnostic[] }> {
  const call = new Call(context, instance);
  await call.attempt('The configuration could not be checked', async () => {
    const it = find();
    const value = fromWire(objectTypeOf(it.schema), config);
    call.secrets.learn(it.schema, value);
    checkConfig(it.schema, value, { say: call.say, writeOnlyAllowed });
    if (!call.say.hasErrors) await it.validate?.({ ...call.own, config: value });
  });
  return { diagnostics: call.diagnostics };
}
