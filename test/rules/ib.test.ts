import type { NetworkFacts, PhysicalFunctionFacts, VfNetworkFacts } from '../../lib/inventory/inventory';
import { type GuidName, GUIDS } from '../../lib/model/vf-settings';
import { IB_001 } from '../../lib/rules/ib/ib-001';
import { IB_002 } from '../../lib/rules/ib/ib-002';
import { IB_003 } from '../../lib/rules/ib/ib-003';
import { IB_004 } from '../../lib/rules/ib/ib-004';
import { IB_005 } from '../../lib/rules/ib/ib-005';
import { interfaceFacts, NETWORK_DEFAULTS, nicFacts, nvmeFacts, vfFacts } from '../support/facts';
import { driver } from '../support/profiles';
import { type HostSketch, type PfSketch, type PoolSketch, resolvedHost } from '../support/resolved';
import { describeRule } from '../support/rule-table';

const MLX5 = driver('mlx5_core');

const port = (linkType: NetworkFacts['linkType'], change: Partial<PhysicalFunctionFacts> = {}) =>
  nicFacts({
    driver: 'mlx5_core',
    network: { interfaces: [interfaceFacts()], linkType, eswitchMode: null, carriesManagement: false },
    ...change,
  });

const ETHERNET = port('ethernet');
const INFINIBAND = port('infiniband');

const onePf = (pf: PfSketch, host: HostSketch = {}): HostSketch => ({ ...host, pfs: [{ profile: MLX5, ...pf }] });
const wants = (linkType: 'ethernet' | 'infiniband', pf: PfSketch = {}, host: HostSketch = {}): HostSketch =>
  onePf({ ...pf, wanted: { linkType, ...pf.wanted } }, host);

describeRule(IB_001, {
  violating: [
    [
      'InfiniBand stated of an Ethernet port, with what the firmware is to be set to',
      wants('infiniband', { facts: ETHERNET }),
      /^linkType is infiniband, and the PF is an Ethernet port \(0000:3b:00\.0, mlx5_core\)\. State the link type that the port has, or leave linkType out\. To make it an InfiniBand port, set LINK_TYPE_P1 or LINK_TYPE_P2 \(by port\) of the card's firmware to 1, which takes reboot or mstfwreset/,
    ],
    [
      'Ethernet stated of an InfiniBand port',
      wants('ethernet', { facts: INFINIBAND }),
      /^linkType is ethernet, and the PF is an InfiniBand port .*To make it an Ethernet port, set .* to 2,/,
    ],
    [
      'InfiniBand stated of a port whose card has no other type',
      wants('infiniband', { facts: nicFacts(), profile: driver('ice') }),
      /the PF is an Ethernet port \(0000:3b:00\.0, ice\)\. State the link type that the port has, or leave linkType out\.$/,
    ],
    [
      'a link type of an NVMe SSD',
      wants('ethernet', { facts: nvmeFacts(), profile: driver('nvme') }),
      /the PF is no network device .*leave linkType out\.$/,
    ],
  ],
  compliant: [
    ['Ethernet stated of an Ethernet port', wants('ethernet', { facts: ETHERNET })],
    ['InfiniBand stated of an InfiniBand port', wants('infiniband', { facts: INFINIBAND })],
  ],
  notApplicable: [
    ['a port whose link type nobody states', onePf({ facts: INFINIBAND })],
    [
      'a port that somebody else manages, which is compared as a whole',
      wants('infiniband', { facts: ETHERNET, wanted: { externallyManaged: true } }),
    ],
  ],
  unknown: [
    ['a link type that is a token', onePf({ facts: ETHERNET, wanted: { unresolved: ['linkType'] } })],
    ['a port without a netdev', wants('infiniband', { facts: port(null) })],
    ['a host that nobody read', wants('infiniband', { facts: ETHERNET }, { presumed: true })],
    ['a PF that was not found on its host', wants('infiniband', { facts: null })],
  ],
});

const GUID = '02:5a:00:00:00:00:00:01';
const OTHER = '02:5a:00:00:00:00:00:02';
const ZERO = '00:00:00:00:00:00:00:00';
const both = (guid: string) => ({ nodeGuid: guid, portGuid: guid });

/** VMs on an InfiniBand port, each with the settings of its VF. */
const vms = (
  settings: readonly Partial<Record<GuidName, string>>[],
  pf: PfSketch = {},
  host: HostSketch = {},
): HostSketch =>
  onePf(
    {
      facts: INFINIBAND,
      ...pf,
      pools: [{ settings: {}, attached: settings.map((overrides, n) => ({ vm: `vm${n}`, overrides })) }],
    },
    host,
  );
const token = (names: readonly string[] = GUIDS): HostSketch =>
  onePf({ facts: INFINIBAND, pools: [{ settings: {}, attached: [{ unresolved: names }] }] });

describeRule(IB_002, {
  violating: [
    [
      'the GUID of zeros',
      vms([{ nodeGuid: GUID, portGuid: ZERO }]),
      /^portGuid "00:00:00:00:00:00:00:00" stands for no GUID\. Give a GUID such as .* or leave it out to have one derived/,
    ],
    [
      'the GUID of ones',
      vms([both('ff:ff:ff:ff:ff:ff:ff:ff')]),
      /^nodeGuid "ff:.*\nportGuid "ff:.* stands for no GUID/s,
    ],
    ['a MAC in its place', vms([both('02:5a:00:00:00:01')]), /^nodeGuid "02:5a:00:00:00:01" is no GUID/],
    ['one on Ethernet', vms([{ portGuid: ZERO }], { facts: ETHERNET }), /portGuid .* stands for no GUID/],
  ],
  compliant: [['GUIDs of a node and its port, which may be one', vms([both(GUID)])]],
  notApplicable: [['a VF without GUIDs', vms([{}])]],
  unknown: [['GUIDs that are tokens', token()]],
});

/** VFs that exist, with what the PF reports of them. */
const existing = (networks: readonly Partial<VfNetworkFacts>[], change: Partial<PhysicalFunctionFacts> = {}) =>
  port('infiniband', {
    numVfs: networks.length,
    virtualFunctions: networks.map((network, index) =>
      vfFacts(index, {
        network: { ...NETWORK_DEFAULTS, mac: null, ...network },
        ...(index === 3 && { users: [QEMU] }),
      }),
    ),
    ...change,
  });
const QEMU = { kind: 'vfio', detail: 'qemu (4711)' } as const;
const FOUR = [{}, {}, {}, {}];

describeRule(IB_003, {
  violating: [
    [
      'one port GUID of two VMs',
      vms([
        { nodeGuid: GUID, portGuid: GUID },
        { nodeGuid: OTHER, portGuid: GUID },
      ]),
      /^portGuid 02:5a:00:00:00:00:00:01 is that of rack1\/kvm01\/pf0\/pool0\/vm0-0 and rack1\/kvm01\/pf0\/pool0\/vm1-1\. Give one of them another GUID/,
    ],
    [
      'one of three VMs on two hosts',
      [vms([both(GUID), {}]), vms([both(GUID), both(GUID)], {}, { name: 'kvm02' })] as never,
      /^nodeGuid .* and that of 1 more\..*\nportGuid /s,
    ],
    [
      'one that a VF without an owner keeps',
      vms([both(GUID)], { facts: existing([{}, { portGuid: GUID }, {}, {}]) }),
      /^portGuid 02:5a:00:00:00:00:00:01 of \S+ is that of VF 1 of 0000:3b:00\.0 on kvm01, which keeps it\. Give the attachment another port GUID, or give VF 1 another one first/,
    ],
    [
      'one of a VF that is in use',
      vms([both(GUID)], { facts: existing([{}, {}, {}, { nodeGuid: GUID }]) }),
      /^nodeGuid .* is that of VF 3 .*, which is in use: qemu \(4711\), which keeps it/,
    ],
    [
      'one that a VF without an owner keeps, in full',
      vms([both(GUID)], { facts: existing([{}, { portGuid: GUID }, {}, {}]) }),
      {
        message:
          'portGuid 02:5a:00:00:00:00:00:01 of rack1/kvm01/pf0/pool0/vm0-0 is that of VF 1 of 0000:3b:00.0 on kvm01, which keeps it',
        path: 'rack1/kvm01/pf0/pool0/vm0-0',
        pointer: 'portGuid',
        found: '02:5a:00:00:00:00:00:01',
        limit: 'one owner',
        limitSource: 'settings of VF 1 of 0000:3b:00.0 on kvm01',
        severity: 'warning',
        fix: 'Give the attachment another port GUID, or give VF 1 another one first: nothing takes a GUID off again',
      },
    ],
    [
      'one of a VF that is in use, in full',
      vms([both(GUID)], { facts: existing([{}, {}, {}, { nodeGuid: GUID }]) }),
      {
        message:
          'nodeGuid 02:5a:00:00:00:00:00:01 of rack1/kvm01/pf0/pool0/vm0-0 is that of VF 3 of 0000:3b:00.0 on kvm01, which is in use: qemu (4711), which keeps it',
        path: 'rack1/kvm01/pf0/pool0/vm0-0',
        pointer: 'nodeGuid',
        found: '02:5a:00:00:00:00:00:01',
        limit: 'one owner',
        limitSource: 'settings of VF 3 of 0000:3b:00.0 on kvm01',
        severity: 'error',
        fix: 'Give the attachment another node GUID, or give VF 3 another one first: nothing takes a GUID off again',
      },
    ],
    [
      'one of a VF that comes anew, and gets from mlx5 what the one before it had',
      vms([both(GUID)], { facts: existing([{}, { portGuid: GUID }]) }),
      /portGuid .* is that of VF 1 /,
    ],
  ],
  compliant: [
    ['GUIDs of two VMs', vms([both(GUID), both(OTHER)])],
    ['what its own VF has already', vms([both(GUID)], { facts: existing([both(GUID), {}, {}, {}]) })],
    [
      'one of a VF that comes anew, with a driver that keeps nothing',
      vms([both(GUID)], { facts: existing([{}, { portGuid: GUID }]), profile: driver('mlx5_core', { behaviour: {} }) }),
    ],
    [
      'one of a VF that is given another',
      vms([both(GUID), both(OTHER)], { facts: existing([{}, { portGuid: GUID }, {}, {}]) }),
    ],
  ],
  notApplicable: [['VMs without GUIDs', vms([{}], { facts: existing(FOUR) })]],
  unknown: [
    ['a GUID that is a token', token(['portGuid']), 'portGuid of 1 attachment (a token, known only at deploy)'],
    [
      'GUIDs that are tokens',
      token(['nodeGuid', 'portGuid']),
      'nodeGuid and portGuid of 1 attachment (a token, known only at deploy)',
    ],
  ],
});

describeRule(IB_004, {
  violating: [
    [
      'a driver that takes none, and gives way to the subnet manager',
      vms([{}], { profile: driver('mlx4_core'), facts: port('infiniband', { driver: 'mlx4_core' }) }),
      /^the VF of vm0 is given no node GUID and port GUID: the driver mlx4_core takes none of VFs: EOPNOTSUPP \(0000:3b:00\.0, mlx4_core\)\. Let the subnet manager give VFs their GUIDs/,
    ],
    [
      'a VF of somebody else that reports zeros',
      vms([{}], { facts: existing([both(ZERO), {}, {}, {}]), wanted: { externallyManaged: true } }),
      /^the VF of vm0 has no node GUID and port GUID: another manages it, and the host shows zeros .*Have its manager set them: ip link set PF vf 0 node_guid and port_guid, before the VF is bound/,
    ],
  ],
  compliant: [
    ['GUIDs that are given', vms([both(GUID)])],
    ['GUIDs of a VF of somebody else', vms([both(GUID)], { wanted: { externallyManaged: true } })],
  ],
  notApplicable: [
    ['a VF on Ethernet', vms([{}], { facts: ETHERNET })],
    ['a port whose link type nobody knows', vms([{}], { facts: port(null) })],
    ['a drive', onePf({ facts: nvmeFacts(), pools: [{ settings: {}, attached: [{}] }] })],
  ],
  unknown: [
    ['GUIDs that are tokens', token()],
    [
      'a VF of somebody else whose GUIDs ip does not show',
      vms([{}], { facts: existing(FOUR), wanted: { externallyManaged: true } }),
    ],
  ],
});

test('IB-004 asks whether a driver takes the GUIDs that it is given, and leaves those that are stated to DRV-001', () => {
  const profile = driver('mlx5_core', { operations: {}, vfAttributes: null });
  const host = resolvedHost(vms([both(GUID)], { profile }));
  const derived = { ...host.physicalFunctions[0]?.pools[0]?.attachments[0], settings: {} };
  const kinds = [host.physicalFunctions[0]?.pools[0]?.attachments[0], derived].map((attachment) =>
    IB_004.on === 'attachment' ? IB_004.check(attachment as never, host.physicalFunctions[0] as never, host) : null,
  );
  expect(kinds).toMatchObject([
    { verdict: 'compliant' },
    {
      verdict: 'unknown',
      missing: 'whether the driver mlx5_core takes GUIDs of VFs',
    },
  ]);
});

/** A pool of VFs that somebody else hands out. */
const handedOut = (
  pf: PfSketch,
  settings: PoolSketch['settings'] = { driver: 'vfio-pci' },
  host: HostSketch = {},
): HostSketch => onePf({ ...pf, pools: [{ count: 4, settings }] }, host);

describeRule(IB_005, {
  violating: [
    [
      'VFs that are still to come',
      handedOut({ facts: INFINIBAND }),
      /^4 VFs of the pool go to VMs of no attachment, and nothing gives them GUIDs \(0000:3b:00\.0, mlx5_core\)\. Attach the VMs to the pool/,
    ],
    [
      'VFs of which some have none, or one alone',
      handedOut({ facts: existing([both(GUID), both(ZERO), { nodeGuid: GUID }, {}]) }),
      /^3 VFs of the pool go to VMs/,
    ],
    ['VFs of a host that nobody read', handedOut({ facts: INFINIBAND }, undefined, { presumed: true }), /^4 VFs/],
  ],
  compliant: [
    ['VFs with GUIDs', handedOut({ facts: existing([1, 2, 3, 4].map((n) => both(`02:00:00:00:00:00:00:0${n}`))) })],
  ],
  notApplicable: [
    ['a pool with attachments, beside which VFs are in reserve', vms([both(GUID)])],
    ['VFs that stay with the host', handedOut({ facts: INFINIBAND }, { driver: 'native' })],
    ['VFs on Ethernet', handedOut({ facts: ETHERNET })],
    ['a pool without VFs', onePf({ facts: INFINIBAND, pools: [{ count: 0, settings: { driver: 'vfio-pci' } }] })],
  ],
  unknown: [
    ['a driver that is a token', onePf({ facts: INFINIBAND, pools: [{ settings: {}, unresolved: ['driver'] }] })],
    ['a number of VFs that is a token', { pfs: [{ facts: INFINIBAND, profile: MLX5, change: { numVfs: null } }] }],
  ],
});
