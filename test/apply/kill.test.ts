import { BUILT_IN_DRIVERS } from '../../lib/catalog/driver-table';
import fc from '../support/properties';
import { join } from 'node:path';
import { carryOut, planLive, planRollback } from '../../lib/apply';
import { readInventoryAt } from '../../lib/host/files';
import type { HostPort } from '../../lib/host/port';
import type { VirtualHostState } from '../../lib/host/virtual';
import type { Inventory } from '../../lib/inventory/inventory';
import type { HostPlan, TargetPf, TargetState } from '../../lib/plan/host-plan';
import { planHost } from '../../lib/plan/plan';
import { randomHost } from '../plan/fleet-arbitrary';
import { lookedAt } from '../support/facts';
import { type KillCount, killEverywhere, stateOf, sumOf } from './kill-points';
import { killableVirtualHost } from './kill-virtual';
import { MemoryHost, snapshotsOf } from './memory-host';
import { type ExamplePlan, examplePlans } from './plans';

/** Fleets that are made up for each seed; more with KILL_FLEETS. */
const FLEETS = Number(process.env.KILL_FLEETS ?? 24);
/** The same fleets in every run, and those that once could not be taken back; others with KILL_SEEDS=1-200,2088747847. */
const SEEDS: readonly (readonly [seed: number, fleets: number])[] =
  process.env.KILL_SEEDS === undefined
    ? [
        [7, FLEETS],
        // Namespaces that a drive attached as a driver started its controller.
        [20, 1],
        // VFs of a port that no step is for, waiting for a driver that a step loads.
        [90, 17],
        // A port that was down while VFs of it were in use.
        [56, 2],
        // VFs that waited for a driver which the plan loads; MACs that igbvf invents.
        [24, 4],
        [41, 3],
        // A boot takes what no step touched.
        [37, 1],
        [4, 3],
        // VFs that come, and rates that are taken, only while the port is up.
        [11, 3],
        [40, 5],
      ]
    : seedsOf(process.env.KILL_SEEDS).map((seed) => [seed, FLEETS]);

jest.setTimeout(600_000);

const HOST = { path: 'rack1/kvm01', name: 'kvm01', presumed: false, drivers: BUILT_IN_DRIVERS };
const counts: KillCount[] = [];

afterAll(() => {
  const { points, resumed, rolledBack } = sumOf(counts);
  process.stdout.write(
    `kill points on virtual hosts: ${points}; finished by a second apply: ${resumed}, rolled back: ${rolledBack}\n`,
  );
});

async function kill(observed: Inventory, plan: HostPlan, killed: 'client' | 'host', allow: readonly string[] = []) {
  const count = await killEverywhere(killableVirtualHost(observed, killed), plan, allow);
  counts.push(count);
  return count;
}

describe('an apply that is killed can be finished, and taken back', () => {
  test('on the hosts of all examples', async () => {
    const plans = examplePlans();
    expect(plans.length).toBeGreaterThan(5);
    for (const { plan, observed } of plans) {
      const { points } = await kill(observed, plan, 'client');
      expect(points).toBeGreaterThanOrEqual(plan.steps.length === 0 ? 0 : 3 * plan.steps.length);
    }
  });

  test.each(captured())('on a captured host, $title', async ({ plan, observed }) => {
    await kill(observed, plan, 'client');
    await kill(observed, plan, 'host');
  });

  test.each(SEEDS)('on hosts in any state, with VFs in use (seed %i)', async (seed, fleets) => {
    await fc.assert(
      fc.asyncProperty(randomHost, async ({ observed, target }) => {
        const plan = planHost(HOST, { ...target }, observed);
        const allow = plan.disruptions.flatMap(({ users, address }) => (users.length > 0 ? [address] : []));
        const allowed = planHost(HOST, allowing(target), observed, { allowDisrupt: allow });
        fc.pre(allowed.refusals.length === 0);
        await kill(observed, allowed, 'client', allow);
      }),
      { numRuns: fleets, seed },
    );
  });

  test.each(SEEDS)('when the whole host goes down and boots again (seed %i)', async (seed, fleets) => {
    await fc.assert(
      fc.asyncProperty(randomHost, async ({ observed, target }) => {
        const unused = withoutUsers(observed);
        const plan = planHost(HOST, allowing(target), unused);
        fc.pre(plan.refusals.length === 0);
        await kill(unused, plan, 'host');
      }),
      { numRuns: Math.ceil(fleets / (fleets === FLEETS ? 2 : 1)), seed },
    );
  });
});

describe('kills one after the other', () => {
  const { plan, observed } = captured().find(({ title }) => title === 'flat-configured') as ExamplePlan;

  test('a second apply that is killed too can be taken back to before the first', async () => {
    const first = await snapshotsOf(new MemoryHost(observed), (port) => applied(port, plan));
    let count = 0;
    for (const { state } of everyNth(first, 9)) {
      const second = await snapshotsOf(hostAt(observed, state), (port) => applied(port, plan));
      for (const killed of everyNth(second, 7)) {
        const port = hostAt(observed, killed.state).connect();
        await takenBack(port, plan);
        expect(stateOf((await port.observe()).inventory, plan, observed)).toEqual(stateOf(observed, plan, observed));
        count += 1;
      }
    }
    counts.push({ points: count, resumed: 0, rolledBack: count });
    expect(count).toBeGreaterThan(50);
  });

  test('a rollback that is killed can be finished by another', async () => {
    const host = new MemoryHost(observed);
    await applied(host.connect(), plan);
    const snapshots = await snapshotsOf(host, (port) => takenBack(port, plan));
    for (const { state } of snapshots) {
      const port = hostAt(observed, state).connect();
      await takenBack(port, plan);
      expect(stateOf((await port.observe()).inventory, plan, observed)).toEqual(stateOf(observed, plan, observed));
    }
    counts.push({ points: snapshots.length, resumed: 0, rolledBack: snapshots.length });
    expect(snapshots.length).toBeGreaterThan(20);
  });

  test('an apply after a rollback that was killed reaches what is wanted', async () => {
    const host = new MemoryHost(observed);
    await applied(host.connect(), plan);
    const snapshots = await snapshotsOf(host, (port) => takenBack(port, plan));
    for (const { state } of snapshots) {
      const port = hostAt(observed, state).connect();
      expect(await applied(port, plan)).toMatch(/^(done|unchanged)$/);
    }
    counts.push({ points: snapshots.length, resumed: snapshots.length, rolledBack: 0 });
  });
});

async function applied(port: HostPort, plan: HostPlan): Promise<string> {
  return (await carryOut(port, await planLive(port, plan))).status;
}

async function takenBack(port: HostPort, plan: HostPlan): Promise<void> {
  const back = await planRollback(port, plan);
  if ('nothing' in back) return;
  expect((await carryOut(port, back)).status).toMatch(/^(done|unchanged)$/);
}

/** The host as a kill left it. */
function hostAt(observed: Inventory, state: VirtualHostState): MemoryHost {
  const host = new MemoryHost(observed);
  host.state = state;
  host.killClients();
  return host;
}

function everyNth<T>(all: readonly T[], n: number): readonly T[] {
  return all.filter((_, index) => index % n === 0);
}

/** `7`, `1-200`, `1-200,2088747847`. */
function seedsOf(text: string): number[] {
  return text.split(',').flatMap((part) => {
    const [first = NaN, last = first] = part.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, n) => first + n);
  });
}

function allowing({ physicalFunctions }: TargetState): TargetState {
  return { physicalFunctions: physicalFunctions.map((pf) => ({ ...pf, allowManagement: true })) };
}

function withoutUsers(observed: Inventory): Inventory {
  const physicalFunctions = observed.physicalFunctions.map((pf) => ({
    ...pf,
    virtualFunctions: pf.virtualFunctions.map((vf) => ({ ...vf, users: [] })),
  }));
  return { ...observed, physicalFunctions };
}

/** Seven VFs with all settings and four NVMe VFs, on hosts as a real kernel was read. */
function captured(): ExamplePlan[] {
  return ['flat-fresh', 'flat-configured'].map((title) => {
    const { inventory } = readInventoryAt(join(__dirname, `../data/captures/${title}.tar`));
    // A virtual host has no processes but those that are told of.
    const observed = { ...inventory, physicalFunctions: inventory.physicalFunctions.map(lookedAt) };
    return { title, observed, plan: planHost(HOST, targetFor(observed), observed) };
  });
}

function targetFor({ physicalFunctions }: Inventory): TargetState {
  return {
    physicalFunctions: physicalFunctions.flatMap((pf): TargetPf[] => {
      if (pf.totalVfs === null || pf.network?.carriesManagement === true) return [];
      const common = {
        path: `rack1/kvm01/${pf.address}`,
        address: pf.address,
        deviceClass: pf.deviceClass,
        driver: pf.driver,
        vfDriver: pf.deviceClass === 'nvme' ? 'nvme' : 'igbvf',
        driversAutoprobe: false,
      };
      const indexes = Array.from({ length: Math.min(4, pf.totalVfs) }, (_, index) => index);
      if (pf.deviceClass === 'nvme') {
        const controllers = indexes.map((index) => ({
          index,
          address: null,
          driver: 'vfio-pci',
          nvme: { controllerId: index + 1, virtualQueues: 2, virtualInterrupts: 1, namespaceIds: [1] },
        }));
        return [{ ...common, numVfs: indexes.length, virtualFunctions: controllers }];
      }
      const virtualFunctions = indexes.map((index) => ({
        index,
        address: null,
        driver: 'vfio-pci',
        mac: `02:00:00:00:00:0${index}`,
        vlan: { vlan: 100 + index, qos: 1, protocol: '802.1Q' as const },
        spoofCheck: false,
        trust: true,
        rate: { minTxMbps: 0, maxTxMbps: 100 },
      }));
      return [{ ...common, numVfs: indexes.length, adminUp: true, virtualFunctions }];
    }),
  };
}
