import { isObject, type ObjectValue, type Value } from '../../cty/value';
import type { CallContext } from '../../wire/calls';
import type { PlanResourceChangeRequest, PlanResourceChangeResponse } from '../../wire/tfplugin6';
import { objectTypeOf } from '../body';
import { Call } from '../call';
import { clientIfKnown, resourceOf, type Instance } from '../instance';
import { sayDuplicates } from '../plan/duplicates';
import { planBySchema, replacing, type SchemaPlan } from '../plan/plan';
import { PrivateState } from '../private-state';
import type { PlanAnswer, PlanRequest, Resource } from '../resource';
import type { Schema } from '../schema';
import { settle } from '../settle';
import { deferredFor } from '../to-wire/deferred';
import { wirePath } from '../to-wire/path';
import { fromWire, toWire } from '../to-wire/value';

/** What an apply would make of a resource: the schema has its say first, then the resource. */
export async function planResourceChange(
  instance: Instance,
  request: PlanResourceChangeRequest,
  context: CallContext,
): Promise<PlanResourceChangeResponse> {
  const call = new Call(context, instance);
  const { typeName, clientCapabilities } = request;
  const none = {
    plannedState: request.priorState,
    requiresReplace: [],
    plannedPrivate: request.priorPrivate,
    plannedIdentity: request.priorIdentity,
    deferred: undefined,
  };
  const made = await call.look(`${typeName} could not be planned`, async () => {
    const it = resourceOf(instance, typeName);
    const type = objectTypeOf(it.schema);
    const [prior, config, proposed] = [request.priorState, request.config, request.proposedNewState].map((message) =>
      fromWire(type, message),
    ) as [Value, Value, Value];
    for (const value of [prior, config]) call.secrets.learn(it.schema, value);
    const own = PrivateState.fromBytes(request.priorPrivate);
    const destroys = proposed === null;
    const bySchema: SchemaPlan = destroys
      ? { planned: null, requiresReplace: [] }
      : planBySchema(it.schema, { config, prior, planned: proposed });
    sayDuplicates(it.schema, bySchema.planned, call.say);
    const answer = (await it.modifyPlan?.(planRequest(call, instance, own, { prior, config, bySchema }))) ?? {};
    const planned = plannedBy(it, answer, bySchema.planned, call);
    const paths = destroys ? [] : replacing(it.schema, prior, planned, bySchema, answer.requiresReplace ?? []);
    const reason = instance.configured.kind === 'notYet' ? 'providerConfigUnknown' : answer.deferred;
    return {
      ...none,
      plannedState: toWire(type, planned),
      requiresReplace: paths.map(wirePath),
      plannedPrivate: own.toBytes(),
      deferred: deferredFor(reason, clientCapabilities),
    };
  });
  return { ...(made ?? none), diagnostics: call.diagnostics };
}

function planRequest(
  call: Call,
  instance: Instance,
  own: PrivateState,
  { prior, config, bySchema }: { readonly prior: Value; readonly config: Value; readonly bySchema: SchemaPlan },
): PlanRequest<Schema, unknown> {
  const common = { ...call.own, client: clientIfKnown(instance), private: own };
  const { planned } = bySchema;
  if (planned === null) return { ...common, operation: 'delete', prior, config: null, planned: null };
  return prior === null
    ? { ...common, operation: 'create', prior: null, config, planned }
    : { ...common, operation: 'update', prior, config, planned };
}

function plannedBy(it: Resource, { planned }: PlanAnswer<Schema>, bySchema: Value, call: Call): Value {
  if (planned === undefined || !isObject(bySchema)) {
    if (planned != null && bySchema === null) {
      call.say.error(
        'The provider has a defect',
        'It planned a state for a resource that is to be destroyed. Report this to whoever makes the provider.',
      );
    }
    return bySchema;
  }
  return settle(
    it.schema,
    { ...bySchema, ...(planned as ObjectValue) },
    { unknown: 'kept', complete: false, reference: bySchema, say: call.say },
  );
}
