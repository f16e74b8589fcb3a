import type { PhysicalFunctionFacts } from '../../lib/inventory/inventory';
import type { SettingsMaker } from '../../lib/model/wanted';
import type { OperationCondition } from '../../lib/catalog/operations';
import { DRV_DEFERRED } from '../../lib/rules/drv';
import type { VfSettings } from '../../lib/model/settings';
import { DRV_001 } from '../../lib/rules/drv/drv-001';
import { DRV_002 } from '../../lib/rules/drv/drv-002';
import { DRV_003 } from '../../lib/rules/drv/drv-003';
import { DRV_005 } from '../../lib/rules/drv/drv-005';
import { DRV_006 } from '../../lib/rules/drv/drv-006';
import { DRV_007 } from '../../lib/rules/drv/drv-007';
import { DRV_010 } from '../../lib/rules/drv/drv-010';
import { DRV_011 } from '../../lib/rules/drv/drv-011';
import { DRV_009 } from '../../lib/rules/drv/drv-009';
import { judge } from '../../lib/rules/judge';
import { device, profile } from '../support/catalog';
import { interfaceFacts, nicFacts, nvmeFacts, vfFacts } from '../support/facts';
import { type HostSketch, type PfSketch, type PoolSketch, resolvedHost } from '../support/resolved';
import { describeRule } from '../support/rule-table';

const onePf = (pf: PfSketch): HostSketch => ({ pfs: [pf] });
const facts = (driver: string, change: Partial<PhysicalFunctionFacts> = {}) => nicFacts({ driver, ...change });
const pool = (driver: string, settings: PoolSketch['settings'], change: PoolSketch = {}): HostSketch =>
  onePf({ facts: facts(driver), profile: profile(driver), pools: [{ settings, ...change }] });
const of = (driver: string, vendorId: string, deviceId: string, settings: PoolSketch['settings']): HostSketch =>
  onePf({ facts: facts(driver, { vendorId, deviceId }), profile: profile(driver), pools: [{ settings }] });
const drive = (settings: PoolSketch['settings']): HostSketch =>
  onePf({ facts: nvmeFacts(), profile: profile('nvme'), pools: [{ settings }] });
const GPU_FACTS = facts('xe', { deviceClass: 'other', classCode: '030000', network: null });
/** VFs of a GPU on a kernel. */
const gpu = (
  settings: PoolSketch['settings'],
  kernelRelease: string | null = '7.0.0',
  change: PfSketch = {},
): HostSketch => ({
  ...onePf({ facts: GPU_FACTS, profile: profile('xe'), pools: [{ settings }], ...change }),
  inventory: { kernelRelease },
});
const { linkState: _flag, ...ICE_FLAGS } = profile('ice').vfAttributes ?? { vfStats: null, source: null };
const ICE = { ...profile('ice'), vfAttributes: ICE_FLAGS };
const ALWAYS_IGNORED = { linkState: [{ does: 'ignored', source: 'source of ice' }] } as const;

/** Link state on a driver of ice that takes it by kernel, and as the rest says. */
const linkStateWhen = (...when: readonly OperationCondition[]): PfSketch => ({
  profile: {
    ...ICE,
    operations: {
      linkState: [
        ...when.map((one) => ({ when: one, does: 'refused', source: 'x' }) as const),
        { does: 'taken', source: 'x' },
      ],
    },
  },
  pools: [{ settings: { linkState: 'enable' } }],
});

describeRule(DRV_001, {
  violating: [
    [
      'a link state on igb',
      pool('igb', { linkState: 'enable' }),
      /linkState is enable, and the driver igb does not take link state: EOPNOTSUPP \(0000:3b:00\.0, igb\)\. Leave linkState out/,
    ],
    ['a rate limit on sfc', pool('sfc', { maxTxRateMbps: 100 }), /maxTxRateMbps is 100, and the driver sfc/],
    ['trust on mlx4', pool('mlx4_core', { trust: true }), /trust is true/],
    ['trust on be2net', pool('be2net', { trust: true }), /the driver be2net does not take trust: EOPNOTSUPP/],
    [
      'a rate limit on I350',
      of('igb', '8086', '1521', { maxTxRateMbps: 100 }),
      /the driver igb does not take max_tx_rate/,
    ],
    [
      'RSS queries on X550',
      of('ixgbe', '8086', '1563', { queryRss: true }),
      /does not take query_rss: EOPNOTSUPP on 8086:1563/,
    ],
    [
      'a link that is always up on ixgbe',
      pool('ixgbe', { linkState: 'enable' }),
      /ignored, without an error, in Linux 6\.1 and later for enable/,
    ],
    [
      'a link that is down on ixgbe of a kernel that reports it as auto',
      { ...pool('ixgbe', { linkState: 'disable' }), inventory: { kernelRelease: '6.1.0-28-amd64' } },
      {
        message:
          'linkState is disable, and the driver ixgbe takes link state, but reports auto all the same, in Linux 6.1 to before 6.2 for disable: no run can tell that it is set, and each sets it again (0000:3b:00.0, ixgbe)',
        pointer: 'linkState',
        found: 'disable',
        limit: 'link state that can be read back',
        limitSource:
          'Linux 6.1.192:drivers/net/ethernet/intel/ixgbe/ixgbe_sriov.c (ixgbe_ndo_get_vf_config says nothing of the link state, for which rtnetlink then says auto; Linux 6.8 says it)',
        fix: 'Leave linkState out, and set it with ip link where it is needed',
      },
    ],
    [
      'a spoof check of which sfc reports nothing',
      pool('sfc', { spoofCheck: true }),
      /takes spoofchk, but reports nothing of it: no run can tell that it is set/,
    ],
    [
      'a rate limit on ice of a kernel whose driver has none',
      { ...pool('ice', { maxTxRateMbps: 100 }), inventory: { kernelRelease: '5.15.0' } },
      /the driver ice does not take max_tx_rate: EOPNOTSUPP in Linux before 5\.16/,
    ],
    [
      'a spoof check that ice says is on and has taken off in switchdev mode',
      onePf({
        facts: facts('ice'),
        profile: profile('ice'),
        change: { eswitchMode: 'switchdev' },
        pools: [{ settings: { spoofCheck: true } }],
      }),
      /spoofCheck is true, and the driver ice does not take spoofchk: ignored, without an error, in switchdev mode for on/,
    ],
    [
      'a GUID on an Ethernet link, whatever the driver',
      pool('ice', { portGuid: '02:00:00:00:00:00:00:01' }),
      /does not take port_guid: EOPNOTSUPP on Ethernet links .*\. Leave portGuid out: it is of InfiniBand links, and on Ethernet a VF has mac, vlan,/,
    ],
    [
      'a GUID that mlx4 leaves to the subnet manager',
      onePf({
        facts: facts('mlx4_core'),
        profile: profile('mlx4_core'),
        change: { linkType: 'infiniband' },
        pools: [{ settings: { nodeGuid: '02:00:00:00:00:00:00:01' } }],
      }),
      /the driver mlx4_core does not take node_guid: EOPNOTSUPP .*\. Leave nodeGuid out, or use a card whose driver takes node_guid/,
    ],
    [
      'Ethernet settings on an InfiniBand link',
      onePf({
        facts: facts('mlx5_core'),
        profile: profile('mlx5_core'),
        change: { linkType: 'infiniband' },
        pools: [{ settings: { vlan: 5 } }],
      }),
      /does not take vlan: EOPNOTSUPP on InfiniBand links .*\. Leave vlan out: it is of Ethernet links, and on InfiniBand a VF has nodeGuid, portGuid and linkState/,
    ],
    [
      'a spoof check on cxgb4 that would not come, in an attachment alone',
      pool('cxgb4', {}, { attached: [{ vm: 'a', overrides: { spoofCheck: true } }] }),
      /spoofCheck is true, and the driver cxgb4 does not take spoofchk/,
    ],
    [
      'any VF setting of a function that a hypervisor gave to this machine',
      onePf({ facts: facts('virtio-pci'), pools: [{ settings: { vlan: 5 } }] }),
      /vlan is 5, and the driver virtio-pci does not take vlan/,
    ],
    [
      'a time slice of a kernel whose driver has no quotas',
      gpu({ execQuantumMs: 20 }, '6.18.2'),
      {
        message:
          'execQuantumMs is 20, and the driver xe has no sriov_admin/vfN/profile/exec_quantum_ms in Linux 6.18.2 (0000:3b:00.0, xe)',
        pointer: 'execQuantumMs',
        found: '20',
        limit: 'no sriov_admin/vfN/profile/exec_quantum_ms',
        limitSource: profile('xe').vfQuotas?.source ?? '',
        fix: 'Leave execQuantumMs out, or take a later kernel',
      },
    ],
    [
      'video memory of a kernel that shares it out by itself',
      gpu({ vramQuotaBytes: 2 ** 30 }, '6.19.1'),
      /has no sriov_admin\/vfN\/profile\/vram_quota in Linux 6\.19\.1/,
    ],
    [
      'a time slice that would be cut',
      gpu({ execQuantumMs: 100_001 }),
      /takes 100000 at most: of more it takes that, without an error .*\. Lower execQuantumMs to 100000/,
    ],
    [
      'a preemption timeout that would be cut',
      gpu({ preemptTimeoutUs: 100_000_001 }),
      /takes 100000000 at most.*Lower preemptTimeoutUs/,
    ],
    [
      'video memory that would be rounded up',
      gpu({ vramQuotaBytes: 2 ** 21 + 1 }),
      /rounds it up to 4194304, without an error .*\. Set vramQuotaBytes to 4194304/,
    ],
    ['quotas of a NIC', pool('ice', { execQuantumMs: 20 }), /execQuantumMs is set, and the PF is a NIC/],
    [
      'quotas of a crypto accelerator, whose functions are like those of a GPU',
      gpu({ execQuantumMs: 20 }, '7.0.0', { profile: { ...profile('xe'), kind: 'crypto' } }),
      /execQuantumMs is set, and the PF is .*: nothing comes of it/,
    ],
    [
      'network settings of an NVMe SSD',
      drive({ vlan: 5, spoofCheck: true }),
      /vlan and spoofCheck are set, and the PF is an NVMe SSD: nothing comes of it/,
    ],
    [
      'what is to be seen of both, in full',
      drive({ vlan: 5, spoofCheck: true }),
      {
        message: 'vlan and spoofCheck are set, and the PF is an NVMe SSD: nothing comes of it (0000:86:00.0, nvme)',
        severity: 'warning',
        pointer: 'vlan',
        limitSource: 'class of the PF (010802)',
        fix: 'Leave vlan and spoofCheck out',
      },
    ],
    [
      'settings of a NIC of a drive that was not read',
      onePf({
        facts: null,
        device: device('ssstc-ed1'),
        change: { deviceClass: 'nvme' },
        pools: [{ settings: { vlan: 5 } }],
      }),
      /^vlan is set, and the PF is an NVMe SSD/,
    ],
    [
      'a link state on igb, in full',
      pool('igb', { linkState: 'enable' }),
      {
        message: 'linkState is enable, and the driver igb does not take link state: EOPNOTSUPP (0000:3b:00.0, igb)',
        pointer: 'linkState',
        found: 'enable',
        limit: 'no link state',
        limitSource: profile('igb').vfAttributes?.source ?? '',
        fix: 'Leave linkState out, or use a card whose driver takes link state',
      },
    ],
    [
      'a link that is always up on a driver that ignores it, in full',
      onePf({
        profile: { ...profile('ice'), operations: ALWAYS_IGNORED },
        pools: [{ settings: { linkState: 'enable' } }],
      }),
      {
        message:
          'linkState is enable, and the driver ice does not take link state: ignored, without an error (0000:3b:00.0, ice)',
        pointer: 'linkState',
        found: 'enable',
        limit: 'link state ignored',
        limitSource: 'source of ice',
        fix: 'Leave linkState out, or use a card whose driver takes link state',
      },
    ],
    [
      'a setting of a NIC that a hypervisor gave to this machine, in full',
      onePf({ facts: facts('virtio-pci'), pools: [{ settings: { trust: true } }] }),
      {
        message: 'trust is true, and the driver virtio-pci does not take trust: EOPNOTSUPP (0000:3b:00.0, virtio-pci)',
        pointer: 'trust',
        found: 'true',
        limit: 'no trust',
        limitSource: 'measured: EOPNOTSUPP from a PF without VF operations (virtio)',
        fix: 'Leave trust out, or use a card whose driver takes trust',
      },
    ],
    ['NVMe resources of a NIC', pool('ice', { nvmeVirtualQueues: 2 }), /nvmeVirtualQueues is set, and the PF is a NIC/],
  ],
  compliant: [
    ['quotas of a GPU', gpu({ execQuantumMs: 100_000, preemptTimeoutUs: 500, vramQuotaBytes: 2 ** 30 })],
    ['time slices of a GPU, since Linux 6.19', gpu({ execQuantumMs: 0, preemptTimeoutUs: 0 }, '6.19.0')],
    ['settings that the driver takes', pool('ice', { spoofCheck: true, trust: true, vlan: 5, linkState: 'enable' })],
    ['the default link state on a driver without link states', pool('igb', { linkState: 'auto' })],
    ['no trust on a driver without trust', pool('sfc', { trust: false })],
    ['no rate limit on a driver without rate limits', pool('sfc', { maxTxRateMbps: 0 })],
    ['a rate that the driver rounds, which RATE-005 is about', pool('i40e', { maxTxRateMbps: 120 })],
    ['a rate above the link, which RATE-002 is about', of('igb', '8086', '10c9', { maxTxRateMbps: 99_000 })],
    [
      'a rate on a link whose speed nobody knows, which RATE-002 and RATE-006 are about',
      onePf({
        facts: facts('ixgbe'),
        profile: profile('ixgbe'),
        change: { linkMbps: null },
        pools: [{ settings: { maxTxRateMbps: 500 } }],
      }),
    ],
    ['a rate that the driver cannot count, which RATE-006 is about', pool('ixgbe', { maxTxRateMbps: 5 })],
    [
      'a rate on InfiniBand, which RATE-009 is about',
      onePf({
        facts: facts('mlx5_core'),
        profile: profile('mlx5_core'),
        change: { linkType: 'infiniband' },
        pools: [{ settings: { maxTxRateMbps: 500 } }],
      }),
    ],
    [
      'trust in switchdev mode, which ESW-006 is about',
      onePf({ profile: profile('ice'), change: { eswitchMode: 'switchdev' }, pools: [{ settings: { trust: true } }] }),
    ],
    ['a rate limit on 82576', of('igb', '8086', '10c9', { maxTxRateMbps: 100 })],
    ['RSS queries on 82599', of('ixgbe', '8086', '10fb', { queryRss: true })],
  ],
  notApplicable: [
    ['a pool that states nothing', pool('igb', {})],
    [
      'guaranteed rates and tag protocols, which have rules of their own',
      pool('igb', { minTxRateMbps: 5, vlanProtocol: '802.1ad' }),
    ],
    ['settings of a NIC that ask for nothing, of a drive', drive({ vlan: 0, trust: false })],
    [
      'settings of a NIC that are tokens, of a drive',
      onePf({ ...drive({}).pfs?.[0], pools: [{ settings: {}, unresolved: ['vlan'] }] }),
    ],
    ['an NVMe SSD with NVMe settings', drive({ driver: 'vfio-pci', nvmeVirtualQueues: 2 })],
  ],
  unknown: [
    [
      'a rate limit on an ice that is built beside a kernel whose own has none',
      {
        ...onePf({
          facts: facts('ice', { driverOutOfTree: true }),
          profile: profile('ice'),
          pools: [{ settings: { maxTxRateMbps: 100 } }],
        }),
        inventory: { kernelRelease: '5.15.0' },
      },
      'whether the driver ice takes max_tx_rate: it is another thing in Linux before 5.16, or in Linux 5.16 to before 6.1 with a driver without rates of VFs, as in Linux 5.15 and not in 6.1; its module is built beside the kernel',
    ],
    [
      'quotas of a kernel that nobody has read',
      gpu({ execQuantumMs: 20 }, null),
      "whether xe has sriov_admin/vfN/profile/exec_quantum_ms in the host's kernel",
    ],
    [
      'quotas of a GPU whose driver is not known to have any',
      gpu({ vramQuotaBytes: 2 ** 30 }, '7.0.0', { profile: { ...profile('xe'), vfQuotas: undefined } }),
      'whether xe takes the VRAM quota of a VF',
    ],
    [
      'a quota that is a token',
      onePf({ facts: GPU_FACTS, profile: profile('xe'), pools: [{ settings: {}, unresolved: ['vramQuotaBytes'] }] }),
    ],
    ['a setting of which no source says whether the driver takes it', pool('zxdh', { queryRss: true })],
    [
      'a driver that nobody knows',
      onePf({ facts: facts('newdrv'), pools: [{ settings: { trust: true } }] }),
      'whether the driver newdrv takes trust',
    ],
    ['a rate limit on mlx5, where the firmware decides', pool('mlx5_core', { maxTxRateMbps: 100 })],
    ['a setting that is a token', pool('igb', {}, { unresolved: ['linkState'] })],
    [
      'a driver that nobody knows, of a card that nobody read',
      onePf({ facts: null, pools: [{ settings: { trust: true } }] }),
      'driver of the PF',
    ],
    [
      'a driver whose answer depends on a kernel that nobody read',
      { ...onePf(linkStateWhen({ kernel: { from: '6.7' } })), inventory: { kernelRelease: null } },
      'whether the driver ice takes link state: it is another thing in Linux 6.7 and later; the inventory has no release of the kernel',
    ],
    [
      'a driver whose answer depends on the release, on a kernel that has drivers of later ones',
      { ...onePf(linkStateWhen({ kernel: { from: '6.7' } })), inventory: { kernelRelease: '5.14.0-427.el9.x86_64' } },
      'whether the driver ice takes link state: it is another thing in Linux 6.7 and later; 5.14.0-427.el9.x86_64 is an enterprise kernel, which has drivers of later releases',
    ],
    [
      'a driver whose answer depends on what nobody said of the port',
      onePf(linkStateWhen({ stated: 'adq' }, { stated: 'dcb' })),
      'whether the driver ice takes link state: it is another thing with ADQ, or with DCB',
    ],
  ],
});

test('DRV-001 says what is wrong with a pool once, however many attachments override something else', () => {
  const host = resolvedHost(
    pool(
      'igb',
      { linkState: 'enable' },
      { attached: ['a', 'b'].map((vm) => ({ vm, overrides: { driver: 'vfio-pci' as const } })) },
    ),
  );
  const violations = judge(DRV_001, [host]).filter(({ verdict }) => verdict.verdict === 'violation');
  expect(violations.map(({ path }) => path)).toEqual(['rack1/kvm01/pf0/pool0']);
});

test('DRV-001 names each setting that the driver does not take', () => {
  const host = resolvedHost(pool('cxgb4', { trust: true, spoofCheck: true, linkState: 'enable' }));
  const pointers = judge(DRV_001, [host]).map(({ verdict }) =>
    'pointer' in verdict ? verdict.pointer : verdict.verdict,
  );
  expect(pointers).toEqual(['spoofCheck', 'trust']);
});

const rdma = (pf: PfSketch, change: PoolSketch = {}): HostSketch =>
  onePf({ ...pf, pools: [{ use: { rdma: true }, ...change }] });

describeRule(DRV_002, {
  violating: [
    [
      'VFs of a driver without RDMA on them',
      rdma({ profile: profile('ena') }),
      /rdma is set, and VFs of this card have no RDMA.*Leave rdma out, or take a card/,
    ],
    [
      'a card whose VFs have none, whatever its driver does elsewhere',
      rdma({
        profile: profile('mlx5_core'),
        device: { ...device('mlx-cx5'), rdma: { pf: true, vf: false, source: 'data sheet' } },
      }),
      {
        message: 'rdma is set, and VFs of this card have no RDMA (0000:3b:00.0, ice)',
        pointer: 'rdma',
        found: 'rdma: true',
        limit: 'no RDMA on VFs',
        limitSource: 'data sheet',
      },
    ],
    [
      'a driver that has none on VFs, with who says so',
      rdma({ profile: { ...profile('ice'), rdmaOnVf: false, rdmaSource: 'manual of ice' } }),
      {
        message: 'rdma is set, and VFs of this card have no RDMA (0000:3b:00.0, ice)',
        pointer: 'rdma',
        found: 'rdma: true',
        limit: 'no RDMA on VFs',
        limitSource: 'manual of ice',
      },
    ],
    [
      'a driver that has none on VFs, where nobody says who says so',
      rdma({ profile: { ...profile('ice'), rdmaOnVf: false, rdmaSource: undefined } }),
      {
        message: 'rdma is set, and VFs of this card have no RDMA (0000:3b:00.0, ice)',
        pointer: 'rdma',
        found: 'rdma: true',
        limit: 'no RDMA on VFs',
        limitSource: DRV_002.source,
      },
    ],
  ],
  compliant: [
    [
      'a guest with its own driver on a VF that is passed through',
      rdma({ profile: profile('mlx5_core') }, { settings: { driver: 'vfio-pci' } }),
    ],
    ['RDMA on the native driver', rdma({ profile: profile('mlx5_core') }, { settings: { driver: 'native' } })],
  ],
  notApplicable: [
    ['a pool without RDMA', {}],
    ['a drive', drive({})],
  ],
  unknown: [
    ['a use that is a token', onePf({ pools: [{ unresolved: ['rdma'] }] })],
    [
      'a driver of which no source tells',
      rdma({ profile: profile('ice') }),
      'RDMA of the VFs of a card that the catalog does not know (driver ice)',
    ],
  ],
});

const netdev = (adminUp: boolean | null) => ({
  interfaces: [interfaceFacts({ adminUp })],
  linkType: 'ethernet' as const,
  eswitchMode: 'legacy' as const,
  carriesManagement: false,
});
const bnxt = (wanted: PfSketch['wanted'], adminUp: boolean | null = false): HostSketch =>
  onePf({ facts: facts('bnxt_en', { network: netdev(adminUp) }), profile: profile('bnxt_en'), wanted });

describeRule(DRV_003, {
  violating: [
    [
      'a bnxt PF that is to be down',
      bnxt({ adminUp: false }, true),
      /the PF is to be down and has VFs, which bnxt_en creates none of while it is down .*Set adminUp to true/,
    ],
    [
      'a PF that somebody else manages and that is down',
      bnxt({ externallyManaged: true }),
      /the PF is down and has VFs.*Have the PF brought up by who manages it/,
    ],
    [
      'a PF of another driver that is to be down',
      onePf({ wanted: { adminUp: false } }),
      /the PF is to be down and has VFs \(/,
    ],
  ],
  compliant: [
    ['a PF that is down and that the plan brings up', bnxt({})],
    ['a PF that is to be up', bnxt({ adminUp: true })],
    ['a PF that somebody else keeps up', bnxt({ externallyManaged: true }, true)],
  ],
  notApplicable: [
    ['a PF without VFs', bnxt({ adminUp: false, numVfs: 0 })],
    ['an NVMe SSD', onePf({ facts: nvmeFacts(), wanted: { adminUp: false } })],
    ['an InfiniBand port', onePf({ change: { linkType: 'infiniband' }, wanted: { adminUp: false } })],
  ],
  unknown: [
    ['a PF that somebody else manages and that was not read', bnxt({ externallyManaged: true }, null)],
    ['a PF without a netdev', onePf({ facts: facts('ice', { network: null }) })],
    ['a state that is a token', bnxt({ unresolved: ['adminUp'] })],
    ['a number of VFs that is a token', onePf({ change: { numVfs: null } })],
  ],
});

test('DRV-003 is an error where the driver creates no VF, and a warning elsewhere', () => {
  const severities = [bnxt({ adminUp: false }), onePf({ wanted: { adminUp: false } })].map((sketch) => {
    const verdict = judge(DRV_003, [resolvedHost(sketch)])[0]?.verdict;
    return verdict?.verdict === 'violation' ? (verdict.severity ?? DRV_003.severity) : undefined;
  });
  expect(severities).toEqual(['error', 'warning']);
});

const modules = (loaded: string[] | null, kernelArguments: string[] = []) => ({ modules: loaded, kernelArguments });
const nativeVfs = (change: PfSketch = {}): HostSketch =>
  onePf({ pools: [{ settings: { driver: 'native' } }], ...change });

const WHOLE: PfSketch = { pools: [], wanted: { assignedToVm: 'db1' } };

describeRule(DRV_005, {
  violating: [
    [
      'a variant of vfio-pci that the kernel of the host has not',
      {
        ...onePf({ pools: [{ settings: { driver: 'mlx5_vfio_pci' } }] }),
        inventory: { ...modules([]), kernelRelease: '6.1.0-50-cloud-amd64', vfioModules: ['vfio', 'vfio_pci'] },
      },
      {
        message:
          'VFs are to be bound to mlx5_vfio_pci, and the running kernel of the host has no module mlx5_vfio_pci (0000:3b:00.0, ice)',
        pointer: 'driver',
        found: 'mlx5_vfio_pci',
        limit: 'vfio and vfio_pci',
        limitSource: 'modules.dep and modules.builtin of the running kernel',
        fix: 'Take a kernel that has the module mlx5_vfio_pci, install it, or choose another driver',
      },
    ],
    [
      'a driver that the kernel must not load',
      { inventory: modules([], ['module_blacklist=nouveau,vfio-pci']) },
      {
        message:
          'VFs are to be bound to vfio-pci, which is on module_blacklist of the running kernel (0000:3b:00.0, ice)',
        pointer: 'driver',
        found: 'module_blacklist with vfio_pci',
        fix: 'Take vfio_pci off module_blacklist and reboot, or choose another driver',
      },
    ],
    [
      'one that the next kernel must not load',
      { policy: { kernelArguments: ['module_blacklist=vfio_pci'] } },
      /is on module_blacklist of the kernel arguments to set/,
    ],
    [
      'a PF that goes to a VM as a whole, of a kernel that must not load vfio-pci',
      { ...onePf(WHOLE), inventory: modules([], ['module_blacklist=vfio-pci']) },
      /^the PF is to be bound to vfio-pci, which is on module_blacklist of the running kernel \(/,
    ],
    [
      'the same of the next kernel',
      { ...onePf(WHOLE), policy: { kernelArguments: ['module_blacklist=vfio-pci'] } },
      /^the PF is to be bound to vfio-pci, which is on module_blacklist of the kernel arguments to set \(/,
    ],
    [
      'a VF driver that must not be loaded beside one that may',
      {
        ...onePf({
          device: device('intel-82576'),
          pools: [{ settings: { driver: 'vfio-pci' } }, { settings: { driver: 'native' } }],
        }),
        inventory: modules(['vfio_pci'], ['module_blacklist=igbvf']),
      },
      {
        message: 'VFs are to be bound to igbvf, which is on module_blacklist of the running kernel (0000:3b:00.0, ice)',
        pointer: 'driver',
        found: 'module_blacklist with igbvf',
        fix: 'Take igbvf off module_blacklist and reboot, or choose another driver',
      },
    ],
    [
      'a VF driver of an attachment',
      {
        ...onePf({
          device: device('intel-82576'),
          pools: [{ attached: [{ vm: 'a', overrides: { driver: 'native' } }] }],
        }),
        inventory: modules(['vfio_pci'], ['module_blacklist=igbvf']),
      },
      /bound to igbvf/,
    ],
  ],
  compliant: [
    ['vfio-pci that is loaded', { inventory: modules(['vfio_pci']) }],
    ['a PF that goes to a VM as a whole', onePf(WHOLE)],
    ['the same that was not found', onePf({ ...WHOLE, facts: null })],
    ['a blacklist of another module', { inventory: modules(['vfio_pci'], ['module_blacklist=vfio,nouveau']) }],
    [
      'vfio-pci that is built in and drives a VF already',
      {
        ...onePf({ facts: nicFacts({ virtualFunctions: [vfFacts(0, { driver: 'vfio-pci' })] }) }),
        inventory: modules([]),
      },
    ],
    [
      'a blacklist that stops automatic loading only',
      { inventory: modules(['vfio_pci'], ['modprobe.blacklist=vfio_pci']) },
    ],
    [
      'a VF driver that is loaded',
      { ...nativeVfs({ device: device('intel-e810-xxv-sfp') }), inventory: modules(['iavf']) },
    ],
    ['a VF driver that serves the PF as well', nativeVfs({ facts: facts('xe'), device: device('intel-adl-gt') })],
    [
      'a VF driver that a VF of an unknown device is on now',
      nativeVfs({ facts: nicFacts({ virtualFunctions: [vfFacts(0, { driver: 'newvf' })] }) }),
    ],
  ],
  notApplicable: [
    ['VFs without a driver', onePf({ pools: [{ settings: { driver: 'none' } }, { settings: {} }] })],
    ['a PF without VFs', onePf({ wanted: { numVfs: 0 } })],
    ['a PF that was not found', onePf({ facts: null })],
  ],
  unknown: [
    [
      'a variant that the kernel has and that is not loaded',
      {
        ...onePf({ pools: [{ settings: { driver: 'mlx5_vfio_pci' } }] }),
        inventory: { ...modules([]), vfioModules: ['mlx5_vfio_pci', 'vfio', 'vfio_pci'] },
      },
    ],
    [
      'a driver of the vendor, of which the list of VFIO modules tells nothing',
      { ...onePf({ pools: [{ settings: { driver: 'frob' } }] }), inventory: { ...modules([]), vfioModules: ['vfio'] } },
    ],
    [
      'a driver that is not loaded yet',
      { inventory: modules(['ice']) },
      'whether the module vfio_pci can be loaded (it is not loaded now; the plan loads it and reads the binding back)',
    ],
    [
      'a driver that is in no list, whose module may have another name',
      { ...onePf({ pools: [{ settings: { driver: 'frob_vfio_pci' } }] }), inventory: modules(['ice']) },
      'whether the module frob_vfio_pci can be loaded, and has the driver frob_vfio_pci (it is not loaded now; the plan loads it and reads the binding back)',
    ],
    [
      'a driver that is not loaded yet, where VFs are on another one',
      {
        ...onePf({ facts: nicFacts({ virtualFunctions: [vfFacts(0, { driver: 'iavf' })] }) }),
        inventory: modules([]),
      },
    ],
    ['modules that were not read', { inventory: modules(null) }],
    ['the VF driver of an unknown device', nativeVfs(), 'VF driver of 8086:159b'],
    [
      'the VF driver of an unknown device whose VFs are on vfio-pci now',
      nativeVfs({ facts: nicFacts({ virtualFunctions: [vfFacts(0, { driver: 'vfio-pci' })] }) }),
      'VF driver of 8086:159b',
    ],
    [
      'the VF driver of an unknown device whose VFs have none now',
      nativeVfs({ facts: nicFacts({ virtualFunctions: [vfFacts(0, { driver: null })] }) }),
      'VF driver of 8086:159b',
    ],
  ],
});

const autoprobe = (driversAutoprobe: boolean | undefined, now: boolean | null, pools: PoolSketch[]): HostSketch =>
  onePf({
    facts: nicFacts({ driversAutoprobe: now }),
    wanted: driversAutoprobe === undefined ? {} : { driversAutoprobe },
    pools,
  });
const assigned: PoolSketch = { settings: { driver: 'vfio-pci' } };
const vgpu = (driver: VfSettings['driver'], change: PfSketch = {}): HostSketch =>
  onePf({ profile: profile('nvidia'), pools: [{ settings: driver === undefined ? {} : { driver } }], ...change });

describeRule(DRV_010, {
  violating: [
    [
      'VFs of a vGPU that are taken from their driver',
      vgpu('vfio-pci'),
      /VFs are to be on vfio-pci, and nvidia hands them to VMs itself \(.*\)\. Leave driver out/,
    ],
    ['VFs of a vGPU that are left on none', vgpu('none'), /are to be on no driver/],
    [
      'an attachment that takes one of them',
      vgpu(undefined, { pools: [{ settings: {}, attached: [{ overrides: { driver: 'vfio-pci' } }] }] }),
      /are to be on vfio-pci/,
    ],
  ],
  compliant: [
    ['VFs of a vGPU whose driver is not stated', vgpu(undefined)],
    ['VFs of a vGPU on their native driver', vgpu('native')],
  ],
  notApplicable: [['VFs of another driver', onePf({ profile: profile('ice') })]],
  unknown: [['a driver that is a token', vgpu(undefined, { pools: [{ settings: {}, unresolved: ['driver'] }] })]],
});

describeRule(DRV_009, {
  violating: [
    [
      'a native driver that nobody knows, and autoprobe off',
      nativeVfs({ wanted: { driversAutoprobe: false } }),
      /nobody knows which that is, and driversAutoprobe keeps the kernel from binding it \(0000:3b:00\.0, ice\)\. Leave driversAutoprobe out/,
    ],
  ],
  compliant: [['a native driver that the kernel finds', nativeVfs()]],
  notApplicable: [
    [
      'a native driver that is known',
      nativeVfs({ device: device('intel-e810-xxv-sfp'), wanted: { driversAutoprobe: false } }),
    ],
    [
      'VFs that go to VMs',
      onePf({ pools: [{ settings: { driver: 'vfio-pci' } }], wanted: { driversAutoprobe: false } }),
    ],
    ['a PF that somebody else manages', nativeVfs({ wanted: { externallyManaged: true, driversAutoprobe: false } })],
  ],
  unknown: [['a wish that is a token', nativeVfs({ wanted: { unresolved: ['driversAutoprobe'] } })]],
});

const left: PoolSketch = { settings: {}, attached: [{ vm: 'a' }] };

describeRule(DRV_006, {
  violating: [
    [
      'autoprobe that is asked for',
      autoprobe(true, false, [assigned]),
      /VFs go to VMs, and the kernel binds a driver to each new one first .*Set driversAutoprobe to false/,
    ],
    ['autoprobe that nobody turns off', autoprobe(undefined, true, [left]), /driver to each new one first/],
    [
      'autoprobe that nobody turns off, in full',
      autoprobe(undefined, true, [left]),
      {
        message: 'VFs go to VMs, and the kernel binds a driver to each new one first (0000:3b:00.0, ice)',
        pointer: 'driversAutoprobe',
        found: 'autoprobe on',
        limit: 'autoprobe off',
      },
    ],
  ],
  compliant: [
    ['autoprobe that is turned off', autoprobe(false, true, [left])],
    ['a managed driver, for which the plan turns it off', autoprobe(undefined, true, [assigned])],
    ['autoprobe that is off', autoprobe(undefined, false, [left])],
  ],
  notApplicable: [
    ['VFs that stay with the host', autoprobe(true, true, [{ settings: { driver: 'native' } }])],
    ['a PF that somebody else manages', onePf({ wanted: { externallyManaged: true, driversAutoprobe: true } })],
    ['a PF without VFs', onePf({ wanted: { numVfs: 0, driversAutoprobe: true } })],
  ],
  unknown: [
    ['a state that was not read', autoprobe(undefined, null, [left])],
    ['a wish that is a token', onePf({ wanted: { unresolved: ['driversAutoprobe'] } })],
  ],
});

const made = (by: string, forClass: SettingsMaker['forClass']): PoolSketch => ({ settingsBy: { by, forClass } });
const NIC_PROFILE = made('VfProfile.tenant', 'net');
const GPU_SETTINGS = made('VfSettings.gpu', 'gpu');
const accelerator = nicFacts({ classCode: '120000', deviceClass: 'other', network: null });

describeRule(DRV_007, {
  violating: [
    [
      'settings of a GPU on a NIC',
      onePf({ pools: [GPU_SETTINGS] }),
      /settings are for a GPU, by VfSettings\.gpu, and the PF is a NIC \(0000:3b:00\.0, .*\)\. Make the settings with VfSettings\.nic/,
    ],
    [
      'a profile of NICs on a drive',
      onePf({ facts: nvmeFacts(), pools: [NIC_PROFILE] }),
      /settings are for a NIC, by VfProfile\.tenant, and the PF is an NVMe SSD .*VfSettings\.nvme/,
    ],
    [
      'settings of an attachment alone',
      onePf({ pools: [{ attached: [{ vm: 'a', ...GPU_SETTINGS }] }] }),
      /VfSettings\.gpu/,
    ],
    [
      'settings of a crypto accelerator on a GPU of the catalog, on a host that was not read',
      { presumed: true, pfs: [{ device: device('intel-adl-gt'), pools: [made('VfSettings.crypto', 'crypto')] }] },
      /for a crypto accelerator, .*the PF is a GPU/,
    ],
    [
      'settings of NICs on a card of no known class',
      onePf({ facts: accelerator, pools: [NIC_PROFILE] }),
      /neither a NIC nor an NVMe SSD .*State the settings one by one/,
    ],
  ],
  compliant: [
    ['settings of the class', onePf({ pools: [NIC_PROFILE] })],
    [
      'settings of a GPU on a card whose class code does not tell',
      onePf({ facts: accelerator, pools: [GPU_SETTINGS] }),
    ],
  ],
  notApplicable: [['settings that are stated one by one', onePf({ pools: [{ settings: { msixVectors: 4 } }] })]],
  unknown: [
    ['a card that nobody has read and the catalog does not know', { presumed: true, pfs: [{ pools: [GPU_SETTINGS] }] }],
  ],
});

test('DRV-004 is left to the time of applying', () => {
  expect(DRV_DEFERRED).toEqual([expect.objectContaining({ id: 'DRV-004', decidedAt: 'apply' })]);
});

/** VFs of a driver on a kernel. */
const onKernel = (driver: string, kernelRelease: string | null, change: PfSketch = {}): HostSketch => ({
  ...onePf({ facts: facts(driver), profile: profile(driver), ...change }),
  inventory: { kernelRelease },
});

describeRule(DRV_011, {
  violating: [
    [
      'a driver that is built beside the kernel',
      onKernel('ice', '5.14.0-503.el9.x86_64', { facts: facts('ice', { driverOutOfTree: true }) }),
      /^the driver ice of the host is built beside the kernel, and that of the kernel was looked at, in Linux 5\.15 to 6\.19: it may do otherwise/,
    ],
    [
      'a kernel before those that were looked at',
      onKernel('qede', '5.15.0-130-generic'),
      {
        message:
          'the host runs Linux 5.15.0-130-generic, and the driver qede was looked at in Linux 6.1 to 6.19: it may have less (0000:3b:00.0, qede)',
        found: '5.15.0-130-generic',
        limit: 'Linux 6.1 to 6.19',
        limitSource: 'catalog, sources of the driver profile: releases of Linux in which it was read or run',
      },
    ],
    ['a later one', onKernel('qede', '6.20.0'), /was looked at in Linux 6\.1 to 6\.19: it may do otherwise/],
    ['one of a later series', onKernel('qede', '7.0.0'), /it may do otherwise/],
    [
      'a driver of one release',
      onKernel('qede', '6.1.0', {
        profile: {
          name: 'qede',
          kind: 'net',
          vfAttributes: null,
          operations: { trust: [{ does: 'taken', source: 'Linux 6.12.117:x' }] },
          rdmaOnVf: null,
          liveMigrationVfioDriver: null,
        },
      }),
      /was looked at in Linux 6\.12: it may have less/,
    ],
    [
      'a kernel between two in which the driver does otherwise',
      onKernel('bnxt_en', '6.10.1'),
      /^the host runs Linux 6\.10\.1, and the driver bnxt_en was looked at in Linux 5\.15 to 6\.19: vlanQos and vlanProtocol changed in one of them that is not known \(/,
    ],
    [
      'a kernel in which operations were not looked at, while others were',
      onKernel('ice', '6.1.0', {
        profile: { ...profile('ice'), operations: { trust: [{ does: 'taken', source: 'Linux 6.12.117:x' }] } },
      }),
      /what it does with trust was looked at in other releases of these alone/,
    ],
  ],
  compliant: [
    ['the first of them', onKernel('qede', '6.1.0-28-amd64')],
    ['the last of them', onKernel('qede', '6.19.3-arch1-1')],
    ['one between', onKernel('qede', '6.6.1')],
    ['one on which the driver was run', onKernel('igb', '6.12.0')],
  ],
  notApplicable: [
    ['a driver whose sources name no release', onKernel('i915', '5.15.0')],
    ['no VFs', onKernel('qede', '5.15.0', { pools: [] })],
    ['VFs that another program manages', onKernel('qede', '5.15.0', { wanted: { externallyManaged: true } })],
    ['a host that was not read', { ...onKernel('qede', '5.15.0'), presumed: true }],
    ['a driver without a profile', onKernel('qede', '5.15.0', { profile: null })],
  ],
  unknown: [
    [
      'an enterprise kernel',
      onKernel('qede', '5.14.0-503.el9.x86_64'),
      'whether the driver qede is that of Linux 6.1 to 6.19, which was looked at: 5.14.0-503.el9.x86_64 is an enterprise kernel, which has drivers of later releases',
    ],
    ['a kernel that was not read', onKernel('qede', null)],
  ],
});
