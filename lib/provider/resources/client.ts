import type { Catalog } from '../../catalog/catalog';
import { ProviderError, type Unknown } from '../schema';
import { combine } from './connection/combine';
import type { StatedConnection } from './connection/connection';
import { type GivenConnection, statedConnection } from './connection/stated';
import type { HostSession } from './session/host-session';
import type { Sessions } from './session/sessions';

/** What the configured provider is to its resources. */
export interface Client {
  readonly sessions: Sessions;
  /** What is known of devices and drivers. */
  readonly catalog: Catalog;
  /** What the provider says of connections. */
  readonly connection: StatedConnection;
}

/**
 * The host of a resource; null: something of the connection is not known yet.
 *
 * @throws ProviderError when it is not said how the host is reached
 */
export function sessionOf(client: Client, given: GivenConnection | Unknown | null): HostSession | null {
  const stated = statedConnection(given);
  if (stated === null) return null;
  const combined = combine(stated, client.connection);
  if ('connection' in combined) return client.sessions.at(combined.connection);
  throw new ProviderError('The host cannot be reached', `${combined.problem} ${combined.fix}`, HOST);
}

/** The same where all of the connection is known by now. @throws ProviderError where it is not */
export function knownSession(client: Client, given: GivenConnection | Unknown | null): HostSession {
  const session = sessionOf(client, given);
  if (session !== null) return session;
  throw new ProviderError('The host cannot be reached', 'Something of the connection is not known.', HOST);
}

const HOST = [{ kind: 'attribute', name: 'host' }] as const;
