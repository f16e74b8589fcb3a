import type { IommuGroupFacts, UserFacts } from '../../lib/inventory/inventory';
import { IOM_001 } from '../../lib/rules/iom/iom-001';
import { IOM_002 } from '../../lib/rules/iom/iom-002';
import { IOM_003 } from '../../lib/rules/iom/iom-003';
import { IOM_004 } from '../../lib/rules/iom/iom-004';
import { IOM_005 } from '../../lib/rules/iom/iom-005';
import { IOM_006 } from '../../lib/rules/iom/iom-006';
import { IOM_007 } from '../../lib/rules/iom/iom-007';
import { IOM_008 } from '../../lib/rules/iom/iom-008';
import { IOM_010 } from '../../lib/rules/iom/iom-010';
import { hostFacts, nicFacts, vfFacts } from '../support/facts';
import { type HostSketch, type PfSketch, type PoolSketch, resolvedHost } from '../support/resolved';
import { describeRule } from '../support/rule-table';
import { violationsOf } from '../support/violations';

const onePf = (pf: PfSketch): HostSketch => ({ pfs: [pf] });
const vm = (name = 'a') => ({ vm: name });
/** VFs that stay with the host. */
const native: PoolSketch = { settings: { driver: 'native' } };
const unbound: PoolSketch = { settings: { driver: 'none' } };
/** VFs that a VM manager is to bind itself. */
const none: PoolSketch = { ...unbound, attached: [vm()] };
/** VFs of a pool that leaves their driver to the hypervisor. */
const unmanaged: PoolSketch = { settings: {}, attached: [vm()] };

const iommu = (change: Partial<ReturnType<typeof hostFacts>['iommu']>, sketch: HostSketch = {}): HostSketch => ({
  ...sketch,
  inventory: { ...sketch.inventory, iommu: { ...hostFacts().iommu, ...change } },
});
const stays: HostSketch = { pfs: [{ pools: [{ ...native, attached: [vm()] }, unbound] }] };
const planned = (argument: string, sketch: HostSketch = {}): HostSketch => ({
  ...sketch,
  policy: { ...sketch.policy, kernelArguments: [argument] },
});
/** A host of another architecture, or with a named processor. */
const on = (architecture: string | null, cpuModel: string | null, args: string[], sketch: HostSketch): HostSketch => ({
  ...sketch,
  inventory: {
    ...sketch.inventory,
    architecture,
    kernelArguments: args,
    cpus: { ...hostFacts().cpus, model: cpuModel },
  },
});
const XEON = 'Intel(R) Xeon(R) Gold 6338';
const EPYC = 'AMD EPYC 7543 32-Core Processor';
const off = iommu({ enabled: false });
const withoutGroup = onePf({ facts: nicFacts({ iommuGroup: null }) });

describeRule(IOM_001, {
  violating: [
    [
      'no IOMMU below VFs for VMs',
      iommu({ enabled: false }),
      /VFs of kvm01 go to VMs, and its IOMMU is off\. Turn on VT-d/,
    ],
    [
      'no IOMMU below VFs that a hypervisor binds',
      iommu({ enabled: false }, onePf({ pools: [unmanaged] })),
      /IOMMU is off/,
    ],
    [
      'an IOMMU that only the next boot turns on',
      planned('intel_iommu=on', iommu({ enabled: false }, { policy: { allowReboot: true } })),
      /off until it is rebooted with the kernel arguments that are planned\. Reboot kvm01/,
    ],
    [
      'a processor of Intel, with what the kernel needs besides',
      on('x86_64', XEON, [], off),
      /is off\. Turn on VT-d in the firmware setup and boot with intel_iommu=on; then read the inventory again/,
    ],
    [
      'one whose firmware has it on, so that the argument is all that lacks',
      on('x86_64', XEON, [], iommu({ enabled: false, firmwareTable: true })),
      /its IOMMU is off\. Boot kvm01 with intel_iommu=on: its firmware has the IOMMU on \(ACPI table DMAR\); then/,
    ],
    [
      'one whose firmware describes none',
      on('x86_64', XEON, [], iommu({ enabled: false, firmwareTable: false })),
      /its IOMMU is off: its firmware describes none \(no ACPI table DMAR\)\. Turn on VT-d in the firmware setup and boot/,
    ],
    [
      'an ARM host whose firmware describes none',
      on('aarch64', null, [], iommu({ enabled: false, firmwareTable: false })),
      /describes none \(no ACPI table IORT\)\. Turn on the SMMU/,
    ],
    [
      'one that is booted with that already',
      on('x86_64', XEON, ['intel_iommu=on'], off),
      /is off\. Turn on VT-d in the firmware setup; then/,
    ],
    [
      'one that is booted without it',
      on('x86_64', XEON, ['intel_iommu=on', 'intel_iommu=sm_on,off'], off),
      /its IOMMU is off: it is booted with intel_iommu=off\. Take intel_iommu=off off the kernel arguments of kvm01, add intel_iommu=on, reboot it/,
    ],
    [
      'one that is booted without any IOMMU, whatever else is said',
      on('x86_64', XEON, ['iommu=off', 'intel_iommu=on'], off),
      /booted with iommu=off\. Take iommu=off off/,
    ],
    [
      'a processor of AMD, whose IOMMU needs no kernel argument',
      on('x86_64', EPYC, ['intel_iommu=off'], off),
      /is off\. Turn on AMD-Vi \(IOMMU\) in the firmware setup, which Linux uses without a kernel argument; then/,
    ],
    [
      'an x86 processor that nobody named',
      on('x86_64', null, ['iommu=off'], off),
      /booted with iommu=off\. Take iommu=off off the kernel arguments of kvm01, reboot it/,
    ],
    [
      'an ARM host, where Linux turns it on by itself as the firmware says',
      on('aarch64', null, ['iommu=off', 'intel_iommu=on'], off),
      /its IOMMU is off\. Turn on the SMMU in the firmware setup, which Linux uses without a kernel argument where the firmware describes it: its ACPI table IORT must have the SMMU .* \(device tree: iommu-map\)/,
    ],
    [
      'an argument to set that the architecture does not read',
      planned('intel_iommu=on', on('aarch64', null, [], iommu({ enabled: false }, { policy: { allowReboot: true } }))),
      /its IOMMU is off\. Turn on the SMMU/,
    ],
    [
      'an architecture that nobody named',
      on(null, null, [], off),
      /Turn on VT-d in the firmware setup and boot with intel_iommu=on, turn on AMD-Vi .* or turn on the SMMU/,
    ],
    [
      'an IOMMU of RISC-V that the firmware does not describe, or the kernel does not drive',
      on('riscv64', null, [], iommu({ enabled: false, firmwareTable: false })),
      /its IOMMU is off: its firmware describes none \(no ACPI table RIMT\)\. Use Linux 6\.13 or later/,
    ],
    [
      'a kernel of s390x that does not drive what the machine always does',
      on('s390x', null, [], off),
      /its IOMMU is off\. Boot a kernel with the IOMMU API of s390 \(CONFIG_S390_IOMMU\)/,
    ],
    [
      'host bridges of POWER that the command line turned off',
      on('ppc64le', null, ['iommu=off'], off),
      /its IOMMU is off: it is booted with iommu=off\. Take iommu=off off the kernel arguments/,
    ],
    [
      'an architecture whose IOMMU is not in the table',
      on('loongarch64', null, [], off),
      /Use a host with an IOMMU that Linux drives: what turns on one of loongarch64 is not known here/,
    ],
    [
      'such an argument on a host that may not be rebooted',
      planned('intel_iommu=on', iommu({ enabled: false })),
      /is off\./,
    ],
  ],
  compliant: [
    ['an IOMMU that is on', {}],
    ['IOMMU groups, which only an IOMMU makes', iommu({ enabled: null })],
  ],
  notApplicable: [['VFs that stay with the host', iommu({ enabled: false }, stays)]],
  unknown: [['a host that tells neither state nor groups', iommu({ enabled: null }, withoutGroup)]],
});

const PF = '0000:3b:00.0';
const PORT = '0000:3a:00.0';
const vfAddress = (index: number) => `0000:3b:01.${index}`;
const group = (...members: string[]): IommuGroupFacts => ({ id: 7, members: [...members].sort() });

/** A PF with VFs that exist, each in the group that the test gives it. */
function existing(groups: readonly (IommuGroupFacts | null)[], pools: PfSketch['pools']): HostSketch {
  const virtualFunctions = groups.map((iommuGroup, index) => vfFacts(index, { iommuGroup }));
  return onePf({ facts: nicFacts({ numVfs: groups.length, virtualFunctions }), pools });
}
const bothShare = group(vfAddress(0), vfAddress(1));
const pool = (tenant: string | undefined, ...vms: string[]): PoolSketch => ({
  count: Math.max(1, vms.length),
  settings: { driver: 'vfio-pci' },
  use: tenant === undefined ? {} : { tenant },
  attached: vms.map(vm),
});
/** As measured behind a switch without ACS: downstream port and PF share one group, and VFs will join it. */
const noAcs = onePf({ facts: nicFacts({ iommuGroup: group(PORT, PF) }) });

const three = group(...[0, 1, 2].map(vfAddress));
const withStranger = group(vfAddress(0), vfAddress(1), '0000:3c:00.0');
const four = group(...[0, 1, 2, 3].map(vfAddress));

/** Four VFs in one group: VF 0 is VM `a`'s, the others have no attachment; nobody knows who uses VF 1. */
function besideUnknown(ofVf2: readonly UserFacts[]): HostSketch {
  const virtualFunctions = [0, 1, 2, 3].map((index) =>
    vfFacts(index, {
      iommuGroup: four,
      users: index === 2 ? ofVf2 : [],
      usersUnknown: index === 1 ? ['who uses it'] : [],
    }),
  );
  return onePf({ facts: nicFacts({ numVfs: 4, virtualFunctions }), pools: [{ ...pool('blue', 'a'), count: 4 }] });
}

/** VF 0 is VM `a`'s; VF 1, in the same group and pool, has no attachment and is used as given. */
function groupHeldBy(
  users: readonly UserFacts[],
  ofVf0: readonly UserFacts[] = [],
  usersUnknown: readonly string[] = [],
): HostSketch {
  const virtualFunctions = [
    vfFacts(0, { iommuGroup: bothShare, users: ofVf0 }),
    vfFacts(1, { iommuGroup: bothShare, users, usersUnknown }),
  ];
  return onePf({
    facts: nicFacts({ numVfs: 2, virtualFunctions }),
    pools: [{ ...pool('blue', 'a'), count: 2 }],
  });
}

describeRule(IOM_002, {
  violating: [
    [
      'VFs that will join the group of their PF behind a port without ACS',
      noAcs,
      /4 VFs for VMs will share IOMMU group 7 with 0000:3b:00\.0 \(its PF\) \(0000:3b:00\.0, ice\)\. Move the card to a slot whose ports do ACS/,
    ],
    [
      'VFs that share a group with their PF',
      existing([group(PF, PORT, vfAddress(0))], [pool('blue', 'a')]),
      /1 VF for VMs shares IOMMU group 7 with 0000:3b:00\.0 \(its PF\)/,
    ],
    [
      'a device that nobody declared in the group',
      existing([group(vfAddress(0), '0000:3c:00.0')], [pool('blue', 'a')]),
      /shares IOMMU group 7 with 0000:3c:00\.0/,
    ],
    [
      'VFs that share a group with a device that nobody declared',
      existing([withStranger, withStranger, group(vfAddress(2))], [{ ...pool('blue', 'a', 'a', 'a'), count: 3 }]),
      {
        message: '2 VFs for VMs share IOMMU group 7 with 0000:3c:00.0 (0000:3b:00.0, ice)',
        found: 'group 7 with 3 members',
        limit: 'VFs of one tenant',
      },
    ],
    [
      'a VF that shares a group with its PF and a device behind the port above it',
      onePf({
        facts: nicFacts({
          numVfs: 1,
          upstreamLinks: [
            { ...nicFacts().link, address: PORT },
            { ...nicFacts().link, address: '0000:39:00.0' },
          ],
          virtualFunctions: [vfFacts(0, { iommuGroup: group('0000:3a:01.0', PORT, PF, vfAddress(0)) })],
        }),
        pools: [pool('blue', 'a')],
      }),
      {
        message: '1 VF for VMs shares IOMMU group 7 with 0000:3b:00.0 (its PF), 0000:3a:01.0 (0000:3b:00.0, ice)',
        found: 'group 7 with 4 members',
        limit: 'VFs of one tenant',
      },
    ],
    [
      'a VF whose group was not read beside one that shares a group',
      existing([bothShare, null], [{ ...pool('blue', 'a', 'b'), count: 2 }]),
      /VFs of a, b share IOMMU group 7/,
    ],
    [
      'a VF alone beside one that shares a group with a device',
      existing([group(vfAddress(0)), group(vfAddress(1), '0000:3c:00.0')], [pool('blue', 'a', 'a')]),
      /^1 VF for VMs shares IOMMU group 7 with 0000:3c:00\.0/,
    ],
    [
      'a VF that stays with the host in the group',
      existing([bothShare, bothShare], [pool('blue', 'a'), { ...native, count: 1 }]),
      /1 VF for VMs shares IOMMU group 7 with 0000:3b:01\.1/,
    ],
    [
      'VFs of two tenants in one group',
      existing([bothShare, bothShare], [pool('blue', 'a'), pool('red', 'b')]),
      /VFs of tenant blue and tenant red share IOMMU group 7/,
    ],
    [
      'a VF without a tenant beside one of a tenant',
      existing([bothShare, bothShare], [pool('blue', 'a'), pool(undefined, 'b')]),
      /tenant blue and no tenant share/,
    ],
    [
      'VFs of two VMs in one group, which vfio gives to one VM at a time',
      existing([bothShare, bothShare], [pool('blue', 'a', 'b')]),
      /VFs of a, b share IOMMU group 7, and vfio gives a group to one VM at a time/,
    ],
    [
      'a VF of no attachment in the group that another domain has',
      groupHeldBy([{ kind: 'domain', detail: 'db' }]),
      {
        message:
          'VF 1 (0000:3b:01.1) is in IOMMU group 7 with VF 0 of a, and is held by domain db; vfio gives a group to one VM at a time (0000:3b:00.0, ice)',
        path: 'rack1/kvm01/pf0/pool0/a-0',
        found: 'domain db',
        limit: 'a, or no user',
        limitSource: 'users of 0000:3b:01.1',
        fix: 'Take VF 1 from its holder, or give a a VF of another group; a card in a slot whose ports do ACS has a group for each VF',
      },
    ],
    [
      'such a VF that QEMU holds for a guest of another name',
      groupHeldBy([{ kind: 'vfio', detail: 'kvm (pid 7, guest db)' }]),
      /held by vfio kvm \(pid 7, guest db\)/,
    ],
    [
      'such a VF of which nothing says whose process holds it',
      groupHeldBy([{ kind: 'vfio', detail: 'qemu (pid 7)' }]),
      {
        message:
          'VF 1 (0000:3b:01.1) is in IOMMU group 7 with VF 0 of a, and is held by vfio qemu (pid 7), and nothing says whether that is a; vfio gives a group to one VM at a time (0000:3b:00.0, ice)',
        path: 'rack1/kvm01/pf0/pool0/a-0',
        found: 'vfio qemu (pid 7)',
        limit: 'a, or no user',
        limitSource: 'users of 0000:3b:01.1',
        fix: 'Take VF 1 from its holder, or give a a VF of another group; a card in a slot whose ports do ACS has a group for each VF',
        severity: 'warning',
      },
    ],
    [
      'two such VFs, where the domain of one tells whose the process of the other is not',
      onePf({
        facts: nicFacts({
          numVfs: 3,
          virtualFunctions: [[], [{ kind: 'vfio', detail: 'qemu (pid 7)' }], [{ kind: 'domain', detail: 'db' }]].map(
            (users, index) => vfFacts(index, { iommuGroup: three, users: users as UserFacts[] }),
          ),
        }),
        pools: [{ ...pool('blue', 'a'), count: 3 }],
      }),
      /^VF 1 \(0000:3b:01\.1\) is in IOMMU group 7 with VF 0 of a, and is held by vfio qemu \(pid 7\); vfio [^\n]*$/,
    ],
    [
      'such a VF beside one of which is not known who uses it',
      besideUnknown([{ kind: 'domain', detail: 'other-vm' }]),
      /VF 2 .* is held by domain other-vm/,
    ],
    [
      'VFs of two VMs in one group whose tenant is a token',
      existing([bothShare, bothShare], [{ ...pool(undefined, 'a', 'b'), unresolved: ['tenant'] }]),
      /VFs of a, b share IOMMU group 7/,
    ],
    [
      'VFs of two tenants beside one whose tenant is a token',
      existing(
        [0, 1, 2].map(() => group(...[0, 1, 2].map(vfAddress))),
        [pool('blue', 'a'), pool('red', 'a'), { ...pool(undefined, 'a'), unresolved: ['tenant'] }],
      ),
      /VFs of tenant blue and tenant red share/,
    ],
    [
      'VFs of two VMs in one group that are left to the VM manager',
      existing([bothShare, bothShare], [{ ...unbound, count: 2, attached: [vm('a'), vm('b')] }]),
      /VFs of a, b share IOMMU group 7, and vfio gives a group to one VM at a time/,
    ],
    [
      'such VFs that will join the group of their PF',
      { pfs: [{ ...noAcs.pfs?.[0], pools: [{ ...unbound, count: 2, attached: [vm('a'), vm('b')] }] }] },
      /VFs of a, b share IOMMU group 7/,
    ],
    [
      'a VF that is left to the VM manager in the group of one that is bound',
      existing([bothShare, bothShare], [pool('blue', 'a'), { ...pool('blue', 'b'), settings: { driver: 'none' } }]),
      /VFs of a, b share IOMMU group 7/,
    ],
  ],
  compliant: [
    ['VFs alone in their groups', existing([group(vfAddress(0)), group(vfAddress(1))], [pool('blue', 'a', 'b')])],
    [
      'a VF of no attachment in the group that the same domain has',
      groupHeldBy([
        { kind: 'domain', detail: 'a' },
        { kind: 'vfio', detail: 'qemu (pid 7)' },
      ]),
    ],
    [
      'a process without a name where the domain of the attachment has the group',
      groupHeldBy([{ kind: 'vfio', detail: 'qemu (pid 7)' }], [{ kind: 'domain', detail: 'a' }]),
    ],
    [
      'a second VF of the VM that another domain has, which OPS-010 is about',
      onePf({
        facts: nicFacts({
          numVfs: 2,
          virtualFunctions: [0, 1].map((index) =>
            vfFacts(index, { iommuGroup: bothShare, users: index === 1 ? [{ kind: 'domain', detail: 'db' }] : [] }),
          ),
        }),
        pools: [{ ...pool('blue', 'a', 'a'), count: 2 }],
      }),
    ],
    ['such a VF that the host uses, which is said where it is taken', groupHeldBy([{ kind: 'netdev', detail: 'x' }])],
    ['VFs of one VM in one group', existing([bothShare, bothShare], [pool('blue', 'a', 'a')])],
    ['a PF that is alone in its group: its VFs will be alone too', {}],
    [
      'a PF whose siblings share its group: VFs do not join those',
      onePf({ facts: nicFacts({ iommuGroup: group(PF, '0000:3b:00.1') }) }),
    ],
    ['a VF in a group with the port above it alone', existing([group(PORT, vfAddress(0))], [pool('blue', 'a')])],
    [
      'VFs still to be created beside siblings that are alone',
      {
        pfs: [
          {
            facts: nicFacts({ iommuGroup: null, numVfs: 1, virtualFunctions: [vfFacts(0)] }),
            pools: [pool('blue', 'a', 'b')],
          },
        ],
      },
    ],
  ],
  notApplicable: [
    ['VFs that stay with the host', { ...stays, pfs: [{ ...noAcs.pfs?.[0], pools: [native, unbound] }] }],
    ['VFs whose groups are up to the VM manager', { pfs: [{ ...noAcs.pfs?.[0], pools: [none] }] }],
    ['such VFs of one VM where no group was read', { pfs: [{ ...withoutGroup.pfs?.[0], pools: [none] }] }],
    ['a host without an IOMMU', iommu({ enabled: false }, withoutGroup)],
    ['a PF that was not found', onePf({ facts: null })],
    ['a PF without VFs', onePf({ pools: [] })],
  ],
  unknown: [
    ['a group that was not read', withoutGroup, 'IOMMU group of the PF'],
    [
      'a group of VFs that are alone, but for one that was not read, of a PF that was not',
      onePf({
        facts: nicFacts({
          iommuGroup: null,
          numVfs: 1,
          virtualFunctions: [vfFacts(0, { iommuGroup: null })],
        }),
        pools: [pool('blue', 'a')],
      }),
    ],
    ['VFs of which not all users are known', besideUnknown([])],
    [
      'such a group of VFs of two VMs that are left to the VM manager',
      { pfs: [{ ...withoutGroup.pfs?.[0], pools: [{ ...unbound, count: 2, attached: [vm('a'), vm('b')] }] }] },
    ],
    ['a VF of no attachment in the group of which is not known who uses it', groupHeldBy([], [], ['who uses it'])],
    [
      'a VM whose name is a token, beside a VF that a domain has',
      (() => {
        const [pf] = groupHeldBy([{ kind: 'domain', detail: 'db' }]).pfs ?? [];
        return onePf({ ...pf, pools: [{ ...pool('blue'), count: 2, attached: [{ vm: 'a', unresolved: ['vm'] }] }] });
      })(),
    ],
    [
      'a shared group whose tenant is a token',
      existing([bothShare, bothShare], [{ ...pool(undefined, 'a', 'a'), unresolved: ['tenant'] }]),
    ],
  ],
});

test('IOM-002 is a warning where the VM manager binds the VFs, and an error where one of them is bound for it', () => {
  const severities = (...pools: PoolSketch[]) =>
    violationsOf(IOM_002, existing([bothShare, bothShare], pools)).map(({ severity }) => severity ?? IOM_002.severity);
  expect(severities({ ...unbound, count: 2, attached: [vm('a'), vm('b')] })).toEqual(['warning']);
  expect(severities(pool('blue', 'a'), { ...pool('blue', 'b'), settings: { driver: 'none' } })).toEqual(['error']);
});

const UNSAFE = 'vfio_iommu_type1.allow_unsafe_interrupts';

describeRule(IOM_003, {
  violating: [
    [
      'interrupts that are not remapped',
      iommu({ interruptRemapping: false }),
      /VFs of kvm01 go to VMs, and its interrupts are not remapped/,
    ],
    [
      'interrupts of an AMD host that are not remapped',
      on('x86_64', EPYC, [], iommu({ interruptRemapping: false })),
      /not remapped\. Turn on interrupt remapping \(x2APIC, AMD-Vi\) in the firmware setup and boot without intremap=off\.$/,
    ],
    [
      'interrupts of an ARM host whose interrupt controller tells no devices apart',
      on('aarch64', null, [], iommu({ interruptRemapping: false })),
      /not remapped\. Use a host whose interrupt controller has an ITS \(GICv3 and later\)/,
    ],
    [
      'interrupts of an architecture that is not in the table',
      on('loongarch64', null, [], iommu({ interruptRemapping: false })),
      /not remapped\. Turn on interrupt remapping .* on ARM use a host with an ITS/,
    ],
    [
      'a vfio that does not insist on it',
      iommu({ unsafeInterrupts: true }),
      /allow_unsafe_interrupts is set on kvm01: .*Take vfio/,
    ],
    ['the same from the next boot on', planned(`${UNSAFE}=1`), /is among the kernel arguments to set on kvm01/],
  ],
  compliant: [
    ['remapped interrupts', {}],
    ['a kernel argument that turns the guard on', planned(`${UNSAFE}=0`)],
    ['remapped interrupts where nobody read the option of vfio', iommu({ unsafeInterrupts: null })],
  ],
  notApplicable: [
    ['VFs that stay with the host', iommu({ interruptRemapping: false }, stays)],
    ['a host without an IOMMU, which IOM-001 is about', iommu({ enabled: false, interruptRemapping: false })],
  ],
  unknown: [['a host that does not tell', iommu({ interruptRemapping: null })]],
});

const ACS_OVERRIDE = 'pcie_acs_override=downstream,multifunction';

describeRule(IOM_004, {
  violating: [
    [
      'an ACS override below several tenants',
      iommu({ acsOverride: true }, { multiTenant: true, inventory: { kernelArguments: [ACS_OVERRIDE] } }),
      {
        message: 'pcie_acs_override is set on kvm01, which VMs of several tenants share',
        found: 'pcie_acs_override=downstream,multifunction',
        fix: 'Remove pcie_acs_override from kvm01 and use slots whose ports do ACS, or keep the host to one tenant',
      },
    ],
    [
      'an ACS override that the inventory tells without its value',
      iommu({ acsOverride: true }, { multiTenant: true }),
      {
        message: 'pcie_acs_override is set on kvm01, which VMs of several tenants share',
        found: 'pcie_acs_override',
        fix: 'Remove pcie_acs_override from kvm01 and use slots whose ports do ACS, or keep the host to one tenant',
      },
    ],
    [
      'one that only the kernel command line shows',
      iommu({ acsOverride: null }, { multiTenant: true, inventory: { kernelArguments: ['quiet', ACS_OVERRIDE] } }),
      /is set on kvm01/,
    ],
    ['one from the next boot on', planned(ACS_OVERRIDE, { multiTenant: true }), /is to be set on kvm01/],
  ],
  compliant: [
    ['no override', { multiTenant: true }],
    [
      'a kernel command line without it',
      iommu({ acsOverride: null }, { multiTenant: true, inventory: { kernelArguments: ['pcie_acs_override_not=1'] } }),
    ],
  ],
  notApplicable: [
    ['a host of one tenant', iommu({ acsOverride: true })],
    ['VFs that stay with the host', iommu({ acsOverride: true }, { ...stays, multiTenant: true })],
  ],
  unknown: [
    [
      'a host whose kernel command line was not read',
      iommu({ acsOverride: null }, { multiTenant: true, inventory: { kernelArguments: [] } }),
    ],
  ],
});

const ats = (atsEnabled: boolean | null, pools: PfSketch['pools'], multiTenant = false): HostSketch => ({
  ...onePf({ facts: nicFacts({ atsEnabled }), pools }),
  multiTenant,
});
const trusted: PoolSketch = { use: { tenant: 'blue', trustedTenant: true } };
const untrusted: PoolSketch = { use: { tenant: 'red', trustedTenant: false } };

describeRule(IOM_005, {
  violating: [
    [
      'ATS below a tenant that is not trusted',
      ats(true, [untrusted]),
      {
        message: 'ATS is on and VFs go to tenant red, not marked as trusted (0000:3b:00.0, ice)',
        found: 'ATS on',
        limit: 'ATS off',
      },
    ],
    [
      'ATS of a card that goes to a VM as a whole, on a host of several tenants',
      {
        ...onePf({ facts: nicFacts({ atsEnabled: true }), pools: [], wanted: { assignedToVm: 'db1' } }),
        multiTenant: true,
      },
      {
        message: 'ATS is on and the card goes to db1, not marked as trusted (0000:3b:00.0, ice)',
        found: 'ATS on',
        limit: 'ATS off',
      },
    ],
    [
      'ATS below tenants of whom nothing is said, on a host of several',
      ats(true, [{ use: { tenant: 'blue' } }, { use: {} }], true),
      /go to tenant blue, VMs of no named tenant, not marked/,
    ],
    [
      'an attachment of an untrusted tenant in a pool of a trusted one',
      ats(true, [{ ...trusted, attached: [{ vm: 'x', use: { tenant: 'red', trustedTenant: false } }] }]),
      /go to tenant red,/,
    ],
  ],
  compliant: [['ATS that is off', ats(false, [untrusted])]],
  notApplicable: [
    ['tenants that are trusted', ats(true, [trusted], true)],
    [
      'a pool of an untrusted tenant whose VFs all go to a trusted one',
      ats(true, [{ ...untrusted, count: 1, attached: [{ vm: 'x', use: { tenant: 'blue', trustedTenant: true } }] }]),
    ],
    [
      'an attachment of an untrusted tenant whose VF stays with the host',
      ats(true, [{ ...trusted, settings: { driver: 'native' }, attached: [{ vm: 'x', use: untrusted.use }] }]),
    ],
    ['a host of one tenant of whom nothing is said', ats(true, [{ use: { tenant: 'blue' } }])],
    ['VFs that stay with the host', ats(true, [{ ...native, ...untrusted }])],
    ['a PF that was not found', onePf({ facts: null, pools: [untrusted] })],
  ],
  unknown: [['ATS that was not read', ats(null, [untrusted])]],
});

const heldBy = (kind: 'domain' | 'vfio', detail: string): HostSketch =>
  onePf({ facts: nicFacts({ users: [{ kind, detail }] }) });

describeRule(IOM_006, {
  violating: [
    [
      'a PF that is given to a VM and has VFs',
      onePf({ wanted: { assignedToVm: 'router' } }),
      /the PF is assigned to router and is to have VFs as well .*Remove assignedToVm, or the pools/,
    ],
    [
      'a VM that is a token',
      onePf({ wanted: { unresolved: ['assignedToVm'] } }),
      /assigned to a VM \(not known at synth\)/,
    ],
    [
      'a PF that a VM holds now',
      heldBy('domain', 'router'),
      /the PF is held by router and is to have VFs .*Detach the PF/,
    ],
  ],
  compliant: [
    ['a PF that stays with the host', {}],
    ['a PF in user space, which a VF token is for', heldBy('vfio', 'spdk_tgt (1234)')],
  ],
  notApplicable: [
    ['a PF that is given to a VM and has no VFs', onePf({ pools: [], wanted: { assignedToVm: 'router' } })],
  ],
});

const vfioPf = (wanted: PfSketch['wanted'] = {}): HostSketch =>
  onePf({ facts: nicFacts({ driver: 'vfio-pci' }), wanted });

describeRule(IOM_007, {
  violating: [
    [
      'a PF on vfio-pci without a VF token',
      vfioPf(),
      /the PF is bound to vfio-pci, and no VF token is said to be set up .*vfTokenProvided/,
    ],
    ['one that says there is none', vfioPf({ vfTokenProvided: false }), /no VF token/],
  ],
  compliant: [['a PF on vfio-pci with a VF token', vfioPf({ vfTokenProvided: true })]],
  notApplicable: [
    ['a PF on its kernel driver', {}],
    ['a PF without VFs', vfioPf({ numVfs: 0 })],
  ],
  unknown: [['a token about the token', vfioPf({ unresolved: ['vfTokenProvided'] })]],
});

const decided = (iommuMode: 'translated' | 'passthrough', sketch: HostSketch = {}): HostSketch => ({
  ...sketch,
  policy: { ...sketch.policy, iommuMode },
});
const mode = (now: 'strict' | 'lazy' | 'passthrough' | null, kernelArguments: string[] = []) =>
  iommu({ mode: now }, { inventory: { kernelArguments } });

describeRule(IOM_008, {
  violating: [
    [
      'passthrough that was not decided on',
      decided('translated', mode('passthrough')),
      /iommuMode is translated, kvm01 runs in passthrough mode\. Boot kvm01 with iommu=nopt, or set iommuMode to passthrough/,
    ],
    [
      'translation that was not decided on',
      decided('passthrough', mode('lazy')),
      /runs in translated mode\. Boot kvm01 with iommu=pt/,
    ],
    [
      'a kernel command line that says so',
      decided('passthrough', mode(null, ['iommu.passthrough=0'])),
      /runs in translated/,
    ],
    [
      'kernel arguments to set that say otherwise',
      decided('translated', planned('iommu=soft,pt')),
      /is to boot in passthrough mode/,
    ],
    [
      'passthrough on ARM, with the argument that is read there',
      on('aarch64', null, ['iommu=nopt'], decided('translated', mode('passthrough'))),
      /Boot kvm01 with iommu\.passthrough=0, or set/,
    ],
    [
      'translation on ARM that was not decided on',
      on('aarch64', null, [], decided('passthrough', mode('strict'))),
      /Boot kvm01 with iommu\.passthrough=1, or set/,
    ],
    [
      'passthrough on POWER that was not decided on, where bypass is what devices have by themselves',
      on('ppc64le', null, [], decided('translated', mode('passthrough'))),
      /Boot kvm01 with iommu=nobypass, or set/,
    ],
    [
      'translation on an architecture that is not in the table',
      on('loongarch64', null, [], decided('passthrough', mode('strict'))),
      /Boot kvm01 with iommu\.passthrough=1, or set/,
    ],
  ],
  compliant: [
    ['the mode that was decided on', decided('translated', mode('strict'))],
    ['a kernel command line that asks for it', decided('passthrough', mode(null, ['iommu=pt']))],
    ['kernel arguments to set that bring it', decided('passthrough', planned('iommu=pt', mode('strict')))],
  ],
  notApplicable: [
    ['a mode that nobody decided on', mode('passthrough')],
    ['a host without an IOMMU', decided('translated', iommu({ enabled: false }))],
  ],
  unknown: [
    ['a host that does not tell', decided('translated', mode(null))],
    [
      'an argument of x86 on ARM, which says nothing',
      on('aarch64', null, ['iommu=pt'], decided('translated', mode(null))),
    ],
    [
      'kernel arguments to set that are a token',
      (() => {
        const host = resolvedHost(decided('translated', mode('passthrough')));
        return { ...host, wanted: { ...host.wanted, unresolved: ['kernelArguments'] } };
      })(),
    ],
    [
      'a decision that is a token',
      (() => {
        const host = resolvedHost(mode('lazy'));
        return { ...host, wanted: { ...host.wanted, unresolved: ['iommuMode'] } };
      })(),
    ],
  ],
});

const args = (...kernelArguments: string[]): HostSketch => ({ policy: { kernelArguments } });

describeRule(IOM_010, {
  violating: [
    [
      'an argument of x86 on ARM, with those that ARM reads',
      on('aarch64', null, [], args('intel_iommu=on', 'quiet')),
      /^kernelArguments of kvm01 has intel_iommu=on, and Linux on aarch64 does not read intel_iommu\. Take intel_iommu=on out of kernelArguments; this host reads iommu\.passthrough=1 for passthrough/,
    ],
    [
      'passthrough as x86 writes it on ARM',
      on('aarch64', null, [], args('iommu=pt')),
      /Linux on aarch64 does not read iommu\. /,
    ],
    [
      'an option that AMD-Vi does not have',
      on('x86_64', EPYC, [], args('amd_iommu=on')),
      /^kernelArguments of kvm01 has amd_iommu=on, and amd_iommu has no option on\. .* this host reads iommu=pt for passthrough/,
    ],
    [
      'an argument of ARM on x86',
      on('x86_64', XEON, [], args('arm-smmu.disable_bypass=0')),
      /Linux on x86_64 does not read arm-smmu\.disable_bypass\. .* this host reads intel_iommu=on to turn on VT-d and iommu=pt/,
    ],
    [
      'an argument on an architecture that is not in the table',
      on('loongarch64', null, [], args('intel_iommu=on')),
      /Linux on loongarch64 does not read intel_iommu\. Take intel_iommu=on out of kernelArguments\.$/,
    ],
  ],
  compliant: [
    ['arguments of x86', args('intel_iommu=on,sm_on', 'iommu=pt', 'amd_iommu=force_enable,pgtbl_v2', 'intremap=on')],
    ['an argument of ARM', on('aarch64', null, [], args('arm-smmu.disable_bypass=0'))],
  ],
  notApplicable: [
    ['arguments that are about something else', on('aarch64', null, [], args('iommu.passthrough=1', 'pci=noats'))],
    ['no arguments', {}],
  ],
  unknown: [
    ['an architecture that nobody named', on(null, null, [], args('iommu=pt'))],
    [
      'arguments that are a token',
      (() => {
        const host = resolvedHost();
        return { ...host, wanted: { ...host.wanted, unresolved: ['kernelArguments'] } };
      })(),
    ],
  ],
});
