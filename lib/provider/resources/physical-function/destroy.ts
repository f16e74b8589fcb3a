import { carryOut } from '../../../apply';
import type { HostPort } from '../../../host/port';
import { type PrivateState, ProviderError, type Say } from '../../schema';
import { type Client, knownSession } from '../client';
import { lookingAt } from '../session/host-session';
import type { PfOwners } from '../session/pf-owners';
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
  const session = knownSession(request.client, request.prior.host);
  await session.changeByRuns((port) => destroyOn(port, request, session.owners));
  session.owners.isGone(request.prior.address);
}

async function destroyOn(port: HostPort, request: DestroyRequest, owners: PfOwners): Promise<void> {
  const { client, prior, private: own, say, signal } = request;
  signal.throwIfAborted();
  if (owners.isMade(prior.address)) {
    say.warning(
      'The PF stays as it is',
      `${prior.address} is managed by another resource, which was made in this apply. What is on it now is how that one found it.`,
    );
    return;
  }
  const reading = await port.observe();
  const live = await wayBackOf(prior, foundBefore(own), reading, lookingAt(port, reading), client.catalog);
  if (live === null || sayRefusals(live, say)) return;
  const problem = problemOf(await carryOut(port, live), live.plan, port.name);
  if (problem !== null) throw new ProviderError(problem.summary, problem.detail);
}
