import type { StepRun } from '../../../lib/host/port';
import { refusalOf } from '../../../lib/host/virtual/guards';
import type { PhysicalFunctionFacts, UserFacts } from '../../../lib/inventory/inventory';
import type { Step, StepKind } from '../../../lib/plan/step';
import { STEP_SPECS } from '../../../lib/plan/steps';
import { interfaceFacts, inventory, nicFacts, vfFacts } from '../../support/facts';
import { STEP_OF_EACH_KIND } from '../../support/steps';

const pf = '0000:3b:00.0';
const QEMU: UserFacts = { kind: 'vfio', detail: 'qemu 4711' };
const FREE = { allowInUse: [], allowManagement: [] } as unknown as StepRun;

/** A port that is up with MTU 1500, and three VFs on iavf, of which some are in use. */
function port(inUse: readonly number[], change: Partial<PhysicalFunctionFacts> = {}): PhysicalFunctionFacts {
  const virtualFunctions = [0, 1, 2].map((index) => vfFacts(index, { users: inUse.includes(index) ? [QEMU] : [] }));
  return nicFacts({ numVfs: 3, virtualFunctions, qatServices: 'dc', network: network({ adminUp: true }), ...change });
}

function network(netdev: Parameters<typeof interfaceFacts>[0], carriesManagement = false) {
  const interfaces = [interfaceFacts({ mtu: 1500, ...netdev })];
  return { interfaces, linkType: 'ethernet' as const, eswitchMode: 'legacy' as const, carriesManagement };
}

const refusal = (step: Step, facts: PhysicalFunctionFacts, run = FREE) => refusalOf(step, inventory([facts]), run);

/** Steps that change nothing on this port. */
const UNNOTICED: readonly Step[] = [
  { kind: 'eswitch-mode', pf, mode: 'legacy' },
  { kind: 'num-vfs', pf, numVfs: 3 },
  { kind: 'qat-services', pf, services: 'dc' },
  { kind: 'pf-link', pf, up: true },
  { kind: 'pf-mtu', pf, mtu: 1500 },
  { kind: 'driver-bind', pf, vf: 1, address: '0000:3b:01.1', driver: 'iavf' },
];

const KINDS = Object.keys(STEP_SPECS) as StepKind[];
const AT_NOBODY: readonly StepKind[] = ['module-load', 'wait-link'];
const AT_ALL_VFS: readonly StepKind[] = ['eswitch-mode', 'num-vfs', 'qat-services', 'pf-link', 'pf-mtu'];
const ON_A_VF = KINDS.filter((kind) => ![...AT_NOBODY, ...AT_ALL_VFS, 'drivers-autoprobe'].includes(kind));

describe('a step that must not reach a VF in use', () => {
  test.each(AT_ALL_VFS)('%s is refused where any VF of the PF is in use', (kind) => {
    expect(refusal(STEP_OF_EACH_KIND[kind], port([2]))).toBe(`VF 2 of ${pf} (0000:3b:01.2) is in use: vfio qemu 4711`);
    expect(refusal(STEP_OF_EACH_KIND[kind], port([0, 2]))).toMatch(/^VF 0 .*; VF 2 /);
    expect(refusal(STEP_OF_EACH_KIND[kind], port([]))).toBeNull();
  });

  test.each(ON_A_VF)('%s is refused where its VF is in use, and no other one', (kind) => {
    expect(refusal(STEP_OF_EACH_KIND[kind], port([1]))).toBe(`VF 1 of ${pf} (0000:3b:01.1) is in use: vfio qemu 4711`);
    expect(refusal(STEP_OF_EACH_KIND[kind], port([0, 2]))).toBeNull();
  });

  test.each([...AT_NOBODY, 'drivers-autoprobe' as const])('%s reaches no VF', (kind) => {
    expect(refusal(STEP_OF_EACH_KIND[kind], port([0, 1, 2]))).toBeNull();
  });

  test.each(UNNOTICED.map((step) => [step.kind, step] as const))('%s may run where all is so already', (_, step) => {
    expect(refusal(step, port([0, 1, 2]))).toBeNull();
  });

  test.each([
    ['by the name of its VF', [0, 2], null],
    ['but not by that of another one', [0, 1], /^VF 2 of [^;]*$/],
  ] as const)('may where that was allowed %s', (_, allowed, expected) => {
    const run = { ...FREE, allowInUse: allowed.map((vf) => ({ pf, vf })) };
    const says = refusal(STEP_OF_EACH_KIND['pf-link'], port([0, 2]), run);
    if (expected === null) expect(says).toBeNull();
    else expect(says).toMatch(expected);
  });

  test('takes what is not known of users for a "yes"', () => {
    const virtualFunctions = [vfFacts(0, { usersUnknown: ['/dev/vfio cannot be read'] })];
    const found = port([], { numVfs: 1, virtualFunctions });
    expect(refusal(STEP_OF_EACH_KIND['num-vfs'], found)).toMatch(/is in use: not known \/dev\/vfio cannot be read/);
  });
});

test('a port that is down is set down again, and taken up, whoever uses its VFs: nobody has a link there', () => {
  const down = port([0, 1, 2], { network: network({ adminUp: false }) });
  for (const up of [true, false]) expect(refusal({ kind: 'pf-link', pf, up }, down)).toBeNull();
});

test('a port of which it is not known whether it is up is not set down while VFs of it are in use', () => {
  expect(refusal(STEP_OF_EACH_KIND['pf-link'], port([1], { network: network({ adminUp: null }) }))).toMatch(/^VF 1 /);
});

describe('the PF that carries the management', () => {
  const carrying = port([], { network: network({ adminUp: true }, true) });

  test.each(KINDS)('%s is held to whether it reaches the PF', (kind) => {
    const says = refusal(STEP_OF_EACH_KIND[kind], carrying);
    if (AT_NOBODY.includes(kind)) expect(says).toBeNull();
    else expect(says).toBe(`${pf} carries the default route or the ssh session`);
    expect(refusal(STEP_OF_EACH_KIND[kind], carrying, { ...FREE, allowManagement: [pf] })).toBeNull();
  });
});
