import { planDecommission, planLive } from '../../lib/apply';
import type { HostPort, HostReading, RunRecord } from '../../lib/host/port';
import type { Inventory } from '../../lib/inventory/inventory';
import { interfaceFacts } from '../support/facts';
import { attached, igbHost, igbPlan, PF, VM } from './hosts';

/** What a live plan is made of: the host as it is, what may be touched, and a link that is on its way back. */

const NOW = 1_790_000_000;

function port(inventory: Inventory, lastRun: RunRecord | null = null, change: Partial<HostReading> = {}): HostPort {
  return {
    name: 'x',
    observe: () => Promise.resolve({ inventory, warnings: [], lastRun, busy: null, ...change }),
  } as unknown as HostPort;
}

function ran(startedAt: number): RunRecord {
  return {
    ...{ id: 'r', host: 'rack1/kvm01', purpose: 'apply', startedAt, client: 'a@b', steps: [], states: [], ended: true },
    before: { physicalFunctions: [] },
  };
}

function withNetdev(host: Inventory, netdev: Parameters<typeof interfaceFacts>[0]): Inventory {
  const physicalFunctions = host.physicalFunctions.map((pf) => ({
    ...pf,
    network: pf.network && {
      ...pf.network,
      interfaces: [interfaceFacts({ name: 'eth1', speedMbps: 1000, ...netdev })],
    },
  }));
  return { ...host, physicalFunctions };
}

describe('a port without carrier', () => {
  const rates = igbPlan({ virtualFunctions: attached(1, { rate: { minTxMbps: 0, maxTxMbps: 100 } }) });
  const host = withNetdev(igbHost({ vfs: [{}], autoprobe: false }), { carrier: false, adminUp: true });
  const reached = async (lastRun: RunRecord | null, observed = host) =>
    (await planLive(port(observed, lastRun), rates, { now: () => NOW * 1000 })).simulation.reached;

  test('is one without a cable, unless a run took place just now', async () => {
    expect(await reached(null)).toBe(false);
    expect(await reached(ran(NOW - 10))).toBe(true);
    expect(await reached(ran(NOW - 600))).toBe(true);
    expect(await reached(ran(NOW - 601))).toBe(false);
  });

  test('needs no run where it has carrier', async () => {
    expect(await reached(null, withNetdev(host, { carrier: true }))).toBe(true);
  });
});

describe('a live plan', () => {
  const used = igbHost({ vfs: [{ users: [{ kind: 'vfio', detail: 'q' }] }, {}], autoprobe: false });

  test('knows which VFs may be touched, by address or by attachment', async () => {
    const more = igbPlan({ virtualFunctions: attached(4) });
    const allowed = async (allowDisrupt?: string[]) =>
      (await planLive(port(used), more, { ...(allowDisrupt && { allowDisrupt }) })).allowInUse;
    expect(await allowed()).toEqual([]);
    expect(await allowed(['0000:3b:01.1'])).toEqual([{ pf: PF, vf: 1 }]);
    expect(await allowed([`${VM}/web-0`])).toEqual([{ pf: PF, vf: 0 }]);
    expect(await allowed(['rack9/x'])).toEqual([]);
  });

  test('knows which PFs it touches that carry the management, or may', async () => {
    const management = async (carriesManagement: boolean | null) => {
      const host = igbHost();
      const physicalFunctions = host.physicalFunctions.map((pf) => ({
        ...pf,
        network: pf.network && { ...pf.network, carriesManagement },
      }));
      return (await planLive(port({ ...host, physicalFunctions }), igbPlan(), { forceManagement: true })).management;
    };
    expect(await management(true)).toEqual([PF]);
    expect(await management(null)).toEqual([PF]);
    expect(await management(false)).toEqual([]);
  });

  test('is for the machine that it was made for, and says what it does not know', async () => {
    const machine = { machineId: 'a' };
    const live = await planLive(port(igbHost()), { ...igbPlan(), machine });
    expect(live.plan.machine).toEqual(machine);
    expect(live.plan.notes).toEqual([
      expect.stringMatching(/^the link of 0000:3b:00\.0/),
      'the plan knows no permanent MAC and no serial number of 0000:3b:00.0: an equal card there is taken for it',
    ]);
    const { machine: _machine, ...without } = igbPlan();
    expect((await planLive(port(igbHost()), without)).plan).not.toHaveProperty('machine');
    const asWanted = await planLive(port(igbHost({ vfs: [{}, {}], autoprobe: false })), igbPlan());
    expect(asWanted.plan.steps).toEqual([]);
    expect(asWanted.plan).not.toHaveProperty('notes');
  });

  test('to take VFs down is of the PFs that are named, or of all', async () => {
    const steps = async (pfs?: string[]) =>
      (await planDecommission(port(igbHost({ vfs: [{}], autoprobe: false })), igbPlan(), pfs)).plan.steps.map(
        ({ kind }) => kind,
      );
    expect(await steps()).toEqual(['num-vfs']);
    expect(await steps([PF])).toEqual(['num-vfs']);
    expect(await steps([])).toEqual([]);
  });
});
