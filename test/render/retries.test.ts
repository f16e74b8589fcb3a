import { BUILT_IN_DRIVERS, driverIn } from '../../lib/catalog/driver-table';
import type { TargetPf } from '../../lib/plan/host-plan';
import type { Step, VfSetting } from '../../lib/plan/step';
import { renderPfScript } from '../../lib/render/script';
import { describeInShells, SHELLS } from '../support/shells';
import { FakeHost, PF } from './fake-host';
import { planOf } from './plan-of';

jest.setTimeout(300_000);

const set = (vf: number, setting: VfSetting): Step => ({ kind: 'vf-setting', pf: PF, vf, setting });
const mac = (vf: number): Step => set(vf, { name: 'mac', mac: `02:00:00:00:00:0${vf + 1}` });
const trust = (vf: number): Step => set(vf, { name: 'trust', on: true });

/** The script for a PF on a driver that is busy with MACs and VFs for 3 s at most. */
function script(steps: readonly Step[]): string {
  const target: TargetPf = {
    ...{ path: 'p', address: PF, deviceClass: 'net', driver: 'toy', vfDriver: null, numVfs: 2, virtualFunctions: [] },
  };
  const toy = {
    ...driverIn(BUILT_IN_DRIVERS, 'toy'),
    transientErrors: [
      { errno: 'EBUSY' as const, attributes: ['mac' as const, 'numVfs' as const], seconds: 3, source: 'measured' },
    ],
  };
  const change = { drivers: { stated: [toy] }, target: { physicalFunctions: [target] } };
  return renderPfScript(planOf(steps, change), PF);
}

describeInShells('a script in %s, for a driver that may be busy', SHELLS, (shell) => {
  let host: FakeHost;
  beforeEach(() => {
    host = new FakeHost();
  });
  afterEach(() => host.remove());

  const made = [{ kind: 'num-vfs', pf: PF, numVfs: 2 } as const];
  const refuses = (vf: number, times: number, text = 'Device or resource busy'): void =>
    host.write(`refused/${vf}`, `${times} ${text}`);

  test('sets what was refused once it is taken, and says so', () => {
    refuses(1, 2);
    const { status, stdout, stderr } = host.run(script([...made, mac(0), mac(1), trust(1)]), shell);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.split('\n').filter((line) => line.includes('again'))).toEqual([
      `sriov ${PF}: ip link set dev ens1f0 vf 1 mac 02:00:00:00:00:02: tried again for 2 s, as the driver was busy (RTNETLINK answers: Device or resource busy)`,
    ]);
    const tries = host.changes().filter((line) => line.startsWith('ip vf'));
    expect(tries).toEqual([
      'ip vf 0 mac 02:00:00:00:00:01',
      ...Array.from({ length: 3 }, () => 'ip vf 1 mac 02:00:00:00:00:02'),
      'ip vf 1 trust on',
    ]);
  });

  test('gives up after the time that it has for it', () => {
    refuses(0, 1000);
    expect(host.run(script([...made, mac(0)]), shell)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(
        'failed: ip link set dev ens1f0 vf 0 mac 02:00:00:00:00:01, tried for 3 s: RTNETLINK answers: Device or resource busy\n',
      ),
    });
    expect(host.changes().filter((line) => line.startsWith('ip vf'))).toHaveLength(4);
  });

  test.each([
    ['another error', 'Invalid argument', mac(0)],
    ['an error of another setting', 'Device or resource busy', trust(0)],
  ])('takes %s for final at once', (_what, text, step) => {
    refuses(0, 1, text);
    const { status, stderr } = host.run(script([...made, step]), shell);
    expect(status).toBe(2);
    expect(stderr).toMatch(new RegExp(`failed: ip link set dev ens1f0 vf 0 \\S+ \\S+: RTNETLINK answers: ${text}\\n$`));
  });

  describe('where it makes VFs', () => {
    const FILE = `sys/bus/pci/devices/${PF}/sriov_numvfs`;
    const busy = (times: number, text = 'Device or resource busy', made = '') =>
      host.write('refused/numvfs', `${times}|${text}|${made}`);
    const writes = () => host.changes().filter((line) => line.includes('sriov_numvfs'));

    test('tries again what made none, and says so', () => {
      busy(2);
      const { status, stdout, stderr } = host.run(script([...made, mac(0)]), shell);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toMatch(
        /: writing 2 to \S+sriov_numvfs: tried again for 2 s, as the driver was busy \(.*busy\)\n/,
      );
      expect(writes()).toEqual(Array.from({ length: 3 }, () => `write ${PF}/sriov_numvfs 2`));
    });

    test('gives up after the time that it has for it', () => {
      busy(1000);
      expect(host.run(script(made), shell)).toMatchObject({
        status: 2,
        stderr: expect.stringMatching(
          /failed: writing 2 to \S+sriov_numvfs, tried for 3 s: Device or resource busy\n$/,
        ),
      });
      expect(writes()).toHaveLength(4);
    });

    test.each<[string, () => void, string]>([
      ['another error', () => busy(1, 'Operation not permitted'), 'Operation not permitted'],
      ['an error behind which there are VFs', () => busy(1, undefined, '1'), 'Device or resource busy'],
    ])('takes %s for final at once', (_what, prepare, text) => {
      prepare();
      const { status, stderr } = host.run(script(made), shell);
      expect(status).toBe(2);
      expect(stderr).toMatch(new RegExp(`failed: writing 2 to \\S+sriov_numvfs: ${text}\\n$`));
      expect(writes()).toHaveLength(1);
    });

    test('takes an error for final where there are VFs already, which are to go', () => {
      host.run(script(made), shell);
      busy(1);
      host.changes();
      expect(host.run(script([{ kind: 'num-vfs', pf: PF, numVfs: 0 }]), shell).status).toBe(2);
      expect(host.read(FILE).trim()).toBe('2');
      expect(writes()).toHaveLength(1);
    });
  });

  test('goes back as patiently', () => {
    host.run(script([...made, mac(0)]), shell);
    host.forget();
    const changed = script([...made, set(0, { name: 'mac', mac: '02:00:00:00:00:09' })]);
    expect(host.run(changed, shell).status).toBe(0);
    host.changes();
    refuses(0, 1);
    expect(host.run(changed, shell, 'restore')).toMatchObject({
      ...{ status: 0, stderr: '', stdout: expect.stringContaining('mac 02:00:00:00:00:01: tried again for 1 s') },
    });
    expect(host.changes().filter((line) => line.startsWith('ip vf 0 mac'))).toHaveLength(2);
  });
});
