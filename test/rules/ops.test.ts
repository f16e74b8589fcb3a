import type {
  NetworkFacts,
  PhysicalFunctionFacts,
  UserFacts,
  VfNetworkFacts,
  VirtualFunctionFacts,
} from '../../lib/inventory/inventory';
import type { VfSettings } from '../../lib/model/settings';
import { type FlagName, FLAGS } from '../../lib/model/vf-settings';
import type { WantedAttachment } from '../../lib/model/wanted';
import type { ResolvedHost } from '../../lib/resolve/resolved';
import { judge } from '../../lib/rules/judge';
import { OPS_001 } from '../../lib/rules/ops/ops-001';
import { OPS_002 } from '../../lib/rules/ops/ops-002';
import { OPS_003 } from '../../lib/rules/ops/ops-003';
import { OPS_004 } from '../../lib/rules/ops/ops-004';
import { OPS_005 } from '../../lib/rules/ops/ops-005';
import { OPS_006 } from '../../lib/rules/ops/ops-006';
import { OPS_008 } from '../../lib/rules/ops/ops-008';
import { OPS_010 } from '../../lib/rules/ops/ops-010';
import { OPS_013 } from '../../lib/rules/ops/ops-013';
import { OPS_015 } from '../../lib/rules/ops/ops-015';
import type { Verdict } from '../../lib/rules/rule';
import { profile } from '../support/catalog';
import { interfaceFacts, NETWORK_DEFAULTS, nicFacts, nvmeFacts, vfFacts } from '../support/facts';
import { type HostSketch, type PfSketch, type PoolSketch, resolvedHost } from '../support/resolved';
import { describeRule, type ViolatingCase } from '../support/rule-table';
import { violationsOf } from '../support/violations';

const DRIVE: HostSketch = { pfs: [{ facts: nvmeFacts() }] };
const EXTERNAL = { wanted: { externallyManaged: true } } as const;
const TOKEN_COUNT = { change: { numVfs: null } } as const;

function network(carriesManagement: boolean | null): NetworkFacts {
  return { interfaces: [interfaceFacts()], linkType: 'ethernet', eswitchMode: 'legacy', carriesManagement };
}

function management(carries: boolean | null, change: Partial<PfSketch> = {}): HostSketch {
  return { pfs: [{ facts: nicFacts({ network: network(carries) }), ...change }] };
}

describeRule(OPS_001, {
  violating: [
    [
      'new VFs on the PF that carries the management',
      management(true),
      {
        message: 'the management of the host goes through ens1f0, and numVfs goes from 0 to 4 (0000:3b:00.0, ice)',
        pointer: 'allowManagement',
        limitSource: 'default route and ssh sessions through 0000:3b:00.0',
      },
    ],
    [
      'such a PF without a netdev, with what shows that it carries it',
      management(true, {
        facts: nicFacts({
          network: { ...network(true), interfaces: [], managementEvidence: ['default route', 'ssh from 192.0.2.1'] },
        }),
      }),
      /^the management of the host goes through this PF \(default route; ssh from 192\.0\.2\.1\), and numVfs/,
    ],
    [
      'VFs that go away',
      management(true, { facts: nicFacts({ numVfs: 4, network: network(true) }), pools: [] }),
      /numVfs goes from 4 to 0/,
    ],
    [
      'a permission that is a token, with which the plan refuses as without',
      management(true, { wanted: { unresolved: ['allowManagement'] } }),
      /numVfs goes from 0 to 4; allowManagement is a token, known only at deploy, and counts as not stated/,
    ],
  ],
  compliant: [
    ['a PF that carries none', management(false)],
    ['a PF that may be configured nevertheless', management(true, { wanted: { allowManagement: true } })],
    ['a PF of which nothing is wanted', management(true, { pools: [] })],
    ['a PF of whose VFs a token decides', management(true, TOKEN_COUNT)],
    [
      'an adopted PF that keeps its number of VFs',
      management(true, { facts: nicFacts({ numVfs: 4, network: network(true) }) }),
    ],
  ],
  notApplicable: [
    ['a drive', DRIVE],
    ['a PF of another manager', management(true, EXTERNAL)],
  ],
  unknown: [
    [
      'a PF of which nobody knows what it carries',
      management(null),
      'whether the management of the host goes through the PF',
    ],
    ['a PF that was not found', management(null, { facts: null })],
  ],
});

const QEMU: UserFacts = { kind: 'domain', detail: 'vm1' };

/** Four VFs on vfio-pci; VF 1 is used by a VM. */
function running(
  change: Partial<VirtualFunctionFacts> = {},
  pf: Partial<PhysicalFunctionFacts> = {},
): PhysicalFunctionFacts {
  const virtualFunctions = [0, 1, 2, 3].map((n) =>
    vfFacts(n, { driver: 'vfio-pci', users: n === 1 ? [QEMU] : [], ...change }),
  );
  return nicFacts({ numVfs: 4, virtualFunctions, ...pf });
}

/** VM 1 holds VF 1 as the inventory has it. */
function attached(pool: Partial<PoolSketch> = {}, change: Partial<PfSketch> = {}, host: HostSketch = {}): HostSketch {
  const network = { ...NETWORK_DEFAULTS, mac: '02:00:00:00:00:01' };
  const facts = running({ network });
  return { ...host, pfs: [{ facts, pools: [{ attached: [{}, { vm: 'vm1' }], ...pool }], ...change }] };
}

const OWNER = 'rack1/kvm01/pf0/pool0/vm1-1';

/** Four VFs, of which the list has none that is in use, and not all. */
function unlisted(): PhysicalFunctionFacts {
  const facts = running({ users: [] });
  return { ...facts, virtualFunctions: facts.virtualFunctions.slice(0, 3) };
}

/** Each setting that a PF reports of its VFs: as it is stated, and as it is found. */
const OTHER_SETTINGS: Readonly<Record<keyof VfNetworkFacts & keyof VfSettings, readonly [unknown, unknown]>> = {
  ...(Object.fromEntries(FLAGS.map((name) => [name, [true, false]])) as Record<FlagName, [boolean, boolean]>),
  mac: ['02:00:00:00:00:01', '02:00:00:00:00:02'],
  nodeGuid: ['02:00:00:00:00:00:00:01', '02:00:00:00:00:00:00:02'],
  portGuid: ['02:00:00:00:00:00:00:01', '02:00:00:00:00:00:00:02'],
  vlan: [1, 2],
  vlanQos: [1, 2],
  vlanProtocol: ['802.1ad', '802.1Q'],
  allowedVlans: ['1', '2'],
  linkState: ['enable', 'auto'],
  minTxRateMbps: [1, 2],
  maxTxRateMbps: [1, 2],
};

describeRule(OPS_002, {
  violating: [
    [
      'another number of VFs',
      attached({ count: 8 }),
      {
        message:
          'numVfs goes from 4 to 8, which destroys 1 VF in use: VF 1 (0000:3b:01.1, domain vm1; rack1/kvm01/pf0/pool0/vm1-1) (0000:3b:00.0, ice)',
        found: '1',
        limit: '0',
        limitSource: 'users of the VFs of 0000:3b:00.0',
      },
    ],
    [
      'a VF in use that has two users, under another VLAN, though another name is allowed',
      attached(
        { settings: { driver: 'vfio-pci', vlan: 7 } },
        {
          facts: nicFacts({
            numVfs: 4,
            virtualFunctions: [0, 1, 2, 3].map((n) =>
              vfFacts(n, { driver: 'vfio-pci', users: n === 1 ? [QEMU, { kind: 'process', detail: 'qemu' }] : [] }),
            ),
          }),
        },
        { policy: { allowDisrupt: ['rack1/kvm01/pf0/pool0/vm0-0'] } },
      ),
      /VF 1 \(0000:3b:01\.1, domain vm1 and process qemu; /,
    ],
    [
      'VFs of nobody here, in use by somebody else',
      attached({}, { pools: [] }),
      /numVfs goes from 4 to 0, which destroys 1 VF in use: VF 1 \(0000:3b:01.1, domain vm1\)/,
    ],
    [
      'another mode of an eswitch that takes it only without VFs',
      attached({}, { wanted: { eswitchMode: 'switchdev' }, profile: profile('ice') }),
      /eswitch goes from legacy to switchdev, which destroys 1 VF in use/,
    ],
    [
      'another mode of an eswitch for which VFs are unbound',
      attached({}, { wanted: { eswitchMode: 'switchdev' }, profile: profile('mlx5_core') }),
      /1 VF in use would be changed: VF 1 .*; eswitchMode\)/,
    ],
    [
      'another driver and VLAN under a running VM',
      attached({ settings: { driver: 'native', vlan: 7, spoofCheck: true } }),
      /1 VF in use would be changed: VF 1 .*; driver, vlan\)/,
    ],
    ['a VF in use left unbound', attached({ settings: { driver: 'none' } }), /; driver\)/],
    ...Object.entries(OTHER_SETTINGS).map(([name, [stated, found]]): ViolatingCase => [
      `another ${name} under a running VM`,
      attached(
        { settings: { driver: 'vfio-pci', [name]: stated } },
        { facts: running({ network: { ...NETWORK_DEFAULTS, mac: '02:00:00:00:00:01', [name]: found } }) },
      ),
      new RegExp(`; ${name}\\)`),
    ]),
    [
      'other resources of a secondary controller in use',
      {
        pfs: [
          {
            facts: nvmeFacts(
              { numVfs: 1, virtualFunctions: [vfFacts(0, { driver: 'vfio-pci', network: null, users: [QEMU] })] },
              {
                secondaryControllers: [
                  { controllerId: 1, vf: 0, online: true, virtualQueues: 2, virtualInterrupts: 1 },
                ],
              },
            ),
            pools: [{ count: 1, settings: { nvmeVirtualQueues: 4, nvmeVirtualInterrupts: 2 } }],
          },
        ],
      },
      /would be changed: VF 0 .*; nvmeVirtualQueues, nvmeVirtualInterrupts\)/,
    ],
  ],
  compliant: [
    ['a host that is as wanted', attached()],
    [
      'a secondary controller in use that has what it is to have',
      {
        pfs: [
          {
            facts: nvmeFacts(
              { numVfs: 1, virtualFunctions: [vfFacts(0, { driver: 'vfio-pci', network: null, users: [QEMU] })] },
              {
                secondaryControllers: [
                  { controllerId: 1, vf: 0, online: true, virtualQueues: 2, virtualInterrupts: 1 },
                ],
              },
            ),
            pools: [{ count: 1, settings: { nvmeVirtualQueues: 2, nvmeVirtualInterrupts: 1 } }],
          },
        ],
      },
    ],
    [
      'a VF in use on its native driver, which is wanted',
      attached({ settings: { driver: 'native' } }, { facts: running({ driver: 'iavf', network: null }) }),
    ],
    ['a setting that the driver does not report', attached({ settings: { driver: 'vfio-pci', queryRss: false } })],
    ['changes to VFs that nobody uses', attached({}, { facts: running({ users: [] }), pools: [{ count: 8 }] })],
    [
      'what is allowed by the path of the attachment',
      attached({ count: 8 }, {}, { policy: { allowDisrupt: [OWNER] } }),
    ],
    [
      'what is allowed by the address of the VF',
      attached({ count: 8 }, {}, { policy: { allowDisrupt: ['0000:3b:01.1'] } }),
    ],
  ],
  notApplicable: [
    ['a PF without VFs', {}],
    ['a PF of another manager', attached({ count: 8 }, EXTERNAL)],
  ],
  unknown: [
    ['a host without an inventory', { presumed: true }],
    ['a number of VFs that is a token', attached({}, TOKEN_COUNT)],
    ['VFs that go and that the inventory counts and does not list', attached({ count: 8 }, { facts: unlisted() })],
    [
      'a VF that is wanted and that the inventory counts and does not list: all are created anew',
      attached({}, { facts: unlisted() }),
    ],
  ],
});

/** A NIC whose first VF somebody has set up. */
function handMade(settings: Partial<VfNetworkFacts>): PhysicalFunctionFacts {
  const virtualFunctions = [0, 1, 2, 3].map((n) =>
    vfFacts(n, n === 0 ? { network: { ...NETWORK_DEFAULTS, ...settings } } : {}),
  );
  return nicFacts({ numVfs: 4, virtualFunctions });
}

describeRule(OPS_003, {
  violating: [
    [
      'more VFs than exist',
      attached({ count: 8 }),
      {
        message: 'numVfs goes from 4 to 8: 4 VFs are destroyed, on them: vm0 (VF 0), vm1 (VF 1) (0000:3b:00.0, ice)',
        pointer: 'numVfs',
        found: '8',
        limit: '4',
        limitSource: 'sriov_numvfs of 0000:3b:00.0',
      },
    ],
    [
      'the only VF, with two users, and VMs whose VFs are still to come',
      {
        pfs: [
          {
            facts: nicFacts({
              numVfs: 1,
              virtualFunctions: [vfFacts(0, { users: [QEMU, { kind: 'process', detail: 'qemu' }] })],
            }),
            pools: [{ firstVf: 1, count: 4, attached: [{ vm: 'new' }] }],
            wanted: { numVfs: 5 },
          },
        ],
      },
      /^numVfs goes from 1 to 5: 1 VF is destroyed, on them: vm1 and qemu \(VF 0\) \(/,
    ],
    [
      'fewer VFs, with users that nobody declared',
      attached({}, { pools: [{ count: 1 }] }),
      /from 4 to 1: .* on them: vm1 \(VF 1\)/,
    ],
    [
      'VFs that no VM holds',
      { pfs: [{ facts: running({ users: [] }), pools: [{ count: 8 }] }] },
      /no VM is known to hold one/,
    ],
    [
      'a VF that is wanted, counted and not listed',
      attached({}, { facts: unlisted() }),
      /sriov_numvfs counts VF 3 .*: 4 VFs are destroyed/,
    ],
    [
      'VFs with settings made by hand that nobody states',
      attached({ count: 8 }, { facts: handMade({ vlan: 100, spoofCheck: false, trust: true, maxTxRateMbps: 200 }) }),
      /vm1 \(VF 1\); settings that are not stated go with them: VLAN 100 and at most 200 Mbit\/s \(VF 0\) \(/,
    ],
  ],
  compliant: [['as many VFs as there are', attached()]],
  notApplicable: [
    ['a PF without VFs', {}],
    ['a PF of another manager', attached({ count: 8 }, EXTERNAL)],
  ],
  unknown: [
    ['a host without an inventory', { presumed: true }],
    ['a number of VFs that is a token', attached({}, TOKEN_COUNT)],
  ],
});

function managers(otherManagers: readonly string[], externallyManaged = false): HostSketch {
  return { pfs: [{ wanted: { conditions: { otherManagers }, externallyManaged } }] };
}

describeRule(OPS_004, {
  violating: [
    ['a second manager', managers(['netplan']), /^netplan also configures SR-IOV on this PF.*externallyManaged: true/],
    ['several others', managers(['netplan', 'NetworkManager']), /^netplan and NetworkManager also configure SR-IOV/],
  ],
  compliant: [
    ['a PF that nobody else configures', managers([])],
    ['a PF that is left to the other', managers(['netplan'], true)],
  ],
  notApplicable: [['a PF of which nobody says it', {}]],
  unknown: [['conditions that are a token', { pfs: [{ wanted: { unresolved: ['conditions'] } }] }]],
});

describeRule(OPS_005, {
  violating: [
    [
      'a PF known by its name alone',
      { pfs: [{ wanted: { selector: { interfaceName: 'ens1f0' } } }] },
      /selected by the interface name ens1f0 alone, and names move. Add address: '0000:3b:00.0'/,
    ],
    [
      'a PF that no name led to',
      { pfs: [{ facts: null, wanted: { selector: { interfaceName: 'ens9' } } }] },
      /Add address, permanentMac, serial or slot/,
    ],
  ],
  compliant: [
    ['a PF known by its address', {}],
    ['a name beside a serial number', { pfs: [{ wanted: { selector: { interfaceName: 'ens1f0', serial: 'S1' } } }] }],
    [
      'a name that is pinned',
      { pfs: [{ wanted: { selector: { interfaceName: 'ens1f0' }, conditions: { namePinned: true } } }] },
    ],
  ],
  notApplicable: [['a PF that nothing selects', { pfs: [{ wanted: { selector: {} } }] }]],
  unknown: [
    ...['permanentMac', 'serial', 'slot', 'conditions'].map(
      (name) =>
        [
          `a name beside ${name}, which is a token`,
          { pfs: [{ wanted: { selector: { interfaceName: 'ens1f0' }, unresolved: [name] } }] },
          `${name} (a token, known only at deploy)`,
        ] as const,
    ),
    [
      'a name beside an address that is a token',
      { pfs: [{ wanted: { selector: { interfaceName: 'ens1f0' }, unresolved: ['address'] } }] },
    ],
  ],
});

function firmware(firmwareNumVfs: number): PfSketch {
  return { wanted: { conditions: { firmwareNumVfs } } };
}

describeRule(OPS_006, {
  violating: [
    [
      'kernel arguments that the host does not run with',
      { policy: { kernelArguments: ['intel_iommu=on', 'pci=realloc', 'iommu=pt'] } },
      /one reboot of kvm01 is needed for kernel argument pci=realloc and kernel argument iommu=pt, and allowReboot is not set/,
    ],
    [
      'a kernel argument and a firmware at once',
      { policy: { kernelArguments: ['pci=realloc'], allowReboot: true }, pfs: [firmware(2)] },
      /needed for kernel argument pci=realloc and the firmware of 0000:3b:00.0 to allow 4 VFs in place of 2\. Make all/,
    ],
    [
      'a firmware that is too small on a host whose command line was not read',
      { policy: { kernelArguments: ['pci=realloc'] }, inventory: { kernelArguments: [] }, pfs: [firmware(2)] },
      /needed for the firmware of 0000:3b:00.0/,
    ],
  ],
  compliant: [
    ['arguments that the host runs with', { policy: { kernelArguments: ['intel_iommu=on'] } }],
    [
      'a firmware that allows the VFs, on a host whose command line was not read',
      { inventory: { kernelArguments: [] }, pfs: [firmware(4)] },
    ],
    ['a firmware that allows the VFs', { pfs: [firmware(4)] }],
  ],
  notApplicable: [
    ['a host that needs nothing at boot', {}],
    ['a firmware for VFs of which a token decides', { pfs: [{ ...firmware(2), ...TOKEN_COUNT }] }],
  ],
  unknown: [
    [
      'a host whose command line was not read',
      { policy: { kernelArguments: ['pci=realloc'] }, inventory: { kernelArguments: [] } },
    ],
    [
      'arguments that are a token',
      (() => {
        const host = resolvedHost();
        return { ...host, wanted: { ...host.wanted, unresolved: ['kernelArguments'] } };
      })(),
    ],
  ],
});

describeRule(OPS_008, {
  violating: [
    ['a host of which nobody decided it, beside a PF of another manager', { pfs: [EXTERNAL, {}] }, /VFs of kvm01/],
    ['a host of which nobody decided it', {}, /not stated how the VFs of kvm01 come back.*Set persistence/],
  ],
  compliant: [
    ['units that create VFs again', { policy: { persistence: 'systemd' } }],
    ['VFs that are not to come back', { policy: { persistence: 'none' } }],
  ],
  notApplicable: [
    ['a host of another manager', { pfs: [EXTERNAL] }],
    ['a host without VFs', { pfs: [{ pools: [] }] }],
    ['a host of another manager, with a PF without VFs', { pfs: [EXTERNAL, { pools: [] }] }],
  ],
  unknown: [
    [
      'a decision that is a token',
      (() => {
        const host = resolvedHost();
        return { ...host, wanted: { ...host.wanted, unresolved: ['persistence'] } };
      })(),
    ],
  ],
});

test('OPS-008 speaks once for a host of many PFs', () => {
  const host = resolvedHost({ pfs: [{}, { facts: nicFacts({ address: '0000:3b:00.1' }) }] });
  expect(judge(OPS_008, [host]).map(({ path }) => path)).toEqual(['rack1/kvm01']);
});

const VFIO = { kind: 'vfio', detail: 'qemu-system-x86 (pid 4711)' } as const;
const ADDRESS: UserFacts = { kind: 'netdev', detail: 'ens1f0v0 has 10.0.0.5/24' };

/** VF 0 is wm `web`'s, and is used as given; VF 1 has no attachment. */
function held(
  users: readonly UserFacts[],
  pool: Partial<PoolSketch> = {},
  policy: HostSketch['policy'] = {},
  usersUnknown: readonly string[] = [],
): HostSketch {
  const virtualFunctions = [
    vfFacts(0, { driver: 'vfio-pci', users, usersUnknown }),
    vfFacts(1, { driver: 'vfio-pci' }),
  ];
  const facts = nicFacts({ numVfs: 2, virtualFunctions });
  return { policy, pfs: [{ facts, pools: [{ count: 2, attached: [{ vm: 'web' }], ...pool }] }] };
}

/** The only VF of the pool is used as given, and `web` was left without one. */
function leftOut(users: readonly UserFacts[], change: Partial<WantedAttachment> = {}): ResolvedHost {
  const virtualFunctions = [vfFacts(0, { driver: 'vfio-pci', users })];
  const host = resolvedHost({
    pfs: [
      { facts: nicFacts({ numVfs: 1, virtualFunctions }), pools: [{ count: 1, attached: [{ vm: 'web', ...change }] }] },
    ],
  });
  const physicalFunctions = host.physicalFunctions.map((pf) => {
    const pools = pf.pools.map((pool) => ({
      ...pool,
      attachments: pool.attachments.map((attachment) => ({ ...attachment, vf: null, address: null })),
    }));
    const vfs = pf.virtualFunctions.map((vf) => ({ ...vf, attachment: null }));
    return { ...pf, pools, virtualFunctions: vfs };
  });
  return { ...host, physicalFunctions };
}

const NATIVE = { settings: { driver: 'native' } } as const;

describeRule(OPS_010, {
  violating: [
    [
      'a VF that another domain has',
      held([{ kind: 'domain', detail: 'db' }, VFIO]),
      {
        message:
          'VF 0 (0000:3b:01.0) is held by domain db and vfio qemu-system-x86 (pid 4711), so that web cannot have it (0000:3b:00.0, ice)',
        found: 'domain db and vfio qemu-system-x86 (pid 4711)',
        limit: 'web, or no user',
        limitSource: 'users of 0000:3b:01.0',
        fix: 'Take the VF from its holder, or give the attachment another one: set pinnedVf, or delete its entry from the lock file',
      },
    ],
    [
      'a VF that another domain has, to which the attachment is pinned',
      held([{ kind: 'domain', detail: 'db' }], { attached: [{ vm: 'web', pinnedVf: 0 }] }),
      /Take the VF from its holder, or give the attachment another one: set pinnedVf to one that is free\./,
    ],
    [
      'a VF on its native driver that the host uses, and a process without a name holds',
      held([ADDRESS, VFIO], NATIVE),
      {
        message:
          'VF 0 (0000:3b:01.0) is in use by vfio qemu-system-x86 (pid 4711), and nothing says whether that is web (0000:3b:00.0, ice)',
        severity: 'warning',
        found: 'vfio qemu-system-x86 (pid 4711)',
        limit: 'web, or no user',
        limitSource: 'users of 0000:3b:01.0',
        fix: 'Make sure that web is the user, or give the attachment another VF: set pinnedVf, or delete its entry from the lock file',
      },
    ],
    [
      'a VF that QEMU holds for a guest of another name',
      held([{ kind: 'vfio', detail: 'kvm (pid 7, guest db)' }]),
      /is held by vfio kvm \(pid 7, guest db\)/,
    ],
    ['a VF for vfio-pci that the host uses', held([ADDRESS]), /is held by netdev ens1f0v0 has 10.0.0.5/],
    ['a VF on its native driver that a domain has', held([{ kind: 'domain', detail: 'db' }], NATIVE), /domain db/],
    ['a VF that a process without a name holds', held([VFIO]), /nothing says whether that is web/],
    [
      'a VF that the host uses and whose driver is left to the VM manager',
      held([ADDRESS], { settings: {} }),
      /in use by netdev ens1f0v0 .*nothing says whether that is web/,
    ],
    [
      'an attachment for which no VF is left',
      leftOut([{ kind: 'domain', detail: 'db' }]),
      {
        message:
          'no VF is left for web: 1 VF of the pool without an attachment is in use: VF 0 (0000:3b:01.0) by domain db (0000:3b:00.0, ice)',
        found: '0 free VFs',
        limit: 'at least 1',
        limitSource: 'users of the VFs of 0000:3b:00.0',
        fix: 'Take a VF from its holder, or raise count of the pool',
      },
    ],
  ],
  compliant: [
    ['a VF of its own domain', held([{ kind: 'domain', detail: 'web' }, VFIO])],
    ['a VF of its own guest', held([{ kind: 'vfio', detail: 'kvm (pid 7, guest web)' }])],
    ['a VF that nothing uses', held([])],
    ['a VF that is still to come', held([], { firstVf: 2 })],
    ['a PF without VFs yet', { pfs: [{ pools: [{ attached: [{ vm: 'web' }] }] }] }],
    ['a VF that stays with the host, which uses it', held([ADDRESS], NATIVE)],
  ],
  notApplicable: [
    ['a host that was not read', { ...held([VFIO]), presumed: true }],
    ['a PF that was not found', { pfs: [{ facts: null, pools: [{ attached: [{ vm: 'web' }] }] }] }],
    ['a pool that is full for another reason', leftOut([])],
    ['a pin that has a finding of its own', leftOut([VFIO], { pinnedVf: 0 })],
  ],
  unknown: [
    [
      'a VF that the inventory counts and does not list',
      {
        pfs: [
          {
            facts: nicFacts({ numVfs: 2, virtualFunctions: [vfFacts(1)] }),
            pools: [{ count: 2, attached: [{ vm: 'web' }] }],
          },
        ],
      },
    ],
    ['a VF of which is not known what uses it', held([], {}, {}, ['which processes hold /dev/vfio/100'])],
    ['a VM whose name is a token', held([VFIO], { attached: [{ vm: 'web', unresolved: ['vm'] }] })],
    ['a pin that is a token', leftOut([VFIO], { unresolved: ['pinnedVf'] })],
  ],
});

describe('OPS-010 is no more than a warning', () => {
  const severities = (host: HostSketch) => judge(OPS_010, [resolvedHost(host)]).flatMap(severityOf);
  const severityOf = ({ verdict }: { verdict: Verdict }) =>
    verdict.verdict === 'violation' ? [verdict.severity ?? OPS_010.severity] : [];

  test('where nothing says whose a process is', () => {
    expect(severities(held([VFIO]))).toEqual(['warning']);
  });

  test('where the VF may be taken from the host by name', () => {
    expect(severities(held([ADDRESS], {}, { allowDisrupt: ['0000:3b:01.0'] }))).toEqual(['warning']);
    expect(severities(held([ADDRESS]))).toEqual(['error']);
  });

  test('but never for a VF of another VM, to which the plan would give it back', () => {
    const users: UserFacts[] = [{ kind: 'domain', detail: 'db' }];
    expect(severities(held(users, {}, { allowDisrupt: ['0000:3b:01.0'] }))).toEqual(['error']);
    expect(severities(held([...users, ADDRESS], {}, { allowDisrupt: ['0000:3b:01.0'] }))).toEqual(['error']);
  });
});

/** A port that the host uses as given, and what the driver does when VFs come and go. */
function port(
  name: string,
  change: Partial<PhysicalFunctionFacts> = {},
  pf: Partial<PfSketch> = {},
  netdev: Parameters<typeof interfaceFacts>[0] = {},
): HostSketch {
  const users: readonly UserFacts[] = [{ kind: 'netdev', detail: 'ens1f0.7 has 192.0.2.9' }];
  const network: NetworkFacts = {
    interfaces: [interfaceFacts(netdev)],
    linkType: 'ethernet',
    eswitchMode: 'legacy',
    carriesManagement: false,
  };
  const facts = nicFacts({ driver: name, users, network, ...change });
  return { pfs: [{ facts, profile: profile(name), ...pf }] };
}

const four = { numVfs: 4, virtualFunctions: [0, 1, 2, 3].map((n) => vfFacts(n)) };

const LOSING_ON_CREATE = {
  ...profile('igb'),
  numVfs: { linkLoss: { onCreate: true, onRemove: false, milliseconds: null, source: 'x' }, source: null },
};

describeRule(OPS_013, {
  violating: [
    [
      'first VFs on an igb port with an address upon it',
      port('igb'),
      {
        message:
          'numVfs goes from 0 to 4, and igb takes the link of ens1f0 away for about 2 s, which the host uses: ens1f0.7 has 192.0.2.9 (0000:3b:00.0, igb)',
        pointer: 'numVfs',
        found: '4 VFs',
        limit: '0 VFs, as there are',
        limitSource: profile('igb').numVfs?.linkLoss?.source ?? '',
      },
    ],
    [
      'such a port whose driver is not bound',
      port('igb', { driver: null }),
      /numVfs goes from 0 to 4, and igb takes the link of ens1f0 away/,
    ],
    [
      'a port whose RDMA device a process has open',
      port('i40e', { users: [{ kind: 'process', detail: 'nvmet (pid 9) has /dev/infiniband/uverbs0 open' }] }),
      /the host uses: process nvmet \(pid 9\) has \/dev\/infiniband\/uverbs0 open/,
    ],
    ['a port of a vDPA device', port('igb', { users: [{ kind: 'vdpa', detail: 'vdpa0' }] }), /uses: vdpa vdpa0/],
    ['a driver of which nobody measured for how long', port('ixgbe'), /away for a time that nobody measured/],
    [
      'VFs that go, where the driver restarts the port for that alone',
      port('bnxt_en', four, { pools: [] }),
      /numVfs goes from 4 to 0, and bnxt_en takes the link/,
    ],
    ['another number of VFs', port('bnxt_en', four, { pools: [{ count: 8 }] }), /numVfs goes from 4 to 8/],
    [
      'a port of a bridge that no list of users names',
      port('igb', { users: [] }, {}, { bridge: 'vmbr0' }),
      /the host uses: ens1f0 is a port of bridge vmbr0/,
    ],
  ],
  compliant: [
    ['a port that the host does not use', port('igb', { users: [] })],
    ['a driver that does not restart the port for new VFs', port('bnxt_en')],
    [
      'VFs that go, of a driver that restarts the port for new ones alone',
      port('igb', four, { pools: [], profile: LOSING_ON_CREATE }),
    ],
  ],
  notApplicable: [
    ['VFs that stay', port('igb', four)],
    ['the port of the management, which OPS-001 is about', port('igb', { network: network(true) })],
    ['a port that is down', port('igb', {}, {}, { adminUp: false })],
    ['a PF of another manager', port('igb', {}, EXTERNAL)],
    ['a drive', DRIVE],
    ['a number of VFs that is a token', port('igb', {}, TOKEN_COUNT)],
    ['no VFs, of which there are none', port('igb', {}, { pools: [] })],
    ['no VFs, on a host without an inventory', { ...port('igb', {}, { pools: [] }), presumed: true }],
    ['a PF without netdevs', port('igb', { network: { ...network(false), interfaces: [] } })],
  ],
  unknown: [
    [
      'a driver of which no source says it',
      port('ice'),
      'whether the driver ice restarts the port when VFs come or go',
    ],
    [
      'a port of which is not known whether it is used',
      port('igb', { users: [], usersUnknown: ['whether ens1f0 has an address'] }),
    ],
    ['a host without an inventory', { ...port('igb'), presumed: true }],
  ],
});

const DOWN = { wanted: { adminUp: false } } as const;
const TO_SWITCHDEV = { wanted: { eswitchMode: 'switchdev' } } as const;
const BRIDGED: UserFacts = { kind: 'netdev', detail: 'ens1f0 is a port of vmbr0' };

describeRule(OPS_015, {
  violating: [
    [
      'a port with an address upon it that is to be down',
      port('ice', {}, DOWN),
      {
        message:
          'adminUp is false and takes ens1f0 down, which the host uses: ens1f0.7 has 192.0.2.9 (0000:3b:00.0, ice)',
        pointer: 'adminUp',
        found: 'false',
        limit: 'up, as it is',
        limitSource: 'users of 0000:3b:00.0',
        fix: 'Leave adminUp out, or move what uses the port to another one first',
      },
    ],
    [
      'a change of the mode of a port without netdevs, whose RDMA device is in use',
      port('ice', { network: { ...network(false), interfaces: [] } }, TO_SWITCHDEV),
      {
        severity: 'warning',
        message:
          'the eswitch goes from legacy to switchdev, which takes the port of 0000:3b:00.0 away for a time that nobody measured, and the host uses it: ens1f0.7 has 192.0.2.9 (0000:3b:00.0, ice)',
        pointer: 'eswitchMode',
        found: 'switchdev',
        limit: 'legacy, as it is',
        limitSource: 'users of 0000:3b:00.0',
        fix: 'Apply it while nothing depends on the port, move what uses it to another port, or leave eswitchMode out',
      },
    ],
    [
      'a change back to legacy mode of a port of a bridge',
      port(
        'mlx5_core',
        {
          network: { ...network(false), interfaces: [interfaceFacts({ bridge: 'vmbr0' })], eswitchMode: 'switchdev' },
          users: [BRIDGED],
        },
        { wanted: { eswitchMode: 'legacy' } },
      ),
      /the host uses it: ens1f0 is a port of vmbr0 \(/,
    ],
    ['a port of a bridge', port('ice', { users: [] }, DOWN, { bridge: 'vmbr0' }), /ens1f0 is a port of bridge vmbr0/],
    [
      'the port of the management',
      port('ice', { network: network(true) }, { wanted: { adminUp: false, allowManagement: true } }),
      /takes ens1f0 down/,
    ],
    [
      'a port of which the state was not read',
      port('ice', {}, DOWN, { adminUp: null }),
      /takes ens1f0 down, which the host uses/,
    ],
    [
      'a change to switchdev mode under an address',
      port('ice', {}, TO_SWITCHDEV),
      /the eswitch goes from legacy to switchdev, which takes ens1f0 away .*the host uses it: ens1f0\.7 has 192\.0\.2\.9/,
    ],
    [
      'a change back to legacy mode, whatever uses the port',
      port(
        'mlx5_core',
        {
          network: { ...network(false), eswitchMode: 'switchdev' },
          users: [{ kind: 'process', detail: 'nvmet (pid 9) has uverbs0 open' }],
        },
        { wanted: { eswitchMode: 'legacy' } },
      ),
      /from switchdev to legacy.*process nvmet \(pid 9\) has uverbs0 open/,
    ],
    [
      'an address beside a bridge that ESW-008 is about',
      port('ice', { users: [BRIDGED, ADDRESS] }, TO_SWITCHDEV, { bridge: 'vmbr0' }),
      /uses it: ens1f0v0 has 10\.0\.0\.5\/24 \(/,
    ],
  ],
  compliant: [
    ['a port that the host does not use', port('ice', { users: [] }, DOWN)],
    ['switchdev mode on a port that the host does not use', port('ice', { users: [] }, TO_SWITCHDEV)],
    ['a bridge, which ESW-008 is about', port('ice', { users: [BRIDGED] }, TO_SWITCHDEV, { bridge: 'vmbr0' })],
  ],
  notApplicable: [
    ['a port of which nothing is wanted', port('ice')],
    ['a port that is down', port('ice', {}, DOWN, { adminUp: false })],
    ['a port that is to be up', port('ice', {}, { wanted: { adminUp: true } })],
    ['the mode that it has', port('ice', {}, { wanted: { eswitchMode: 'legacy' } })],
    ['a PF of another manager', port('ice', {}, { wanted: { adminUp: false, externallyManaged: true } })],
    ['a drive', DRIVE],
    ['a drive that is to be down', { pfs: [{ facts: nvmeFacts({ users: [ADDRESS] }), ...DOWN }] }],
    ['a PF without netdevs that is to be down', port('ice', { network: { ...network(false), interfaces: [] } }, DOWN)],
    ['a host without an inventory of which neither is wanted', { ...port('ice'), presumed: true }],
  ],
  unknown: [
    [
      'a port of which is not known whether it is used',
      port('ice', { users: [], usersUnknown: ['whether ens1f0 has an address'] }, DOWN),
    ],
    ['a host without an inventory', { ...port('ice', {}, DOWN), presumed: true }],
    ['a host without an inventory whose mode is to change', { ...port('ice', {}, TO_SWITCHDEV), presumed: true }],
  ],
});

test('OPS-015 is an error for a port that goes down and a warning for a change of the mode', () => {
  const sketch = port('ice', {}, { wanted: { adminUp: false, eswitchMode: 'switchdev' } });
  expect(violationsOf(OPS_015, sketch).map(({ severity }) => severity ?? OPS_015.severity)).toEqual([
    'error',
    'warning',
  ]);
});
