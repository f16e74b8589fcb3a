import type { NvmeFacts, PhysicalFunctionFacts, SecondaryControllerFacts } from '../../../lib/inventory/inventory';
import type { Kernel } from '../../../lib/simulate/kernel/kernel';
import type { KernelOperation } from '../../../lib/simulate/kernel/operation';
import { parseSwitch, parseU16 } from '../../../lib/simulate/kernel/number';
import { inventory, nicFacts, nvmeFacts, vfFacts } from '../../support/facts';
import { builtInKernel } from '../../support/kernel';

/** What a drive answers to `nvme virt-mgmt`, `attach-ns` and resets, word for word, and what becomes of its resources. */

const PF = '0000:86:00.0';

const vfAt = (index: number, driver: string | null = null) =>
  vfFacts(index, { address: `0000:86:00.${index + 1}`, driver, network: null });

/** A drive with two VFs, controllers as given by their ids. */
function drive(
  held: Readonly<Record<number, Partial<SecondaryControllerFacts>>> = {},
  nvme: Partial<NvmeFacts> = {},
  change: Partial<PhysicalFunctionFacts> = {},
): PhysicalFunctionFacts {
  const secondaryControllers = (nvmeFacts().nvme?.secondaryControllers ?? []).map((each) => ({
    ...each,
    ...held[each.controllerId],
  }));
  const virtualFunctions = [vfAt(0), vfAt(1)];
  return nvmeFacts(
    { numVfs: 2, driversAutoprobe: false, virtualFunctions, ...change },
    { secondaryControllers, ...nvme },
  );
}

const capabilities = (change: Partial<NonNullable<NvmeFacts['capabilities']>>) => ({
  ...(nvmeFacts().nvme?.capabilities as NonNullable<NvmeFacts['capabilities']>),
  ...change,
});

const READY = { virtualQueues: 2, virtualInterrupts: 1 };

const virt = (controllerId: number, action: number, resource?: number, count?: number): KernelOperation => ({
  do: 'virt-mgmt',
  pf: PF,
  controllerId,
  action,
  ...(resource !== undefined && { resource }),
  ...(count !== undefined && { count }),
});
const queues = (controllerId: number, count: number) => virt(controllerId, 8, 0, count);
const interrupts = (controllerId: number, count: number) => virt(controllerId, 8, 1, count);
const online = (controllerId: number) => virt(controllerId, 9);
const offline = (controllerId: number) => virt(controllerId, 7);
const primary = (controllerId: number, resource: number, count: number) => virt(controllerId, 1, resource, count);
const ns = (verb: 'attach' | 'detach', nsid: number, controllerId: number): KernelOperation => ({
  do: `${verb}-ns`,
  pf: PF,
  nsid,
  controllerId,
});

function answer(kernel: Kernel, operation: KernelOperation): string {
  const result = kernel.operate(operation);
  if (!result.ok) return result.error.message;
  return `${result.changed ? 'changed' : 'nothing'}${result.note === undefined ? '' : `: ${result.note}`}`;
}

const namespaces = (controllers: readonly number[] | null, shared: boolean | null = true): Partial<NvmeFacts> => ({
  namespaces: [{ nsid: 1, bytes: null, shared, controllers, mounted: null, boot: null }],
});
const UNREAD: Partial<NvmeFacts> = {
  controllerId: null,
  virtualizationManagement: null,
  capabilities: null,
  secondaryControllers: [],
  namespaces: [],
};

test.each<[string, PhysicalFunctionFacts, KernelOperation, string]>([
  ['queues', drive(), queues(1, 4), 'changed'],
  ['the queues that it has', drive({ 1: READY }), queues(1, 2), 'nothing'],
  [
    'more queues than one controller takes',
    drive(),
    queues(1, 5),
    'NVMe status: Invalid Number of Controller Resources (0x4121): 5 asked for, one controller takes 4 in steps of 1',
  ],
  [
    'queues between two steps',
    drive({}, { capabilities: capabilities({ vqGranularity: 2 }) }),
    queues(1, 3),
    'NVMe status: Invalid Number of Controller Resources (0x4121): 3 asked for, one controller takes 4 in steps of 2',
  ],
  ['queues of a step', drive({}, { capabilities: capabilities({ vqGranularity: 2 }) }), queues(1, 4), 'changed'],
  [
    'the last queues',
    drive({}, { capabilities: capabilities({ vqFlexibleTotal: 10, vqPrimary: 2, vqAssigned: 4 }) }),
    queues(1, 4),
    'changed',
  ],
  [
    'more queues than are free',
    drive({}, { capabilities: capabilities({ vqFlexibleTotal: 10, vqPrimary: 2, vqAssigned: 5 }) }),
    queues(1, 4),
    'NVMe status: Invalid Resource Identifier (0x4122): 4 more asked for, 3 are free',
  ],
  [
    'more queues than are free, and what it has',
    drive({ 1: READY }, { capabilities: capabilities({ vqFlexibleTotal: 10, vqPrimary: 2, vqAssigned: 6 }) }),
    queues(1, 4),
    'changed',
  ],
  [
    'the last interrupts',
    drive({}, { capabilities: capabilities({ viFlexibleTotal: 5, viPrimary: 1, viAssigned: 2 }) }),
    interrupts(1, 2),
    'changed',
  ],
  [
    'more interrupts than are free',
    drive({}, { capabilities: capabilities({ viFlexibleTotal: 5, viPrimary: 1, viAssigned: 3 }) }),
    interrupts(1, 2),
    'NVMe status: Invalid Resource Identifier (0x4122): 2 more asked for, 1 are free',
  ],
  [
    'more interrupts than one controller takes',
    drive(),
    interrupts(1, 3),
    'NVMe status: Invalid Number of Controller Resources (0x4121): 3 asked for, one controller takes 2 in steps of 1',
  ],
  [
    'interrupts between two steps',
    drive({}, { capabilities: capabilities({ viGranularity: 2 }) }),
    interrupts(1, 1),
    'NVMe status: Invalid Number of Controller Resources (0x4121): 1 asked for, one controller takes 2 in steps of 2',
  ],
  ['the interrupts that it has', drive({ 1: READY }), interrupts(1, 1), 'nothing'],
  [
    'queues where nobody read the limits',
    drive({}, { capabilities: null }),
    queues(1, 99),
    'changed: assumed: the drive has these resources; its limits were not read',
  ],
  [
    'queues to one that is online',
    drive({ 1: { ...READY, online: true } }),
    queues(1, 2),
    'NVMe status: Invalid Secondary Controller State (0x4120): controller 1 is online',
  ],
  [
    'queues to no controller',
    drive(),
    queues(9, 2),
    'NVMe status: Invalid Controller Identifier (0x411f): 9 is no controller that can be managed',
  ],
  [
    'queues to the primary',
    drive(),
    queues(0, 2),
    'NVMe status: Invalid Controller Identifier (0x411f): 0 is no controller that can be managed',
  ],
  [
    'queues to one of an unread list',
    drive({}, UNREAD, { totalVfs: 8 }),
    queues(8, 2),
    'changed: assumed: the drive has these resources; its limits were not read',
  ],
  [
    'queues beyond an unread list',
    drive({}, UNREAD, { totalVfs: 8 }),
    queues(9, 2),
    'NVMe status: Invalid Controller Identifier (0x411f): 9 is no controller that can be managed',
  ],
  [
    'queues below an unread list',
    drive({}, UNREAD),
    queues(0, 2),
    'NVMe status: Invalid Controller Identifier (0x411f): 0 is no controller that can be managed',
  ],
  [
    'nothing of a resource that is none',
    drive(),
    virt(1, 8, 2, 2),
    'NVMe status: Invalid Resource Identifier (0x4122): 2 is no resource type',
  ],
  ['no number of queues, which is none', drive({ 1: READY }), virt(1, 8), 'changed'],
  ['an action that is none', drive(), virt(1, 5), 'NVMe status: Invalid Field in Command (0x4002): 5 is no action'],
  [
    'anything without virtualization management',
    drive({}, { virtualizationManagement: false }),
    online(1),
    'NVMe status: Invalid Command Opcode (0x4001): the controller has no virtualization management',
  ],
  [
    'anything on another driver',
    drive({}, {}, { driver: 'vfio-pci' }),
    online(1),
    'No such file or directory (ENOENT): no NVMe controller is on 0000:86:00.0',
  ],
  ['a controller online', drive({ 1: READY }), online(1), 'changed'],
  [
    'a controller online that has queues and interrupts of its own',
    drive({}, { capabilities: capabilities({ vqFlexibleTotal: 0, viFlexibleTotal: 0 }) }),
    online(1),
    'changed',
  ],
  [
    'a controller online that has queues of its own alone',
    drive({}, { capabilities: capabilities({ vqFlexibleTotal: 0 }) }),
    online(1),
    'NVMe status: Invalid Secondary Controller State (0x4120): controller 1 has 0 queues and 0 interrupts',
  ],
  ['a controller online that is', drive({ 1: { ...READY, online: true } }), online(1), 'nothing'],
  [
    'one with too few queues',
    drive({ 1: { ...READY, virtualQueues: 1 } }),
    online(1),
    'NVMe status: Invalid Secondary Controller State (0x4120): controller 1 has 1 queues and 1 interrupts',
  ],
  [
    'one without interrupts',
    drive({ 1: { ...READY, virtualInterrupts: 0 } }),
    online(1),
    'NVMe status: Invalid Secondary Controller State (0x4120): controller 1 has 2 queues and 0 interrupts',
  ],
  ['the last one that has a VF', drive({ 2: READY }), online(2), 'changed'],
  [
    'one without a VF',
    drive({ 3: READY }),
    online(3),
    'NVMe status: Invalid Secondary Controller State (0x4120): the VF of controller 3 does not exist',
  ],
  [
    'one of no VF',
    drive({ 1: { ...READY, vf: null } }),
    online(1),
    'NVMe status: Invalid Secondary Controller State (0x4120): the VF of controller 1 does not exist',
  ],
  [
    'one that is not there',
    drive(),
    online(9),
    'NVMe status: Invalid Controller Identifier (0x411f): 9 is no controller that can be managed',
  ],
  ['a controller offline', drive({ 1: { ...READY, online: true } }), offline(1), 'changed'],
  [
    'a controller offline under the driver',
    drive({ 1: { ...READY, online: true } }, {}, { virtualFunctions: [vfAt(0, 'nvme'), vfAt(1)] }),
    offline(1),
    'changed: the nvme driver on the VF goes on until its next command hangs',
  ],
  ['a controller offline of a VF that is not there', drive({ 5: READY }), offline(5), 'changed'],
  ['a controller offline that is, with queues', drive({ 1: { virtualQueues: 2 } }), offline(1), 'changed'],
  ['a controller offline that is, with interrupts', drive({ 1: { virtualInterrupts: 1 } }), offline(1), 'changed'],
  ['a controller offline that is, with nothing', drive(), offline(1), 'nothing'],
  [
    'none offline that is not there',
    drive(),
    offline(9),
    'NVMe status: Invalid Controller Identifier (0x411f): 9 is no controller that can be managed',
  ],
  ['queues of the primary', drive(), primary(0, 0, 32), 'nothing: takes effect with the next reset of the PF'],
  [
    'more queues for the primary than the drive has',
    drive(),
    primary(0, 0, 33),
    'NVMe status: Invalid Number of Controller Resources (0x4121): 33 asked for, the drive has 32',
  ],
  [
    'more interrupts for the primary than are free',
    drive({}, { capabilities: capabilities({ viAssigned: 4 }) }),
    primary(0, 1, 13),
    'NVMe status: Invalid Resource Identifier (0x4122): 13 asked for, 12 are free',
  ],
  [
    'all interrupts that are free for the primary',
    drive({}, { capabilities: capabilities({ viAssigned: 4 }) }),
    primary(0, 1, 12),
    'nothing: takes effect with the next reset of the PF',
  ],
  [
    'any number for a primary that nobody read',
    drive({}, UNREAD),
    primary(7, 0, 999),
    'nothing: takes effect with the next reset of the PF',
  ],
  [
    'nothing of the primary to another',
    drive(),
    primary(1, 0, 1),
    'NVMe status: Invalid Controller Identifier (0x411f): 1 is no controller that can be managed',
  ],
  ['a namespace', drive({}, namespaces([0])), ns('attach', 1, 1), 'changed'],
  ['a namespace to its own controller', drive({}, namespaces([1])), ns('attach', 1, 0), 'changed'],
  [
    'a namespace that it has',
    drive({}, namespaces([0, 1])),
    ns('attach', 1, 1),
    'NVMe status: Namespace Already Attached (0x4118): namespace 1 to 1',
  ],
  [
    'a private one that another has',
    drive({}, namespaces([0, 2], false)),
    ns('attach', 1, 1),
    'NVMe status: Namespace Is Private (0x4119): namespace 1 is attached to controller 0, 2',
  ],
  ['a private one that nobody has', drive({}, namespaces([], false)), ns('attach', 1, 1), 'changed'],
  ['one of which nobody knows whether it is private', drive({}, namespaces([0], null)), ns('attach', 1, 1), 'changed'],
  [
    'one that is not there',
    drive(),
    ns('attach', 2, 1),
    'NVMe status: Invalid Field in Command (0x4002): the drive has no namespace 2',
  ],
  [
    'one to no controller',
    drive(),
    ns('attach', 1, 9),
    'NVMe status: Controller List Invalid (0x411c): the drive has no controller 9',
  ],
  [
    'one whose controllers nobody read',
    drive({}, namespaces(null)),
    ns('attach', 1, 1),
    'changed: assumed: namespace 1 may be attached; its controllers were not read',
  ],
  [
    'one of an unread list',
    drive({}, UNREAD),
    ns('attach', 5, 1),
    'changed: assumed: namespace 5 may be attached; its controllers were not read',
  ],
  ['one away', drive({}, namespaces([0, 1])), ns('detach', 1, 0), 'changed'],
  [
    'one away that is not there',
    drive({}, namespaces([0])),
    ns('detach', 1, 1),
    'NVMe status: Namespace Not Attached (0x411a): namespace 1 to 1',
  ],
  [
    'one away whose controllers nobody read',
    drive({}, namespaces(null)),
    ns('detach', 1, 1),
    'nothing: assumed: detached; the controllers were not read',
  ],
  [
    'one on another driver',
    drive({}, {}, { driver: null }),
    ns('attach', 1, 1),
    'No such file or directory (ENOENT): no NVMe controller is on 0000:86:00.0',
  ],
  ['a reset', drive(), { do: 'reset', pf: PF }, 'changed'],
])('asked for %s a drive answers', (_words, facts, operation, says) => {
  const kernel = builtInKernel(inventory([facts]));
  expect(answer(kernel, operation)).toBe(says);
  if (!says.startsWith('changed')) expect(kernel.observe()).toEqual(inventory([facts]));
});

test('a NIC answers none of it', () => {
  const kernel = builtInKernel(inventory([nicFacts()]));
  for (const operation of [queues(1, 2), ns('attach', 1, 1)]) {
    const onNic = { ...operation, pf: '0000:3b:00.0' } as KernelOperation;
    expect(answer(kernel, onNic)).toBe('No such file or directory (ENOENT): no NVMe controller is on 0000:3b:00.0');
  }
});

describe('resources of a drive', () => {
  /** Controllers as `id: queues interrupts online`, and what is assigned of both. */
  function state(kernel: Kernel) {
    const nvme = kernel.observe().physicalFunctions[0]?.nvme;
    const { vqAssigned, viAssigned, vqPrimary, viPrimary } = nvme?.capabilities ?? {};
    const controllers = (nvme?.secondaryControllers ?? [])
      .filter((each) => each.virtualQueues + each.virtualInterrupts > 0 || each.online)
      .map((each) => `${each.controllerId}: ${each.virtualQueues} ${each.virtualInterrupts} ${each.online}`);
    return { controllers, assigned: [vqAssigned, viAssigned], primary: [vqPrimary, viPrimary] };
  }
  const given = () => {
    const facts = drive(
      { 1: { ...READY, online: true }, 2: READY, 5: { virtualQueues: 3, virtualInterrupts: 2 } },
      { capabilities: capabilities({ vqAssigned: 7, viAssigned: 4 }) },
    );
    return builtInKernel(inventory([facts]));
  };
  const none = { controllers: [], assigned: [0, 0], primary: [0, 0] };

  test('go from the pool to a controller, and back as it goes offline', () => {
    const kernel = builtInKernel(inventory([drive()]));
    kernel.operate(queues(1, 3));
    kernel.operate(interrupts(1, 2));
    expect(state(kernel)).toEqual({ controllers: ['1: 3 2 false'], assigned: [3, 2], primary: [0, 0] });
    kernel.operate(online(1));
    kernel.operate(offline(1));
    expect(state(kernel)).toEqual(none);
  });

  test('are lost by controllers whose VFs go, and kept by those that had none', () => {
    const kernel = given();
    kernel.operate({ do: 'write-numvfs', pf: PF, text: '0' });
    expect(state(kernel)).toEqual({ controllers: ['5: 3 2 false'], assigned: [3, 2], primary: [0, 0] });
  });

  test('are lost by all with a reset, and the primary takes what it was given', () => {
    const kernel = given();
    kernel.operate(primary(0, 0, 6));
    kernel.operate({ do: 'reset', pf: PF });
    expect(state(kernel)).toEqual({ ...none, primary: [6, 0] });
    kernel.operate(primary(0, 1, 3));
    kernel.operate({ do: 'reset', pf: PF });
    expect(state(kernel)).toEqual({ ...none, primary: [6, 3] });
  });

  test('are lost by all as the driver comes back, and the primary keeps what it has', () => {
    const kernel = given();
    kernel.operate(primary(0, 0, 6));
    kernel.operate({ do: 'unbind', driver: 'nvme', address: PF });
    kernel.operate({ do: 'bind', driver: 'nvme', address: PF });
    expect(state(kernel)).toEqual(none);
  });

  test('of a drive that nobody read are remembered as what was written, in a kernel that goes on', () => {
    const kernel = builtInKernel(inventory([drive({}, UNREAD)]));
    kernel.operate(queues(2, 3));
    kernel.operate(ns('attach', 4, 2));
    expect(kernel.observe().physicalFunctions[0]?.nvme).toEqual({
      ...drive().nvme,
      ...UNREAD,
      secondaryControllers: [{ controllerId: 2, vf: 1, online: false, virtualQueues: 3, virtualInterrupts: 0 }],
      namespaces: [{ nsid: 4, bytes: null, shared: null, controllers: [2], mounted: null, boot: null }],
    });
    expect(kernel.memory().unreadLists).toEqual([PF]);
    const next = builtInKernel(kernel.observe(), {}, kernel.memory());
    expect(answer(next, queues(1, 2))).toMatch(/^changed/);
    const forgotten = builtInKernel(kernel.observe());
    expect(answer(forgotten, queues(1, 2))).toMatch(/1 is no controller that can be managed$/);
  });
});

describe('namespaces of a drive', () => {
  const shared = (facts: PhysicalFunctionFacts) => builtInKernel(inventory([facts]));
  const controllers = (kernel: Kernel) => kernel.observe().physicalFunctions[0]?.nvme?.namespaces[0]?.controllers;

  test('keep their controllers in order', () => {
    const kernel = shared(drive({}, namespaces([0, 2])));
    kernel.operate(ns('attach', 1, 1));
    expect(controllers(kernel)).toEqual([0, 1, 2]);
    kernel.operate(ns('detach', 1, 0));
    expect(controllers(kernel)).toEqual([1, 2]);
  });

  const QEMU = { vendorId: '1b36', deviceId: '0010' };
  const started = (
    ids: Partial<PhysicalFunctionFacts>,
    nvme: Partial<NvmeFacts>,
    operations: readonly KernelOperation[],
  ) => {
    const kernel = shared(drive({ 1: { ...READY, online: true } }, nvme, ids));
    for (const operation of operations) kernel.operate(operation);
    return controllers(kernel);
  };
  const bindVf: readonly KernelOperation[] = [
    { do: 'write-driver-override', address: '0000:86:00.1', text: 'nvme' },
    { do: 'bind', driver: 'nvme', address: '0000:86:00.1' },
  ];
  const reset: readonly KernelOperation[] = [{ do: 'reset', pf: PF }];

  test.each<
    [string, Partial<PhysicalFunctionFacts>, Partial<NvmeFacts>, readonly KernelOperation[], readonly number[] | null]
  >([
    ['are attached by QEMU’s drive to a controller that a driver starts', QEMU, namespaces([5]), bindVf, [1, 5]],
    ['are attached by QEMU’s drive to its own controller with a reset', QEMU, namespaces([5]), reset, [0, 5]],
    ['are attached once', QEMU, namespaces([1]), bindVf, [1]],
    ['are not attached by other drives', { vendorId: '1b36', deviceId: '0011' }, namespaces([5]), bindVf, [5]],
    [
      'are not attached by drives of other makers',
      { vendorId: '1b37', deviceId: '0010' },
      namespaces([5]),
      bindVf,
      [5],
    ],
    ['are not attached where they are private', QEMU, namespaces([5], false), bindVf, [5]],
    ['are not attached where nobody knows whether they are private', QEMU, namespaces([5], null), bindVf, [5]],
    ['are not attached where nobody knows to what they are', QEMU, namespaces(null), bindVf, null],
    [
      'are not attached to a primary of which nobody knows the id',
      QEMU,
      { ...namespaces([5]), controllerId: null },
      reset,
      [5],
    ],
  ])('%s', (_words, ids, nvme, operations, expected) => {
    expect(started(ids, nvme, operations)).toEqual(expected);
  });
});

describe('the nvme driver', () => {
  const bindOf = (facts: PhysicalFunctionFacts) => {
    const kernel = builtInKernel(inventory([facts]));
    kernel.operate({ do: 'write-driver-override', address: '0000:86:00.1', text: 'nvme' });
    return answer(kernel, { do: 'bind', driver: 'nvme', address: '0000:86:00.1' });
  };
  const aborts = 'nothing: Device not ready; aborting initialisation: no controller answers at 0000:86:00.1';

  test.each<[string, PhysicalFunctionFacts, string]>([
    ['starts a controller that is online', drive({ 1: { ...READY, online: true } }), 'changed'],
    ['gives up on one that is offline', drive(), aborts],
    [
      'starts all controllers of a drive without virtualization management',
      drive({}, { virtualizationManagement: false }),
      'changed',
    ],
    ['starts one that the list does not name', drive({}, { secondaryControllers: [] }), 'changed'],
    ['gives up on one of a list that nobody read', drive({}, UNREAD), aborts],
  ])('%s', (_words, facts, says) => {
    expect(bindOf(facts)).toBe(says);
  });

  test('gives up on the VF of a NIC', () => {
    const facts = nicFacts({ numVfs: 1, virtualFunctions: [vfFacts(0, { driver: null, driverOverride: 'nvme' })] });
    const kernel = builtInKernel(inventory([facts]));
    expect(answer(kernel, { do: 'bind', driver: 'nvme', address: '0000:3b:01.0' })).toMatch(
      /^nothing: Device not ready/,
    );
  });
});

describe('what the kernel reads from a text', () => {
  test.each<[string, number | null]>([
    ['0', 0],
    ['7', 7],
    ['7\n', 7],
    ['+7', 7],
    ['++7', null],
    ['7\n\n', null],
    ['-1', null],
    ['', null],
    ['\n', null],
    ['+', null],
    ['65535', 65_535],
    ['65536', null],
    ['0x10', 16],
    ['0XfF', 255],
    ['0x', null],
    ['0xg', null],
    ['0x1g', null],
    ['010', 8],
    ['00', 0],
    ['08', null],
    ['1 ', null],
    [' 1', null],
    ['1a', null],
    ['1.5', null],
    ['x1', null],
  ])('as a number, %j is %p', (text, number) => {
    expect(parseU16(text)).toBe(number);
  });

  test.each<[string, boolean | null]>([
    ['1', true],
    ['y', true],
    ['Yes', true],
    ['t', true],
    ['TRUE', true],
    ['on', true],
    ['oN', true],
    ['0', false],
    ['n', false],
    ['No', false],
    ['f', false],
    ['off', false],
    ['OF', false],
    ['o', null],
    ['ox', null],
    ['xn', null],
    ['2', null],
    ['', null],
    ['\n', null],
  ])('as a switch, %j is %p', (text, enabled) => {
    expect(parseSwitch(text)).toBe(enabled);
  });
});
