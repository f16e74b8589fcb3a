import type { InterfaceFacts, PhysicalFunctionFacts } from '../../lib/inventory/inventory';
import { driver } from '../support/profiles';
import { MTU_DEFERRED, MTU_RULES } from '../../lib/rules/mtu';
import { MTU_001 } from '../../lib/rules/mtu/mtu-001';
import { MTU_002 } from '../../lib/rules/mtu/mtu-002';
import { MTU_003 } from '../../lib/rules/mtu/mtu-003';
import { interfaceFacts, nicFacts, nvmeFacts, vfFacts } from '../support/facts';
import type { HostSketch, PfSketch } from '../support/resolved';
import { describeRule } from '../support/rule-table';
import { violationsOf } from '../support/violations';

const pf = (sketch: PfSketch): HostSketch => ({ pfs: [sketch] });
const vfMtu = (mtu: number, sketch: PfSketch = {}) => pf({ ...sketch, pools: [{ settings: { mtu } }] });
const port = (
  change: Partial<InterfaceFacts>,
  carriesManagement: boolean | null = false,
  facts: Partial<PhysicalFunctionFacts> = {},
) =>
  nicFacts({
    network: { interfaces: [interfaceFacts(change)], linkType: 'ethernet', eswitchMode: 'legacy', carriesManagement },
    ...facts,
  });
const NVME = { facts: nvmeFacts() };

/** 82599, which ties its VFs to the frame size of the PF. */
const IXGBE = { profile: driver('ixgbe'), facts: port({}, false, { deviceId: '10fb' }) };

/** A driver of which the kernel decides whether it takes an MTU of a VF. */
const BY_KERNEL = driver('ice', {
  operations: {
    mtu: [
      { when: { kernel: { before: '6.7' } }, does: 'refused', source: 'x' },
      { does: 'taken', source: 'x' },
    ],
  },
});

describeRule(MTU_001, {
  violating: [
    [
      'a VF above what the host has',
      vfMtu(9000, IXGBE),
      {
        message: 'the MTU of 9000 is above the 1500 of the physical function (mtu of ens1f0 on the host)',
        pointer: 'mtu',
        found: '9000',
        limit: '1500',
        limitSource: driver('ixgbe').operations?.mtu?.find(({ does }) => does === 'refused')?.source ?? '',
        fix: 'Raise mtu of rack1/kvm01/pf0 to at least 9000, or lower mtu to at most 1500',
      },
    ],
    [
      'a VF above what is wanted of its PF',
      vfMtu(9000, { ...IXGBE, wanted: { mtu: 4000 } }),
      /above the 4000.*mtu of rack1\/kvm01\/pf0\)/,
    ],
    [
      'one attachment above its PF',
      pf({ ...IXGBE, pools: [{ settings: { mtu: 1500 }, attached: [{ overrides: { mtu: 1501 } }] }] }),
      /MTU of 1501/,
    ],
  ],
  compliant: [
    ['a VF with the MTU of its PF', vfMtu(1500)],
    ['a VF of ice above its PF, which does not hold it to that', vfMtu(9000, { profile: driver('ice') })],
    ['a VF of X540, as of all later ones', vfMtu(9000, { ...IXGBE, facts: port({}, false, { deviceId: '1528' }) })],
    ['a VF below a PF that is to be raised', vfMtu(9000, { wanted: { mtu: 9000 } })],
  ],
  notApplicable: [
    ['a pool without an MTU', pf({})],
    ['an NVMe SSD', vfMtu(9000, NVME)],
  ],
  unknown: [
    ['an MTU that is a token', pf({ pools: [{ settings: {}, unresolved: ['mtu'] }] })],
    [
      'a PF whose MTU is a token',
      vfMtu(9000, { wanted: { unresolved: ['mtu'] } }),
      'mtu of the PF (a token, known only at deploy)',
    ],
    [
      'a PF whose MTU nobody knows',
      vfMtu(9000, { ...IXGBE, facts: port({ mtu: null }, false, { deviceId: '10fb' }) }),
      'MTU of the PF',
    ],
    ['a PF that was not found', vfMtu(9000, { ...IXGBE, facts: null }), 'MTU of the PF'],
    [
      'mlx5, of which no source says it',
      vfMtu(9000, { profile: driver('mlx5_core') }),
      'whether the driver mlx5_core gives a VF a larger MTU than its PF',
    ],
    [
      'a driver that takes MTUs of VFs by kernel, on a kernel that nobody read',
      { ...vfMtu(9000, { profile: BY_KERNEL }), inventory: { kernelRelease: null } },
      'whether the driver ice gives a VF a larger MTU than its PF: it is another thing in Linux before 6.7; the inventory has no release of the kernel',
    ],
    [
      'the same on a PF whose MTU nobody knows',
      { ...vfMtu(9000, { profile: BY_KERNEL, facts: port({ mtu: null }) }), inventory: { kernelRelease: null } },
      'whether the driver ice gives a VF a larger MTU than its PF: it is another thing in Linux before 6.7; the inventory has no release of the kernel',
    ],
  ],
});

const used = vfFacts(0, { users: [{ kind: 'vfio', detail: 'qemu-system-x86 (4711)' }] });

describeRule(MTU_002, {
  violating: [
    [
      'a PF that is lowered under a VM',
      pf({ wanted: { mtu: 1500 }, facts: port({ mtu: 9000 }, false, { virtualFunctions: [used, vfFacts(1)] }) }),
      /lowering the MTU of 0000:3b:00\.0 from 9000 to 1500 cuts off 1 VF in use \(qemu-system-x86 \(4711\)\).*at least 9000/,
    ],
    [
      'a PF that carries the management',
      pf({ wanted: { mtu: 1500 }, facts: port({ mtu: 9000 }, true) }),
      /cuts off the management of the host/,
    ],
    [
      'a PF that the host uses itself',
      pf({
        wanted: { mtu: 1500 },
        facts: port({ mtu: 9000 }, false, { users: [{ kind: 'netdev', detail: '10.0.0.5/24' }] }),
      }),
      /cuts off users of the port itself \(10\.0\.0\.5\/24\)/,
    ],
  ],
  compliant: [
    [
      'a PF that is raised',
      pf({ wanted: { mtu: 9000 }, facts: port({ mtu: 1500 }, true, { virtualFunctions: [used] }) }),
    ],
    ['a PF that stays', pf({ wanted: { mtu: 9000 }, facts: port({ mtu: 9000 }, true) })],
    ['a PF that is lowered and that nobody uses', pf({ wanted: { mtu: 1500 }, facts: port({ mtu: 9000 }) })],
  ],
  notApplicable: [['a PF whose MTU is not managed', pf({ facts: port({ mtu: 9000 }, true) })]],
  unknown: [
    ['an MTU that is a token', pf({ wanted: { unresolved: ['mtu'] } })],
    ['a PF whose MTU nobody knows', pf({ wanted: { mtu: 1500 }, facts: port({ mtu: null }) })],
    ['a PF that was not found', pf({ wanted: { mtu: 1500 }, facts: null })],
    [
      'a PF of which nobody knows whether it carries the management',
      pf({ wanted: { mtu: 1500 }, facts: port({ mtu: 9000 }, null) }),
    ],
  ],
});

describeRule(MTU_003, {
  violating: [
    [
      'a PF above what its interface takes',
      pf({ wanted: { mtu: 9703 } }),
      {
        path: 'rack1/kvm01/pf0',
        message: 'mtu is 9703, and 0000:3b:00.0 takes 68 to 9702 bytes',
        pointer: 'mtu',
        found: '9703',
        limit: '68 to 9702 bytes',
        limitSource: 'range of ens1f0 on the host',
        fix: 'Give an mtu of 68 to 9702 bytes, or leave it out',
      },
    ],
    [
      'an MTU of 0 of a PF that was not found, in full',
      pf({ wanted: { mtu: 0 }, facts: null }),
      {
        path: 'rack1/kvm01/pf0',
        message: 'mtu is 0, and 0000:3b:00.0 takes more than 0 bytes',
        pointer: 'mtu',
        found: '0',
        limit: 'more than 0 bytes',
        fix: 'Give an mtu of more than 0 bytes, or leave it out',
      },
    ],
    ['a VF below what the interface takes', vfMtu(60), /mtu is 60/],
    [
      'an MTU of 0, whatever the interface takes',
      pf({ wanted: { mtu: 0 }, facts: null }),
      /mtu is 0.*more than 0 bytes/,
    ],
    [
      'a PF above the largest, where the smallest is not known',
      pf({ wanted: { mtu: 9703 }, facts: port({ minMtu: null }) }),
      /takes 1 to 9702 bytes/,
    ],
    [
      'a PF below the smallest, where the largest is not known',
      pf({ wanted: { mtu: 60 }, facts: port({ maxMtu: null }) }),
      /takes at least 68 bytes/,
    ],
    [
      'a VF that is too large while that of the PF is a token',
      vfMtu(10_000, { wanted: { unresolved: ['mtu'] } }),
      /10000/,
    ],
  ],
  compliant: [
    ['the largest that the interface takes', pf({ wanted: { mtu: 9702 } })],
    ['the smallest that the interface takes', vfMtu(68)],
  ],
  notApplicable: [
    ['a PF without an MTU', pf({})],
    ['an NVMe SSD', vfMtu(1, NVME)],
  ],
  unknown: [
    ['an interface whose range nobody knows', pf({ wanted: { mtu: 9000 }, facts: port({ maxMtu: null }) })],
    ['an interface whose smallest MTU nobody knows', pf({ wanted: { mtu: 9000 }, facts: port({ minMtu: null }) })],
    ['a PF that was not found', pf({ wanted: { mtu: 9000 }, facts: null })],
    ['a PF whose MTU is a token', pf({ wanted: { unresolved: ['mtu'] } })],
    ['an attachment whose MTU is a token', pf({ pools: [{ attached: [{ unresolved: ['mtu'] }] }] })],
  ],
});

test('MTU-003 names each construct that states an MTU out of range, and those alone', () => {
  const host = pf({
    wanted: { mtu: 10_000 },
    pools: [{ settings: { mtu: 20_000 }, attached: [{ vm: 'a' }, { vm: 'b', overrides: { mtu: 30_000 } }] }],
  });
  expect(violationsOf(MTU_003, host).map(({ path, found }) => [path, found])).toEqual([
    ['rack1/kvm01/pf0', '10000'],
    ['rack1/kvm01/pf0/pool0', '20000'],
    ['rack1/kvm01/pf0/pool0/b-1', '30000'],
  ]);
});

test('every rule of the family is decided', () => {
  expect(MTU_RULES.map(({ id }) => id)).toEqual(['MTU-001', 'MTU-002', 'MTU-003']);
  expect(MTU_DEFERRED).toEqual([]);
});
