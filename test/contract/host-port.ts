import type { HostPort, HostReading, RunEnd, RunEvent, StepRun } from '../../lib/host/port';
import { HostUnreachable } from '../../lib/host/unreachable';
import { InputError } from '../../lib/model/errors';
import type { PciAddress } from '../../lib/model/units';
import { differences } from '../../lib/plan/difference';
import type { TargetState } from '../../lib/plan/host-plan';
import type { Step } from '../../lib/plan/step';
import { stepRun } from '../support/step-run';

/**
 * A host with one NIC of three VFs that nobody uses and that are not trusted; the drivers of new VFs are bound. Runs may
 * have taken place on it. What tests do to it that no port does stands here.
 */
export interface ContractHost {
  readonly pf: PciAddress;
  /** A client of its own. @param client `user@machine` */
  connect(client: string): HostPort;
  /** What journal and locks say, to compare. */
  kept(): string;
  /** Steps of which the last one is under way until `release`, or for a while. */
  held(): { readonly steps: readonly Step[]; readonly release: () => void };
  /** Ends whoever carries the run out once this step is under way. */
  kill(run: StepRun, at: number): Promise<void>;
  /** A VF comes into use. @returns what ends that */
  use(vf: number): () => void;
  /** Time passes. */
  pass(seconds: number): Promise<void>;
  /** Time that a client takes to confirm a run. */
  readonly confirmSeconds: number;
  close(): Promise<void>;
}

/** What a kind of port can be shown on beside a host that works. */
export interface Beside<H extends ContractHost> {
  /** A port whose host refuses the connection. */
  readonly unreachable?: (host: H) => HostPort;
  /** A port whose host says nothing, and is given up after a second. */
  readonly silent?: (host: H) => HostPort;
  /** The PF comes to carry the management of the host. */
  readonly manage?: (host: H) => void;
}

/** All that `lib/host/port.ts` promises, of any port. @param make one for each test */
export function holdsTheHostPort<H extends ContractHost>(make: () => H | Promise<H>, beside: Beside<H> = {}): void {
  let host: H;
  let port: HostPort;
  beforeEach(async () => {
    host = await make();
    port = host.connect('ann@desk');
  });
  afterEach(() => host.close());

  const autoprobe = (enabled: boolean): Step => ({ kind: 'drivers-autoprobe', pf: host.pf, enabled });
  const trust = (vf: number): Step => ({ kind: 'vf-setting', pf: host.pf, vf, setting: { name: 'trust', on: true } });
  const pfOf = ({ inventory }: HostReading) => inventory.physicalFunctions.find(({ address }) => address === host.pf);
  /** A look that takes a host little time. */
  const look = () => port.observe(stated(host.pf));
  const isOn = async () => pfOf(await look())?.driversAutoprobe;
  const lastId = async () => (await look()).lastRun?.id ?? null;

  function runOf(steps: readonly Step[], after: string | null, change: Partial<StepRun> = {}): StepRun {
    return stepRun(steps, { after, ...change });
  }

  /** A run that comes after the last one. */
  async function next(steps: readonly Step[], change: Partial<StepRun> = {}): Promise<StepRun> {
    return runOf(steps, await lastId(), change);
  }

  describe('a look', () => {
    test('is one round trip, tells what is there, and writes nothing', async () => {
      const [kept, trips] = [host.kept(), port.roundTrips];
      const reading = await port.observe();
      expect(port.roundTrips - trips).toBe(1);
      expect(pfOf(reading)).toMatchObject({ numVfs: 3, driversAutoprobe: true });
      expect(reading.busy).toBeNull();
      expect(host.kept()).toBe(kept);
    });

    test('at what a target states finds of it what a look at all finds', async () => {
      const target = stated(host.pf);
      const trips = port.roundTrips;
      const found = differences(target, (await port.observe(target)).inventory);
      expect(port.roundTrips - trips).toBe(1);
      expect(found).toEqual(differences(target, (await port.observe()).inventory));
      expect(found).toContainEqual(expect.objectContaining({ field: 'driversAutoprobe' }));
    });
  });

  describe('a run', () => {
    test('does its steps in their order in one round trip; the same steps change nothing the next time', async () => {
      const steps = [autoprobe(false), trust(0), trust(1)];
      const first = await next(steps);
      const trips = port.roundTrips;
      expect(outcomesOf(await port.run(first))).toEqual(
        steps.map((step) => expect.objectContaining({ step, ok: true, changed: true })),
      );
      expect(port.roundTrips - trips).toBe(1);
      expect(await isOn()).toBe(false);
      const again = await port.run(runOf(steps, first.id));
      expect(outcomesOf(again)).toEqual(
        steps.map((step) => expect.objectContaining({ step, ok: true, changed: false })),
      );
    });

    test('says of each step when it starts and when it has ended', async () => {
      const events: RunEvent[] = [];
      const steps = [autoprobe(false), trust(0), trust(7), trust(1)];
      const end = await port.run(await next(steps), (event) => events.push(event));
      const indices = (kind: RunEvent['kind']) => events.flatMap((event) => (event.kind === kind ? [event.index] : []));
      expect(indices('ended')).toEqual([0, 1, 2]);
      expect(indices('started').slice(0, 3)).toEqual([0, 1, 2]);
      for (const index of indices('ended')) {
        const at = (kind: RunEvent['kind']) =>
          events.findIndex((event) => event.kind === kind && event.index === index);
        expect(at('started')).toBeLessThan(at('ended'));
      }
      expect(events.flatMap((event) => (event.kind === 'ended' ? [event.outcome] : []))).toEqual(outcomesOf(end));
    });

    test('stops at the first step that fails, with the word of the kernel; what was done stays', async () => {
      const end = await port.run(await next([autoprobe(false), trust(7), trust(0)]));
      expect(end.status).toBe('failed');
      const [done, failed, ...more] = outcomesOf(end);
      expect([done?.ok, failed?.ok, more]).toEqual([true, false, []]);
      expect(failed).toMatchObject({ error: { errno: 'EINVAL', message: expect.stringMatching(/^[^\p{Cc}]+$/u) } });
      const { lastRun } = await look();
      expect(lastRun).toMatchObject({
        ended: true,
        states: [{ state: 'done' }, { state: 'failed' }, { state: 'open' }],
      });
      expect(await isOn()).toBe(false);
    });

    test('of no steps is one all the same', async () => {
      const run = await next([]);
      expect(outcomesOf(await port.run(run))).toEqual([]);
      expect(await lastId()).toBe(run.id);
    });

    test.each(['what is stated', 'everything'] as const)(
      'that reads back %s finds what a look of its own finds',
      async (what) => {
        const readBack = what === 'everything' ? what : stated(host.pf);
        const end = await port.run(await next([autoprobe(false)], { readBack }));
        expect(end.status).toBe('finished');
        if (end.status !== 'finished' || end.reading === undefined) return;
        const own = await port.observe(readBack === 'everything' ? undefined : readBack);
        expect([end.reading.inventory, end.reading.lastRun]).toEqual([own.inventory, own.lastRun]);
      },
    );
  });

  describe('the journal', () => {
    test('keeps what a rollback needs, as the client said it', async () => {
      const before = stated(host.pf);
      const change = {
        host: "rack 1/kvm'01 ü",
        purpose: 'rollback',
        before,
        beside: { physicalFunctions: [] },
        undoes: { id: 'run-0', startedAt: 1_700_000_000, client: 'bob@desk' },
      } as const;
      const run = await next([autoprobe(true), autoprobe(false)], change);
      await port.run(run);
      const { lastRun } = await look();
      expect(lastRun).toMatchObject({ ...change, id: run.id, client: 'ann@desk', steps: run.steps, ended: true });
      expect(lastRun?.states).toEqual([
        { state: 'done', changed: false },
        { state: 'done', changed: true },
      ]);
      expect(lastRun?.startedAt).toBeGreaterThan(1_700_000_000);
    });

    test('of each run is told, the last one last', async () => {
      const first = await next([autoprobe(false)]);
      await port.run(first);
      const second = runOf([autoprobe(true)], first.id);
      await port.run(second);
      const trips = port.roundTrips;
      const { runs: told } = await port.history();
      expect(port.roundTrips - trips).toBe(1);
      expect(told.slice(-2)).toEqual([
        expect.objectContaining({ id: first.id, steps: first.steps, ended: true }),
        expect.objectContaining({ id: second.id, steps: second.steps, ended: true }),
      ]);
      expect(told.at(-1)).toEqual((await look()).lastRun);
    });

    test('says of a run that it found nothing to do, until another takes place', async () => {
      const run = await next([autoprobe(false)]);
      await port.run(run);
      await port.noteUnchanged('contract-nothing', run.id);
      const unchanged = { id: 'contract-nothing', client: 'ann@desk', startedAt: expect.any(Number) };
      expect((await look()).unchanged).toEqual(unchanged);
      expect(await port.history()).toMatchObject({ unchanged });
      await port.run(runOf([], run.id));
      expect(await look()).not.toHaveProperty('unchanged');
      expect(await port.history()).not.toHaveProperty('unchanged');
    });

    test('says nothing of a run that found nothing to do behind another one than it knew', async () => {
      const first = await next([]);
      await port.run(first);
      await port.run(runOf([], first.id));
      await port.noteUnchanged('contract-late', first.id);
      expect(await look()).not.toHaveProperty('unchanged');
    });
  });

  describe('what must not be touched', () => {
    test('a VF in use: the step is refused, and none behind it is begun', async () => {
      const free = host.use(1);
      const end = await port.run(await next([trust(0), trust(1), trust(2)]));
      expect(end).toMatchObject({ status: 'refused', reason: expect.stringMatching(/VF 1 .*is in use/) });
      expect(outcomesOf(end).length).toBeLessThanOrEqual(1);
      free();
      const later = await port.run(await next([trust(1), trust(2)]));
      expect(outcomesOf(later)).toMatchObject([{ changed: true }, { changed: true }]);
    });

    test('a VF in use is touched where that is allowed', async () => {
      const free = host.use(1);
      const run = await next([trust(1)], { allowInUse: [{ pf: host.pf, vf: 1 }] });
      expect(outcomesOf(await port.run(run))).toMatchObject([{ ok: true, changed: true }]);
      free();
    });

    test('a card that is another one: nothing is begun', async () => {
      const identity = { machine: {}, cards: [{ address: host.pf, vendorId: '1af4', deviceId: 'ffff' }] };
      const end = await port.run(await next([autoprobe(false)], { identity }));
      expect(end).toEqual({ status: 'refused', outcomes: [], reason: expect.stringContaining(host.pf) });
      expect(await isOn()).toBe(true);
    });

    const { manage } = beside;
    if (manage !== undefined) {
      test('a PF that carries the management, unless that is allowed', async () => {
        manage(host);
        const none: Step = { kind: 'num-vfs', pf: host.pf, numVfs: 0 };
        const end = await port.run(await next([none]));
        expect(end).toMatchObject({
          status: 'refused',
          reason: expect.stringMatching(/carries the (management|default route)/),
        });
        const allowed = await port.run(await next([none], { allowManagement: [host.pf] }));
        expect(outcomesOf(allowed)).toMatchObject([{ changed: true }]);
      });
    }
  });

  describe('one at a time', () => {
    test('while a run goes on every other client is told whose it is, and changes nothing', async () => {
      const other = host.connect('bob@desk');
      const { steps, release } = host.held();
      const run = await next(steps);
      let isUnderWay = () => {};
      const underWay = new Promise<void>((resolve) => (isUnderWay = resolve));
      const first = other.run(
        run,
        (event) => event.kind === 'started' && event.index === steps.length - 1 && isUnderWay(),
      );
      await Promise.race([underWay, first]);
      const holder = { runId: run.id, client: 'bob@desk', pid: expect.any(Number), since: expect.any(Number) };
      expect(await port.run(runOf([autoprobe(true)], run.id))).toEqual({ status: 'busy', holder });
      expect(await look()).toMatchObject({ busy: holder, lastRun: { id: run.id, ended: false } });
      release();
      await first;
      expect(await look()).toMatchObject({ busy: null, lastRun: { id: run.id, ended: true } });
      expect(await isOn()).toBe(false);
    });

    test('of many at once one is carried out', async () => {
      const after = await lastId();
      const many = [1, 2, 3, 4].map(() => runOf([autoprobe(false), autoprobe(true)], after));
      const ends = await Promise.all(many.map((run, n) => host.connect(`client${n}@desk`).run(run)));
      const statuses = ends.map(({ status }) => status);
      expect(statuses.filter((status) => status === 'finished')).toHaveLength(1);
      expect(statuses.filter((status) => status === 'busy' || status === 'outdated')).toHaveLength(3);
      const told = (await port.history()).runs.map(({ id }) => id);
      const carriedOut = many[statuses.indexOf('finished')]?.id;
      expect(many.filter(({ id }) => told.includes(id)).map(({ id }) => id)).toEqual([carriedOut]);
    });

    test('a plan that does not know of the last run is outdated', async () => {
      const run = await next([autoprobe(false)]);
      await port.run(run);
      const lastRun = expect.objectContaining({ id: run.id, ended: true });
      expect(await port.run(runOf([autoprobe(true)], run.after))).toEqual({ status: 'outdated', lastRun });
      expect(await port.run(runOf([autoprobe(true)], 'contract-none'))).toEqual({ status: 'outdated', lastRun });
      expect(await isOn()).toBe(false);
    });

    test('so is one that was made while that run went on', async () => {
      const run = await next([autoprobe(false)]);
      await port.run(run);
      const early = await port.run(runOf([autoprobe(true)], run.id, { afterEnded: false }));
      expect(early).toMatchObject({ status: 'outdated', lastRun: { id: run.id, ended: true } });
      const knowing = await port.run(runOf([autoprobe(true)], run.id, { afterEnded: true }));
      expect(knowing.status).toBe('finished');
    });
  });

  test('whoever carries a run out is killed: the lock is free, and the journal tells how far it came', async () => {
    const { steps, release } = host.held();
    const run = await next([...steps, autoprobe(true)]);
    await host.kill(run, steps.length - 1);
    release();
    const { busy, lastRun } = await look();
    expect(busy).toBeNull();
    expect(lastRun).toMatchObject({ id: run.id, ended: false });
    const done = steps.slice(1).map(() => 'done');
    expect(lastRun?.states.map(({ state }) => state)).toEqual([...done, 'started', 'open']);
    expect(await isOn()).toBe(false);
    expect(outcomesOf(await port.run(runOf([trust(0)], run.id)))).toMatchObject([{ changed: true }]);
  });

  describe('a host that waits to be told that it is still reached', () => {
    const goingBack = (seconds: number) => ({ watchdog: { seconds, steps: [autoprobe(true)] } });

    test('goes back by itself when it is not, which is a run too; telling it then comes too late', async () => {
      const run = await next([autoprobe(false)], goingBack(1));
      await port.run(run);
      let reading = await look();
      for (let tries = 0; tries < 60 && (reading.lastRun?.id === run.id || reading.busy !== null); tries++) {
        await host.pass(0.5);
        reading = await look();
      }
      expect(reading.lastRun).toMatchObject({ id: `${run.id}-watchdog`, purpose: 'rollback', ended: true });
      expect(await isOn()).toBe(true);
      await expect(port.confirm(run.id)).rejects.toThrow(InputError);
    });

    test('stays as it is once it was told', async () => {
      const run = await next([autoprobe(false)], goingBack(host.confirmSeconds));
      await port.run(run);
      await port.confirm(run.id);
      await host.pass(host.confirmSeconds + 2);
      expect([await lastId(), await isOn()]).toEqual([run.id, false]);
    });
  });

  /** All that a port can be asked to do on its host. */
  const ASKED: readonly ((of: HostPort) => Promise<unknown>)[] = [
    (of) => of.observe(),
    (of) => of.run(runOf([autoprobe(false)], null)),
    (of) => of.history(),
    (of) => of.noteUnchanged('contract-a', 'contract-b'),
    (of) => of.confirm('contract-a'),
  ];

  const { unreachable, silent } = beside;
  if (unreachable !== undefined) {
    test('without a connection: whatever was asked, it is said which host, why, and what to do', async () => {
      const lost = unreachable(host);
      for (const ask of ASKED) {
        const failure = (await ask(lost).catch((error: unknown) => error)) as HostUnreachable;
        expect(failure).toBeInstanceOf(HostUnreachable);
        expect(failure.host).toBe(lost.name);
        expect(failure.message).toMatch(/^\[.+\] .*Connection refused\. Check .*\.$/);
      }
    });
  }
  if (silent !== undefined) {
    test('a run on a host that says nothing is given up', async () => {
      await expect(silent(host).run(runOf([], null))).rejects.toThrow(/no answer within 1 s/);
    });
  }
}

/** No drivers for new VFs, which differs from how the host is. */
function stated(address: PciAddress): TargetState {
  return {
    physicalFunctions: [
      {
        path: 'rack1/kvm01/uplink',
        address,
        deviceClass: 'net',
        driver: 'igb',
        vfDriver: 'igbvf',
        numVfs: 3,
        driversAutoprobe: false,
        virtualFunctions: [],
      },
    ],
  };
}

function outcomesOf(end: RunEnd) {
  if (end.status === 'busy' || end.status === 'outdated') throw new Error(JSON.stringify(end));
  return end.outcomes;
}
