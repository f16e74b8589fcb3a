import { isCalled, type NoWayBack, planRollback, runName } from '../../lib/apply';
import { driftOf } from '../../lib/apply/drift';
import { journalRefusals } from '../../lib/apply/journal-host';
import { runToUndo, undoneBy } from '../../lib/apply/undo';
import { stateToGoBackTo, takenOver, withoutLinkLoss } from '../../lib/apply/way-back';
import { withoutVfs } from '../../lib/apply/without-vfs';
import type { HostPort, HostReading, NamedRun, RunRecord, StepState } from '../../lib/host/port';
import type { Inventory, PhysicalFunctionFacts, VirtualFunctionFacts } from '../../lib/inventory/inventory';
import type { HostPlan, TargetPf, TargetState } from '../../lib/plan/host-plan';
import { PLAN_REFUSAL_TEXTS } from '../../lib/plan/refusals';
import { controller, targetNic, targetSsd, vf } from '../plan/helpers';
import { interfaceFacts, inventory, NETWORK_DEFAULTS, nicFacts, nvmeFacts, vfFacts } from '../support/facts';
import { attached, igbHost, igbPlan, PF } from './hosts';

/** What is said of a host, its journal and its runs, word for word. */

const START = 1_790_000_000;
const AT = new Date(START * 1000).toISOString();

function run(change: Partial<RunRecord> = {}): RunRecord {
  const { steps = [] } = change;
  return {
    id: '0000000000-run',
    host: 'rack1/kvm01',
    purpose: 'apply',
    startedAt: START,
    client: 'ann@desk',
    steps,
    before: { physicalFunctions: [] },
    states: steps.map(() => ({ state: 'done', changed: true })),
    ended: true,
    ...change,
  };
}

function reading(observed: Inventory, lastRun: RunRecord | null, change: Partial<HostReading> = {}): HostReading {
  return { inventory: observed, warnings: [], lastRun, busy: null, ...change };
}

describe('the journal of another host', () => {
  const plan = igbPlan();
  const onMachine = (machineId: string | null) => {
    const observed = igbHost();
    return { ...observed, host: { ...observed.host, machine: { machineId, boardSerial: null, productSerial: null } } };
  };
  const fix = PLAN_REFUSAL_TEXTS.find(({ id }) => id === 'PLAN-007')?.fix;
  const refusal = (message: string, other = fix) => [
    { ruleId: 'PLAN-007', pf: PF, constructPath: 'rack1/kvm01', message, fix: other },
  ];
  const judged = (
    lastRun: RunRecord | null,
    machineId: string | null = null,
    made: HostPlan = plan,
    byInventory?: boolean,
  ) => journalRefusals(made, made.target, reading(onMachine(machineId), lastRun), byInventory);

  test('is one that another machine wrote', () => {
    expect(judged(run({ machine: { machineId: 'a' } }), 'b')).toEqual(
      refusal(
        "the journal here is of apply 0000000000-run by ann@desk on another machine: its machine id (hash) was a, this one's is b",
      ),
    );
    expect(judged(run({ machine: { machineId: 'a' } }), 'a')).toEqual([]);
  });

  test('is one for another path of the app, unless the machine is known to be that of the plan', () => {
    const foreign = run({ host: 'rack9/kvm01', purpose: 'rollback' });
    expect(judged(foreign)).toEqual(
      refusal(
        'the journal here is of rollback 0000000000-run by ann@desk for host rack9/kvm01, this plan is for rack1/kvm01, and does not know this machine',
      ),
    );
    expect(judged(foreign, 'a', { ...plan, machine: { machineId: 'a' } })).toEqual([]);
    expect(judged(foreign, 'a', { ...plan, machine: { machineId: 'a' } }, true)).toEqual(
      refusal(
        'the journal here is of rollback 0000000000-run by ann@desk for host rack9/kvm01, whose plan could not roll back what is done as rack1/kvm01',
        'Give --host rack9/kvm01',
      ),
    );
  });

  test('is none that names no host, nor the right one, nor where nothing was run or is wanted', () => {
    for (const lastRun of [null, run(), run({ host: '' })]) {
      expect(judged(lastRun)).toEqual([]);
      expect(judged(lastRun, null, plan, true)).toEqual([]);
    }
    const nothing = { ...plan, target: { physicalFunctions: [] } };
    expect(judged(run({ host: 'rack9/kvm01' }), null, nothing)).toEqual([]);
  });
});

describe('the run that a rollback undoes', () => {
  const named = (id: string): NamedRun => ({ id, startedAt: START, client: 'ann@desk' });
  const last = run({ id: 'cccccccc-3' });
  const port = (runs: readonly RunRecord[]) =>
    ({ name: 'ssh root@kvm01', history: () => Promise.resolve({ runs }) }) as unknown as HostPort;
  const found = async (
    name: string | undefined,
    lastRun: RunRecord | null,
    runs: readonly RunRecord[] = [],
    unchanged?: NamedRun,
  ) => {
    const look = reading(igbHost(), lastRun, unchanged === undefined ? {} : { unchanged });
    const to = await runToUndo(port(runs), look, name);
    if (!('nothing' in to)) return to.id;
    expect(to.reading).toBe(look);
    return [to.nothing, to.reason, ...(to.run === undefined ? [] : [to.run.id])];
  };
  const rollback = (id: string, undoes: string, change: Partial<RunRecord> = {}) =>
    run({ id, purpose: 'rollback', undoes: named(undoes), ...change });

  test.each<[string, string | undefined, RunRecord | null, readonly RunRecord[], string | string[]]>([
    ['is the last one', undefined, last, [], 'cccccccc-3'],
    ['is none where nothing was run', undefined, null, [], ['none', 'nothing was ever applied to ssh root@kvm01']],
    [
      'is not known where nothing was run',
      'cccccccc',
      null,
      [],
      ['unknown', 'nothing was ever applied to ssh root@kvm01'],
    ],
    ['is the last one by its name', 'cccccccc-3', last, [], 'cccccccc-3'],
    ['is the last one by how its name begins', 'cccccccc', last, [], 'cccccccc-3'],
    ['is the rollback that undid it', 'bbbbbbbb-2', rollback('cccccccc-3', 'bbbbbbbb-2'), [], 'cccccccc-3'],
    [
      'is not told by less',
      'ccccccc',
      last,
      [last],
      ['unknown', 'run ccccccc did nothing on ssh root@kvm01, or is long past'],
    ],
    [
      'is an earlier one, once the later ones are undone',
      'aaaaaaaa',
      last,
      [run({ id: 'aaaaaaaa-1' }), run({ id: 'bbbbbbbb-2' }), rollback('cccccccc-3', 'bbbbbbbb-2')],
      'aaaaaaaa-1',
    ],
    [
      'is an earlier one, though earlier ones are not undone',
      'bbbbbbbb',
      last,
      [run({ id: 'aaaaaaaa-1' }), run({ id: 'bbbbbbbb-2' })],
      'bbbbbbbb-2',
    ],
    [
      'is not one that others came after',
      'aaaaaaaa',
      last,
      [run({ id: 'aaaaaaaa-1' }), run({ id: 'bbbbbbbb-2' }), last],
      [
        'later',
        `run bbbbbbbb of ${AT} by ann@desk, run cccccccc of ${AT} by ann@desk came after run aaaaaaaa of ${AT} by ann@desk on ssh root@kvm01: undo what came last first, with --run cccccccc-3`,
      ],
    ],
    [
      'is not one whose later ones were undone in part',
      'aaaaaaaa',
      last,
      [run({ id: 'aaaaaaaa-1' }), run({ id: 'bbbbbbbb-2' }), rollback('cccccccc-3', 'bbbbbbbb-2', { ended: false })],
      ['later', expect.stringContaining('undo what came last first, with --run cccccccc-3') as unknown as string],
    ],
  ])('%s', async (_words, name, lastRun, runs, to) => {
    expect(await found(name, lastRun, runs)).toEqual(to);
  });

  test('is none where the last one changed nothing, and it is said how the one before is undone', async () => {
    const nothing = [
      'none',
      `run dddddddd of ${AT} by ann@desk changed nothing there; the one before it is undone by --run cccccccc-3`,
      'dddddddd-4',
    ];
    expect(await found(undefined, last, [], named('dddddddd-4'))).toEqual(nothing);
    expect(await found('dddddddd', last, [], named('dddddddd-4'))).toEqual(nothing);
    expect(await found('cccccccc', last, [], named('dddddddd-4'))).toBe('cccccccc-3');
  });

  test('is named after what it undoes in the end', () => {
    expect(undoneBy(rollback('c', 'b'))).toEqual(named('b'));
    expect(undoneBy(run({ id: 'c', purpose: 'rollback' }))).toEqual(named('c'));
    expect(undoneBy(run({ id: 'c', undoes: named('b') }))).toEqual(named('c'));
    expect(runName(named('0123456789'))).toBe(`run 01234567 of ${AT} by ann@desk`);
    expect(
      ['0123456789', '01234567', '0123456', '12345678'].map((name) => isCalled({ id: '0123456789' }, name)),
    ).toEqual([true, true, false, false]);
    expect(isCalled({ id: 'short' }, 'short')).toBe(true);
  });

  test('cannot be undone where its journal is damaged', async () => {
    const lastRun = run({ problem: 'cut off' });
    const host = {
      name: 'ssh root@kvm01',
      observe: () => Promise.resolve(reading(igbHost(), lastRun)),
    } as unknown as HostPort;
    const { nothing, reason } = (await planRollback(host, igbPlan())) as NoWayBack;
    expect([nothing, reason]).toEqual([
      'damaged',
      'the journal of run 0000000000-run on ssh root@kvm01 is damaged: cut off. What was there before it is not known; "sriov apply" brings the host to what is wanted',
    ]);
  });

  test('cannot be undone where it was for another host', async () => {
    const host = {
      name: 'ssh root@kvm01',
      observe: () => Promise.resolve(reading(igbHost(), run({ host: 'x' }))),
    } as unknown as HostPort;
    expect(await planRollback(host, igbPlan())).toMatchObject({
      nothing: 'foreign',
      reason: 'the last run on ssh root@kvm01 was for x, not for rack1/kvm01',
    });
  });
});

describe('the way back', () => {
  const at = (address: string, change: Partial<TargetPf> = {}) => targetNic({ address, ...change });
  const [A, B, C] = ['0000:3b:00.0', '0000:5e:00.0', '0000:86:00.0'];
  const state = (...physicalFunctions: TargetPf[]): TargetState => ({ physicalFunctions });
  const booted = (...addresses: string[]) => inventory(addresses.map((address) => nicFacts({ address })));
  const busy = (...addresses: string[]) =>
    inventory(addresses.map((address) => nicFacts({ address, numVfs: 1, virtualFunctions: [vfFacts(0)] })));
  const vfs = ({ physicalFunctions }: TargetState) => physicalFunctions.map(({ address, numVfs }) => [address, numVfs]);
  const cut = { ended: false };

  test('leads to where a run began, and in order of addresses', () => {
    const last = run({
      before: state(at(B, { numVfs: 2 }), at(A, { numVfs: 1 })),
      beside: state(at(C, { numVfs: 3 })),
    });
    expect(vfs(stateToGoBackTo(last, booted(A, B, C)))).toEqual([
      [A, 1],
      [B, 2],
    ]);
  });

  test('of a run that was cut short leads to what went with the power of the host as well', () => {
    const last = run({
      ...cut,
      before: state(at(B, { numVfs: 2 })),
      beside: state(at(C, { numVfs: 3 }), at(A, { numVfs: 1 })),
    });
    expect(vfs(stateToGoBackTo(last, booted(A, B, C)))).toEqual([
      [A, 1],
      [B, 2],
      [C, 3],
    ]);
    expect(vfs(stateToGoBackTo(last, busy(A, B, C)))).toEqual([[B, 2]]);
    expect(vfs(stateToGoBackTo(last, booted(B)))).toEqual([[B, 2]]);
    expect(vfs(stateToGoBackTo(run({ ...cut, before: state(at(B)) }), booted(B)))).toEqual([[B, 0]]);
  });

  test('of a run that finishes another leads to where that began', () => {
    const last = run({
      ...cut,
      before: state(at(B, { numVfs: 7 })),
      beside: state(at(A, { numVfs: 5 }), at(C, { numVfs: 6 })),
    });
    const now = { before: state(at(A, { numVfs: 0 }), at(B, { numVfs: 1 })), beside: state(at(C, { numVfs: 0 })) };
    const over = takenOver(last, now, booted(A, B, C));
    expect([vfs(over.before), vfs(over.beside)]).toEqual([
      [
        [A, 5],
        [B, 7],
      ],
      [[C, 6]],
    ]);
    const used = takenOver(last, now, busy(A, B, C));
    expect(vfs(used.before)).toEqual([
      [A, 0],
      [B, 7],
    ]);
    expect(takenOver(last, now, inventory([])).before.physicalFunctions[0]?.numVfs).toBe(0);
    expect(takenOver(run({ before: last.before }), now, booted(A, B, C))).toBe(now);
    const alone = takenOver(run({ ...cut, before: state(at(B, { numVfs: 7 })) }), now, booted(A, B, C));
    expect([vfs(alone.before), vfs(alone.beside)]).toEqual([
      [
        [A, 0],
        [B, 7],
      ],
      [[C, 0]],
    ]);
  });

  test('takes namespaces back that either run attached, but for controllers that the first one touched', () => {
    const pair = (nsid: number, controllerId: number) => ({ nsid, controllerId });
    const nvme = [vf(0, { nvme: controller(1) }), vf(1, { nvme: controller(2) }), vf(2)];
    const first = targetSsd({ numVfs: 3, virtualFunctions: nvme, detachedNamespaces: [pair(1, 3)] });
    const steps = [{ kind: 'driver-bind', pf: first.address, vf: 0, address: null, driver: null }] as const;
    const later = targetSsd({ detachedNamespaces: [pair(1, 1), pair(1, 2), pair(2, 3), pair(1, 4)] });
    const last = run({ ...cut, steps, before: state(first) });
    const over = takenOver(last, { before: state(later), beside: state() }, inventory([nvmeFacts()]));
    expect(over.before.physicalFunctions[0]?.detachedNamespaces).toEqual([pair(1, 3), pair(1, 2), pair(1, 4)]);
    const none = takenOver(
      run({ ...cut, before: state(targetSsd()) }),
      { before: state(targetSsd()), beside: state() },
      inventory([]),
    );
    expect(none.before.physicalFunctions[0]).not.toHaveProperty('detachedNamespaces');
  });

  const users = [{ kind: 'vfio', detail: 'q' }] as const;
  const port = (adminUp: boolean | null, ...held: Partial<VirtualFunctionFacts>[]): PhysicalFunctionFacts =>
    nicFacts({
      network: {
        interfaces: [interfaceFacts({ adminUp })],
        linkType: 'ethernet',
        eswitchMode: null,
        carriesManagement: false,
      },
      numVfs: held.length,
      virtualFunctions: held.map((each, n) => vfFacts(n, each)),
    });

  test('leaves a port up that was down, while VFs of it are in use', () => {
    const target = state(at(A, { adminUp: false, notes: ['noted'] }));
    const up = (facts: PhysicalFunctionFacts, allowed = false) =>
      withoutLinkLoss(target, inventory([facts]), () => allowed).physicalFunctions[0];
    const { adminUp: _adminUp, ...rest } = at(A);
    expect(up(port(true, { users }, {}, { users }))).toEqual({
      ...rest,
      notes: ['noted', `${A} was down before and stays up: VF 0, 2 of it is in use`],
    });
    for (const pf of [up(port(true, {})), up(port(false, { users })), up(port(true, { users }), true)])
      expect(pf).toBe(target.physicalFunctions[0]);
    const asked: unknown[] = [];
    withoutLinkLoss(target, inventory([port(true, {}, { users })]), (which) => asked.push(which) > 0);
    expect(asked).toEqual([{ pf: A, vf: 1, address: '0000:3b:01.1' }]);
    const isUp = state(at(A, { adminUp: true }));
    expect(withoutLinkLoss(isUp, inventory([port(true, { users })]), () => false)).toEqual(isUp);
    expect(withoutLinkLoss(target, inventory([]), () => false)).toEqual(target);
  });

  test('of a decommission is to no VFs, and nothing else', () => {
    const full = at(A, {
      leastNumVfs: 1,
      eswitchMode: 'switchdev',
      driversAutoprobe: false,
      adminUp: true,
      mtu: 9000,
      detachedNamespaces: [],
      notes: ['x'],
      numVfs: 4,
      virtualFunctions: [vf(0)],
      allowManagement: true,
    });
    expect(withoutVfs(state(full, at(B)), [A])).toEqual(state(at(A, { allowManagement: true })));
  });
});

describe('the cause of a drift', () => {
  const SETTINGS = { mac: '02:00:00:00:00:01', vlan: { vlan: 100, qos: 0, protocol: '802.1Q' as const }, trust: true };
  const plan = igbPlan({ virtualFunctions: attached(1, SETTINGS) });
  const network = { ...NETWORK_DEFAULTS, mac: SETTINGS.mac, vlan: 100, trust: true };
  const host = (change: Partial<VirtualFunctionFacts>) => igbHost({ vfs: [{ network, ...change }], autoprobe: false });
  const untrusted = host({ network: { ...network, trust: false } });
  const causes = (observed: Inventory, lastRun: RunRecord | null, change: Partial<HostReading> = {}, of = plan) =>
    driftOf(of, reading(observed, lastRun, change)).differences.map(
      ({ field, cause, because }) => `${field} ${cause}: ${because}`,
    );
  const applied = (change: Partial<RunRecord> = {}) => run({ steps: plan.steps, ...change });
  const THE = `the apply 00000000 of ${AT} by ann@desk`;

  test.each<[string, Inventory, RunRecord | null, Partial<HostReading>, string[]]>([
    [
      'is a run that goes on',
      untrusted,
      applied(),
      { busy: { runId: 'r', pid: 1, since: 0, client: 'bob@desk' } },
      ['trust running: run r by bob@desk is at it'],
    ],
    [
      'is not known where nothing was run',
      untrusted,
      null,
      {},
      ['trust unknown: nothing was ever applied to this host'],
    ],
    [
      'is a change since it was written',
      untrusted,
      applied(),
      {},
      [`trust changed: ${THE} wrote it as wanted: another program changed it since`],
    ],
    [
      'is not known where nothing was to be written',
      untrusted,
      applied({ states: plan.steps.map(() => ({ state: 'done', changed: false })) }),
      {},
      [
        `trust unknown: ${THE} had nothing to write there: another program changed it since, or the device takes what it does not show`,
      ],
    ],
    [
      'is not known where the last run did not touch it',
      untrusted,
      run(),
      {},
      [`trust unknown: ${THE} did not touch it`],
    ],
    [
      'is a run that was cut short before it planned that',
      untrusted,
      run({ ended: false }),
      {},
      [`trust unfinished: ${THE} was cut short before it`],
    ],
    [
      'is a run that stopped before it',
      untrusted,
      applied({ states: plan.steps.map(() => ({ state: 'open' })) }),
      {},
      [`trust unfinished: ${THE} stopped before it`],
    ],
    [
      'is a run that was cut short before it',
      untrusted,
      applied({ ended: false, states: [] }),
      {},
      [`trust unfinished: ${THE} was cut short before it`],
    ],
    [
      'is a run that was cut short at it',
      untrusted,
      applied({ ended: false, states: plan.steps.map(() => ({ state: 'started' })) }),
      {},
      [`trust unfinished: ${THE} was cut short in the middle of it`],
    ],
    [
      'is a run that failed at it',
      untrusted,
      applied({ states: plan.steps.map((): StepState => ({ state: 'failed', error: { message: 'no' } })) }),
      {},
      [`trust unfinished: ${THE} failed at it: no`],
    ],
    [
      'is a run that was refused at it',
      untrusted,
      applied({ states: plan.steps.map((): StepState => ({ state: 'refused', reason: 'used' })) }),
      {},
      [`trust unfinished: ${THE} was refused at it: used`],
    ],
    [
      'is a boot',
      igbHost(),
      applied(),
      {},
      [
        'numVfs boot: it has no VFs and autoprobe is on again, as after a boot: neither outlives one',
        'driversAutoprobe boot: it has no VFs and autoprobe is on again, as after a boot: neither outlives one',
      ],
    ],
    [
      'is no boot where autoprobe is off',
      igbHost({ autoprobe: false }),
      null,
      {},
      ['numVfs unknown: nothing was ever applied to this host'],
    ],
  ])('%s', (_words, observed, lastRun, change, told) => {
    expect(causes(observed, lastRun, change)).toEqual(told);
  });

  test('is another value that the last run wrote', () => {
    const old = igbPlan({ virtualFunctions: attached(1, { ...SETTINGS, trust: false }) });
    const steps = [...old.steps, { kind: 'vf-setting', pf: PF, vf: 0, setting: { name: 'trust', on: false } }] as const;
    expect(causes(untrusted, run({ steps }))).toEqual([
      `trust not-applied: ${THE} wrote false: what is wanted changed since`,
    ]);
  });

  test('is a rollback that led there, and not one that was cut short or led elsewhere', () => {
    const before = {
      physicalFunctions: [targetNic({ driver: 'igb', numVfs: 1, virtualFunctions: [vf(0, { trust: false })] })],
    };
    const back = run({ purpose: 'rollback', before });
    const THE_ROLLBACK = `the rollback 00000000 of ${AT} by ann@desk`;
    expect(causes(untrusted, back)).toEqual([
      `trust rolled-back: ${THE_ROLLBACK} took the host back to how it was before`,
    ]);
    const undoes = { id: '11111111-x', startedAt: START, client: 'bob@desk' };
    expect(causes(untrusted, { ...back, undoes })).toEqual([
      `trust rolled-back: ${THE_ROLLBACK} undid run 11111111 of ${AT} by bob@desk`,
    ]);
    expect(causes(untrusted, { ...back, ended: false })).toEqual([
      `trust unfinished: ${THE_ROLLBACK} was cut short before it`,
    ]);
    expect(causes(untrusted, { ...back, purpose: 'apply' })).toEqual([`trust unknown: ${THE} did not touch it`]);
    expect(causes(untrusted, { ...back, before: { physicalFunctions: [] } })).toEqual([
      `trust unknown: ${THE_ROLLBACK} did not touch it`,
    ]);
    const elsewhere = {
      physicalFunctions: [targetNic({ driver: 'igb', numVfs: 1, virtualFunctions: [vf(0, { trust: true })] })],
    };
    expect(causes(untrusted, { ...back, before: elsewhere })).toEqual([
      `trust unknown: ${THE_ROLLBACK} did not touch it`,
    ]);
  });

  const left = { ...network, mac: 'a6:11:22:33:44:55', vlan: 0 };

  test.each<[string, Partial<VirtualFunctionFacts>, HostPlan, boolean]>([
    ['native driver, no VLAN and a random MAC', { driver: 'igbvf', network: left }, plan, true],
    [
      'any driver that is none of vfio, where nobody knows the native one',
      { driver: 'frob', network: left },
      igbPlan({ vfDriver: null, virtualFunctions: attached(1, SETTINGS) }),
      true,
    ],
    ['another driver', { driver: 'frob', network: left }, plan, false],
    ['no driver', { driver: null, network: left }, plan, false],
    ['vfio-pci', { driver: 'vfio-pci', network: left }, plan, false],
    [
      'a variant of vfio-pci',
      { driver: 'igb_vfio_pci', network: left },
      igbPlan({ vfDriver: null, virtualFunctions: attached(1, SETTINGS) }),
      false,
    ],
    ['a user', { driver: 'igbvf', network: left, users: [{ kind: 'netdev', detail: 'x' }] }, plan, false],
    ['a VLAN', { driver: 'igbvf', network: { ...left, vlan: 7 } }, plan, false],
    ['the wanted MAC', { driver: 'igbvf', network: { ...left, mac: SETTINGS.mac } }, plan, false],
    ['no MAC', { driver: 'igbvf', network: { ...left, mac: '00:00:00:00:00:00' } }, plan, false],
    ['a MAC that nobody knows', { driver: 'igbvf', network: { ...left, mac: null } }, plan, false],
    ['a MAC of a maker', { driver: 'igbvf', network: { ...left, mac: '3c:fd:fe:00:00:09' } }, plan, false],
    ['no report', { driver: 'igbvf', network: null }, plan, false],
  ])('is libvirt by: %s', (_words, change, of, is) => {
    const told = causes(host(change), null, {}, of).filter((each) =>
      each.includes(' libvirt: it is on its native driver, without VLAN and with a random MAC, as libvirt leaves'),
    );
    expect(told.length > 0).toBe(is);
  });

  const controllers = (held: object) => {
    const { nvme } = nvmeFacts();
    const secondaryControllers = (nvme?.secondaryControllers ?? []).map((each) => ({ ...each, ...held }));
    return inventory([
      nvmeFacts(
        { numVfs: 1, virtualFunctions: [vfFacts(0, { address: '0000:86:00.1', network: null, driver: null })] },
        { secondaryControllers },
      ),
    ]);
  };

  test.each<[string, object, string[]]>([
    ['offline without resources', {}, ['virtualQueues reset', 'virtualInterrupts reset', 'online reset']],
    [
      'offline with queues',
      { virtualQueues: 1 },
      ['virtualQueues unknown', 'virtualInterrupts unknown', 'online unknown'],
    ],
    [
      'offline with interrupts',
      { virtualInterrupts: 2 },
      ['virtualQueues unknown', 'virtualInterrupts unknown', 'online unknown'],
    ],
    ['online', { online: true }, ['virtualQueues unknown', 'virtualInterrupts unknown']],
  ])('is a reset, or not, of controllers that are %s', (_words, held, told) => {
    const ssd = targetSsd({ numVfs: 1, virtualFunctions: [vf(0, { nvme: controller(1) })] });
    const made: HostPlan = { ...plan, target: { physicalFunctions: [ssd] } };
    const found = driftOf(made, reading(controllers(held), null)).differences;
    expect(found.map(({ field, cause }) => `${field} ${cause}`)).toEqual(told);
    if (found[0]?.cause === 'reset')
      expect(found[0].because).toBe(
        'its controller is offline without resources while the VF is there, as after a reset of the drive',
      );
  });

  test('is told once for a link that was given up after one try', () => {
    const limited = igbPlan({ virtualFunctions: attached(1, { ...SETTINGS, rate: { minTxMbps: 0, maxTxMbps: 500 } }) });
    const waits = [
      { pf: PF, reason: 'eth1 has no carrier', since: START, givenUp: { at: START + 60, tries: 1, seconds: 60 } },
    ];
    expect(causes(host({}), null, { waits }, limited)).toEqual([
      `rate waits-for-link: it waited for a link on 0000:3b:00.0 since ${AT} (eth1 has no carrier) and was given up at ${new Date((START + 60) * 1000).toISOString()}, after 1 try, the last one of 60 s: when the link is there, run "systemctl start cdktf-sriov-0000-3b-00.0-link.service", or "sriov apply"`,
    ]);
    expect(causes(host({}), run({ startedAt: START }), { waits }, limited)[0]).toMatch(/^rate unknown/);
    expect(causes(host({}), run({ startedAt: START - 1 }), { waits }, limited)[0]).toMatch(/^rate waits-for-link/);
  });
});
