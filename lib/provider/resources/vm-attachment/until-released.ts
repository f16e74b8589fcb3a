import { UNPLUG_SECONDS } from '../../../host/libvirt';
import { attribute, ProviderError } from '../../schema';
import { isOpen } from '../known';
import { QUIET_SECONDS } from '../session/activity';
import type { HostSession } from '../session/host-session';
import type { ChangeRequest } from './change-request';
import { detached, problemOf } from './detach';
import { normalized } from './device';
import { holdersOf } from './holders';
import type { State } from './schema';

/**
 * Waits for other attachments of this apply to take the VF out of the domain that has it, where the plan found that they do. A guest never
 * loses a VF by this. Of two attachments that wait for each other's VF, as in a swap, each takes its own out of its domain first.
 *
 * @returns whether the VF of before was taken out of its domain, since another attachment waits for it
 * @throws ProviderError where the other domain keeps the VF
 */
export async function untilReleased(session: HostSession, request: ChangeRequest): Promise<boolean> {
  const { planned, client, signal, keep } = request;
  const prior = request.prior === null ? null : normalized(request.prior);
  if (isOpen(planned.address) || isOpen(planned.domain_uuid)) return false;
  const { address } = normalized({ address: planned.address });
  if (!session.isComing(address)) return false;
  const wanted = { uuid: planned.domain_uuid };
  let gaveUp = false;
  const names = async (): Promise<string[]> => {
    const libvirt = await session.domains();
    return holdersOf(address, wanted, prior, libvirt, () => null).map(({ domain }) => domain.name);
  };
  const isFree = async (): Promise<boolean> => {
    if (prior !== null && !gaveUp && prior.address !== address && session.isAwaited(prior.address)) {
      gaveUp = true;
      await client.sessions.activity.during(() => takeOut(session, prior));
      keep({ ...prior, live: false, persistent: false });
    }
    return (await names()).length === 0;
  };
  if (await session.awaiting(address, () => client.sessions.activity.until(isFree, signal))) return gaveUp;
  throw new ProviderError(
    'Another domain has the VF still',
    `${address} was to be taken out of domain ${(await names()).join(', ')} on ${session.name} by another attachment of this apply. It was not, and for ${QUIET_SECONDS} s nothing else went on that could do so: that attachment failed (a guest has ${UNPLUG_SECONDS} s to let go), or comes after this one. ${gaveUp ? OUT : 'Nothing was changed.'} Apply again once the domain is without it; if the engine takes this one first every time, let it depend on the other (depends_on).`,
    [attribute('address')],
  );
}

const OUT = 'The VF of before was taken out, since another attachment waited for it.';

async function takeOut(session: HostSession, prior: State): Promise<void> {
  const failure = await session.changeDomains(() => detached(session, prior));
  if (failure !== null) throw problemOf(failure, session.name);
}
