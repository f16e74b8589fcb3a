import { deathOfKernel, deathOfQemu, signOf } from '../pool/emulation';
import { whyRestart } from '../pool/restarts';

const AT = 1000;
const STALLED = { at: 900, line: 'rcu: rcu_preempt kthread starved for 5250 jiffies!' };

describe('a console', () => {
  test.each([
    'rcu: rcu_preempt kthread starved for 5250 jiffies! g-1011 f0x0 RCU_GP_WAIT_FQS(5) ->state=0x0 ->cpu=0',
    'watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [swapper/1:0]',
    'Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100',
    'INFO: task nvme:123 blocked for more than 120 seconds.',
    'Kernel panic - not syncing: hung_task: blocked tasks',
  ])('shows a kernel that has stalled: %s', (line) => {
    expect(signOf(`[    1.0] igb 0000:01:00.0: Link is Up\r\n[   30.1] ${line}\r\nINIT-DONE\r\n`)).toBe(
      `[   30.1] ${line}`,
    );
  });

  test.each(['INIT-DONE', 'igb 0000:01:00.0: 4 VFs already enabled. Disable before enabling 2 VFs', ''])(
    'shows nothing of the kind: %s',
    (text) => expect(signOf(text)).toBeNull(),
  );
});

describe('the death of an emulation', () => {
  test('is QEMU ended by a signal', () => {
    const end = { signal: 'SIGABRT', exitCode: null } as const;
    expect(deathOfQemu(end, AT, null)).toEqual({ at: AT, how: 'QEMU ended by SIGABRT' });
  });

  test('is an exit of QEMU after a panic, and no other one', () => {
    const end = { signal: null, exitCode: 0 };
    expect(deathOfQemu(end, AT, STALLED)).toMatchObject({ at: 900 });
    expect(deathOfQemu(end, AT, null)).toBeNull();
  });

  test('is a kernel that says so and does not answer: either alone is none', () => {
    expect(deathOfKernel(STALLED, false)).toMatchObject({ at: 900, how: expect.stringContaining('kthread starved') });
    expect(deathOfKernel(STALLED, true)).toBeNull();
    expect(deathOfKernel(null, false)).toBeNull();
  });
});

describe('a suite file', () => {
  const deaths = [{ at: AT, how: 'QEMU ended by SIGABRT' }];
  const end = { failedAt: [AT + 1, AT + 2], deaths, wasRestarted: false };

  test('is run once more when its tests failed after the emulation died', () => {
    expect(whyRestart(end)).toBe('QEMU ended by SIGABRT');
    expect(whyRestart({ ...end, deaths: [{ at: AT + 9, how: 'a later one' }, ...deaths] })).toBe(
      'QEMU ended by SIGABRT',
    );
  });

  test.each([
    ['a test failed before', { failedAt: [AT - 1, AT + 1] }],
    ['no test failed', { failedAt: [] }],
    ['the emulation lives', { deaths: [] }],
    ['it was run once more already', { wasRestarted: true }],
  ])('is not when %s', (_, change) => expect(whyRestart({ ...end, ...change })).toBeNull());
});
