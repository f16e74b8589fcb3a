import { Testing, TerraformStack } from 'cdktf';
import {
  Demand,
  HostInventory,
  Persistence,
  type PhysicalFunction,
  SriovHost,
  type VirtualFunctionPool,
  VmAttachment,
} from 'cdktf-sriov';
import { Construct } from 'constructs';
import type { PhysicalFunctionFacts } from '../../lib/inventory/inventory';
import { evaluate } from '../../lib/testing';
import '../../lib/testing/jest';
import { interfaceFacts, inventory, nicFacts, vfFacts } from '../support/facts';
import { messageOf, TestApp, TIDY } from '../constructs/app';
import { poolOf } from './apps';

let app: TestApp;
let pool: VirtualFunctionPool;
beforeEach(() => {
  app = new TestApp();
  pool = poolOf(app);
});
afterEach(() => app.dispose());

const POOL = 'rack1/kvm01/uplink/vms';
const host = () => app.app.node.findChild('rack1').node.findChild('kvm01');

/** A mistake: a MAC that is none of a station. */
const spoil = () => pool.attach('bad', { mac: '01:00:5e:00:00:01' });

describe('toHaveFinding', () => {
  test('finds a rule anywhere in an app, or at a construct', () => {
    spoil();
    expect(app.app).toHaveFinding('MAC-001');
    expect(app.app).toHaveFinding('mac-001', { at: `${POOL}/bad` });
    expect(app.app).toHaveFinding('MAC-001', { at: pool.node.findChild('bad') });
    expect(app.app).not.toHaveFinding('MAC-001', { at: pool });
    expect(evaluate(app.app)).toHaveFinding('MAC-001');
    expect(pool).not.toHaveFinding('SEC-001');
  });

  test('is not met by a finding that is acknowledged, unless it is asked for', () => {
    spoil();
    pool.acknowledge('MAC-001', 'it is a test');
    expect(app.app).not.toHaveFinding('MAC-001');
    expect(app.app).toHaveFinding('MAC-001', { at: `${POOL}/bad`, acknowledged: true });
    expect(messageOf(() => expect(app.app).toHaveFinding('MAC-001'))).toMatch(
      /expected MAC-001 in the app, found others of MAC-001\nACKNOWLEDGED ERROR MAC-001 .*\n.*it is a test/,
    );
    expect(messageOf(() => expect(app.app).toHaveFinding('VLAN-001', { acknowledged: true }))).toContain(
      'expected an acknowledged VLAN-001 in the app',
    );
  });

  test('that is not met says what is found in its place, in the words of findings', () => {
    spoil();
    expect(messageOf(() => expect(app.app).toHaveFinding('MAC-001', { at: pool }))).toMatch(
      /^expected MAC-001 at rack1\/kvm01\/uplink\/vms, found others of MAC-001\nERROR MAC-001 \[rack1\/kvm01\/uplink\/vms\/bad\] .*01:00:5e:00:00:01/,
    );
    expect(messageOf(() => expect(app.app).toHaveFinding('VLAN-001'))).toMatch(
      /found none of VLAN-001, but\n(.*\n)*ERROR MAC-001 /,
    );
  });

  test('behind .not says which finding there is', () => {
    spoil();
    expect(messageOf(() => expect(app.app).not.toHaveFinding('MAC-001'))).toMatch(
      /^expected no MAC-001 in the app, found\nERROR MAC-001 \[rack1\/kvm01\/uplink\/vms\/bad\] .*\. .*\./,
    );
  });

  test.each([
    ['SEC-999', /there is no rule "SEC-999"\. Name one of SEC-001, SEC-002, /],
    ['SCE-001', /there is no rule "SCE-001"\. Name one of SEC-001/],
    ['nothing like one', /there is no rule "nothing like one"\. Name one of RULES\.md/],
    [undefined, /there is no rule undefined\./],
  ])('of %s, which is no rule, is an error, also behind .not', (rule, message) => {
    expect(messageOf(() => expect(app.app).toHaveFinding(rule as string))).toMatch(message);
    expect(messageOf(() => expect(app.app).not.toHaveFinding(rule as string))).toMatch(message);
  });

  test('at a place that is none is an error, also behind .not', () => {
    const other = new Construct(app.stack('rack2'), 'other');
    const messages = [`${POOL}x`, 'elsewhere', 7, other].map((at) =>
      messageOf(() => expect(host()).not.toHaveFinding('MAC-001', { at: at as never })),
    );
    expect(messages).toEqual([
      expect.stringMatching(/no construct .* "rack1\/kvm01\/uplink\/vmsx"\. Write "rack1\/kvm01\/uplink\/vms"/),
      expect.stringMatching(/no construct of the app has the path "elsewhere"\. Write it as findings show it/),
      expect.stringMatching(/its "at" is a number\. Give a construct or the path of one/),
      expect.stringMatching(/rack2\/other is not in rack1\/kvm01, which is expected of/),
    ]);
  });
});

describe('toHaveNoFindings', () => {
  test('holds of a sound app, and counts from a severity on', () => {
    expect(app.app).toHaveNoFindings({ severity: 'warning' });
    spoil();
    expect(app.app).not.toHaveNoFindings({ severity: 'error' });
    expect(app.app).toHaveNoFindings({ severity: 'fatal' });
  });

  test('that is not met has each finding with its path, message and fix', () => {
    spoil();
    expect(messageOf(() => expect(app.app).toHaveNoFindings({ severity: 'error' }))).toMatch(
      /^expected no finding of severity "error" or worse in the app, found\n(.*\n)*ERROR MAC-001 \[.*bad\] .* is a multicast address\. Give a unicast address.*\n(.*\n)*2 errors$/,
    );
    for (const rule of ['MAC-001', 'SIM-001']) (host() as SriovHost).acknowledge(rule, 'it is a test');
    expect(app.app).toHaveNoFindings({ severity: 'error' });
  });

  test('behind .not says that there is none', () => {
    expect(messageOf(() => expect(app.app).not.toHaveNoFindings({ severity: 'error' }))).toBe(
      'expected a finding of severity "error" or worse in the app, found none',
    );
  });

  test('of a severity that is none is an error', () => {
    expect(messageOf(() => expect(app.app).not.toHaveNoFindings({ severity: 'bad' as never }))).toMatch(
      /there is no severity "bad"\. Write one of fatal, error, warning, info/,
    );
  });
});

/** A host with four VFs of Linux's defaults, none of which has a user unless it is said. */
function hostWithVfs(users: readonly string[] = []): PhysicalFunction {
  const virtualFunctions = [0, 1, 2, 3].map((n) =>
    vfFacts(n, { driver: 'vfio-pci', users: users.slice(n, n + 1).map((detail) => ({ kind: 'vfio', detail })) }),
  );
  return new SriovHost(new TerraformStack(app.app, 'rack2'), 'kvm02', {
    inventory: HostInventory.fromObject(
      inventory([
        nicFacts({ numVfs: 4, driversAutoprobe: false, virtualFunctions, network: ownNetwork('3c:fd:fe:00:00:02') }),
      ]),
    ),
    persistence: Persistence.EXTERNAL,
  }).addPhysicalFunction('uplink', { address: '0000:3b:00.0' });
}

function ownNetwork(mac: string): NonNullable<PhysicalFunctionFacts['network']> {
  const interfaces = [interfaceFacts({ mac, permanentMac: mac })];
  return { interfaces, linkType: 'ethernet', eswitchMode: 'legacy', carriesManagement: false };
}

const rack2 = () => app.app.node.findChild('rack2');

describe('toPlanNoChange', () => {
  test('holds of a host that is as wanted', () => {
    hostWithVfs().addPool('vms', { count: 4 });
    expect(rack2()).toPlanNoChange();
    expect(messageOf(() => expect(rack2()).not.toPlanNoChange())).toBe(
      'expected changes in rack2, found no step in the plan of kvm02',
    );
    // The other host has steps.
    expect(app.app).not.toPlanNoChange();
  });

  test('that is not met shows the plan', () => {
    hostWithVfs().addPool('vms', { count: 4, vlan: 7 });
    expect(messageOf(() => expect(rack2()).toPlanNoChange())).toMatch(
      /^expected no changes in rack2, found\nkvm02 \[rack2\/kvm02\]: 4 steps on 1 physical function\n(.*\n)*.*VF 0-3: VLAN 7/,
    );
  });

  test('is not met by a plan that must not run', () => {
    hostWithVfs(['pid 7 (qemu)']).addPool('vms', { count: 8 });
    expect(messageOf(() => expect(rack2()).toPlanNoChange())).toMatch(/must not run\n.*OPS-002 \[rack2\/kvm02/);
  });
});

describe('toDisrupt', () => {
  /** Makes more VFs, so that those that are there are destroyed and made again. */
  function grown(users: readonly string[] = []): void {
    const vms = hostWithVfs(users).addPool('vms', { count: 8 });
    vms.attach('mail');
    vms.attach('git');
  }

  test('names the VMs that lose a VF meanwhile, in any order, each once', () => {
    grown();
    expect(rack2()).toDisrupt(['mail', 'git']);
    expect(rack2()).toDisrupt(['git', 'mail', 'git']);
    expect(rack2()).toDisrupt();
    expect(rack2()).not.toDisrupt(['web']);
    expect(host()).toDisrupt([]);
    expect(host()).not.toDisrupt();
  });

  test('is not met by fewer VMs, and not behind .not by one of them', () => {
    grown();
    const found = /^expected the plans of rack2 to disrupt git, found that they disrupt git, mail\nrack2\/kvm02: .*/;
    expect(messageOf(() => expect(rack2()).toDisrupt(['git']))).toMatch(found);
    expect(messageOf(() => expect(rack2()).toDisrupt([]))).toMatch(
      /to disrupt no VM, found that they disrupt git, mail/,
    );
    expect(messageOf(() => expect(rack2()).not.toDisrupt(['git', 'web']))).toMatch(
      /^expected the plans of rack2 not to disrupt git, web, found that they disrupt git, mail\n/,
    );
    expect(messageOf(() => expect(rack2()).not.toDisrupt())).toMatch(/not to disrupt a VM, found/);
    expect(messageOf(() => expect(host()).toDisrupt())).toMatch(/to disrupt a VM, found that they disrupt no VM$/);
  });

  test('is not met where a VF is held by what is no VM of the app', () => {
    hostWithVfs(['pid 7 (qemu)']).addPool('vms', { count: 8 });
    expect(rack2()).toDisrupt();
    expect(messageOf(() => expect(rack2()).toDisrupt([]))).toMatch(
      /disrupt no VM, and VFs that others hold\n(.*\n)*.*pid 7 \(qemu\)/,
    );
  });

  test.each([
    [['mial'], /neither the app nor its lock file has a VM "mial"\. Write mail/],
    [['nothing like it'], /has a VM "nothing like it"\. Name some of db, git, mail, web/],
    [[], /an empty list behind \.not says nothing/],
    ['mail', /it was given the string "mail"\. Give it a list of names of VMs/],
  ])('of %j is an error behind .not', (vms, message) => {
    grown();
    expect(messageOf(() => expect(rack2()).not.toDisrupt(vms as never))).toMatch(message);
  });

  test('of a host without an inventory is an error: it is not known whose VFs there are', () => {
    new SriovHost(new TerraformStack(app.app, 'rack3'), 'kvm03')
      .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
      .addPool('vms', { count: 2 });
    const rack3 = app.app.node.findChild('rack3');
    expect(messageOf(() => expect(rack3).toDisrupt([]))).toMatch(/no inventory of kvm03 was read/);
  });
});

describe('after a fatal finding', () => {
  beforeEach(() => {
    new SriovHost(app.stack('rack2'), 'kvm02', { inventory: HostInventory.fromFile('/nowhere/kvm02.json') });
  });

  test.each([
    ['toPlanNoChange', () => expect(host()).not.toPlanNoChange()],
    ['toDisrupt', () => expect(host()).toDisrupt([])],
    ['toGiveAtLeast', () => expect(host()).not.toGiveAtLeast({ txMbps: 1 })],
  ])('%s is an error with its words, since nothing is planned', (_, work) => {
    expect(messageOf(work)).toMatch(
      /nothing is planned or predicted after a fatal finding:\nFATAL FILE-001 \[rack2\/kvm02\]/,
    );
  });

  test('findings are judged all the same', () => {
    expect(host()).toHaveFinding('FILE-001');
    expect(host()).not.toHaveNoFindings();
  });
});

describe('toGiveAtLeast', () => {
  test('holds of what attachments are predicted to get, and of their floors', () => {
    expect(pool).toGiveAtLeast({ txMbps: 4_000, rxMbps: 2_000 });
    expect(pool.node.findChild('db')).toGiveAtLeast({ txMbps: 6_000 });
    expect(app.app).toGiveAtLeast({ txMbps: 6_000 }, { at: `${POOL}/db` });
    expect(app.app).toGiveAtLeast({ txMbps: 1_000 }, { at: host(), floor: true });
    expect(host()).not.toGiveAtLeast({ txMbps: 6_000 });
  });

  test('that is not met names attachment, VM, rate and what limits it', () => {
    expect(messageOf(() => expect(pool).toGiveAtLeast({ txMbps: 5_000, rxMbps: 1_000 }))).toBe(
      'expected at least 5 Gbit/s from the VM and 1 Gbit/s to the VM, found\n' +
        '  rack1/kvm01/uplink/vms/web (VM web) gets 4 Gbit/s from the VM, limited by its own demand',
    );
    pool.attach('hog', { demand: Demand.network({ txMbps: 25_000, rxMbps: 1 }) });
    expect(messageOf(() => expect(pool).toGiveAtLeast({ txMbps: 20_000 }, { at: `${POOL}/hog` }))).toMatch(
      /hog \(VM hog\) gets .*bit\/s from the VM, limited by .*0000:3b:00\.0/,
    );
    expect(messageOf(() => expect(pool).toGiveAtLeast({ txMbps: 20_000 }, { floor: true }))).toMatch(
      /^expected at least 20 Gbit\/s from the VM beside greedy neighbours, found\n {2}.*gets/,
    );
  });

  test('behind .not names those that get it', () => {
    expect(messageOf(() => expect(pool).not.toGiveAtLeast({ rxMbps: 2_000 }))).toBe(
      'expected less than 2 Gbit/s to the VM for one attachment at least, found that all get it: ' +
        `${POOL}/web, ${POOL}/db`,
    );
  });

  test('asks NVMe SSDs for operations, and NICs for rates', () => {
    const drive = (host() as SriovHost).addPhysicalFunction('drive', { address: '0000:5e:00.0' });
    const disk = drive.addPool('disks', { count: 2 }).attach('disk', { demand: Demand.block({ iops: 1_000 }) });
    expect(host()).toGiveAtLeast({ txMbps: 4_000, iops: 1_000 });
    expect(messageOf(() => expect(disk).toGiveAtLeast({ iops: 2_000 }))).toMatch(/gets .*1.*IOPS, limited by its own/);
    expect(messageOf(() => expect(disk).not.toGiveAtLeast({ txMbps: 1 }))).toMatch(
      /no attachment of a NIC is in .*disk, which txMbps could be asked of/,
    );
  });

  test('of what has no VF is an error, also behind .not', () => {
    for (let n = 0; n < 9; n++) pool.attach(`more-${n}`);
    expect(messageOf(() => expect(pool).not.toGiveAtLeast({ txMbps: 1 }))).toMatch(
      /vms\/[a-z0-9-]+ has no VF\. See its findings/,
    );
  });

  test('of what is not known is an error, also behind .not', () => {
    const way = { address: '0000:3b:00.0', speedGTs: null, width: null, maxSpeedGTs: null, maxWidth: null };
    const network = { ...nicFacts().network, interfaces: [interfaceFacts({ speedMbps: null, carrier: null })] };
    const nic = nicFacts({ deviceId: 'ffff', link: way, upstreamLinks: [], network: network as never });
    const mail = new SriovHost(new TerraformStack(Testing.app(), 'rack1'), 'kvm01', {
      inventory: HostInventory.fromObject(inventory([nic])),
    })
      .addPhysicalFunction('uplink', { address: '0000:3b:00.0' })
      .addPool('vms', { ...TIDY, count: 2, vlan: 7 })
      .attach('mail');
    expect(evaluate(mail).attachments[0]?.prediction?.predicted).toEqual({});
    expect(messageOf(() => expect(mail).not.toGiveAtLeast({ txMbps: 1 }))).toMatch(
      /txMbps of .*mail is not known: .*\./,
    );
  });

  test.each([
    [{}, /it was given no rate/],
    [{ txMbps: -1 }, /txMbps is -1\. Give a number above 0/],
    [{ txMbps: Number.NaN }, /txMbps is NaN/],
    [{ txMbps: '5' }, /txMbps is "5"/],
    [{ tx: 5 }, /there is no rate "tx"\. Write txMbps, rxMbps, iops/],
    [undefined, /it was given undefined/],
  ])('of %j is an error', (rates, message) => {
    expect(messageOf(() => expect(pool).not.toGiveAtLeast(rates as never))).toMatch(message);
  });
});

describe('a subject', () => {
  const matchers: readonly ((subject: unknown) => void)[] = [
    (subject) => expect(subject).not.toHaveFinding('SEC-001'),
    (subject) => expect(subject).toHaveNoFindings(),
    (subject) => expect(subject).toPlanNoChange(),
    (subject) => expect(subject).toDisrupt([]),
    (subject) => expect(subject).not.toGiveAtLeast({ txMbps: 1 }),
  ];

  test.each([
    ['undefined', undefined, /it was given undefined\. Expect of an App/],
    ['JSON of a stack', '{}', /it was given the string "\{\}"\. Expect of an App/],
    ['an object', {}, /it was given an object of the class "Object"/],
  ])('that is %s is an error of every matcher', (_, subject, message) => {
    for (const matcher of matchers) expect(messageOf(() => matcher(subject))).toMatch(message);
  });

  test('without a host is an error of every matcher', () => {
    const empty = app.stack('rack2');
    const bare = new TerraformStack(Testing.app(), 'bare');
    for (const matcher of matchers) {
      expect(messageOf(() => matcher(empty))).toMatch(/there is no SriovHost in rack2, so that nothing is judged/);
      expect(messageOf(() => matcher(bare))).toMatch(/there is no SriovHost in bare/);
    }
  });

  test('that is a copy of an evaluation is an error', () => {
    expect(messageOf(() => expect({ ...evaluate(app.app) }).toHaveNoFindings())).toMatch(/an object of the class/);
  });

  test('may be a construct of your own with attachments', () => {
    const vm = new Construct(app.app.node.findChild('rack1'), 'vm');
    new VmAttachment(vm, 'nic', { vm: 'mail', pool, demand: Demand.network({ txMbps: 100, rxMbps: 100 }) });
    expect(vm).toGiveAtLeast({ txMbps: 100 });
    expect(vm).toHaveNoFindings({ severity: 'warning' });
  });

  test('is judged anew each time', () => {
    expect(app.app).not.toHaveFinding('MAC-001');
    spoil();
    expect(app.app).toHaveFinding('MAC-001');
  });
});
