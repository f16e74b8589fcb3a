import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostReading } from '../../lib/host/port';
import { HostUnreachable } from '../../lib/host/unreachable';
import type { Inventory } from '../../lib/inventory/inventory';
import { differences } from '../../lib/plan/difference';
import type { TargetState } from '../../lib/plan/host-plan';
import type { Step } from '../../lib/plan/step';
import type { Kernel } from '../../lib/simulate/kernel/kernel';
import { builtInKernel } from '../support/kernel';
import { IGB, igbVf, NVME, SECOND_IGB } from '../conformance/emulated-host';
import { describeWithLab } from '../lab/available';
import { stepRun } from '../support/step-run';
import { eventually, LivePort, whenStarted } from './support/live-port';
import { capture, holdVfioGroup, pfOf } from './support/observe';
import { drive, nic, rate, settings } from './support/steps';

const VFS = [0, 1, 2, 3, 4, 5, 6];
const CONTROLLERS = [0, 1, 2, 3];

const allSettings: Step[] = [
  nic.up(),
  nic.autoprobe(false),
  nic.vfs(7),
  ...VFS.flatMap(settings),
  nic.carrier(),
  ...VFS.map((vf) => rate(vf, 100 + vf)),
  ...VFS.map((vf) => nic.bind(vf, 'vfio-pci')),
];

const allControllers: Step[] = [
  drive.autoprobe(false),
  drive.vfs(4),
  ...CONTROLLERS.flatMap((vf) => [
    drive.queues(vf, 2),
    drive.interrupts(vf, 1),
    drive.online(vf),
    drive.bind(vf, 'vfio-pci'),
  ]),
];

/** As a fresh host, but for the ports, which are up. */
const RESET: Step[] = [
  nic.vfs(0),
  nic.autoprobe(true),
  nic.mtu(1500),
  nic.up(),
  drive.vfs(0),
  drive.autoprobe(true),
  nic.carrier(),
];

/** Of every kind of setting some that are as they are in these tests, and some that are not. */
const STATED: TargetState = {
  physicalFunctions: [
    {
      path: 'rack1/kvm01/uplink',
      address: IGB,
      deviceClass: 'net',
      driver: 'igb',
      vfDriver: 'igbvf',
      numVfs: 7,
      driversAutoprobe: false,
      adminUp: true,
      mtu: 9000,
      virtualFunctions: VFS.map((vf) => ({
        index: vf,
        address: igbVf(vf),
        driver: 'vfio-pci',
        mac: `52:54:00:bb:00:0${vf}`,
        vlan: { vlan: 100 + vf, qos: vf, protocol: '802.1Q' },
        spoofCheck: false,
        rate: { minTxMbps: 0, maxTxMbps: 100 },
        msixVectors: 3,
      })),
    },
    {
      path: 'rack1/kvm01/drive',
      address: NVME,
      deviceClass: 'nvme',
      driver: 'nvme',
      vfDriver: 'nvme',
      numVfs: 4,
      driversAutoprobe: true,
      virtualFunctions: CONTROLLERS.map((vf) => ({
        index: vf,
        address: null,
        driver: 'vfio-pci',
        nvme: { controllerId: vf + 1, virtualQueues: 2, virtualInterrupts: 2, namespaceIds: [1] },
      })),
    },
  ],
};

describeWithLab('the Linux host port', 'flat', (host) => {
  let live: LivePort;
  beforeAll(() => (live = new LivePort(host())));
  afterAll(() => live.close());
  beforeEach(() => live.finish(RESET));

  describe('a look', () => {
    test('reads what a capture of the same host holds, in one round trip', async () => {
      await live.finish([...allSettings.slice(0, 12), ...allControllers.slice(0, 6)]);
      const trips = live.port.roundTrips;
      const { inventory, warnings } = await live.port.observe();
      expect(live.port.roundTrips - trips).toBe(1);
      expect(withoutMoment(inventory)).toEqual(withoutMoment(capture(host())));
      expect(warnings).toEqual([]);
    });

    test('at what a target states finds what a look at all finds, in one round trip', async () => {
      await live.finish([...allSettings.slice(0, 12), nic.bind(0, 'vfio-pci'), ...allControllers]);
      const holder = holdVfioGroup(host(), igbVf(0));
      try {
        const trips = live.port.roundTrips;
        const stated = await live.port.observe(STATED);
        expect(live.port.roundTrips - trips).toBe(1);
        const all = await live.port.observe();
        expect(differences(STATED, stated.inventory)).toEqual(differences(STATED, all.inventory));
        expect(differences(STATED, all.inventory)).not.toEqual([]);
        const users = ({ inventory }: HostReading) => pfOf(inventory, IGB).virtualFunctions.map((vf) => vf.users);
        expect(users(stated)).toEqual(users(all));
        expect(users(stated)[0]).toHaveLength(1);
        expect([stated.lastRun?.id, stated.busy]).toEqual([live.last, null]);
      } finally {
        holder.release();
      }
    });
  });

  describe('a run', () => {
    test('brings a NIC to VFs with all settings in one round trip, and a second one changes nothing', async () => {
      await live.port.observe();
      const trips = live.port.roundTrips;
      const first = await live.finish(allSettings);
      expect(live.port.roundTrips - trips).toBe(1);
      // The port was up, and has carrier or waits for it.
      expect(first).toEqual(allSettings.map(({ kind }) => kind !== 'pf-link' && kind !== 'wait-link'));
      const { inventory } = await live.port.observe();
      const { virtualFunctions } = pfOf(inventory, IGB);
      expect(virtualFunctions.map(({ driver, network }) => ({ driver, ...network }))).toEqual(
        VFS.map((vf) =>
          expect.objectContaining({
            driver: 'vfio-pci',
            mac: `52:54:00:bb:00:0${vf}`,
            vlan: 100 + vf,
            vlanQos: vf,
            spoofCheck: false,
            trust: true,
            maxTxRateMbps: 100 + vf,
          }),
        ),
      );
      expect(await live.finish(allSettings)).toEqual(allSettings.map(() => false));
    });

    test('gives secondary controllers their resources, and a second one changes nothing', async () => {
      expect(await live.finish(allControllers)).toEqual(allControllers.map(() => true));
      const { inventory } = await live.port.observe();
      expect(pfOf(inventory, NVME).nvme?.secondaryControllers).toEqual(
        CONTROLLERS.map((vf) => ({ controllerId: vf + 1, vf, online: true, virtualQueues: 2, virtualInterrupts: 1 })),
      );
      // What is online takes no resources, even the same: the drive says so.
      const again = allControllers.filter(({ kind }) => kind !== 'nvme-resource');
      expect(await live.finish(again)).toEqual(again.map(() => false));
      const off = [drive.bind(0, null), drive.online(0, false), drive.online(0, false), drive.queues(0, 3)];
      expect(await live.finish(off)).toEqual([true, true, false, true]);
    });

    test('sets what the native drivers of VFs know', async () => {
      await live.finish([nic.vfs(1), nic.vfMtu(0, 1400)]);
      expect(await live.finish([nic.vfMtu(0, 1400)])).toEqual([false]);
      const vf = pfOf((await live.port.observe()).inventory, IGB).virtualFunctions[0];
      expect(vf).toMatchObject({ driver: 'igbvf', interface: { mtu: 1400 } });
      expect(await live.finish([nic.bind(0, null), nic.bind(0, null), nic.bind(0, 'igbvf')])).toEqual([
        true,
        false,
        true,
      ]);
    });
  });

  describe('results agree with the kernel model', () => {
    /** Steps that go before, and the one whose result is compared. */
    const CASES: readonly (readonly [string, readonly Step[], Step])[] = [
      ['more VFs than there are', [], nic.vfs(8)],
      ['another number of VFs', [nic.vfs(2)], nic.vfs(3)],
      ['the same number of VFs', [nic.vfs(2)], nic.vfs(2)],
      ['a PF that is not there', [], { kind: 'num-vfs', pf: '0000:77:00.0', numVfs: 1 }],
      ['a setting for a VF that is not there', [nic.vfs(1)], nic.set(4, { name: 'trust', on: true })],
      [
        'a VLAN with a protocol that igb has not',
        [nic.vfs(1)],
        nic.set(0, { name: 'vlan', vlan: 5, qos: 0, protocol: '802.1ad' }),
      ],
      ['a VLAN that ip knows not', [nic.vfs(1)], nic.set(0, { name: 'vlan', vlan: 5000, qos: 0, protocol: '802.1Q' })],
      ['a priority above 7', [nic.vfs(1)], nic.set(0, { name: 'vlan', vlan: 5, qos: 8, protocol: '802.1Q' })],
      ['a link state', [nic.vfs(1)], nic.set(0, { name: 'linkState', state: 'enable' })],
      ['the link state that it has', [nic.vfs(1)], nic.set(0, { name: 'linkState', state: 'auto' })],
      ['a query of RSS', [nic.vfs(1)], nic.set(0, { name: 'queryRss', on: true })],
      ['a rate above the link', [nic.vfs(1), nic.carrier()], rate(0, 20_000)],
      ['a rate of a port that is down', [nic.vfs(1), nic.up(false)], rate(0, 100)],
      ['a guaranteed rate', [nic.vfs(1), nic.carrier()], nic.set(0, { name: 'rate', minTxMbps: 10, maxTxMbps: 100 })],
      ['an MTU that is too large', [], nic.mtu(20_000)],
      ['an eswitch mode', [], nic.eswitch('switchdev')],
      ['a count of vectors', [nic.vfs(1), nic.bind(0, null)], nic.msix(0, 4)],
      ['a driver for a VF that is not there', [nic.vfs(1)], nic.bind(3, 'vfio-pci')],
      ['a VF at another address', [nic.vfs(1)], { ...nic.bind(0, 'vfio-pci'), address: igbVf(3) } as Step],
      ['a driver that takes no VFs', [nic.vfs(1)], nic.bind(0, 'igb')],
      ['an MTU for a VF without a netdev', [nic.vfs(1), nic.bind(0, 'vfio-pci')], nic.vfMtu(0, 1400)],
      ['carrier of a port that is down', [nic.up(false)], nic.carrier(1)],
      ['too many queues', [], drive.queues(0, 5)],
      [
        'queues of a controller that is online',
        [drive.vfs(1), drive.queues(0, 2), drive.interrupts(0, 1), drive.online(0)],
        drive.queues(0, 2),
      ],
      ['a controller without resources', [drive.vfs(1)], drive.online(0)],
      ['a controller that is not there', [], { ...drive.queues(0, 2), controllerId: 9 } as Step],
      ['a namespace that is not there', [], drive.namespace(0, true, 7)],
      ['a module that is loaded', [], { kind: 'module-load', pf: IGB, module: 'vfio-pci' }],
    ];

    test.each(CASES)('%s', async (_, before, step) => {
      if (before.length > 0) await live.finish(before);
      const { inventory } = await live.port.observe();
      const kernel = builtInKernel(inventory);
      const [outcome] = outcomesOf(await live.run([step]));
      const expected = kernel.perform(step);
      expect(gist(outcome)).toEqual(gist(expected));
    });
  });

  describe('users of VFs', () => {
    let held: { readonly release: () => void };
    beforeEach(async () => {
      await live.finish([nic.autoprobe(false), nic.vfs(2), nic.bind(0, 'vfio-pci'), nic.bind(1, 'vfio-pci')]);
      held = holdVfioGroup(host(), igbVf(1));
    });
    afterEach(() => held.release());

    test('are seen', async () => {
      const [free, used] = pfOf((await live.port.observe()).inventory, IGB).virtualFunctions;
      expect([free?.users, used?.users]).toEqual([[], [{ kind: 'vfio', detail: expect.stringContaining('pid') }]]);
    });

    test.each<readonly [string, Step]>([
      ['all VFs', nic.vfs(0)],
      ['its driver', nic.bind(1, null)],
      ['a setting', nic.set(1, { name: 'trust', on: true })],
      ['the PF', nic.up(false)],
    ])('are not hurt by a step for %s, and what comes before it is done', async (_, step) => {
      const end = await live.run([
        nic.set(0, { name: 'trust', on: true }),
        step,
        nic.set(0, { name: 'spoofCheck', on: false }),
      ]);
      expect(end).toMatchObject({
        status: 'refused',
        outcomes: [{ ok: true, changed: true }],
        reason: expect.stringMatching(/VF 1 .*is in use: process \d+/),
      });
      const { inventory, lastRun } = await live.port.observe();
      expect(lastRun?.states.map(({ state }) => state)).toEqual(['done', 'refused', 'open']);
      expect(pfOf(inventory, IGB)).toMatchObject({
        numVfs: 2,
        virtualFunctions: [
          { network: { trust: true, spoofCheck: true } },
          { driver: 'vfio-pci', network: { trust: false } },
        ],
      });
    });

    test('are left alone where all is as wanted, and disturbed where they are allowed to', async () => {
      expect(
        await live.finish([nic.vfs(2), nic.set(1, { name: 'trust', on: false }), nic.bind(1, 'vfio-pci')]),
      ).toEqual([false, false, false]);
      const allowInUse = [{ pf: IGB, vf: 1 }];
      expect(await live.finish([nic.set(1, { name: 'trust', on: true })], { allowInUse })).toEqual([true]);
    });
  });

  describe('one at a time', () => {
    test('a lock that nobody lives behind is none', async () => {
      const lock = (line: string) =>
        host().ssh(
          `set -- /run/cdktf-sriov/lock.*; n=0; for f; do [ \${f##*.} -gt $n ] && n=\${f##*.}; done; echo "${line}" >/run/cdktf-sriov/lock.$((n + 1))`,
        );
      const boot = '$(cat /proc/sys/kernel/random/boot_id)';
      const lines = [
        `99999 5 ${boot} 1700000000 gone alice@laptop`,
        // Process 1 lives, and started at another time.
        `1 99999999 ${boot} 1700000000 reused alice@laptop`,
        '1 $(cut -d" " -f22 /proc/1/stat) 11111111-2222-3333-4444-555555555555 1700000000 rebooted alice@laptop',
        '',
      ];
      for (const line of lines) {
        lock(line);
        expect((await live.port.observe()).busy).toBeNull();
        expect(await live.finish([nic.autoprobe(true)])).toEqual([false]);
      }
      lock(`1 $(cut -d" " -f22 /proc/1/stat) ${boot} 1700000000 alive alice@laptop`);
      const busy = { runId: 'alive', client: 'alice@laptop', pid: 1, since: 1_700_000_000 };
      expect((await live.port.observe()).busy).toEqual(busy);
      expect(await live.run([nic.autoprobe(true)])).toEqual({ status: 'busy', holder: busy });
      lock('free');
    });
  });

  describe('when something dies', () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'sriov-kill-'))));
    afterEach(() => rmSync(folder, { recursive: true }));

    /** An ssh whose process id is known. */
    function killableSsh() {
      const program = join(folder, 'ssh');
      const pidFile = join(folder, 'pid');
      writeFileSync(program, `#!/bin/sh\necho $$ >'${pidFile}'\nexec ssh "$@"\n`);
      chmodSync(program, 0o755);
      return {
        port: live.another({ program }),
        kill: () => process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL'),
      };
    }

    test('ssh: the host ends the step and stops, and the journal tells how far it came', async () => {
      const { port, kill } = killableSsh();
      await port.observe();
      // The link takes its time: a host that was busy with its VFs has heard of it by then.
      const slow = [nic.autoprobe(false), nic.up(false), nic.vfs(3), nic.up(), nic.carrier(60), nic.autoprobe(true)];
      const run = stepRun(slow, { after: live.last ?? null });
      live.last = undefined;
      await expect(port.run(run, whenStarted(2, kill))).rejects.toThrow(HostUnreachable);
      const { lastRun } = await eventually(
        () => live.port.observe(),
        ({ busy }) => busy === null,
      );
      expect(lastRun).toMatchObject({ id: run.id, ended: false });
      const states = lastRun?.states.map(({ state }) => state) ?? [];
      expect(states.join(' ')).toMatch(/^done done (done ){0,3}(started )?(open ?)+$/);
      expect(states).toHaveLength(slow.length);
      expect(await live.finish([nic.vfs(3)])).toHaveLength(1);
    });
  });

  test('a connection that ssh cannot make is told apart from what the host says', async () => {
    const wrong = live.another({ options: ['Port=1'] });
    await expect(wrong.observe()).rejects.toThrow(/Connection refused.*Check that sshd runs on the host/);
    const stranger = join(host().folder, 'nobody');
    writeFileSync(stranger, '');
    const unknown = live.another({ options: [`UserKnownHostsFile=${stranger}`] });
    await expect(unknown.observe()).rejects.toThrow(/Host key verification failed.*accept it.*never left out/);
    const noKey = live.another({ options: ['PubkeyAuthentication=no'] });
    await expect(noKey.observe()).rejects.toThrow(/Permission denied.*Load a key/);
  });
});

describeWithLab(
  'the Linux host port on the NIC that carries ssh',
  'flat',
  (host) => {
    let live: LivePort;
    beforeAll(() => (live = new LivePort(host())));
    afterAll(() => live.close());

    const allowManagement = [IGB];

    test('refuses what takes the connection away', async () => {
      expect(await live.run([nic.vfs(2)])).toMatchObject({
        status: 'refused',
        reason: expect.stringMatching(/carries the management/),
      });
      expect(await live.finish([{ kind: 'num-vfs', pf: SECOND_IGB, numVfs: 1 }])).toEqual([true]);
    });

    test('goes back by itself when nobody confirms', async () => {
      const watchdog = { seconds: 3, steps: [nic.vfs(0)] };
      expect(await live.finish([nic.vfs(2)], { allowManagement, watchdog })).toEqual([true]);
      const first = live.last;
      live.last = undefined;
      const { lastRun, inventory } = await eventually(
        () => live.port.observe(),
        (reading) => reading.lastRun?.id !== first && reading.busy === null,
      );
      expect(lastRun).toMatchObject({
        id: `${first}-watchdog`,
        purpose: 'rollback',
        ended: true,
        states: [{ state: 'done', changed: true }],
      });
      expect(pfOf(inventory, IGB).numVfs).toBe(0);
      await expect(live.port.confirm(first ?? '')).rejects.toThrow(/was not told in time/);
    });

    test('stays where it is once confirmed over a new connection', async () => {
      const watchdog = { seconds: 8, steps: [nic.vfs(0)] };
      expect(await live.finish([nic.vfs(2)], { allowManagement, watchdog })).toEqual([true]);
      const trips = live.port.roundTrips;
      await live.port.confirm(live.last ?? '');
      expect(live.port.roundTrips - trips).toBe(1);
      await new Promise((done) => setTimeout(done, 12_000));
      const { lastRun, inventory } = await live.port.observe();
      expect(lastRun?.id).toBe(live.last);
      expect(pfOf(inventory, IGB).numVfs).toBe(2);
    });
  },
  { management: 'pf' },
);

/** What two looks that follow each other may tell differently, and what a look does not ask for: what makes VFs at boot. */
function withoutMoment(inventory: Inventory): unknown {
  return { ...inventory, takenAt: null, host: { ...inventory.host, hugepages: [], bootVfs: null } };
}

function outcomesOf(end: Awaited<ReturnType<LivePort['run']>>) {
  if (end.status === 'finished' || end.status === 'failed') return end.outcomes;
  throw new Error(JSON.stringify(end));
}

/** What a result comes to, however it is worded. */
function gist(outcome: ReturnType<Kernel['perform']> | undefined): unknown {
  if (outcome === undefined || outcome.ok) return outcome && { ok: true, changed: outcome.changed };
  const { errno, nvmeStatus } = outcome.error;
  return { ok: false, errno, nvmeStatus };
}
