import { attribute, type PlanAnswer, type PlanOf, type PlanRequest, type Say, UNKNOWN } from '../../schema';
import { type Client, sessionOf } from '../client';
import { sayUnchecked } from '../left-to-apply';
import type { HostSession } from '../session/host-session';
import { normalized } from './device';
import { judge, type Values, type Wanted } from './judge';
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
  const [libvirt, { inventory }] = await lookAtBoth(session);
  const seen = { name: session.name, inventory: session.planned.after(inventory) };
  const isOwn = (domain: string, address: string) => session.planned.isAttached(domain, address);
  const judged = judge({ config, prior, isOwn, seen, libvirt, catalog: client.catalog });
  sayAtPlan(judged.findings, say);
  const { wanted, unknown } = judged;
  const requiresReplace = prior !== null && isElsewhere(prior, wanted, session, client) ? [HOST] : [];
  if (wanted === null) {
    if (unknown.length > 0) sayUnchecked(say, unknown.join(', '));
    return { planned: withOpen(planned, config), requiresReplace };
  }
  if (prior !== null && wanted.moves) sayTaken(normalized(prior), wanted.values, say);
  const { address, domain_uuid } = wanted.values;
  const other = session.planned.claims(address, domain_uuid);
  if (other !== null) sayClaimed(address, libvirt.domains.find(({ uuid }) => uuid === other)?.name ?? other, say);
  return {
    planned: { ...planned, ...wanted.values, domain: domainOf(planned, prior, wanted.values) },
    requiresReplace,
  };
}

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

function sayClaimed(address: string, domain: string, say: Say): void {
  say.error(
    'Two attachments have one VF',
    `Another attachment of this plan gives ${address} to domain ${domain}. Give one of them another VF.`,
    [attribute('address')],
  );
}

/** Domains first: a host without libvirt is said so, whatever else there is to say. */
async function lookAtBoth(session: HostSession) {
  const libvirt = await session.domains();
  return [libvirt, await session.lookAtVfs()] as const;
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
  const session = client === null ? null : sessionOf(client, prior.host);
  if (prior.reach !== 'config') session?.planned.releases(normalized(prior).address);
  if (!prior.live || prior.reach === 'config') return;
  say.warning(
    'The destroy takes a VF from a domain that runs',
    `${prior.address} is detached from domain ${prior.domain}; its guest must let go of it.`,
  );
}
