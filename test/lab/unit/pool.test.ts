import type { EmulationDeath } from '../pool/emulation';
import { type Kind, type Machine, Pool } from '../pool/pool';
import type { LabEvent } from '../record';

const FLAT: Kind = { topology: 'flat', management: 'virtio', clock: 'real', kernel: '6.1' };
const NUMA: Kind = { ...FLAT, topology: 'numa' };
const START = 'module igb\nnet eth0\n';

/** A host without a kernel: `state` is what a look at it shows. */
class FakeMachine implements Machine {
  public readonly place = { folder: '/nowhere', port: 1 };
  public readonly start = START;
  public readonly log: string[] = [];
  public state = START;
  /** What a reset does not bring back. */
  public stays = '';
  public isOn = true;
  public found: EmulationDeath[] = [];
  /** A reset that is under way ends when this is called. */
  public endReset: () => void = () => undefined;
  public isSlow = false;

  public pid = () => (this.isOn ? 1 : null);
  public reset = async () => {
    this.log.push('reset');
    if (this.isSlow) await new Promise<void>((done) => (this.endReset = done));
    if (!this.isOn) throw new Error('it does not answer');
    this.state = START + this.stays;
    return this.state;
  };
  public kill = async () => void (this.isOn = false);
  public reboot = async () => void (this.isOn = true);
  public stop = () => {
    this.isOn = false;
    this.log.push('stop');
  };
  public rest = () => void this.log.push('rest');
  public wake = () => void this.log.push('wake');
  public deaths = async () => this.found.splice(0);
}

describe('a pool of hosts', () => {
  let booted: FakeMachine[];
  let events: LabEvent[];
  let pool: Pool;
  beforeEach(() => {
    booted = [];
    events = [];
    pool = new Pool({
      boot: async () => {
        const machine = new FakeMachine();
        booted.push(machine);
        return machine;
      },
      record: (event) => events.push(event),
      mostAtOnce: 3,
    });
  });

  const lease = (kind = FLAT, suite = 'a.test.ts') => pool.lease(kind, suite);
  const machineOf = (n: number) => {
    const machine = booted[n];
    if (machine === undefined) throw new Error(`host ${n} was not booted`);
    return machine;
  };
  const happened = () => events.map(({ event }) => event);

  test('boots a host when one is asked for, and none for the next that asks for the same', async () => {
    const first = await lease();
    await first.giveBack();
    const second = await lease(FLAT, 'b.test.ts');
    expect(second.machine).toBe(first.machine);
    expect(booted).toHaveLength(1);
    expect(machineOf(0).log).toEqual(['reset', 'rest', 'wake']);
    expect(happened()).toEqual(['reset']);
  });

  test('gives one host to one suite at a time', async () => {
    const [first, second] = [await lease(), await lease(FLAT, 'b.test.ts')];
    expect(first.machine).not.toBe(second.machine);
    expect(booted).toHaveLength(2);
  });

  test.each<[string, Partial<Kind>]>([
    ['other hardware', { topology: 'numa' }],
    ['another way in', { management: 'pf' }],
    ['a clock of its own', { clock: 'own' }],
    ['another kernel', { kernel: '6.12' }],
  ])('gives no host to who asks for one with %s', async (_, change) => {
    await (await lease()).giveBack();
    await lease({ ...FLAT, ...change });
    expect(booted).toHaveLength(2);
  });

  test('lets who asks wait for a host that is on its way back, and boots none', async () => {
    const first = await lease();
    machineOf(0).isSlow = true;
    const back = first.giveBack();
    const second = lease(FLAT, 'b.test.ts');
    await Promise.resolve();
    expect(booted).toHaveLength(1);
    await new Promise(setImmediate);
    machineOf(0).endReset();
    await back;
    expect((await second).machine).toBe(first.machine);
  });

  test('throws a host away that does not come back to its start, and says what is left', async () => {
    const first = await lease();
    machineOf(0).stays = 'module bonding\n';
    await first.giveBack();
    expect(events).toEqual([
      {
        event: 'discard',
        host: 'flat',
        why: 'after a.test.ts it did not come back to its start: now "module bonding"',
      },
    ]);
    expect(machineOf(0).log).toEqual(['reset', 'stop']);
    await lease();
    expect(booted).toHaveLength(2);
  });

  test('believes a look and not a reset: a host that lacks something is thrown away too', async () => {
    const first = await lease();
    machineOf(0).reset = async () => 'module igb\n';
    await first.giveBack();
    expect(events).toMatchObject([{ event: 'discard', why: expect.stringContaining('no longer "net eth0"') }]);
  });

  test('throws a host away that does not answer', async () => {
    const first = await lease();
    machineOf(0).reset = () => Promise.reject(new Error('it does not answer'));
    await first.giveBack();
    expect(events).toMatchObject([{ event: 'discard', why: 'after a.test.ts it does not answer' }]);
  });

  test('takes no host back that was killed, and takes one that was booted again', async () => {
    const killed = await lease();
    await killed.machine.kill();
    await killed.giveBack();
    expect(machineOf(0).log).toEqual(['stop']);
    const rebooted = await lease();
    await rebooted.machine.kill();
    await rebooted.machine.reboot();
    await rebooted.giveBack();
    expect(machineOf(1).log).toEqual(['reset', 'rest']);
    expect(happened()).toEqual(['reset']);
  });

  test('throws a host away whose suite ends without giving it back', async () => {
    const first = await lease();
    await first.abandon();
    expect(events).toMatchObject([{ event: 'discard', why: 'a.test.ts ended without giving it back' }]);
    await first.giveBack();
    expect(happened()).toEqual(['discard']);
    expect(machineOf(0).log).toEqual(['stop']);
  });

  test('does not throw a host away that was given back when its suite ends', async () => {
    const first = await lease();
    await first.giveBack();
    await first.abandon();
    expect(happened()).toEqual(['reset']);
  });

  test('knows which suites the emulation has hurt, until they begin again', async () => {
    const first = await lease();
    const death = { at: 5, how: 'QEMU ended by SIGABRT' };
    machineOf(0).isOn = false;
    machineOf(0).found = [death];
    void first.giveBack();
    expect(await pool.deathsIn('a.test.ts')).toEqual([death]);
    expect(await pool.deathsIn('b.test.ts')).toEqual([]);
    expect(machineOf(0).log).toEqual(['stop']);
    pool.forget('a.test.ts');
    expect(await pool.deathsIn('a.test.ts')).toEqual([]);
    expect(events).toEqual([]);
  });

  test('gives no host out that died while it rested', async () => {
    await (await lease()).giveBack();
    machineOf(0).isOn = false;
    await lease();
    expect(booted).toHaveLength(2);
  });

  test('ends the host that has rested longest when there would be too many', async () => {
    for (const topology of ['flat', 'numa', 'nvme'] as const) await (await lease({ ...FLAT, topology })).giveBack();
    await (await lease()).giveBack();
    await lease({ ...FLAT, topology: 'no-iommu' });
    expect(booted.map(({ isOn }) => isOn)).toEqual([true, false, true, true]);
    await lease(NUMA);
    expect(booted).toHaveLength(5);
    expect(events.filter(({ event }) => event === 'discard')).toEqual([]);
  });

  test('ends all hosts when it is closed, those in use and on their way back too', async () => {
    await lease(NUMA);
    const returning = await lease();
    machineOf(1).isSlow = true;
    const back = returning.giveBack();
    await new Promise(setImmediate);
    pool.close();
    machineOf(1).endReset();
    await back;
    expect(booted.map(({ isOn }) => isOn)).toEqual([false, false]);
    expect(events).toEqual([]);
  });
});
