import type { HostPort } from '../../../host/port';
import { type Connection, connectionKey } from '../connection/connection';
import { portOf } from '../connection/port';
import { HostSession } from './host-session';

/** Sessions of a configured provider, one for each connection. */
export class Sessions {
  private readonly open = new Map<string, HostSession>();

  /** @param connect for tests: what else than `portOf` leads to a host */
  public constructor(private readonly connect: (connection: Connection) => HostPort = portOf) {}

  public at(connection: Connection): HostSession {
    const key = connectionKey(connection);
    let session = this.open.get(key);
    if (session === undefined) {
      session = new HostSession(this.connect(connection));
      this.open.set(key, session);
    }
    return session;
  }

  public async close(): Promise<void> {
    const sessions = [...this.open.values()];
    this.open.clear();
    await Promise.all(sessions.map((session) => session.close()));
  }
}
