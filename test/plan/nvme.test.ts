import type {
  NvmePrimaryCapabilities,
  PhysicalFunctionFacts,
  SecondaryControllerFacts,
} from '../../lib/inventory/inventory';
import { inventory, nvmeFacts, vfFacts } from '../support/facts';
import { controller, inShort, plan, targetSsd, vf } from './helpers';

const VFIO = { driver: 'vfio-pci' } as const;

/** An SSD with two VFs; controllers as given, the others empty and offline. */
function ssd(
  held: Readonly<Record<number, Partial<SecondaryControllerFacts>>>,
  driver: string | null = 'vfio-pci',
  change: Partial<PhysicalFunctionFacts> = {},
): PhysicalFunctionFacts {
  const fresh = nvmeFacts();
  const secondaryControllers = (fresh.nvme?.secondaryControllers ?? []).map((each) => ({
    ...each,
    ...held[each.controllerId],
  }));
  const virtualFunctions = [0, 1].map((index) =>
    vfFacts(index, {
      address: `0000:86:00.${index + 1}`,
      driver,
      network: null,
    }),
  );
  return nvmeFacts({ numVfs: 2, driversAutoprobe: false, virtualFunctions, ...change }, { secondaryControllers });
}

const ONLINE = { online: true, virtualQueues: 2, virtualInterrupts: 1 };

test('a fresh SSD gets VFs, and each of them resources, its controller online, its namespace and its driver', () => {
  const target = targetSsd({
    numVfs: 2,
    driversAutoprobe: false,
    virtualFunctions: [
      vf(0, { ...VFIO, nvme: { ...controller(1), namespaceIds: [1] } }),
      vf(1, { ...VFIO, nvme: controller(2, 4, 2) }),
    ],
  });
  expect(inShort(plan(target, inventory([nvmeFacts()])).steps)).toEqual([
    'drivers-autoprobe 0',
    'num-vfs 2',
    'vq 0 2',
    'vi 0 1',
    'online 0',
    'attach 0 1',
    'driver-bind 0 vfio-pci',
    'vq 1 4',
    'vi 1 2',
    'online 1',
    'driver-bind 1 vfio-pci',
  ]);
});

test.each([
  ['none of both', { vqFlexibleTotal: 0, viFlexibleTotal: 0 }, []],
  ['queues alone', { viFlexibleTotal: 0 }, ['vq 0 2']],
  ['interrupts alone', { vqFlexibleTotal: 0 }, ['vi 0 1']],
])('of a drive that has flexible resources of %s, no others are given to controllers', (_what, change, given) => {
  const fresh = nvmeFacts();
  const capabilities = { ...(fresh.nvme?.capabilities as NvmePrimaryCapabilities), ...change };
  const target = targetSsd({
    numVfs: 1,
    driversAutoprobe: false,
    virtualFunctions: [vf(0, { ...VFIO, nvme: controller(1) })],
  });
  expect(inShort(plan(target, inventory([nvmeFacts({}, { capabilities })])).steps)).toEqual([
    'drivers-autoprobe 0',
    'num-vfs 1',
    ...given,
    'online 0',
    'driver-bind 0 vfio-pci',
  ]);
});

test.each([
  ['for a namespace', { namespaceIds: [1] }, ['attach 0 1']],
  ['to be offline', { online: false }, ['driver-bind 0 none', 'offline 0', 'driver-bind 0 vfio-pci']],
])(
  'a controller with resources of its own keeps them %s, whatever the drive reports of them',
  (_what, change, steps) => {
    const own = { vqFlexibleTotal: 0, viFlexibleTotal: 0 };
    const pf = ssd({ 1: { ...ONLINE, virtualQueues: 9, virtualInterrupts: 9 } });
    const nvme = pf.nvme && {
      ...pf.nvme,
      capabilities: { ...(pf.nvme.capabilities as NvmePrimaryCapabilities), ...own },
    };
    const target = targetSsd({ numVfs: 2, virtualFunctions: [vf(0, { nvme: { ...controller(1, 4, 2), ...change } })] });
    const { steps: found, refusals } = plan(target, inventory([{ ...pf, nvme }]));
    expect(inShort(found)).toEqual(steps);
    expect(refusals).toEqual([]);
  },
);

test('resources that were given before the VFs came are not given again', () => {
  const target = targetSsd({
    numVfs: 1,
    virtualFunctions: [vf(0, { nvme: controller(1) })],
  });
  const given = ssd({ 1: { ...ONLINE, online: false } }, null, {
    numVfs: 0,
    virtualFunctions: [],
  });
  expect(inShort(plan(target, inventory([given])).steps)).toEqual(['num-vfs 1', 'online 0']);
});

test('a controller that is online goes offline, off its driver, before it gets other resources', () => {
  const target = targetSsd({
    numVfs: 2,
    virtualFunctions: [vf(0, { ...VFIO, nvme: controller(1, 4, 1) })],
  });
  expect(inShort(plan(target, inventory([ssd({ 1: ONLINE })])).steps)).toEqual([
    'driver-bind 0 none',
    'offline 0',
    'vq 0 4',
    'vi 0 1',
    'online 0',
    'driver-bind 0 vfio-pci',
  ]);
});

test('what controllers give back comes before what others get', () => {
  const target = targetSsd({
    numVfs: 2,
    virtualFunctions: [vf(0, { nvme: controller(1, 4, 1) }), vf(1, { nvme: controller(2, 2, 1) })],
  });
  const observed = inventory([
    ssd({
      1: ONLINE,
      2: { online: false, virtualQueues: 4, virtualInterrupts: 2 },
    }),
  ]);
  expect(inShort(plan(target, observed).steps)).toEqual([
    'driver-bind 0 none',
    'offline 0',
    'vq 1 2',
    'vi 1 1',
    'vq 0 4',
    'vi 0 1',
    'online 0',
    'driver-bind 0 vfio-pci',
    'online 1',
  ]);
});

test('a controller that went offline is given what it lost', () => {
  const target = targetSsd({
    numVfs: 2,
    virtualFunctions: [vf(0, { ...VFIO, nvme: controller(1) })],
  });
  expect(inShort(plan(target, inventory([ssd({})])).steps)).toEqual(['vq 0 2', 'vi 0 1', 'online 0']);
});

test('the nvme driver of a VF is bound again when its controller comes back, as it does not notice by itself', () => {
  const target = targetSsd({
    numVfs: 2,
    virtualFunctions: [vf(0, { driver: 'nvme', nvme: controller(1) })],
  });
  expect(inShort(plan(target, inventory([ssd({}, 'nvme')])).steps)).toEqual([
    'driver-bind 0 none',
    'vq 0 2',
    'vi 0 1',
    'online 0',
    'driver-bind 0 nvme',
  ]);
});

test('creating VFs anew gives every managed controller its resources again', () => {
  const target = targetSsd({
    numVfs: 3,
    virtualFunctions: [0, 2].map((index) => vf(index, { nvme: controller(index + 1) })),
  });
  const observed = inventory([ssd({ 1: ONLINE, 3: { ...ONLINE, online: false } })]);
  expect(inShort(plan(target, observed).steps)).toEqual([
    'num-vfs 0',
    'num-vfs 3',
    'vq 0 2',
    'vi 0 1',
    'online 0',
    'vq 2 2',
    'vi 2 1',
    'online 2',
  ]);
});

test('what a controller may have kept from before comes back to the pool before others get theirs', () => {
  const target = targetSsd({
    numVfs: 3,
    virtualFunctions: [0, 2].map((index) => vf(index, { nvme: controller(index + 1) })),
  });
  const observed = inventory([ssd({ 3: { online: false, virtualQueues: 4, virtualInterrupts: 1 } })]);
  expect(inShort(plan(target, observed).steps)).toEqual([
    'num-vfs 0',
    'num-vfs 3',
    'vq 2 2',
    'vq 0 2',
    'vi 0 1',
    'online 0',
    'vi 2 1',
    'online 2',
  ]);
});

describe('namespaces', () => {
  const target = (nsid: number) =>
    targetSsd({
      numVfs: 2,
      virtualFunctions: [vf(0, { nvme: { ...controller(1), namespaceIds: [nsid] } })],
    });
  const attached = (...lists: readonly (readonly number[] | null)[]) => {
    const facts = ssd({ 1: ONLINE });
    const namespaces = lists.map((controllers, n) => ({
      nsid: n + 1,
      bytes: null,
      shared: true,
      controllers,
      mounted: false,
      boot: false,
    }));
    return inventory([
      {
        ...facts,
        nvme: facts.nvme === null ? null : { ...facts.nvme, namespaces },
      },
    ]);
  };

  test('that are attached already get no step', () => {
    expect(plan(target(1), attached([0, 1])).steps).toEqual([]);
  });

  test('of others are taken from a controller that is to have its own', () => {
    expect(inShort(plan(target(2), attached([0, 1], [0])).steps)).toEqual(['detach 0 1', 'attach 0 2']);
  });

  test('are attached where nobody read what they are attached to', () => {
    expect(inShort(plan(target(1), attached(null)).steps)).toEqual(['attach 0 1']);
  });

  test('that nobody asks for are not managed', () => {
    const nothing = targetSsd({
      numVfs: 2,
      virtualFunctions: [vf(0, { nvme: controller(1) })],
    });
    expect(plan(nothing, attached([0, 1])).steps).toEqual([]);
  });
});

test('controllers of VFs that no pool covers are left alone', () => {
  const target = targetSsd({
    numVfs: 2,
    virtualFunctions: [vf(1, { nvme: controller(2) })],
  });
  expect(plan(target, inventory([ssd({ 1: { ...ONLINE, virtualQueues: 4 }, 2: ONLINE })])).steps).toEqual([]);
});

test('a PF of another class gets VFs, MSI-X counts and drivers', () => {
  const facts = nvmeFacts({
    address: '0000:6d:00.0',
    deviceClass: 'other',
    nvme: null,
    driver: '4xxx',
  });
  const target = targetSsd({
    address: '0000:6d:00.0',
    deviceClass: 'other',
    driver: '4xxx',
    vfDriver: null,
    numVfs: 1,
    driversAutoprobe: false,
    virtualFunctions: [vf(0, VFIO)],
  });
  expect(inShort(plan(target, inventory([facts])).steps)).toEqual([
    'drivers-autoprobe 0',
    'num-vfs 1',
    'driver-bind 0 vfio-pci',
  ]);
});
