import type { NamespaceFacts, PhysicalFunctionFacts, UserFacts } from '../../lib/inventory/inventory';
import { runRules } from '../../lib/rules/engine';
import { IOM_009 } from '../../lib/rules/iom/iom-009';
import { OPS_011 } from '../../lib/rules/ops/ops-011';
import { hostFacts, interfaceFacts, nicFacts, nvmeFacts } from '../support/facts';
import { type HostSketch, type PfSketch, resolvedHost } from '../support/resolved';
import { describeRule } from '../support/rule-table';

/** A PF that goes to the VM `fw` as a whole. */
function given(
  change: Partial<PhysicalFunctionFacts> = {},
  pf: PfSketch['wanted'] = {},
  host: HostSketch = {},
): HostSketch {
  return { pfs: [{ facts: nicFacts(change), pools: [], wanted: { assignedToVm: 'fw', ...pf } }], ...host };
}

function namespace(change: Partial<NamespaceFacts>): NamespaceFacts {
  return { nsid: 1, bytes: 1e12, shared: false, controllers: [0], mounted: false, boot: false, ...change };
}

function drive(change: Partial<NamespaceFacts>, users: readonly UserFacts[] = []): HostSketch {
  const facts = nvmeFacts({ users }, { namespaces: [namespace(change)] });
  return { pfs: [{ facts, pools: [], wanted: { assignedToVm: 'fw' } }] };
}

function network(change: Parameters<typeof interfaceFacts>[0], carriesManagement: boolean | null = false) {
  const interfaces = [interfaceFacts(change)];
  return { network: { interfaces, linkType: 'ethernet', eswitchMode: 'legacy', carriesManagement } as const };
}

const DB: UserFacts = { kind: 'domain', detail: 'db' };
const FW: UserFacts = { kind: 'domain', detail: 'fw' };
const PROCESS: UserFacts = { kind: 'vfio', detail: 'qemu-system-x86 (pid 4711)' };
const GROUP = { id: 20, members: ['0000:3b:00.0', '0000:3b:00.1'] };
const NO_IOMMU = { inventory: { iommu: { ...hostFacts().iommu, enabled: false } } };
const NAMED = { policy: { allowDisrupt: ['0000:3b:00.0'] } };

describeRule(OPS_011, {
  violating: [
    [
      'the drive that the host runs from',
      drive({ mounted: true, boot: true }),
      /host runs from it: namespace 1 holds its root/,
    ],
    ['a drive with a mounted namespace', drive({ mounted: true }), /in use: namespace 1 is mounted/],
    ['a mounted drive, once', drive({ mounted: true }, [{ kind: 'mount', detail: '/srv' }]), /in use: mount \/srv \(/],
    [
      'a port of a bridge',
      given(network({ bridge: 'br0' })),
      /assigned to fw and is in use: ens1f0 is a port of bridge br0/,
    ],
    [
      'a port of a bond, once',
      given({
        ...network({ bond: { name: 'bond0', mode: null } }),
        users: [{ kind: 'netdev', detail: 'ens1f0 is a port of bond0' }],
      }),
      /in use: netdev ens1f0 is a port of bond0 \(/,
    ],
    ['a netdev with an address', given({ users: [{ kind: 'netdev', detail: 'ens1f0 has 10.0.0.1' }] }), /10\.0\.0\.1/],
    ['a PF that another domain has', given({ users: [DB, PROCESS] }), /in use: domain db and vfio qemu/],
    [
      'a drive that a process has open as a block device',
      drive({}, [{ kind: 'process', detail: '/dev/nvme0n1 is held by dd (pid 7)' }]),
      /in use: process \/dev\/nvme0n1 is held by dd/,
    ],
    ['a PF that a process holds', given({ users: [PROCESS] }), /nothing says whether that is fw/],
  ],
  compliant: [
    ['an idle port', given()],
    ['a PF that its own VM has', given({ driver: 'vfio-pci', users: [FW, PROCESS] })],
    ['an idle drive', drive({})],
  ],
  notApplicable: [['a PF that stays with the host', { pfs: [{ facts: nicFacts({ users: [DB] }), pools: [] }] }]],
  unknown: [
    ['a PF of which is not known what uses it', given({ usersUnknown: ['which processes hold /dev/vfio/20'] })],
    ['a host that was not read', given({}, {}, { presumed: true })],
    ['a PF that was not found', { pfs: [{ facts: null, pools: [], wanted: { assignedToVm: 'fw' } }] }],
    ['a drive whose mounts are not known', drive({ mounted: null })],
    ['a VM that is a token', given({ users: [DB] }, { assignedToVm: undefined, unresolved: ['assignedToVm'] })],
  ],
});

describeRule(IOM_009, {
  violating: [
    [
      'a group with the other port of the card',
      given({ iommuGroup: GROUP }),
      {
        message: 'the PF is assigned to fw and shares IOMMU group 20 with 0000:3b:00.1 (0000:3b:00.0, ice)',
        pointer: 'assignedToVm',
        found: 'group 20 with 2 members',
        limit: 'functions of one VM',
      },
    ],
    [
      'a group with a port that goes to another VM',
      {
        pfs: ['fw', 'db'].map((assignedToVm, n) => ({
          facts: nicFacts({ address: `0000:3b:00.${n}`, iommuGroup: GROUP }),
          pools: [],
          wanted: { assignedToVm },
        })),
      },
      /assigned to fw and shares IOMMU group 20 with 0000:3b:00\.1 .*\n.*assigned to db and shares IOMMU group 20 with 0000:3b:00\.0 /,
    ],
    [
      'a group of two functions that go to VMs whose names are tokens',
      {
        pfs: [0, 1].map((n) => ({
          facts: nicFacts({ address: `0000:3b:00.${n}`, iommuGroup: GROUP }),
          pools: [],
          wanted: { unresolved: ['assignedToVm'] },
        })),
      },
      /^the PF is assigned to a VM \(not known at synth\) and shares IOMMU group 20 with 0000:3b:00\.1 /,
    ],
    [
      'a group with a port above and a function beside it',
      given({
        iommuGroup: { id: 20, members: ['0000:39:00.0', '0000:3a:00.0', '0000:3a:01.0', '0000:3b:00.0'] },
        upstreamLinks: ['0000:3a:00.0', '0000:39:00.0'].map((address) => ({ ...nicFacts().link, address })),
      }),
      /^the PF is assigned to fw and shares IOMMU group 20 with 0000:3a:01\.0 \(/,
    ],
  ],
  compliant: [
    ['a group of its own', given()],
    ['a group with the port above', given({ iommuGroup: { id: 20, members: ['0000:3a:00.0', '0000:3b:00.0'] } })],
    [
      'a group whose functions all go to the VM',
      {
        pfs: ['0000:3b:00.0', '0000:3b:00.1'].map((address) => ({
          facts: nicFacts({ address, iommuGroup: GROUP }),
          pools: [],
          wanted: { assignedToVm: 'fw' },
        })),
      },
    ],
  ],
  notApplicable: [
    ['a PF that stays with the host', { pfs: [{ facts: nicFacts({ iommuGroup: GROUP }), pools: [] }] }],
    ['a host without an IOMMU, which is another rule', given({ iommuGroup: GROUP }, {}, NO_IOMMU)],
  ],
  unknown: [
    ['a PF without a known group', given({ iommuGroup: null })],
    ['a host that was not read', given({}, {}, { presumed: true })],
  ],
});

/** What all rules find at a whole function, as `ERROR OPS-001`; infos about unknown facts left out. */
function found(host: HostSketch): string[] {
  return runRules([resolvedHost(host)])
    .filter(({ message }) => !message.startsWith('not checked'))
    .map(({ severity, ruleId }) => `${severity} ${ruleId}`);
}

describe('what holds for VFs holds for whole functions', () => {
  test.each<[string, HostSketch, string[]]>([
    ['an idle port', given(), []],
    ['the port of the management', given(network({}, true)), ['error OPS-001']],
    ['that port on a PF of another manager', given(network({}, true), { externallyManaged: true }), ['error OPS-001']],
    [
      'that port, though writes to it are allowed',
      given(network({}, true), { allowManagement: true }),
      ['error OPS-001'],
    ],
    ['a host without an IOMMU', given({}, {}, NO_IOMMU), ['error IOM-001']],
    [
      'interrupts that are not remapped',
      given({}, {}, { inventory: { iommu: { ...hostFacts().iommu, interruptRemapping: false } } }),
      ['error IOM-003'],
    ],
    [
      'ACS override on a host of several tenants',
      given({}, {}, { multiTenant: true, inventory: { iommu: { ...hostFacts().iommu, acsOverride: true } } }),
      ['error IOM-004'],
    ],
    ['ATS on a host of several tenants', given({ atsEnabled: true }, {}, { multiTenant: true }), ['warning IOM-005']],
    ['a shared IOMMU group', given({ iommuGroup: GROUP }), ['error IOM-009']],
    ['the drive of the host', drive({ mounted: true, boot: true }), ['error OPS-011']],
    ['a mounted drive', drive({ mounted: true }), ['error OPS-011']],
    ['a port of a bridge', given(network({ bridge: 'br0' })), ['error OPS-011']],
    ['a port of a bridge that may be taken by name', given(network({ bridge: 'br0' }), {}, NAMED), ['warning OPS-011']],
    ['another holder', given({ users: [DB] }), ['error OPS-011']],
    ['another holder, whatever may be taken by name', given({ users: [DB] }, {}, NAMED), ['error OPS-011']],
    ['a holder without a name', given({ users: [PROCESS] }), ['warning OPS-011']],
    [
      'vfio-pci on the list of modules that are not loaded',
      given({}, {}, { inventory: { kernelArguments: ['module_blacklist=vfio_pci'] } }),
      ['error DRV-005'],
    ],
    [
      'VFs of the PF at other VMs',
      { pfs: [{ facts: nicFacts(), wanted: { assignedToVm: 'fw' }, pools: [{ attached: [{}] }] }] },
      expect.arrayContaining(['error IOM-006']) as string[],
    ],
  ])('%s', (_words, host, ids) => {
    expect(found({ ...host, policy: { persistence: 'external', ...host.policy } })).toEqual(ids);
  });
});

describe('the port of the management that goes to a VM', () => {
  const judged = (carries: boolean | null) =>
    runRules([resolvedHost(given(network({}, carries), { allowManagement: true }))]);

  test('is an error that says what allowManagement means, and how to accept it', () => {
    const [finding] = judged(true).filter(({ ruleId }) => ruleId === 'OPS-001');
    expect(finding).toMatchObject({
      severity: 'error',
      pointer: 'assignedToVm',
      message: expect.stringMatching(/the whole PF is assigned to fw; allowManagement permits writes to the PF/),
      fix: expect.stringMatching(/acknowledge OPS-001 on the PF/),
    });
  });

  test('is accepted by the acknowledgement of the PF, with its reason', () => {
    const host = resolvedHost(given(network({}, true), { allowManagement: true }));
    const constructPath = host.physicalFunctions[0]?.path ?? '';
    const acknowledgements = [{ ruleId: 'OPS-001', constructPath, reason: 'a serial console is there' }];
    const [finding] = runRules([host], { acknowledgements }).filter(({ ruleId }) => ruleId === 'OPS-001');
    expect(finding?.acknowledged).toMatchObject({ reason: 'a serial console is there' });
  });

  test('may be any port of which it is not known, allowed or not', () => {
    const messages = judged(null).map(({ message }) => message);
    expect(messages).toContainEqual(expect.stringMatching(/missing whether the management of the host goes/));
  });
});
