import { BUILT_IN_DRIVERS } from '../../lib/catalog/driver-table';
import type { PhysicalFunctionFacts } from '../../lib/inventory/inventory';
import { differences } from '../../lib/plan/difference';
import { planHost } from '../../lib/plan/plan';
import { targetOf } from '../../lib/plan/target';
import type { Step } from '../../lib/plan/step';
import { simulatePlan } from '../../lib/simulate/kernel/simulate';
import { inventory, nicFacts, vfFacts } from '../support/facts';
import { onlyHost, resolve, type WantedPfSketch } from '../resolve/wanted';

const HOST = { path: 'rack1/kvm01', name: 'kvm01', presumed: false, drivers: BUILT_IN_DRIVERS };

function withVfs(numVfs: number): PhysicalFunctionFacts {
  const virtualFunctions = Array.from({ length: numVfs }, (_, n) => vfFacts(n, { driver: 'vfio-pci' }));
  return nicFacts({ numVfs, driversAutoprobe: false, virtualFunctions });
}

/** Numbers of VFs that are written where the plan was made for `seen` VFs and the host has `live`. */
function written(seen: number | null, live: number, pf: WantedPfSketch = {}): number[] {
  const wanted = { selector: { address: '0000:3b:00.0' }, pools: { a: { count: 2 } }, ...pf };
  const host = onlyHost(resolve({ pfs: { uplink: wanted } }, seen === null ? null : inventory([withVfs(seen)])));
  const observed = inventory([withVfs(live)]);
  const plan = planHost(HOST, targetOf(host), observed);
  expect(simulatePlan(plan, observed).reached).toBe(true);
  if (plan.steps.length === 0) expect(differences(plan.target, observed)).toEqual([]);
  return plan.steps.flatMap((step: Step) => (step.kind === 'num-vfs' ? [step.numVfs] : []));
}

describe('where the number of VFs is not stated', () => {
  test.each<[string, number | null, number, number[]]>([
    ['VFs that exist and suffice stay', 62, 62, []],
    ['so do as many as are needed', 2, 2, []],
    ['too few are replaced by as many as are needed', 1, 1, [0, 2]],
    ['none become as many as are needed', 0, 0, [2]],
    ['a host that has others by now keeps them', 62, 10, []],
    ['a host that has more by now keeps them', 0, 10, []],
    ['a host that was not read keeps what it has', null, 62, []],
    ['a host that has too few by now gets what it had', 62, 1, [0, 62]],
    ['a host after a boot gets what it had', 62, 0, [62]],
  ])('%s', (_words, seen, live, numbers) => {
    expect(written(seen, live)).toEqual(numbers);
  });

  test.each<[string, number, number, number[]]>([
    ['keeps its VFs', 4, 4, []],
    ['keeps those that it has by now', 4, 6, []],
    ['is left alone without any', 0, 0, []],
    ['has them again after a boot', 4, 0, [4]],
  ])('a PF without pools %s', (_words, seen, live, numbers) => {
    expect(written(seen, live, { pools: {} })).toEqual(numbers);
  });
});

test('a number that is stated is written, though more VFs exist', () => {
  expect(written(62, 62, { numVfs: 2 })).toEqual([0, 2]);
  expect(written(62, 10, { numVfs: 62 })).toEqual([0, 62]);
});
