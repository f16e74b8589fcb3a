import { ProviderError, type Say } from '../../schema';
import type { PartialStateOf } from '../../schema/schema';
import { type Client, knownSession } from '../client';
import { findAgain } from './identity';
import { observedState } from './observed';
import type { PhysicalFunctionSchema } from './schema';
import type { State } from './state';
import { wholeState } from './whole-state';

export interface ReadRequest {
  readonly client: Client;
  readonly state: PartialStateOf<PhysicalFunctionSchema>;
  readonly say: Say;
}

/** The PF as it is on its host now, wherever it is there; null: it is gone. */
export async function read({ client, state, say }: ReadRequest): Promise<State | null> {
  const session = knownSession(client, state.host);
  const reading = await session.look();
  const { inventory } = reading;
  const facts =
    state.slot !== null && state.address === null && state.permanent_mac === null && state.serial === null
      ? (inventory.physicalFunctions.find(({ slot }) => slot === state.slot) ?? null)
      : findAgain(state, inventory);
  if (facts === null) {
    const named = [state.permanent_mac, state.serial, state.slot, state.address].find((name) => name !== null);
    const listed = inventory.physicalFunctions.map(({ address }) => address).join(', ');
    const others = listed === '' ? 'no PF' : listed;
    // Every state but that of an import has a number. Hosts leave warnings of an import out.
    if (state.num_vfs === null) {
      throw new ProviderError(
        'There is no such PF',
        `${named ?? 'The PF'} is not on ${session.name}, which has ${others}. Correct the id, or the host in front of it.`,
      );
    }
    say.warning(
      'A PF is gone from its host',
      `${named ?? 'The PF'} is not on ${session.name} any more, which has ${others}. A plan makes it anew where the card is found.`,
    );
    return null;
  }
  return observedState(wholeState(state), facts);
}
