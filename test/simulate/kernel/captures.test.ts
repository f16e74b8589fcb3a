import { BUILT_IN_DRIVERS } from '../../../lib/catalog/driver-table';
import { resolve } from 'node:path';
import { readInventoryAt } from '../../../lib/host/files';
import type { Inventory, VirtualFunctionFacts } from '../../../lib/inventory/inventory';
import type { TargetPf, TargetState } from '../../../lib/plan/host-plan';
import { planHost } from '../../../lib/plan/plan';
import { simulatePlan } from '../../../lib/simulate/kernel/simulate';
import { lookedAt } from '../../support/facts';
import { controller, inShort, targetNic, targetSsd, vf } from '../../plan/helpers';

/** A real Linux 6.1 before and after somebody configured it by hand. */
const FRESH = capture('flat-fresh');
const CONFIGURED = capture('flat-configured');

function capture(name: string): Inventory {
  const { inventory } = readInventoryAt(resolve(__dirname, `../../data/captures/${name}.tar`));
  return { ...inventory, physicalFunctions: inventory.physicalFunctions.map(lookedAt) };
}

/** What was done by hand, as a target. */
const TARGET: TargetState = {
  physicalFunctions: [
    targetNic({
      address: '0000:01:00.0',
      driver: 'igb',
      vfDriver: 'igbvf',
      numVfs: 4,
      adminUp: true,
      driversAutoprobe: false,
      virtualFunctions: [
        vf(0, {
          driver: 'vfio-pci',
          mac: '52:54:00:aa:01:00',
          vlan: { vlan: 100, qos: 3, protocol: '802.1Q' },
          rate: { minTxMbps: 0, maxTxMbps: 200 },
        }),
        vf(1, {
          driver: 'vfio-pci',
          mac: '52:54:00:aa:01:01',
          spoofCheck: false,
          trust: true,
        }),
        vf(2, { driver: 'igbvf', spoofCheck: true, trust: false }),
        vf(3, { driver: null }),
      ],
    }),
    targetSsd({
      address: '0000:03:00.0',
      numVfs: 2,
      driversAutoprobe: false,
      virtualFunctions: [vf(0, { driver: 'vfio-pci', nvme: controller(1) }), vf(1, { driver: null })],
    }),
  ],
};

const HOST = { path: 'lab/sriov-host', name: 'sriov-host', presumed: false, drivers: BUILT_IN_DRIVERS };

test('a host that was configured by hand is adopted without a step', () => {
  const plan = planHost(HOST, TARGET, CONFIGURED);
  expect(plan).toMatchObject({ steps: [], disruptions: [], refusals: [] });
});

describe('the fresh host, planned and simulated', () => {
  const plan = planHost(HOST, TARGET, FRESH);
  const simulation = simulatePlan(plan, FRESH);

  test('takes the steps that were taken by hand, those of the drive while the link of the NIC trains', () => {
    expect(inShort(plan.steps)).toEqual([
      'pf-link up',
      'drivers-autoprobe 0',
      'num-vfs 4',
      'mac 0',
      'vlan 0',
      'mac 1',
      'spoofCheck 1',
      'trust 1',
      'drivers-autoprobe 0',
      'num-vfs 2',
      'vq 0 2',
      'vi 0 1',
      'online 0',
      'driver-bind 0 vfio-pci',
      'wait-link',
      'rate 0',
      'driver-bind 0 vfio-pci',
      'driver-bind 1 vfio-pci',
      'driver-bind 2 igbvf',
    ]);
    expect(simulation.outcomes.filter((outcome) => !outcome.ok)).toEqual([]);
  });

  test.each(TARGET.physicalFunctions.map((pf): [string, TargetPf] => [pf.address, pf]))(
    'has the VFs of %s as the real kernel has them',
    (address) => {
      const simulated = vfsOf(simulation.end, address);
      expect(simulated).toEqual(vfsOf(CONFIGURED, address).map((real, n) => known(real, simulated[n])));
    },
  );

  test('has the secondary controllers as the real drive has them', () => {
    expect(nvmeOf(simulation.end)).toEqual(nvmeOf(CONFIGURED));
  });

  test('has the port as the real kernel has it', () => {
    const [port] = simulation.end.physicalFunctions[0]?.network?.interfaces ?? [];
    const [real] = CONFIGURED.physicalFunctions[0]?.network?.interfaces ?? [];
    // The speed of a port that was down before is not known to the model.
    expect(port).toEqual({ ...real, speedMbps: null });
  });
});

function vfsOf(inventory: Inventory, address: string): readonly VirtualFunctionFacts[] {
  return inventory.physicalFunctions.find((pf) => pf.address === address)?.virtualFunctions ?? [];
}

function nvmeOf(inventory: Inventory) {
  const nvme = inventory.physicalFunctions.find((pf) => pf.deviceClass === 'nvme')?.nvme;
  return {
    capabilities: nvme?.capabilities,
    secondaryControllers: nvme?.secondaryControllers,
  };
}

/** The real facts, but for what the model says that it does not know: invented MACs, vectors, the netdev's name. */
function known(real: VirtualFunctionFacts, simulated: VirtualFunctionFacts | undefined): VirtualFunctionFacts {
  const { network } = real;
  return {
    ...real,
    msixVectors: null,
    network: network === null || simulated?.network?.mac !== null ? network : { ...network, mac: null },
    interface: real.interface === null ? null : (simulated?.interface ?? null),
  };
}
