import { simulatePlan } from '../../../lib/simulate/kernel/simulate';
import { plan, targetNic, targetSsd, vf } from '../../plan/helpers';
import { interfaceFacts, inventory, NETWORK_DEFAULTS, nicFacts, nvmeFacts, vfFacts } from '../../support/facts';

const TARGET = targetNic({
  numVfs: 2,
  virtualFunctions: [vf(0, { trust: true }), vf(1, { driver: 'vfio-pci' })],
});

test('a plan that works reaches its target', () => {
  const observed = inventory([nicFacts()]);
  const simulation = simulatePlan(plan(TARGET, observed), observed);
  expect(simulation).toMatchObject({
    reached: true,
    refused: false,
    differences: [],
  });
  expect(simulation.outcomes.every((outcome) => outcome.ok && outcome.changed)).toBe(true);
  expect(simulation.end.physicalFunctions[0]?.virtualFunctions[1]?.driver).toBe('vfio-pci');
});

test('a plan without a step ends where it began', () => {
  const observed = inventory([nicFacts()]);
  const simulation = simulatePlan(plan(targetNic(), observed), observed);
  expect(simulation.end).toBe(observed);
  expect(simulation.reached).toBe(true);
});

test('the first step that fails is the last one, and what is missing is told as data', () => {
  const observed = inventory([nicFacts({ driver: 'igb' })]);
  const target = targetNic({
    driver: 'igb',
    numVfs: 1,
    virtualFunctions: [vf(0, { linkState: 'enable', driver: 'vfio-pci' })],
  });
  const made = plan(target, observed);
  const { outcomes, reached, differences } = simulatePlan(made, observed);
  expect(outcomes.length).toBeLessThan(made.steps.length);
  expect(outcomes.at(-1)).toMatchObject({
    ok: false,
    error: { errno: 'EOPNOTSUPP' },
  });
  expect(reached).toBe(false);
  expect(differences).toEqual([
    {
      pf: '0000:3b:00.0',
      vf: 0,
      field: 'driver',
      wanted: 'vfio-pci',
      found: null,
    },
    {
      pf: '0000:3b:00.0',
      vf: 0,
      field: 'linkState',
      wanted: 'enable',
      found: 'auto',
    },
  ]);
});

test('a plan that is refused is not run', () => {
  const observed = inventory([nicFacts({ vfOffset: null })]);
  const simulation = simulatePlan(plan(TARGET, observed), observed);
  expect(simulation).toMatchObject({
    outcomes: [],
    reached: false,
    refused: true,
  });
  expect(simulation.end).toBe(observed);
});

test('a plan for another host does not reach anything', () => {
  const made = plan(targetNic({ numVfs: 1 }), inventory([nicFacts()]));
  const elsewhere = simulatePlan(made, inventory([]));
  expect(elsewhere.reached).toBe(false);
  expect(elsewhere.differences).toEqual([{ pf: '0000:3b:00.0', field: 'exists', wanted: true, found: false }]);
});

test('a host that was not read is simulated as far as it can be presumed', () => {
  const network = {
    interfaces: [],
    linkType: null,
    eswitchMode: null,
    carriesManagement: null,
  };
  const unread = {
    controllerId: null,
    virtualizationManagement: null,
    capabilities: null,
  };
  const observed = inventory(
    [
      nicFacts({ vfOffset: null, vfStride: null, iommuGroup: null, network }),
      nvmeFacts({ vfOffset: null, vfStride: null }, { ...unread, secondaryControllers: [], namespaces: [] }),
    ],
    { modules: null },
  );
  const target = [
    targetNic({
      numVfs: 2,
      adminUp: true,
      mtu: 9000,
      virtualFunctions: [vf(0, { driver: 'vfio-pci', trust: true, rate: { minTxMbps: 0, maxTxMbps: 10 } })],
    }),
    targetSsd({
      numVfs: 2,
      virtualFunctions: [
        vf(1, {
          nvme: {
            controllerId: 2,
            virtualQueues: 2,
            virtualInterrupts: 1,
            namespaceIds: [3],
          },
        }),
      ],
    }),
  ];
  const simulation = simulatePlan(plan(target, observed, {}, true), observed);
  expect(simulation.outcomes.filter((outcome) => !outcome.ok)).toEqual([]);
  expect(simulation).toMatchObject({ reached: true, differences: [] });
});

test('differences name what is not there as well as what is otherwise', () => {
  const network = {
    interfaces: [interfaceFacts({ adminUp: false, mtu: 1500 })],
    linkType: 'ethernet' as const,
    eswitchMode: 'legacy' as const,
    carriesManagement: true,
  };
  const observed = inventory([nicFacts({ network }), nvmeFacts({ numVfs: 1 })]);
  const target = [
    targetNic({
      numVfs: 3,
      adminUp: true,
      mtu: 9000,
      eswitchMode: 'switchdev',
      driversAutoprobe: false,
    }),
    targetSsd({ numVfs: 1, virtualFunctions: [vf(0)] }),
  ];
  const { differences } = simulatePlan(plan(target, observed), observed);
  expect(differences.map(({ field, wanted, found }) => [field, wanted, found])).toEqual([
    ['numVfs', 3, 0],
    ['driversAutoprobe', false, true],
    ['eswitchMode', 'switchdev', 'legacy'],
    ['adminUp', true, false],
    ['mtu', 9000, 1500],
    ['exists', true, false],
  ]);
});

describe('a list of VLANs', () => {
  /** One VF of a driver, and what is wanted of it. */
  const run = (driver: string, found: Partial<typeof NETWORK_DEFAULTS>, wanted: Parameters<typeof vf>[1], vfs = 1) => {
    const virtualFunctions = vfs === 0 ? [] : [vfFacts(0, { network: { ...NETWORK_DEFAULTS, ...found } })];
    const observed = inventory([nicFacts({ driver, numVfs: vfs, virtualFunctions })]);
    const made = plan(targetNic({ driver, numVfs: 1, virtualFunctions: [vf(0, wanted)] }), observed);
    const { outcomes, reached, end } = simulatePlan(made, observed);
    return { outcomes, reached, network: end.physicalFunctions[0]?.virtualFunctions[0]?.network };
  };
  const PORT_VLAN = { vlan: 5, qos: 0, protocol: '802.1Q' } as const;

  test.each(['i40e', 'mlx5_core'])('is set, changed and taken off where %s is built beside the kernel', (driver) => {
    const steps = [
      ['all', '100,200-210'],
      ['100,200-210', '300'],
      ['300', 'all'],
    ] as const;
    for (const [allowedVlans, wanted] of steps) {
      const { reached, network } = run(driver, { allowedVlans }, { allowedVlans: wanted });
      expect(reached).toBe(true);
      expect(network?.allowedVlans).toBe(wanted);
    }
  });

  test("is taken by no driver of the kernel's own", () => {
    for (const driver of ['i40e', 'mlx5_core', 'ice', 'unheard_of']) {
      const { outcomes, reached } = run(driver, {}, { allowedVlans: '100' });
      expect(reached).toBe(false);
      expect(outcomes.at(-1)).toMatchObject({ ok: false, error: { errno: 'ENOENT' } });
    }
  });

  test.each(['08', '200,100', '100,100', '9999', 'received 200,100'])(
    'is refused as %s, not its one text',
    (wanted) => {
      expect(run('i40e', { allowedVlans: 'all' }, { allowedVlans: wanted }).outcomes.at(-1)).toMatchObject({
        error: { errno: 'EINVAL' },
      });
    },
  );

  test('is assumed, and that is said, where no VF tells which driver it is', () => {
    const { outcomes, reached } = run('mlx5_core', {}, { allowedVlans: '100' }, 0);
    expect(reached).toBe(true);
    expect(outcomes.at(-1)).toMatchObject({
      ok: true,
      note: expect.stringMatching(/^assumed: mlx5_core takes a list/),
    });
    expect(run('ice', {}, { allowedVlans: '100' }, 0).outcomes.at(-1)).toMatchObject({ error: { errno: 'ENOENT' } });
  });

  test('is refused by mlx5_core beside a port VLAN, and takes its place on i40e', () => {
    const found = { vlan: 5, allowedVlans: 'all' };
    expect(run('mlx5_core', found, { allowedVlans: '100' }).outcomes.at(-1)).toMatchObject({
      error: { errno: 'EPERM' },
    });
    expect(run('i40e', found, { allowedVlans: '100' }).network).toMatchObject({ vlan: 0, allowedVlans: '100' });
  });

  test.each(['i40e', 'mlx5_core'])('makes room for a port VLAN on %s, and comes in the place of one', (driver) => {
    const there = run(driver, { allowedVlans: '100' }, { vlan: PORT_VLAN });
    expect(there).toMatchObject({ reached: true, network: { vlan: 5, allowedVlans: 'all' } });
    const back = run(driver, { vlan: 5, allowedVlans: 'all' }, { vlan: { ...PORT_VLAN, vlan: 0 }, allowedVlans: '7' });
    expect(back).toMatchObject({ reached: true, network: { vlan: 0, allowedVlans: '7' } });
  });

  test('is kept for VFs that are made anew as well, where those of before had one', () => {
    const virtualFunctions = [vfFacts(0, { network: { ...NETWORK_DEFAULTS, allowedVlans: '100' } })];
    const observed = inventory([nicFacts({ driver: 'i40e', numVfs: 1, virtualFunctions })]);
    const target = targetNic({ driver: 'i40e', numVfs: 2, virtualFunctions: [vf(1, { allowedVlans: '7' })] });
    const { end, reached, outcomes } = simulatePlan(plan(target, observed), observed);
    expect(reached).toBe(true);
    expect(outcomes.some((outcome) => outcome.ok && outcome.note?.startsWith('assumed: i40e takes a list'))).toBe(
      false,
    );
    expect(end.physicalFunctions[0]?.virtualFunctions.map(({ network }) => network?.allowedVlans)).toEqual([
      'all',
      '7',
    ]);
  });
});
