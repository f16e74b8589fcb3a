import type {
  InterfaceFacts,
  NvmePrimaryCapabilities,
  SecondaryControllerFacts,
  VfNetworkFacts,
} from '../../lib/inventory/inventory';
import type { VfSetting } from '../../lib/plan/step';
import type { KernelOperation } from '../../lib/simulate/kernel/operation';
import type { Errno } from '../../lib/simulate/kernel/outcome';
import { KERNELS, type KernelSeries } from '../lab/kernels';
import { type HostVariant, IGB, igbVf, NVME, nvmeVf, PRIMARY, SECOND_IGB } from './emulated-host';

/**
 * What a Linux kernel was seen to do, as data: the same table runs on the kernel model and on a real kernel.
 *
 * A case starts on the fresh host of `emulated-host.ts`, does `given` (all of which works), and then `when`.
 */
export interface ConformanceCase {
  /** A sentence about the kernel. */
  readonly name: string;
  readonly given: readonly KernelOperation[];
  readonly when: KernelOperation;
  readonly gives: ExpectedResult;
  /** State read back afterwards. */
  readonly after?: readonly ExpectedState[];
  /** Host that differs from the usual one. */
  readonly host?: HostVariant;
  /** Kernels that do so. @default all */
  readonly kernels?: readonly KernelSeries[];
}

export const casesOf = (kernel: KernelSeries): readonly ConformanceCase[] =>
  CONFORMANCE_CASES.filter(({ kernels = KERNELS }) => kernels.includes(kernel));

export type ExpectedResult =
  | 'works'
  | { readonly errno: Errno }
  | { readonly nvmeStatus: number }
  /** A tool that stops by itself: its message holds this. */
  | { readonly says: string };

export type ExpectedState =
  | {
      readonly pf: string;
      readonly driver?: string | null;
      readonly numVfs?: number;
      readonly totalVfs?: number;
      readonly driversAutoprobe?: boolean;
      readonly carrier?: boolean;
    }
  | { readonly pf: string; readonly vfAddresses: readonly string[] }
  | { readonly pf: string; readonly netdev: Partial<InterfaceFacts> }
  | {
      readonly vf: string;
      readonly driver?: string | null;
      readonly driverOverride?: string | null;
    }
  | { readonly vf: string; readonly network: Partial<VfNetworkFacts> }
  | { readonly vf: string; readonly mac: 'invented' }
  | { readonly vf: string; readonly netdevMacOtherThan: string }
  | { readonly vf: string; readonly group: 'own' | 'shared with its PF' | null }
  | {
      readonly controller: number;
      readonly is: Partial<SecondaryControllerFacts>;
    }
  | { readonly capabilities: Partial<NvmePrimaryCapabilities> }
  /** Of the drive's one namespace. */
  | { readonly attachedTo: readonly number[] };

const numVfs = (text: string | number, pf = IGB): KernelOperation => ({
  do: 'write-numvfs',
  pf,
  text: String(text),
});
const autoprobe = (text: string, pf = IGB): KernelOperation => ({
  do: 'write-autoprobe',
  pf,
  text,
});
const override = (address: string, text: string): KernelOperation => ({
  do: 'write-driver-override',
  address,
  text,
});
const bind = (driver: string, address: string): KernelOperation => ({
  do: 'bind',
  driver,
  address,
});
const unbind = (driver: string, address: string): KernelOperation => ({
  do: 'unbind',
  driver,
  address,
});
const probe = (address: string): KernelOperation => ({
  do: 'drivers-probe',
  address,
});
const set = (vf: number, setting: VfSetting): KernelOperation => ({
  do: 'ip-link-vf',
  pf: IGB,
  vf,
  setting,
});
const vlan = (id: number, qos = 0, protocol: '802.1Q' | '802.1ad' = '802.1Q'): VfSetting => ({
  name: 'vlan',
  vlan: id,
  qos,
  protocol,
});
const rate = (maxTxMbps: number, minTxMbps = 0): VfSetting => ({
  name: 'rate',
  minTxMbps,
  maxTxMbps,
});
const carrier: KernelOperation = {
  do: 'wait-carrier',
  pf: IGB,
  timeoutSeconds: 10,
};
const down: KernelOperation = { do: 'ip-link', pf: IGB, up: false };
const queues = (controllerId: number, count: number): KernelOperation => ({
  do: 'virt-mgmt',
  pf: NVME,
  controllerId,
  action: 8,
  resource: 0,
  count,
});
const interrupts = (controllerId: number, count: number): KernelOperation => ({
  do: 'virt-mgmt',
  pf: NVME,
  controllerId,
  action: 8,
  resource: 1,
  count,
});
const online = (controllerId: number): KernelOperation => ({
  do: 'virt-mgmt',
  pf: NVME,
  controllerId,
  action: 9,
});
const offline = (controllerId: number): KernelOperation => ({
  do: 'virt-mgmt',
  pf: NVME,
  controllerId,
  action: 7,
});
const nvmeVfs = (count: number): readonly KernelOperation[] => [autoprobe('0', NVME), numVfs(count, NVME)];
/** Two VFs, the first one's controller online. */
const controllerOnline = [...nvmeVfs(2), queues(1, 2), interrupts(1, 1), online(1)];

const COUNT: readonly ConformanceCase[] = [
  {
    name: 'creates VFs at offset 128 and stride 2',
    given: [],
    when: numVfs(5),
    gives: 'works',
    after: [
      { pf: IGB, numVfs: 5 },
      {
        pf: IGB,
        vfAddresses: ['0000:01:10.0', '0000:01:10.2', '0000:01:10.4', '0000:01:10.6', '0000:01:11.0'],
      },
    ],
  },
  {
    name: 'does nothing when the number of VFs is there already',
    given: [numVfs(4), set(0, vlan(100))],
    when: numVfs(4),
    gives: 'works',
    after: [{ vf: igbVf(0), network: { vlan: 100 } }],
  },
  {
    name: 'refuses to go from N to M',
    given: [numVfs(4)],
    when: numVfs(2),
    gives: { errno: 'EBUSY' },
    after: [{ pf: IGB, numVfs: 4 }],
  },
  {
    name: 'refuses more VFs than there may be',
    given: [],
    when: numVfs(8),
    gives: { errno: 'ERANGE' },
  },
  {
    name: 'checks the highest number of VFs before it looks for VFs',
    given: [numVfs(4)],
    when: numVfs(8),
    gives: { errno: 'ERANGE' },
  },
  {
    name: 'refuses -1 VFs',
    given: [],
    when: numVfs(-1),
    gives: { errno: 'EINVAL' },
  },
  {
    name: 'refuses text as a number of VFs',
    given: [],
    when: numVfs('abc'),
    gives: { errno: 'EINVAL' },
  },
  {
    name: 'refuses an empty line as a number of VFs',
    given: [],
    when: numVfs('\n'),
    gives: { errno: 'EINVAL' },
  },
  {
    name: 'refuses a number of VFs above 16 bits',
    given: [],
    when: numVfs(70_000),
    gives: { errno: 'EINVAL' },
  },
  {
    name: 'reads a hexadecimal number of VFs',
    given: [],
    when: numVfs('0x3'),
    gives: 'works',
    after: [{ pf: IGB, numVfs: 3 }],
  },
  {
    name: 'takes a write of no bytes for nothing',
    given: [numVfs(4)],
    when: numVfs(''),
    gives: 'works',
    after: [{ pf: IGB, numVfs: 4 }],
  },
  {
    name: 'creates no VF for a PF without a driver',
    given: [unbind('igb', IGB)],
    when: numVfs(2),
    gives: { errno: 'ENOENT' },
  },
  {
    name: 'creates no VF for a PF on vfio-pci',
    given: [unbind('igb', IGB), override(IGB, 'vfio-pci'), bind('vfio-pci', IGB)],
    when: numVfs(2),
    gives: { errno: 'ENOENT' },
  },
  {
    name: 'destroys the VFs of a network PF that loses its driver',
    given: [numVfs(4)],
    when: unbind('igb', IGB),
    gives: 'works',
    after: [
      { pf: IGB, numVfs: 0 },
      { pf: IGB, vfAddresses: [] },
    ],
  },
  {
    name: 'brings a PF back without VFs',
    given: [numVfs(4), unbind('igb', IGB)],
    when: bind('igb', IGB),
    gives: 'works',
    after: [{ pf: IGB, numVfs: 0 }],
  },
  {
    name: 'loses every setting with the VFs',
    given: [
      autoprobe('0'),
      numVfs(2),
      set(0, { name: 'mac', mac: '52:54:00:aa:01:11' }),
      set(0, vlan(8)),
      set(0, { name: 'spoofCheck', on: false }),
      set(0, { name: 'trust', on: true }),
      carrier,
      set(0, rate(100)),
      numVfs(0),
    ],
    when: numVfs(2),
    gives: 'works',
    after: [
      {
        vf: igbVf(0),
        network: {
          mac: '00:00:00:00:00:00',
          vlan: 0,
          spoofCheck: true,
          trust: false,
          maxTxRateMbps: 0,
        },
      },
    ],
  },
  {
    name: 'takes the link of an igb port away while VFs come',
    given: [],
    when: numVfs(4),
    gives: 'works',
    after: [{ pf: IGB, carrier: false }],
  },
  {
    name: 'takes the link of an igb port away when its MTU changes',
    given: [],
    when: { do: 'ip-link-mtu', pf: IGB, mtu: 9000 },
    gives: 'works',
    after: [{ pf: IGB, carrier: false }],
  },
  {
    name: 'tells neither carrier nor speed of a port that is down',
    given: [],
    when: down,
    gives: 'works',
    after: [{ pf: IGB, netdev: { adminUp: false, carrier: null, speedMbps: null } }],
  },
  {
    name: 'refuses an MTU above what the port takes',
    given: [],
    when: { do: 'ip-link-mtu', pf: IGB, mtu: 9217 },
    gives: { errno: 'EINVAL' },
  },
  {
    name: 'leaves the other port alone',
    given: [],
    when: numVfs(4),
    gives: 'works',
    after: [{ pf: SECOND_IGB, numVfs: 0, carrier: true }],
  },
  {
    name: 'takes the link of an igb port away while VFs go',
    given: [numVfs(4), carrier],
    when: numVfs(0),
    gives: 'works',
    after: [{ pf: IGB, carrier: false }],
  },
  {
    name: 'gives the link of an igb port back after a while',
    given: [numVfs(4)],
    when: carrier,
    gives: 'works',
    after: [{ pf: IGB, carrier: true }],
  },
  {
    name: 'takes 1 and 0 for autoprobe',
    given: [autoprobe('0')],
    when: autoprobe('1'),
    gives: 'works',
    after: [{ pf: IGB, driversAutoprobe: true }],
  },
  {
    name: 'refuses 2 for autoprobe',
    given: [],
    when: autoprobe('2'),
    gives: { errno: 'EINVAL' },
  },
  {
    name: 'refuses text for autoprobe',
    given: [],
    when: autoprobe('abc'),
    gives: { errno: 'EINVAL' },
  },
  {
    name: 'takes off for autoprobe',
    given: [],
    when: autoprobe('off'),
    gives: 'works',
    after: [{ pf: IGB, driversAutoprobe: false }],
  },
  {
    name: 'reads the first letter only of what autoprobe is to be',
    given: [],
    when: autoprobe('01'),
    gives: 'works',
    after: [{ pf: IGB, driversAutoprobe: false }],
  },
  {
    name: 'can create one VF more once igb has let go of the PF',
    given: [],
    when: unbind('igb', IGB),
    gives: 'works',
    after: [{ pf: IGB, totalVfs: 8 }],
  },
  {
    name: 'has igb keep that VF back again',
    given: [unbind('igb', IGB)],
    when: bind('igb', IGB),
    gives: 'works',
    after: [{ pf: IGB, totalVfs: 7 }],
  },
  {
    name: 'has no MSI-X count for VFs of igb',
    given: [numVfs(1)],
    when: { do: 'write-msix-count', pf: IGB, vf: 0, vectors: 2 },
    gives: { errno: 'EOPNOTSUPP' },
  },
  {
    name: 'has no MSI-X count for VFs of nvme',
    given: nvmeVfs(1),
    when: { do: 'write-msix-count', pf: NVME, vf: 0, vectors: 2 },
    gives: { errno: 'EOPNOTSUPP' },
  },
];

const DRIVERS: readonly ConformanceCase[] = [
  {
    name: 'binds the native driver to new VFs with autoprobe',
    given: [],
    when: numVfs(2),
    gives: 'works',
    after: [{ vf: igbVf(1), driver: 'igbvf' }],
  },
  {
    name: 'leaves new VFs unbound without autoprobe',
    given: [autoprobe('0')],
    when: numVfs(2),
    gives: 'works',
    after: [{ vf: igbVf(1), driver: null, driverOverride: null }],
  },
  {
    name: 'refuses to bind without autoprobe and override',
    given: [autoprobe('0'), numVfs(1)],
    when: bind('igbvf', igbVf(0)),
    gives: { errno: 'ENODEV' },
  },
  {
    name: 'probes in vain without autoprobe and override, and says nothing',
    given: [autoprobe('0'), numVfs(1)],
    when: probe(igbVf(0)),
    gives: 'works',
    after: [{ vf: igbVf(0), driver: null }],
  },
  {
    name: 'binds the native driver without autoprobe where the override names it',
    given: [autoprobe('0'), numVfs(1), override(igbVf(0), 'igbvf')],
    when: bind('igbvf', igbVf(0)),
    gives: 'works',
    after: [{ vf: igbVf(0), driver: 'igbvf', driverOverride: 'igbvf' }],
  },
  {
    name: 'keeps the driver of a bound VF when probed',
    given: [numVfs(1), override(igbVf(0), 'vfio-pci')],
    when: probe(igbVf(0)),
    gives: 'works',
    after: [{ vf: igbVf(0), driver: 'igbvf' }],
  },
  {
    name: 'moves a VF to vfio-pci by override, unbind and probe',
    given: [numVfs(1), override(igbVf(0), 'vfio-pci'), unbind('igbvf', igbVf(0))],
    when: probe(igbVf(0)),
    gives: 'works',
    after: [{ vf: igbVf(0), driver: 'vfio-pci' }],
  },
  {
    name: 'moves a VF to vfio-pci by override, unbind and bind',
    given: [numVfs(1), override(igbVf(0), 'vfio-pci'), unbind('igbvf', igbVf(0))],
    when: bind('vfio-pci', igbVf(0)),
    gives: 'works',
    after: [{ vf: igbVf(0), driver: 'vfio-pci' }],
  },
  {
    name: 'probes in vain for an override that names no driver',
    given: [numVfs(1), override(igbVf(0), 'nosuch'), unbind('igbvf', igbVf(0))],
    when: probe(igbVf(0)),
    gives: 'works',
    after: [{ vf: igbVf(0), driver: null }],
  },
  {
    name: 'refuses to bind a VF twice',
    given: [numVfs(1)],
    when: bind('igbvf', igbVf(0)),
    gives: { errno: 'EBUSY' },
  },
  {
    name: 'refuses to bind a driver that the override does not name',
    given: [numVfs(1), override(igbVf(0), 'vfio-pci')],
    when: bind('igbvf', igbVf(0)),
    gives: { errno: 'ENODEV' },
  },
  {
    name: 'refuses to bind vfio-pci without an override',
    given: [numVfs(1), unbind('igbvf', igbVf(0))],
    when: bind('vfio-pci', igbVf(0)),
    gives: { errno: 'ENODEV' },
  },
  {
    name: 'refuses to probe a device that is not there',
    given: [],
    when: probe(igbVf(0)),
    gives: { errno: 'ENODEV' },
  },
  {
    name: 'refuses to unbind a VF from a driver that it is not on',
    given: [numVfs(1)],
    when: unbind('vfio-pci', igbVf(0)),
    gives: { errno: 'ENODEV' },
  },
  {
    name: 'returns a VF to its native driver when the override is cleared',
    given: [
      numVfs(1),
      override(igbVf(0), 'vfio-pci'),
      unbind('igbvf', igbVf(0)),
      bind('vfio-pci', igbVf(0)),
      override(igbVf(0), '\n'),
      unbind('vfio-pci', igbVf(0)),
    ],
    when: probe(igbVf(0)),
    gives: 'works',
    after: [{ vf: igbVf(0), driver: 'igbvf', driverOverride: null }],
  },
  {
    name: 'binds no vfio-pci without an IOMMU',
    host: 'no-iommu',
    given: [autoprobe('0'), numVfs(1), override(igbVf(0), 'vfio-pci')],
    when: bind('vfio-pci', igbVf(0)),
    gives: { errno: 'EINVAL' },
  },
  {
    name: 'probes in vain for vfio-pci without an IOMMU, and says nothing',
    host: 'no-iommu',
    given: [autoprobe('0'), numVfs(1), override(igbVf(0), 'vfio-pci')],
    when: probe(igbVf(0)),
    gives: 'works',
    after: [{ vf: igbVf(0), driver: null }],
  },
  {
    name: 'probes in vain for vfio-pci while its module is not loaded, and says nothing',
    host: 'without-vfio-module',
    given: [autoprobe('0'), numVfs(1), override(igbVf(0), 'vfio-pci')],
    when: probe(igbVf(0)),
    gives: 'works',
    after: [{ vf: igbVf(0), driver: null }],
  },
  {
    name: 'binds a VF that waits for vfio-pci as soon as its module is loaded',
    host: 'without-vfio-module',
    given: [autoprobe('0'), numVfs(1), override(igbVf(0), 'vfio-pci')],
    when: { do: 'modprobe', module: 'vfio-pci' },
    gives: 'works',
    after: [{ vf: igbVf(0), driver: 'vfio-pci' }],
  },
  {
    name: 'finds no vfio-pci to bind to while its module is not loaded',
    host: 'without-vfio-module',
    given: [autoprobe('0'), numVfs(1), override(igbVf(0), 'vfio-pci')],
    when: bind('vfio-pci', igbVf(0)),
    gives: { errno: 'ENOENT' },
  },
  {
    name: 'puts every VF into an IOMMU group of its own behind ports with ACS',
    given: [],
    when: numVfs(2),
    gives: 'works',
    after: [
      { vf: igbVf(0), group: 'own' },
      { vf: igbVf(1), group: 'own' },
    ],
  },
  {
    name: 'puts the VFs into the group of their PF behind a switch without ACS',
    host: 'shared-group',
    given: [],
    when: numVfs(2),
    gives: 'works',
    after: [{ vf: igbVf(1), group: 'shared with its PF' }],
  },
  {
    name: 'has no groups without an IOMMU',
    host: 'no-iommu',
    given: [],
    when: numVfs(1),
    gives: 'works',
    after: [{ vf: igbVf(0), group: null }],
  },
];

const PF_DRIVERS: readonly ConformanceCase[] = [
  {
    name: 'binds the native driver to a PF that is probed without one',
    given: [unbind('igb', IGB)],
    when: probe(IGB),
    gives: 'works',
    after: [{ pf: IGB, driver: 'igb' }],
  },
  {
    name: 'binds vfio-pci to a PF whose override names it when it is probed',
    given: [unbind('igb', IGB), override(IGB, 'vfio-pci')],
    when: probe(IGB),
    gives: 'works',
    after: [{ pf: IGB, driver: 'vfio-pci' }],
  },
  {
    name: 'binds a PF that waits for vfio-pci as soon as its module is loaded',
    host: 'without-vfio-module',
    given: [unbind('igb', IGB), override(IGB, 'vfio-pci')],
    when: { do: 'modprobe', module: 'vfio-pci' },
    gives: 'works',
    after: [{ pf: IGB, driver: 'vfio-pci' }],
  },
  {
    name: 'leaves the VFs of an NVMe PF that loses its driver',
    given: [...nvmeVfs(2)],
    when: unbind('nvme', NVME),
    gives: 'works',
    after: [{ pf: NVME, numVfs: 2, driver: null }],
  },
  {
    name: 'refuses vfio-pci for a PF that has VFs',
    given: [...nvmeVfs(2), unbind('nvme', NVME), override(NVME, 'vfio-pci')],
    when: bind('vfio-pci', NVME),
    gives: { errno: 'EBUSY' },
    after: [{ pf: NVME, numVfs: 2, driver: null }],
  },
  {
    name: 'has igb refuse a VF that an override gives it',
    given: [autoprobe('0'), numVfs(1), override(igbVf(0), 'igb')],
    when: bind('igb', igbVf(0)),
    gives: { errno: 'EINVAL' },
    after: [{ vf: igbVf(0), driver: null }],
  },
  {
    name: 'has nvme let go of a VF that is no controller, and says nothing',
    given: [autoprobe('0'), numVfs(1), override(igbVf(0), 'nvme')],
    when: bind('nvme', igbVf(0)),
    gives: 'works',
    after: [{ vf: igbVf(0), driver: null }],
    kernels: ['6.1'],
  },
  {
    name: 'has nvme refuse a VF that is no controller',
    given: [autoprobe('0'), numVfs(1), override(igbVf(0), 'nvme')],
    when: bind('nvme', igbVf(0)),
    gives: { errno: 'ENODEV' },
    after: [{ vf: igbVf(0), driver: null }],
    kernels: ['6.12'],
  },
  {
    name: 'takes a write of no bytes to an override for nothing',
    given: [autoprobe('0'), numVfs(1), override(igbVf(0), 'vfio-pci')],
    when: override(igbVf(0), ''),
    gives: 'works',
    after: [{ vf: igbVf(0), driverOverride: 'vfio-pci' }],
  },
];

const ATTRIBUTES: readonly ConformanceCase[] = [
  {
    name: 'takes a unicast MAC',
    given: [numVfs(1)],
    when: set(0, { name: 'mac', mac: '52:54:00:aa:01:11' }),
    gives: 'works',
    after: [{ vf: igbVf(0), network: { mac: '52:54:00:aa:01:11' } }],
  },
  {
    name: 'takes the zero MAC to remove the administrative one',
    given: [numVfs(1), set(0, { name: 'mac', mac: '52:54:00:aa:01:11' })],
    when: set(0, { name: 'mac', mac: '00:00:00:00:00:00' }),
    gives: 'works',
    after: [{ vf: igbVf(0), network: { mac: '00:00:00:00:00:00' } }],
  },
  {
    name: 'refuses a multicast MAC',
    given: [numVfs(1)],
    when: set(0, { name: 'mac', mac: '01:00:5e:00:00:01' }),
    gives: { errno: 'EINVAL' },
  },
  {
    name: 'refuses a VF that does not exist',
    given: [numVfs(1)],
    when: set(1, { name: 'trust', on: true }),
    gives: { errno: 'EINVAL' },
  },
  {
    name: 'takes VLAN 4095',
    given: [numVfs(1)],
    when: set(0, vlan(4095)),
    gives: 'works',
    after: [{ vf: igbVf(0), network: { vlan: 4095 } }],
  },
  {
    name: 'lets ip refuse VLAN 4096 by itself',
    given: [numVfs(1)],
    when: set(0, vlan(4096)),
    gives: { says: 'Invalid "vlan" value' },
  },
  {
    name: 'takes qos 7',
    given: [numVfs(1)],
    when: set(0, vlan(100, 7)),
    gives: 'works',
    after: [
      {
        vf: igbVf(0),
        network: { vlan: 100, vlanQos: 7, vlanProtocol: '802.1Q' },
      },
    ],
  },
  {
    name: 'reports the MAC that the native driver of a VF invents',
    given: [autoprobe('0'), numVfs(1), override(igbVf(0), 'igbvf')],
    when: bind('igbvf', igbVf(0)),
    gives: 'works',
    after: [{ vf: igbVf(0), mac: 'invented' }],
  },
  {
    name: 'lets the native driver of a VF invent a MAC while the PF is down, although one is set',
    given: [
      autoprobe('0'),
      numVfs(1),
      set(0, { name: 'mac', mac: '52:54:00:aa:01:11' }),
      { do: 'ip-link', pf: IGB, up: false },
      override(igbVf(0), 'igbvf'),
    ],
    when: bind('igbvf', igbVf(0)),
    gives: 'works',
    after: [
      { vf: igbVf(0), network: { mac: '52:54:00:aa:01:11' } },
      { vf: igbVf(0), netdevMacOtherThan: '52:54:00:aa:01:11' },
    ],
  },
  {
    name: 'reports no MAC that native drivers invent while VFs come, for the PF restarts then',
    given: [],
    when: numVfs(2),
    gives: 'works',
    after: [{ vf: igbVf(1), network: { mac: '00:00:00:00:00:00' } }],
    kernels: ['6.1'],
  },
  {
    name: 'reports the MACs that native drivers invent while VFs come',
    given: [],
    when: numVfs(2),
    gives: 'works',
    after: [{ vf: igbVf(1), mac: 'invented' }],
    kernels: ['6.12'],
  },
  {
    name: 'reports no MAC of VFs that come without a driver',
    given: [autoprobe('0')],
    when: numVfs(2),
    gives: 'works',
    after: [{ vf: igbVf(1), network: { mac: '00:00:00:00:00:00' } }],
  },
  {
    name: 'reports no MAC that native drivers invent while VFs of a PF come that is down',
    given: [{ do: 'ip-link', pf: IGB, up: false }],
    when: numVfs(2),
    gives: 'works',
    after: [{ vf: igbVf(1), network: { mac: '00:00:00:00:00:00' } }],
  },
  {
    name: 'keeps an administrative MAC when the native driver comes',
    given: [autoprobe('0'), numVfs(1), set(0, { name: 'mac', mac: '52:54:00:aa:01:11' }), override(igbVf(0), 'igbvf')],
    when: bind('igbvf', igbVf(0)),
    gives: 'works',
    after: [{ vf: igbVf(0), network: { mac: '52:54:00:aa:01:11' } }],
  },
  {
    name: 'refuses qos 8',
    given: [numVfs(1)],
    when: set(0, vlan(100, 8)),
    gives: { errno: 'EINVAL' },
  },
  {
    name: 'refuses 802.1ad',
    given: [numVfs(1)],
    when: set(0, vlan(100, 0, '802.1ad')),
    gives: { errno: 'EPROTONOSUPPORT' },
  },
  {
    name: 'removes a VLAN with VLAN 0',
    given: [numVfs(1), set(0, vlan(100, 3))],
    when: set(0, vlan(0)),
    gives: 'works',
    after: [{ vf: igbVf(0), network: { vlan: 0, vlanQos: 0 } }],
  },
  {
    name: 'takes a rate up to the speed of the link',
    given: [numVfs(1), carrier],
    when: set(0, rate(1000)),
    gives: 'works',
    after: [{ vf: igbVf(0), network: { maxTxRateMbps: 1000 } }],
  },
  {
    name: 'refuses a rate above the speed of the link',
    given: [numVfs(1), carrier],
    when: set(0, rate(1001)),
    gives: { errno: 'EINVAL' },
  },
  {
    name: 'refuses a rate while the link is away after VFs came',
    given: [numVfs(1)],
    when: set(0, rate(100)),
    gives: { errno: 'EINVAL' },
  },
  {
    name: 'refuses a rate while the port is down',
    given: [numVfs(1), down],
    when: set(0, rate(100)),
    gives: { errno: 'EINVAL' },
  },
  {
    name: 'refuses a guarantee',
    given: [numVfs(1), carrier],
    when: set(0, rate(100, 10)),
    gives: { errno: 'EINVAL' },
  },
  {
    name: 'lets ip refuse a guarantee above the limit by itself',
    given: [numVfs(1), carrier],
    when: set(0, rate(100, 200)),
    gives: { says: 'Invalid min_tx_rate 200' },
  },
  {
    name: 'has no spoof check while there is no VF',
    given: [],
    when: set(0, { name: 'spoofCheck', on: false }),
    gives: { errno: 'EOPNOTSUPP' },
  },
  {
    name: 'refuses spoof check of a VF that does not exist beside one that does',
    given: [numVfs(1)],
    when: set(1, { name: 'spoofCheck', on: false }),
    gives: { errno: 'EINVAL' },
  },
  {
    name: 'takes spoof check off',
    given: [numVfs(1)],
    when: set(0, { name: 'spoofCheck', on: false }),
    gives: 'works',
    after: [{ vf: igbVf(0), network: { spoofCheck: false } }],
  },
  {
    name: 'gives trust',
    given: [numVfs(1)],
    when: set(0, { name: 'trust', on: true }),
    gives: 'works',
    after: [{ vf: igbVf(0), network: { trust: true } }],
  },
  {
    name: 'has no link state of VFs',
    given: [numVfs(1)],
    when: set(0, { name: 'linkState', state: 'enable' }),
    gives: { errno: 'EOPNOTSUPP' },
  },
  {
    name: 'has no query-RSS of VFs',
    given: [numVfs(1)],
    when: set(0, { name: 'queryRss', on: true }),
    gives: { errno: 'EOPNOTSUPP' },
  },
  {
    name: 'keeps MAC, VLAN, spoof check and trust that are set while the port is down',
    given: [
      numVfs(1),
      down,
      set(0, { name: 'mac', mac: '52:54:00:aa:01:11' }),
      set(0, vlan(8)),
      set(0, { name: 'spoofCheck', on: false }),
      set(0, { name: 'trust', on: true }),
    ],
    when: { do: 'ip-link', pf: IGB, up: true },
    gives: 'works',
    after: [
      {
        vf: igbVf(0),
        network: {
          mac: '52:54:00:aa:01:11',
          vlan: 8,
          spoofCheck: false,
          trust: true,
        },
      },
    ],
  },
  {
    name: 'has no eswitch mode of a PF without a driver',
    given: [unbind('igb', IGB)],
    when: { do: 'eswitch-mode', pf: IGB, mode: 'legacy' },
    gives: { errno: 'ENODEV' },
  },
  {
    name: 'has no eswitch mode on igb',
    given: [],
    when: { do: 'eswitch-mode', pf: IGB, mode: 'switchdev' },
    gives: { errno: 'ENODEV' },
  },
];

const CONTROLLERS: readonly ConformanceCase[] = [
  {
    name: 'creates NVMe VFs at offset 1 and stride 1',
    given: [autoprobe('0', NVME)],
    when: numVfs(2, NVME),
    gives: 'works',
    after: [{ pf: NVME, vfAddresses: [nvmeVf(0), nvmeVf(1)] }],
  },
  {
    name: 'takes resources before the VF exists',
    given: [],
    when: queues(1, 2),
    gives: 'works',
    after: [{ controller: 1, is: { virtualQueues: 2, online: false } }, { capabilities: { vqAssigned: 2 } }],
  },
  {
    name: 'keeps resources that were given before the VF came',
    given: [queues(1, 2), interrupts(1, 1), autoprobe('0', NVME)],
    when: numVfs(1, NVME),
    gives: 'works',
    after: [
      {
        controller: 1,
        is: { virtualQueues: 2, virtualInterrupts: 1, online: false },
      },
    ],
  },
  {
    name: 'brings a controller online',
    given: [...nvmeVfs(2), queues(1, 2), interrupts(1, 1)],
    when: online(1),
    gives: 'works',
    after: [
      {
        controller: 1,
        is: { online: true, virtualQueues: 2, virtualInterrupts: 1 },
      },
    ],
  },
  {
    name: 'brings no controller online before its VF exists',
    given: [queues(1, 2), interrupts(1, 1)],
    when: online(1),
    gives: { nvmeStatus: 0x4120 },
  },
  {
    name: 'brings no controller online with one queue',
    given: [...nvmeVfs(1), queues(1, 1), interrupts(1, 1)],
    when: online(1),
    gives: { nvmeStatus: 0x4120 },
  },
  {
    name: 'brings no controller online without an interrupt',
    given: [...nvmeVfs(1), queues(1, 2)],
    when: online(1),
    gives: { nvmeStatus: 0x4120 },
  },
  {
    name: 'gives a controller that is online nothing',
    given: controllerOnline,
    when: queues(1, 1),
    gives: { nvmeStatus: 0x4120 },
  },
  {
    name: 'gives one controller no more queues than its limit',
    given: nvmeVfs(1),
    when: queues(1, 5),
    gives: { nvmeStatus: 0x4121 },
  },
  {
    name: 'gives one controller no more interrupts than its limit',
    given: nvmeVfs(1),
    when: interrupts(1, 3),
    gives: { nvmeStatus: 0x4121 },
  },
  {
    name: 'gives nothing from a pool that the primary controller took',
    given: [
      {
        do: 'virt-mgmt',
        pf: NVME,
        controllerId: PRIMARY,
        action: 1,
        resource: 0,
        count: 16,
      },
      { do: 'reset', pf: NVME },
    ],
    when: queues(1, 2),
    gives: { nvmeStatus: 0x4122 },
  },
  {
    name: "changes the primary controller's share only with a reset",
    given: [
      {
        do: 'virt-mgmt',
        pf: NVME,
        controllerId: PRIMARY,
        action: 1,
        resource: 0,
        count: 2,
      },
    ],
    when: queues(1, 2),
    gives: 'works',
    after: [{ capabilities: { vqPrimary: 0, vqAssigned: 2 } }],
  },
  {
    name: "has changed the primary controller's share after a reset",
    given: [
      {
        do: 'virt-mgmt',
        pf: NVME,
        controllerId: PRIMARY,
        action: 1,
        resource: 0,
        count: 2,
      },
    ],
    when: { do: 'reset', pf: NVME },
    gives: 'works',
    after: [{ capabilities: { vqPrimary: 2 } }],
  },
  {
    name: 'knows no controller 99',
    given: [],
    when: queues(99, 2),
    gives: { nvmeStatus: 0x411f },
  },
  {
    name: 'does not take the primary for a secondary controller',
    given: [],
    when: queues(PRIMARY, 2),
    gives: { nvmeStatus: 0x411f },
  },
  {
    name: 'knows no resource type 3',
    given: [],
    when: {
      do: 'virt-mgmt',
      pf: NVME,
      controllerId: 1,
      action: 8,
      resource: 3,
      count: 1,
    },
    gives: { nvmeStatus: 0x4122 },
  },
  {
    name: 'knows no action 5',
    given: [],
    when: { do: 'virt-mgmt', pf: NVME, controllerId: 1, action: 5 },
    gives: { nvmeStatus: 0x4002 },
  },
  {
    name: 'takes queues and interrupts away with the online state',
    given: controllerOnline,
    when: offline(1),
    gives: 'works',
    after: [
      {
        controller: 1,
        is: { online: false, virtualQueues: 0, virtualInterrupts: 0 },
      },
      { capabilities: { vqAssigned: 0, viAssigned: 0 } },
    ],
  },
  {
    name: 'takes all secondary controllers offline with the VFs',
    given: controllerOnline,
    when: numVfs(0, NVME),
    gives: 'works',
    after: [
      {
        controller: 1,
        is: { online: false, virtualQueues: 0, virtualInterrupts: 0 },
      },
    ],
  },
  {
    name: 'leaves resources with secondary controllers whose VF never was when the VFs go',
    given: [...nvmeVfs(1), queues(1, 2), queues(3, 2), interrupts(3, 1)],
    when: numVfs(0, NVME),
    gives: 'works',
    after: [
      { controller: 1, is: { virtualQueues: 0 } },
      { controller: 3, is: { virtualQueues: 2, virtualInterrupts: 1 } },
      { capabilities: { vqAssigned: 2 } },
    ],
  },
  {
    name: 'takes all resources away when the driver comes back to the drive',
    given: [queues(1, 2), unbind('nvme', NVME)],
    when: bind('nvme', NVME),
    gives: 'works',
    after: [{ controller: 1, is: { virtualQueues: 0 } }],
  },
  {
    name: 'takes all secondary controllers offline with a reset, and leaves the VFs',
    given: controllerOnline,
    when: { do: 'reset', pf: NVME },
    gives: 'works',
    after: [
      {
        controller: 1,
        is: { online: false, virtualQueues: 0, virtualInterrupts: 0 },
      },
      { pf: NVME, numVfs: 2 },
    ],
  },
  {
    name: 'has nvme take a VF whose controller is offline, and let go of it in the background',
    given: [autoprobe('0', NVME), numVfs(1, NVME), override(nvmeVf(0), 'nvme')],
    when: bind('nvme', nvmeVf(0)),
    gives: 'works',
    after: [{ vf: nvmeVf(0), driver: null }],
    kernels: ['6.1'],
  },
  {
    name: 'has nvme refuse a VF whose controller is offline',
    given: [autoprobe('0', NVME), numVfs(1, NVME), override(nvmeVf(0), 'nvme')],
    when: bind('nvme', nvmeVf(0)),
    gives: { errno: 'ENODEV' },
    after: [{ vf: nvmeVf(0), driver: null }],
    kernels: ['6.12'],
  },
  {
    name: 'says nothing of an nvme that refuses a VF, where it looks for a driver by itself',
    given: [autoprobe('0', NVME), numVfs(1, NVME), override(nvmeVf(0), 'nvme')],
    when: { do: 'drivers-probe', address: nvmeVf(0) },
    gives: 'works',
    after: [{ vf: nvmeVf(0), driver: null }],
  },
  {
    name: 'binds nvme to a VF whose controller is online',
    given: [...controllerOnline, override(nvmeVf(0), 'nvme')],
    when: bind('nvme', nvmeVf(0)),
    gives: 'works',
    after: [{ vf: nvmeVf(0), driver: 'nvme' }],
  },
  {
    name: "has QEMU's drive attach its shared namespace to a controller that a driver starts",
    given: [...controllerOnline, override(nvmeVf(0), 'nvme')],
    when: bind('nvme', nvmeVf(0)),
    gives: 'works',
    after: [{ attachedTo: [PRIMARY, 1] }],
  },
  {
    name: 'leaves namespaces attached to a controller whose VF goes',
    given: [...controllerOnline, override(nvmeVf(0), 'nvme'), bind('nvme', nvmeVf(0))],
    when: numVfs(0, NVME),
    gives: 'works',
    after: [{ attachedTo: [PRIMARY, 1] }],
  },
  {
    name: "has QEMU's drive attach nothing to a controller that is passed through",
    given: [...controllerOnline, override(nvmeVf(0), 'vfio-pci')],
    when: bind('vfio-pci', nvmeVf(0)),
    gives: 'works',
    after: [{ attachedTo: [PRIMARY] }],
  },
  {
    name: 'leaves NVMe VFs unbound with autoprobe while their controllers are offline',
    given: [autoprobe('1', NVME)],
    when: numVfs(2, NVME),
    gives: 'works',
    after: [{ vf: nvmeVf(0), driver: null }],
  },
  {
    name: 'binds vfio-pci to a VF whose controller is offline',
    given: [...nvmeVfs(1), override(nvmeVf(0), 'vfio-pci')],
    when: bind('vfio-pci', nvmeVf(0)),
    gives: 'works',
    after: [{ vf: nvmeVf(0), driver: 'vfio-pci' }],
  },
  {
    name: 'refuses to go from N to M NVMe VFs',
    given: nvmeVfs(2),
    when: numVfs(3, NVME),
    gives: { errno: 'EBUSY' },
  },
  {
    name: 'refuses too many NVMe VFs',
    given: [],
    when: numVfs(5, NVME),
    gives: { errno: 'ERANGE' },
  },
];

export const CONFORMANCE_CASES: readonly ConformanceCase[] = [
  ...COUNT,
  ...DRIVERS,
  ...PF_DRIVERS,
  ...ATTRIBUTES,
  ...CONTROLLERS,
];
