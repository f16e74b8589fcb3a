import type { HostShell } from '../../../host/linux';
import type { HostPort } from '../../../host/port';
import { type Connection, connectionKey } from '../connection/connection';
import { portOf, shellOf } from '../connection/port';
import { Activity, type Pause } from './activity';
import { HostSession } from './host-session';
import { PlannedAddresses } from './planned-addresses';

/** Sessions of a configured provider, one for each connection. */
export class Sessions {
  /** What the plans of this command give to VMs, whichever host they are on. */
  public readonly addresses = new PlannedAddresses();
  public readonly activity: Activity;
  private readonly open = new Map<string, HostSession>();

  /**
   * @param connect for tests: what else than `portOf` leads to a host
   * @param programs for tests: what else than `shellOf` leads to its programs
   * @param now for tests: milliseconds of a clock that never goes back
   * @param pause for tests: what waits in place of a timer
   */
  public constructor(
    private readonly connect: (connection: Connection) => HostPort = portOf,
    private readonly programs: (connection: Connection) => HostShell | null = shellOf,
    private readonly now: () => number = () => performance.now(),
    pause?: Pause,
  ) {
    this.activity = new Activity(pause);
  }

  public at(connection: Connection): HostSession {
    const key = connectionKey(connection);
    let session = this.open.get(key);
    if (session === undefined) {
      session = new HostSession(this.connect(connection), this.programs(connection), this.now);
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
