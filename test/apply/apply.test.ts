import { BUILT_IN_DRIVERS, driverIn } from '../../lib/catalog/driver-table';
import { carryOut, type HostResult, planLive, planRollback } from '../../lib/apply';
import type { HostPort, HostReading, RunEnd, RunEvent, StepRun } from '../../lib/host/port';
import { HostUnreachable } from '../../lib/host/unreachable';
import type { Inventory } from '../../lib/inventory/inventory';
import type { HostPlan } from '../../lib/plan/host-plan';
import { attached, igbHost, igbPlan, PF, VM } from './hosts';
import { MemoryHost } from './memory-host';

const USER = { users: [{ kind: 'vfio' as const, detail: 'qemu 4711' }] };

async function apply(port: HostPort, plan: HostPlan, options = {}): Promise<HostResult> {
  return carryOut(port, await planLive(port, plan, options));
}

function pfOf(inventory: Inventory): Inventory['physicalFunctions'][number] {
  const [pf] = inventory.physicalFunctions;
  if (pf === undefined) throw new Error('no PF');
  return pf;
}

describe('an apply', () => {
  test('reaches what is wanted in two round trips: a look, and a run that reads back', async () => {
    const host = new MemoryHost(igbHost());
    const port = host.connect();
    const result = await apply(port, igbPlan());
    expect(result.status).toBe('done');
    expect(port.roundTrips).toBe(2);
    expect(pfOf(host.state.inventory)).toMatchObject({ numVfs: 2, driversAutoprobe: false });
  });

  test('that has nothing to do takes a look and a note that it did nothing', async () => {
    const host = new MemoryHost(igbHost());
    await apply(host.connect(), igbPlan());
    const port = host.connect();
    expect((await apply(port, igbPlan())).status).toBe('unchanged');
    expect(port.roundTrips).toBe(2);
    const { runs, unchanged } = await port.history();
    expect(runs).toHaveLength(1);
    expect(unchanged).toMatchObject({ client: 'test@here' });
  });

  test('plans from what is there, not from what the plan was made for', async () => {
    const made = igbPlan();
    const host = new MemoryHost(igbHost({ vfs: [{}, {}], autoprobe: false }));
    const live = await planLive(host.connect(), made);
    expect(made.steps.map(({ kind }) => kind)).toContain('num-vfs');
    expect(live.plan.steps).toEqual([]);
  });

  test('tells each step as it starts and ends', async () => {
    const port = new MemoryHost(igbHost()).connect();
    const live = await planLive(port, igbPlan());
    const events: RunEvent[] = [];
    await carryOut(port, live, {}, (event) => events.push(event));
    expect(events.map(({ kind }) => kind)).toEqual(live.plan.steps.flatMap(() => ['started', 'ended']));
  });

  test('refuses a card of another driver at the address', async () => {
    const host = new MemoryHost(igbHost());
    const made = igbPlan({ driver: 'ice' });
    const result = await apply(host.connect(), made);
    expect(result).toMatchObject({ status: 'refused', reasons: [expect.stringMatching(/^PLAN-005 .*ice.*igb/)] });
    expect(host.state.lastRun).toBeNull();
  });

  test('does not run what fails on the kernel model, and touches nothing', async () => {
    const host = new MemoryHost(igbHost());
    const impossible = igbPlan({ virtualFunctions: attached(1, { linkState: 'enable' }) });
    expect((await apply(host.connect(), impossible)).status).toBe('unsound');
    expect(pfOf(host.state.inventory).numVfs).toBe(0);
  });

  test('that is to run all the same stops at the first failure and leaves what was done', async () => {
    const host = new MemoryHost(igbHost());
    const impossible = igbPlan({ virtualFunctions: attached(2, { linkState: 'enable' }) });
    const port = host.connect();
    const live = await planLive(port, impossible);
    const result = await carryOut(port, live, { skipSimulation: true });
    if (result.status !== 'failed') throw new Error(result.status);
    expect(result.outcomes.at(-1)).toMatchObject({ ok: false, error: { errno: 'EOPNOTSUPP' } });
    expect(result.outcomes.length).toBeLessThan(live.plan.steps.length);
    expect(pfOf(host.state.inventory).numVfs).toBe(2);
    expect(host.state.lastRun?.states.map(({ state }) => state)).toEqual([
      ...result.outcomes.slice(1).map(() => 'done'),
      'failed',
      ...live.plan.steps.slice(result.outcomes.length).map(() => 'open'),
    ]);
  });
});

describe('a VF that is in use', () => {
  const inUse = () => igbHost({ vfs: [USER, {}], autoprobe: false });
  const more = () => igbPlan({ virtualFunctions: attached(4) });

  test('is not taken away unless its attachment is named', async () => {
    const host = new MemoryHost(inUse());
    const result = await apply(host.connect(), more());
    expect(result).toMatchObject({ status: 'refused', reasons: [expect.stringMatching(/^OPS-002 .*qemu 4711/)] });
    expect(host.state.inventory).toEqual(inUse());
  });

  test.each([`${VM}/web-0`, '0000:3b:01.0'])('may be taken away when %s is named', async (name) => {
    const host = new MemoryHost(inUse());
    expect((await apply(host.connect(), more(), { allowDisrupt: [name] })).status).toBe('done');
  });

  test('is seen by the host itself when its user came after the look', async () => {
    const host = new MemoryHost(igbHost({ vfs: [{}, {}], autoprobe: false }));
    const port = host.connect();
    const live = await planLive(port, more());
    host.state = { ...host.state, inventory: inUse() };
    const result = await carryOut(port, live);
    expect(result).toMatchObject({ status: 'refused', outcomes: [], reasons: [expect.stringMatching(/in use: vfio/)] });
    expect(host.state.inventory).toEqual(inUse());
  });

  test('may be one that is counted and cannot be seen', async () => {
    const seen = igbHost({ vfs: [{}, {}], autoprobe: false });
    const physicalFunctions = seen.physicalFunctions.map((pf) => ({
      ...pf,
      virtualFunctions: pf.virtualFunctions.slice(0, 1),
    }));
    const host = new MemoryHost({ ...seen, physicalFunctions });
    const result = await apply(host.connect(), more());
    expect(result).toMatchObject({ status: 'refused', reasons: [expect.stringMatching(/^OPS-002 .*not known who/)] });
    expect((await apply(host.connect(), more(), { allowDisrupt: [`${VM}/web-1`] })).status).toBe('done');
  });

  test('is seen by the host itself when it went from sight after the look', async () => {
    const host = new MemoryHost(igbHost({ vfs: [{}, {}], autoprobe: false }));
    const port = host.connect();
    const live = await planLive(port, more());
    const physicalFunctions = host.state.inventory.physicalFunctions.map((pf) => ({ ...pf, virtualFunctions: [] }));
    host.state = { ...host.state, inventory: { ...host.state.inventory, physicalFunctions } };
    const result = await carryOut(port, live);
    expect(result).toMatchObject({
      status: 'refused',
      outcomes: [],
      reasons: [expect.stringMatching(/not known who/)],
    });
  });

  test('keeps a rollback from destroying it', async () => {
    const host = new MemoryHost(igbHost());
    await apply(host.connect(), igbPlan());
    const pf = pfOf(host.state.inventory);
    const [first, ...others] = pf.virtualFunctions;
    const virtualFunctions = [{ ...(first ?? pf.virtualFunctions[0]), ...USER }, ...others];
    const used = { ...host.state.inventory, physicalFunctions: [{ ...pf, virtualFunctions }] } as Inventory;
    host.state = { ...host.state, inventory: used };
    const port = host.connect();
    const back = await planRollback(port, igbPlan());
    if ('nothing' in back) throw new Error(back.reason);
    expect((await carryOut(port, back)).status).toBe('refused');
    expect(pfOf(host.state.inventory).numVfs).toBe(2);
  });
});

describe('the PF that carries the management', () => {
  const managed = () => igbHost({ carriesManagement: true });

  test('is left alone', async () => {
    const host = new MemoryHost(managed());
    expect(await apply(host.connect(), igbPlan())).toMatchObject({
      status: 'refused',
      reasons: [expect.stringMatching(/^OPS-001 /)],
    });
  });

  test('is touched when forced, and confirmed over a new connection', async () => {
    const host = new MemoryHost(managed());
    const port = host.connect();
    expect((await apply(port, igbPlan(), { forceManagement: true })).status).toBe('done');
    expect(port.roundTrips).toBe(3);
    expect(host.state.watchdog).toBeNull();
  });

  test('goes back by itself when nobody confirms', async () => {
    const host = new MemoryHost(managed());
    const port = host.connect();
    const live = await planLive(port, igbPlan(), { forceManagement: true });
    const deaf: HostPort = { ...portOf(port), confirm: () => Promise.reject(gone()) };
    expect((await carryOut(deaf, live, { confirmSeconds: 30 })).status).toBe('unconfirmed');
    host.clock += 31_000;
    const { inventory, warnings, lastRun } = await host.connect().observe();
    expect(pfOf(inventory)).toMatchObject({ numVfs: 0, driversAutoprobe: true });
    expect(warnings.join()).toMatch(/not confirmed/);
    expect(lastRun).toMatchObject({ purpose: 'rollback', ended: true });
  });
});

describe('two at once', () => {
  test('do not mix: the second is told who is at it', async () => {
    const host = new MemoryHost(igbHost());
    const port = host.connect();
    const late = await planLive(port, igbPlan());
    host.state = { ...host.state, lock: { runId: 'other', pid: 1e6, since: 5, client: 'ann@desk', process: null } };
    expect(await carryOut(port, late)).toMatchObject({ status: 'busy', holder: { client: 'ann@desk' } });
    expect(await apply(host.connect(), igbPlan())).toMatchObject({ status: 'busy' });
    expect(pfOf(host.state.inventory).numVfs).toBe(0);
  });

  test('a plan that another run made old is not carried out', async () => {
    const host = new MemoryHost(igbHost());
    const port = host.connect();
    const late = await planLive(port, igbPlan());
    await apply(host.connect(), igbPlan({ virtualFunctions: attached(3) }));
    expect(await carryOut(port, late)).toMatchObject({ status: 'outdated' });
    expect(pfOf(host.state.inventory).numVfs).toBe(3);
  });
});

test('a run is told what the drivers of its PFs refuse for a moment', async () => {
  const port = new MemoryHost(igbHost()).connect();
  const errors = [{ errno: 'EAGAIN' as const, attributes: ['mac' as const], seconds: 5, source: 'measured' }];
  const stated = [{ ...driverIn(BUILT_IN_DRIVERS, 'igb'), transientErrors: errors }];
  const told: StepRun['retries'][] = [];
  const listening: HostPort = {
    ...portOf(port),
    run: (run, listen) => {
      told.push(run.retries);
      return port.run(run, listen);
    },
  };
  expect(await apply(listening, { ...igbPlan(), drivers: { stated } })).toMatchObject({ status: 'done' });
  await apply(listening, igbPlan({ numVfs: 3 }));
  expect(told).toEqual([[{ pf: PF, retries: [{ errno: 'EAGAIN', settings: ['mac'], seconds: 5 }] }], undefined]);
});

test('an error of sriov_numvfs is told with what the driver means by it, and no other is', async () => {
  const port = new MemoryHost(igbHost()).connect();
  const refusals = [{ errno: 'EPERM' as const, when: 'the PF has no MSI-X', source: 'a source' }];
  const stated = [{ ...driverIn(BUILT_IN_DRIVERS, 'igb'), numVfsRefusals: refusals }];
  const live = await planLive(port, { ...igbPlan(), drivers: { stated } });
  const failing = (errno: 'EPERM' | 'ENOMEM'): HostPort => ({
    ...portOf(port),
    run: async ({ steps }): Promise<RunEnd> => {
      const step = steps.find(({ kind }) => kind === 'num-vfs');
      if (step === undefined) throw new Error('no VFs are made');
      return { status: 'failed', outcomes: [{ step, ok: false, error: { errno, message: `writing 2: ${errno}` } }] };
    },
  });
  expect(await carryOut(failing('EPERM'), live)).toMatchObject({
    outcomes: [{ error: { errno: 'EPERM', message: 'writing 2: EPERM (igb: the PF has no MSI-X)' } }],
  });
  expect(await carryOut(failing('ENOMEM'), live)).toMatchObject({
    outcomes: [{ error: { message: 'writing 2: ENOMEM' } }],
  });
});

describe('a connection', () => {
  test('that breaks during the run is told apart from a failed step', async () => {
    const port = new MemoryHost(igbHost()).connect();
    const live = await planLive(port, igbPlan());
    const broken: HostPort = {
      ...portOf(port),
      run: async (run: StepRun, listen?: (event: RunEvent) => void) => {
        const [step] = run.steps;
        if (step !== undefined) listen?.({ kind: 'started', index: 0, step });
        throw gone();
      },
    };
    expect(await carryOut(broken, live)).toMatchObject({ status: 'lost', started: 1 });
  });

  test('a host that is not as wanted although all steps worked is told where', async () => {
    const port = new MemoryHost(igbHost()).connect();
    const live = await planLive(port, igbPlan());
    const lying: HostPort = {
      ...portOf(port),
      run: async ({ steps }): Promise<RunEnd> => ({
        status: 'finished',
        outcomes: steps.map((step) => ({ step, ok: true, changed: true })),
      }),
    };
    const result = await carryOut(lying, live);
    expect(result).toMatchObject({ status: 'differs' });
    expect(result).toHaveProperty(
      'differences',
      expect.arrayContaining([expect.objectContaining({ field: 'numVfs' })]),
    );
  });
});

describe('a rollback', () => {
  test('undoes the last apply, and doing it again changes nothing', async () => {
    const host = new MemoryHost(igbHost());
    await apply(host.connect(), igbPlan());
    for (const status of ['done', 'unchanged']) {
      const port = host.connect();
      const back = await planRollback(port, igbPlan());
      if ('nothing' in back) throw new Error(back.reason);
      expect((await carryOut(port, back)).status).toBe(status);
      expect(pfOf(host.state.inventory)).toMatchObject({ numVfs: 0, driversAutoprobe: true });
    }
  });

  test('has nothing to undo on a host that nothing was applied to', async () => {
    const port = new MemoryHost(igbHost()).connect();
    expect(await planRollback(port, igbPlan())).toMatchObject({ nothing: 'none' });
  });

  test('does not undo what another host of the app did to the machine', async () => {
    const host = new MemoryHost(igbHost());
    await apply(host.connect(), igbPlan());
    const other = { ...igbPlan(), host: 'rack2/kvm09' };
    expect(await planRollback(host.connect(), other)).toMatchObject({
      nothing: 'foreign',
      reason: expect.stringMatching(/rack1\/kvm01.*rack2\/kvm09/),
    });
  });
});

/** The port's own functions, so that a test may replace one. */
function portOf(port: HostPort): HostPort {
  return {
    name: port.name,
    roundTrips: 0,
    observe: (): Promise<HostReading> => port.observe(),
    run: (run, listen) => port.run(run, listen),
    confirm: (id) => port.confirm(id),
    history: () => port.history(),
    noteUnchanged: (id, after) => port.noteUnchanged(id, after),
    close: () => port.close(),
  };
}

function gone(): HostUnreachable {
  return new HostUnreachable(`host of ${PF}`, 'the connection broke', 'Look at the network');
}
