import { attribute, type PlanAnswer, type PlanOf, type PlanRequest, type Say, UNKNOWN } from '../../schema';
import { type Client, sessionOf } from '../client';
import { sayUnchecked } from '../left-to-apply';
import type { HostSession } from '../session/host-session';
import { normalized } from './device';
import { judge, type Judgement, type Values, type Wanted } from './judge';
import { sayAtPlan } from './say';
import type { Config, State, VmAttachmentSchema } from './schema';

type Planned = PlanOf<VmAttachmentSchema>;

/** Looks at the host and its domains, says what is found, and plans what comes of an apply. */
export async function modifyPlan(
  request: PlanRequest<VmAttachmentSchema, Client>,
): Promise<PlanAnswer<VmAttachmentSchema>> {
  if (request.operation === 'delete') {
    planDestroy(request.prior, request.client, request.say);
    return {};
  }
  const { config, prior, planned, client, say } = request;
  const session = client === null ? null : sessionOf(client, config.host);
  if (client === null || session === null) {
    sayUnchecked(say, client === null ? 'the configuration of the provider' : 'host');
    return { planned: withOpen(planned, config) };
  }
  const judged = await judgeHeld(request, session, client);
  sayAtPlan(judged.findings, say);
  const { wanted, unknown } = judged;
  const requiresReplace = prior !== null && isElsewhere(prior, wanted, session, client) ? [HOST] : [];
  if (wanted === null) {
    if (unknown.length > 0) sayUnchecked(say, unknown.join(', '));
    return { planned: withOpen(planned, config), requiresReplace };
  }
  if (prior !== null && wanted.moves) sayTaken(normalized(prior), wanted.values, say);
  const { address, domain_uuid } = wanted.values;
  if (judged.holders.length > 0) session.comesFromDomain(address);
  const other = session.planned.claims(address, domain_uuid);
  if (other !== null) await sayClaimed(address, other, session, say);
  return {
    planned: { ...planned, ...wanted.values, domain: domainOf(planned, prior, wanted.values) },
    requiresReplace,
  };
}

type Changed = Extract<PlanRequest<VmAttachmentSchema, Client>, { readonly config: Config }>;

/** Waits for the plan of another attachment to take the VF out of a domain that has it: engines plan them in any order. */
async function judgeHeld(request: Changed, session: HostSession, client: Client): Promise<Judgement> {
  const { prior } = request;
  let judged = await judgeNow(request, session, client);
  if (prior !== null) willLeave(normalized(prior), judged, client);
  if (!isHeld(judged)) return judged;
  const holds = async (): Promise<boolean> => {
    judged = await judgeNow(request, session, client);
    return !isHeld(judged) || isKept(judged, session);
  };
  await client.sessions.activity.until(holds, request.signal);
  return judged;
}

/** The plan of another attachment gives the VF to another domain, or leaves it there. */
function isKept({ wanted }: Judgement, { planned }: HostSession): boolean {
  const claim = wanted === null ? null : planned.claimOf(wanted.values.address);
  return claim !== null && claim !== wanted?.values.domain_uuid;
}

const isHeld = ({ holders }: Judgement): boolean => holders.some(({ plan }) => plan === 'stays');

async function judgeNow({ config, prior }: Changed, session: HostSession, { catalog }: Client): Promise<Judgement> {
  // Domains first: a host without libvirt is said so, whatever else there is to say.
  const libvirt = await session.domains();
  const { inventory } = await session.lookAtVfs(libvirt);
  const { planned, name } = session;
  return judge({
    config,
    prior,
    isOwn: (domain, address) => planned.isAttached(domain, address),
    leavingOf: (domain, address) => planned.leavingOf(domain, address),
    seen: { name, inventory: planned.after(inventory) },
    libvirt,
    catalog,
  });
}

/** What the plan takes away is free for others. */
function willLeave(prior: State, { wanted, unknown }: Judgement, client: Client): void {
  const isOpen = wanted === null && unknown.length > 0;
  const goes = wanted?.moves === true && !isSamePlace(prior, wanted.values);
  if (isOpen || goes) leaveDomain(prior, client, !isOpen);
}

function leaveDomain(prior: State, client: Client, isSure: boolean): void {
  const { address, domain_uuid, reach } = prior;
  const leaving = { live: reach !== 'config', config: reach !== 'live', isSure };
  sessionOf(client, prior.host)?.planned.leaves(domain_uuid, address, leaving);
}

const isSamePlace = (prior: State, { address, domain_uuid }: Values): boolean =>
  prior.address === address && prior.domain_uuid === domain_uuid;

const HOST = [attribute('host')];

/**
 * The VF is to go into a domain of another host: it is taken out where it is first. Where the domain has it here as well, this is the
 * same host by another way to it.
 */
function isElsewhere(prior: State, wanted: Wanted | null, session: HostSession, client: Client): boolean {
  return !(wanted !== null && isThere(wanted)) && sessionOf(client, prior.host) !== session;
}

function isThere({ moves, missing, values }: Wanted): boolean {
  return !moves && ((values.live && !missing.live) || (values.persistent && !missing.config));
}

async function sayClaimed(address: string, uuid: string, session: HostSession, say: Say): Promise<void> {
  const { domains } = await session.domains();
  const domain = domains.find((each) => each.uuid === uuid)?.name ?? uuid;
  say.error(
    'Two attachments have one VF',
    `Another attachment of this plan gives ${address} to domain ${domain}. Give one of them another VF.`,
    [attribute('address')],
  );
}

/** A domain that is named otherwise is the same one. */
function domainOf({ domain }: Planned, prior: State | null, { domain_uuid }: Values): Planned['domain'] {
  return prior?.domain_uuid === domain_uuid ? prior.domain : domain;
}

const EITHER = ['address', 'managed', 'alias'] as const;

/** All that the provider computes is left to the apply. */
function withOpen(planned: Planned, config: Config): Planned {
  const open = Object.fromEntries(EITHER.flatMap((name) => (config[name] === null ? [[name, UNKNOWN]] : [])));
  return { ...planned, ...open, domain_uuid: UNKNOWN, live: UNKNOWN, persistent: UNKNOWN, xml: UNKNOWN };
}

/** A guest sees its VF go where another one, or another element, comes. */
function sayTaken(prior: State, { address, domain_uuid }: Values, say: Say): void {
  if (!prior.live && !prior.persistent) return;
  const isSameDomain = domain_uuid === prior.domain_uuid;
  const isSame = isSameDomain && address === prior.address;
  const then = isSame
    ? 'and attached anew, since a device in a domain cannot be changed'
    : 'before the other is attached';
  say.warning(
    'The VF is taken from its domain first',
    `${prior.address} is detached from domain ${prior.domain}${prior.live ? ', whose guest must let go of it' : ''}, ${then}.`,
    [attribute(isSame ? 'xml' : isSameDomain ? 'address' : 'domain')],
  );
}

function planDestroy(prior: State, client: Client | null, say: Say): void {
  if (client !== null) leaveDomain(normalized(prior), client, true);
  const session = client === null ? null : sessionOf(client, prior.host);
  if (prior.reach !== 'config') session?.planned.releases(normalized(prior).address);
  if (!prior.live || prior.reach === 'config') return;
  say.warning(
    'The destroy takes a VF from a domain that runs',
    `${prior.address} is detached from domain ${prior.domain}; its guest must let go of it.`,
  );
}
