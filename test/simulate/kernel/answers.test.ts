import type { InterfaceFacts, PhysicalFunctionFacts, VirtualFunctionFacts } from '../../../lib/inventory/inventory';
import { BUILT_IN_DRIVERS, driverIn } from '../../../lib/catalog/driver-table';
import { type FormerFlags, withOperations } from '../../../lib/catalog/former-flags';
import { type Operations, STEADY, takesAny } from '../../../lib/catalog/operations';
import { parseKernelRelease } from '../../../lib/model/kernel-release';
import { VF_ATTRIBUTE_NAMES } from '../../../lib/model/vf-settings';
import type { DriverBehaviour } from '../../../lib/catalog/behaviour';
import type { Step, VfSetting } from '../../../lib/plan/step';
import type { Kernel } from '../../../lib/simulate/kernel/kernel';
import type { KernelOperation } from '../../../lib/simulate/kernel/operation';
import type { OperationResult } from '../../../lib/simulate/kernel/result';
import {
  hostFacts,
  interfaceFacts,
  inventory,
  NETWORK_DEFAULTS,
  nicFacts,
  nvmeFacts,
  vfFacts,
} from '../../support/facts';
import { builtInKernel } from '../../support/kernel';

/** What the model answers, word for word: an errno with its text and the reason, or a note. */

const PF = '0000:3b:00.0';
const VF0 = '0000:3b:01.0';

interface NicSketch extends Partial<PhysicalFunctionFacts> {
  readonly netdev?: Partial<InterfaceFacts> | null;
  readonly mode?: 'legacy' | 'switchdev' | null;
  readonly safeMode?: boolean | null;
}

function nic(
  driver: string | null,
  { netdev = {}, mode = 'legacy', safeMode, ...change }: NicSketch = {},
): PhysicalFunctionFacts {
  const interfaces = netdev === null ? [] : [interfaceFacts(netdev)];
  return nicFacts({
    driver,
    // Of the cards of igb, 82576 alone has rates.
    ...(driver === 'igb' && { deviceId: '10c9' }),
    network: {
      interfaces,
      linkType: 'ethernet',
      eswitchMode: mode,
      ...(safeMode !== undefined && { safeMode }),
      carriesManagement: false,
    },
    ...change,
  });
}

function withVfs(driver: string, vfs: readonly Partial<VirtualFunctionFacts>[], sketch: NicSketch = {}) {
  const virtualFunctions = vfs.map((vf, index) => vfFacts(index, { driver: null, ...vf }));
  return nic(driver, { numVfs: vfs.length, virtualFunctions, ...sketch });
}

/** What a driver is told to do, by the flags that cases are made of. */
type Behaviour = Partial<DriverBehaviour> & Partial<FormerFlags>;

function attributesOf(operations: Operations): FormerFlags['attributes'] {
  const where = { ...STEADY, kernel: parseKernelRelease(hostFacts().kernelRelease), devices: ['8086:10c9'] };
  return Object.fromEntries(
    VF_ATTRIBUTE_NAMES.map((name) => [name, takesAny(operations[name], where)]),
  ) as unknown as FormerFlags['attributes'];
}

/** A kernel with one driver that behaves so. */
function kernelWith(
  facts: PhysicalFunctionFacts,
  behaviour: Behaviour = {},
  host: Parameters<typeof inventory>[1] = {},
): Kernel {
  if (facts.driver === null) return builtInKernel(inventory([facts], host));
  const { operations, ...known } = driverIn(BUILT_IN_DRIVERS, facts.driver);
  const isOfFlags = Object.keys(behaviour).some((name) => !(name in known));
  const is = isOfFlags
    ? withOperations({ ...known, attributes: attributesOf(operations), ...behaviour }, { ...known, operations })
    : { ...known, operations, ...behaviour };
  if (is === null) throw new Error('neither operations nor attributes');
  return builtInKernel(inventory([facts], host), { drivers: { ...BUILT_IN_DRIVERS, stated: [is] } });
}

const on = (facts: PhysicalFunctionFacts, behaviour?: Behaviour) => () => kernelWith(facts, behaviour);

/** In short: `changed`, `nothing`, each with its note, or the error. */
function answer(result: OperationResult): string {
  if (!result.ok) return result.error.message;
  return `${result.changed ? 'changed' : 'nothing'}${result.note === undefined ? '' : `: ${result.note}`}`;
}

type Row = readonly [words: string, kernel: () => Kernel, operation: KernelOperation, answers: string];

const numVfs = (text: string | number): KernelOperation => ({ do: 'write-numvfs', pf: PF, text: String(text) });
const autoprobe = (text: string): KernelOperation => ({ do: 'write-autoprobe', pf: PF, text });
const set = (vf: number, setting: VfSetting): KernelOperation => ({ do: 'ip-link-vf', pf: PF, vf, setting });
const msix = (vectors: number, vf = 0): KernelOperation => ({ do: 'write-msix-count', pf: PF, vf, vectors });
const vlan = (id: number, qos = 0, protocol: '802.1Q' | '802.1ad' = '802.1Q'): VfSetting => ({
  name: 'vlan',
  vlan: id,
  qos,
  protocol,
});
const rate = (minTxMbps: number, maxTxMbps: number): VfSetting => ({ name: 'rate', minTxMbps, maxTxMbps });
const mtu = (bytes: number): KernelOperation => ({ do: 'ip-link-mtu', pf: PF, mtu: bytes });
const link = (up: boolean): KernelOperation => ({ do: 'ip-link', pf: PF, up });
const wait = (timeoutSeconds: number): KernelOperation => ({ do: 'wait-carrier', pf: PF, timeoutSeconds });
const mode = (to: 'legacy' | 'switchdev'): KernelOperation => ({ do: 'eswitch-mode', pf: PF, mode: to });

const attributes = (change: Partial<FormerFlags['attributes']>): Behaviour => ({
  attributes: { ...attributesOf(driverIn(BUILT_IN_DRIVERS, 'igb').operations), ...change },
});

const VFS: readonly Row[] = [
  ['a number that is there', on(nic('igb')), numVfs(0), 'nothing'],
  ['no bytes', on(nic('igb')), numVfs(''), 'nothing'],
  ['no number', on(nic('igb')), numVfs('x'), 'Invalid argument (EINVAL): "x" is no number from 0 to 65535'],
  ['as many as there may be', on(nic('igb', { totalVfs: 7 })), numVfs(7), 'changed'],
  [
    'VFs whose driver nobody knows',
    on(nic('frob', { vendorId: 'dead', deviceId: 'beef' })),
    numVfs(1),
    'changed: the driver of the VFs of 0000:3b:00.0 is not known: they are taken to stay unbound',
  ],
  [
    'VFs whose driver nobody knows, and that are kept from it',
    on(nic('frob', { vendorId: 'dead', deviceId: 'beef', driversAutoprobe: false })),
    numVfs(1),
    'changed',
  ],
  [
    'one more',
    on(nic('igb', { totalVfs: 7 })),
    numVfs(8),
    'Numerical result out of range (ERANGE): 8 VFs are more than the 7 of 0000:3b:00.0',
  ],
  [
    'to a PF without the capability',
    on(nic('igb', { totalVfs: null })),
    numVfs(1),
    'No such file or directory (ENOENT): 0000:3b:00.0 has no sriov_numvfs',
  ],
  [
    'nothing to a PF without the capability',
    on(nic('igb', { totalVfs: null })),
    numVfs(''),
    'No such file or directory (ENOENT): 0000:3b:00.0 has no sriov_numvfs',
  ],
  [
    'to a PF on no driver',
    on(nic(null)),
    numVfs(1),
    'No such file or directory (ENOENT): no driver bound to device; cannot configure SR-IOV',
  ],
  [
    'to a driver that makes none',
    on(nic('mlx4_core')),
    numVfs(1),
    'No such file or directory (ENOENT): mlx4_core does not support SR-IOV configuration via sysfs',
  ],
  [
    'to a driver that makes them in later kernels',
    on(nic('octeon_ep')),
    numVfs(1),
    'No such file or directory (ENOENT): octeon_ep does not support SR-IOV configuration via sysfs',
  ],
  [
    'another number beside those that are there',
    on(withVfs('igb', [{}, {}])),
    numVfs(1),
    'Device or resource busy (EBUSY): 2 VFs already enabled. Disable before enabling 1 VFs',
  ],
  [
    'to a port that is down, of a driver that makes none then',
    on(nic('bnxt_en', { netdev: { adminUp: false } })),
    numVfs(1),
    'nothing: bnxt_en creates no VF while ens1f0 is down',
  ],
  [
    'VFs of bnx2x while the PF is down',
    on(nic('bnx2x', { netdev: { adminUp: false } })),
    numVfs(2),
    'Invalid argument (EINVAL): the PF is down',
  ],
  ['VFs of bnx2x while the PF is up', on(nic('bnx2x')), numVfs(2), 'changed'],
  [
    'VFs of ixgbe while it runs an XDP program',
    on(nic('ixgbe', { netdev: { xdp: ['driver'] } })),
    numVfs(2),
    'Invalid argument (EINVAL): an XDP program is attached that the driver runs',
  ],
  ['VFs of ixgbe beside a generic one', on(nic('ixgbe', { netdev: { xdp: ['generic'] } })), numVfs(2), 'changed'],
  [
    'VFs of ice in a bond, before Linux 6.5',
    on(nic('ice', { netdev: { bond: { name: 'bond0', mode: null } } })),
    numVfs(2),
    'Operation not supported (EOPNOTSUPP): its port is in a bond or team',
  ],
  [
    'VFs of ice in a bond, before Linux 6.5, of a module that is built beside the kernel',
    on(nic('ice', { driverOutOfTree: true, netdev: { bond: { name: 'bond0', mode: null } } })),
    numVfs(2),
    'changed',
  ],
  [
    'VFs of ice in Safe Mode',
    on(nic('ice', { safeMode: true })),
    numVfs(2),
    'Operation not supported (EOPNOTSUPP): the card is in Safe Mode, without a DDP package that ice takes',
  ],
  ['VFs of ice where Safe Mode is not known', on(nic('ice', { safeMode: null })), numVfs(2), 'changed'],
  [
    'where a window of memory is empty',
    on(
      nic('igb', {
        vfBars: [
          { bar: 0, bytes: 16_384, prefetchable: true, is64Bit: true },
          { bar: 3, bytes: 0, prefetchable: true, is64Bit: true },
        ],
      }),
    ),
    numVfs(1),
    'Cannot allocate memory (ENOMEM): not enough MMIO resources for SR-IOV',
  ],
  [
    'where a bus is missing',
    on(nic('igb', { subordinateBus: 0x3b, vfOffset: 8, vfStride: 256 })),
    numVfs(2),
    "Cannot allocate memory (ENOMEM): can't enable 2 VFs (bus 3c out of range)",
  ],
  [
    'over the last bus there can be',
    on(nic('igb', { subordinateBus: null, address: '0000:ff:00.0', vfOffset: 256 })),
    { do: 'write-numvfs', pf: '0000:ff:00.0', text: '1' },
    "Cannot allocate memory (ENOMEM): can't enable 1 VFs (bus 100 out of range)",
  ],
  [
    'to a PF that is not there',
    on(nic('igb')),
    { do: 'write-numvfs', pf: '0000:99:00.0', text: '1' },
    'No such file or directory (ENOENT): no PF 0000:99:00.0',
  ],
  [
    '0 under users',
    on(withVfs('igb', [{ users: [{ kind: 'vfio', detail: 'q' }] }, {}, { users: [{ kind: 'vfio', detail: 'q' }] }])),
    numVfs(0),
    'changed: taken from under their users: 0000:3b:01.0, 0000:3b:01.2',
  ],
  ['0 under nobody', on(withVfs('igb', [{}])), numVfs(0), 'changed'],
];

const FILES: readonly Row[] = [
  ['autoprobe as it is', on(nic('igb')), autoprobe('1'), 'nothing'],
  ['autoprobe with no bytes', on(nic('igb')), autoprobe(''), 'nothing'],
  ['autoprobe off', on(nic('igb')), autoprobe('0\n'), 'changed'],
  ['autoprobe in words', on(nic('igb')), autoprobe('maybe'), 'Invalid argument (EINVAL): "maybe" is neither 0 nor 1'],
  [
    'autoprobe of a PF without the capability',
    on(nic('igb', { totalVfs: null })),
    autoprobe('0'),
    'No such file or directory (ENOENT): 0000:3b:00.0 has no sriov_drivers_autoprobe',
  ],
  [
    'a count of vectors that is none',
    on(withVfs('ice', [{}])),
    msix(-1),
    'Invalid argument (EINVAL): -1 is no number of vectors',
  ],
  ['half a vector', on(withVfs('ice', [{}])), msix(1.5), 'Invalid argument (EINVAL): 1.5 is no number of vectors'],
  [
    'vectors of a driver that changes none',
    on(withVfs('igb', [{}])),
    msix(2),
    'Operation not supported (EOPNOTSUPP): igb does not change MSI-X vectors of VFs',
  ],
  [
    'vectors of a card that shares none',
    on(withVfs('ice', [{}], { vfTotalMsix: 0 })),
    msix(2),
    'Operation not supported (EOPNOTSUPP): ice does not change MSI-X vectors of VFs',
  ],
  [
    'vectors on no driver',
    on({ ...withVfs('ice', [{}]), driver: null }),
    msix(2),
    'Operation not supported (EOPNOTSUPP): no driver does not change MSI-X vectors of VFs',
  ],
  [
    'vectors of a VF that is driven',
    on(withVfs('ice', [{ driver: 'vfio-pci' }])),
    msix(2),
    'Device or resource busy (EBUSY): vfio-pci drives the VF',
  ],
  [
    'as many vectors as others leave',
    on(withVfs('ice', [{ msixVectors: 9 }, { msixVectors: 6 }, { msixVectors: null }], { vfTotalMsix: 10 }), {
      msixCount: true,
    }),
    msix(3),
    'changed',
  ],
  [
    'one vector more',
    on(withVfs('ice', [{ msixVectors: 9 }, { msixVectors: 6 }], { vfTotalMsix: 10 }), { msixCount: true }),
    msix(4),
    '10 vectors are all that the VFs of 0000:3b:00.0 share',
  ],
  [
    'any vectors where the total is not known',
    on(withVfs('ice', [{}], { vfTotalMsix: null }), { msixCount: true }),
    msix(5000),
    'changed',
  ],
  ['the vectors that it has, less the one of ice', on(withVfs('ice', [{ msixVectors: 5 }])), msix(4), 'nothing'],
  ['no vectors to ice', on(withVfs('ice', [{ msixVectors: 4 }])), msix(0), 'nothing: ice makes nothing of 0'],
  [
    'vectors to ice of an old kernel, which shows that it has them',
    () => kernelWith(withVfs('ice', [{}], { vfTotalMsix: 64 }), {}, { kernelRelease: '6.1.0' }),
    msix(4),
    'changed',
  ],
  [
    'vectors to ice of an old kernel',
    () => kernelWith(withVfs('ice', [{}], { vfTotalMsix: null }), {}, { kernelRelease: '6.1.0' }),
    msix(4),
    'Operation not supported (EOPNOTSUPP): ice does not change MSI-X vectors of VFs',
  ],
  ['no vectors to mlx5, which gives what it had', on(withVfs('mlx5_core', [{ msixVectors: 4 }])), msix(0), 'changed'],
  [
    'vectors to mlx5',
    on(withVfs('mlx5_core', [{ msixVectors: 4 }])),
    msix(500),
    'changed: assumed: the firmware takes 500 MSI-X vectors for a VF, whose bounds nothing tells',
  ],
  [
    'vectors of a driver that nobody knows',
    on(withVfs('frob', [{}])),
    msix(4),
    'changed: assumed: frob takes an MSI-X count',
  ],
  [
    'vectors of a VF that is not there',
    on(withVfs('ice', [{}])),
    msix(4, 1),
    'No such file or directory (ENOENT): 0000:3b:00.0 has no VF 1',
  ],
];

const ATTRIBUTES: readonly Row[] = [
  ['a VLAN as it is', on(withVfs('igb', [{}])), set(0, vlan(0)), 'nothing'],
  [
    'the highest VLAN of the kernel',
    on(withVfs('frob', [{}])),
    set(0, vlan(4095)),
    'changed: assumed: frob takes this vlan; no source says so',
  ],
  [
    'a VLAN that ip refuses',
    on(withVfs('igb', [{}])),
    set(0, vlan(4096)),
    'argument "4096" is wrong: Invalid "vlan" value',
  ],
  ['a VLAN below none', on(withVfs('igb', [{}])), set(0, vlan(-1)), 'argument "-1" is wrong: Invalid "vlan" value'],
  ['the highest VLAN of the driver', on(withVfs('igb', [{}]), { maxVlan: 10 }), set(0, vlan(10)), 'changed'],
  [
    'a VLAN above it',
    on(withVfs('igb', [{}]), { maxVlan: 10 }),
    set(0, vlan(11)),
    'Invalid argument (EINVAL): RTNETLINK answers: igb takes no VLAN above 10',
  ],
  [
    'a priority above 7',
    on(withVfs('igb', [{}])),
    set(0, vlan(5, 8)),
    'Invalid argument (EINVAL): RTNETLINK answers: qos 8 is none of 0 to 7',
  ],
  [
    'a priority below 0',
    on(withVfs('igb', [{}])),
    set(0, vlan(5, -1)),
    'Invalid argument (EINVAL): RTNETLINK answers: qos -1 is none of 0 to 7',
  ],
  ['the highest priority', on(withVfs('igb', [{}])), set(0, vlan(5, 7)), 'changed'],
  [
    'a priority that the driver does not take',
    on(withVfs('igb', [{}]), attributes({ vlanQos: false })),
    set(0, vlan(5, 1)),
    'Invalid argument (EINVAL): RTNETLINK answers: igb takes no VLAN 5 qos 1 proto 802.1Q',
  ],
  [
    'no priority to a driver that takes none',
    on(withVfs('igb', [{}]), attributes({ vlanQos: false })),
    set(0, vlan(5, 0)),
    'changed',
  ],
  [
    'a priority of which nobody knows',
    on(withVfs('igb', [{}]), attributes({ vlanQos: null })),
    set(0, vlan(5, 1)),
    'changed: assumed: igb takes this vlan; no source says so',
  ],
  [
    '802.1ad to a driver that does not tag so',
    on(withVfs('igb', [{}]), attributes({ vlanProto8021ad: false })),
    set(0, vlan(5, 0, '802.1ad')),
    'Protocol not supported (EPROTONOSUPPORT): RTNETLINK answers: igb takes no VLAN 5 qos 0 proto 802.1ad',
  ],
  [
    '802.1ad of which nobody knows',
    on(withVfs('igb', [{}]), attributes({ vlanProto8021ad: null })),
    set(0, vlan(5, 0, '802.1ad')),
    'changed: assumed: igb takes this vlan; no source says so',
  ],
  [
    '802.1ad to one that does',
    on(withVfs('igb', [{}]), attributes({ vlanProto8021ad: true })),
    set(0, vlan(5, 0, '802.1ad')),
    'changed',
  ],
  [
    'another protocol of the same VLAN',
    on(withVfs('igb', [{ network: { ...NETWORK_DEFAULTS, vlan: 5 } }]), attributes({ vlanProto8021ad: true })),
    set(0, vlan(5, 0, '802.1ad')),
    'changed',
  ],
  [
    'another protocol of no VLAN',
    on(withVfs('igb', [{}]), attributes({ vlanProto8021ad: true })),
    set(0, vlan(0, 0, '802.1ad')),
    'changed',
  ],
  [
    'a VLAN beside a list',
    on(withVfs('mlx5_core', [{ network: { ...NETWORK_DEFAULTS, allowedVlans: '7' } }])),
    set(0, vlan(5)),
    'Operation not permitted (EPERM): RTNETLINK answers: VF 0 has a list of VLANs, and takes no port VLAN beside it',
  ],
  [
    'a multicast address',
    on(withVfs('igb', [{}])),
    set(0, { name: 'mac', mac: '03:00:00:00:00:01' }),
    'Invalid argument (EINVAL): RTNETLINK answers: 03:00:00:00:00:01 is a multicast address',
  ],
  [
    'no address to a driver that refuses that',
    on(withVfs('igb', [{}]), { refusesZeroMac: true }),
    set(0, { name: 'mac', mac: '00:00:00:00:00:00' }),
    'Invalid argument (EINVAL): RTNETLINK answers: igb takes no mac 00:00:00:00:00:00 for zero',
  ],
  [
    'no address',
    on(withVfs('igb', [{ network: { ...NETWORK_DEFAULTS, mac: '02:00:00:00:00:01' } }]), { refusesZeroMac: false }),
    set(0, { name: 'mac', mac: '00:00:00:00:00:00' }),
    'changed',
  ],
  [
    'an address that is there',
    on(withVfs('igb', [{ network: { ...NETWORK_DEFAULTS, mac: '02:00:00:00:00:01' } }])),
    set(0, { name: 'mac', mac: '02:00:00:00:00:01' }),
    'nothing',
  ],
  [
    'an attribute that is not supported',
    on(withVfs('igb', [{}]), attributes({ trust: false })),
    set(0, { name: 'trust', on: true }),
    'Operation not supported (EOPNOTSUPP): RTNETLINK answers: igb takes no trust',
  ],
  [
    'an attribute of a VF that is not there',
    on(withVfs('igb', [{}])),
    set(1, { name: 'trust', on: true }),
    'Invalid argument (EINVAL): RTNETLINK answers: ens1f0 has no VF 1',
  ],
  [
    'spoof check without any VF',
    on(nic('igb'), { spoofCheckNeedsVfs: true }),
    set(0, { name: 'spoofCheck', on: true }),
    'Operation not supported (EOPNOTSUPP): RTNETLINK answers: igb takes no spoofchk without VFs',
  ],
  [
    'spoof check of a VF that is not there, beside others',
    on(withVfs('igb', [{}]), { spoofCheckNeedsVfs: true }),
    set(1, { name: 'spoofCheck', on: true }),
    'Invalid argument (EINVAL): RTNETLINK answers: ens1f0 has no VF 1',
  ],
  [
    'spoof check without any VF, of another driver',
    on(nic('igb'), { spoofCheckNeedsVfs: false }),
    set(0, { name: 'spoofCheck', on: true }),
    'Invalid argument (EINVAL): RTNETLINK answers: ens1f0 has no VF 0',
  ],
  [
    'trust without any VF',
    on(nic('igb'), { spoofCheckNeedsVfs: true }),
    set(0, { name: 'trust', on: true }),
    'Invalid argument (EINVAL): RTNETLINK answers: ens1f0 has no VF 0',
  ],
  [
    'an attribute while the port is down',
    on(withVfs('igb', [{}], { netdev: { adminUp: false } }), { attributesNeedPfUp: true }),
    set(0, { name: 'trust', on: true }),
    'Invalid argument (EINVAL): RTNETLINK answers: igb takes no trust while the PF is down',
  ],
  [
    'an attribute of a PF without a netdev',
    on(withVfs('igb', [{}], { netdev: null })),
    set(0, { name: 'trust', on: true }),
    'Cannot find device: 0000:3b:00.0 has no network interface',
  ],
  ['a state that is there', on(withVfs('ice', [{}])), set(0, { name: 'linkState', state: 'auto' }), 'nothing'],
  ['a state', on(withVfs('ice', [{}])), set(0, { name: 'linkState', state: 'disable' }), 'changed'],
];

const RATES: readonly Row[] = [
  ['the rates that are there', on(withVfs('igb', [{}])), set(0, rate(0, 0)), 'nothing'],
  [
    'a guarantee above the limit',
    on(withVfs('ice', [{}])),
    set(0, rate(20, 10)),
    'Invalid min_tx_rate 20 - must be <= max_tx_rate 10',
  ],
  ['a guarantee without a limit', on(withVfs('ice', [{}])), set(0, rate(20, 0)), 'changed'],
  ['a guarantee that is the limit', on(withVfs('ice', [{}])), set(0, rate(20, 20)), 'changed'],
  [
    'a guarantee to a driver that takes none',
    on(withVfs('igb', [{}]), attributes({ minTxRate: false, maxTxRate: true })),
    set(0, rate(10, 20)),
    'Invalid argument (EINVAL): RTNETLINK answers: igb takes no rate of min 10 max 20 Mbit/s',
  ],
  [
    'rates to a driver that takes none',
    on(withVfs('igb', [{}]), attributes({ minTxRate: false, maxTxRate: false })),
    set(0, rate(0, 20)),
    'Operation not supported (EOPNOTSUPP): RTNETLINK answers: igb takes no maxTxRate',
  ],
  [
    'a guarantee to a driver that takes these alone',
    on(withVfs('igb', [{}]), { ...attributes({ minTxRate: true, maxTxRate: false }), rateUnitMbps: null }),
    set(0, rate(20, 0)),
    'changed',
  ],
  [
    'a guarantee of which nobody knows',
    on(withVfs('igb', [{}]), { ...attributes({ minTxRate: null, maxTxRate: true }), rateUnitMbps: null }),
    set(0, rate(10, 20)),
    'changed: assumed: igb takes this rate; no source says so',
  ],
  [
    'no guarantee, of which nobody knows',
    on(withVfs('igb', [{}]), { ...attributes({ minTxRate: null, maxTxRate: true }), rateUnitMbps: null }),
    set(0, rate(0, 20)),
    'changed',
  ],
  [
    'a limit of which nobody knows',
    on(withVfs('frob', [{}])),
    set(0, rate(0, 20)),
    'changed: assumed: frob takes this rate; no source says so',
  ],
  [
    'a rate without carrier, where it needs that',
    on(withVfs('igb', [{}], { netdev: { carrier: false } }), { rateNeedsCarrier: true }),
    set(0, rate(0, 10)),
    'Invalid argument (EINVAL): RTNETLINK answers: igb takes no rate of min 0 max 10 Mbit/s without carrier',
  ],
  [
    'a rate where nobody knows of the carrier',
    on(withVfs('igb', [{}], { netdev: { carrier: null } }), { rateNeedsCarrier: true, rateUnitMbps: null }),
    set(0, rate(0, 10)),
    'changed: assumed: igb takes this rate; what it takes is another thing without carrier',
  ],
  [
    'a rate without carrier, where nobody needs that',
    on(withVfs('igb', [{}], { netdev: { carrier: false } }), { rateNeedsCarrier: false, rateUnitMbps: null }),
    set(0, rate(0, 10)),
    'changed',
  ],
  ['the rate of the link', on(withVfs('ice', [{}])), set(0, rate(0, 25_000)), 'changed'],
  [
    'more than the link',
    on(withVfs('ice', [{}])),
    set(0, rate(0, 25_001)),
    'Invalid argument (EINVAL): RTNETLINK answers: ice takes no rate of min 0 max 25001 Mbit/s above the speed of the link',
  ],
  [
    'a guarantee of more than the link',
    on(withVfs('ice', [{}])),
    set(0, rate(25_001, 0)),
    'Invalid argument (EINVAL): RTNETLINK answers: ice takes no rate of min 25001 max 0 Mbit/s where guarantees add up to more than the link',
  ],
  [
    'any rate where the speed is not known',
    on(withVfs('ice', [{}], { netdev: { speedMbps: null } })),
    set(0, rate(0, 999_999)),
    'changed: assumed: ice takes this rate; what it takes is another thing above the speed of the link',
  ],
  [
    'all that others leave',
    on(withVfs('ice', [{}, { network: { ...NETWORK_DEFAULTS, minTxRateMbps: 20_000 } }])),
    set(0, rate(5000, 0)),
    'changed',
  ],
  [
    'more than others leave',
    on(withVfs('ice', [{}, { network: { ...NETWORK_DEFAULTS, minTxRateMbps: 20_000 } }])),
    set(0, rate(5001, 0)),
    'Invalid argument (EINVAL): RTNETLINK answers: ice takes no rate of min 5001 max 0 Mbit/s where guarantees add up to more than the link',
  ],
  [
    'a limit, whatever others are guaranteed',
    on(withVfs('ice', [{}, { network: { ...NETWORK_DEFAULTS, minTxRateMbps: 25_000 } }])),
    set(0, rate(0, 5001)),
    'changed',
  ],
  [
    'more than others leave, where nobody adds up',
    on(withVfs('ice', [{}, { network: { ...NETWORK_DEFAULTS, minTxRateMbps: 20_000 } }]), { guaranteesFitLink: false }),
    set(0, rate(5001, 0)),
    'changed',
  ],
  ['a rate that is a step', on(withVfs('ice', [{}]), { rateUnitMbps: 50 }), set(0, rate(50, 100)), 'changed'],
  [
    'a limit between two steps',
    on(withVfs('ice', [{}]), { rateUnitMbps: 50 }),
    set(0, rate(0, 110)),
    'changed: assumed: ice takes this rate, and sets another one: it counts in steps of 50 Mbit/s',
  ],
  [
    'a guarantee between two steps',
    on(withVfs('ice', [{}]), { rateUnitMbps: 50 }),
    set(0, rate(60, 100)),
    'changed: assumed: ice takes this rate, and sets another one: it counts in steps of 50 Mbit/s',
  ],
];

const PORT: readonly Row[] = [
  ['a port as it is', on(nic('igb')), link(true), 'nothing'],
  ['a port down', on(nic('igb')), link(false), 'changed'],
  [
    'a port up',
    on(nic('igb', { netdev: { adminUp: false } })),
    link(true),
    'changed: assumed: ens1f0 is cabled and gets carrier',
  ],
  [
    'a PF without a netdev up',
    on(nic('igb', { netdev: null })),
    link(true),
    'Cannot find device: 0000:3b:00.0 has no network interface',
  ],
  ['an MTU as it is', on(nic('igb')), mtu(1500), 'nothing'],
  ['the least MTU', on(nic('igb')), mtu(68), 'changed'],
  [
    'an MTU below it',
    on(nic('igb')),
    mtu(67),
    'Invalid argument (EINVAL): mtu less than device minimum: ens1f0 takes 68',
  ],
  ['the greatest MTU', on(nic('igb')), mtu(9702), 'changed'],
  [
    'an MTU above it',
    on(nic('igb')),
    mtu(9703),
    'Invalid argument (EINVAL): mtu greater than device maximum: ens1f0 takes 9702',
  ],
  ['any MTU where no limit is known', on(nic('igb', { netdev: { minMtu: null, maxMtu: null } })), mtu(1), 'changed'],
  [
    'an MTU without a netdev',
    on(nic('igb', { netdev: null })),
    mtu(1),
    'Cannot find device: 0000:3b:00.0 has no network interface',
  ],
  ['a wait with carrier', on(nic('igb')), wait(1), 'nothing'],
  [
    'a wait without carrier',
    on(nic('igb', { netdev: { carrier: false } })),
    wait(3),
    'Connection timed out (ETIMEDOUT): no carrier on ens1f0 after 3 s',
  ],
  [
    'a wait on a port that is down',
    on(nic('igb', { netdev: { adminUp: false, carrier: true } })),
    wait(3),
    'Connection timed out (ETIMEDOUT): no carrier on ens1f0 after 3 s',
  ],
  [
    'a wait where nobody knows',
    on(nic('igb', { netdev: { carrier: null } })),
    wait(3),
    'nothing: assumed: ens1f0 has carrier; the inventory does not say',
  ],
  [
    'a wait without a netdev',
    on(nic('igb', { netdev: null })),
    wait(3),
    'Cannot find device: 0000:3b:00.0 has no network interface',
  ],
  [
    'a mode without a driver',
    on(nic(null)),
    mode('switchdev'),
    'No such device (ENODEV): kernel answers: no driver is bound to 0000:3b:00.0, so it has no devlink instance',
  ],
  [
    'a mode of a driver without one',
    on(nic('igb', { mode: null })),
    mode('switchdev'),
    'No such device (ENODEV): kernel answers: igb has no eswitch mode to set',
  ],
  ['legacy mode as it is', on(nic('ice', { mode: null })), mode('legacy'), 'nothing'],
  [
    'a mode under VFs, where it has to come before',
    on(withVfs('ice', [{}])),
    mode('switchdev'),
    'Operation not supported (EOPNOTSUPP): kernel answers: the eswitch mode can be changed only while no VF exists',
  ],
  ['a mode under VFs, of another driver', on(withVfs('mlx5_core', [{}])), mode('switchdev'), 'changed'],
  [
    'switchdev mode without VFs, of a driver that has it with VFs alone',
    on(nic('bnxt_en')),
    mode('switchdev'),
    'Operation not permitted (EPERM): kernel answers: bnxt_en has switchdev mode only while VFs exist',
  ],
  ['switchdev mode of such a driver with a VF', on(withVfs('bnxt_en', [{}])), mode('switchdev'), 'changed'],
  [
    'a mode that nobody knows of',
    on(nic('frob')),
    mode('switchdev'),
    'changed: assumed: frob takes an eswitch mode; no source says so',
  ],
  [
    'a reset of a NIC',
    on(nic('igb')),
    { do: 'reset', pf: PF },
    'nothing: what a reset does to 0000:3b:00.0 is not modelled',
  ],
];

const bind = (driver: string, address = VF0): KernelOperation => ({ do: 'bind', driver, address });
const unbind = (driver: string, address = VF0): KernelOperation => ({ do: 'unbind', driver, address });
const override = (text: string, address = VF0): KernelOperation => ({ do: 'write-driver-override', address, text });
const modprobe = (module: string): KernelOperation => ({ do: 'modprobe', module });
const igb = (vf: Partial<VirtualFunctionFacts>, sketch: NicSketch = {}) =>
  withVfs('igb', [vf], { deviceId: '10c9', vfDeviceId: '10ca', ...sketch });
const noIommu = {
  iommu: { enabled: false, mode: null, interruptRemapping: null, unsafeInterrupts: null, acsOverride: null },
};

const DRIVERS: readonly Row[] = [
  [
    'an override of no device',
    on(igb({})),
    override('x', '0000:99:00.0'),
    'No such file or directory (ENOENT): no device 0000:99:00.0',
  ],
  ['an override of no bytes', on(igb({ driverOverride: 'x' })), override(''), 'nothing'],
  ['an override as it is', on(igb({ driverOverride: 'x' })), override('x\n'), 'nothing'],
  ['an empty override', on(igb({ driverOverride: 'x' })), override('\n'), 'changed'],
  ['an empty override where there is none', on(igb({})), override('\nx'), 'nothing'],
  [
    'a driver that is not loaded',
    on(igb({})),
    bind('frob'),
    'No such file or directory (ENOENT): driver frob is not loaded',
  ],
  [
    'a driver to no device',
    on(igb({})),
    bind('vfio-pci', '0000:99:00.0'),
    'No such device (ENODEV): no device 0000:99:00.0',
  ],
  [
    'vfio-pci without an override',
    on(igb({})),
    bind('vfio-pci'),
    'No such device (ENODEV): vfio-pci does not take 0000:3b:01.0',
  ],
  ['vfio-pci with one', on(igb({ driverOverride: 'vfio-pci' })), bind('vfio-pci'), 'changed'],
  [
    'another driver than the override',
    on(igb({ driverOverride: 'ice' })),
    bind('vfio-pci'),
    'No such device (ENODEV): vfio-pci does not take 0000:3b:01.0',
  ],
  [
    'a driver to a VF that has one',
    on(igb({ driver: 'vfio-pci', driverOverride: 'vfio-pci' })),
    bind('vfio-pci'),
    'Device or resource busy (EBUSY): 0000:3b:01.0 is on vfio-pci',
  ],
  [
    'a driver that is kept from VFs',
    () => kernelWith(igb({}, { driversAutoprobe: false }), {}, { modules: ['igbvf'] }),
    bind('igbvf'),
    'No such device (ENODEV): 0000:3b:01.0 has no driver_override and its PF has sriov_drivers_autoprobe 0',
  ],
  [
    'a driver that is kept from VFs, by an override',
    () => kernelWith(igb({ driverOverride: 'igbvf' }, { driversAutoprobe: false }), {}, { modules: ['igbvf'] }),
    bind('igbvf'),
    'changed',
  ],
  [
    'vfio-pci without an IOMMU',
    () => kernelWith(igb({ driverOverride: 'vfio-pci', iommuGroup: null }), {}, noIommu),
    bind('vfio-pci'),
    'Invalid argument (EINVAL): probe with driver vfio-pci failed with error -22: the host has no IOMMU',
  ],
  [
    'the driver of the PF to a VF',
    () => kernelWith(igb({ driverOverride: 'igb' }), {}, { modules: ['igb'] }),
    bind('igb'),
    'Invalid argument (EINVAL): 0000:3b:01.0 should not be a VF',
  ],
  [
    'off a driver that is not loaded',
    on(igb({})),
    unbind('frob'),
    'No such file or directory (ENOENT): driver frob is not loaded',
  ],
  [
    'off a driver, no device',
    on(igb({})),
    unbind('vfio-pci', '0000:99:00.0'),
    'No such device (ENODEV): no device 0000:99:00.0',
  ],
  [
    'off another driver',
    on(igb({ driver: 'igbvf' })),
    unbind('vfio-pci'),
    'No such device (ENODEV): 0000:3b:01.0 is on igbvf',
  ],
  ['off no driver', on(igb({})), unbind('vfio-pci'), 'No such device (ENODEV): 0000:3b:01.0 is on no driver'],
  ['off its driver', on(igb({ driver: 'vfio-pci' })), unbind('vfio-pci'), 'changed'],
  [
    'off its driver, under a user',
    on(igb({ driver: 'vfio-pci', users: [{ kind: 'vfio', detail: 'q' }] })),
    unbind('vfio-pci'),
    'changed: taken from under its user: 0000:3b:01.0',
  ],
  ['a PF off its driver', on(nic('igb')), unbind('igb', PF), 'changed'],
  [
    'a PF off its driver, under users of VFs',
    on(igb({ users: [{ kind: 'vfio', detail: 'q' }] })),
    unbind('igb', PF),
    'changed: taken from under their users: 0000:3b:01.0',
  ],
  [
    'a PF with VFs to vfio-pci',
    on({ ...igb({}, { driverOverride: 'vfio-pci' }), driver: null }),
    bind('vfio-pci', PF),
    'Device or resource busy (EBUSY): Cannot bind to PF with SR-IOV enabled',
  ],
  [
    'a probe of no device',
    on(igb({})),
    { do: 'drivers-probe', address: '0000:99:00.0' },
    'No such device (ENODEV): no device 0000:99:00.0',
  ],
  [
    'a probe of a VF that has a driver',
    on(igb({ driver: 'vfio-pci' })),
    { do: 'drivers-probe', address: VF0 },
    'nothing',
  ],
  ['a probe where no driver is loaded', on(igb({})), { do: 'drivers-probe', address: VF0 }, 'nothing'],
  [
    'a probe where the driver is loaded',
    () => kernelWith(igb({}), {}, { modules: ['igbvf'] }),
    { do: 'drivers-probe', address: VF0 },
    'changed',
  ],
  [
    'a probe where the driver is kept from VFs',
    () => kernelWith(igb({}, { driversAutoprobe: false }), {}, { modules: ['igbvf'] }),
    { do: 'drivers-probe', address: VF0 },
    'nothing',
  ],
  [
    'a probe that the driver refuses',
    () => kernelWith(igb({ driverOverride: 'vfio-pci', iommuGroup: null }), {}, noIommu),
    { do: 'drivers-probe', address: VF0 },
    'nothing',
  ],
  ['a module that is there', on(igb({})), modprobe('vfio-pci'), 'nothing'],
  ['a module', on(igb({})), modprobe('igbvf'), 'changed'],
  [
    'a module where nobody read them',
    () => kernelWith(igb({}), {}, { modules: null }),
    modprobe('igbvf'),
    'nothing: assumed: the module is there; the loaded modules were not read',
  ],
];

const TABLES: readonly (readonly [string, readonly Row[]])[] = [
  ['sriov_numvfs', VFS],
  ['other files of SR-IOV', FILES],
  ['attributes of VFs', ATTRIBUTES],
  ['rates of VFs', RATES],
  ['the port', PORT],
  ['drivers', DRIVERS],
];

describe.each(TABLES)('to %s the model answers', (_table, rows) => {
  test.each(rows)('%s', (_words, kernel, operation, answers) => {
    expect(answer(kernel().operate(operation))).toBe(answers);
  });

  test.each(rows)('and is as before where nothing changes, or it fails: %s', (_words, make, operation) => {
    const kernel = make();
    const before = kernel.observe();
    const result = kernel.operate(operation);
    if (!result.ok || !result.changed) expect(kernel.observe()).toEqual(before);
    else expect(kernel.observe()).not.toEqual(before);
  });
});

describe('the protocol of a port VLAN', () => {
  const AD = '802.1ad';
  test.each<[string, string, VfSetting, string]>([
    ['netdevsim', 'as it came', vlan(0, 0, AD), AD],
    ['ice', '802.1Q without a VLAN', vlan(0, 0, AD), '802.1Q'],
    ['ice', 'as it came with a VLAN', vlan(5, 0, AD), AD],
    ['bnxt_en', '802.1Q, whatever it is', vlan(5, 0, AD), '802.1Q'],
  ])('is said by %s %s', (driver, _how, setting, shown) => {
    const one = kernelWith(withVfs(driver, [{}]), {}, { kernelRelease: null });
    expect(answer(one.operate(set(0, setting)))).toMatch(/^changed|^nothing/);
    expect(one.observe().physicalFunctions[0]?.virtualFunctions[0]?.network?.vlanProtocol).toBe(shown);
  });
});

test('of a priority of which a driver makes nothing, the VLAN alone is set', () => {
  const one = kernelWith(withVfs('qede', [{}]));
  expect(answer(one.operate(set(0, { name: 'vlan', vlan: 5, qos: 3, protocol: '802.1Q' })))).toMatch(/^changed/);
  const network = one.observe().physicalFunctions[0]?.virtualFunctions[0]?.network;
  expect([network?.vlan, network?.vlanQos]).toEqual([5, 0]);
});

describe('an interface that comes with the VFs', () => {
  const kernel = () => kernelWith(nic('cxgb4', { netdev: null }));
  const address = set(0, { name: 'mac', mac: '02:00:00:00:00:01' });
  const netdevs = (one: Kernel) =>
    one.observe().physicalFunctions[0]?.network?.interfaces.map(({ adminUp }) => adminUp);

  test('is there with the first of them, is down, and sets them', () => {
    const one = kernel();
    expect([answer(one.operate(address)), netdevs(one)]).toEqual([
      'Cannot find device: 0000:3b:00.0 has no network interface',
      [],
    ]);
    one.operate(numVfs(1));
    expect([answer(one.operate(address)), netdevs(one)]).toEqual(['changed', [false]]);
    expect(one.observe().physicalFunctions[0]?.virtualFunctions[0]?.network?.mac).toBe('02:00:00:00:00:01');
  });

  test('says nothing of the link of its port, which rates need', () => {
    const one = kernel();
    one.operate(numVfs(1));
    expect(answer(one.operate(set(0, { name: 'rate', minTxMbps: 0, maxTxMbps: 100 })))).toMatch(/^changed: assumed/);
  });

  test('goes with the last of them', () => {
    const one = kernel();
    one.operate(numVfs(1));
    one.operate(numVfs(0));
    expect(netdevs(one)).toEqual([]);
  });
});

describe('steps of domains', () => {
  const attach: Step = { kind: 'vm-attach', pf: PF, vf: 0, address: VF0, domain: 'web' };
  const detach: Step = { ...attach, kind: 'vm-detach' };
  const perform = (vf: Partial<VirtualFunctionFacts>, step: Step) => {
    const kernel = kernelWith(withVfs('ice', [vf]));
    const outcome = kernel.perform(step);
    const said = outcome.ok ? `${outcome.changed} ${outcome.note ?? ''}` : outcome.error.message;
    const is = kernel.observe().physicalFunctions[0]?.virtualFunctions[0];
    return [said, is?.driver, is?.users.map(({ kind, detail }) => `${kind} ${detail}`), is?.interface?.name];
  };
  const domain = (detail: string) => ({ kind: 'domain', detail }) as const;
  const qemu = { kind: 'vfio', detail: 'qemu' } as const;
  const netdev = interfaceFacts({ name: 'ens1f0v0' });

  test.each<[string, Partial<VirtualFunctionFacts>, Step, unknown[]]>([
    ['a VF on vfio-pci', { driver: 'vfio-pci' }, attach, ['true ', 'vfio-pci', ['domain web'], undefined]],
    [
      'a VF on no driver',
      {},
      attach,
      [
        'true assumed: libvirt puts 0000:3b:01.0 on vfio-pci itself, as it does for managed devices',
        'vfio-pci',
        ['domain web'],
        undefined,
      ],
    ],
    [
      'a VF on its own driver',
      { driver: 'iavf', interface: netdev },
      attach,
      [
        'true assumed: libvirt puts 0000:3b:01.0 on vfio-pci itself, as it does for managed devices',
        'vfio-pci',
        ['domain web'],
        undefined,
      ],
    ],
    [
      'a VF that it has',
      { driver: 'iavf', interface: netdev, users: [domain('web')] },
      attach,
      ['false ', 'iavf', ['domain web'], 'ens1f0v0'],
    ],
    [
      'a VF that another has',
      { users: [domain('db')] },
      attach,
      ['Device or resource busy (EBUSY): 0000:3b:01.0 is in use by db', null, ['domain db'], undefined],
    ],
    [
      'no VF',
      {},
      { ...attach, vf: 1 },
      ['No such file or directory (ENOENT): 0000:3b:00.0 has no VF 1', null, [], undefined],
    ],
  ])('give it %s', (_words, vf, step, outcome) => {
    expect(perform(vf, step)).toEqual(outcome);
  });

  test.each<[string, Partial<VirtualFunctionFacts>, Step, unknown[]]>([
    [
      'its VF',
      { driver: 'vfio-pci', users: [qemu, domain('web'), { kind: 'holder', detail: 'x' }] },
      detach,
      ['true assumed: the guest of domain web lets go of 0000:3b:01.0', 'vfio-pci', ['holder x'], undefined],
    ],
    ['no VF that another has', { users: [domain('db')] }, detach, ['false ', null, ['domain db'], undefined]],
    [
      'no VF that the process of another has',
      { users: [{ kind: 'vfio', detail: 'web' }] },
      detach,
      ['false ', null, ['vfio web'], undefined],
    ],
    ['no VF that is not there', {}, { ...detach, vf: 1 }, ['false ', null, [], undefined]],
  ])('take from it %s', (_words, vf, step, outcome) => {
    expect(perform(vf, step)).toEqual(outcome);
  });
});

describe('steps of VFs', () => {
  const bound = interfaceFacts({ name: 'ens1f0v0' });
  const perform = (vf: Partial<VirtualFunctionFacts>, step: Step, sketch: NicSketch = {}) => {
    const outcome = kernelWith(withVfs('i40e', [vf], sketch)).perform(step);
    return outcome.ok ? `${outcome.changed} ${outcome.note ?? ''}` : outcome.error.message;
  };
  const list = (allowed: string): Step => ({ kind: 'vf-vlans', pf: PF, vf: 0, allowed });
  const network = (change: Partial<typeof NETWORK_DEFAULTS>) => ({ network: { ...NETWORK_DEFAULTS, ...change } });
  const driver = (name: string | null, address: string | null = VF0): Step => ({
    kind: 'driver-bind',
    pf: PF,
    vf: 0,
    address,
    driver: name,
  });

  test.each<[string, Partial<VirtualFunctionFacts>, Step, string]>([
    ['an MTU', { interface: bound }, { kind: 'vf-mtu', pf: PF, vf: 0, mtu: 9000 }, 'true '],
    [
      'no VLAN, of which no protocol is written',
      network({ vlan: 5 }),
      { kind: 'vf-setting', pf: PF, vf: 0, setting: vlan(0, 0, '802.1ad') },
      'true ',
    ],
    ['an MTU as it is', { interface: bound }, { kind: 'vf-mtu', pf: PF, vf: 0, mtu: 1500 }, 'false '],
    [
      'an MTU without a netdev',
      {},
      { kind: 'vf-mtu', pf: PF, vf: 0, mtu: 9000 },
      'Cannot find device: VF 0 of 0000:3b:00.0 has no network interface',
    ],
    [
      'an MTU of no VF',
      {},
      { kind: 'vf-mtu', pf: PF, vf: 1, mtu: 9000 },
      'Cannot find device: VF 1 of 0000:3b:00.0 has no network interface',
    ],
    [
      'an MSI-X count of no VF',
      {},
      { kind: 'vf-msix', pf: PF, vf: 1, vectors: 2 },
      'No such file or directory (ENOENT): 0000:3b:00.0 has no VF 1',
    ],
    ['a list as it is', network({ allowedVlans: '7' }), list('7'), 'false '],
    ['no list where there is none', network({ allowedVlans: 'all' }), list('all'), 'false '],
    ['a list', network({ allowedVlans: 'all' }), list('7'), 'true '],
    [
      'a list out of order',
      network({ allowedVlans: 'all' }),
      list('7,5'),
      'Invalid argument (EINVAL): "7,5" is no list of VLANs in order',
    ],
    ['no list beside a port VLAN', network({ allowedVlans: '7', vlan: 9 }), list('all'), 'true '],
    [
      'a list of a driver that was built without',
      network({}),
      list('7'),
      'No such file or directory (ENOENT): i40e makes no sriov/0/trunk of 0000:3b:00.0',
    ],
    [
      'a list of a driver of which nobody knows how it was built',
      { network: null },
      list('7'),
      'true assumed: i40e takes a list of VLANs, as the vendor builds it beside the kernel,; no source says so',
    ],
    ['another driver', { driver: 'vfio-pci' }, driver('vfio-pci'), 'false '],
    [
      'a driver to a VF that is elsewhere',
      {},
      driver('vfio-pci', '0000:3b:01.7'),
      'No such device (ENODEV): VF 0 of 0000:3b:00.0 is at 0000:3b:01.0, not at 0000:3b:01.7',
    ],
    ['a driver to a VF by its link', {}, driver('vfio-pci', null), 'true '],
    ['no driver', { driver: 'vfio-pci' }, driver(null), 'true '],
    [
      'no driver under a user',
      { driver: 'vfio-pci', users: [{ kind: 'vfio', detail: 'q' }] },
      driver(null),
      'true taken from under its user: 0000:3b:01.0',
    ],
    [
      'vfio-pci under a user',
      { driver: 'iavf', users: [{ kind: 'vfio', detail: 'q' }] },
      driver('vfio-pci'),
      'true taken from under its user: 0000:3b:01.0',
    ],
    ['no driver where there is none', {}, driver(null), 'false '],
    ['no driver where one is waited for', { driverOverride: 'vfio-pci' }, driver(null), 'true '],
    [
      'a driver that is not loaded',
      {},
      driver('frob'),
      'No such file or directory (ENOENT): driver frob is not loaded',
    ],
    [
      'a resource of no drive',
      {},
      { kind: 'nvme-resource', pf: PF, vf: 0, controllerId: 1, resource: 'vq', count: 2 },
      'no NVMe controller is on 0000:3b:00.0',
    ],
    [
      'a step of no PF',
      {},
      { kind: 'pf-link', pf: '0000:99:00.0', up: true },
      'No such file or directory (ENOENT): no PF 0000:99:00.0',
    ],
  ])('%s', (_words, vf, step, says) => {
    expect(perform(vf, step)).toBe(says);
  });

  test.each<[string, Partial<typeof NETWORK_DEFAULTS>, string, string]>([
    [
      'beside a port VLAN',
      { allowedVlans: 'all', vlan: 9 },
      '7',
      'Operation not permitted (EPERM): VF 0 has port VLAN 9, and mlx5_core takes no list beside one',
    ],
    [
      'beside a priority',
      { allowedVlans: 'all', vlanQos: 1 },
      '7',
      'Operation not permitted (EPERM): VF 0 has port VLAN 0, and mlx5_core takes no list beside one',
    ],
    [
      'to receive in alone',
      { allowedVlans: 'all' },
      'received 7',
      'Invalid argument (EINVAL): mlx5_core holds a VF to its list in what it sends as well',
    ],
  ])('a list %s is refused by a driver that keeps none so', (_words, change, allowed, says) => {
    const outcome = kernelWith(withVfs('mlx5_core', [network(change)])).perform(list(allowed));
    expect(outcome.ok ? 'works' : outcome.error.message).toBe(says);
  });

  test('a list takes the place of a port VLAN where the driver has it so', () => {
    const kernel = kernelWith(withVfs('i40e', [network({ allowedVlans: 'all', vlan: 9 })]));
    expect(kernel.perform(list('7'))).toMatchObject({ ok: true, changed: true });
    expect(kernel.observe().physicalFunctions[0]?.virtualFunctions[0]?.network).toMatchObject({
      allowedVlans: '7',
      vlan: 0,
    });
  });

  test('a port VLAN takes the place of a list where the driver has it so', () => {
    const kernel = kernelWith(withVfs('i40e', [network({ allowedVlans: '7' })]));
    expect(answer(kernel.operate(set(0, vlan(9))))).toBe('changed');
    expect(kernel.observe().physicalFunctions[0]?.virtualFunctions[0]?.network).toMatchObject({
      allowedVlans: 'all',
      vlan: 9,
    });
  });

  test('taking a list off leaves no port VLAN', () => {
    const kernel = kernelWith(
      withVfs('i40e', [network({ allowedVlans: '7', vlan: 9, vlanQos: 2, vlanProtocol: '802.1ad' })]),
    );
    kernel.perform(list('all'));
    expect(kernel.observe().physicalFunctions[0]?.virtualFunctions[0]?.network).toMatchObject({
      allowedVlans: 'all',
      vlan: 0,
      vlanQos: 0,
      vlanProtocol: '802.1Q',
    });
  });
});

describe('a link that is lost', () => {
  const LOSS = { onCreate: true, onRemove: false, milliseconds: 1500, source: 'test' };
  const carrier = (kernel: Kernel) => kernel.observe().physicalFunctions[0]?.network?.interfaces[0];

  test('is away for as long as its driver takes, and the model remembers how long that still is', () => {
    const kernel = kernelWith(nic('igb'), { linkLoss: LOSS });
    kernel.operate(numVfs(1));
    expect(carrier(kernel)).toMatchObject({ carrier: false, speedMbps: null });
    expect(kernel.memory()).toEqual({ linkBackIn: { [PF]: 1500 }, unreadLists: [] });
    kernel.elapse(600);
    expect(kernel.memory().linkBackIn).toEqual({ [PF]: 900 });
    const next = builtInKernel(kernel.observe(), {}, kernel.memory());
    expect(answer(next.operate(wait(1)))).toBe('nothing');
    expect(next.now()).toBe(900);
    expect(next.memory()).toEqual({ linkBackIn: {}, unreadLists: [] });
    expect(carrier(next)).toMatchObject({ carrier: true, speedMbps: null });
    kernel.elapse(900);
    expect(kernel.memory().linkBackIn).toEqual({});
    expect(carrier(kernel)).toMatchObject({ carrier: true, speedMbps: 25_000 });
  });

  test.each<[string, NicSketch, Partial<DriverBehaviour>, KernelOperation, boolean]>([
    ['when VFs come', {}, { linkLoss: LOSS }, numVfs(1), true],
    ['when the MTU changes', {}, { linkLoss: LOSS }, mtu(2000), true],
    ['not of a driver that keeps it', {}, { linkLoss: { ...LOSS, onCreate: false } }, numVfs(1), false],
    ['not where nobody knows how long', {}, { linkLoss: { ...LOSS, milliseconds: null } }, numVfs(1), false],
    ['not where nobody knows whether', {}, { linkLoss: null }, numVfs(1), false],
    ['not of a port that is down', { netdev: { adminUp: false, carrier: null } }, { linkLoss: LOSS }, numVfs(1), false],
    ['not of a port without a cable', { netdev: { carrier: false } }, { linkLoss: LOSS }, numVfs(1), false],
  ])('is lost %s', (_words, sketch, behaviour, operation, lost) => {
    const kernel = kernelWith(nic('igb', sketch), behaviour);
    kernel.operate(operation);
    expect(PF in kernel.memory().linkBackIn).toBe(lost);
  });

  test('is lost as VFs go only where the driver says so', () => {
    for (const onRemove of [true, false]) {
      const kernel = kernelWith(withVfs('igb', [{}]), { linkLoss: { ...LOSS, onRemove } });
      kernel.operate(numVfs(0));
      expect(PF in kernel.memory().linkBackIn).toBe(onRemove);
    }
  });

  test('is waited for no longer than it is said', () => {
    const kernel = kernelWith(nic('igb'), { linkLoss: LOSS });
    kernel.operate(numVfs(1));
    expect(answer(kernel.operate(wait(1)))).toBe('Connection timed out (ETIMEDOUT): no carrier on ens1f0 after 1 s');
    expect(kernel.now()).toBe(1000);
    expect(answer(kernel.operate(wait(0.5)))).toBe('nothing');
    expect(kernel.now()).toBe(1500);
  });

  test('comes with a port that is set up, after 2 s', () => {
    const kernel = kernelWith(nic('igb', { netdev: { adminUp: false, carrier: null } }));
    kernel.operate(link(true));
    expect(kernel.memory().linkBackIn).toEqual({ [PF]: 2000 });
    kernel.operate(link(false));
    expect(kernel.memory().linkBackIn).toEqual({});
    expect(carrier(kernel)).toMatchObject({ adminUp: false, carrier: null, speedMbps: null });
  });
});

describe('Safe Mode of a PF', () => {
  const safeMode = (kernel: Kernel) => kernel.observe().physicalFunctions[0]?.network?.safeMode;

  test('is known without a netdev as well, goes with the driver, and is there again with it', () => {
    const elsewhere = kernelWith(nic('ice', { netdev: null, safeMode: true }));
    elsewhere.operate(autoprobe('0'));
    const kernel = kernelWith(nic('ice', { safeMode: true }));
    kernel.operate(unbind('ice', PF));
    const meanwhile = safeMode(kernel);
    kernel.operate(bind('ice', PF));
    expect([safeMode(elsewhere), meanwhile, safeMode(kernel)]).toEqual([true, undefined, true]);
  });
});

describe('a PF that loses its driver', () => {
  test('has no netdev, no mode and no VFs, and those that the driver kept back', () => {
    const kernel = kernelWith(withVfs('igb', [{}], { totalVfs: 7, mode: null }), { vfsKeptBack: 1 });
    kernel.operate(unbind('igb', PF));
    expect(kernel.observe().physicalFunctions[0]).toMatchObject({
      driver: null,
      totalVfs: 8,
      numVfs: 0,
      virtualFunctions: [],
      network: { interfaces: [], linkType: null, eswitchMode: null, carriesManagement: false },
    });
    kernel.operate(bind('igb', PF));
    expect(kernel.observe().physicalFunctions[0]).toMatchObject({
      driver: 'igb',
      totalVfs: 7,
      network: { linkType: 'ethernet', interfaces: [{ adminUp: false, carrier: null, mtu: 1500 }] },
    });
  });

  test('may go to vfio-pci, which takes no native driver along', () => {
    const kernel = kernelWith(nic('igb'));
    kernel.operate(unbind('igb', PF));
    kernel.operate(override('vfio-pci', PF));
    expect(answer(kernel.operate(bind('vfio-pci', PF)))).toBe('changed');
    expect(kernel.observe().physicalFunctions[0]).toMatchObject({
      driver: 'vfio-pci',
      network: { interfaces: [], linkType: null, carriesManagement: false },
    });
    expect(kernel.observe().physicalFunctions[0]?.network).not.toHaveProperty('managementEvidence');
  });

  test('is not taken back by vfio-pci where nothing asks for it', () => {
    const kernel = kernelWith(nic('vfio-pci', { netdev: null }));
    kernel.operate(unbind('vfio-pci', PF));
    expect(answer(kernel.operate({ do: 'drivers-probe', address: PF }))).toBe('nothing');
  });
});

test('a drive keeps its VFs when its driver goes, and shows nothing of its own then', () => {
  const drive = '0000:86:00.0';
  const facts = nvmeFacts({ numVfs: 1, virtualFunctions: [vfFacts(0, { address: '0000:86:00.1', network: null })] });
  const kernel = builtInKernel(inventory([facts]));
  kernel.operate(unbind('nvme', drive));
  expect(kernel.observe().physicalFunctions[0]).toMatchObject({
    driver: null,
    serial: null,
    numVfs: 1,
    nvme: {
      controller: null,
      controllerId: null,
      virtualizationManagement: null,
      capabilities: null,
      secondaryControllers: [],
      namespaces: [],
    },
  });
});
