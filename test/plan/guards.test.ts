import type {
  InterfaceFacts,
  NvmeFacts,
  PhysicalFunctionFacts,
  UserFacts,
  VirtualFunctionFacts,
} from '../../lib/inventory/inventory';
import { USE } from '../../lib/evidence/use';
import type { HostPlan, TargetPf } from '../../lib/plan/host-plan';
import { heldRefusals } from '../../lib/plan/held';
import { driversOf, ownersOf, vfKey } from '../../lib/plan/plan';
import { PLAN_REFUSAL_TEXTS } from '../../lib/plan/refusals';
import { interfaceFacts, inventory, nicFacts, nvmeFacts, vfFacts } from '../support/facts';
import { resolvedHost } from '../support/resolved';
import { controller, inShort, PF, plan, targetNic, targetSsd, vf } from './helpers';

const fixOf = (id: string) => PLAN_REFUSAL_TEXTS.find((text) => text.id === id)?.fix ?? '';

function port(change: Partial<NonNullable<PhysicalFunctionFacts['network']>>, netdev: Partial<InterfaceFacts> = {}) {
  return nicFacts({
    network: {
      interfaces: [interfaceFacts(netdev)],
      linkType: 'ethernet',
      eswitchMode: 'legacy',
      carriesManagement: false,
      ...change,
    },
  });
}

/** Refusals as `rule: message. Fix`, of the PF of the target, which all must be. */
function refused({ refusals }: HostPlan, path = 'rack1/kvm01/uplink', address = PF): string[] {
  return refusals.map(({ ruleId, pf, constructPath, message, fix }) => {
    expect([pf, constructPath]).toEqual([address, path]);
    return `${ruleId}: ${message}. ${fix}`;
  });
}

describe('a plan that makes VFs is refused', () => {
  test.each<[string, Partial<PhysicalFunctionFacts>, string[]]>([
    [
      'without the capability',
      { totalVfs: null },
      ['PCI-005: 0000:3b:00.0 shows no SR-IOV capability. Turn SR-IOV on in the BIOS and in the card'],
    ],
    [
      'of more than there may be',
      { totalVfs: 3 },
      ['CAP-001: 4 VFs are wanted on 0000:3b:00.0, sriov_totalvfs says 3. Lower the number of VFs to 3'],
    ],
    [
      'on no driver',
      { driver: null },
      [`PLAN-003: 0000:3b:00.0 is on no driver, which cannot create or remove VFs. ${fixOf('PLAN-003')}`],
    ],
    [
      'on vfio-pci',
      { driver: 'vfio-pci' },
      [`PLAN-003: 0000:3b:00.0 is on vfio-pci, which cannot create or remove VFs. ${fixOf('PLAN-003')}`],
    ],
    [
      'on a driver that makes them as its module is loaded',
      { driver: 'mlx4_core' },
      [
        'CAP-010: 0000:3b:00.0 is on mlx4_core, which makes no VFs when sriov_numvfs is written. Make them in the way of the driver (sriov devices tells it), and read the inventory again',
      ],
    ],
    [
      'on a driver that has them in later kernels',
      { driver: 'octeon_ep' },
      [
        'CAP-010: 0000:3b:00.0 is on octeon_ep, which makes no VFs in Linux before 6.2. Take a later kernel, and read the inventory again',
      ],
    ],
    [
      'for two reasons',
      { driver: null, totalVfs: null },
      [
        'PCI-005: 0000:3b:00.0 shows no SR-IOV capability. Turn SR-IOV on in the BIOS and in the card',
        `PLAN-003: 0000:3b:00.0 is on no driver, which cannot create or remove VFs. ${fixOf('PLAN-003')}`,
      ],
    ],
    ['never of as many as there may be', { totalVfs: 4 }, []],
  ])('%s', (_words, facts, refusals) => {
    expect(refused(plan(targetNic({ numVfs: 4, driver: null }), inventory([nicFacts(facts)])))).toEqual(refusals);
  });

  test('on a host that nobody read, where no driver is presumed', () => {
    const made = plan(targetNic({ numVfs: 4, driver: null }), inventory([nicFacts({ driver: null })]), {}, true);
    expect(refused(made)).toEqual([
      'PLAN-003: which driver 0000:3b:00.0 is on is not known: the host was not read, and the catalog has no such device. Give the host an inventory, or name the device of the PF (sriov devices lists them)',
    ]);
  });

  test('not where their number stays, whatever the driver', () => {
    const facts = nicFacts({ driver: null, totalVfs: null, numVfs: 1, virtualFunctions: [vfFacts(0)] });
    expect(refused(plan(targetNic({ numVfs: 1, driver: null }), inventory([facts])))).toEqual([]);
  });

  test('nor where they are only taken away by a driver that can', () => {
    const facts = nicFacts({ numVfs: 2, virtualFunctions: [vfFacts(0), vfFacts(1)] });
    expect(refused(plan(targetNic(), inventory([facts])))).toEqual([]);
    expect(refused(plan(targetNic({ driver: null }), inventory([{ ...facts, driver: null }])))).toHaveLength(1);
  });
});

describe('a PF that is not on the host is refused', () => {
  test('with where its card is', () => {
    const target = targetNic({ identity: { permanentMac: '3c:fd:fe:00:00:01' }, notes: ['noted'] });
    const made = plan(target, inventory([nicFacts({ address: '0000:86:00.0' })]));
    expect(refused(made)).toEqual([
      `PLAN-001: 0000:3b:00.0 is not on the host; the plan's card is at 0000:86:00.0 now. ${fixOf('PLAN-001')}`,
    ]);
    expect(made.notes).toEqual(['noted']);
    expect(made.steps).toEqual([]);
    expect(refused(plan(targetNic(), inventory([])))).toEqual([
      `PLAN-001: 0000:3b:00.0 is not on the host. ${fixOf('PLAN-001')}`,
    ]);
  });
});

describe('a PF with nodes of the devlink rate tree', () => {
  const nodes = (numVfs = 2, driver = 'mlx5_core') => ({
    ...port({ eswitchMode: 'switchdev', rateNodes: ['guests', 'tenants'] }),
    driver,
    numVfs,
    virtualFunctions: Array.from({ length: numVfs }, (_, index) => vfFacts(index)),
  });
  const inTheWay = `PLAN-009: the eswitch mode of 0000:3b:00.0 changes, and there are rate nodes: pci/0000:3b:00.0/guests, pci/0000:3b:00.0/tenants. ${fixOf('PLAN-009')}`;
  const target = (change: Partial<TargetPf>) => targetNic({ numVfs: 2, driver: 'mlx5_core', ...change });

  test.each<[string, Partial<TargetPf>, PhysicalFunctionFacts, string[]]>([
    ['whose mode changes under its VFs', { eswitchMode: 'legacy' }, nodes(), [inTheWay]],
    ['whose mode changes before it has VFs', { eswitchMode: 'legacy' }, nodes(0), [inTheWay]],
    ['whose mode stays', { eswitchMode: 'switchdev' }, nodes(), []],
    ['whose VFs, and the nodes with them, go first', { eswitchMode: 'legacy', driver: 'ice' }, nodes(2, 'ice'), []],
  ])('%s', (_words, change, facts, refusals) => {
    expect(refused(plan(target(change), inventory([facts])))).toEqual(refusals);
  });
});

describe('a PF without its netdev', () => {
  const gone = (change: Partial<PhysicalFunctionFacts> = {}) => ({ ...port({ interfaces: [] }), ...change });
  const failed = `PLAN-008: driver ice is bound to 0000:3b:00.0, and there is no network interface: the device has failed, or the driver on it. ${fixOf('PLAN-008')}`;

  test.each<[string, PhysicalFunctionFacts, string[]]>([
    ['has failed', gone(), [failed]],
    [
      'has it in another namespace',
      gone({ users: [{ kind: 'netdev', detail: USE.netdevElsewhere.says() }] }),
      [
        'PLAN-008: the network interface of 0000:3b:00.0 is in another network namespace, where something else uses it. Bring it back into the namespace of the host, or take another PF',
      ],
    ],
    ['has failed, whoever else uses it', gone({ users: [{ kind: 'vfio', detail: 'x' }] }), [failed]],
    ['has none by its driver', gone({ driver: 'pci-pf-stub' }), []],
    ['is to have it with its VFs', gone({ driver: 'cxgb4' }), []],
    [
      'is to have it with its VFs, of which there are some',
      gone({ driver: 'cxgb4', numVfs: 1, virtualFunctions: [vfFacts(0)] }),
      [failed.replace('driver ice', 'driver cxgb4')],
    ],
  ])('%s', (_words, facts, refusals) => {
    expect(refused(plan(targetNic({ numVfs: 2, driver: null }), inventory([facts])))).toEqual(refusals);
  });

  test('is nobody’s affair where nothing is done, or the host was not read', () => {
    expect(refused(plan(targetNic(), inventory([gone()])))).toEqual([]);
    expect(refused(plan(targetNic({ numVfs: 2 }), inventory([gone()]), {}, true))).toEqual([]);
    expect(
      refused(plan(targetNic({ numVfs: 2 }), inventory([nicFacts({ network: null, deviceClass: 'other' })]))),
    ).toEqual([]);
  });

  test('takes no settings that go through it', () => {
    const target = targetNic({ numVfs: 2, driver: null, virtualFunctions: [vf(0, { trust: true })] });
    expect(refused(plan(target, inventory([gone({ driver: 'pci-pf-stub' })])))).toEqual([
      `PLAN-004: 0000:3b:00.0 has no network interface (driver pci-pf-stub). ${fixOf('PLAN-004')}`,
    ]);
    const made = refused(
      plan({ ...target, numVfs: 0, adminUp: true, virtualFunctions: [] }, inventory([gone({ driver: null })])),
    );
    expect(made).toEqual([`PLAN-004: 0000:3b:00.0 has no network interface (driver none). ${fixOf('PLAN-004')}`]);
  });
});

describe('addresses of VFs that are bound', () => {
  const bound = (...indices: readonly number[]) =>
    targetNic({ numVfs: 4, virtualFunctions: indices.map((index) => vf(index, { driver: 'vfio-pci' })) });
  const made = (target: TargetPf, change: Partial<PhysicalFunctionFacts>) =>
    refused(plan(target, inventory([nicFacts(change)])));
  const fix = fixOf('PLAN-002');

  test.each<[string, TargetPf, Partial<PhysicalFunctionFacts>, string[]]>([
    [
      'without an offset',
      bound(2),
      { vfOffset: null },
      [`PLAN-002: address of VF 2 of 0000:3b:00.0 is not known: the inventory has no VF offset and stride. ${fix}`],
    ],
    [
      'without a stride',
      bound(1, 3),
      { vfStride: null },
      [
        `PLAN-002: address of 2 VFs (1 to 3) of 0000:3b:00.0 is not known: the inventory has no VF offset and stride. ${fix}`,
      ],
    ],
    [
      'beyond the last bus',
      bound(0),
      { vfOffset: 65_000, vfStride: 1 },
      [`PLAN-002: address of VF 0 of 0000:3b:00.0 is not known: offset 65000 and stride 1 give none. ${fix}`],
    ],
    [
      'that are stated',
      targetNic({ numVfs: 1, virtualFunctions: [vf(0, { driver: 'vfio-pci', address: '0000:3b:01.0' })] }),
      { vfOffset: null },
      [],
    ],
  ])('%s', (_words, target, facts, refusals) => {
    expect(made(target, facts)).toEqual(refusals);
  });
});

describe('a port that carries the management', () => {
  const fix = "Move the host's management to another port, or set allowManagement of the PF";
  const made = (target: TargetPf, facts: PhysicalFunctionFacts, refuseUnknown = false) =>
    refused(plan(target, inventory([facts]), { refuseUnknown }));
  const two = targetNic({ numVfs: 1, driversAutoprobe: false });

  test.each<[string, PhysicalFunctionFacts, boolean, string[]]>([
    [
      'is refused',
      port({ carriesManagement: true }),
      false,
      [`OPS-001: 0000:3b:00.0 carries the default route or the ssh session, and 2 steps touch it. ${fix}`],
    ],
    [
      'is refused with what tells it',
      port({ carriesManagement: true, managementEvidence: ['the default route', 'ssh from 10.0.0.9'] }),
      false,
      [
        `OPS-001: 0000:3b:00.0 carries the default route or the ssh session (the default route; ssh from 10.0.0.9), and 2 steps touch it. ${fix}`,
      ],
    ],
    ['may be so, which is nobody’s affair yet', port({ carriesManagement: null }), false, []],
    [
      'may be so, which is refused on a live host',
      port({ carriesManagement: null, managementEvidence: ['routes that cannot be read'] }),
      true,
      [
        `OPS-001: whether 0000:3b:00.0 carries the management of the host is not known (routes that cannot be read), and 2 steps touch it. ${fix}`,
      ],
    ],
    ['is known not to be so', port({ carriesManagement: false }), true, []],
  ])('%s', (_words, facts, live, refusals) => {
    expect(made(two, facts, live)).toEqual(refusals);
  });

  test('is refused for one step, and not for one that only loads a module', () => {
    const facts = port({ carriesManagement: true });
    expect(made(targetNic({ mtu: 9000 }), facts)).toEqual([
      `OPS-001: 0000:3b:00.0 carries the default route or the ssh session, and 1 step touches it. ${fix}`,
    ]);
    expect(made({ ...two, allowManagement: true }, facts)).toEqual([]);
    expect(made({ ...two, allowManagement: false }, facts)).toHaveLength(1);
  });
});

describe('what a drive cannot give is refused', () => {
  const ssd = '0000:86:00.0';
  const facts = (
    capabilities: Partial<NonNullable<NvmeFacts['capabilities']>> | null,
    held: Readonly<Record<number, object>> = {},
    change: Partial<PhysicalFunctionFacts> = {},
  ) => {
    const { nvme } = nvmeFacts();
    return nvmeFacts(change, {
      capabilities: capabilities && nvme?.capabilities ? { ...nvme.capabilities, ...capabilities } : null,
      secondaryControllers: (nvme?.secondaryControllers ?? []).map((each) => ({ ...each, ...held[each.controllerId] })),
    });
  };
  const target = (...counts: readonly (readonly [queues: number, interrupts: number])[]) =>
    targetSsd({
      numVfs: counts.length,
      virtualFunctions: counts.map(([queues, interrupts], n) => vf(n, { nvme: controller(n + 1, queues, interrupts) })),
    });

  test.each<[string, TargetPf, PhysicalFunctionFacts, string[]]>([
    ['not what it has', target([4, 2], [4, 2]), facts({ vqFlexibleTotal: 8, viFlexibleTotal: 4 }), []],
    [
      'more queues',
      target([4, 2], [4, 2]),
      facts({ vqFlexibleTotal: 7 }),
      [
        'NVM-002: VFs of 0000:86:00.0 are to have 8 virtual queues, the drive has 7 (VQFRT - VQRFAP). Lower nvmeVirtualQueues or the number of VFs',
      ],
    ],
    [
      'more interrupts',
      target([4, 2], [4, 2]),
      facts({ viFlexibleTotal: 3 }),
      [
        'NVM-002: VFs of 0000:86:00.0 are to have 4 virtual interrupts, the drive has 3 (VIFRT - VIRFAP). Lower nvmeVirtualInterrupts or the number of VFs',
      ],
    ],
    [
      'more queues than one controller takes',
      target([5, 2]),
      facts({}),
      [
        'NVM-003: VF 0 of 0000:86:00.0 is to have 5 virtual queues, one controller of the drive takes 4 (VQFRSM). Lower nvmeVirtualQueues to 4',
      ],
    ],
    [
      'more interrupts than one controller takes',
      target([4, 2], [4, 3]),
      facts({}),
      [
        'NVM-003: VF 1 of 0000:86:00.0 is to have 3 virtual interrupts, one controller of the drive takes 2 (VIFRSM). Lower nvmeVirtualInterrupts to 2',
      ],
    ],
    [
      'more of both',
      target([5, 3]),
      facts({}),
      [
        'NVM-003: VF 0 of 0000:86:00.0 is to have 5 virtual queues, one controller of the drive takes 4 (VQFRSM). Lower nvmeVirtualQueues to 4',
        'NVM-003: VF 0 of 0000:86:00.0 is to have 3 virtual interrupts, one controller of the drive takes 2 (VIFRSM). Lower nvmeVirtualInterrupts to 2',
      ],
    ],
    [
      'what others hold',
      target([4, 1]),
      facts({ vqFlexibleTotal: 8 }, { 5: { virtualQueues: 5 } }),
      [
        'NVM-002: VFs of 0000:86:00.0 are to have 4 virtual queues and controllers that no pool manages hold 5, the drive has 8 (VQFRT - VQRFAP). Lower nvmeVirtualQueues or the number of VFs',
      ],
    ],
    ['not what managed ones hold', target([4, 1]), facts({ vqFlexibleTotal: 8 }, { 1: { virtualQueues: 3 } }), []],
    [
      'what the primary holds',
      target([4, 2]),
      facts({ vqFlexibleTotal: 8, vqPrimary: 5 }),
      [
        expect.stringMatching(
          /^NVM-002: VFs of 0000:86:00.0 are to have 4 virtual queues, the drive has 3 \(VQFRT - VQRFAP\)\. Have the primary controller give them back .* -r 0 -n 4 -a 1/,
        ) as unknown as string,
      ],
    ],
    [
      'what the primary holds of interrupts',
      target([4, 2]),
      facts({ viFlexibleTotal: 4, viPrimary: 3 }),
      [
        expect.stringMatching(
          /^NVM-002: .* 2 virtual interrupts, the drive has 1 \(VIFRT - VIRFAP\)\. Have the primary controller .* -r 1 -n 2 -a 1/,
        ) as unknown as string,
      ],
    ],
    ['nothing where nobody read what it has', target([40, 20]), facts(null), []],
  ])('%s', (_words, wanted, observed, refusals) => {
    expect(refused(plan(wanted, inventory([observed])), 'rack1/kvm01/ssd', ssd)).toEqual(refusals);
  });

  test('what controllers lose with their VFs is there again, what those without VFs hold is not', () => {
    const virtualFunctions = [0, 1].map((index) =>
      vfFacts(index, { address: `0000:86:00.${index + 1}`, network: null }),
    );
    const held = { 2: { virtualQueues: 4 } };
    const there = (id: number) => facts({ vqFlexibleTotal: 4 }, { [id]: held[2] }, { numVfs: 2, virtualFunctions });
    expect(refused(plan(target([4, 1]), inventory([there(2)])), 'rack1/kvm01/ssd', ssd)).toEqual([]);
    expect(refused(plan(target([4, 1]), inventory([there(3)])), 'rack1/kvm01/ssd', ssd)).toHaveLength(1);
    const nobody = facts(
      { vqFlexibleTotal: 4 },
      { 2: { virtualQueues: 4, vf: null } },
      { numVfs: 2, virtualFunctions },
    );
    expect(refused(plan(target([4, 1]), inventory([nobody])), 'rack1/kvm01/ssd', ssd)).toHaveLength(1);
  });

  test('nothing where nothing is given', () => {
    const online = { online: true, virtualQueues: 4, virtualInterrupts: 1 };
    const virtualFunctions = [vfFacts(0, { address: '0000:86:00.1', network: null })];
    const observed = facts({ vqFlexibleTotal: 1 }, { 1: online }, { numVfs: 1, virtualFunctions });
    expect(refused(plan(target([4, 1]), inventory([observed])), 'rack1/kvm01/ssd', ssd)).toEqual([]);
  });
});

describe('VFs in use', () => {
  const users: readonly UserFacts[] = [{ kind: 'vfio', detail: 'qemu (pid 7)' }];
  const used = (change: Partial<VirtualFunctionFacts>, pf: Partial<PhysicalFunctionFacts> = {}) =>
    inventory([
      nicFacts({
        numVfs: 2,
        driversAutoprobe: false,
        virtualFunctions: [vfFacts(0, { driver: null }), vfFacts(1, { driver: null, ...change })],
        ...pf,
      }),
    ]);
  const fix = 'Take the VF from its user first, or name its attachment or address in allowDisrupt';
  const owners = new Map([[vfKey(PF, 1), { attachment: 'rack1/kvm01/web', vm: 'web' }]]);

  test.each<[string, TargetPf, Partial<VirtualFunctionFacts>, string[]]>([
    [
      'are destroyed',
      targetNic(),
      { users },
      [
        `OPS-002: a VF that is in use is destroyed on 0000:3b:00.0: VF 1 (0000:3b:01.1, rack1/kvm01/web; vfio qemu (pid 7)). ${fix}`,
      ],
    ],
    [
      'are created anew',
      targetNic({ numVfs: 4 }),
      { users },
      [
        `OPS-002: a VF that is in use is destroyed and created anew on 0000:3b:00.0: VF 1 (0000:3b:01.1, rack1/kvm01/web; vfio qemu (pid 7)). ${fix}`,
      ],
    ],
    [
      'are changed',
      targetNic({ numVfs: 2, virtualFunctions: [vf(1, { trust: true })] }),
      { users: [{ kind: 'netdev', detail: '' }, ...users] },
      [
        `OPS-002: a VF that is in use is changed on 0000:3b:00.0: VF 1 (0000:3b:01.1, rack1/kvm01/web; netdev, vfio qemu (pid 7)). ${fix}`,
      ],
    ],
    ['are nobody’s affair where nobody uses them', targetNic(), {}, []],
    ['may be, which is nobody’s affair yet', targetNic(), { usersUnknown: ['x'] }, []],
  ])('%s', (_words, target, change, refusals) => {
    expect(refused(plan(target, used(change), { owners }))).toEqual(refusals);
  });

  test('may be, which is refused on a live host, with what is not known', () => {
    const observed = used({ usersUnknown: ['which processes hold it'], users });
    expect(refused(plan(targetNic(), observed, { refuseUnknown: true }))).toEqual([
      `OPS-002: a VF that is in use is destroyed on 0000:3b:00.0: VF 1 (0000:3b:01.1; vfio qemu (pid 7), not known which processes hold it). ${fix}`,
    ]);
  });

  test('are said with what is not known once they are allowed by name', () => {
    const observed = used({ usersUnknown: ['x'], users });
    const disrupted = (options: Parameters<typeof plan>[2]) =>
      plan(targetNic(), observed, options).disruptions[1]?.users;
    expect(disrupted({ allowDisrupt: ['0000:3b:01.1'] })).toEqual(['vfio qemu (pid 7)', 'not known x']);
    expect(disrupted({})).toEqual(['vfio qemu (pid 7)']);
  });

  test('have an owner whose VM nobody knows', () => {
    const observed = used({ users });
    const nameless = new Map([[vfKey(PF, 1), { attachment: 'rack1/kvm01/web', vm: '' }]]);
    const { disruptions } = plan(targetNic(), observed, { owners: nameless });
    expect(disruptions).toEqual([
      { pf: PF, vf: 0, address: '0000:3b:01.0', effect: 'recreate', users: [] },
      {
        pf: PF,
        vf: 1,
        address: '0000:3b:01.1',
        effect: 'recreate',
        attachment: 'rack1/kvm01/web',
        users: ['vfio qemu (pid 7)'],
      },
    ]);
  });
});

describe('a VF that another VM holds', () => {
  const target = (...virtualFunctions: TargetPf['virtualFunctions']) => ({
    physicalFunctions: [targetNic({ numVfs: 2, virtualFunctions })],
  });
  const web = vf(0, { attachment: 'rack1/kvm01/web', vm: 'web' });
  const holds = (vm: string): UserFacts[] => [{ kind: 'domain', detail: vm }];
  const group = (...members: string[]) => ({ id: 7, members });
  const host = (...vfs: Partial<VirtualFunctionFacts>[]) =>
    inventory([nicFacts({ numVfs: 2, virtualFunctions: vfs.map((each, n) => vfFacts(n, each)) })]);

  test('is refused, with whoever holds it', () => {
    expect(
      heldRefusals(target(web), host({ users: [...holds('db'), { kind: 'vfio', detail: 'kvm (pid 7, guest db)' }] })),
    ).toEqual([
      {
        ruleId: 'OPS-010',
        pf: PF,
        constructPath: 'rack1/kvm01/web',
        message: 'VF 0 (0000:3b:01.0) is held by domain db and vfio kvm (pid 7, guest db), so that web cannot have it',
        fix: 'Take the VF from its holder, or give the attachment another VF',
      },
    ]);
  });

  test('in its IOMMU group is refused, with the PF of the group as well', () => {
    const iommuGroup = group(PF, '0000:3b:01.0', '0000:3b:01.1');
    const [pf] = host({ iommuGroup }, { iommuGroup, users: holds('db') }).physicalFunctions;
    const observed = inventory([{ ...(pf as PhysicalFunctionFacts), users: holds('cache') }]);
    expect(heldRefusals(target(web), observed)).toEqual([
      {
        ruleId: 'IOM-002',
        pf: PF,
        constructPath: 'rack1/kvm01/web',
        message:
          'VF 0 (0000:3b:01.0) of web is in IOMMU group 7 with 0000:3b:00.0, which is held by domain cache; vfio gives a group to one VM at a time',
        fix: 'Take 0000:3b:00.0 from its holder, or give the attachment a VF of another group',
      },
      expect.objectContaining({ message: expect.stringContaining('with 0000:3b:01.1, which is held by domain db;') }),
    ]);
  });

  test.each<[string, ReturnType<typeof target>, ReturnType<typeof host>]>([
    ['in no group', target(web), host({ iommuGroup: null }, { iommuGroup: null, users: holds('db') })],
    [
      'in another group',
      target(web),
      host({ iommuGroup: group('0000:3b:01.0') }, { iommuGroup: group('0000:3b:01.1'), users: holds('db') }),
    ],
    [
      'that is judged for itself',
      target(web, vf(1, { attachment: 'rack1/kvm01/db', vm: 'db' })),
      host(
        { iommuGroup: group('0000:3b:01.0', '0000:3b:01.1') },
        { iommuGroup: group('0000:3b:01.0', '0000:3b:01.1'), users: holds('db') },
      ),
    ],
    ['that is not there', target(vf(5, { attachment: 'rack1/kvm01/web', vm: 'web' })), host({ users: holds('db') })],
    ['that is nobody’s', target(vf(0, { vm: 'web' })), host({ users: holds('db') })],
    ['of no VM', target(vf(0, { attachment: 'rack1/kvm01/web' })), host({ users: holds('db') })],
    ['on no PF', target(web), inventory([])],
  ])('is not, %s', (_words, wanted, observed) => {
    expect(heldRefusals(wanted, observed)).toEqual([]);
  });
});

describe('drivers and owners of a plan', () => {
  test('are those of the PFs, as they are and as they are to be', () => {
    const targets = {
      physicalFunctions: [
        targetNic(),
        targetSsd({ driver: null }),
        targetNic({ address: '0000:99:00.0', driver: 'igb' }),
      ],
    };
    expect([...driversOf(targets, inventory([nicFacts({ driver: 'vfio-pci' }), nvmeFacts({ driver: null })]))]).toEqual(
      ['ice', 'vfio-pci', 'igb'],
    );
  });

  test('are those that have VFs, on PFs that were found', () => {
    const pools = [{ attached: [{ vm: 'web' }, { vm: 'db' }] }];
    const host = resolvedHost({ pfs: [{ pools }, { pools, facts: null }] });
    expect([...ownersOf(host)]).toEqual([
      [`${PF}/0`, { attachment: 'rack1/kvm01/pf0/pool0/web-0', vm: 'web' }],
      [`${PF}/1`, { attachment: 'rack1/kvm01/pf0/pool0/db-1', vm: 'db' }],
    ]);
    const [pf] = host.physicalFunctions;
    const [pool] = pf?.pools ?? [];
    const without = {
      ...host,
      physicalFunctions:
        pf && pool
          ? [{ ...pf, pools: [{ ...pool, attachments: pool.attachments.map((each) => ({ ...each, vf: null })) }] }]
          : [],
    };
    expect(ownersOf(without).size).toBe(0);
  });
});

test('a plan carries what it was made for', () => {
  const host = { machine: { machineId: 'a', boardSerial: null, productSerial: null } };
  expect(plan([], inventory([], host))).toEqual({
    planVersion: 1,
    host: 'rack1/kvm01',
    name: 'kvm01',
    presumed: false,
    machine: { machineId: 'a' },
    drivers: expect.anything(),
    target: { physicalFunctions: [] },
    steps: [],
    disruptions: [],
    refusals: [],
  });
  expect(plan([], inventory([]))).not.toHaveProperty('machine');
  expect(plan([], inventory([]))).not.toHaveProperty('notes');
  expect(inShort(plan(targetNic(), inventory([nicFacts()])).steps)).toEqual([]);
});
