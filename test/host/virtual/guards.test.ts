import type { StepRun } from '../../../lib/host/port';
import { refusalOf } from '../../../lib/host/virtual/guards';
import type { PhysicalFunctionFacts, UserFacts } from '../../../lib/inventory/inventory';
import type { Step, StepKind, StepOf } from '../../../lib/plan/step';
import { STEP_SPECS } from '../../../lib/plan/steps';
import { interfaceFacts, inventory, nicFacts, vfFacts } from '../../support/facts';

const pf = '0000:3b:00.0';
const QEMU: UserFacts = { kind: 'vfio', detail: 'qemu 4711' };
const FREE = { allowInUse: [], allowManagement: [] } as unknown as StepRun;

/** A port that is up with MTU 1500, and three VFs on iavf, of which some are in use. */
function port(inUse: readonly number[], change: Partial<PhysicalFunctionFacts> = {}): PhysicalFunctionFacts {
  const virtualFunctions = [0, 1, 2].map((index) => vfFacts(index, { users: inUse.includes(index) ? [QEMU] : [] }));
  return nicFacts({ numVfs: 3, virtualFunctions, network: network({ adminUp: true }), ...change });
}

function network(netdev: Parameters<typeof interfaceFacts>[0], carriesManagement = false) {
  const interfaces = [interfaceFacts({ mtu: 1500, ...netdev })];
  return { interfaces, linkType: 'ethernet' as const, eswitchMode: 'legacy' as const, carriesManagement };
}

const refusal = (step: Step, facts: PhysicalFunctionFacts, run = FREE) => refusalOf(step, inventory([facts]), run);

/** A step of each kind that changes something, and steps of it that change nothing on this port, if there are such. */
const STEPS: { readonly [K in StepKind]: { readonly changes: StepOf<K>; readonly changesNothing?: StepOf<K>[] } } = {
  'module-load': { changes: { kind: 'module-load', pf, module: 'vfio_pci' } },
  'eswitch-mode': {
    changes: { kind: 'eswitch-mode', pf, mode: 'switchdev' },
    changesNothing: [{ kind: 'eswitch-mode', pf, mode: 'legacy' }],
  },
  'drivers-autoprobe': { changes: { kind: 'drivers-autoprobe', pf, enabled: false } },
  'num-vfs': {
    changes: { kind: 'num-vfs', pf, numVfs: 0 },
    changesNothing: [{ kind: 'num-vfs', pf, numVfs: 3 }],
  },
  'pf-link': {
    changes: { kind: 'pf-link', pf, up: false },
    changesNothing: [{ kind: 'pf-link', pf, up: true }],
  },
  'pf-mtu': {
    changes: { kind: 'pf-mtu', pf, mtu: 9000 },
    changesNothing: [{ kind: 'pf-mtu', pf, mtu: 1500 }],
  },
  'wait-link': { changes: { kind: 'wait-link', pf, timeoutSeconds: 30 } },
  'vf-setting': { changes: { kind: 'vf-setting', pf, vf: 1, setting: { name: 'trust', on: true } } },
  'vf-vlans': { changes: { kind: 'vf-vlans', pf, vf: 1, allowed: '5' } },
  'vf-mtu': { changes: { kind: 'vf-mtu', pf, vf: 1, mtu: 9000 } },
  'vf-msix': { changes: { kind: 'vf-msix', pf, vf: 1, vectors: 5 } },
  'nvme-resource': { changes: { kind: 'nvme-resource', pf, vf: 1, controllerId: 2, resource: 'vq', count: 2 } },
  'secondary-state': { changes: { kind: 'secondary-state', pf, vf: 1, controllerId: 2, online: false } },
  'namespace-attach': { changes: { kind: 'namespace-attach', pf, vf: 1, controllerId: 2, nsid: 1, attached: false } },
  'driver-bind': {
    changes: { kind: 'driver-bind', pf, vf: 1, address: '0000:3b:01.1', driver: 'vfio-pci' },
    changesNothing: [{ kind: 'driver-bind', pf, vf: 1, address: '0000:3b:01.1', driver: 'iavf' }],
  },
  'vm-detach': { changes: { kind: 'vm-detach', pf, vf: 1, address: '0000:3b:01.1', domain: 'web' } },
  'vm-attach': { changes: { kind: 'vm-attach', pf, vf: 1, address: '0000:3b:01.1', domain: 'web' } },
};

const KINDS = Object.keys(STEP_SPECS) as StepKind[];
const AT_NOBODY: readonly StepKind[] = ['module-load', 'wait-link'];
const AT_ALL_VFS: readonly StepKind[] = ['eswitch-mode', 'num-vfs', 'pf-link', 'pf-mtu'];
const ON_A_VF = KINDS.filter((kind) => ![...AT_NOBODY, ...AT_ALL_VFS, 'drivers-autoprobe'].includes(kind));

describe('a step that must not reach a VF in use', () => {
  test.each(AT_ALL_VFS)('%s is refused where any VF of the PF is in use', (kind) => {
    expect(refusal(STEPS[kind].changes, port([2]))).toBe(`VF 2 of ${pf} (0000:3b:01.2) is in use: vfio qemu 4711`);
    expect(refusal(STEPS[kind].changes, port([0, 2]))).toMatch(/^VF 0 .*; VF 2 /);
    expect(refusal(STEPS[kind].changes, port([]))).toBeNull();
  });

  test.each(ON_A_VF)('%s is refused where its VF is in use, and no other one', (kind) => {
    expect(refusal(STEPS[kind].changes, port([1]))).toBe(`VF 1 of ${pf} (0000:3b:01.1) is in use: vfio qemu 4711`);
    expect(refusal(STEPS[kind].changes, port([0, 2]))).toBeNull();
  });

  test.each([...AT_NOBODY, 'drivers-autoprobe' as const])('%s reaches no VF', (kind) => {
    expect(refusal(STEPS[kind].changes, port([0, 1, 2]))).toBeNull();
  });

  test.each(KINDS.flatMap((kind) => (STEPS[kind].changesNothing ?? []).map((step: Step) => [kind, step] as const)))(
    '%s may run where all is so already',
    (_, step) => {
      expect(refusal(step, port([0, 1, 2]))).toBeNull();
    },
  );

  test.each([
    ['by the name of its VF', [0, 2], null],
    ['but not by that of another one', [0, 1], /^VF 2 of [^;]*$/],
  ] as const)('may where that was allowed %s', (_, allowed, expected) => {
    const run = { ...FREE, allowInUse: allowed.map((vf) => ({ pf, vf })) };
    const says = refusal(STEPS['pf-link'].changes, port([0, 2]), run);
    if (expected === null) expect(says).toBeNull();
    else expect(says).toMatch(expected);
  });

  test('takes what is not known of users for a "yes"', () => {
    const virtualFunctions = [vfFacts(0, { usersUnknown: ['/dev/vfio cannot be read'] })];
    const found = port([], { numVfs: 1, virtualFunctions });
    expect(refusal(STEPS['num-vfs'].changes, found)).toMatch(/is in use: not known \/dev\/vfio cannot be read/);
  });
});

test('a port that is down is set down again, and taken up, whoever uses its VFs: nobody has a link there', () => {
  const down = port([0, 1, 2], { network: network({ adminUp: false }) });
  for (const up of [true, false]) expect(refusal({ kind: 'pf-link', pf, up }, down)).toBeNull();
});

test('a port of which it is not known whether it is up is not set down while VFs of it are in use', () => {
  expect(refusal(STEPS['pf-link'].changes, port([1], { network: network({ adminUp: null }) }))).toMatch(/^VF 1 /);
});

describe('the PF that carries the management', () => {
  const carrying = port([], { network: network({ adminUp: true }, true) });

  test.each(KINDS)('%s is held to whether it reaches the PF', (kind) => {
    const says = refusal(STEPS[kind].changes, carrying);
    if (AT_NOBODY.includes(kind)) expect(says).toBeNull();
    else expect(says).toBe(`${pf} carries the default route or the ssh session`);
    expect(refusal(STEPS[kind].changes, carrying, { ...FREE, allowManagement: [pf] })).toBeNull();
  });
});
