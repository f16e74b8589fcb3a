import type { Say } from '../../schema';
import { type Client, knownSession } from '../client';
import { foundAfter, sayWhatIs } from './carry-out';
import { detached, problemOf } from './detach';
import type { State } from './schema';

export interface DestroyRequest {
  readonly client: Client;
  readonly prior: State;
  readonly say: Say;
  readonly signal: AbortSignal;
}

/** Takes the VF out of its domain, and waits until the guest has let go of it. */
export async function destroy({ client, prior, say, signal }: DestroyRequest): Promise<void> {
  const session = knownSession(client, prior.host);
  await session.changeDomains(async () => {
    signal.throwIfAborted();
    const failure = await detached(session, prior);
    if (failure === null) return;
    sayWhatIs(prior, await foundAfter(session, prior), say);
    throw problemOf(failure, session.name);
  });
}
