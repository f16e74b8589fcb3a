import { APPLY, decommissionOf, rollbackOf } from '../../lib/rollout';
import { attached, igbHost, igbPlan, PF, VM } from '../apply/hosts';
import { Fleet, verdicts } from './fleet';

const IN_USE = { users: [{ kind: 'vfio' as const, detail: 'qemu 4711' }] };
/** Four VFs where there is one, which somebody uses. */
const REFUSED = {
  plan: igbPlan({ virtualFunctions: attached(4) }),
  is: igbHost({ vfs: [IN_USE], autoprobe: false }),
};
/** igb knows no link state of a VF: the step for it fails. */
const FAILS = { plan: igbPlan({ virtualFunctions: attached(2, { linkState: 'enable' }) }) };

let fleet: Fleet;
beforeEach(() => (fleet = new Fleet()));

describe('a rollout', () => {
  test('tells all plans before it asks, asks once, and goes through the hosts in their order', async () => {
    for (const name of ['kvm01', 'kvm02', 'kvm03']) fleet.add(name);
    const done = await fleet.rollOut(APPLY, {
      approve: async () => {
        expect(fleet.told).toEqual(['planned kvm01', 'planned kvm02', 'planned kvm03']);
        return true;
      },
    });
    expect(verdicts(done)).toEqual(['kvm01 done', 'kvm02 done', 'kvm03 done']);
    expect(fleet.asked).toEqual([['kvm01', 'kvm02', 'kvm03']]);
    expect(fleet.told.slice(3)).toEqual(
      ['kvm01', 'kvm02', 'kvm03'].flatMap((name) => [`step ${name}`, `finished ${name}`]),
    );
  });

  test('is one run on all hosts, which one rollback undoes', async () => {
    fleet.add('kvm01');
    fleet.add('kvm02');
    await fleet.rollOut();
    const ids = await Promise.all(fleet.hosts.map(async ({ port }) => (await port.observe()).lastRun?.id));
    expect(new Set(ids).size).toBe(1);
    expect(verdicts(await fleet.rollOut(rollbackOf(ids[0])))).toEqual(['kvm01 done', 'kvm02 done']);
    expect([fleet.vfsOf('kvm01'), fleet.vfsOf('kvm02')]).toEqual([0, 0]);
  });

  test('that has nothing to do asks nobody', async () => {
    fleet.add('kvm01');
    await fleet.rollOut();
    expect(verdicts(await fleet.rollOut())).toEqual(['kvm01 unchanged']);
    expect(fleet.asked).toHaveLength(1);
  });

  test('that is not approved changes nothing', async () => {
    fleet.add('kvm01');
    fleet.add('kvm02', REFUSED);
    const done = await fleet.rollOut(APPLY, { approve: async () => false });
    expect(verdicts(done)).toEqual(['kvm01 declined', 'kvm02 refused']);
    expect([fleet.vfsOf('kvm01'), fleet.hosts[0]?.port.roundTrips]).toEqual([0, 1]);
  });

  test('whose approval breaks changes nothing', async () => {
    fleet.add('kvm01');
    const broken = fleet.rollOut(APPLY, { approve: () => Promise.reject(new Error('the terminal is gone')) });
    await expect(broken).rejects.toThrow('the terminal is gone');
    expect(fleet.vfsOf('kvm01')).toBe(0);
  });

  test('takes no name of what may be disrupted that names nothing, and then asks nobody', async () => {
    fleet.add('kvm01');
    await expect(fleet.rollOut(APPLY, { allowDisrupt: [`${VM}/wbe-0`] })).rejects.toThrow(
      /wbe-0 is neither an attachment/,
    );
    expect([fleet.asked, fleet.vfsOf('kvm01')]).toEqual([[], 0]);
  });

  test('touches what is allowed by name', async () => {
    fleet.add('kvm01', REFUSED);
    expect(verdicts(await fleet.rollOut(APPLY, { allowDisrupt: [`${VM}/web-0`] }))).toEqual(['kvm01 done']);
  });
});

describe('a host that must not be touched, is not reached or fails', () => {
  beforeEach(() => fleet.add('kvm01'));

  test('does not hold up the others, and is not asked about', async () => {
    fleet.add('kvm02', REFUSED);
    fleet.addUnreachable('kvm03');
    fleet.add('kvm04');
    const done = await fleet.rollOut();
    expect(verdicts(done)).toEqual(['kvm01 done', 'kvm02 refused', 'kvm03 unreachable', 'kvm04 done']);
    expect(fleet.asked).toEqual([['kvm01', 'kvm04']]);
    expect(done[2]?.verdict).toMatchObject({ problem: expect.stringMatching(/Connection refused\. Check that sshd/) });
  });

  test('whose plan does not end well on the kernel model is not asked about, unless that is to be run too', async () => {
    fleet.add('kvm02', FAILS);
    expect(verdicts(await fleet.rollOut())).toEqual(['kvm01 done', 'kvm02 unsound']);
    expect(verdicts(await fleet.rollOut(APPLY, { skipSimulation: true }))).toEqual(['kvm01 unchanged', 'kvm02 failed']);
    expect(fleet.asked).toEqual([['kvm01'], ['kvm02']]);
  });

  test('in the middle does not stop the others', async () => {
    fleet.add('kvm02', FAILS);
    fleet.add('kvm03');
    const done = await fleet.rollOut(APPLY, { skipSimulation: true });
    expect(verdicts(done)).toEqual(['kvm01 done', 'kvm02 failed', 'kvm03 done']);
  });

  test('in the middle leaves those behind it alone, where that is asked for', async () => {
    fleet.add('kvm02', FAILS);
    fleet.add('kvm03');
    const done = await fleet.rollOut(APPLY, { skipSimulation: true, failFast: true });
    expect(verdicts(done)).toEqual(['kvm01 done', 'kvm02 failed', 'kvm03 skipped']);
    expect(fleet.vfsOf('kvm03')).toBe(0);
  });

  test.each([
    ['refused', () => fleet.add('kvm02', REFUSED)],
    ['unreachable', () => fleet.addUnreachable('kvm02')],
  ])('is %s before anything is begun: none is begun, where that is asked for', async (status, add) => {
    add();
    const done = await fleet.rollOut(APPLY, { failFast: true });
    expect(verdicts(done)).toEqual(['kvm01 skipped', `kvm02 ${status}`]);
    expect(fleet.vfsOf('kvm01')).toBe(0);
  });

  test('by a defect of this program is told as such', async () => {
    const port = fleet.add('kvm02');
    const defect = new TypeError('x is not a function');
    port.run = () => Promise.reject(defect);
    const done = await fleet.rollOut();
    expect(done[1]?.verdict).toEqual({ status: 'error', problem: 'x is not a function', defect });
  });
});

describe('a rollout that is called off', () => {
  beforeEach(() => ['kvm01', 'kvm02'].forEach((name) => fleet.add(name)));

  test('while a host is worked on ends that one and begins no other', async () => {
    const controller = new AbortController();
    const done = await fleet.rollOut(APPLY, {
      signal: controller.signal,
      listen: ({ kind }) => kind === 'step' && controller.abort(),
    });
    expect(verdicts(done)).toEqual(['kvm01 done', 'kvm02 cancelled']);
    expect([fleet.vfsOf('kvm01'), fleet.vfsOf('kvm02')]).toEqual([2, 0]);
  });

  test('before it began reads no host and asks nobody', async () => {
    const done = await fleet.rollOut(APPLY, { signal: AbortSignal.abort() });
    expect(verdicts(done)).toEqual(['kvm01 cancelled', 'kvm02 cancelled']);
    expect([fleet.asked, fleet.hosts[0]?.port.roundTrips]).toEqual([[], 0]);
  });

  test('while somebody is asked changes nothing, whatever is answered', async () => {
    const controller = new AbortController();
    const approve = async () => {
      controller.abort();
      return true;
    };
    const done = await fleet.rollOut(APPLY, { signal: controller.signal, approve });
    expect(verdicts(done)).toEqual(['kvm01 cancelled', 'kvm02 cancelled']);
    expect(fleet.vfsOf('kvm01')).toBe(0);
  });
});

describe('a rollback', () => {
  test('undoes the run that was last on any host, and leaves hosts alone that it was not at', async () => {
    fleet.add('kvm01');
    await fleet.rollOut();
    fleet.wait(60_000);
    fleet.add('kvm02');
    fleet.wait(60_000);
    await fleet.rollOut();
    const done = await fleet.rollOut(rollbackOf());
    expect(verdicts(done)).toEqual(['kvm01 nothing', 'kvm02 done']);
    expect([fleet.vfsOf('kvm01'), fleet.vfsOf('kvm02')]).toEqual([2, 0]);
  });

  test('of a run that no host knows is refused, and one host that knows it is enough', async () => {
    fleet.add('kvm01');
    fleet.add('kvm02');
    await fleet.rollOut();
    await expect(fleet.rollOut(rollbackOf('00000000'))).rejects.toThrow(/no host knows a run 00000000/);
  });
});

describe('a decommission', () => {
  test('takes down the VFs of all PFs of the plan', async () => {
    fleet.add('kvm01');
    await fleet.rollOut();
    expect(verdicts(await fleet.rollOut(decommissionOf([], false)))).toEqual(['kvm01 done']);
    expect(fleet.vfsOf('kvm01')).toBe(0);
  });

  test('of a PF that the plan does not know is an error of that host', async () => {
    fleet.add('kvm01');
    const [one] = await fleet.rollOut(decommissionOf(['0000:77:00.0'], false));
    expect(one?.verdict).toMatchObject({ status: 'error', problem: expect.stringMatching(`is no PF .* ${PF}`) });
  });
});
