import { parseLinkWait } from '../../lib/host/linux/link-wait';
import { BUILT_IN_DRIVERS } from '../../lib/catalog/driver-table';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TargetPf, TargetVf } from '../../lib/plan/host-plan';
import type { HostPlan } from '../../lib/plan/host-plan';
import { planHost } from '../../lib/plan/plan';
import type { Step, VfSetting } from '../../lib/plan/step';
import { bootUnit, bootUnitName, linkUnit, linkUnitName, planBoot } from '../../lib/render/persistence';
import { renderPfScript, type ScriptPersistence } from '../../lib/render/script';
import { inventory, nicFacts, nvmeFacts, vfFacts } from '../support/facts';
import { spawnSync } from '../support/child';
import { requireTool } from '../support/require-tool';
import { describeInShells } from '../support/shells';
import { FakeHost, PF } from './fake-host';
import { planOf } from './plan-of';

const pf = PF;

/** Each test starts hundreds of small programs. */
jest.setTimeout(300_000);

const VF_1 = '0000:3b:01.1';

const hosts: FakeHost[] = [];
function host(kind: 'nic' | 'nvme' = 'nic'): FakeHost {
  const made = new FakeHost(kind);
  hosts.push(made);
  return made;
}
afterEach(() => {
  for (const used of hosts.splice(0)) used.remove();
});

const scriptOf = (steps: readonly Step[], persistence?: ScriptPersistence) =>
  renderPfScript(planOf(steps), PF, persistence);

const numVfs = (count: number): Step => ({ kind: 'num-vfs', pf, numVfs: count });
const setting = (vf: number, value: VfSetting): Step => ({ kind: 'vf-setting', pf, vf, setting: value });
const bind = (vf: number, driver: string | null): Step => ({ kind: 'driver-bind', pf, vf, address: null, driver });

const NIC_STEPS: readonly Step[] = [
  { kind: 'pf-link', pf, up: true },
  { kind: 'pf-mtu', pf, mtu: 9000 },
  { kind: 'drivers-autoprobe', pf, enabled: false },
  numVfs(0),
  numVfs(3),
  { kind: 'vf-setting', pf, vf: 0, setting: { name: 'mac', mac: '02:00:00:00:01:00' } },
  { kind: 'vf-setting', pf, vf: 1, setting: { name: 'vlan', vlan: 7, qos: 0, protocol: '802.1Q' } },
  { kind: 'vf-msix', pf, vf: 2, vectors: 9 },
  bind(0, 'vfio-pci'),
  bind(2, 'vfio-pci'),
];

/** What somebody set up by hand, before the first script. */
const EARLIER: readonly Step[] = [
  numVfs(2),
  { kind: 'vf-setting', pf, vf: 0, setting: { name: 'mac', mac: '02:00:00:00:09:00' } },
  { kind: 'vf-setting', pf, vf: 1, setting: { name: 'vlan', vlan: 5, qos: 2, protocol: '802.1ad' } },
  { kind: 'vf-setting', pf, vf: 1, setting: { name: 'trust', on: true } },
  { kind: 'wait-link', pf, timeoutSeconds: 30 },
  { kind: 'vf-setting', pf, vf: 1, setting: { name: 'rate', minTxMbps: 0, maxTxMbps: 300 } },
  bind(1, null),
];

const controller = (vf: number, queues: number): Step[] => [
  { kind: 'nvme-resource', pf, vf, controllerId: vf + 1, resource: 'vq', count: queues },
  { kind: 'nvme-resource', pf, vf, controllerId: vf + 1, resource: 'vi', count: 1 },
  { kind: 'secondary-state', pf, vf, controllerId: vf + 1, online: true },
  bind(vf, 'vfio-pci'),
];

const DRIVE_STEPS: readonly Step[] = [
  { kind: 'drivers-autoprobe', pf, enabled: false },
  numVfs(0),
  numVfs(3),
  ...[0, 1, 2].flatMap((vf) => controller(vf, 3)),
];

const EARLIER_DRIVE: readonly Step[] = [
  { kind: 'drivers-autoprobe', pf, enabled: false },
  numVfs(2),
  ...controller(0, 2),
];

const CASES: readonly (readonly [string, 'nic' | 'nvme', readonly Step[], readonly Step[]])[] = [
  ['a NIC without VFs', 'nic', [{ kind: 'pf-link', pf, up: false }], NIC_STEPS],
  ['a NIC with VFs and settings', 'nic', EARLIER, NIC_STEPS],
  ['a NIC whose VFs stay', 'nic', EARLIER, [bind(0, 'vfio-pci'), bind(1, 'vfio-pci')]],
  ['a drive without VFs', 'nvme', [], DRIVE_STEPS],
  ['a drive with VFs', 'nvme', EARLIER_DRIVE, DRIVE_STEPS],
];

describeInShells('in %s', ['dash', 'busybox sh'], (shell) => {
  function run(on: FakeHost, script: string, word?: 'restore' | 'boot' | 'link'): string {
    const result = on.run(script, shell, word);
    expect(result).toMatchObject({ status: 0, stderr: '' });
    return result.stdout;
  }

  /** A host as somebody left it, without a trace of a script. */
  function prepared(kind: 'nic' | 'nvme', earlier: readonly Step[]): FakeHost {
    const made = host(kind);
    if (earlier.length > 0) run(made, scriptOf(earlier));
    made.forget();
    return made;
  }

  test.each(CASES)('restore brings back what was there: %s', (_words, kind, earlier, steps) => {
    const made = prepared(kind, earlier);
    const before = made.state();
    const script = scriptOf(steps);
    run(made, script);
    expect(made.state()).not.toBe(before);
    expect(run(made, script, 'restore')).toMatch(/as it was before the first change, after \d+ changes\n$/);
    expect(made.state()).toBe(before);
    expect(run(made, script, 'restore')).toMatch(/after 0 changes\n$/);
  });

  test('restore makes a VF no longer migratable that was not, off its driver', () => {
    const made = prepared('nic', [{ kind: 'eswitch-mode', pf, mode: 'switchdev' }, numVfs(2)]);
    const port: Step = { kind: 'vf-migratable', pf, vf: 1, enabled: true };
    const script = scriptOf([bind(1, null), port, bind(1, 'vfio-pci')]);
    run(made, script);
    made.changes();
    run(made, script, 'restore');
    expect(made.changes().filter((change) => /devlink|bind/.test(change))).toEqual([
      `write ${VF_1}/driver/unbind ${VF_1}`,
      `devlink pci/${PF}/2 migratable disable`,
      `write drivers/native/bind ${VF_1}`,
    ]);
  });

  test.each(CASES.filter(([words]) => /with VFs/.test(words)))(
    'stopped at any change, restore still brings back what was there: %s',
    (_words, kind, earlier, steps) => {
      const made = prepared(kind, earlier);
      const before = made.state();
      const whole = made.copy();
      hosts.push(whole);
      whole.changes();
      run(whole, scriptOf(steps));
      const changes = whole.changes().filter((change) => !/^(sleep|modprobe|ip (up|down|mtu))/.test(change)).length;
      for (let n = 0; n < changes; n += 3) {
        const cut = made.copy();
        hosts.push(cut);
        cut.failAfter(n);
        expect(cut.run(scriptOf(steps), shell).status).toBe(2);
        cut.failAfter(1e6);
        run(cut, scriptOf(steps), 'restore');
        expect(cut.state()).toBe(before);
      }
    },
  );

  test('what was there is kept once: a later change restores to before the first', () => {
    const nic = prepared('nic', EARLIER);
    const before = nic.state();
    run(nic, scriptOf([bind(0, 'vfio-pci')]));
    const later = scriptOf(NIC_STEPS);
    run(nic, later);
    run(nic, later, 'restore');
    expect(nic.state()).toBe(before);
  });

  test('nothing is changed where what is there cannot be kept whole, as the file system is full', () => {
    const nic = prepared('nic', EARLIER);
    const before = nic.state();
    const folder = join(nic.root, `var/lib/cdktf-sriov/${PF}/before`);
    mkdirSync(folder, { recursive: true });
    symlinkSync('/dev/full', join(folder, 'vfs.new'));
    expect(nic.run(scriptOf([bind(0, 'vfio-pci')]), shell)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('what is there before the change (vfs) cannot be kept in'),
    });
    expect(nic.state()).toBe(before);
  });

  test('of a NIC that does not let the number of vectors be changed none is kept', () => {
    const nic = prepared('nic', EARLIER);
    rmSync(join(nic.root, `sys/bus/pci/devices/${PF}/sriov_vf_total_msix`));
    run(nic, scriptOf([bind(0, 'vfio-pci')]));
    expect(nic.read(`var/lib/cdktf-sriov/${PF}/before/vfs`)).not.toContain('msix');
  });

  test('of VFs whose settings the driver does not list none is kept, and the rest is restored', () => {
    const nic = prepared('nic', [numVfs(2)]);
    for (const vf of [0, 1]) rmSync(join(nic.root, `vf/${vf}`));
    const before = nic.state();
    const script = scriptOf([bind(0, 'vfio-pci')]);
    run(nic, script);
    run(nic, script, 'restore');
    expect(nic.state()).toBe(before);
  });

  test('a script of which the end has not come does nothing, wherever it is cut off', () => {
    const nic = host();
    const script = scriptOf([numVfs(2)]);
    const ends = ['}', '; exit', ' "$@"', '{ main', 'steps() {', 'main() {', 'vfs() {'];
    for (const end of ends) nic.run(script.slice(0, script.lastIndexOf(end)), shell);
    expect(nic.changes()).toEqual([]);
    expect(nic.numVfs).toBe(0);
  });

  test('what comes behind the end of a script is not carried out: it may be written anew while it runs', () => {
    const nic = host();
    expect(run(nic, `${scriptOf([numVfs(2)])}echo more\n`)).toMatch(/as wanted after 1 changes\n$/);
  });

  test('what a smaller plan does not touch is restored by its script too', () => {
    const nic = prepared('nic', EARLIER);
    const before = nic.state();
    run(nic, scriptOf(NIC_STEPS));
    run(nic, scriptOf([bind(1, 'vfio-pci')]));
    run(nic, scriptOf([bind(1, 'vfio-pci')]), 'restore');
    expect(nic.state()).toBe(before);
  });

  test('a run that finds everything as wanted keeps nothing', () => {
    const nic = prepared('nic', EARLIER);
    run(nic, scriptOf(EARLIER));
    expect(existsSync(join(nic.root, `var/lib/cdktf-sriov/${PF}`))).toBe(false);
  });

  test('a VF in use is not taken away by restore', () => {
    const nic = host();
    const script = scriptOf(NIC_STEPS);
    run(nic, script);
    nic.openVfio(2);
    const state = nic.state();
    expect(nic.run(script, shell, 'restore')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('VF 2 (0000:3b:01.2) is in use: process 4242'),
    });
    expect(nic.state()).toBe(state);
  });

  test('an unknown word, and boot where nothing comes back at boot, change nothing', () => {
    const nic = host();
    expect(nic.run(scriptOf(NIC_STEPS), shell, 'boot').stderr).toContain('does not say what is to come back');
    expect(nic.run(scriptOf(NIC_STEPS), shell, 'stop' as 'boot').stderr).toContain('stop is no word of this script');
    expect(nic.changes()).toEqual([]);
  });

  describe('persistence by systemd', () => {
    const unit = bootUnitName(PF);
    const withUnit = (steps: readonly Step[], boot = steps) => scriptOf(steps, { by: 'systemd', plan: planOf(boot) });
    const systemdHost = () => {
      const made = host();
      mkdirSync(join(made.root, 'run/systemd/system'), { recursive: true });
      mkdirSync(join(made.root, 'etc/systemd/system'), { recursive: true });
      return made;
    };
    const installed = (on: FakeHost) => existsSync(join(on.root, 'etc/systemd/system', unit));

    test('installs the unit once, renews it when the script changes, and removes it on restore', () => {
      const nic = systemdHost();
      expect(run(nic, withUnit([numVfs(2)]))).toContain(`${unit}: installed and enabled`);
      expect(nic.read(`etc/systemd/system/${unit}`)).toBe(bootUnit(PF));
      expect(nic.read(`etc/systemd/system/${linkUnitName(PF)}`)).toBe(linkUnit(PF));
      expect(nic.read('systemctl')).toBe(`systemctl daemon-reload\nsystemctl enable ${unit} ${linkUnitName(PF)}\n`);
      expect(run(nic, withUnit([numVfs(2)]))).toContain('nothing to do');
      run(nic, withUnit([numVfs(2), bind(0, 'vfio-pci')]));
      expect(nic.read(`var/lib/cdktf-sriov/${PF}/script.sh`)).toContain('bind 0 - vfio-pci');
      expect(run(nic, withUnit([numVfs(2)]), 'restore')).toContain(`${unit}: removed`);
      expect(installed(nic)).toBe(false);
      expect(nic.numVfs).toBe(0);
    });

    test('installs it on a host that is as wanted already', () => {
      const nic = systemdHost();
      run(nic, scriptOf([numVfs(2)]));
      expect(run(nic, withUnit([], [numVfs(2)]))).toContain(`${unit}: installed and enabled`);
      expect(run(nic, withUnit([], [numVfs(2)]))).toContain('nothing to do');
    });

    test('removes it when something else is to bring VFs back, or nothing', () => {
      const nic = systemdHost();
      run(nic, withUnit([numVfs(2)]));
      const without = scriptOf([numVfs(2)], { by: 'others' });
      expect(run(nic, without)).toContain(`${unit}: removed`);
      expect(installed(nic)).toBe(false);
      expect(run(nic, without)).toContain('nothing to do');
    });

    test('is refused before anything is changed where systemd does not run', () => {
      const nic = host();
      const refused = nic.run(withUnit([numVfs(2)]), shell);
      expect(refused.status).toBe(1);
      expect(refused.stderr).toMatch(
        /refused: the VFs are to come back .* Set persistence of the host to external or none$/m,
      );
      expect(nic.changes()).toEqual([]);
    });

    test('at boot carries out the steps from a fresh host, and touches no VF in use', () => {
      const nic = systemdHost();
      const up: Step = { kind: 'pf-link', pf, up: true };
      const script = withUnit([bind(0, 'vfio-pci')], [up, numVfs(2), bind(0, 'vfio-pci')]);
      run(nic, script, 'boot');
      expect(nic.numVfs).toBe(2);
      expect(nic.driverOf('0000:3b:01.0')).toBe('vfio-pci');
      expect(installed(nic)).toBe(false);
      expect(run(nic, script, 'boot')).toContain('nothing to do');
      nic.openVfio(0);
      const other = withUnit([], [up, numVfs(2), bind(0, 'native')]);
      expect(nic.run(other, shell, 'boot').status).toBe(1);
    });

    describe('on a port whose switch is still booting', () => {
      const limit = (n: number): Step => setting(n, { name: 'rate', minTxMbps: 0, maxTxMbps: 1000 });
      const steps: Step[] = [
        numVfs(2),
        setting(0, { name: 'trust', on: true }),
        { kind: 'wait-link', pf, timeoutSeconds: 30 },
        limit(0),
        limit(1),
        bind(0, 'vfio-pci'),
        bind(1, 'vfio-pci'),
      ];
      const booted = () => {
        const nic = systemdHost();
        nic.write('dark', '');
        nic.write(`sys/bus/pci/devices/${PF}/net/ens1f0/carrier`, '0');
        return { nic, said: run(nic, withUnit(steps), 'boot') };
      };

      test('VFs are made, set and bound, and rates are put off', () => {
        const { nic, said } = booted();
        expect(said).toMatch(/vf 0 rate 0 1000: put off, since ens1f0 has no carrier: .*Invalid argument/);
        expect(said).toMatch(
          /as wanted after \d+ changes, but for the rates of VF 0 1: ens1f0 has no carrier\. They are set when it comes, by cdktf-sriov-0000-3b-00\.0-link\.service/,
        );
        expect(['0000:3b:01.0', '0000:3b:01.1'].map((vf) => nic.driverOf(vf))).toEqual(['vfio-pci', 'vfio-pci']);
        expect(nic.read(`run/cdktf-sriov/later.${PF}`)).toMatch(/^ens1f0 has no carrier\nsince \d{10}\n$/);
      });

      test('rates that no plan waits with are put off too, where they come to nothing', () => {
        const nic = systemdHost();
        nic.write('dark', '');
        nic.write(`sys/bus/pci/devices/${PF}/net/ens1f0/carrier`, '0');
        const unwaited = withUnit(steps.filter(({ kind }) => kind !== 'wait-link'));
        expect(run(nic, unwaited, 'boot')).toMatch(/vf 1 rate 0 1000: put off, since ens1f0 has no carrier/);
        expect(['0000:3b:01.0', '0000:3b:01.1'].map((vf) => nic.driverOf(vf))).toEqual(['vfio-pci', 'vfio-pci']);
        rmSync(join(nic.root, 'dark'));
        nic.changes();
        run(nic, unwaited, 'link');
        expect(nic.changes()).toContain('ip vf 1 max_tx_rate 1000 min_tx_rate 0');
      });

      test('rates that the driver takes without carrier are set at once', () => {
        const nic = systemdHost();
        nic.write(`sys/bus/pci/devices/${PF}/net/ens1f0/carrier`, '0');
        nic.write('rates-without-carrier', '');
        nic.write('dark', '');
        const said = run(nic, withUnit(steps.filter(({ kind }) => kind !== 'wait-link')), 'boot');
        expect(said).toMatch(/as wanted after \d+ changes$/m);
        expect(existsSync(join(nic.root, `run/cdktf-sriov/later.${PF}`))).toBe(false);
      });

      test('rates follow when the link is there, also for a VF that a VM has by then, and nothing else is touched', () => {
        const { nic } = booted();
        rmSync(join(nic.root, 'dark'));
        nic.write('vf/0', 'trust off');
        nic.openVfio(0);
        nic.changes();
        run(nic, withUnit(steps), 'link');
        expect(nic.changes()).toEqual([
          'sleep',
          'ip vf 0 max_tx_rate 1000 min_tx_rate 0',
          'ip vf 1 max_tx_rate 1000 min_tx_rate 0',
        ]);
        expect(existsSync(join(nic.root, `run/cdktf-sriov/later.${PF}`))).toBe(false);
      });

      test('a link that does not come ends in words, with what stays undone', () => {
        const { nic } = booted();
        const ended = nic.run(withUnit(steps), shell, 'link');
        expect(ended.status).toBe(2);
        expect(ended.stderr).toMatch(
          /ens1f0 has had no carrier for 900 s, and what needs it is not set: rates of VFs\. .*systemctl start cdktf-sriov-0000-3b-00\.0-link\.service/,
        );
        const waits = () => parseLinkWait(`later.${PF}`, nic.read(`run/cdktf-sriov/later.${PF}`));
        expect(waits()).toMatchObject({ pf: PF, reason: 'ens1f0 has no carrier', givenUp: { tries: 1, seconds: 900 } });
        nic.run(withUnit(steps), shell, 'link');
        expect(waits()).toMatchObject({ givenUp: { tries: 2, seconds: 900 } });
      });

      test('an apply that a person waits for still fails without carrier', () => {
        const { nic } = booted();
        nic.forget();
        const applied = nic.run(withUnit(steps), shell);
        expect(applied).toMatchObject({ status: 2 });
        expect(applied.stderr).toContain('no carrier after 30 s');
      });
    });

    test('at boot VFs that something else has made give way', () => {
      const nic = systemdHost();
      run(nic, scriptOf([numVfs(5)]));
      nic.changes();
      const script = withUnit([{ kind: 'pf-link', pf, up: true }, numVfs(2)]);
      expect(nic.run(script, shell)).toMatchObject({ status: 1 });
      expect(run(nic, script, 'boot')).toMatch(/sriov_numvfs 5 -> 0[^]*sriov_numvfs 0 -> 2/);
      expect(nic.numVfs).toBe(2);
    });

    test('at boot VFs that something else has made and given to a user stay', () => {
      const nic = systemdHost();
      run(nic, scriptOf([numVfs(5)]));
      nic.openVfio(3);
      const refused = nic.run(withUnit([{ kind: 'pf-link', pf, up: true }, numVfs(2)]), shell, 'boot');
      expect(refused).toMatchObject({ status: 1 });
      expect(refused.stderr).toMatch(/VF 3 .* is in use/);
      expect(nic.numVfs).toBe(5);
    });

    test('at boot a VF that cannot be bound keeps no other one from its driver, and the unit fails', () => {
      const nic = systemdHost();
      nic.write('failures', '*/0000:3b:01.0/driver_override Operation not permitted');
      const up: Step = { kind: 'pf-link', pf, up: true };
      const booted = nic.run(withUnit([up, numVfs(2), bind(0, 'vfio-pci'), bind(1, 'vfio-pci')]), shell, 'boot');
      expect(booted.status).toBe(2);
      expect(booted.stderr).toMatch(/driver_override: Operation not permitted[^]*did not last: VF 0/);
      expect(nic.driverOf('0000:3b:01.1')).toBe('vfio-pci');
    });

    test('at boot waits for the device to come up', () => {
      const drive = host('nvme');
      rmSync(join(drive.root, `sys/bus/pci/devices/${PF}/nvme`), { recursive: true });
      const late = drive.run(withUnit(DRIVE_STEPS), shell, 'boot');
      expect(late).toMatchObject({
        status: 2,
        stderr: `sriov ${PF}: failed: the device and its driver have not come up within 60 s\n`,
      });
    });
  });
});

requireTool('systemd-analyze').test('systemd finds nothing wrong with the unit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sriov-unit-'));
  try {
    const file = join(folder, bootUnitName(PF));
    writeFileSync(file, bootUnit(PF));
    const later = join(folder, linkUnitName(PF));
    writeFileSync(later, linkUnit(PF));
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', file, later], { encoding: 'utf8' });
    const about = stderr.split('\n').filter((line) => line.includes('cdktf-sriov'));
    expect({ status, about }).toEqual({ status: 0, about: [] });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the unit comes before what looks for VFs, and after devices are looked for', () => {
  const unit = bootUnit(PF);
  expect(unit).toMatch(/^Before=.*\bnetwork-pre\.target\b.*\blibvirtd\.service\b.*$/m);
  expect(unit).toMatch(/^After=.*\bsystemd-modules-load\.service\b.*$/m);
});

describe('the plan from a fresh boot', () => {
  const HOST = { path: 'rack1/kvm01', name: 'kvm01', presumed: false, drivers: BUILT_IN_DRIVERS } as const;
  const vf = (index: number, change: Partial<TargetVf> = {}): TargetVf => ({
    index,
    address: `0000:3b:01.${index}`,
    driver: 'vfio-pci',
    ...change,
  });
  const target: TargetPf = {
    path: 'rack1/kvm01/pf',
    address: PF,
    deviceClass: 'net',
    driver: 'ice',
    vfDriver: 'iavf',
    numVfs: 2,
    driversAutoprobe: false,
    adminUp: true,
    virtualFunctions: [vf(0, { trust: true }), vf(1)],
  };
  const kinds = (plan: HostPlan) => plan.steps.map((step) => step.kind);

  test('holds every step, though the host is as wanted now and its VFs are in use', () => {
    const users = [{ kind: 'vfio' as const, detail: 'qemu', vm: null, process: 1 }];
    const virtualFunctions = [0, 1].map((index) => vfFacts(index, { driver: 'vfio-pci', users }));
    const now = inventory([nicFacts({ address: PF, numVfs: 2, driversAutoprobe: false, virtualFunctions })], {
      modules: ['vfio_pci'],
    });
    const plan = planBoot(HOST, { physicalFunctions: [target] }, now);
    expect(plan.refusals).toEqual([]);
    expect(plan.disruptions).toEqual([]);
    expect(kinds(plan)).toEqual([
      'module-load',
      'pf-link',
      'drivers-autoprobe',
      'num-vfs',
      'vf-setting',
      'driver-bind',
      'driver-bind',
    ]);
  });

  test.each([
    [
      'that the driver makes as it loads',
      'mlx4_core',
      'mlx4_core',
      ['module-load', 'pf-link', 'drivers-autoprobe', 'vf-setting', 'driver-bind', 'driver-bind'],
    ],
    ['that a program of the vendor makes, and that stay on their driver', 'nvidia', 'nvidia', []],
  ])('makes no VFs %s: it takes them as they come', (_words, driver, vfDriver, steps) => {
    const isNic = driver === 'mlx4_core';
    const virtualFunctions = [0, 1].map((index) => vfFacts(index, { driver: 'vfio-pci', driverOverride: 'vfio-pci' }));
    const now = inventory([
      nicFacts({
        address: PF,
        driver,
        numVfs: 2,
        virtualFunctions,
        ...(!isNic && { deviceClass: 'other', network: null }),
      }),
    ]);
    const { driversAutoprobe: _, adminUp: __, ...bare } = target;
    const wanted: TargetPf = isNic
      ? { ...target, driver, vfDriver }
      : { ...bare, deviceClass: 'other', driver, vfDriver, virtualFunctions: [] };
    const plan = planBoot(HOST, { physicalFunctions: [wanted] }, now);
    expect(plan.refusals).toEqual([]);
    expect(kinds(plan)).toEqual(steps);
  });

  test('gives controllers their resources, which a reboot takes', () => {
    const nvme = { controllerId: 1, virtualQueues: 2, virtualInterrupts: 1, namespaceIds: [1] };
    const drive: TargetPf = {
      ...target,
      deviceClass: 'nvme',
      driver: 'nvme',
      adminUp: undefined,
      numVfs: 1,
      virtualFunctions: [vf(0, { nvme })],
    };
    const facts = nvmeFacts({ address: PF, vfOffset: 8, vfStride: 1 });
    const plan = planBoot(HOST, { physicalFunctions: [drive] }, inventory([facts]));
    expect(plan.refusals).toEqual([]);
    expect(kinds(plan)).toEqual(
      expect.arrayContaining(['nvme-resource', 'secondary-state', 'namespace-attach', 'driver-bind']),
    );
  });

  test('is that of the host itself where nobody read it', () => {
    const facts = nicFacts({ address: PF });
    const fresh = planHost(HOST, { physicalFunctions: [target] }, inventory([facts], { modules: [] }));
    expect(planBoot(HOST, { physicalFunctions: [target] }, inventory([facts])).steps).toEqual(
      expect.arrayContaining([...fresh.steps]),
    );
  });
});
