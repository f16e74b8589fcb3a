import {
  type AttachmentEnd,
  attachToDomains,
  type DomainAttachment,
  lookAtDomains,
  type Reach,
} from '../../../host/libvirt';
import { attribute, ProviderError, type Say } from '../../schema';
import { knownSession } from '../client';
import { isOpen } from '../known';
import type { HostSession } from '../session/host-session';
import type { ChangeRequest, Planned } from './change-request';
import { detached, failureOf, problemOf, reachOf } from './detach';
import { elementOf, normalized } from './device';
import { judge, type Values, type Wanted } from './judge';
import { domainOf, foundIn } from './read';
import { sayAtApply } from './say';
import { untilReleased } from './until-released';
import type { Config, State } from './schema';

/** Looks again, holds what is to be done against what was planned, and has libvirt do it. */
export async function change(request: ChangeRequest): Promise<State> {
  const session = knownSession(request.client, request.config.host);
  const isOut = await untilReleased(session, request);
  try {
    return await session.changeDomains(() => changeOn(session, request));
  } catch (error) {
    if (isOut && request.prior !== null) sayOut(request.prior, request.say);
    throw error;
  }
}

function sayOut({ address, domain }: State, say: Say): void {
  const detail = `${address} was taken out of domain ${domain} before, since another attachment of this apply waited for it. Plan again to see what is left.`;
  say.warning('The VF of before is out of its domain', detail);
}

async function changeOn(session: HostSession, request: ChangeRequest): Promise<State> {
  const { prior, planned, say, client } = request;
  // What has begun comes to its end; what waited for its turn need not begin.
  request.signal.throwIfAborted();
  const libvirt = await session.domains();
  const { inventory } = await session.lookAtVfs(libvirt);
  const seen = { name: session.name, inventory };
  const judged = judge({ config: request.config as Config, prior, seen, libvirt, catalog: client.catalog });
  const { wanted } = judged;
  if (sayAtApply(judged.findings, say) || wanted === null) {
    throw new ProviderError('Nothing was changed', 'The VF, or the domain, does not pass the checks.');
  }
  refuseOtherThanPlanned(planned, wanted.values, session.name);
  const state: State = { ...(planned as State), ...wanted.values, address: spelled(planned, wanted.values) };
  const { live, config } = wanted.missing;
  if (!wanted.moves && !live && !config) return state;
  let end: AttachmentEnd | null = null;
  try {
    if (prior !== null && wanted.moves) end = await detached(session, prior);
    if (end === null && (live || config)) end = await attached(session, wanted, reachOf(live, config));
    if (end === null) return state;
    throw problemOf(end, session.name);
  } catch (error) {
    await keepFound(session, request, state, wanted.moves);
    throw error;
  }
}

/** @returns null where it worked */
async function attached(session: HostSession, { domain, vf, values }: Wanted, reach: Reach) {
  const item: DomainAttachment = {
    attachment: values.address,
    domain: domain.uuid,
    vf,
    address: values.address,
    driver: null,
    xml: () => elementOf(values),
  };
  return failureOf(await attachToDomains(session.programs, [item], reach));
}

/** @throws ProviderError where host or domain have changed since the plan, so that something else would come of it */
function refuseOtherThanPlanned(planned: Planned, values: Values, host: string): void {
  const before = normalized({ ...planned, address: isOpen(planned.address) ? '' : planned.address });
  const others = (['address', 'managed', 'alias', 'domain_uuid', 'live', 'persistent'] as const).filter(
    (name) => !isOpen(planned[name]) && before[name] !== values[name],
  );
  if (others.length === 0) return;
  const texts = others.map((name) => `${name} ${String(before[name])}, now ${String(values[name])}`);
  throw new ProviderError(
    `${host} has changed since the plan`,
    `Nothing was done. What was planned and would come of it now: ${texts.join('; ')}. Plan again.`,
    [attribute(others[0] ?? 'live')],
  );
}

/** A configuration may write an address otherwise than hosts do. */
const spelled = ({ address }: Planned, values: Values): string => (isOpen(address) ? values.address : address);

/** What exists after a failure is kept in the state, and said. */
async function keepFound(session: HostSession, { prior, keep, say }: ChangeRequest, state: State, moves: boolean) {
  const found = await foundAfter(session, state);
  sayWhatIs(state, found, say);
  if (found !== null && (found.live || found.persistent)) keep(found);
  else if (found === null || (prior !== null && moves)) keep({ ...state, live: false, persistent: false });
}

/** After a failure: what of the domain has the VF. */
export function sayWhatIs(state: State, found: State | null, say: Say): void {
  const vf = `${state.address} in domain ${state.domain}`;
  if (found === null) {
    say.warning(
      'It is not known what was done',
      `${vf} could not be looked at afterwards. Plan again to see what is left.`,
    );
  } else if (found.live !== found.persistent) {
    const [has, lacks] = found.live ? ['as it runs', 'in its definition'] : ['in its definition', 'as it runs'];
    say.warning(
      'Part of the domain has the VF',
      `${vf}: it has it ${has}, not ${lacks}. Plan again to see what is left.`,
    );
  }
}

/** Null: it cannot be told. */
export async function foundAfter(session: HostSession, state: State): Promise<State | null> {
  try {
    const domain = domainOf(state, await lookAtDomains(session.programs));
    return domain === null ? null : foundIn(normalized(state), domain);
  } catch {
    return null;
  }
}
