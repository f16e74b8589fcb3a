import type { UserFacts, VirtualFunctionFacts } from '../../lib/inventory/inventory';
import { vfKey } from '../../lib/plan/plan';
import { PLAN_REFUSAL_TEXTS } from '../../lib/plan/refusals';
import { interfaceFacts, inventory, nicFacts, nvmeFacts, vfFacts } from '../support/facts';
import { controller, inShort, PF, plan, targetNic, targetSsd, vf } from './helpers';

const USERS: readonly UserFacts[] = [{ kind: 'vfio', detail: 'qemu-system-x86 (pid 4711)' }];

/** Four VFs on vfio-pci, the third one in use by a VM. */
function nicInUse(change: Partial<VirtualFunctionFacts> = {}) {
  return nicFacts({
    numVfs: 4,
    driversAutoprobe: false,
    virtualFunctions: [0, 1, 2, 3].map((index) =>
      vfFacts(index, {
        driver: 'vfio-pci',
        users: index === 2 ? USERS : [],
        ...change,
      }),
    ),
  });
}

const owners = new Map([[vfKey(PF, 2), { attachment: 'rack1/kvm01/web', vm: 'web' }]]);

describe('VFs in use', () => {
  test('are not destroyed without permission', () => {
    const { refusals, disruptions, steps } = plan(targetNic({ numVfs: 8 }), inventory([nicInUse()]), { owners });
    expect(refusals).toEqual([
      {
        ruleId: 'OPS-002',
        pf: PF,
        constructPath: 'rack1/kvm01/uplink',
        message:
          'a VF that is in use is destroyed and created anew on 0000:3b:00.0: VF 2 (0000:3b:01.2, rack1/kvm01/web; vfio qemu-system-x86 (pid 4711))',
        fix: 'Take the VF from its user first, or name its attachment or address in allowDisrupt',
      },
    ]);
    expect(disruptions).toContainEqual({
      pf: PF,
      vf: 2,
      address: '0000:3b:01.2',
      effect: 'recreate',
      attachment: 'rack1/kvm01/web',
      vm: 'web',
      users: ['vfio qemu-system-x86 (pid 4711)'],
    });
    // What it would do can be read all the same.
    expect(inShort(steps)).toEqual(['num-vfs 0', 'num-vfs 8']);
  });

  test.each(['rack1/kvm01/web', '0000:3b:01.2'])('may be destroyed when %s is allowed', (name) => {
    const options = { owners, allowDisrupt: [name] };
    expect(plan(targetNic({ numVfs: 8 }), inventory([nicInUse()]), options).refusals).toEqual([]);
  });

  test('are not allowed by the name of another', () => {
    const options = {
      owners,
      allowDisrupt: ['rack1/kvm01/db', '0000:3b:01.3'],
    };
    expect(plan(targetNic({ numVfs: 8 }), inventory([nicInUse()]), options).refusals).toHaveLength(1);
  });

  test('are listed with every VF that goes with them', () => {
    const { disruptions } = plan(targetNic({ numVfs: 8 }), inventory([nicInUse()]));
    expect(disruptions.map(({ vf: index, effect, users }) => [index, effect, users.length])).toEqual([
      [0, 'recreate', 0],
      [1, 'recreate', 0],
      [2, 'recreate', 1],
      [3, 'recreate', 0],
    ]);
  });

  test('are not bound to another driver without permission', () => {
    const target = targetNic({
      numVfs: 4,
      virtualFunctions: [vf(1, { driver: null }), vf(2, { driver: null })],
    });
    const { refusals, disruptions } = plan(target, inventory([nicInUse()]), {
      owners,
    });
    expect(refusals.map((refusal) => refusal.ruleId)).toEqual(['OPS-002']);
    // VF 1 is nobody's.
    expect(disruptions.map(({ vf: index, effect }) => [index, effect])).toEqual([[2, 'rebind']]);
  });

  test('keep their settings without permission', () => {
    const target = targetNic({
      numVfs: 4,
      virtualFunctions: [vf(2, { trust: true })],
    });
    const { refusals, disruptions } = plan(target, inventory([nicInUse()]));
    expect(refusals.map((refusal) => refusal.ruleId)).toEqual(['OPS-002']);
    expect(disruptions.map((disruption) => disruption.effect)).toEqual(['change']);
  });

  test('stop nothing that does not reach them', () => {
    const target = targetNic({
      numVfs: 4,
      driversAutoprobe: true,
      virtualFunctions: [vf(1, { trust: true })],
    });
    const { steps, refusals, disruptions } = plan(target, inventory([nicInUse()]));
    expect(inShort(steps)).toEqual(['drivers-autoprobe 1', 'trust 1']);
    expect({ refusals, disruptions }).toEqual({
      refusals: [],
      disruptions: [],
    });
  });

  test('keep the port that they use as it is', () => {
    for (const change of [{ mtu: 9000 }, { adminUp: false }]) {
      const { refusals } = plan(targetNic({ numVfs: 4, ...change }), inventory([nicInUse()]));
      expect(refusals.map((refusal) => refusal.ruleId)).toEqual(['OPS-002']);
    }
  });

  describe('and VFs that are counted and not listed', () => {
    const facts = { ...nicInUse({ users: [] }), virtualFunctions: [vfFacts(0), vfFacts(2)] };
    const unseen = (options: Parameters<typeof plan>[2] = {}) =>
      plan(targetNic({ numVfs: 8 }), inventory([facts]), { refuseUnknown: true, ...options });

    test('are not destroyed on a live host: who uses them is not known', () => {
      expect(unseen().refusals.map(({ ruleId, message }) => `${ruleId} ${message}`)).toEqual([
        expect.stringMatching(
          /^OPS-002 2 VFs that are in use are destroyed.*VF 1 \(0000:3b:01\.1; not known who uses it: .*VF 3 \(0000:3b:01\.3; not known/,
        ),
      ]);
    });

    test('may be destroyed when they are allowed by name, and whoever carries the plan out is told', () => {
      const { refusals, disruptions } = unseen({
        allowDisrupt: ['0000:3b:01.1', 'rack1/kvm01/db'],
        owners: new Map([[vfKey(PF, 3), { attachment: 'rack1/kvm01/db', vm: 'db' }]]),
      });
      expect(refusals).toEqual([]);
      expect(disruptions.filter(({ users }) => users.length > 0).map(({ vf: index }) => index)).toEqual([1, 3]);
    });

    test('keep the port that they may use as it is', () => {
      const target = targetNic({ numVfs: 4, mtu: 9000 });
      const { refusals } = plan(target, inventory([facts]), { refuseUnknown: true });
      expect(refusals.map(({ ruleId }) => ruleId)).toEqual(['OPS-002']);
    });

    test.each([[[]], [['']]])(
      'are refused where offset and stride do not tell their addresses (%j)',
      (allowDisrupt) => {
        const { refusals, disruptions } = plan(
          targetNic({ numVfs: 8 }),
          inventory([{ ...facts, vfOffset: null, vfStride: null }]),
          { refuseUnknown: true, allowDisrupt },
        );
        expect(refusals[0]?.message).toMatch(/VF 1 \(address not known; not known who uses it/);
        expect(disruptions.map(({ vf: index }) => index)).toEqual([0, 2]);
      },
    );
  });

  test('are left alone where nobody can read what they have', () => {
    const target = targetNic({
      numVfs: 4,
      virtualFunctions: [vf(1, { msixVectors: 5 }), vf(2, { msixVectors: 5 })],
    });
    const { steps, notes, refusals } = plan(target, inventory([nicInUse()]));
    expect(inShort(steps)).toEqual(['driver-bind 1 none', 'vf-msix 1 5', 'driver-bind 1 vfio-pci']);
    expect(refusals).toEqual([]);
    expect(notes).toEqual([
      'MSI-X count of VF 2 of 0000:3b:00.0 cannot be read and the VF is in use: it is left as it is',
    ]);
  });

  test('that somebody owns and nobody uses are told and not protected', () => {
    const target = targetNic({
      numVfs: 4,
      virtualFunctions: [vf(1, { trust: true, attachment: 'rack1/kvm01/db' })],
    });
    const { refusals, disruptions } = plan(target, inventory([nicInUse()]));
    expect(refusals).toEqual([]);
    expect(disruptions).toEqual([
      {
        pf: PF,
        vf: 1,
        address: '0000:3b:01.1',
        effect: 'change',
        attachment: 'rack1/kvm01/db',
        users: [],
      },
    ]);
  });
});

describe('a port that carries the management', () => {
  const network = {
    interfaces: [interfaceFacts()],
    linkType: 'ethernet' as const,
    eswitchMode: 'legacy' as const,
    carriesManagement: true,
  };

  test('is not touched without permission', () => {
    const { refusals } = plan(targetNic({ numVfs: 4 }), inventory([nicFacts({ network })]));
    expect(refusals).toEqual([
      expect.objectContaining({
        ruleId: 'OPS-001',
        message: expect.stringContaining('default route or the ssh'),
      }),
    ]);
  });

  test('may be touched when the PF says so', () => {
    const target = targetNic({ numVfs: 4, allowManagement: true });
    expect(plan(target, inventory([nicFacts({ network })])).refusals).toEqual([]);
  });

  test('is refused nothing where nothing is to be done', () => {
    expect(plan(targetNic(), inventory([nicFacts({ network })])).refusals).toEqual([]);
  });
});

describe('what would fail half-way is refused before it starts', () => {
  test.each([
    ['a PF that is on no driver', nicFacts({ driver: null }), 'PLAN-003', /on no driver/],
    ['a PF that is given to a VM', nicFacts({ driver: 'vfio-pci' }), 'PLAN-003', /on vfio-pci/],
    [
      'a PF whose driver makes VFs by a parameter of its module',
      nicFacts({ driver: 'mlx4_core' }),
      'CAP-010',
      /on mlx4_core, which makes no VFs when sriov_numvfs is written/,
    ],
    ['a PF without the capability', nicFacts({ totalVfs: null }), 'PCI-005', /no SR-IOV capability/],
    [
      'the NIC of a guest',
      nicFacts({ totalVfs: null, driver: 'ena' }),
      'CAP-007',
      /is itself the NIC of a guest \(ena\)/,
    ],
    ['more VFs than the device has', nicFacts({ totalVfs: 3 }), 'CAP-001', /4 VFs .* sriov_totalvfs says 3/],
  ])('%s', (_words, facts, ruleId, message) => {
    const { refusals } = plan(targetNic({ numVfs: 4 }), inventory([facts]));
    expect(refusals).toEqual([
      expect.objectContaining({
        ruleId,
        message: expect.stringMatching(message),
      }),
    ]);
  });

  test('a driver for VFs whose address nobody knows', () => {
    const target = targetNic({
      numVfs: 4,
      virtualFunctions: [0, 1, 2].map((index) => vf(index, { driver: 'vfio-pci', trust: true })),
    });
    const { refusals, steps } = plan(target, inventory([nicFacts({ vfOffset: null, vfStride: null })]));
    expect(refusals).toEqual([
      expect.objectContaining({
        ruleId: 'PLAN-002',
        message: 'address of 3 VFs (0 to 2) of 0000:3b:00.0 is not known: the inventory has no VF offset and stride',
      }),
    ]);
    expect(inShort(steps)).toEqual(['num-vfs 4', 'trust 0', 'trust 1', 'trust 2']);
  });

  test('but not on a host that was not read: the VF is found by its index there', () => {
    const target = targetNic({ numVfs: 1, virtualFunctions: [vf(0, { driver: 'vfio-pci' })] });
    const unread = inventory([nicFacts({ vfOffset: null, vfStride: null })]);
    const { refusals, steps } = plan(target, unread, {}, true);
    expect(refusals).toEqual([]);
    expect(steps).toContainEqual({ kind: 'driver-bind', pf: PF, vf: 0, address: null, driver: 'vfio-pci' });
  });

  test('settings of a PF without a netdev', () => {
    const network = {
      interfaces: [],
      linkType: null,
      eswitchMode: null,
      carriesManagement: false,
    };
    const facts = nicFacts({ driver: 'pci-pf-stub', network });
    const target = targetNic({
      numVfs: 1,
      virtualFunctions: [vf(0, { trust: true })],
    });
    expect(plan(target, inventory([facts])).refusals.map((refusal) => refusal.ruleId)).toEqual(['PLAN-004']);
    // On a host that was not read the netdev has a name that nobody knows, and is there.
    expect(plan(target, inventory([facts]), {}, true).refusals).toEqual([]);
  });

  test('a PF that is not on the host', () => {
    expect(plan(targetNic({ numVfs: 1 }), inventory([])).refusals.map((refusal) => refusal.ruleId)).toEqual([
      'PLAN-001',
    ]);
  });

  test('more queues than one controller takes', () => {
    const target = targetSsd({
      numVfs: 1,
      virtualFunctions: [vf(0, { nvme: controller(1, 5, 1) })],
    });
    expect(plan(target, inventory([nvmeFacts()])).refusals).toEqual([
      expect.objectContaining({
        ruleId: 'NVM-003',
        fix: 'Lower nvmeVirtualQueues to 4',
      }),
    ]);
  });

  test('more interrupts than the drive has, those that others hold included', () => {
    const facts = nvmeFacts();
    const held = facts.nvme?.secondaryControllers.map((each) =>
      each.controllerId > 4 ? { ...each, virtualInterrupts: 2 } : each,
    );
    const observed = inventory([nvmeFacts({}, { secondaryControllers: held ?? [] })]);
    const capabilities = { ...facts.nvme?.capabilities, viFlexibleTotal: 10 };
    const small = inventory([
      nvmeFacts(
        {},
        {
          secondaryControllers: held ?? [],
          capabilities: capabilities as never,
        },
      ),
    ]);
    const target = targetSsd({
      numVfs: 2,
      virtualFunctions: [vf(0, { nvme: controller(1, 2, 2) }), vf(1, { nvme: controller(2, 2, 1) })],
    });
    expect(plan(target, observed).refusals).toEqual([]);
    expect(plan(target, small).refusals).toEqual([
      expect.objectContaining({
        ruleId: 'NVM-002',
        message: expect.stringContaining('3 virtual interrupts and controllers that no pool manages hold 8'),
      }),
    ]);
  });

  test('what the primary controller of a drive holds is not there to give out, and the plan says how to free it', () => {
    const { capabilities } = nvmeFacts().nvme ?? {};
    const held = { ...capabilities, vqPrimary: capabilities?.vqFlexibleTotal };
    const observed = inventory([nvmeFacts({}, { capabilities: held as never })]);
    const target = targetSsd({ numVfs: 1, virtualFunctions: [vf(0, { nvme: controller(1, 2, 1) })] });
    expect(plan(target, observed).refusals).toEqual([
      expect.objectContaining({
        ruleId: 'NVM-002',
        fix: expect.stringMatching(/virt-mgmt \/dev\/nvme0 -c 0 -r 0 -n 30 -a 1, then reset the function/),
      }),
    ]);
  });

  test('every reason of the planner has a text that explains it', () => {
    for (const text of PLAN_REFUSAL_TEXTS)
      expect(text).toMatchObject({
        severity: 'error',
        id: expect.stringMatching(/^PLAN-00\d$/),
      });
  });
});
