import fc from '../support/properties';
import type { Inventory, PhysicalFunctionFacts } from '../../lib/inventory/inventory';
import { vfAddress } from '../../lib/model/pci';
import type { PciAddress } from '../../lib/model/units';
import { CHOICES, FLAGS, VF_SETTINGS } from '../../lib/model/vf-settings';
import type { VfSetting } from '../../lib/plan/step';
import type { KernelOperation } from '../../lib/simulate/kernel/operation';

/** One operation of a sequence. */
export interface SequenceItem {
  readonly operation: KernelOperation;
  /** Even while the link that it depends on is away. */
  readonly inHaste: boolean;
}

export interface Sequence {
  /** Without vfio-pci at the beginning. */
  readonly withoutVfio: boolean;
  readonly items: readonly SequenceItem[];
}

type Arbitrary<T> = fc.Arbitrary<T>;
type Operations = Arbitrary<readonly KernelOperation[]>;

/**
 * Random sequences for a host: what plans do, in any order, what they never do, and texts that are none. Most of them
 * stay with one NIC and few VFs, so that operations meet. `sriov_numvfs` of a NIC takes seconds and is rarer.
 *
 * @param turn another number, another NIC: its link comes back while the next sequence works on the other one
 */
export function sequences(host: Inventory, turn: number, length: number): Arbitrary<Sequence> {
  const withVfs = host.physicalFunctions.filter(({ totalVfs }) => totalVfs !== null);
  const nics = withVfs.filter(({ deviceClass }) => deviceClass === 'net');
  const [nvme] = withVfs.filter(({ deviceClass }) => deviceClass === 'nvme');
  const nic = nics[turn % nics.length];
  const beginnings: Operations[] = [];
  const parts: fc.WeightedArbitrary<readonly KernelOperation[]>[] = [];
  for (const pf of [nic, nvme]) {
    if (pf === undefined) continue;
    beginnings.push(pf.deviceClass === 'net' ? nicBeginning(pf) : nvmeBeginning(pf));
    parts.push(...(pf.deviceClass === 'net' ? nicParts(pf) : nvmeParts(pf)));
  }
  parts.push({ weight: 2, arbitrary: one({ do: 'modprobe', module: 'vfio-pci' }) });
  const tail = fc.array(fc.oneof(...parts), { minLength: Math.ceil((2 * length) / 3), maxLength: length });
  return fc
    .tuple(fc.tuple(...beginnings), tail, fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), fc.nat(7))
    .map(([first, rest, haste, variant]) => ({
      withoutVfio: variant === 0,
      items: [...first.flat(), ...rest.flat()]
        .slice(0, length)
        .map((operation, n) => ({ operation, inHaste: haste[n % haste.length] === true })),
    }));
}

function one(operation: KernelOperation): Operations {
  return fc.constant([operation]);
}

function single<T>(values: Arbitrary<T>, operationOf: (value: T) => KernelOperation): Operations {
  return values.map((value) => [operationOf(value)]);
}

/** Words that are numbers for the kernel or nearly so. */
const NUMBERS = [
  '',
  '\n',
  '0',
  '-1',
  'abc',
  '00',
  '8',
  '9',
  '255',
  '70000',
  '65536',
  ' 3',
  '3 ',
  '+0',
  '0x',
  '1e1',
  '3\n\n',
];
const SWITCHES = [
  '0',
  '1',
  '0\n',
  '1\n',
  '2',
  'on',
  'off',
  'y',
  'N',
  't',
  'F',
  'Off',
  'o',
  '',
  '\n',
  'abc',
  '01',
  '-1',
];
const OVERRIDES = ['vfio-pci', 'vfio-pci', 'vfio-pci\n', 'igbvf', 'nvme', 'igb', 'nosuch', '\n', '\n', ''];
const DRIVERS = ['vfio-pci', 'vfio-pci', 'igbvf', 'nvme', 'igb', 'nosuch'];

/** A few VFs, mostly the first ones, and one that is beyond. */
function vfIndex(pf: PhysicalFunctionFacts): Arbitrary<number> {
  return fc.oneof({ weight: 6, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.nat(pf.totalVfs ?? 0) });
}

function vf(pf: PhysicalFunctionFacts): Arbitrary<PciAddress> {
  return vfIndex(pf).map((index) => vfAddress(pf.address, pf.vfOffset ?? 0, pf.vfStride ?? 0, index) ?? pf.address);
}

function nicBeginning({ address: pf }: PhysicalFunctionFacts): Operations {
  return fc
    .tuple(fc.constantFrom('0', '1', '1'), fc.constantFrom(1, 2, 3, 3, 4, 7))
    .map(([autoprobe, count]): readonly KernelOperation[] => [
      { do: 'write-autoprobe', pf, text: autoprobe },
      { do: 'write-numvfs', pf, text: String(count) },
    ]);
}

function nvmeBeginning(pf: PhysicalFunctionFacts): Operations {
  const count = fc.constantFrom(0, 1, 2, 3, pf.totalVfs ?? 0);
  return fc.tuple(fc.constantFrom('0', '0', '1'), count).map(([autoprobe, numVfs]): readonly KernelOperation[] => [
    { do: 'write-autoprobe', pf: pf.address, text: autoprobe },
    { do: 'write-numvfs', pf: pf.address, text: String(numVfs) },
  ]);
}

function nicParts(facts: PhysicalFunctionFacts): fc.WeightedArbitrary<readonly KernelOperation[]>[] {
  const { address: pf } = facts;
  const total = facts.totalVfs ?? 0;
  return [
    { weight: 2, arbitrary: newVfs(pf, total) },
    { weight: 3, arbitrary: single(fc.constantFrom(...NUMBERS), (text) => ({ do: 'write-numvfs', pf, text })) },
    {
      weight: 34,
      arbitrary: single(fc.tuple(vfIndex(facts), settings()), ([index, setting]) => ({
        do: 'ip-link-vf',
        pf,
        vf: index,
        setting,
      })),
    },
    { weight: 2, arbitrary: single(fc.boolean(), (up) => ({ do: 'ip-link', pf, up })) },
    {
      weight: 2,
      arbitrary: single(fc.constantFrom(67, 68, 576, 1500, 1500, 9000, 9216, 9217, 0), (mtu) => ({
        do: 'ip-link-mtu',
        pf,
        mtu,
      })),
    },
    { weight: 1, arbitrary: one({ do: 'wait-carrier', pf, timeoutSeconds: 10 }) },
    {
      weight: 1,
      arbitrary: single(fc.constantFrom('legacy' as const, 'switchdev' as const), (mode) => ({
        do: 'eswitch-mode',
        pf,
        mode,
      })),
    },
    { weight: 1, arbitrary: pfDriver(pf, 'igb') },
    ...commonParts(facts, 'igbvf'),
  ];
}

/** The count changes only by way of none. */
function newVfs(pf: PciAddress, total: number): Operations {
  return fc.oneof(
    single(fc.nat(total + 1), (count) => ({ do: 'write-numvfs', pf, text: String(count) })),
    fc.constantFrom('1', '2', '3', '0x3', '+2', '04').map((text): readonly KernelOperation[] => [
      { do: 'write-numvfs', pf, text: '0' },
      { do: 'write-numvfs', pf, text },
    ]),
  );
}

/** Those that fewer drivers take are drawn less often. */
const RARE_FLAGS = FLAGS.filter((name) => name !== 'spoofCheck' && name !== 'trust');

/** What `ip link` is told to set of a VF. */
export function settings(): Arbitrary<VfSetting> {
  return fc.oneof(
    fc
      .constantFrom(
        '52:54:00:aa:01:11',
        '52:54:00:aa:01:12',
        '00:00:00:00:00:00',
        '01:00:5e:00:00:01',
        'ff:ff:ff:ff:ff:ff',
      )
      .map((mac): VfSetting => ({ name: 'mac', mac })),
    fc
      .record({
        vlan: fc.constantFrom(0, 0, 1, 100, 4094, 4095, 4096),
        qos: fc.constantFrom(0, 0, 3, 7, 8),
        protocol: fc.constantFrom('802.1Q' as const, '802.1Q' as const, '802.1Q' as const, '802.1ad' as const),
      })
      .map((vlan): VfSetting => ({ name: 'vlan', ...vlan })),
    fc
      .record({
        minTxMbps: fc.constantFrom(0, 0, 0, 0, 10),
        maxTxMbps: fc.constantFrom(0, 1, 100, 999, 1000, 1001, 10_000),
      })
      .map((rate): VfSetting => ({ name: 'rate', ...rate })),
    fc.boolean().map((on): VfSetting => ({ name: 'spoofCheck', on })),
    fc.boolean().map((on): VfSetting => ({ name: 'trust', on })),
    fc.oneof(
      ...RARE_FLAGS.map((name) => fc.boolean().map((on): VfSetting => ({ name, on }))),
      ...CHOICES.map((name) =>
        fc.constantFrom(...VF_SETTINGS[name].value).map((state): VfSetting => ({ name, state })),
      ),
    ),
  );
}

/** Files that VFs of every kind have. */
function commonParts(facts: PhysicalFunctionFacts, native: string): fc.WeightedArbitrary<readonly KernelOperation[]>[] {
  const { address: pf } = facts;
  return [
    { weight: 3, arbitrary: single(fc.constantFrom(...SWITCHES), (text) => ({ do: 'write-autoprobe', pf, text })) },
    {
      weight: 1,
      arbitrary: single(fc.tuple(vfIndex(facts), fc.constantFrom(0, 1, 3)), ([index, vectors]) => ({
        do: 'write-msix-count',
        pf,
        vf: index,
        vectors,
      })),
    },
    {
      weight: 8,
      arbitrary: single(fc.tuple(vf(facts), fc.constantFrom(...OVERRIDES)), ([address, text]) => ({
        do: 'write-driver-override',
        address,
        text,
      })),
    },
    {
      weight: 8,
      arbitrary: single(fc.tuple(vf(facts), fc.constantFrom(...DRIVERS, native, native)), ([address, driver]) => ({
        do: 'unbind',
        driver,
        address,
      })),
    },
    {
      weight: 8,
      arbitrary: single(fc.tuple(vf(facts), fc.constantFrom(...DRIVERS, native)), ([address, driver]) => ({
        do: 'bind',
        driver,
        address,
      })),
    },
    { weight: 6, arbitrary: single(vf(facts), (address) => ({ do: 'drivers-probe', address })) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(vf(facts), fc.boolean())
        .map(([address, toVfio]) => move(address, toVfio ? 'vfio-pci' : native, toVfio ? native : 'vfio-pci')),
    },
  ];
}

/** As a plan does it. */
function move(address: PciAddress, driver: string, from: string): readonly KernelOperation[] {
  return [
    { do: 'write-driver-override', address, text: driver },
    { do: 'unbind', driver: from, address },
    { do: 'bind', driver, address },
  ];
}

/** Takes the PF off its driver, and mostly gives it back. */
function pfDriver(pf: PciAddress, native: string): Operations {
  const off: KernelOperation = { do: 'unbind', driver: native, address: pf };
  const back: KernelOperation = { do: 'bind', driver: native, address: pf };
  return fc.constantFrom<readonly KernelOperation[]>(
    [off, back],
    [off, back, { do: 'ip-link', pf, up: true }],
    [back],
    [off, { do: 'drivers-probe', address: pf }],
    [
      off,
      { do: 'write-driver-override', address: pf, text: 'vfio-pci' },
      { do: 'bind', driver: 'vfio-pci', address: pf },
      { do: 'write-numvfs', pf, text: '2' },
      { do: 'unbind', driver: 'vfio-pci', address: pf },
      { do: 'write-driver-override', address: pf, text: '\n' },
      back,
    ],
  );
}

function nvmeParts(facts: PhysicalFunctionFacts): fc.WeightedArbitrary<readonly KernelOperation[]>[] {
  const { address: pf } = facts;
  const total = facts.totalVfs ?? 0;
  const controllers = fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 1, max: 3 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: total + 1 }) },
  );
  const command = fc.record({
    controllerId: controllers,
    action: fc.constantFrom(8, 8, 8, 8, 8, 9, 9, 7, 7, 1, 5, 0),
    resource: fc.constantFrom(0, 0, 1, 1, 2, 3),
    count: fc.constantFrom(0, 1, 2, 2, 3, 4, 5, 8, 16, 20),
  });
  return [
    { weight: 4, arbitrary: newVfs(pf, total) },
    { weight: 2, arbitrary: single(fc.constantFrom(...NUMBERS), (text) => ({ do: 'write-numvfs', pf, text })) },
    { weight: 20, arbitrary: single(command, (words) => ({ do: 'virt-mgmt', pf, ...words })) },
    { weight: 8, arbitrary: controllers.map((controllerId) => bringOnline(pf, controllerId)) },
    { weight: 3, arbitrary: single(controllers, (controllerId) => ({ do: 'virt-mgmt', pf, controllerId, action: 7 })) },
    {
      weight: 5,
      arbitrary: single(
        fc.tuple(
          fc.constantFrom('attach-ns' as const, 'detach-ns' as const),
          controllers,
          fc.constantFrom(1, 1, 1, 1, 1, 2),
        ),
        ([what, controllerId, nsid]) => ({ do: what, pf, nsid, controllerId }),
      ),
    },
    { weight: 2, arbitrary: one({ do: 'reset', pf }) },
    { weight: 1, arbitrary: pfDriver(pf, 'nvme') },
    ...commonParts(facts, 'nvme'),
  ];
}

function bringOnline(pf: PciAddress, controllerId: number): readonly KernelOperation[] {
  return [
    { do: 'virt-mgmt', pf, controllerId, action: 8, resource: 0, count: 2 },
    { do: 'virt-mgmt', pf, controllerId, action: 8, resource: 1, count: 1 },
    { do: 'virt-mgmt', pf, controllerId, action: 9 },
  ];
}
