import type { HostPort, HostReading } from '../../../lib/host/port';
import { HostSession } from '../../../lib/provider/resources/session/host-session';
import { Sessions } from '../../../lib/provider/resources/session/sessions';
import { igbHost } from '../../apply/hosts';

const NO_DOMAINS = { domains: [], vfs: new Map<string, never>() };

class CountedHost implements HostPort {
  public readonly name = 'counted';
  public roundTrips = 0;
  public isReached = true;

  public observe(): Promise<HostReading> {
    this.roundTrips += 1;
    if (!this.isReached) return Promise.reject(new Error('no way'));
    return Promise.resolve({ inventory: igbHost(), warnings: [], lastRun: null, busy: null });
  }

  public run(): Promise<never> {
    return Promise.reject(new Error('not asked for'));
  }

  public confirm(): Promise<void> {
    return Promise.resolve();
  }

  public history(): Promise<{ readonly runs: [] }> {
    return Promise.resolve({ runs: [] });
  }

  public noteUnchanged(): Promise<void> {
    return Promise.resolve();
  }

  public close(): Promise<void> {
    return Promise.resolve();
  }
}

describe('a session with a host', () => {
  it('looks once however many ask', async () => {
    const port = new CountedHost();
    const session = new HostSession(port, null, () => 0);
    await Promise.all([session.look(), session.look()]);
    await session.look();
    expect(port.roundTrips).toBe(1);
  });

  it('looks again after a change', async () => {
    const port = new CountedHost();
    const session = new HostSession(port, null, () => 0);
    await session.look();
    await session.change(async () => undefined);
    await session.look();
    expect(port.roundTrips).toBe(2);
  });

  it('shows who looks during a change the host as it is then', async () => {
    const port = new CountedHost();
    const session = new HostSession(port, null, () => 0);
    await session.look();
    await session.change(() => session.look());
    expect(port.roundTrips).toBe(2);
  });

  it('tries again where the host was not reached', async () => {
    const port = new CountedHost();
    const session = new HostSession(port, null, () => 0);
    port.isReached = false;
    await expect(session.look()).rejects.toThrow('no way');
    port.isReached = true;
    await expect(session.look()).resolves.toMatchObject({ busy: null });
  });

  it('makes changes one after the other, also after one that failed', async () => {
    const session = new HostSession(new CountedHost(), null, () => 0);
    const order: string[] = [];
    const slow = session.change(async () => {
      order.push('first begins');
      await new Promise((resolve) => setTimeout(resolve, 5));
      order.push('first ends');
      throw new Error('failed');
    });
    const next = session.change(async () => order.push('second'));
    await expect(slow).rejects.toThrow('failed');
    await next;
    expect(order).toEqual(['first begins', 'first ends', 'second']);
  });

  it('shows attachments the VFs of one look while domains alone are changed, for ten seconds', async () => {
    const port = new CountedHost();
    let now = 0;
    const session = new HostSession(port, null, () => now);
    for (let each = 0; each < 3; each++) {
      await session.lookAtVfs(NO_DOMAINS);
      await session.changeDomains(() => session.lookAtVfs(NO_DOMAINS));
    }
    expect(port.roundTrips).toBe(1);
    // Who has the VFs is another matter.
    await session.look();
    expect(port.roundTrips).toBe(2);
    now = 10_001;
    await session.changeDomains(() => session.lookAtVfs(NO_DOMAINS));
    expect(port.roundTrips).toBe(3);
  });

  it('shows attachments the VFs that a run has made since', async () => {
    const port = new CountedHost();
    const session = new HostSession(port, null, () => 0);
    await session.lookAtVfs(NO_DOMAINS);
    await session.change(async () => undefined);
    await session.lookAtVfs(NO_DOMAINS);
    expect(port.roundTrips).toBe(2);
  });

  it('is one for each way to a host', () => {
    const sessions = new Sessions(() => new CountedHost());
    const kvm01 = { kind: 'ssh', ssh: { host: 'kvm01', user: 'root' } } as const;
    expect(sessions.at(kvm01)).toBe(sessions.at({ kind: 'ssh', ssh: { user: 'root', host: 'kvm01' } }));
    expect(sessions.at(kvm01)).not.toBe(sessions.at({ kind: 'ssh', ssh: { host: 'kvm01' } }));
  });
});
