import { operationsWith } from '../../lib/catalog/operation-flags';
import { driverIn } from '../../lib/catalog/driver-table';
import type { Inventory } from '../../lib/inventory/inventory';
import { stateBefore, stateBeside } from '../../lib/plan/before';
import { differences } from '../../lib/plan/difference';
import { simulatePlan } from '../../lib/simulate/kernel/simulate';
import { inventory, NETWORK_DEFAULTS, nicFacts, nvmeFacts, vfFacts } from '../support/facts';
import { controller, plan, targetNic, targetSsd, vf } from './helpers';

const NO_OWNERS = new Map();

function before(target: Parameters<typeof plan>[0], observed: Inventory) {
  const made = plan(target, observed);
  return stateBefore(made, observed, NO_OWNERS);
}

const two = nicFacts({
  numVfs: 2,
  virtualFunctions: [
    vfFacts(0, { network: { ...NETWORK_DEFAULTS, vlan: 7, mac: '02:00:00:00:00:01' } }),
    vfFacts(1, { driver: null }),
  ],
});

test('the state before a plan is the state that is observed: nothing differs from it', () => {
  const observed = inventory([two]);
  expect(differences(before(targetNic({ numVfs: 4 }), observed), observed)).toEqual([]);
});

test('it holds VFs with their settings and drivers, managed or not', () => {
  const [pf] = before(targetNic({ numVfs: 4 }), inventory([two])).physicalFunctions;
  expect(pf).toMatchObject({ numVfs: 2, driversAutoprobe: true, adminUp: true, mtu: 1500 });
  expect(pf?.virtualFunctions).toMatchObject([
    { index: 0, driver: 'iavf', mac: '02:00:00:00:00:01', vlan: { vlan: 7 } },
    { index: 1, driver: null },
  ]);
});

test('PFs that no step touches are not in it', () => {
  const other = nicFacts({ address: '0000:5e:00.0' });
  const targets = [targetNic({ numVfs: 2 }), targetNic({ address: '0000:5e:00.0' })];
  const { physicalFunctions } = before(targets, inventory([nicFacts(), other]));
  expect(physicalFunctions.map(({ address }) => address)).toEqual(['0000:3b:00.0']);
});

test('a PF that no step touches is in it where one of its VFs waits for a driver that a step loads', () => {
  const held = (change: Parameters<typeof nicFacts>[0], driverOverride: string | null = null) => {
    const virtualFunctions = [vfFacts(0, { driver: null, driverOverride })];
    const other = nicFacts({ address: '0000:5e:00.0', numVfs: 1, virtualFunctions, ...change });
    const observed = inventory([nicFacts(), other]);
    const withNative = targetNic({ numVfs: 1, virtualFunctions: [vf(0, { driver: 'iavf' })] });
    const steps = [{ id: 'm', kind: 'module-load', pf: '0000:3b:00.0', module: 'iavf' }] as const;
    const made = plan([withNative, targetNic({ address: '0000:5e:00.0', numVfs: 1 })], observed);
    const { physicalFunctions } = stateBefore({ ...made, steps: [...steps, ...made.steps] }, observed, NO_OWNERS);
    return physicalFunctions.map(({ address }) => address).includes('0000:5e:00.0');
  };
  expect(held({})).toBe(true);
  expect(held({ driversAutoprobe: false })).toBe(false);
  expect(held({}, 'vfio-pci')).toBe(false);
  expect(held({ driversAutoprobe: false }, 'iavf')).toBe(true);
});

test('those that a boot would change stand beside it', () => {
  const beside = (port: Parameters<typeof nicFacts>[0]) => {
    const observed = inventory([nicFacts(), nicFacts({ address: '0000:5e:00.0', ...port })]);
    const other = targetNic({ address: '0000:5e:00.0', numVfs: port?.numVfs ?? 0 });
    const made = plan([targetNic({ numVfs: 2 }), other], observed);
    return stateBeside(made, observed, NO_OWNERS).physicalFunctions.map(({ address }) => address);
  };
  expect(beside({ numVfs: 2, virtualFunctions: two.virtualFunctions })).toEqual(['0000:5e:00.0']);
  expect(beside({ driversAutoprobe: false })).toEqual(['0000:5e:00.0']);
  expect(beside({})).toEqual([]);
});

test('what the driver takes by no command is left out, so that going back does not fail at it', () => {
  const virtualFunctions = [vfFacts(0, { network: { ...NETWORK_DEFAULTS, linkState: 'auto' } })];
  const observed = inventory([nicFacts({ driver: 'igb', numVfs: 1, virtualFunctions })]);
  const [pf] = before(targetNic({ driver: 'igb', numVfs: 2 }), observed).physicalFunctions;
  expect(pf?.virtualFunctions[0]).not.toHaveProperty('linkState');
  expect(pf?.virtualFunctions[0]).toHaveProperty('spoofCheck', true);
});

const REFUSED = [{ does: 'refused', source: 'x' }] as const;

test('a port VLAN and rates are kept whatever the plan says of the driver: something has written them', () => {
  const kept = (network: Partial<typeof NETWORK_DEFAULTS>) => {
    const virtualFunctions = [vfFacts(0, { network: { ...NETWORK_DEFAULTS, ...network } })];
    const observed = inventory([nicFacts({ numVfs: 1, virtualFunctions })]);
    const made = plan(targetNic({ numVfs: 2 }), observed);
    const ice = driverIn(made.drivers, 'ice');
    const operations = { ...ice.operations, vlan: REFUSED, maxTxRate: REFUSED };
    const drivers = { stated: [{ ...ice, operations }] };
    return stateBefore({ ...made, drivers }, observed, NO_OWNERS).physicalFunctions[0]?.virtualFunctions[0];
  };
  expect(kept({ vlan: 7 })).toMatchObject({ vlan: { vlan: 7 } });
  expect(kept({ maxTxRateMbps: 100 })).toMatchObject({ rate: { minTxMbps: 0, maxTxMbps: 100 } });
  expect(kept({})).not.toHaveProperty('vlan');
  expect(kept({})).not.toHaveProperty('rate');
});

test('what a plan is mistaken in, as the built-in catalog knows, is kept; of a driver that it does not know, the plan is believed', () => {
  const set = {
    mac: '02:00:00:00:00:07',
    spoofCheck: false,
    trust: true,
    linkState: 'enable',
    queryRss: true,
  } as const;
  const kept = (driver: string) => {
    const virtualFunctions = [vfFacts(0, { network: { ...NETWORK_DEFAULTS, ...set } })];
    const observed = inventory([nicFacts({ driver, numVfs: 1, virtualFunctions })]);
    const made = plan(targetNic({ driver, numVfs: 2 }), observed);
    const is = driverIn(made.drivers, driver);
    const operations = operationsWith(() => REFUSED);
    return stateBefore({ ...made, drivers: { stated: [{ ...is, operations }] } }, observed, NO_OWNERS)
      .physicalFunctions[0]?.virtualFunctions[0];
  };
  expect(kept('mlx5_core')).toMatchObject({ mac: set.mac, spoofCheck: false, trust: true, linkState: 'enable' });
  expect(kept('of_nobody')).not.toHaveProperty('trust');
  expect(kept('igb')).not.toHaveProperty('linkState');
});

describe('on an NVMe drive', () => {
  const attached = { ...controller(1), namespaceIds: [1] };
  const target = targetSsd({ numVfs: 1, virtualFunctions: [vf(0, { driver: 'vfio-pci', nvme: attached })] });

  test('namespaces that the plan attaches are detached on the way back, although their VFs are gone by then', () => {
    const observed = inventory([nvmeFacts()]);
    const there = simulatePlan(plan(target, observed), observed).end;
    const [pf] = before(target, observed).physicalFunctions;
    expect(pf?.detachedNamespaces).toEqual([{ nsid: 1, controllerId: 1 }]);
    const back = simulatePlan(plan(pf ?? target, there), there);
    expect(back.reached).toBe(true);
    expect(back.end.physicalFunctions[0]?.nvme?.namespaces[0]?.controllers).toEqual([0]);
    expect(back.end.physicalFunctions[0]?.numVfs).toBe(0);
  });

  test('so are those that the drive may attach by itself as a driver starts the controller of a VF', () => {
    const unstated = { ...target, virtualFunctions: [vf(0, { driver: 'nvme', nvme: controller(1) })] };
    const [pf] = before(unstated, inventory([nvmeFacts()])).physicalFunctions;
    expect(pf?.detachedNamespaces).toEqual([{ nsid: 1, controllerId: 1 }]);
  });

  test('a controller that was offline goes offline again', () => {
    const offline = nvmeFacts({
      numVfs: 1,
      virtualFunctions: [vfFacts(0, { address: '0000:86:00.1', driver: null, network: null })],
    });
    const observed = inventory([offline]);
    const there = simulatePlan(plan(target, observed), observed).end;
    const [pf] = before(target, observed).physicalFunctions;
    expect(pf?.virtualFunctions[0]?.nvme).toMatchObject({ online: false, virtualQueues: 0, virtualInterrupts: 0 });
    const { reached, end } = simulatePlan(plan(pf ?? target, there), there);
    expect(reached).toBe(true);
    expect(end.physicalFunctions[0]?.nvme?.secondaryControllers[0]).toMatchObject({ online: false, virtualQueues: 0 });
  });
});

test('it holds lists of VLANs, to receive in alone as well', () => {
  const virtualFunctions = ['all', '100,200-210', 'received 100', undefined].map((allowedVlans, n) =>
    vfFacts(n, { network: { ...NETWORK_DEFAULTS, ...(allowedVlans !== undefined && { allowedVlans }) } }),
  );
  const observed = inventory([nicFacts({ driver: 'i40e', numVfs: 4, virtualFunctions })]);
  const [pf] = before(targetNic({ driver: 'i40e', numVfs: 2 }), observed).physicalFunctions;
  expect(pf?.virtualFunctions.map(({ allowedVlans }) => allowedVlans)).toEqual([
    'all',
    '100,200-210',
    'received 100',
    undefined,
  ]);
});

test.each([
  ['on the same VF', targetNic({ driver: 'i40e', numVfs: 1, virtualFunctions: [vf(0, { allowedVlans: '100' })] })],
  ['on a VF that is made anew', targetNic({ driver: 'i40e', numVfs: 0 })],
])('a list to receive in alone comes back %s', (_, target) => {
  const network = { ...NETWORK_DEFAULTS, allowedVlans: 'received 300' };
  const observed = inventory([nicFacts({ driver: 'i40e', numVfs: 1, virtualFunctions: [vfFacts(0, { network })] })]);
  const there = simulatePlan(plan(target, observed), observed).end;
  const back = before(target, observed).physicalFunctions;
  const { reached, end } = simulatePlan(plan(back, there), there);
  expect(reached).toBe(true);
  expect(end.physicalFunctions[0]?.virtualFunctions[0]?.network?.allowedVlans).toBe('received 300');
});
