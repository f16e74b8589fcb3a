import type { UserFacts, VirtualFunctionFacts } from '../../lib/inventory/inventory';
import type { TargetPf, TargetVf } from '../../lib/plan/host-plan';
import { vfKey } from '../../lib/plan/plan';
import { parseHostPlan } from '../../lib/plan/parse';
import { serializeHostPlan } from '../../lib/plan/serialize';
import { simulatePlan } from '../../lib/simulate/kernel/simulate';
import { renderPlan } from '../../lib/report/plan';
import { inventory, nicFacts, nvmeFacts, vfFacts } from '../support/facts';
import { controller, inShort, PF, plan, targetNic, targetSsd, vf } from './helpers';

/** What libvirt shows of a VF that a running domain holds. */
const heldBy = (domain: string): UserFacts[] => [
  { kind: 'vfio', detail: `qemu-system-x86 (pid 4711, guest ${domain})` },
  { kind: 'domain', detail: domain },
];

function nic(vfs: number, change: (index: number) => Partial<VirtualFunctionFacts>) {
  const virtualFunctions = Array.from({ length: vfs }, (_, index) =>
    vfFacts(index, { driver: 'vfio-pci', ...change(index) }),
  );
  return nicFacts({ numVfs: vfs, driversAutoprobe: false, virtualFunctions });
}

const webAndDb = nic(3, (index) => ({ users: index === 0 ? heldBy('web') : index === 2 ? heldBy('db') : [] }));
const owners = new Map([
  [vfKey(PF, 0), { attachment: 'rack1/kvm01/web', vm: 'web' }],
  [vfKey(PF, 2), { attachment: 'rack1/kvm01/db', vm: 'db' }],
]);
const ALLOWED = { owners, allowDisrupt: ['rack1/kvm01/web', 'rack1/kvm01/db'] };

const web = vf(0, {
  attachment: 'rack1/kvm01/web',
  vm: 'web',
  driver: 'vfio-pci',
  mac: '02:00:00:00:00:01',
  vlan: { vlan: 42, qos: 0, protocol: '802.1Q' },
});
const db = vf(2, { attachment: 'rack1/kvm01/db', vm: 'db', driver: 'vfio-pci' });
const pool = (numVfs: number, ...virtualFunctions: TargetVf[]): TargetPf => targetNic({ numVfs, virtualFunctions });

describe('a PF whose VFs are created anew', () => {
  test('takes them from running domains first and gives them back last', () => {
    const { steps, refusals } = plan(pool(4, web, db), inventory([webAndDb]), ALLOWED);
    expect(refusals).toEqual([]);
    expect(inShort(steps)).toEqual([
      'vm-detach 0 web',
      'vm-detach 2 db',
      'num-vfs 0',
      'num-vfs 4',
      'mac 0',
      'vlan 0',
      'driver-bind 0 vfio-pci',
      'driver-bind 2 vfio-pci',
      'vm-attach 0 web',
      'vm-attach 2 db',
    ]);
    expect(steps.at(-2)).toEqual({
      kind: 'vm-attach',
      pf: PF,
      vf: 0,
      address: '0000:3b:01.0',
      domain: 'web',
      attachments: ['rack1/kvm01/web'],
      mac: '02:00:00:00:00:01',
      vlan: { vlan: 42, qos: 0, protocol: '802.1Q' },
    });
  });

  test('takes none that was not allowed by name: the plan is refused', () => {
    const options = { owners, allowDisrupt: ['rack1/kvm01/web'] };
    const { steps, refusals } = plan(pool(4, web, db), inventory([webAndDb]), options);
    expect(inShort(steps)).not.toContain('vm-detach 2 db');
    expect(refusals.map(({ message }) => message)).toEqual([
      expect.stringContaining('VF 2 (0000:3b:01.2, rack1/kvm01/db;'),
    ]);
  });

  test('does not give back what is no more, and says so', () => {
    const { steps, notes } = plan(pool(2, web), inventory([webAndDb]), ALLOWED);
    expect(inShort(steps)).toContain('vm-detach 2 db');
    expect(inShort(steps)).not.toContain('vm-attach 2 db');
    expect(notes).toContain('VF 2 of 0000:3b:00.0 goes away: domain db does not get it back');
  });

  test.each([
    ['iavf', 'VF 0 of 0000:3b:00.0 is to be on iavf: domain web does not get it back'],
    [null, 'VF 0 of 0000:3b:00.0 is to be on no driver: domain web does not get it back'],
  ])('does not give back a VF that is to be on driver %s', (driver, note) => {
    const { steps, notes } = plan(pool(4, { ...web, driver }), inventory([webAndDb]), ALLOWED);
    expect(inShort(steps)).not.toContain('vm-attach 0 web');
    expect(notes).toContain(note);
  });

  test('gives a VF back that no pool covers', () => {
    const { steps } = plan(pool(4, web), inventory([webAndDb]), ALLOWED);
    expect(steps.at(-1)).toEqual({
      kind: 'vm-attach',
      pf: PF,
      vf: 2,
      address: '0000:3b:01.2',
      domain: 'db',
      attachments: ['rack1/kvm01/db'],
    });
  });
});

test('a process that is no libvirt domain cannot be asked: there is no step for it', () => {
  const observed = nic(1, () => ({ users: [{ kind: 'vfio', detail: 'qemu-system-x86 (pid 1)' }] }));
  const { steps } = plan(pool(2), inventory([observed]), { allowDisrupt: ['0000:3b:01.0'] });
  expect(inShort(steps)).toEqual(['num-vfs 0', 'num-vfs 2']);
});

test('settings that change in place leave the VF where it is', () => {
  const { steps } = plan(pool(3, web), inventory([webAndDb]), ALLOWED);
  expect(inShort(steps)).toEqual(['mac 0', 'vlan 0']);
});

test('a VF that must leave its driver for a while leaves its domain as well', () => {
  const { steps } = plan(pool(3, { ...web, msixVectors: 8 }), inventory([webAndDb]), ALLOWED);
  expect(inShort(steps)).toEqual([
    'vm-detach 0 web',
    'mac 0',
    'vlan 0',
    'driver-bind 0 none',
    'vf-msix 0 8',
    'driver-bind 0 vfio-pci',
    'vm-attach 0 web',
  ]);
});

test('an NVMe VF whose queues change leaves its domain for the time', () => {
  const address = '0000:86:00.1';
  const ssd = nvmeFacts(
    {
      numVfs: 1,
      driversAutoprobe: false,
      virtualFunctions: [vfFacts(0, { address, computedAddress: address, driver: 'vfio-pci', users: heldBy('web') })],
    },
    { secondaryControllers: [{ controllerId: 1, vf: 0, online: true, virtualQueues: 2, virtualInterrupts: 1 }] },
  );
  const target = targetSsd({ numVfs: 1, virtualFunctions: [vf(0, { driver: 'vfio-pci', nvme: controller(1, 4, 2) })] });
  const { steps } = plan(target, inventory([ssd]), { allowDisrupt: [address] });
  expect(inShort(steps)).toEqual([
    'vm-detach 0 web',
    'driver-bind 0 none',
    'offline 0',
    'vq 0 4',
    'vi 0 2',
    'online 0',
    'driver-bind 0 vfio-pci',
    'vm-attach 0 web',
  ]);
});

describe('on the kernel model', () => {
  const made = plan(pool(4, web, db), inventory([webAndDb]), ALLOWED);
  const simulation = simulatePlan(made, inventory([webAndDb]));

  test('the domains hold their VFs at the end, and nobody lost one from under it', () => {
    expect(simulation.reached).toBe(true);
    const users = simulation.end.physicalFunctions[0]?.virtualFunctions.map((each) => each.users);
    expect(users).toEqual([[{ kind: 'domain', detail: 'web' }], [], [{ kind: 'domain', detail: 'db' }], []]);
    const notes = simulation.outcomes.flatMap((outcome) => (outcome.ok && outcome.note ? [outcome.note] : []));
    expect(notes.join()).not.toContain('from under');
  });

  test('planned again it has nothing to do', () => {
    expect(plan(pool(4, web, db), simulation.end, ALLOWED).steps).toEqual([]);
  });

  test('each step changes nothing the second time', () => {
    for (const step of made.steps.filter(({ kind }) => kind === 'vm-detach' || kind === 'vm-attach')) {
      const observed = step.kind === 'vm-attach' ? simulation.end : inventory([nic(3, () => ({}))]);
      const { outcomes } = simulatePlan({ ...made, steps: [step] }, observed);
      expect(outcomes).toEqual([{ step, ok: true, changed: false }]);
    }
  });

  test('a VF that somebody else took meanwhile is not given away', () => {
    const taken = inventory([nic(3, (index) => (index === 0 ? { users: heldBy('thief') } : {}))]);
    const attach = made.steps.find(({ kind }) => kind === 'vm-attach');
    const { outcomes } = simulatePlan({ ...made, steps: attach ? [attach] : [] }, taken);
    expect(outcomes).toMatchObject([{ ok: false, error: { errno: 'EBUSY' } }]);
  });
});

test('the plan document holds the steps, and people read them', () => {
  const made = plan(pool(4, web, db), inventory([webAndDb]), ALLOWED);
  expect(parseHostPlan(JSON.parse(serializeHostPlan(made)), 'plan')).toEqual(made);
  const text = renderPlan(made);
  expect(text).toContain('VF 0, 2: taken from its domain');
  expect(text).toContain('given back to domain web');
});
