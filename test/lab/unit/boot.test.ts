import { type Bootable, bootWithTries } from '../boot';

/** A machine whose tries end one after the other as given. */
function machine(...ends: readonly ('up' | 'hangs' | 'refused')[]) {
  const log: string[] = [];
  let current: (typeof ends)[number] = 'up';
  const bootable: Bootable = {
    start: () => {
      current = ends[log.filter((word) => word === 'start').length] ?? 'up';
      log.push('start');
    },
    waitUntilUp: (limitMs) => {
      log.push(`wait ${limitMs}`);
      return current === 'up' ? Promise.resolve() : Promise.reject(new Error(`it ${current}`));
    },
    kill: () => Promise.resolve(void log.push('kill')),
    mayComeUpNextTime: () => current === 'hangs',
  };
  return { bootable, log };
}

describe('a boot', () => {
  const said: string[] = [];
  beforeEach(() => (said.length = 0));
  const boot = (bootable: Bootable) => bootWithTries(bootable, [10, 20, 30], (text) => said.push(text));

  test('that comes up is tried once', async () => {
    const { bootable, log } = machine('up');
    expect(await boot(bootable)).toEqual({ tries: 1, failure: null });
    expect(log).toEqual(['start', 'wait 10']);
    expect(said).toEqual([]);
  });

  test('that the emulation fails is tried again, with the time of that try, and each failed try is said', async () => {
    const { bootable, log } = machine('hangs', 'hangs', 'up');
    expect(await boot(bootable)).toEqual({ tries: 3, failure: null });
    expect(log).toEqual(['start', 'wait 10', 'kill', 'start', 'wait 20', 'kill', 'start', 'wait 30']);
    expect(said).toEqual([
      'is started again (try 2 of 3), because it hangs',
      'is started again (try 3 of 3), because it hangs',
    ]);
  });

  test('is tried three times at most, and leaves no machine behind', async () => {
    const { bootable, log } = machine('hangs', 'hangs', 'hangs', 'up');
    expect(await boot(bootable)).toEqual({ tries: 3, failure: new Error('it hangs') });
    expect(log.slice(-2)).toEqual(['wait 30', 'kill']);
  });

  test('of a command that is wrong is not tried again', async () => {
    const { bootable } = machine('refused', 'up');
    expect(await boot(bootable)).toEqual({ tries: 1, failure: new Error('it refused') });
    expect(said).toEqual([]);
  });
});
