import type { HostPort, HostReading, RunEnd, StepRun } from '../../../lib/host/port';
import { HostSession } from '../../../lib/provider/resources/session/host-session';
import { igbHost } from '../../apply/hosts';
import type { FakeCore, Planned } from '../support/core/fake-core';
import { hcl, ManagedHost, NOTHING } from './support/host';
import { SEVERAL, severalPfs } from './support/several-pfs';

const configOf = (address: string, change: object = {}) =>
  hcl({
    address,
    num_vfs: 2,
    persistence: 'none',
    pools: { tenants: { count: 2, settings: { vlan: 100, spoof_check: true }, vms: { vm: {}, ...change } } },
  });

const all = <T>(work: (address: string, n: number) => Promise<T>): Promise<T[]> => Promise.all(SEVERAL.map(work));

async function planned(host: ManagedHost): Promise<Planned[]> {
  const core = await host.command();
  return all((address) => core.plan(NOTHING, configOf(address)));
}

async function applied(host: ManagedHost): Promise<ReturnType<FakeCore['apply']>[]> {
  const plans = await planned(host);
  const core = await host.command();
  const states = await all((address, n) => core.apply(NOTHING, plans[n] as Planned, configOf(address)));
  return states.map((state) => Promise.resolve(state));
}

describe('a host with several PFs is looked at once', () => {
  it('by a plan of all of them', async () => {
    const host = new ManagedHost(severalPfs());
    await planned(host);
    expect(host.looks).toBe(1);
  });

  it('by an apply of all of them at the same time, one run a PF', async () => {
    const host = new ManagedHost(severalPfs());
    const plans = await planned(host);
    host.looks = 0;
    const core = await host.command();
    const states = await all((address, n) => core.apply(NOTHING, plans[n] as Planned, configOf(address)));
    expect({ looks: host.looks, runs: host.runs }).toEqual({ looks: 1, runs: SEVERAL.length });
    expect(states.map(({ state }) => state)).toMatchObject(SEVERAL.map((address) => ({ address, num_vfs: 2 })));
  });

  it('by an apply of one after the other', async () => {
    const host = new ManagedHost(severalPfs());
    const plans = await planned(host);
    host.looks = 0;
    const core = await host.command();
    for (const [n, address] of SEVERAL.entries()) await core.apply(NOTHING, plans[n] as Planned, configOf(address));
    expect({ looks: host.looks, runs: host.runs }).toEqual({ looks: 1, runs: SEVERAL.length });
  });

  it('by a refresh and plan of all of them, which find nothing to do', async () => {
    const host = new ManagedHost(severalPfs());
    const states = await Promise.all(await applied(host));
    host.looks = 0;
    const core = await host.command();
    const plans = await all(async (address, n) => {
      const state = states[n];
      if (state === undefined) throw new Error('there is no state');
      return core.plan(await core.refresh(state), configOf(address));
    });
    expect(plans.map(({ action }) => action)).toEqual(SEVERAL.map(() => 'none'));
    expect(host.looks).toBe(1);
  });

  it('by a destroy of all of them', async () => {
    const host = new ManagedHost(severalPfs());
    const states = await Promise.all(await applied(host));
    const core = await host.command();
    [host.looks, host.runs] = [0, 0];
    await all(async (_, n) => {
      const state = states[n] ?? NOTHING;
      return core.apply(state, await core.plan(state, null), null);
    });
    expect({ looks: host.looks, runs: host.runs }).toEqual({ looks: 1, runs: SEVERAL.length });
  });

  it('and once more after a run that failed', async () => {
    const host = new ManagedHost(severalPfs());
    const plans = await planned(host);
    host.looks = 0;
    host.failsAt('driver-bind');
    const core = await host.command();
    const ends = await Promise.allSettled(
      SEVERAL.map((address, n) => core.apply(NOTHING, plans[n] as Planned, configOf(address))),
    );
    expect(ends.map(({ status }) => status)).toEqual(SEVERAL.map(() => 'rejected'));
    // What is left there of each is looked at.
    expect(host.looks).toBe(1 + SEVERAL.length);
  });
});

/** A host that reads back with each run, and says which run was the last. */
class ReadingBack implements HostPort {
  public readonly name = 'reading back';
  public roundTrips = 0;
  public looks = 0;
  public lastRun: string | null = null;
  public readings = true;
  public isBusy = false;

  public observe(): Promise<HostReading> {
    this.looks += 1;
    return Promise.resolve(this.reading());
  }

  public run({ id }: StepRun): Promise<RunEnd> {
    this.lastRun = id;
    return Promise.resolve({
      status: 'finished',
      outcomes: [],
      ...(this.readings && { reading: this.reading() }),
    });
  }

  private reading(): HostReading {
    const record = { id: this.lastRun } as HostReading['lastRun'];
    const busy = this.isBusy ? { runId: 'other', pid: 1, since: 0, client: 'bob@desk' } : null;
    return { inventory: igbHost(), warnings: [], lastRun: this.lastRun === null ? null : record, busy };
  }

  public confirm(): Promise<void> {
    return Promise.reject(new Error('too late'));
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

const RUN = { id: 'run-1' } as StepRun;

describe('what a change leaves for who comes next', () => {
  let port: ReadingBack;
  let clock: number;
  let session: HostSession;
  const lastRun = (reading: HostReading) => reading.lastRun?.id ?? null;
  const run = () => session.changeByRuns((own) => own.run(RUN));

  beforeEach(() => {
    port = new ReadingBack();
    clock = 0;
    session = new HostSession(port, null, () => clock);
  });

  it('is what its run read back', async () => {
    await session.look();
    await run();
    expect(lastRun(await session.look())).toBe('run-1');
    await session.changeByRuns(async (own) => expect(lastRun(await own.observe())).toBe('run-1'));
    expect(port.looks).toBe(1);
  });

  it('is nothing where the run was not read back', async () => {
    port.readings = false;
    await session.look();
    await run();
    expect(lastRun(await session.look())).toBe('run-1');
    expect(port.looks).toBe(2);
  });

  it('is nothing where another client is at it by then', async () => {
    await session.look();
    port.isBusy = true;
    await run();
    port.isBusy = false;
    expect((await session.look()).busy).toBeNull();
    expect(port.looks).toBe(2);
  });

  it('is nothing where the host goes back by itself', async () => {
    await session.look();
    await session.changeByRuns(async (own) => {
      await own.run(RUN);
      await own.confirm('run-1').catch(() => undefined);
    });
    await session.look();
    expect(port.looks).toBe(2);
  });

  it('is what was seen before where the work fails without a run', async () => {
    await session.look();
    await session.changeByRuns(() => Promise.reject(new Error('refused'))).catch(() => undefined);
    await session.look();
    expect(port.looks).toBe(1);
  });

  it('is nothing where the host is changed by other means than runs', async () => {
    await run();
    await session.change(async () => undefined);
    await session.look();
    expect(port.looks).toBe(1);
  });

  it('lasts for ten seconds', async () => {
    await session.look();
    await run();
    clock = 10_000;
    await session.look();
    expect(port.looks).toBe(1);
    clock = 10_001;
    await session.look();
    expect(port.looks).toBe(2);
  });

  it('is waited for by who finds the last look too old as the change begins', async () => {
    await run();
    clock = 10_001;
    const change = session.changeByRuns(async (own) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return own.run({ id: 'run-2' } as StepRun);
    });
    expect(lastRun(await session.look())).toBe('run-2');
    await change;
    expect(port.looks).toBe(0);
  });

  it('is waited for by who looks meanwhile', async () => {
    await session.look();
    let begun = (): void => undefined;
    const isBegun = new Promise<void>((resolve) => (begun = resolve));
    const change = session.changeByRuns(async (own) => {
      begun();
      await new Promise((resolve) => setTimeout(resolve, 5));
      return own.run(RUN);
    });
    await isBegun;
    expect(lastRun(await session.look())).toBe('run-1');
    await change;
    expect(port.looks).toBe(1);
  });
});

it('a look of more than ten seconds ago is not what a change begins with', async () => {
  const port = new ReadingBack();
  let clock = 0;
  const session = new HostSession(port, null, () => clock);
  await session.look();
  clock = 10_001;
  // Plans of one command agree, however long it takes.
  await session.look();
  expect(port.looks).toBe(1);
  await session.changeByRuns((own) => own.observe());
  expect(port.looks).toBe(2);
});
