import { mkdirSync, rmSync } from 'node:fs';
import { spawnSync } from '../support/child';
import { InputError } from '../../lib/model/errors';
import type { HostPlan } from '../../lib/plan/host-plan';
import type { Step, VfSetting } from '../../lib/plan/step';
import { renderPfScript } from '../../lib/render/script';
import { requireTool } from '../support/require-tool';
import { describeInShells } from '../support/shells';
import { FakeHost, PF } from './fake-host';
import { planOf } from './plan-of';

const pf = PF;

/** Each test starts hundreds of small programs. */
jest.setTimeout(300_000);

const vfAddress = (vf: number) => `0000:3b:${(1 + Math.floor(vf / 8)).toString(16).padStart(2, '0')}.${vf % 8}`;
const set = (vf: number, setting: VfSetting): Step => ({ kind: 'vf-setting', pf, vf, setting });
const bind = (vf: number, driver: string | null): Step => ({
  kind: 'driver-bind',
  pf,
  vf,
  address: vfAddress(vf),
  driver,
});
const queues = (vf: number, count: number): Step => ({
  kind: 'nvme-resource',
  pf,
  vf,
  controllerId: vf + 1,
  resource: 'vq',
  count,
});
const interrupts = (vf: number, count: number): Step => ({
  kind: 'nvme-resource',
  pf,
  vf,
  controllerId: vf + 1,
  resource: 'vi',
  count,
});
const state = (vf: number, online: boolean): Step => ({
  kind: 'secondary-state',
  pf,
  vf,
  controllerId: vf + 1,
  online,
});
const numVfs = (count: number): Step => ({ kind: 'num-vfs', pf, numVfs: count });

/** As the planner orders them: settings VF by VF, rates last and with carrier, then drivers. */
function nicSteps(vfs: number, settings = allSettings): Step[] {
  const indexes = Array.from({ length: vfs }, (_, vf) => vf);
  return [
    { kind: 'pf-link', pf, up: true },
    { kind: 'drivers-autoprobe', pf, enabled: false },
    numVfs(vfs),
    ...indexes.flatMap((vf) => settings(vf)),
    { kind: 'wait-link', pf, timeoutSeconds: 30 },
    ...indexes.map((vf) => set(vf, { name: 'rate', minTxMbps: 0, maxTxMbps: 1000 + vf })),
    ...indexes.map((vf) => bind(vf, 'vfio-pci')),
  ];
}

function allSettings(vf: number): Step[] {
  return [
    set(vf, { name: 'mac', mac: `02:00:00:00:01:${vf.toString(16).padStart(2, '0')}` }),
    set(vf, { name: 'vlan', vlan: 100 + vf, qos: vf % 8, protocol: vf % 2 ? '802.1ad' : '802.1Q' }),
    set(vf, { name: 'spoofCheck', on: vf % 2 === 0 }),
    set(vf, { name: 'trust', on: vf % 2 === 1 }),
    set(vf, { name: 'linkState', state: 'enable' }),
  ];
}

function nvmeSteps(vfs: number): Step[] {
  const indexes = Array.from({ length: vfs }, (_, vf) => vf);
  return [
    { kind: 'drivers-autoprobe', pf, enabled: false },
    numVfs(vfs),
    ...indexes.flatMap((vf): Step[] => [
      queues(vf, 2),
      interrupts(vf, 1),
      state(vf, true),
      { kind: 'namespace-attach', pf, vf, controllerId: vf + 1, nsid: 1, attached: true },
      bind(vf, 'vfio-pci'),
    ]),
  ];
}

/** Other resources for a controller that is online. */
const REASSIGN: Step[] = [
  bind(0, null),
  state(0, false),
  queues(0, 4),
  interrupts(0, 2),
  state(0, true),
  bind(0, 'vfio-pci'),
];

const scriptOf = (steps: readonly Step[], change: Partial<HostPlan> = {}) => renderPfScript(planOf(steps, change), PF);

const hosts: FakeHost[] = [];
function host(kind: 'nic' | 'nvme' = 'nic'): FakeHost {
  const made = new FakeHost(kind);
  hosts.push(made);
  return made;
}
afterEach(() => {
  for (const used of hosts.splice(0)) used.remove();
});

describeInShells('in %s', ['dash', 'busybox sh'], (shell) => {
  /** Runs the script and expects it to end well. */
  function apply(on: FakeHost, steps: readonly Step[]): string {
    const run = on.run(scriptOf(steps), shell);
    expect(run).toMatchObject({ status: 0, stderr: '' });
    return run.stdout;
  }

  describe('a NIC', () => {
    test('gets its VFs, settings and drivers in the order of the plan, rates only with carrier', () => {
      const nic = host();
      const said = apply(nic, nicSteps(2));
      expect(nic.changes()).toEqual([
        `write ${PF}/sriov_drivers_autoprobe 0`,
        `write ${PF}/sriov_numvfs 2`,
        'ip vf 0 mac 02:00:00:00:01:00',
        'ip vf 0 vlan 100 qos 0',
        'ip vf 0 state enable',
        'ip vf 1 mac 02:00:00:00:01:01',
        'ip vf 1 vlan 101 qos 1 proto 802.1ad',
        'ip vf 1 spoofchk off',
        'ip vf 1 trust on',
        'ip vf 1 state enable',
        'sleep',
        'ip vf 0 max_tx_rate 1000 min_tx_rate 0',
        'ip vf 1 max_tx_rate 1001 min_tx_rate 0',
        'write 0000:3b:01.0/driver_override vfio-pci',
        'write drivers/vfio-pci/bind 0000:3b:01.0',
        'write 0000:3b:01.1/driver_override vfio-pci',
        'write drivers/vfio-pci/bind 0000:3b:01.1',
      ]);
      expect(said).toContain(`sriov ${PF}: sriov_numvfs 0 -> 2\n`);
      expect(said).toMatch(/as wanted after 14 changes\n$/);
    });

    test('is left alone by a second run', () => {
      const nic = host();
      apply(nic, nicSteps(3));
      nic.changes();
      nic.openVfio(1);
      expect(apply(nic, nicSteps(3))).toBe(`sriov ${PF}: as wanted, nothing to do\n`);
      expect(nic.changes()).toEqual([]);
    });

    test('has only what drifted repaired', () => {
      const nic = host();
      apply(nic, nicSteps(3));
      nic.changes();
      nic.write('vf/1', `${nic.read('vf/1')}mac 02:de:ad:00:00:01`);
      nic.openVfio(2);
      apply(nic, nicSteps(3));
      expect(nic.changes()).toEqual(['ip vf 1 mac 02:00:00:00:01:01']);
    });

    test('loses VLAN, rate and priority where none are wanted', () => {
      const nic = host();
      apply(nic, nicSteps(1));
      nic.changes();
      apply(nic, [
        set(0, { name: 'vlan', vlan: 0, qos: 0, protocol: '802.1ad' }),
        set(0, { name: 'rate', minTxMbps: 0, maxTxMbps: 0 }),
      ]);
      expect(nic.changes()).toEqual(['ip vf 0 vlan 0 qos 0', 'ip vf 0 max_tx_rate 0 min_tx_rate 0']);
    });

    test('goes through 0 from N to M VFs, and not again once M are there', () => {
      const nic = host();
      apply(nic, [numVfs(2)]);
      const toFour = [numVfs(0), numVfs(4), bind(3, 'vfio-pci')];
      nic.changes();
      apply(nic, toFour);
      expect(nic.changes().filter((change) => change.includes('numvfs'))).toEqual([
        `write ${PF}/sriov_numvfs 0`,
        `write ${PF}/sriov_numvfs 4`,
      ]);
      nic.openVfio(0);
      apply(nic, toFour);
      expect(nic.changes()).toEqual([]);
    });

    test('has its eswitch mode set between removing and creating VFs, and not again', () => {
      const nic = host();
      apply(nic, [numVfs(2)]);
      nic.changes();
      const switched: Step[] = [numVfs(0), { kind: 'eswitch-mode', pf, mode: 'switchdev' }, numVfs(2)];
      apply(nic, switched);
      expect(nic.changes()).toEqual([`write ${PF}/sriov_numvfs 0`, 'devlink switchdev', `write ${PF}/sriov_numvfs 2`]);
      expect(apply(nic, switched)).toContain('nothing to do');
    });

    test('has a VF made migratable by its port before a driver is bound to it, and not a second time', () => {
      const nic = host();
      apply(nic, [{ kind: 'eswitch-mode', pf, mode: 'switchdev' }, numVfs(2)]);
      nic.changes();
      const port: Step = { kind: 'vf-migratable', pf, vf: 1, enabled: true };
      const steps: Step[] = [bind(1, null), port, bind(1, 'vfio-pci')];
      apply(nic, steps);
      expect(nic.changes().filter((line) => !line.includes('override'))).toEqual([
        'write 0000:3b:01.1/driver/unbind 0000:3b:01.1',
        'devlink pci/0000:3b:00.0/2 migratable enable',
        'write drivers/vfio-pci/bind 0000:3b:01.1',
      ]);
      expect(apply(nic, steps)).toContain('nothing to do');
    });

    test('fails for a VF without a port, as there is none in legacy mode', () => {
      const nic = host();
      apply(nic, [numVfs(1)]);
      const port: Step = { kind: 'vf-migratable', pf, vf: 0, enabled: true };
      expect(() => apply(nic, [bind(0, null), port])).toThrow(/VF 0 has no devlink port/);
    });

    test('has a VF unbound for its MSI-X count and bound again, and not a second time', () => {
      const nic = host();
      apply(nic, [numVfs(1)]);
      nic.changes();
      const steps: Step[] = [bind(0, null), { kind: 'vf-msix', pf, vf: 0, vectors: 9 }, bind(0, 'vfio-pci')];
      apply(nic, steps);
      expect(nic.changes()).toEqual([
        'write 0000:3b:01.0/driver_override (empty)',
        'write 0000:3b:01.0/driver/unbind 0000:3b:01.0',
        'write 0000:3b:01.0/sriov_vf_msix_count 9',
        'write 0000:3b:01.0/driver_override vfio-pci',
        'write drivers/vfio-pci/bind 0000:3b:01.0',
      ]);
      nic.openVfio(0);
      expect(apply(nic, steps)).toContain('nothing to do');
    });

    test('has a VF taken off its native driver for a new MAC and bound again, and not a second time', () => {
      const nic = host();
      apply(nic, [numVfs(1), bind(0, 'native')]);
      nic.changes();
      const mac = '02:00:00:00:00:07';
      const steps: Step[] = [bind(0, null), set(0, { name: 'mac', mac }), bind(0, 'native')];
      apply(nic, steps);
      expect(nic.changes()).toEqual([
        'write 0000:3b:01.0/driver_override (empty)',
        'write 0000:3b:01.0/driver/unbind 0000:3b:01.0',
        `ip vf 0 mac ${mac}`,
        'write 0000:3b:01.0/driver_override native',
        'write drivers/native/bind 0000:3b:01.0',
      ]);
      expect(apply(nic, steps)).toContain('nothing to do');
    });

    test('has a VF unbound for its GUIDs and bound again, and not a second time', () => {
      const nic = host();
      nic.write('infiniband', '');
      apply(nic, [numVfs(1), bind(0, 'vfio-pci')]);
      nic.changes();
      const guid = '02:5a:00:00:00:00:00:01';
      const guids = ['nodeGuid', 'portGuid'].map((name) => set(0, { name, guid } as VfSetting));
      const steps: Step[] = [bind(0, null), ...guids, bind(0, 'vfio-pci')];
      apply(nic, steps);
      expect(nic.changes()).toEqual([
        'write 0000:3b:01.0/driver_override (empty)',
        'write 0000:3b:01.0/driver/unbind 0000:3b:01.0',
        `ip vf 0 node_guid ${guid}`,
        `ip vf 0 port_guid ${guid}`,
        'write 0000:3b:01.0/driver_override vfio-pci',
        'write drivers/vfio-pci/bind 0000:3b:01.0',
      ]);
      nic.openVfio(0);
      expect(apply(nic, steps)).toContain('nothing to do');
    });

    test('has MTU, link, module and the MTU of a native VF set', () => {
      const nic = host();
      const steps: Step[] = [
        { kind: 'module-load', pf, module: 'pds-vfio' },
        { kind: 'pf-link', pf, up: false },
        { kind: 'pf-mtu', pf, mtu: 9000 },
        numVfs(1),
        bind(0, 'native'),
        { kind: 'vf-mtu', pf, vf: 0, mtu: 4000 },
      ];
      apply(nic, steps);
      expect(nic.changes()).toEqual([
        'modprobe pds-vfio',
        'ip down',
        'ip mtu 9000',
        `write ${PF}/sriov_numvfs 1`,
        'ip mtu 4000',
      ]);
      expect(apply(nic, steps)).toContain('nothing to do');
    });

    test('keeps a VF unbound with its override cleared', () => {
      const nic = host();
      apply(nic, [numVfs(1)]);
      expect(nic.driverOf('0000:3b:01.0')).toBe('native');
      apply(nic, [bind(0, null)]);
      expect(nic.driverOf('0000:3b:01.0')).toBeNull();
      expect(apply(nic, [bind(0, null)])).toContain('nothing to do');
    });
  });

  describe('an NVMe drive', () => {
    test('gets resources while controllers are offline, then online, namespace and driver', () => {
      const drive = host('nvme');
      apply(drive, nvmeSteps(2));
      expect(drive.changes()).toEqual([
        `write ${PF}/sriov_drivers_autoprobe 0`,
        `write ${PF}/sriov_numvfs 2`,
        ...[1, 2].flatMap((c) => [
          `nvme virt-mgmt -c ${c} -a 8 -r 0 -n 2`,
          `nvme virt-mgmt -c ${c} -a 8 -r 1 -n 1`,
          `nvme virt-mgmt -c ${c} -a 9`,
          `nvme attach-ns -n 1 -c ${c}`,
          `write 0000:3b:01.${c - 1}/driver_override vfio-pci`,
          `write drivers/vfio-pci/bind 0000:3b:01.${c - 1}`,
        ]),
      ]);
      drive.openVfio(0);
      expect(apply(drive, nvmeSteps(2))).toContain('nothing to do');
    });

    test('has a controller taken offline for other resources, and not a second time', () => {
      const drive = host('nvme');
      apply(drive, nvmeSteps(2));
      drive.changes();
      apply(drive, REASSIGN);
      expect(drive.changes().filter((change) => change.startsWith('nvme'))).toEqual([
        'nvme virt-mgmt -c 1 -a 7',
        'nvme virt-mgmt -c 1 -a 8 -r 0 -n 4',
        'nvme virt-mgmt -c 1 -a 8 -r 1 -n 2',
        'nvme virt-mgmt -c 1 -a 9',
      ]);
      drive.openVfio(0);
      expect(apply(drive, REASSIGN)).toContain('nothing to do');
    });

    test('says what the drive answers when its pool is used up', () => {
      const drive = host('nvme');
      for (let c = 4; c <= 8; c++) drive.write(`nvme/${c}`, '0 3 1');
      const run = drive.run(scriptOf(nvmeSteps(1)), shell);
      expect(run.status).toBe(2);
      expect(run.stderr).toMatch(/failed: nvme virt-mgmt .* -n 2: .*0x4122.*or the pool of the drive is used up/);
    });

    test('has a namespace detached, unless the VF is in use', () => {
      const drive = host('nvme');
      apply(drive, nvmeSteps(1));
      const detach: Step[] = [{ kind: 'namespace-attach', pf, vf: 0, controllerId: 1, nsid: 1, attached: false }];
      drive.openVfio(0);
      expect(drive.run(scriptOf(detach), shell).status).toBe(1);
      drive.closeVfio();
      apply(drive, detach);
      expect(drive.read('attached/1')).toBe('0\n');
      expect(apply(drive, detach)).toContain('nothing to do');
    });

    test('may say only by its answer that a namespace was attached before', () => {
      const drive = host('nvme');
      drive.write('unlisted', '');
      apply(drive, nvmeSteps(1));
      drive.openVfio(0);
      expect(apply(drive, nvmeSteps(1))).toMatch(/: as wanted after 0 changes\n$/);
    });
  });

  describe('a VF in use', () => {
    test.each<[string, Step[], (nic: FakeHost) => void, RegExp]>([
      [
        'an open vfio group, and all VFs are to go',
        [numVfs(0)],
        (nic) => nic.openVfio(1),
        /VF 1 \(0000:3b:01\.1\) is in use: process 4242 \(qemu-system-x86\) holds \/dev\/vfio\/101; this would touch it: sriov_numvfs 2 -> 0/,
      ],
      [
        'an open vfio group, and another driver is to be bound',
        [bind(1, 'native')],
        (nic) => nic.openVfio(1),
        /VF 1 .*: VF 1 \(0000:3b:01\.1\) driver vfio-pci -> native/,
      ],
      [
        'an open vfio group, and a setting is to change',
        [set(0, { name: 'trust', on: true })],
        (nic) => nic.openVfio(0),
        /VF 0 .*: vf 0 trust on/,
      ],
      ['an address on its netdev', [numVfs(0)], (nic) => withNetdev(nic), /VF 0 .* vf-0000:3b:01\.0 has 192\.0\.2\.1;/],
      [
        'its netdev elsewhere',
        [numVfs(0)],
        (nic) => withNetdevElsewhere(nic),
        /VF 0 .* its netdev is in another network namespace/,
      ],
    ])('is refused before the first change: %s', (_words, steps, use, says) => {
      const nic = host();
      apply(nic, [
        { kind: 'drivers-autoprobe', pf, enabled: false },
        numVfs(2),
        bind(0, 'vfio-pci'),
        bind(1, 'vfio-pci'),
      ]);
      use(nic);
      nic.changes();
      const before = nic.state();
      const run = nic.run(scriptOf([{ kind: 'drivers-autoprobe', pf, enabled: true }, ...steps]), shell);
      expect(run.status).toBe(1);
      expect(run.stderr).toMatch(says);
      expect(nic.changes()).toEqual([]);
      expect(nic.state()).toBe(before);
    });

    test('is not in use while its driver has made no netdev, as during a probe', () => {
      const nic = host();
      apply(nic, [numVfs(1), bind(0, 'native')]);
      rmSync(`${nic.root}/sys/bus/pci/devices/0000:3b:01.0/net`, { recursive: true });
      apply(nic, [numVfs(0)]);
      expect(nic.numVfs).toBe(0);
    });

    test('is touched when the plan allows it by name', () => {
      const nic = host();
      apply(nic, [numVfs(2)]);
      nic.openVfio(1);
      const disruption = { pf, vf: 1, address: vfAddress(1), effect: 'recreate' as const, users: ['vfio qemu'] };
      const script = scriptOf([numVfs(0)], { disruptions: [disruption] });
      expect(nic.run(script, shell)).toMatchObject({ status: 0 });
      expect(nic.numVfs).toBe(0);
    });

    test('is refused when the plan saw nobody use it', () => {
      const nic = host();
      apply(nic, [numVfs(2)]);
      nic.openVfio(1);
      const disruption = { pf, vf: 1, address: vfAddress(1), effect: 'recreate' as const, vm: 'web', users: [] };
      expect(nic.run(scriptOf([numVfs(0)], { disruptions: [disruption] }), shell).status).toBe(1);
      expect(nic.numVfs).toBe(2);
    });

    test('keeps a setting that its driver does not report', () => {
      const nic = host();
      apply(nic, [numVfs(1)]);
      nic.openVfio(0);
      nic.changes();
      expect(apply(nic, [set(0, { name: 'queryRss', on: true })])).toContain('left as it is');
      expect(nic.changes()).toEqual([]);
    });
  });

  test.each<[string, Step[], RegExp]>([
    ['more VFs than the PF has', [numVfs(0), numVfs(65)], /refused: 65 VFs are wanted, sriov_totalvfs is 64$/],
    [
      'other VFs than the plan was made for',
      [numVfs(4)],
      /refused: 2 VFs exist, and the plan was made for a PF without/,
    ],
  ])('%s: refused, and the VFs that are there stay', (_words, steps, says) => {
    const nic = host();
    apply(nic, [numVfs(2)]);
    nic.changes();
    const run = nic.run(scriptOf(steps), shell);
    expect(run.status).toBe(1);
    expect(run.stderr.trim()).toMatch(says);
    expect(nic.changes()).toEqual([]);
  });

  test('the port of the default route is not touched, unless the plan allows it', () => {
    const nic = host();
    nic.write('routes', 'default via 10.0.0.1 dev bond0 proto static');
    nic.write('sys/class/net/ens1f0/upper_bond0', '');
    const run = nic.run(scriptOf([numVfs(2)]), shell);
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/ens1f0 carries the management: bond0 has a default route; .*sriov_numvfs 0 -> 2/);
    const target = { path: 'p', address: PF, deviceClass: 'net', driver: 'ice', vfDriver: 'iavf', numVfs: 2 } as const;
    const allowed = { ...target, allowManagement: true, virtualFunctions: [] };
    const script = scriptOf([numVfs(2)], { target: { physicalFunctions: [allowed] } });
    expect(nic.run(script, shell).status).toBe(0);
  });

  test.each<[string, (nic: FakeHost) => void, Step[], RegExp]>([
    [
      'an errno of sriov_numvfs',
      (nic) => nic.write('failures', '*/sriov_numvfs Cannot allocate memory'),
      [numVfs(2)],
      /writing 2 to .*sriov_numvfs: Cannot allocate memory$/,
    ],
    ['no carrier in time', (nic) => nic.write('dark', ''), nicSteps(1), /ens1f0 has no carrier after 30 s$/],
    [
      'a setting that is taken and does not show',
      (nic) => nic.write('deaf', ''),
      nicSteps(1),
      /vf 0 mac .* was taken and does not show/,
    ],
    [
      'a setting that the driver refuses',
      () => {},
      [numVfs(1), set(0, { name: 'queryRss', on: true })],
      /ip link set dev ens1f0 vf 0 query_rss on: RTNETLINK answers: Operation not supported/,
    ],
    [
      'an errno of bind',
      (nic) => nic.write('failures', '*/vfio-pci/bind Invalid argument'),
      [numVfs(1), bind(0, 'vfio-pci')],
      /writing 0000:3b:01\.0 to .*vfio-pci\/bind: Invalid argument$/,
    ],
    ['a driver that is not loaded', () => {}, [numVfs(1), bind(0, 'nosuch')], /driver nosuch is not there/],
    [
      'a VF at another address',
      () => {},
      [numVfs(1), { ...bind(0, 'vfio-pci'), address: '0000:3b:02.0' } as Step],
      /VF 0 is at 0000:3b:01\.0, the plan says 0000:3b:02\.0/,
    ],
    ['a VF that is not there', () => {}, [numVfs(1), bind(7, 'vfio-pci')], /VF 7 is not there/],
    ['a user who is not root', (nic) => nic.write('uid', '1000'), [numVfs(1)], /this needs root$/],
  ])('%s: said in one line, and the exit code tells', (_words, prepare, steps, says) => {
    const nic = host();
    prepare(nic);
    const run = nic.run(scriptOf(steps), shell);
    expect(run.status).toBe(2);
    expect(run.stderr.trim()).toMatch(says);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
  });

  test('a PF that is not there, or has no netdev, is said', () => {
    const nic = host();
    const script = renderPfScript(planOf([{ ...numVfs(1), pf: '0000:5e:00.0' }]), '0000:5e:00.0');
    expect(nic.run(script, shell)).toMatchObject({
      status: 2,
      stderr: 'sriov 0000:5e:00.0: failed: there is no such device\n',
    });
    const drive = host('nvme');
    expect(drive.run(scriptOf([{ kind: 'pf-link', pf, up: true }]), shell).stderr).toContain('the PF has no netdev');
  });

  test.each<[string, 'nic' | 'nvme', Step[], Step[]]>([
    ['a NIC', 'nic', [], nicSteps(1)],
    ['a NIC with other VFs', 'nic', [numVfs(1), bind(0, 'vfio-pci')], [numVfs(0), numVfs(2), bind(0, 'vfio-pci')]],
    ['a drive', 'nvme', [], nvmeSteps(1)],
    ['a drive whose resources change', 'nvme', nvmeSteps(1), REASSIGN],
  ])('stopped at any change, a second run reaches what one run reaches: %s', (_words, kind, before, steps) => {
    const whole = host(kind);
    if (before.length > 0) apply(whole, before);
    const prepared = whole.copy();
    hosts.push(prepared);
    whole.changes();
    apply(whole, steps);
    const changes = whole.changes().filter((change) => !/^(sleep|modprobe|ip (up|down|mtu))/.test(change));
    for (let n = 0; n < changes.length; n++) {
      const cut = prepared.copy();
      hosts.push(cut);
      cut.failAfter(n);
      expect(cut.run(scriptOf(steps), shell).status).toBe(2);
      apply(cut, steps);
      expect(cut.state()).toBe(whole.state());
    }
  });
});

test('a plan that refuses gives a script that says why and does nothing', () => {
  const refusal = {
    ruleId: 'OPS-002',
    pf,
    constructPath: 'rack1/kvm01/pf',
    message: "VF 1 is in use by o'brien; $(reboot)\nnext",
    fix: 'Move the VM',
  };
  const script = scriptOf([numVfs(2)], { refusals: [refusal] });
  const run = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
  expect(run.status).toBe(1);
  expect(run.stderr).toBe(`sriov ${PF}: refused: OPS-002 VF 1 is in use by o'brien; $(reboot) next. Move the VM.\n`);
});

test('a PF without steps gives a script that has nothing to do', () => {
  const run = spawnSync('sh', ['-c', renderPfScript(planOf([numVfs(2)]), '0000:5e:00.0')], { encoding: 'utf8' });
  expect(run).toMatchObject({ status: 0, stdout: 'sriov 0000:5e:00.0: as wanted, nothing to do\n' });
});

test('only the steps of the PF are in its script', () => {
  const script = renderPfScript(planOf([numVfs(2), { ...numVfs(3), pf: '0000:5e:00.0' }]), PF);
  expect(script).toContain('\n  vfs 2\n');
  expect(script).not.toContain('vfs 3');
});

test.each<[string, Step]>([
  ['a driver', bind(0, 'vfio-pci; reboot')],
  ['a driver in another folder', bind(0, '../../../x')],
  ['a driver named as no driver', bind(0, 'none')],
  ['an address', { kind: 'driver-bind', pf, vf: 0, address: '0000:3b:01.0\nreboot', driver: null }],
  ['a MAC', set(0, { name: 'mac', mac: '02:00:00:00:00:01 trust on' })],
  ['the GUID of zeros', set(0, { name: 'portGuid', guid: '00:00:00:00:00:00:00:00' })],
  ['a GUID with more behind it', set(0, { name: 'nodeGuid', guid: '02:00:00:00:00:00:00:01 trust on' })],
  ['a multicast MAC', set(0, { name: 'mac', mac: '03:00:00:00:00:01' })],
  ['a module', { kind: 'module-load', pf, module: '-a' }],
  ['a count', numVfs(Number.NaN)],
  ['a negative count', numVfs(-1)],
  ['a fraction', { kind: 'pf-mtu', pf, mtu: 1500.5 }],
  ...['0100', '08', '200,100', '100,100', '200-100', '9999', '1;reboot'].map((allowed): [string, Step] => [
    `a list of VLANs ${allowed}`,
    { kind: 'vf-vlans', pf, vf: 0, allowed },
  ]),
  ['a link state', set(0, { name: 'linkState', state: '$(reboot)' as 'auto' })],
])('%s that must not stand in a script is an error', (_words, step) => {
  expect(() => scriptOf([step])).toThrow(InputError);
  expect(() => scriptOf([step])).toThrow(`[rack1/kvm01/${PF}/steps/0]`);
});

test('a VF of a disruption that is no whole number is an error', () => {
  const disruption = {
    pf: PF,
    vf: '0 1' as never,
    address: '0000:3b:01.0',
    effect: 'recreate',
    users: ['vfio'],
  } as const;
  expect(() => scriptOf([numVfs(1)], { disruptions: [disruption] })).toThrow(/\[host plan\] "0 1" is no whole number/);
});

test('a PF that is no PCI address is an error', () => {
  expect(() => renderPfScript(planOf([]), '3b:00.0;reboot')).toThrow('is no PCI address');
});

test('a host path with a newline stays in its comment', () => {
  const script = scriptOf([numVfs(1)], { host: 'rack1\nreboot' });
  expect(script.split('\n')[1]).toMatch(/^# PF 0000:3b:00\.0 of rack1\?reboot\./);
});

test('the script of a NIC with 32 VFs and all settings is small', () => {
  const ice = {
    path: 'rack1/kvm01/uplink',
    address: pf,
    deviceClass: 'net',
    driver: 'ice',
    vfDriver: 'iavf',
    numVfs: 32,
    virtualFunctions: [],
  } as const;
  expect(scriptOf(nicSteps(32), { target: { physicalFunctions: [ice] } }).length).toBeLessThan(38_000);
});

requireTool('shellcheck').test.each<[string, Step[]]>([
  ['a NIC', nicSteps(1)],
  ['a drive', nvmeSteps(1)],
  ['every kind of step, detours included', [bind(0, null), numVfs(0), ...everyKind()]],
  ...new Map(everyKind().map((step) => [`one ${step.kind}`, [step]])),
])('shellcheck finds nothing in the script of %s', (_words, steps) => {
  const run = spawnSync('shellcheck', ['-s', 'sh', '-'], { input: scriptOf(steps), encoding: 'utf8' });
  expect(run).toMatchObject({ status: 0, stdout: '' });
});

function everyKind(): Step[] {
  return [
    { kind: 'module-load', pf, module: 'vfio-pci' },
    { kind: 'eswitch-mode', pf, mode: 'switchdev' },
    { kind: 'drivers-autoprobe', pf, enabled: false },
    { kind: 'pf-link', pf, up: true },
    { kind: 'pf-mtu', pf, mtu: 9000 },
    { kind: 'wait-link', pf, timeoutSeconds: 30 },
    numVfs(2),
    ...allSettings(0),
    { kind: 'vf-mtu', pf, vf: 0, mtu: 1500 },
    { kind: 'vf-vlans', pf, vf: 0, allowed: '100,200-210' },
    { kind: 'vf-msix', pf, vf: 0, vectors: 4 },
    queues(0, 2),
    state(0, true),
    { kind: 'namespace-attach', pf, vf: 0, controllerId: 1, nsid: 1, attached: true },
    bind(0, 'vfio-pci'),
  ];
}

function withNetdev(nic: FakeHost): void {
  nic.run(scriptOf([bind(0, 'native')]), 'sh');
  nic.write('addr/vf-0000:3b:01.0', '30: vf-0000:3b:01.0    inet 192.0.2.1/24 scope global vf-0000:3b:01.0');
}

function withNetdevElsewhere(nic: FakeHost): void {
  nic.run(scriptOf([bind(0, 'native')]), 'sh');
  const netdevs = `${nic.root}/sys/bus/pci/devices/0000:3b:01.0/net`;
  rmSync(netdevs, { recursive: true });
  mkdirSync(netdevs);
}

describeInShells('lists of VLANs in %s', ['dash', 'busybox sh'], (shell) => {
  const vlans = (vf: number, allowed: string): Step => ({ kind: 'vf-vlans', pf, vf, allowed });
  const vlan = (vf: number, id: number): Step => set(vf, { name: 'vlan', vlan: id, qos: 0, protocol: '802.1Q' });
  const run = (on: FakeHost, steps: readonly Step[], word?: 'restore') => {
    const made = on.run(scriptOf(steps), shell, word);
    expect(made).toMatchObject({ status: 0, stderr: '' });
    return made.stdout;
  };

  test.each([
    ['i40e', '100,200-210'],
    ['mlx5_core', 'Allowed 802.1Q VLANs: 100 200 201 202 203 204 205 206 207 208 209 210'],
  ] as const)('%s: what is wanted is added before the rest goes, and shows', (driver, shown) => {
    const nic = host().keepsVlanLists(driver);
    const steps = [numVfs(2), vlans(1, '100,200-210')];
    expect(run(nic, steps)).toContain('VF 1 VLANs all -> 100,200-210\n');
    expect(nic.trunkOf(1)).toBe(shown);
    expect(nic.trunkOf(0)).toBe('');
    nic.changes();
    expect(run(nic, steps)).toContain('as wanted');
    expect(nic.changes()).toEqual([]);
    run(nic, [numVfs(2), vlans(1, '205-300')]);
    const [d, on] = driver === 'i40e' ? ['-', [`write ${PF}/sriov/1/vlan_anti_spoof on`]] : [' ', []];
    expect(nic.changes()).toEqual([
      `write ${PF}/sriov/1/trunk add 205${d}300`,
      `write ${PF}/sriov/1/trunk rem 0${d}204`,
      `write ${PF}/sriov/1/trunk rem 301${d}4095`,
      ...on,
    ]);
  });

  test.each(['i40e', 'mlx5_core'] as const)(
    '%s: a list is taken off, and gives way to a port VLAN and back',
    (driver) => {
      const nic = host().keepsVlanLists(driver);
      run(nic, [numVfs(1), vlans(0, '100')]);
      run(nic, [numVfs(1), vlans(0, 'all')]);
      expect(nic.trunkOf(0)).toBe('');
      if (driver === 'i40e') expect(nic.read(`sys/bus/pci/devices/${PF}/sriov/0/vlan_anti_spoof`)).toBe('off\n');
      run(nic, [numVfs(1), vlans(0, '100')]);
      const tagged = [numVfs(1), vlans(0, 'all'), vlan(0, 7)];
      run(nic, tagged);
      nic.changes();
      expect(run(nic, tagged)).toContain('as wanted');
      expect(nic.changes()).toEqual([]);
      run(nic, [numVfs(1), vlan(0, 0), vlans(0, '5-6')]);
      expect(nic.trunkOf(0)).toMatch(/5[- ]6$/);
    },
  );

  test('a VF of i40e that receives in its VLANs alone is held to them in what it sends as well', () => {
    const nic = host().keepsVlanLists('i40e');
    run(nic, [numVfs(1), vlans(0, '100')]);
    nic.write(`sys/bus/pci/devices/${PF}/sriov/0/vlan_anti_spoof`, 'off');
    expect(run(nic, [numVfs(1), vlans(0, '100')])).toContain('VF 0 VLANs received 100 -> 100\n');
    expect(nic.read(`sys/bus/pci/devices/${PF}/sriov/0/vlan_anti_spoof`)).toBe('on\n');
    nic.write(`sys/bus/pci/devices/${PF}/sriov/0/vlan_anti_spoof`, 'off');
    run(nic, [numVfs(1), vlans(0, 'all')]);
    expect(nic.trunkOf(0)).toBe('');
  });

  test.each([
    ['i40e', 'that is none', 'no list at all'],
    ['mlx5_core', 'with what is no id', 'Allowed 802.1Q VLANs: 5 x'],
    ['mlx5_core', 'cut off at the end of a page', `Allowed 802.1Q VLANs:${' 1000'.repeat(820)}`],
  ] as const)('%s: a list %s is written over, and is not brought back', (driver, _, text) => {
    const nic = host().keepsVlanLists(driver);
    run(nic, [numVfs(1), vlans(0, '100')]);
    nic.forget();
    nic.write(`sys/bus/pci/devices/${PF}/sriov/0/trunk`, text);
    const made = nic.run(scriptOf([numVfs(1), vlans(0, 'all')]), shell);
    expect(made.stdout).toContain('VF 0 VLANs ? -> all\n');
    expect(made.stderr).toContain('VF 0: its list of VLANs cannot be read and is not brought back\n');
    expect(nic.changes()).toContainEqual(expect.stringMatching(/sriov\/0\/trunk rem 0[- ]4095$/));
  });

  test.each([
    ['another list', () => [vlans(0, '100')]],
    ['a port VLAN', () => [vlans(0, 'all'), vlan(0, 7)]],
    ['VFs that are made anew', () => [numVfs(0)]],
  ])('a list of i40e to receive in alone comes back with restore after %s', (_, steps) => {
    const nic = host().keepsVlanLists('i40e');
    run(nic, [numVfs(1), vlans(0, '5-6')]);
    nic.write(`sys/bus/pci/devices/${PF}/sriov/0/vlan_anti_spoof`, 'off');
    nic.forget();
    const list = () => [nic.trunkOf(0), nic.read(`sys/bus/pci/devices/${PF}/sriov/0/vlan_anti_spoof`)];
    const before = list();
    const state = nic.state();
    run(nic, steps());
    expect(nic.state()).not.toBe(state);
    run(nic, steps(), 'restore');
    expect(list()).toEqual(before);
    nic.changes();
    run(nic, [vlans(0, 'received 5-6')]);
    expect(nic.changes()).toEqual([]);
  });

  test.each(['i40e', 'mlx5_core'] as const)('%s: lists and port VLANs come back with restore', (driver) => {
    const nic = host().keepsVlanLists(driver);
    run(nic, [numVfs(3), vlans(0, '100,200-210'), vlan(1, 7)]);
    nic.forget();
    const before = nic.state();
    const steps = [vlan(1, 0), vlans(0, '5'), vlans(1, '6'), vlans(2, '8')];
    run(nic, steps);
    expect(nic.state()).not.toBe(before);
    run(nic, steps, 'restore');
    expect(nic.state()).toBe(before);
  });

  test.each([
    ["a driver of the kernel's own", () => host(), /makes no file sriov\/0\/trunk: No such file or directory$/],
    [
      'a write that the driver refuses',
      () => {
        const nic = host().keepsVlanLists('mlx5_core');
        nic.write('failures', '*/trunk Operation not permitted');
        return nic;
      },
      /writing add 100 100 to .*\/sriov\/0\/trunk: Operation not permitted$/,
    ],
  ])('%s makes the script fail', (_, make, words) => {
    const made = make().run(scriptOf([numVfs(1), vlans(0, '100')]), shell);
    expect(made.status).toBe(2);
    expect(made.stderr.trimEnd()).toMatch(words);
  });

  test('a VF in use is not touched', () => {
    const nic = host().keepsVlanLists('mlx5_core');
    run(nic, [numVfs(1), bind(0, 'vfio-pci')]);
    nic.openVfio(0);
    const made = nic.run(scriptOf([vlans(0, '100')]), shell);
    expect(made).toMatchObject({ status: 1, stdout: '' });
    expect(made.stderr).toMatch(/in use.*this would touch it: VF 0 VLANs all -> 100/);
  });
});
