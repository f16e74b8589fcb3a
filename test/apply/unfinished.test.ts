import { carryOut, planLive } from '../../lib/apply';
import { stillToRestore } from '../../lib/apply/unfinished';
import type { HostPort } from '../../lib/host/port';
import type { Inventory } from '../../lib/inventory/inventory';
import { plan, targetNic, vf } from '../plan/helpers';
import { inventory, nicFacts, vfFacts } from '../support/facts';
import { MemoryHost, snapshotsOf } from './memory-host';

/** Two VFs on their native driver, which nobody manages; one of them is to have another MSI-X count. */
const OBSERVED = inventory(
  [nicFacts({ numVfs: 2, virtualFunctions: [0, 1].map((index) => vfFacts(index, { msixVectors: 17 })) })],
  { modules: ['ice', 'iavf'] },
);
const PLAN = plan(targetNic({ numVfs: 2, virtualFunctions: [vf(0, { msixVectors: 33 })] }), OBSERVED);

const apply = async (port: HostPort) => (await carryOut(port, await planLive(port, PLAN))).status;
const driversOf = ({ physicalFunctions }: Inventory) => physicalFunctions[0]?.virtualFunctions.map((vf) => vf.driver);

describe('a VF whose driver nobody manages', () => {
  test('is on its driver again after an apply', async () => {
    const host = new MemoryHost(OBSERVED);
    expect(await apply(host.connect())).toBe('done');
    expect(PLAN.steps.map(({ kind }) => kind)).toEqual(['driver-bind', 'vf-msix', 'driver-bind']);
    expect(driversOf(host.state.inventory)).toEqual(['iavf', 'iavf']);
  });

  test('is brought back to it by the apply that follows one which was cut short, wherever that was', async () => {
    const snapshots = await snapshotsOf(new MemoryHost(OBSERVED), apply);
    const unbound = snapshots.filter(({ state }) => driversOf(state.inventory)?.[0] === null);
    expect(unbound.length).toBeGreaterThan(3);
    for (const { state } of snapshots) {
      const host = new MemoryHost(OBSERVED);
      host.state = state;
      host.killClients();
      await apply(host.connect());
      expect(driversOf(host.state.inventory)).toEqual(['iavf', 'iavf']);
    }
  });

  test('stays unbound where no run took it off a driver, where one ended, and where the VFs were made anew since', async () => {
    const host = new MemoryHost(OBSERVED);
    await apply(host.connect());
    const reading = await host.connect().observe();
    const [facts] = reading.inventory.physicalFunctions;
    if (facts === undefined || reading.lastRun === null) throw new Error('no PF, or no run');
    const unbound = facts.virtualFunctions.map((each) => ({ ...each, driver: null }));
    const found = (numVfs = 2) => inventory([{ ...facts, numVfs, virtualFunctions: unbound.slice(0, numVfs) }]);
    const cutShort = { ...reading.lastRun, ended: false };
    const restored = (lastRun: typeof reading.lastRun | null, observed = found()) =>
      stillToRestore(PLAN.target, { ...reading, inventory: observed, lastRun }).physicalFunctions[0]?.virtualFunctions;
    expect(restored(cutShort)).toMatchObject([
      { index: 0, driver: 'iavf', msixVectors: 33 },
      { index: 1, driver: 'iavf' },
    ]);
    for (const left of [restored(null), restored(reading.lastRun), restored(cutShort, found(1))]) {
      expect(left).toEqual([{ index: 0, address: null, msixVectors: 33 }]);
    }
  });

  test('is left as it is where it is bound, where the plan says its driver, and where the plan has no such VF', async () => {
    const host = new MemoryHost(OBSERVED);
    const cut = (await snapshotsOf(host, apply)).find(({ state }) => driversOf(state.inventory)?.[0] === null);
    if (cut?.state.lastRun == null) throw new Error('no run that took VF 0 off its driver');
    const { inventory: observed, lastRun } = cut.state;
    const [target] = PLAN.target.physicalFunctions;
    const restored = (change: object) =>
      stillToRestore(
        { physicalFunctions: target === undefined ? [] : [{ ...target, ...change }] },
        { inventory: observed, lastRun, warnings: [], busy: null },
      ).physicalFunctions[0]?.virtualFunctions;
    // VF 1 was never taken off its driver.
    expect(restored({})).toEqual([expect.objectContaining({ index: 0, driver: 'iavf' })]);
    const bound = [vf(0, { driver: 'vfio-pci' })];
    expect(restored({ virtualFunctions: bound })).toEqual(bound);
    expect(restored({ numVfs: 0, virtualFunctions: [] })).toEqual([]);
  });
});
