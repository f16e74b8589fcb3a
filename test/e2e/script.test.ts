import type { Inventory } from '../../lib/inventory/inventory';
import type { HostPlan, TargetPf } from '../../lib/plan/host-plan';
import { differences } from '../../lib/plan/difference';
import { planHost } from '../../lib/plan/plan';
import { bootUnitName, linkUnitName, planBoot, STATE_FOLDER } from '../../lib/render/persistence';
import { renderPfScript, type ScriptPersistence } from '../../lib/render/script';
import { IGB, igbVf } from '../conformance/emulated-host';
import { describeWithLab } from '../lab/available';
import type { CommandResult } from '../lab/ssh';
import { holdVfioGroup, observe, settingsOf } from './support/observe';
import { DRIVE, driveVf, HOST, NIC, nicVf } from './support/targets';

/** What the script of a PF is to reach, one after the other from a fresh host. */
const TABLE: readonly (readonly [string, readonly TargetPf[]])[] = [
  ['VFs with all settings, bound to vfio-pci', [NIC]],
  [
    'other settings of one VF, the others left alone',
    [NIC, { ...NIC, virtualFunctions: [nicVf(0), nicVf(1, { trust: true, mac: '52:54:00:bb:01:01' }), nicVf(2)] }],
  ],
  [
    'settings taken away again',
    [
      NIC,
      {
        ...NIC,
        virtualFunctions: [
          nicVf(0, { vlan: { vlan: 0, qos: 0, protocol: '802.1Q' } }),
          nicVf(1, { rate: { minTxMbps: 0, maxTxMbps: 0 } }),
          nicVf(2, { trust: false }),
        ],
      },
    ],
  ],
  ['more VFs', [NIC, { ...NIC, numVfs: 5, virtualFunctions: [0, 1, 2, 3, 4].map((index) => nicVf(index)) }]],
  ['no VFs', [NIC, { ...NIC, numVfs: 0, virtualFunctions: [] }]],
  [
    'VFs on their native driver, with an MTU, and unbound ones',
    [
      {
        ...NIC,
        virtualFunctions: [nicVf(0, { driver: 'igbvf', mtu: 1800 }), nicVf(1, { driver: null }), nicVf(2)],
      },
    ],
  ],
  [
    'other drivers',
    [NIC, { ...NIC, virtualFunctions: [nicVf(0, { driver: null }), nicVf(1, { driver: 'igbvf' }), nicVf(2)] }, NIC],
  ],
  ['VFs of a drive, with queues and interrupts', [DRIVE]],
  ['other queues of one VF of a drive', [DRIVE, { ...DRIVE, virtualFunctions: [driveVf(0, 3), driveVf(1)] }]],
  ['a VF of a drive on its native driver', [{ ...DRIVE, virtualFunctions: [driveVf(0, 2, 'nvme'), driveVf(1)] }]],
  [
    'more VFs of a drive',
    [DRIVE, { ...DRIVE, numVfs: 4, virtualFunctions: [0, 1, 2, 3].map((index) => driveVf(index)) }],
  ],
];

/** Everything takes longer in software emulation, and looking at a whole host takes longest. */
const LIMIT_MS = 600_000;

describeWithLab('the rendered script on a real kernel', 'flat', (host) => {
  /** The host as it was seen last; nothing has changed since. */
  let seen: Inventory;
  const look = () => (seen = observe(host()));
  beforeAll(() => void look(), LIMIT_MS);

  const planFor = (target: TargetPf): HostPlan => planHost(HOST, { physicalFunctions: [target] }, seen);

  function run(shell: string, script: string, word = ''): CommandResult {
    return host().ssh(`cat >/tmp/pf.sh && ${shell} /tmp/pf.sh ${word}`, script);
  }

  /** Runs the script of a plan and holds the host against the target. */
  function reach(shell: string, target: TargetPf, persistence?: ScriptPersistence): { script: string; said: string } {
    const plan = planFor(target);
    expect(plan.refusals).toEqual([]);
    const script = renderPfScript(plan, target.address, persistence);
    const { status, stdout, stderr } = run(shell, script);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(differences({ physicalFunctions: [target] }, look())).toEqual([]);
    return { script, said: stdout };
  }

  /** Brings back what was there before, which is `settings`, and `inventory` with them. */
  function restore(shell: string, pf: string, settings: string, inventory: Inventory): string {
    const folder = `${STATE_FOLDER}/${pf}`;
    const { status, stdout, stderr } = host().ssh(`${shell} ${folder}/script.sh restore && ! test -e ${folder}`);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(settingsOf(host(), pf)).toBe(settings);
    seen = inventory;
    return stdout;
  }

  describe.each(['dash', 'busybox sh'])('in %s', (shell) => {
    test.each(TABLE)(
      'reaches %s; a second run changes nothing; restore brings back what was there',
      (_words, targets) => {
        const [{ address } = NIC] = targets;
        const [settings, inventory] = [settingsOf(host(), address), seen];
        let script = '';
        for (const target of targets) ({ script } = reach(shell, target));
        expect(run(shell, script)).toMatchObject({ status: 0, stdout: `sriov ${address}: as wanted, nothing to do\n` });
        restore(shell, address, settings, inventory);
      },
      LIMIT_MS,
    );
  });

  describe('on a NIC that is set up', () => {
    let settings: string;
    let fresh: Inventory;
    beforeAll(() => {
      [settings, fresh] = [settingsOf(host(), IGB), seen];
      reach('dash', NIC);
    }, LIMIT_MS);
    afterAll(() => restore('dash', IGB, settings, fresh), LIMIT_MS);

    test(
      'changes one VF without touching the others, and without 0 VFs on the way',
      () => {
        const holder = holdVfioGroup(host(), igbVf(2));
        try {
          const changed = { ...NIC, virtualFunctions: [nicVf(0), nicVf(1, { trust: true }), nicVf(2)] };
          // The target is made by hand, without the card's identity, which the script says first.
          const [identity, ...changes] = reach('dash', changed).said.trimEnd().split('\n');
          expect(identity).toContain('the plan knows no permanent MAC');
          expect(changes).toEqual([`sriov ${IGB}: vf 1 trust on`, `sriov ${IGB}: as wanted after 1 changes`]);
        } finally {
          holder.release();
          seen = {
            ...seen,
            physicalFunctions: seen.physicalFunctions.map((pf) => ({
              ...pf,
              virtualFunctions: pf.virtualFunctions.map((vf) => ({ ...vf, users: [] })),
            })),
          };
        }
      },
      LIMIT_MS,
    );

    test.each<[string, TargetPf, RegExp]>([
      ['fewer VFs', { ...NIC, numVfs: 1, virtualFunctions: [nicVf(0)] }, /this would touch it: sriov_numvfs 3 -> 0/],
      [
        'a setting of the VF',
        { ...NIC, virtualFunctions: [nicVf(0), nicVf(1), nicVf(2, { trust: false })] },
        /this would touch it: vf 2 trust off/,
      ],
      [
        'another driver',
        { ...NIC, virtualFunctions: [nicVf(0, { trust: true }), nicVf(1), nicVf(2, { driver: 'igbvf' })] },
        /this would touch it: VF 2 \(0000:01:10\.4\) driver vfio-pci -> igbvf/,
      ],
    ])(
      'refuses %s while a process holds its vfio group, before anything is changed',
      (_words, target, says) => {
        // The plan is from before the VF was taken: the script looks itself.
        const script = renderPfScript(planFor(target), IGB);
        const before = settingsOf(host(), IGB);
        const holder = holdVfioGroup(host(), igbVf(2));
        try {
          for (const shell of ['dash', 'busybox sh']) {
            const refused = run(shell, script);
            expect(refused.status).toBe(1);
            expect(refused.stderr).toMatch(
              /VF 2 \(0000:01:10\.4\) is in use: process \d+ \(sleep\) holds \/dev\/vfio\/\d+/,
            );
            expect(refused.stderr).toMatch(says);
            const kept = host().ssh(`${shell} ${STATE_FOLDER}/${IGB}/script.sh restore`);
            expect(kept).toMatchObject({ status: 1, stderr: expect.stringContaining('VF 2 (0000:01:10.4) is in use') });
          }
          expect(settingsOf(host(), IGB)).toBe(before);
        } finally {
          holder.release();
        }
      },
      LIMIT_MS,
    );
  });

  test(
    'restores VFs that were there before, with their settings',
    () => {
      const fresh = seen;
      const netdev = `"$(ls /sys/bus/pci/devices/${IGB}/net)"`;
      const earlier = [
        `echo 2 >/sys/bus/pci/devices/${IGB}/sriov_numvfs`,
        `ip link set ${netdev} vf 1 vlan 7 qos 3`,
        `ip link set ${netdev} vf 0 mac 52:54:00:cc:00:01`,
        `ip link set ${netdev} vf 0 spoofchk off`,
      ];
      expect(host().ssh(earlier.join(' && '))).toMatchObject({ status: 0, stderr: '' });
      const settings = settingsOf(host(), IGB);
      const before = look();
      reach('dash', NIC);
      expect(restore('busybox sh', IGB, settings, before)).toContain('vf 1 vlan 7 3 802.1Q');
      host().ssh(`echo 0 >/sys/bus/pci/devices/${IGB}/sriov_numvfs`);
      seen = fresh;
    },
    LIMIT_MS,
  );

  test(
    'without systemd a host that wants it for persistence is refused before anything is changed',
    () => {
      const plan = planFor(NIC);
      const persistence = { by: 'systemd', plan: planBoot(HOST, plan.target, seen) } as const;
      const before = settingsOf(host(), IGB);
      const { status, stderr } = run('dash', renderPfScript(plan, IGB, persistence));
      expect({ status, stderr }).toEqual({
        status: 1,
        stderr: `sriov ${IGB}: refused: the VFs are to come back after a reboot by systemd, and systemd does not run here. Set persistence of the host to external or none\n`,
      });
      expect(settingsOf(host(), IGB)).toBe(before);
    },
    LIMIT_MS,
  );

  describe('after a reboot', () => {
    const TARGETS: readonly [string, TargetPf][] = [
      ['a NIC', NIC],
      ['a drive', DRIVE],
    ];
    /** Of each PF: its settings before, and the unit that was installed. */
    const before = new Map<string, { readonly settings: string; readonly installed: string }>();
    let fresh: Inventory;

    /** Both are set up, and there is one reboot. */
    beforeAll(async () => {
      fresh = seen;
      for (const [, target] of TARGETS) before.set(target.address, setUp(target));
      await host().reboot();
    }, LIMIT_MS);

    function setUp(target: TargetPf): { readonly settings: string; readonly installed: string } {
      const { address } = target;
      const settings = settingsOf(host(), address);
      const unit = bootUnitName(address);
      pretendSystemd();
      const boot = planBoot(HOST, { physicalFunctions: [target] }, fresh);
      expect(boot.refusals).toEqual([]);
      const { script, said } = reach('dash', target, { by: 'systemd', plan: boot });
      expect(said).toContain(`${unit}: installed and enabled\n`);
      expect(host().ssh('cat /tmp/systemctl.log').stdout).toBe(
        `daemon-reload\nenable ${unit} ${linkUnitName(address)}\n`,
      );
      expect(run('dash', script).stdout).toContain('nothing to do');
      return { settings, installed: host().ssh(`cat /etc/systemd/system/${unit}`).stdout };
    }

    test.each(TARGETS)(
      'the unit of %s brings the wanted state back',
      (_words, target) => {
        const { address } = target;
        const { settings = '', installed = '' } = before.get(address) ?? {};
        const unit = bootUnitName(address);
        expect(settingsOf(host(), address)).toBe(settings);
        const command = /^ExecStart=(.*)$/m.exec(installed)?.[1] ?? '';
        expect(host().ssh(command)).toMatchObject({ status: 0, stderr: '' });
        expect(differences({ physicalFunctions: [target] }, look())).toEqual([]);
        expect(host().ssh(command).stdout).toBe(`sriov ${address}: as wanted, nothing to do\n`);

        // The emulated host keeps /etc in memory only.
        pretendSystemd();
        host().ssh(`cat >/etc/systemd/system/${unit}`, installed);
        const without = renderPfScript(planFor(target), address, { by: 'others' });
        expect(run('dash', without).stdout).toContain(`${unit}: removed\n`);
        expect(host().ssh(`ls /etc/systemd/system`).stdout).not.toContain(unit);
        restore('dash', address, settings, fresh);
      },
      LIMIT_MS,
    );
  });

  /** The emulated host has no systemd: a program that writes down what it is asked for. */
  function pretendSystemd(): void {
    const systemctl =
      '#!/bin/sh\\necho "$*" >>/tmp/systemctl.log\\n[ "$1" = enable ] || exit 0\\nshift\\nfor u; do ln -sf "../$u" /etc/systemd/system/multi-user.target.wants/; done\\n';
    const command = `mkdir -p /run/systemd/system /etc/systemd/system/multi-user.target.wants /usr/local/bin && rm -f /tmp/systemctl.log && printf '${systemctl}' >/usr/bin/systemctl && chmod 755 /usr/bin/systemctl`;
    expect(host().ssh(command)).toMatchObject({ status: 0, stderr: '' });
  }
});
