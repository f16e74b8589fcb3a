import { BUILT_IN_DRIVERS } from '../../lib/catalog/driver-table';
import { type Drift, driftOf as driftOfHost } from '../../lib/apply';
import type { HostReading, LinkWait, RunRecord } from '../../lib/host/port';
import type { Inventory } from '../../lib/inventory/inventory';
import type { HostPlan } from '../../lib/plan/host-plan';
import { planHost } from '../../lib/plan/plan';
import { simulatePlan } from '../../lib/simulate/kernel/simulate';
import { targetSsd, vf } from '../plan/helpers';
import { inventory, NETWORK_DEFAULTS, nvmeFacts, vfFacts } from '../support/facts';
import { attached, igbHost, igbPlan, PF } from './hosts';

const SETTINGS = { mac: '02:00:00:00:00:01', vlan: { vlan: 100, qos: 0, protocol: '802.1Q' as const }, trust: true };
const plan = igbPlan({ virtualFunctions: attached(1, SETTINGS) });
const network = { ...NETWORK_DEFAULTS, mac: SETTINGS.mac, vlan: 100, trust: true };

/** The journal of a run of the plan. */
function run(of: HostPlan, change: Partial<RunRecord> = {}): RunRecord {
  return {
    id: '00000000-run',
    host: of.host,
    purpose: 'apply',
    startedAt: 1_790_000_000,
    client: 'ann@desk',
    steps: of.steps,
    before: { physicalFunctions: [] },
    states: of.steps.map(() => ({ state: 'done', changed: true })),
    ended: true,
    ...change,
  };
}

function reading(observed: Inventory, lastRun: RunRecord | null, busy: HostReading['busy'] = null): HostReading {
  return { inventory: observed, warnings: [], lastRun, busy };
}

function causes(drift: readonly Drift[]): Record<string, string> {
  return Object.fromEntries(drift.map(({ field, cause }) => [field, cause]));
}

function driftOf(of: HostPlan, found: HostReading): readonly Drift[] {
  return driftOfHost(of, found).differences;
}

const asWanted = igbHost({ vfs: [{ network }], autoprobe: false });
const untrusted = igbHost({ vfs: [{ network: { ...network, trust: false } }], autoprobe: false });

test('a host that is as wanted has no drift', () => {
  expect(driftOf(plan, reading(asWanted, run(plan)))).toEqual([]);
});

test('a setting that the last run wrote was changed since, by somebody', () => {
  const [drift] = driftOf(plan, reading(untrusted, run(plan)));
  expect(drift).toMatchObject({ field: 'trust', wanted: true, found: false, cause: 'changed' });
  expect(drift?.because).toMatch(/the apply 00000000 of 2026-.* by ann@desk wrote it as wanted/);
});

test('a setting that the last run found as wanted may never have been so', () => {
  const found = run(plan, { states: plan.steps.map(() => ({ state: 'done', changed: false })) });
  const [drift] = driftOf(plan, reading(untrusted, found));
  expect(drift).toMatchObject({ field: 'trust', cause: 'unknown' });
  expect(drift?.because).toMatch(
    /had nothing to write there: another program changed it since, or the device takes what/,
  );
});

test('a setting on a host that nothing was applied to has no known cause', () => {
  expect(causes(driftOf(plan, reading(untrusted, null)))).toEqual({ trust: 'unknown' });
});

test('a setting that the last run wrote otherwise is wanted otherwise since', () => {
  const old = igbPlan({ virtualFunctions: attached(1, { ...SETTINGS, mac: '02:00:00:00:00:99' }) });
  const observed = igbHost({ vfs: [{ network: { ...network, mac: '02:00:00:00:00:99' } }], autoprobe: false });
  const [drift] = driftOf(plan, reading(observed, run(old)));
  expect(drift).toMatchObject({ field: 'mac', cause: 'not-applied' });
  expect(drift?.because).toMatch(/wrote 02:00:00:00:00:99/);
});

test.each([
  ['was cut short in the middle of it', { state: 'started' } as const, false],
  ['was cut short before it', { state: 'open' } as const, false],
  ['failed at it: Invalid argument', { state: 'failed', error: { message: 'Invalid argument' } } as const, true],
  ['was refused at it: in use', { state: 'refused', reason: 'in use' } as const, true],
])('a half-done run is told apart from a change by hand: it %s', (words, state, ended) => {
  const at = plan.steps.findIndex((step) => step.kind === 'vf-setting' && step.setting.name === 'trust');
  const states = plan.steps.map((_, n) => (n < at ? ({ state: 'done', changed: true } as const) : state));
  const [drift] = driftOf(plan, reading(untrusted, run(plan, { states, ended })));
  expect(drift?.cause).toBe('unfinished');
  expect(drift?.because).toContain(words);
});

describe('a rate that a script put off at boot', () => {
  const RATE = { rate: { minTxMbps: 0, maxTxMbps: 500 } };
  const limited = igbPlan({ virtualFunctions: attached(1, { ...SETTINGS, ...RATE }) });
  const SINCE = 1_800_000_000;
  const wait = { pf: PF, reason: 'eth1 has no carrier', since: SINCE, givenUp: null };
  const waiting = (change: Partial<LinkWait>, lastRun: RunRecord | null = run(limited)) =>
    driftOf(limited, { ...reading(asWanted, lastRun), waits: [{ ...wait, ...change }] });

  test('waits for a link, and says since when and what sets it', () => {
    const [drift, ...others] = waiting({});
    expect(others).toEqual([]);
    expect(drift).toMatchObject({ field: 'rate', cause: 'waits-for-link', waits: wait });
    expect(drift?.because).toBe(
      'it waits for a link on 0000:3b:00.0 since 2027-01-15T08:00:00.000Z: eth1 has no carrier. cdktf-sriov-0000-3b-00.0-link.service sets it when the link comes',
    );
  });

  test('says that it was given up, after how many tries, and what to do', () => {
    const [drift] = waiting({ givenUp: { at: SINCE + 900, tries: 2, seconds: 900 } });
    expect(drift?.because).toMatch(
      /was given up at 2027-01-15T08:15:00\.000Z, after 2 tries, the last one of 900 s: when the link is there, run "systemctl start cdktf-sriov-0000-3b-00\.0-link\.service", or "sriov apply"/,
    );
  });

  test('also where nothing was ever applied, and where the time is not known', () => {
    expect(waiting({ since: null }, null)[0]?.because).toContain('since the host booted');
  });

  test('is told by the run that came after the boot', () => {
    expect(waiting({}, run(limited, { startedAt: SINCE + 60 }))[0]?.cause).toBe('changed');
  });

  test('says nothing of other settings, and of other PFs', () => {
    const both = { ...reading(untrusted, run(limited)), waits: [wait] };
    expect(causes(driftOf(limited, both))).toEqual({ trust: 'changed', rate: 'waits-for-link' });
    expect(waiting({ pf: '0000:5e:00.0' })[0]?.cause).toBe('changed');
  });
});

test('what libvirt leaves when a domain stops is known by its random MAC, the VLAN gone and the native driver', () => {
  const left = { ...network, mac: 'a6:11:22:33:44:55', vlan: 0 };
  const observed = igbHost({ vfs: [{ driver: 'igbvf', network: left }], autoprobe: false });
  expect(causes(driftOf(plan, reading(observed, run(plan))))).toEqual({
    driver: 'libvirt',
    mac: 'libvirt',
    vlan: 'libvirt',
  });
});

test('a MAC that somebody set by hand is not blamed on libvirt', () => {
  const observed = igbHost({ vfs: [{ network: { ...network, mac: 'a6:11:22:33:44:55' } }], autoprobe: false });
  expect(causes(driftOf(plan, reading(observed, run(plan))))).toEqual({ mac: 'changed' });
});

test('a host without VFs and with autoprobe on again has booted', () => {
  expect(causes(driftOf(plan, reading(igbHost(), run(plan))))).toEqual({ numVfs: 'boot', driversAutoprobe: 'boot' });
});

test('a host without VFs whose autoprobe is still off was changed by hand', () => {
  expect(causes(driftOf(plan, reading(igbHost({ autoprobe: false }), run(plan))))).toEqual({ numVfs: 'changed' });
});

test('controllers that are offline while their VFs are there were reset with the drive', () => {
  const drive = nvmeFacts();
  const target = targetSsd({
    numVfs: 1,
    virtualFunctions: [vf(0, { nvme: { controllerId: 1, virtualQueues: 2, virtualInterrupts: 1, namespaceIds: [] } })],
  });
  const host = { path: 'rack1/kvm01', name: 'kvm01', presumed: false, drivers: BUILT_IN_DRIVERS };
  const made = planHost(host, { physicalFunctions: [target] }, inventory([drive]));
  expect(simulatePlan(made, inventory([drive])).reached).toBe(true);
  const after = { ...drive, numVfs: 1, virtualFunctions: [vfFacts(0, { address: '0000:86:00.1', network: null })] };
  expect(causes(driftOf(made, reading(inventory([after]), run(made))))).toEqual({
    virtualQueues: 'reset',
    virtualInterrupts: 'reset',
    online: 'reset',
  });
});

test('while a run goes on, what differs is being worked on', () => {
  const busy = { runId: 'r', pid: 1, since: 0, client: 'ann@desk' };
  expect(causes(driftOf(plan, reading(untrusted, null, busy)))).toEqual({ trust: 'running' });
});

describe('a host that is not the one of the plan', () => {
  const machine = { machineId: '1'.repeat(32), boardSerial: null, productSerial: null };
  const onMachine = (observed: Inventory, id: string): Inventory => ({
    ...observed,
    host: { ...observed.host, machine: { ...machine, machineId: id.repeat(32) } },
  });
  const withCard = (observed: Inventory, mac: string): Inventory => ({
    ...observed,
    physicalFunctions: observed.physicalFunctions.map((pf) => ({
      ...pf,
      network: pf.network && {
        ...pf.network,
        interfaces: pf.network.interfaces.map((netdev) => ({ ...netdev, permanentMac: mac })),
      },
    })),
  });
  const made = igbPlan({ virtualFunctions: attached(1, SETTINGS), identity: { permanentMac: '3c:fd:fe:00:00:01' } });
  const ofMachine: HostPlan = { ...made, machine: { machineId: '1'.repeat(32) } };
  const told = (of: HostPlan, found: HostReading) => {
    const { refusals, differences } = driftOfHost(of, found);
    return { refusals: refusals.map(({ ruleId, message }) => `${ruleId} ${message}`), differences };
  };

  test('is another machine, with which nothing is compared', () => {
    expect(told(ofMachine, reading(onMachine(untrusted, '2'), null))).toEqual({
      refusals: [expect.stringMatching(/^PLAN-006 this is another machine \(kvm01\) than the plan was made for/)],
      differences: [],
    });
    expect(told(ofMachine, reading(onMachine(untrusted, '1'), null))).toMatchObject({
      refusals: [],
      differences: [{ field: 'trust' }],
    });
  });

  test('has another card, with which nothing is compared', () => {
    expect(told(made, reading(withCard(untrusted, '3c:fd:fe:00:00:02'), null))).toEqual({
      refusals: [expect.stringMatching(/^PLAN-005 0000:3b:00\.0 has another card than the plan was made for/)],
      differences: [],
    });
  });

  test('has the card of the plan elsewhere, and says where', () => {
    const moved = {
      ...untrusted,
      physicalFunctions: untrusted.physicalFunctions.map((pf) => ({ ...pf, address: '0000:86:00.0' })),
    };
    expect(told(made, reading(moved, null)).differences).toEqual([
      expect.objectContaining({
        field: 'exists',
        because: "no function has this address; the plan's card is at 0000:86:00.0 now",
      }),
    ]);
  });

  test('has the journal of another host, of which no cause is taken', () => {
    const foreign = told(made, reading(untrusted, run(made, { machine: { machineId: '3'.repeat(32) } })));
    expect(foreign).toEqual(told(made, reading(untrusted, run(made))));
    const elsewhere = told(
      ofMachine,
      reading(onMachine(untrusted, '1'), run(made, { machine: { machineId: '3'.repeat(32) } })),
    );
    expect(elsewhere.refusals).toEqual([expect.stringMatching(/^PLAN-007 /)]);
    expect(elsewhere.differences).toMatchObject([
      { field: 'trust', because: expect.stringMatching(/journal on the host/) },
    ]);
  });
});

test.each([
  ['another VM', 'db', 1],
  ['its own VM', 'web-0', 0],
])('a VF that %s holds', (_words, detail, count) => {
  const held = igbHost({ vfs: [{ network, users: [{ kind: 'domain', detail }] }], autoprobe: false });
  const { refusals, differences } = driftOfHost(plan, reading(held, run(plan)));
  expect(differences).toEqual([]);
  expect(refusals).toHaveLength(count);
  if (count > 0) expect(refusals[0]?.message).toMatch(/VF 0 .*is held by domain db, so that web-0 cannot have it/);
});
