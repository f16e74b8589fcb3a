import { fromMsgpack, toMsgpack } from '../../../lib/provider/cty/msgpack';
import { DYNAMIC, mapOf, NUMBER, objectOf, STRING } from '../../../lib/provider/cty/type';
import { typeToJson } from '../../../lib/provider/cty/type-json';
import { isObject, UNKNOWN, type ObjectValue, type Value } from '../../../lib/provider/cty/value';
import { NotImplemented, type ProviderCalls } from '../../../lib/provider/wire/calls';
import * as wire from '../../../lib/provider/wire/tfplugin6';

/** `toy_thing`: keeps what it is given, and makes an id of the name. */
export const THING = objectOf({
  id: STRING,
  name: STRING,
  size: NUMBER,
  labels: mapOf(STRING),
  anything: DYNAMIC,
});

type Modes = Pick<wire.Schema_Attribute, 'required' | 'optional' | 'computed'>;
const [REQUIRED, OPTIONAL, COMPUTED]: Modes[] = [
  { required: true, optional: false, computed: false },
  { required: false, optional: true, computed: false },
  { required: false, optional: false, computed: true },
];

function thingSchema(): wire.Schema {
  const modes: Record<string, Modes | undefined> = { id: COMPUTED, name: REQUIRED };
  const attributes = [...THING.attributes].map(([name, type]) =>
    wire.Schema_Attribute.create({ name, type: Buffer.from(typeToJson(type)), ...(modes[name] ?? OPTIONAL) }),
  );
  return wire.Schema.create({ version: 0, block: wire.Schema_Block.create({ attributes }) });
}

const dynamic = (value: Value) => ({ msgpack: toMsgpack(THING, value), json: new Uint8Array() });
const read = (value: wire.DynamicValue | undefined): ObjectValue | null => {
  const found = value === undefined ? null : fromMsgpack(THING, value.msgpack);
  return isObject(found) ? found : null;
};

const refuse = async (): Promise<never> => {
  throw new NotImplemented('a toy has no such call');
};

/** Why somebody does not want to wait any longer. */
const interruptionOf = (signal: AbortSignal) =>
  new Promise<unknown>((resolve) => signal.addEventListener('abort', () => resolve(signal.reason)));

const refusal = (reason: unknown) =>
  wire.ApplyResourceChangeResponse.create({
    diagnostics: [{ severity: wire.Diagnostic_Severity.ERROR, summary: 'Not made', detail: String(reason) }],
  });

/** A provider at the level of messages. A thing called `endless` is never made. */
export const toyCalls: ProviderCalls = {
  getMetadata: async () =>
    wire.GetMetadataResponse.create({
      serverCapabilities: { planDestroy: true, getProviderSchemaOptional: true },
      resources: [{ typeName: 'toy_thing' }],
    }),
  getProviderSchema: async () =>
    wire.GetProviderSchemaResponse.create({
      provider: { block: { attributes: [{ name: 'where', type: Buffer.from('"string"'), ...OPTIONAL }] } },
      resourceSchemas: new Map([['toy_thing', thingSchema()]]),
      serverCapabilities: { planDestroy: true, getProviderSchemaOptional: true },
    }),
  getResourceIdentitySchemas: refuse,
  getFunctions: async () => wire.GetFunctionsResponse.create(),
  validateProviderConfig: async () => wire.ValidateProviderConfigResponse.create(),
  validateResourceConfig: async () => wire.ValidateResourceConfigResponse.create(),
  validateDataResourceConfig: refuse,
  validateEphemeralResourceConfig: refuse,
  configureProvider: async () => wire.ConfigureProviderResponse.create(),
  upgradeResourceState: async ({ rawState }) =>
    wire.UpgradeResourceStateResponse.create({ upgradedState: { json: rawState?.json } }),
  upgradeResourceIdentity: refuse,
  readResource: async ({ currentState, private: kept }) =>
    wire.ReadResourceResponse.create({ newState: currentState, private: kept }),
  planResourceChange: async ({ priorState, proposedNewState, priorPrivate }) => {
    const proposed = read(proposedNewState);
    const id = read(priorState)?.id ?? UNKNOWN;
    return wire.PlanResourceChangeResponse.create({
      plannedState: dynamic(proposed === null ? null : { ...proposed, id }),
      plannedPrivate: priorPrivate,
    });
  },
  applyResourceChange: async ({ plannedState }, { signal, log }) => {
    const planned = read(plannedState);
    if (planned?.name === 'endless') {
      log.info('waits without end');
      return refusal(await interruptionOf(signal));
    }
    return wire.ApplyResourceChangeResponse.create({
      newState: dynamic(planned === null ? null : { ...planned, id: `thing-${String(planned.name)}` }),
      private: Buffer.from('kept'),
    });
  },
  importResourceState: refuse,
  moveResourceState: refuse,
  readDataSource: refuse,
  openEphemeralResource: refuse,
  renewEphemeralResource: refuse,
  closeEphemeralResource: refuse,
  callFunction: refuse,
};
