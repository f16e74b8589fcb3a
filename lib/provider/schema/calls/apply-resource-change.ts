import { whollyKnown, type Value } from '../../cty/value';
import type { CallContext } from '../../wire/calls';
import type { ApplyResourceChangeRequest, ApplyResourceChangeResponse } from '../../wire/tfplugin6';
import { objectTypeOf } from '../body';
import { Call } from '../call';
import { ProviderError } from '../diagnostics';
import { clientOf, resourceOf, type Instance } from '../instance';
import { PrivateState } from '../private-state';
import type { Resource } from '../resource';
import { settle } from '../settle';
import { limited, timeLimit } from '../time-limit';
import { wireIdentity } from '../to-wire/identity-data';
import { fromWire, toWire } from '../to-wire/value';
import type { Operation } from '../timeouts';

interface Change {
  readonly config: Value;
  readonly prior: Value;
  readonly planned: Value;
}

const WORDS: Readonly<Record<'create' | 'update' | 'delete', string>> = {
  create: 'created',
  update: 'updated',
  delete: 'deleted',
};

/**
 * Carries out a plan. Where it fails, the state is what the resource said it has made by then; without such a word what was there
 * before.
 */
export async function applyResourceChange(
  instance: Instance,
  request: ApplyResourceChangeRequest,
  context: CallContext,
): Promise<ApplyResourceChangeResponse> {
  const call = new Call(context, instance);
  const { typeName } = request;
  const same = { newState: request.priorState, private: request.plannedPrivate, newIdentity: request.plannedIdentity };
  const made = await call.attempt(`${typeName} could not be changed`, async () => {
    const it = resourceOf(instance, typeName);
    const type = objectTypeOf(it.schema);
    const change: Change = {
      config: fromWire(type, request.config),
      prior: fromWire(type, request.priorState),
      planned: fromWire(type, request.plannedState),
    };
    for (const value of Object.values(change) as Value[]) call.secrets.learn(it.schema, value);
    const own = PrivateState.fromBytes(request.plannedPrivate);
    const state = await changed(it, typeName, change, own, instance, call, context.signal);
    return {
      newState: toWire(type, state),
      private: state === null ? new Uint8Array() : own.toBytes(),
      newIdentity: call.say.hasErrors ? request.plannedIdentity : wireIdentity(it, state),
    };
  });
  return { ...(made ?? same), diagnostics: call.diagnostics };
}

async function changed(
  it: Resource,
  typeName: string,
  change: Change,
  own: PrivateState,
  instance: Instance,
  call: Call,
  signal: AbortSignal,
): Promise<Value> {
  const { prior, planned } = change;
  const operation = planned === null ? 'delete' : prior === null ? 'create' : 'update';
  const summary = `${typeName} could not be ${WORDS[operation]}`;
  const client = clientOf(instance);
  const limit = limited(signal, timeLimit(it, operation, planned ?? prior), operation);
  let kept: Value = prior;
  const keep = (state: unknown): void => {
    kept = settle(it.schema, state, { unknown: 'dropped', complete: false, reference: planned, say: call.say });
  };
  const answer = await call.attempt(
    summary,
    () => perform[operation](it, change, { ...call.own, client, private: own, signal: limit.signal }, keep),
    limit.signal,
  );
  limit.stop();
  if (answer === undefined) return kept;
  if (operation === 'delete') return call.say.hasErrors ? prior : null;
  // Errors were said and a state is answered all the same: it is what exists.
  const state = settle(it.schema, answer, {
    unknown: 'refused',
    complete: true,
    reference: planned,
    say: call.say,
  });
  return state !== null && whollyKnown(state) ? state : kept;
}

type Own = Parameters<Resource['delete']>[0] extends infer R ? Omit<R, 'prior'> : never;

const perform: Readonly<
  Record<
    Extract<Operation, 'create' | 'update' | 'delete'>,
    (it: Resource, change: Change, own: Own, keep: (state: unknown) => void) => Promise<unknown>
  >
> = {
  create: (it, { config, planned }, own, keep) => it.create({ ...own, config, planned, keep }),
  update: (it, { config, planned, prior }, own, keep) => {
    if (it.update !== undefined) return it.update({ ...own, config, planned, prior, keep });
    throw new ProviderError(
      'The provider has a defect',
      'It planned a change of a resource that it can only create and delete. Report this to whoever makes the provider.',
    );
  },
  delete: async (it, { prior }, own) => {
    await it.delete({ ...own, prior });
    return null;
  },
};
