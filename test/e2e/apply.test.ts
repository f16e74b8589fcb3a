import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { differences } from '../../lib/plan/difference';
import type { HostPlan, TargetState } from '../../lib/plan/host-plan';
import { planHost } from '../../lib/plan/plan';
import { serializeHostPlan } from '../../lib/plan/serialize';
import type { Step } from '../../lib/plan/step';
import { bundledCli } from '../cli/bundled-cli';
import { type Outcome, sriov } from '../cli/sriov';
import { IGB, igbVf, NVME } from '../conformance/emulated-host';
import { describeWithLab } from '../lab/available';
import { ALIAS } from '../lab/ssh';
import { CliProcess } from './support/cli-process';
import { holdNextRun } from './support/held-run';
import { holdVfioGroup, observe, pfOf, settingsOf } from './support/observe';
import { DRIVE, driveVf, HOST, NIC, nicVf } from './support/targets';

/** Everything takes longer in software emulation, on a machine that does other work as well. */
const LIMIT_MS = 400_000;
const BUSY_LIMIT_MS = 60_000;

const WANTED: TargetState = { physicalFunctions: [NIC, DRIVE] };

/** What dies, in which step (the first of its kind), and how long after the step has begun: at its end, if that is before. */
type Moment = readonly [victim: 'the client' | 'ssh' | 'the host', kind: Step['kind'], afterMs: number];

describeWithLab('sriov on a real kernel, over ssh', 'flat', (lab) => {
  const folder = mkdtempSync(join(tmpdir(), 'sriov-apply-'));
  let program: string;
  beforeAll(() => (program = bundledCli(folder)));
  afterAll(() => rmSync(folder, { recursive: true }));

  const reach = () => ['--ssh', ALIAS, '--ssh-config', lab().sshConfigFile];
  const settings = () => [IGB, NVME].map((pf) => settingsOf(lab(), pf));
  const wantedIn = (target: TargetState) => differences(target, observe(lab()));

  function written(target: TargetState): { readonly file: string; readonly plan: HostPlan } {
    const plan = planHost(HOST, target, observe(lab()));
    expect(plan.refusals).toEqual([]);
    const file = join(folder, 'kvm01.plan.json');
    writeFileSync(file, serializeHostPlan(plan));
    return { file, plan };
  }

  /** Runs a command to its end, again while the host is still at what a dead client began. */
  async function patiently(verb: 'apply' | 'rollback', file: string): Promise<Outcome> {
    const end = Date.now() + BUSY_LIMIT_MS;
    for (;;) {
      const outcome = await sriov(verb, file, '--yes', ...reach());
      if (!/: busy, nothing was changed/.test(outcome.stdout) || Date.now() > end) return outcome;
      await new Promise((done) => setTimeout(done, 500));
    }
  }

  test(
    'plan, apply, drift and rollback do what they say, in few round trips',
    async () => {
      const before = settings();
      const { file } = written(WANTED);
      const planned = await sriov('plan', file, ...reach());
      expect(planned).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/numVfs +0 -> 3/) });
      expect(settings()).toEqual(before);

      const applied = await sriov('apply', file, '--yes', '--json', ...reach());
      expect(applied.exitCode).toBe(0);
      const [done] = JSON.parse(applied.stdout);
      expect(done).toMatchObject({ status: 'done' });
      expect(done.roundTrips).toBeLessThanOrEqual(6);
      expect(wantedIn(WANTED)).toEqual([]);

      const again = await sriov('apply', file, '--yes', '--json', ...reach());
      expect(JSON.parse(again.stdout)).toMatchObject([{ status: 'unchanged', roundTrips: 2 }]);
      expect(await sriov('drift', file, ...reach())).toMatchObject({ exitCode: 0 });

      lab().ssh(`ip link set "$(ls /sys/bus/pci/devices/${IGB}/net)" vf 1 vlan 7`);
      expect(await sriov('drift', file, ...reach())).toMatchObject({
        exitCode: 1,
        stdout: expect.stringMatching(/VF 1 of 0000:01:00\.0: vlan is 7 .*wanted is 101/),
      });
      expect(await sriov('apply', file, '--yes', ...reach())).toMatchObject({ exitCode: 0 });
      expect(wantedIn(WANTED)).toEqual([]);
      expect(await sriov('rollback', file, '--yes', ...reach())).toMatchObject({ exitCode: 0 });
      expect(pfOf(observe(lab()), IGB).virtualFunctions[1]?.network).toMatchObject({ vlan: 7 });
      for (const pf of [IGB, NVME])
        lab().ssh(`cd /sys/bus/pci/devices/${pf} && echo 0 >sriov_numvfs && echo 1 >sriov_drivers_autoprobe`);
      lab().ssh(`ip link set "$(ls /sys/bus/pci/devices/${IGB}/net)" down mtu 1500`);
      expect(settings()).toEqual(before);
    },
    LIMIT_MS,
  );

  /** The same for what must succeed: what it says stands in the failure. */
  async function toItsEnd(verb: 'apply' | 'rollback', file: string): Promise<void> {
    const { exitCode, stdout } = await patiently(verb, file);
    expect({ exitCode, said: exitCode === 0 ? '' : stdout }).toEqual({ exitCode: 0, said: '' });
  }

  /** Kills an apply while it is in a step, and returns what the command said if it lived to say something. */
  async function killed(file: string, plan: HostPlan, [victim, kind, afterMs]: Moment): Promise<string> {
    const index = plan.steps.findIndex((step) => step.kind === kind);
    expect(index).toBeGreaterThan(0);
    const hold = await holdNextRun(lab(), index, afterMs);
    const apply = new CliProcess(program, ['apply', file, '--yes', ...reach()]);
    const run = await apply.alive(hold.held());
    if (victim === 'the client') apply.kill();
    else if (victim === 'ssh') apply.killSsh(lab().sshConfigFile);
    else await lab().kill();
    const { exitCode, stdout } = await apply.end();
    expect({ victim, exitCode, stdout }).toMatchObject({ exitCode: victim === 'the client' ? null : 2 });
    if (victim === 'the host') await lab().reboot();
    else run.release();
    return stdout;
  }

  describe('an apply that is killed', () => {
    const counts = { points: 0, finished: 0, rolledBack: 0, spared: 0 };
    afterAll(() => {
      const { points, finished, rolledBack, spared } = counts;
      process.stdout.write(
        `kill points on the emulated host: ${points}; finished by a second apply: ${finished}, rolled back: ${rolledBack}; ` +
          `VFs in use that outlived one: ${spared}\n`,
      );
    });

    const MOMENTS: readonly Moment[] = [
      ['the client', 'num-vfs', 200],
      ['the client', 'vf-setting', 0],
      ['the client', 'wait-link', 300],
      ['the client', 'driver-bind', 0],
      ['the client', 'nvme-resource', 20],
      ['ssh', 'num-vfs', 100],
      ['ssh', 'vf-setting', 20],
      ['ssh', 'secondary-state', 0],
      ['the host', 'num-vfs', 200],
      ['the host', 'vf-setting', 0],
      ['the host', 'secondary-state', 20],
    ];

    test.each(MOMENTS)(
      '(%s, during %s, after %s ms) is finished by the next one and taken back by a rollback',
      async (...moment) => {
        const before = settings();
        const { file, plan } = written(WANTED);
        const said = await killed(file, plan, moment);
        if (said !== '') expect(said).toMatch(/connection lost after \d+ of \d+ steps.*\n[\s\S]*"sriov rollback"/);
        await toItsEnd('apply', file);
        expect(wantedIn(WANTED)).toEqual([]);
        await toItsEnd('rollback', file);
        expect(settings()).toEqual(before);
        counts.points += 1;
        counts.finished += 1;
        counts.rolledBack += 1;
      },
      LIMIT_MS,
    );

    test.each<Moment>([
      ['the client', 'vf-setting', 20],
      ['ssh', 'wait-link', 100],
      ['the host', 'driver-bind', 0],
    ])(
      '(%s, during %s, after %s ms) is taken back at once',
      async (...moment) => {
        const before = settings();
        const { file, plan } = written(WANTED);
        await killed(file, plan, moment);
        await toItsEnd('rollback', file);
        expect(settings()).toEqual(before);
        counts.points += 1;
        counts.rolledBack += 1;
      },
      LIMIT_MS,
    );

    describe('beside a VF in use', () => {
      const changed: TargetState = {
        physicalFunctions: [
          { ...NIC, virtualFunctions: [nicVf(0, { trust: true }), nicVf(1, { driver: 'igbvf' }), nicVf(2)] },
          { ...DRIVE, numVfs: 3, virtualFunctions: [0, 1, 2].map((index) => driveVf(index)) },
        ],
      };
      beforeAll(async () => {
        const { file } = written(WANTED);
        await toItsEnd('apply', file);
      }, LIMIT_MS);

      test.each<Moment>([
        ['the client', 'driver-bind', 10],
        ['ssh', 'num-vfs', 50],
      ])(
        '(%s, during %s, after %s ms) leaves its user alone, and so do the next one and a rollback',
        async (...moment) => {
          const before = settings();
          const holder = holdVfioGroup(lab(), igbVf(2));
          try {
            const inUse = () => pfOf(observe(lab()), IGB).virtualFunctions[2];
            const spared = inUse();
            expect(spared?.users).toHaveLength(1);
            const { file, plan } = written(changed);
            await killed(file, plan, moment);
            await toItsEnd('apply', file);
            expect(wantedIn(changed)).toEqual([]);
            expect(inUse()).toEqual(spared);
            await toItsEnd('rollback', file);
            expect(inUse()).toEqual(spared);
            expect(holder.isAlive()).toBe(true);
          } finally {
            holder.release();
          }
          expect(settings()).toEqual(before);
          counts.points += 1;
          counts.finished += 1;
          counts.rolledBack += 1;
          counts.spared += 1;
        },
        LIMIT_MS,
      );
    });
  });
});
