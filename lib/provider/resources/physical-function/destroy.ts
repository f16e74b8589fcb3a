import { carryOut } from '../../../apply';
import type { HostPort } from '../../../host/port';
import { type PrivateState, ProviderError, type Say } from '../../schema';
import { type Client, sessionOf } from '../client';
import { lookingAt } from '../session/host-session';
import { foundBefore } from './before';
import { sayRefusals, wayBackOf } from './plan-destroy';
import { problemOf } from './run-result';
import type { State } from './state';

export interface DestroyRequest {
  readonly client: Client;
  readonly prior: State;
  readonly private: PrivateState;
  readonly say: Say;
  readonly signal: AbortSignal;
}

/** Takes the PF back to how it was found, or leaves it. */
export async function destroy(request: DestroyRequest): Promise<void> {
  if (request.prior.on_destroy === 'keep') return;
  const session = sessionOf(request.client, request.prior.host);
  if (session === null)
    throw new ProviderError('The host cannot be reached', 'Something of the connection is not known.');
  await session.changeByRuns((port) => destroyOn(port, request));
}

async function destroyOn(port: HostPort, { client, prior, private: own, say, signal }: DestroyRequest): Promise<void> {
  signal.throwIfAborted();
  const reading = await port.observe();
  const live = await wayBackOf(prior, foundBefore(own), reading, lookingAt(port, reading), client.catalog);
  if (live === null || sayRefusals(live, say)) return;
  const problem = problemOf(await carryOut(port, live), live.plan, port.name);
  if (problem !== null) throw new ProviderError(problem.summary, problem.detail);
}
