import { carryOut } from '../../../apply';
import type { HostPort } from '../../../host/port';
import type { Value } from '../../cty/value';
import {
  attribute,
  type KnownConfigOf,
  type PlannedOf,
  type PrivateState,
  ProviderError,
  type Say,
} from '../../schema';
import { type Client, knownSession } from '../client';
import { isOpen } from '../known';
import { lookingAt } from '../session/host-session';
import type { PfOwners } from '../session/pf-owners';
import { keepBefore } from './before';
import { changesText, NO_CHANGES } from './changes';
import { EITHER, type Expected, expectedOf } from './expected';
import { judge } from './judge';
import { filled } from './merge';
import { problemOf } from './run-result';
import { sayFindings } from './say-findings';
import type { PhysicalFunctionSchema } from './schema';
import type { State } from './state';
import { stateSeen } from './state-seen';
import type { Config } from './wanted';

export interface ChangeRequest {
  readonly client: Client;
  readonly config: KnownConfigOf<PhysicalFunctionSchema>;
  readonly prior: State | null;
  readonly planned: PlannedOf<PhysicalFunctionSchema>;
  readonly private: PrivateState;
  readonly say: Say;
  readonly signal: AbortSignal;
}

/** Looks again, holds what is to be done against what was planned, and does it by the safe apply. */
export async function change(request: ChangeRequest): Promise<State> {
  const session = knownSession(request.client, request.config.host);
  return session.changeByRuns((port) => changeOn(port, request, session.owners));
}

async function changeOn(port: HostPort, request: ChangeRequest, owners: PfOwners): Promise<State> {
  const { prior, planned, say } = request;
  const config = request.config as Config;
  // What has begun comes to its end; what waited for its turn need not begin.
  request.signal.throwIfAborted();
  const reading = await port.observe();
  const judged = await judge(config, prior, reading, lookingAt(port, reading), request.client.catalog);
  // Warnings were said with the plan that hosts make once more before an apply.
  if (sayFindings(judged, { error: say.error.bind(say), warning: () => undefined }) || judged.plan === null) {
    throw new ProviderError('Nothing was changed', 'The host, or what is wanted of it, does not pass the checks.');
  }
  const { plan } = judged;
  const changes = changesText(plan.live);
  refuseOtherChanges(planned.changes, changes, port.name);
  const expected = expectedOf(plan);
  // A look takes its time.
  request.signal.throwIfAborted();
  const result = await carryOut(port, plan.live);
  const problem = problemOf(result, plan.live.plan, port.name);
  if (problem?.isUntouched === true) throw new ProviderError(problem.summary, problem.detail);
  if (prior === null) owners.hasMade(plan.facts.address);
  if (plan.live.plan.steps.length > 0) keepBefore(request.private, plan.live.before, plan.facts.address);
  const whole = wholePlan(planned, expected, changes);
  if (problem === null) return withFound(whole, await stateSeen(port, whole, plan, () => hasOpen(whole)));
  say.error(problem.summary, problem.detail);
  return stateSeen(port, whole, plan, () => true);
}

/** @throws ProviderError where the host has changed since the plan, so that something else would be done to it */
function refuseOtherChanges(planned: ChangeRequest['planned']['changes'], changes: string, host: string): void {
  if (isOpen(planned) || changes === NO_CHANGES || planned === changes) return;
  throw new ProviderError(
    `${host} has changed since the plan`,
    `Nothing was done. What was planned:\n${planned}\nWhat would be done now:\n${changes}\nPlan again.`,
    [attribute('changes')],
  );
}

type Whole = ChangeRequest['planned'];

/** What was planned, and what an apply knows by now that a plan did not. */
function wholePlan(planned: Whole, expected: Expected, changes: string): Whole {
  return filled(
    planned as unknown as Value,
    { ...planned, ...expected, changes } as unknown as Value,
  ) as unknown as Whole;
}

const OPEN = [...EITHER, 'vf_addresses', 'vf_settings', 'vf_link_addresses', 'vms', 'pool_vfs'] as const;

function hasOpen(whole: Whole): boolean {
  return OPEN.some((name) => holdsOpen(whole[name]));
}

function holdsOpen(value: unknown): boolean {
  if (isOpen(value)) return true;
  if (value instanceof Map) return [...value.values()].some(holdsOpen);
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsOpen);
}

/** What was planned holds: it was read back. The rest is as it was found. */
function withFound(whole: Whole, found: State): State {
  return filled(whole as unknown as Value, found as unknown as Value) as unknown as State;
}
