import { deviceAt, type Domain, findDomain, type LibvirtHost } from '../../../host/libvirt';
import { quoted } from '../../../model/text';
import type { Say } from '../../schema';
import type { PartialStateOf } from '../../schema/schema';
import { type Client, knownSession } from '../client';
import { deviceOf, elementOf, normalized, oneLineOf } from './device';
import type { State, VmAttachmentSchema } from './schema';

export interface ReadRequest {
  readonly client: Client;
  readonly state: PartialStateOf<VmAttachmentSchema>;
  readonly say: Say;
}

/** The attachment as its domain has it now; null: it is gone, and so is what there was of it. */
export async function read({ client, state: partial, say }: ReadRequest): Promise<State | null> {
  const session = knownSession(client, partial.host);
  const state = normalized(whole(partial));
  const libvirt = await session.domains();
  const domain = domainOf(state, libvirt);
  const gone = (why: string) => {
    say.warning('A VF is gone from its domain', `${why} A plan attaches it anew.`);
    return null;
  };
  if (domain === null) return gone(`There is no libvirt domain ${quoted(state.domain)} on ${session.name} any more.`);
  const found = foundIn(state, domain);
  // What was attached to the domain as it ran went with the run.
  const isAwaited = state.reach === 'live' && domain.live === null && state.managed !== null;
  if (!found.live && !found.persistent && !isAwaited) {
    return gone(`Domain ${domain.name} on ${session.name} does not have ${state.address}${otherOf(state, domain)}.`);
  }
  session.planned.attaches(domain.uuid, state.address);
  return found;
}

/** By its name, or by its UUID where it has another name now. */
export function domainOf({ domain, domain_uuid }: Pick<State, 'domain' | 'domain_uuid'>, libvirt: LibvirtHost) {
  return findDomain(libvirt, domain) ?? findDomain(libvirt, domain_uuid);
}

/** The state with the attachment as the domain has it, as far as it has it. */
export function foundIn(state: State, domain: Domain): State {
  const [live, config] = [deviceAt(domain.live, state.address), deviceAt(domain.config, state.address)];
  const device = config ?? live;
  const isNamed = [domain.name, domain.uuid].includes(state.domain.toLowerCase()) || domain.name === state.domain;
  const common = {
    ...state,
    domain: isNamed ? state.domain : domain.name,
    domain_uuid: domain.uuid,
    live: live !== null,
    persistent: config !== null,
  };
  if (device === null) return common;
  const found = deviceOf(device);
  return {
    ...common,
    ...found,
    xml: found.interface?.mac === '' ? oneLineOf(device.xml) : oneLineOf(elementOf(found)),
  };
}

function otherOf({ alias }: State, domain: Domain): string {
  const other =
    alias === null
      ? undefined
      : [...(domain.live ?? []), ...(domain.config ?? [])].find((each) => each.alias === alias);
  return other === undefined ? ' any more' : ` any more: under its alias ${String(alias)} it has ${other.address}`;
}

/** A state of an import knows domain and VF, and nothing of how it is there. */
function whole(state: ReadRequest['state']): State {
  return {
    ...state,
    domain: state.domain ?? '',
    address: state.address ?? '',
    reach: state.reach ?? 'both',
    managed: state.managed as boolean,
    domain_uuid: state.domain_uuid ?? '',
    live: state.live ?? false,
    persistent: state.persistent ?? false,
    xml: state.xml ?? '',
  };
}
