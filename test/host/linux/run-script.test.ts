import { readdirSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostPort, StepRun } from '../../../lib/host/port';
import { HostUnreachable } from '../../../lib/host/unreachable';
import type { Step } from '../../../lib/plan/step';
import { spawnSync } from '../../support/child';
import { describeInShells, SHELLS } from '../../support/shells';
import { autoprobe, carrier, PF, set, SmallHost, trust, until } from './support/small-host';
import { stepRun } from '../../support/step-run';

jest.setTimeout(120_000);

const mac = (vf: number): Step => set(vf, { name: 'mac', mac: `02:00:00:00:00:0${vf}` });

describeInShells('a run in %s', SHELLS, (shell) => {
  let host: SmallHost;
  let port: HostPort;
  beforeEach(() => {
    host = new SmallHost(shell);
    port = host.port();
  });
  afterEach(() => host.remove());

  test('does its steps in their order and writes each of them down before and after', async () => {
    const steps = [autoprobe(false), mac(0), trust(0), trust(1), autoprobe(false)];
    const run = stepRun(steps, { host: "rack1/kvm'01 ü" });
    const end = await port.run(run);
    expect(end).toEqual({
      status: 'finished',
      outcomes: steps.map((step, i) => ({ step, ok: true, changed: i < 4 })),
    });
    expect(host.autoprobe).toBe('0');
    expect(host.settings).toEqual(['0 mac 02:00:00:00:00:00', '0 trust on', '1 trust on']);
    expect(host.journal()).toEqual([
      run.id,
      'started 0',
      'changed 0',
      ...['started 1', 'started 2', 'started 3', 'changed 1', 'changed 2', 'changed 3'],
      'started 4',
      'unchanged 4',
      'over',
    ]);
    expect(port.roundTrips).toBe(1);
  });

  test('looks at the host when all has worked, in the same round trip, with the lock left and the journal ended', async () => {
    const run = stepRun([autoprobe(false)], { readBack: { physicalFunctions: [] } });
    const end = await port.run(run);
    const reading = end.status === 'finished' ? end.reading : undefined;
    expect(reading).toMatchObject({ busy: null, lastRun: { id: run.id, ended: true } });
    expect(reading?.inventory).toEqual((await port.observe({ physicalFunctions: [] })).inventory);
    expect(port.roundTrips).toBe(2);
  });

  test('looks at nothing after a step that failed', async () => {
    const end = await port.run(stepRun([trust(7)], { readBack: { physicalFunctions: [] } }));
    expect(end).toEqual({ status: 'failed', outcomes: [expect.objectContaining({ ok: false })] });
  });

  test('asks the kernel for what is there already where nobody uses the VF', async () => {
    const again = await port.run(stepRun([trust(0), set(1, { name: 'trust', on: false })]));
    expect(again).toMatchObject({ status: 'finished', outcomes: [{ changed: true }, { changed: false }] });
    expect(host.settings).toEqual(['0 trust on', '1 trust off']);
  });

  test.each(['i40e', 'mlx5_core'] as const)(
    'gives VFs lists of VLANs as %s takes them, and reads them back',
    async (driver) => {
      const filter = host.keepsVlanLists(driver);
      const vlans = (vf: number, allowed: string): Step => ({ kind: 'vf-vlans', pf: PF, vf, allowed });
      const steps = [vlans(0, '100,200-202'), vlans(1, '7'), vlans(1, '7'), vlans(0, '5'), vlans(1, 'all'), trust(2)];
      const end = await host.port({}, filter).run(stepRun(steps));
      expect(end).toEqual({
        status: 'finished',
        outcomes: steps.map((step, i) => ({ step, ok: true, changed: i !== 2 })),
      });
      expect(readFileSync(host.trunkFile(0), 'utf8')).toMatch(
        driver === 'i40e' ? /^5$/m : /^Allowed 802.1Q VLANs: 5$/m,
      );
      expect(readFileSync(host.trunkFile(1), 'utf8')).toBe('');
    },
  );

  test("says that a driver of the kernel's own keeps no list of VLANs", async () => {
    const end = await port.run(stepRun([{ kind: 'vf-vlans', pf: PF, vf: 0, allowed: '100' }]));
    expect(end).toMatchObject({
      status: 'failed',
      outcomes: [
        { ok: false, error: { errno: 'ENOENT', message: expect.stringContaining('makes no file sriov/0/trunk') } },
      ],
    });
  });

  test('stops at the setting that fails; those after it were not started', async () => {
    const steps = [mac(0), trust(0), trust(7), trust(1), autoprobe(false)];
    const end = await port.run(stepRun(steps));
    expect(end).toMatchObject({
      status: 'failed',
      outcomes: [{ ok: true }, { ok: true }, { ok: false, error: { errno: 'EINVAL' } }],
    });
    expect(host.settings).toEqual(['0 mac 02:00:00:00:00:00', '0 trust on']);
    expect(host.journal().slice(-5)).toEqual([
      ...['changed 0', 'changed 1', 'open 3'],
      'failed 2 ip link set dev nic, VF 7 trust on: RTNETLINK answers: Invalid argument',
      'over',
    ]);
    expect(host.autoprobe).toBe('1');
  });

  test('finds the setting that ip does not take, though it does not name it', async () => {
    const vlan = set(1, { name: 'vlan', vlan: 4096, qos: 0, protocol: '802.1Q' });
    const end = await port.run(stepRun([mac(0), vlan, trust(2)]));
    expect(end).toMatchObject({
      status: 'failed',
      outcomes: [{ ok: true }, { ok: false, error: { message: expect.stringContaining('argument "4096" is wrong') } }],
    });
    expect(host.settings).not.toContain('2 trust on');
  });

  test('does not believe a driver that takes a setting and forgets it', async () => {
    writeFileSync(join(host.root, 'deaf'), '');
    expect(await port.run(stepRun([trust(0)]))).toMatchObject({
      status: 'failed',
      outcomes: [
        { ok: false, error: { message: expect.stringContaining('VF 0 trust on was taken and does not show') } },
      ],
    });
  });

  test('says which setting a driver takes and forgets, with its VF', async () => {
    writeFileSync(join(host.root, 'deaf'), '');
    expect(await port.run(stepRun([set(1, { name: 'vlan', vlan: 100, qos: 0, protocol: '802.1Q' })]))).toMatchObject({
      outcomes: [{ error: { message: expect.stringContaining('VF 1 vlan 100 0 802.1Q was taken and does not show') } }],
    });
  });

  test('asks the kernel for the MSI-X vectors that a VF has already where nobody uses it', async () => {
    host.hasVectors(0, 5);
    const step: Step = { kind: 'vf-msix', pf: PF, vf: 0, vectors: 5 };
    expect(await port.run(stepRun([step]))).toEqual({
      status: 'finished',
      outcomes: [{ step, ok: true, changed: false }],
    });
    expect(readFileSync(join(host.root, 'sys/bus/pci/devices/0000:3b:01.0/sriov_vf_msix_count'), 'utf8')).toBe('5\n');
  });

  test('writes a quota of a VF of a GPU to the file of its PF, and reads it back', async () => {
    const file = `sys/bus/pci/devices/${PF}/sriov_admin/vf2/profile/exec_quantum_ms`;
    host.write(file, '5');
    const quota: Step = { kind: 'vf-quota', pf: PF, vf: 1, quota: 'execQuantumMs', value: 20 };
    const missing: Step = { ...quota, quota: 'vramQuotaBytes', value: 4096 };
    expect(await port.run(stepRun([quota, quota, missing]))).toMatchObject({
      status: 'failed',
      outcomes: [
        { ok: true, changed: true },
        { ok: true, changed: false },
        { ok: false, error: { errno: 'ENOENT' } },
      ],
    });
    expect(readFileSync(join(host.root, file), 'utf8')).toBe('20\n');
  });

  test('says what the kernel says of a write', async () => {
    const numVfs = join(host.root, `sys/bus/pci/devices/${PF}/sriov_numvfs`);
    unlinkSync(numVfs);
    // A file of the kernel that takes numbers up to 1000.
    symlinkSync('/proc/self/oom_score_adj', numVfs);
    const tooMany = await port.run(stepRun([{ kind: 'num-vfs', pf: PF, numVfs: 5000 }]));
    expect(tooMany).toMatchObject({
      status: 'failed',
      outcomes: [
        { error: { errno: 'EINVAL', message: expect.stringMatching(/^writing 5000 to .*: Invalid argument$/) } },
      ],
    });
    const nowhere = stepRun([{ kind: 'num-vfs', pf: '0000:00:17.0', numVfs: 1 }], { after: host.journal()[0] ?? null });
    expect(await port.run(nowhere)).toMatchObject({ status: 'failed', outcomes: [{ error: { errno: 'ENOENT' } }] });
  });

  test('stops before a VF in use, with everything before it done', async () => {
    writeFileSync(join(host.root, 'busy'), '');
    const end = await port.run(stepRun([trust(0), set(1, { name: 'trust', on: false }), trust(1), trust(2)]));
    expect(end).toMatchObject({
      status: 'refused',
      outcomes: [{ changed: true }, { changed: false }],
      reason: expect.stringMatching(/^VF 1 \(0000:3b:01.1\) is in use: vf1 has 192\.0\.2\.1; this would touch it/),
    });
    // What is as wanted was not asked for again: it is in use.
    expect(host.settings).toEqual(['0 trust on']);
    expect(host.journal().at(-2)).toMatch(/^refused 2 VF 1/);
    const allowInUse = [{ pf: PF, vf: 1 }];
    const allowed = await port.run(stepRun([trust(1)], { allowInUse, after: host.journal()[0] ?? null }));
    expect(allowed).toEqual({ status: 'finished', outcomes: [expect.objectContaining({ changed: true })] });
  });

  test('asks whether a VF carries the management before it changes a setting, also behind one that is as wanted', async () => {
    writeFileSync(join(host.root, 'routes'), 'default dev vf1 scope link\n');
    expect(await port.run(stepRun([set(1, { name: 'trust', on: false }), mac(1)]))).toMatchObject({
      status: 'refused',
      reason: expect.stringMatching(/^VF 1 \(0000:3b:01.1\), vf1 carries the management/),
    });
    // A driver may reset a VF for what it has already.
    expect(host.settings).toEqual([]);
  });

  describe('where the file system of the journal is full', () => {
    const numVfs = (): string => readFileSync(join(host.root, `sys/bus/pci/devices/${PF}/sriov_numvfs`), 'utf8').trim();
    const destroy = (): StepRun => stepRun([{ kind: 'num-vfs', pf: PF, numVfs: 0 }]);

    test.each([
      ['a step', [autoprobe(false)]],
      ['a row of settings', [trust(0), trust(1)]],
    ])('%s that cannot be written down is not carried out', async (_what, steps) => {
      const full = host.port({}, `sed -u 's#exec 8>>"$JOURNAL"#exec 8>/dev/full#'`);
      expect(await full.run(stepRun(steps))).toMatchObject({
        status: 'failed',
        outcomes: [{ error: { message: expect.stringMatching(/^the journal .*journal\.1 takes no more/) } }],
      });
      expect([host.autoprobe, host.settings]).toEqual(['1', []]);
    });

    test('a refusal that cannot be written down is one all the same', async () => {
      writeFileSync(join(host.root, 'busy'), '');
      const filling = host.port({}, `sed -u 's#^note() {#note() { case $1 in refused*) return 1 ;; esac;#'`);
      expect(await filling.run(destroy())).toMatchObject({
        status: 'refused',
        reason: expect.stringMatching(/^VF 1 /),
      });
      expect(numVfs()).toBe('3');
    });

    test('a failure that cannot be written down is one all the same', async () => {
      rmSync(host.autoprobeFile);
      const filling = host.port({}, `sed -u 's#^note() {#note() { case $1 in failed*) return 1 ;; esac;#'`);
      expect(await filling.run(stepRun([autoprobe(false), trust(0)]))).toMatchObject({
        status: 'failed',
        outcomes: [{ error: { message: expect.stringContaining('sriov_drivers_autoprobe cannot be read') } }],
      });
      expect(host.settings).toEqual([]);
    });
  });

  test('is refused where nothing can be written', async () => {
    writeFileSync(host.folders.state, 'a file');
    expect(await port.run(stepRun([autoprobe(false)]))).toEqual({
      status: 'refused',
      outcomes: [],
      reason: expect.stringMatching(/cannot be made: this needs root/),
    });
    expect(host.autoprobe).toBe('1');
  });

  test('goes on after a journal that is damaged or of another version', async () => {
    await port.run(stepRun([]));
    writeFileSync(join(host.folders.state, 'journal.2'), 'run-x\n{"journalVersion":2}\nover\n');
    expect(await port.run(stepRun([]))).toMatchObject({ status: 'outdated', lastRun: { id: 'run-x', steps: [] } });
    expect((await port.observe()).warnings).toContainEqual(
      expect.stringMatching(
        /^the journal of run run-x is damaged \(journalVersion 2 is newer .*update this program\).*it cannot be rolled back$/,
      ),
    );
    writeFileSync(join(host.folders.state, 'journal.3'), '\0\0\0\0');
    expect(await port.run(stepRun([]))).toMatchObject({ status: 'finished' });
  });

  test('left by its client: the step that is under way is ended, and no other is started', async () => {
    writeFileSync(host.carrierFile, '0\n');
    const lonely = host.port({}, 'cat');
    const run = stepRun([autoprobe(false), carrier(60), autoprobe(true)]);
    const first = lonely.run(run);
    await until(() => host.journal().includes('started 1'));
    process.kill(host.pid, 'SIGKILL');
    await expect(first).rejects.toThrow(HostUnreachable);
    await until(() => readdirSync(host.folders.locks).some((name) => name.startsWith('gone')));
    expect((await port.observe()).busy).toMatchObject({ runId: run.id });
    writeFileSync(host.carrierFile, '1\n');
    await until(() => host.journal().includes('unchanged 1'));
    let { busy } = await port.observe();
    for (let tries = 0; busy !== null && tries < 20; tries++) ({ busy } = await port.observe());
    expect(busy).toBeNull();
    expect(host.journal().slice(-2)).toEqual(['started 1', 'unchanged 1']);
    expect(host.autoprobe).toBe('0');
  });

  test('gives up a write that the kernel does not answer, and keeps the lock until it does', async () => {
    rmSync(host.autoprobeFile);
    spawnSync('mkfifo', [host.autoprobeFile]);
    const impatient = host.port({}, "sed -u 's/^step \\([0-9]*\\) 60 /step \\1 2 /'");
    const run = stepRun([carrier(1), autoprobe(false), trust(0)]);
    const end = await impatient.run(run);
    expect(end).toMatchObject({
      status: 'failed',
      outcomes: [
        { ok: true },
        {
          error: {
            errno: 'ETIMEDOUT',
            message: expect.stringMatching(/no answer after 2 s, the kernel still works on it: autoprobe 0/),
          },
        },
      ],
    });
    // A look would wait for the same file. The pipe that stands for it lets busybox go when a process of its ends.
    if (shell !== 'busybox sh') {
      expect(await port.run(stepRun([]))).toMatchObject({ status: 'busy', holder: { runId: run.id } });
    }
    // The kernel answers at last: what is blocked goes away without doing more.
    spawnSync('timeout', ['3', 'sh', '-c', `echo 1 >'${host.autoprobeFile}'`]);
    await new Promise((done) => setTimeout(done, 1500));
    expect(host.settings).toEqual([]);
    expect(host.journal().at(-1)).toBe('over');
  });

  describe('with a watchdog', () => {
    const back = { seconds: 2, steps: [autoprobe(true)] };

    test('leaves the host to a run that came after', async () => {
      const run = stepRun([autoprobe(false)], { watchdog: back });
      await port.run(run);
      const next = stepRun([trust(0)], { after: run.id });
      expect(await port.run(next)).toMatchObject({ status: 'finished' });
      await new Promise((done) => setTimeout(done, 5000));
      expect([host.autoprobe, host.journal()[0]]).toEqual(['0', next.id]);
    });
  });
});
