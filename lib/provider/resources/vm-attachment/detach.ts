import { type AttachmentEnd, detachFromDomains, type Reach } from '../../../host/libvirt';
import { oneLine } from '../../../model/text';
import { ProviderError } from '../../schema';
import type { HostSession } from '../session/host-session';
import { normalized } from './device';
import { domainOf, foundIn } from './read';
import type { State } from './schema';

/** Takes away what the state says, as far as it is there. @returns null where it worked */
export async function detached(session: HostSession, state: State): Promise<AttachmentEnd | null> {
  const { address } = normalized(state);
  const domain = domainOf(state, await session.domains());
  if (domain === null) return null;
  const found = foundIn(normalized(state), domain);
  const [live, config] = [state.reach !== 'config' && found.live, state.reach !== 'live' && found.persistent];
  if (!live && !config) return null;
  const item = { attachment: address, domain: domain.uuid, vf: null, address, driver: null, xml: () => '' };
  return failureOf(await detachFromDomains(session.programs, [item], reachOf(live, config)));
}

export const reachOf = (live: boolean, config: boolean): Reach => (live && config ? 'both' : live ? 'live' : 'config');

export function failureOf(ends: readonly AttachmentEnd[]): AttachmentEnd | null {
  return ends.find(({ status }) => status !== 'done' && status !== 'nothing') ?? null;
}

export function problemOf(end: AttachmentEnd, host: string): ProviderError {
  switch (end.status) {
    case 'refused':
      return new ProviderError(`The change was refused on ${host}`, oneLine(`${end.problem}. ${end.fix}.`));
    case 'failed':
      return new ProviderError(`libvirt on ${host} failed`, oneLine(`${end.attachment}: ${end.problem}`));
    case 'done':
    case 'nothing':
    case 'skipped':
      return new ProviderError(`The change was not done on ${host}`, end.attachment);
  }
}
