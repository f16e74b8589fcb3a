import { driverIn } from '../../lib/catalog/driver-table';
import type { Inventory, PhysicalFunctionFacts, VirtualFunctionFacts } from '../../lib/inventory/inventory';
import { controllersTouched, isAsBooted, stateBefore, stateBeside } from '../../lib/plan/before';
import { blastRadius } from '../../lib/plan/blast-radius';
import { changesOf } from '../../lib/plan/changes';
import { differences } from '../../lib/plan/difference';
import type { TargetPf } from '../../lib/plan/host-plan';
import { InputError } from '../../lib/model/errors';
import { serializeHostPlan } from '../../lib/plan/serialize';
import type { Step } from '../../lib/plan/step';
import { interfaceFacts, inventory, NETWORK_DEFAULTS, nicFacts, nvmeFacts, vfFacts } from '../support/facts';
import { controller, PF, plan, targetNic, targetSsd, vf } from './helpers';

/** Differences, changes, states before and links that are lost: each as a whole. */

const SSD = '0000:86:00.0';
const OWNERS = new Map([
  [`${PF}/0`, { attachment: 'rack1/kvm01/web', vm: 'web' }],
  [`${PF}/1`, { attachment: 'rack1/kvm01/db', vm: '' }],
]);

function nic(
  vfs: readonly Partial<VirtualFunctionFacts>[],
  change: Partial<PhysicalFunctionFacts> = {},
  driver = 'ice',
) {
  const virtualFunctions = vfs.map((each, index) => vfFacts(index, { driver: null, ...each }));
  return nicFacts({ driver, numVfs: vfs.length, virtualFunctions, ...change });
}

function ssd(vfs: number, held: Readonly<Record<number, object>> = {}, controllers: readonly number[] | null = [0]) {
  const { nvme } = nvmeFacts();
  return nvmeFacts(
    {
      numVfs: vfs,
      virtualFunctions: Array.from({ length: vfs }, (_, n) =>
        vfFacts(n, { address: `0000:86:00.${n + 1}`, driver: null, network: null }),
      ),
    },
    {
      secondaryControllers: (nvme?.secondaryControllers ?? []).map((each) => ({ ...each, ...held[each.controllerId] })),
      namespaces: [1, 2].map((nsid) => ({
        nsid,
        bytes: null,
        shared: true,
        controllers: nsid === 1 ? controllers : [0],
        mounted: false,
        boot: false,
      })),
    },
  );
}

const one = (change: Parameters<typeof vf>[1]) => [vf(0, change)];
const users = [{ kind: 'vfio', detail: 'q' }] as const;

describe('a host differs from its target', () => {
  const differ = (target: TargetPf, ...pfs: PhysicalFunctionFacts[]) =>
    differences({ physicalFunctions: [target] }, inventory(pfs)).map(({ pf, vf: index, field, wanted, found }) => {
      expect(pf).toBe(target.address);
      return `${index ?? '-'} ${field} ${String(wanted)} ${String(found)}`;
    });
  const network = (change: Partial<typeof NETWORK_DEFAULTS>) => ({ network: { ...NETWORK_DEFAULTS, ...change } });

  test.each<[string, TargetPf, PhysicalFunctionFacts[], string[]]>([
    ['by a PF that is not there', targetNic(), [], ['- exists true false']],
    ['by nothing', targetNic({ numVfs: 0 }), [nicFacts()], []],
    [
      'by each field of the PF',
      targetNic({ numVfs: 2, driversAutoprobe: false, eswitchMode: 'switchdev', adminUp: false, mtu: 9000 }),
      [nicFacts()],
      [
        '- numVfs 2 0',
        '- driversAutoprobe false true',
        '- eswitchMode switchdev legacy',
        '- adminUp false true',
        '- mtu 9000 1500',
      ],
    ],
    [
      'by a netdev that is not there',
      targetNic({ adminUp: true, mtu: 9000, eswitchMode: 'legacy' }),
      [nicFacts({ network: null })],
      ['- adminUp true null', '- mtu 9000 null'],
    ],
    [
      'by a VF under the number that is there',
      targetNic({ numVfs: 2, virtualFunctions: [vf(0), vf(1)] }),
      [{ ...nic([{}]), numVfs: 2 }],
      ['1 exists true false'],
    ],
    [
      'by the number alone where there are too few',
      targetNic({ numVfs: 3, virtualFunctions: [vf(0), vf(2)] }),
      [nic([{}])],
      ['- numVfs 3 1'],
    ],
    [
      'by a VF beyond what is wanted',
      targetNic({ numVfs: 1, virtualFunctions: [vf(1)] }),
      [nic([{}])],
      ['1 exists true false'],
    ],
    [
      'by driver',
      targetNic({ numVfs: 1, virtualFunctions: one({ driver: 'vfio-pci' }) }),
      [nic([{}])],
      ['0 driver vfio-pci null'],
    ],
    [
      'by no driver',
      targetNic({ numVfs: 1, virtualFunctions: one({ driver: null }) }),
      [nic([{ driver: 'iavf', driverOverride: 'x' }])],
      ['0 driver null iavf'],
    ],
    [
      'by the driver that it waits for',
      targetNic({ numVfs: 1, virtualFunctions: one({ driver: null }) }),
      [nic([{ driverOverride: 'vfio-pci' }])],
      ['0 driverOverride null vfio-pci'],
    ],
    [
      'not by the override of the driver that it is on',
      targetNic({ numVfs: 1, virtualFunctions: one({ driver: 'vfio-pci' }) }),
      [nic([{ driver: 'vfio-pci', driverOverride: 'vfio-pci' }])],
      [],
    ],
    [
      'by settings',
      targetNic({
        numVfs: 1,
        virtualFunctions: one({
          trust: true,
          vlan: { vlan: 5, qos: 1, protocol: '802.1Q' },
          rate: { minTxMbps: 1, maxTxMbps: 2 },
          linkState: 'enable',
          mac: '02:00:00:00:00:01',
        }),
      }),
      [nic([{}])],
      [
        '0 mac 02:00:00:00:00:01 00:00:00:00:00:00',
        '0 vlan 5 qos 1 802.1Q none',
        '0 trust true false',
        '0 linkState enable auto',
        '0 rate min 1 max 2 Mbit/s min 0 max 0 Mbit/s',
      ],
    ],
    [
      'by a setting that nobody reports',
      targetNic({ numVfs: 1, virtualFunctions: one({ trust: true }) }),
      [nic([network({ trust: null })])],
      ['0 trust true null'],
    ],
    [
      'not by that, of a VF in use',
      targetNic({ numVfs: 1, virtualFunctions: one({ trust: true }) }),
      [nic([{ ...network({ trust: null }), users }])],
      [],
    ],
    [
      'by that which is reported, of a VF in use',
      targetNic({ numVfs: 1, virtualFunctions: one({ trust: true }) }),
      [nic([{ users }])],
      ['0 trust true false'],
    ],
    [
      'by a VLAN of which nothing is reported',
      targetNic({ numVfs: 1, virtualFunctions: one({ vlan: { vlan: 5, qos: 0, protocol: '802.1Q' } }) }),
      [nic([{ network: null }])],
      ['0 vlan 5 qos 0 802.1Q null'],
    ],
    [
      'by a list of VLANs',
      targetNic({ numVfs: 1, virtualFunctions: one({ allowedVlans: '7' }) }),
      [nic([network({ allowedVlans: '8' })])],
      ['0 allowedVlans 7 8'],
    ],
    [
      'by a list where there is none',
      targetNic({ numVfs: 1, virtualFunctions: one({ allowedVlans: '7' }) }),
      [nic([{}])],
      ['0 allowedVlans 7 null'],
    ],
    [
      'by a list beside a port VLAN',
      targetNic({ numVfs: 1, virtualFunctions: one({ vlan: { vlan: 5, qos: 0, protocol: '802.1Q' } }) }),
      [nic([network({ vlan: 5, allowedVlans: '8' })])],
      ['0 allowedVlans all 8'],
    ],
    [
      'by an MTU',
      targetNic({ numVfs: 1, virtualFunctions: one({ mtu: 9000 }) }),
      [nic([{ interface: interfaceFacts({ mtu: 1500 }) }])],
      ['0 mtu 9000 1500'],
    ],
    [
      'by an MTU without a netdev',
      targetNic({ numVfs: 1, virtualFunctions: one({ mtu: 9000 }) }),
      [nic([{}])],
      ['0 mtu 9000 null'],
    ],
    [
      'by an MSI-X count',
      targetNic({ numVfs: 1, virtualFunctions: one({ msixVectors: 4 }) }),
      [nic([{ msixVectors: 8 }])],
      ['0 msixVectors 4 8'],
    ],
    [
      'by one that nobody knows',
      targetNic({ numVfs: 1, virtualFunctions: one({ msixVectors: 4 }) }),
      [nic([{}])],
      ['0 msixVectors 4 null'],
    ],
    [
      'not by that, of a VF in use',
      targetNic({ numVfs: 1, virtualFunctions: one({ msixVectors: 4 }) }),
      [nic([{ users }])],
      [],
    ],
    [
      'by a count that is known, of a VF in use',
      targetNic({ numVfs: 1, virtualFunctions: one({ msixVectors: 4 }) }),
      [nic([{ users, msixVectors: 8 }])],
      ['0 msixVectors 4 8'],
    ],
    [
      'by a controller',
      targetSsd({ numVfs: 1, virtualFunctions: one({ nvme: { ...controller(1), namespaceIds: [1] } }) }),
      [ssd(1)],
      ['0 virtualQueues 2 0', '0 virtualInterrupts 1 0', '0 online true false', '0 namespace 1 attached not attached'],
    ],
    [
      'by a controller that is to be offline',
      targetSsd({ numVfs: 1, virtualFunctions: one({ nvme: { ...controller(1, 0, 0), online: false } }) }),
      [ssd(1, { 1: { online: true } })],
      ['0 online false true'],
    ],
    [
      'by a namespace of another',
      targetSsd({
        numVfs: 1,
        virtualFunctions: one({ nvme: { ...controller(1, 0, 0), online: false, namespaceIds: [2] } }),
      }),
      [ssd(1, {}, [0, 1])],
      ['0 namespace 2 attached not attached', '0 namespace 1 not attached attached'],
    ],
    [
      'by a namespace whose controllers nobody read',
      targetSsd({
        numVfs: 1,
        virtualFunctions: one({ nvme: { ...controller(1, 0, 0), online: false, namespaceIds: [1] } }),
      }),
      [ssd(1, {}, null)],
      ['0 namespace 1 attached not attached'],
    ],
    [
      'by a controller that nobody read',
      targetSsd({ numVfs: 1, virtualFunctions: one({ nvme: controller(1) }) }),
      [{ ...ssd(1), nvme: null }],
      ['0 nvme online null'],
    ],
    [
      'by one to be offline that nobody read',
      targetSsd({ numVfs: 1, virtualFunctions: one({ nvme: { ...controller(1), online: false } }) }),
      [{ ...ssd(1), nvme: null }],
      ['0 nvme offline null'],
    ],
    [
      'by a namespace that must not be attached',
      targetSsd({
        detachedNamespaces: [
          { nsid: 1, controllerId: 1 },
          { nsid: 2, controllerId: 1 },
        ],
      }),
      [ssd(0, {}, [0, 1])],
      ['- namespace 1 at controller 1 not attached attached'],
    ],
  ])('%s', (_words, target, pfs, found) => {
    expect(differ(target, ...pfs)).toEqual(found);
  });
});

describe('a plan changes', () => {
  const changed = (target: TargetPf | TargetPf[], observed: Inventory, end: Inventory) =>
    changesOf(plan(target, observed), observed, end, OWNERS);

  test('a PF, with each field before and after', () => {
    const network = {
      interfaces: [interfaceFacts({ adminUp: false, mtu: 9000 })],
      linkType: 'ethernet',
      eswitchMode: 'switchdev',
      carriesManagement: false,
    } as const;
    const end = inventory([nicFacts({ driversAutoprobe: false, network })]);
    expect(changed(targetNic({ mtu: 9000 }), inventory([nicFacts()]), end)).toEqual([
      {
        pf: PF,
        action: 'change',
        fields: [
          { field: 'driversAutoprobe', before: true, after: false },
          { field: 'eswitchMode', before: 'legacy', after: 'switchdev' },
          { field: 'adminUp', before: true, after: false },
          { field: 'mtu', before: 1500, after: 9000 },
        ],
      },
    ]);
    expect(changed(targetNic({ mtu: 9000 }), inventory([nicFacts()]), inventory([]))).toEqual([]);
  });

  test('VFs, with their owners; of those that go, no fields', () => {
    const before = inventory([
      nic([{ driver: 'iavf', interface: interfaceFacts({ mtu: 1500 }), msixVectors: 4 }, { driver: 'vfio-pci' }]),
    ]);
    const end = inventory([nic([{ driver: 'vfio-pci', network: { ...NETWORK_DEFAULTS, trust: true, vlan: 5 } }])]);
    expect(changed(targetNic({ numVfs: 1 }), before, end)).toEqual([
      { pf: PF, action: 'change', fields: [{ field: 'numVfs', before: 2, after: 1 }] },
      {
        pf: PF,
        vf: 0,
        address: '0000:3b:01.0',
        action: 'recreate',
        attachment: 'rack1/kvm01/web',
        vm: 'web',
        fields: [
          { field: 'driver', before: 'iavf', after: 'vfio-pci' },
          { field: 'vlan', before: 'none', after: '5 qos 0 802.1Q' },
          { field: 'trust', before: false, after: true },
          { field: 'msixVectors', before: 4, after: null },
          { field: 'mtu', before: 1500, after: null },
        ],
      },
      { pf: PF, vf: 1, address: '0000:3b:01.1', action: 'destroy', attachment: 'rack1/kvm01/db', fields: [] },
    ]);
  });

  test('VFs that come, and leaves those that stay', () => {
    const end = inventory([nic([{}, { driver: 'vfio-pci', network: null }])]);
    const [, ...vfs] = changed(targetNic({ numVfs: 2 }), inventory([nicFacts()]), end);
    expect(vfs.map((each) => [each.vf, each.action, each.fields.slice(0, 1)])).toEqual([
      [0, 'create', [{ field: 'driver', before: null, after: 'none' }]],
      [1, 'create', [{ field: 'driver', before: null, after: 'vfio-pci' }]],
    ]);
    const same = inventory([nic([{}])]);
    expect(changed(targetNic({ numVfs: 1, mtu: 9000 }), same, same)).toEqual([]);
    const holes = inventory([{ ...nic([{}]), numVfs: 3 }]);
    expect(changed(targetNic({ numVfs: 3, mtu: 9000 }), holes, holes)).toEqual([]);
  });

  test('a list of VLANs that nobody can read', () => {
    const found = (allowedVlans: string | null | undefined) =>
      inventory([nic([{ network: { ...NETWORK_DEFAULTS, ...(allowedVlans !== undefined && { allowedVlans }) } }])]);
    const target = targetNic({ numVfs: 1, virtualFunctions: one({ trust: true }) });
    expect(changed(target, found(null), found('7'))[0]?.fields).toEqual([
      { field: 'allowedVlans', before: 'not known', after: '7' },
    ]);
    expect(changed(target, found(undefined), found('all'))).toEqual([]);
  });

  test('controllers of a drive and their namespaces', () => {
    const target = targetSsd({ numVfs: 1, virtualFunctions: one({ nvme: controller(1) }) });
    const end = ssd(1, { 1: { online: true, virtualQueues: 2, virtualInterrupts: 1 } }, [0, 1]);
    expect(changed(target, inventory([ssd(1)]), inventory([end]))[0]?.fields).toEqual([
      { field: 'virtualQueues', before: 0, after: 2 },
      { field: 'virtualInterrupts', before: 0, after: 1 },
      { field: 'online', before: false, after: true },
      { field: 'namespaces', before: 'none', after: '1' },
    ]);
    const both = {
      ...end,
      nvme: end.nvme && { ...end.nvme, namespaces: end.nvme.namespaces.map((each) => ({ ...each, controllers: [1] })) },
    };
    expect(changed(target, inventory([ssd(1)]), inventory([both]))[0]?.fields.at(-1)).toEqual({
      field: 'namespaces',
      before: 'none',
      after: '1, 2',
    });
  });
});

describe('the state before a plan', () => {
  test('is a PF with all that can be brought back', () => {
    const observed = inventory([
      nic([
        {
          driver: 'iavf',
          interface: interfaceFacts({ mtu: 9000 }),
          msixVectors: 4,
          network: { ...NETWORK_DEFAULTS, mac: '02:00:00:00:00:01', vlanQos: 3, trust: null },
        },
        { network: null },
      ]),
    ]);
    const made = plan(targetNic({ numVfs: 4, allowManagement: true }), observed);
    expect(stateBefore(made, observed, OWNERS)).toEqual({
      physicalFunctions: [
        {
          path: 'rack1/kvm01/uplink',
          address: PF,
          identity: expect.objectContaining({ permanentMac: '3c:fd:fe:00:00:01' }),
          deviceClass: 'net',
          driver: 'ice',
          vfDriver: 'iavf',
          numVfs: 2,
          eswitchMode: 'legacy',
          driversAutoprobe: true,
          adminUp: true,
          mtu: 1500,
          allowManagement: true,
          virtualFunctions: [
            expect.objectContaining({
              index: 0,
              address: '0000:3b:01.0',
              attachment: 'rack1/kvm01/web',
              vm: 'web',
              driver: 'iavf',
              mac: '02:00:00:00:00:01',
              vlan: { vlan: 0, qos: 3, protocol: '802.1Q' },
              spoofCheck: true,
              linkState: 'auto',
              rate: { minTxMbps: 0, maxTxMbps: 0 },
              mtu: 9000,
              msixVectors: 4,
            }),
            { index: 1, address: '0000:3b:01.1', attachment: 'rack1/kvm01/db', driver: null },
          ],
        },
      ],
    });
    expect(stateBefore(made, observed, OWNERS).physicalFunctions[0]?.virtualFunctions[0]).not.toHaveProperty('trust');
  });

  test('leaves out what nobody knows', () => {
    const observed = inventory([nic([{}], { driver: null, driversAutoprobe: null, network: null, vfTotalMsix: null })]);
    const made = plan(targetNic({ numVfs: 4 }), observed);
    const [pf] = stateBefore(made, observed, new Map()).physicalFunctions;
    expect(Object.keys(pf ?? {})).toEqual([
      'path',
      'address',
      'identity',
      'deviceClass',
      'driver',
      'vfDriver',
      'numVfs',
      'virtualFunctions',
    ]);
    expect(pf?.driver).toBe('ice');
  });

  test.each<[string, number | null, boolean | null, number | null, boolean]>([
    ['where the card shares vectors and the driver changes them', 64, true, 4, true],
    ['not where nobody knows how many the card has', null, true, 4, false],
    ['not where the card has none to share', 0, true, 4, false],
    ['not where the driver changes none', 64, false, 4, false],
    ['not where nobody knows whether the driver does', 64, null, 4, false],
    ['not where nobody knows how many a VF has', 64, true, null, false],
  ])('has the vectors of a VF %s', (_words, vfTotalMsix, msixCount, msixVectors, has) => {
    const observed = inventory([nic([{ msixVectors }], { vfTotalMsix })]);
    const made = plan(targetNic({ numVfs: 4 }), observed);
    const drivers = { stated: [{ ...driverIn(made.drivers, 'ice'), msixCount }] };
    expect(
      'msixVectors' in
        (stateBefore({ ...made, drivers }, observed, new Map()).physicalFunctions[0]?.virtualFunctions[0] ?? {}),
    ).toBe(has);
  });

  test('of a drive has its controllers as they are, and what must be detached again', () => {
    const observed = inventory([ssd(2, { 1: { online: true, virtualQueues: 2, virtualInterrupts: 1 } }, [0, 1])]);
    const target = targetSsd({ numVfs: 2, virtualFunctions: [vf(1, { nvme: controller(2) })] });
    const [pf] = stateBefore(plan(target, observed), observed, new Map()).physicalFunctions;
    expect(pf?.virtualFunctions.map(({ nvme }) => nvme)).toEqual([
      { controllerId: 1, virtualQueues: 2, virtualInterrupts: 1, namespaceIds: [1] },
      { controllerId: 2, online: false, virtualQueues: 0, virtualInterrupts: 0, namespaceIds: [] },
    ]);
    expect(pf?.detachedNamespaces).toEqual([
      { nsid: 1, controllerId: 2 },
      { nsid: 2, controllerId: 2 },
    ]);
    const unread = inventory([ssd(2, {}, null)]);
    expect(stateBefore(plan(target, unread), unread, new Map()).physicalFunctions[0]?.detachedNamespaces).toEqual([
      { nsid: 2, controllerId: 2 },
    ]);
  });

  test('of controllers knows those that steps name, and those whose VFs they touch or make', () => {
    const { nvme } = ssd(0);
    const touched = (...steps: Step[]) => [...controllersTouched(steps, { address: SSD, nvme })];
    expect(touched({ kind: 'num-vfs', pf: SSD, numVfs: 2 })).toEqual([1, 2]);
    expect(touched({ kind: 'num-vfs', pf: PF, numVfs: 2 })).toEqual([]);
    expect(touched({ kind: 'driver-bind', pf: SSD, vf: 2, address: null, driver: null })).toEqual([3]);
    expect(touched({ kind: 'secondary-state', pf: SSD, vf: 2, controllerId: 7, online: true })).toEqual([7, 3]);
    expect(touched({ kind: 'drivers-autoprobe', pf: SSD, enabled: true })).toEqual([]);
    expect([...controllersTouched([{ kind: 'num-vfs', pf: SSD, numVfs: 2 }], { address: SSD, nvme: null })]).toEqual(
      [],
    );
    const nobodys = { secondaryControllers: [{ controllerId: 1, vf: null }] };
    expect([...controllersTouched([{ kind: 'num-vfs', pf: SSD, numVfs: 2 }], { address: SSD, nvme: nobodys })]).toEqual(
      [],
    );
  });

  test('is that of a boot without VFs, with autoprobe and in legacy mode', () => {
    const { network } = nicFacts();
    expect([nicFacts(), nicFacts({ driversAutoprobe: null }), nicFacts({ network: null })].map(isAsBooted)).toEqual([
      true,
      true,
      true,
    ]);
    expect(
      [
        nic([{}]),
        nicFacts({ driversAutoprobe: false }),
        nicFacts({ network: network && { ...network, eswitchMode: 'switchdev' } }),
      ].map(isAsBooted),
    ).toEqual([false, false, false]);
  });

  test('has nothing beside it where there is no step', () => {
    const observed = inventory([nic([{}])]);
    expect(stateBeside(plan(targetNic({ numVfs: 1 }), observed), observed, new Map())).toEqual({
      physicalFunctions: [],
    });
  });
});

describe('a plan takes away the link of a port', () => {
  const links = (target: TargetPf, facts: PhysicalFunctionFacts, linkLoss?: object) => {
    const made = plan(target, inventory([facts]));
    const drivers =
      linkLoss === undefined ? made.drivers : { stated: [{ ...driverIn(made.drivers, facts.driver), ...linkLoss }] };
    return blastRadius({ ...made, drivers }, inventory([facts])).links.map(
      ({ pf, seconds, reason }) => `${pf} ${seconds} ${reason}`,
    );
  };
  const loss = (change: object) => ({
    linkLoss: { onCreate: true, onRemove: true, milliseconds: 1500, source: 'seen', ...change },
  });

  test.each<[string, TargetPf, PhysicalFunctionFacts, object | undefined, string[]]>([
    [
      'once',
      targetNic({ numVfs: 1 }),
      nicFacts(),
      loss({}),
      [`${PF} 1.5 ice restarts its port for about 1.5 s when VFs come or go, here once (seen)`],
    ],
    [
      'twice',
      targetNic({ numVfs: 1 }),
      nic([{}, {}]),
      loss({}),
      [`${PF} 3 ice restarts its port for about 1.5 s when VFs come or go, here 2 times (seen)`],
    ],
    [
      'as VFs come alone',
      targetNic({ numVfs: 1 }),
      nic([{}, {}]),
      loss({ onRemove: false }),
      [`${PF} 1.5 ice restarts its port for about 1.5 s when VFs come or go, here once (seen)`],
    ],
    [
      'as VFs go alone',
      targetNic({ numVfs: 1 }),
      nic([{}, {}]),
      loss({ onCreate: false }),
      [`${PF} 1.5 ice restarts its port for about 1.5 s when VFs come or go, here once (seen)`],
    ],
    ['not', targetNic({ numVfs: 1 }), nic([{}, {}]), loss({ onCreate: false, onRemove: false }), []],
    [
      'for how long nobody knows',
      targetNic({ numVfs: 1 }),
      nicFacts(),
      loss({ milliseconds: null }),
      [`${PF} null no source says how long ice takes to restart its port when VFs come or go, which it does (seen)`],
    ],
    [
      'of which nobody knows whether',
      targetNic({ numVfs: 1 }),
      nicFacts(),
      { linkLoss: null },
      [`${PF} null no source says whether ice restarts its port when VFs come or go`],
    ],
    [
      'on no driver',
      targetNic({ numVfs: 1 }),
      nicFacts({ driver: null }),
      undefined,
      [`${PF} null no source says whether its driver restarts its port when VFs come or go`],
    ],
    [
      'with its MTU and mode',
      targetNic({ mtu: 9000, eswitchMode: 'switchdev' }),
      nicFacts(),
      loss({}),
      [
        `${PF} null no source says how long a change of its MTU takes the port away, or how long a change of its eswitch mode takes the port away`,
      ],
    ],
    [
      'until it is set up again',
      targetNic({ adminUp: false, mtu: 9000 }),
      nicFacts(),
      loss({}),
      [`${PF} null the plan sets the PF down`],
    ],
    [
      'not where it is set up',
      targetNic({ adminUp: true }),
      nicFacts({
        network: {
          interfaces: [interfaceFacts({ adminUp: null })],
          linkType: null,
          eswitchMode: null,
          carriesManagement: null,
        },
      }),
      loss({}),
      [],
    ],
    ['not without a netdev', targetNic({ numVfs: 1 }), nicFacts({ network: null }), loss({}), []],
  ])('%s', (_words, target, facts, linkLoss, says) => {
    expect(links(target, facts, linkLoss)).toEqual(says);
  });

  test('and hits VMs once each, in order', () => {
    const observed = inventory([nic([{}, {}, {}])]);
    const owners = new Map(
      [0, 1, 2].map((n) => [`${PF}/${n}`, { attachment: `a${n}`, vm: ['web', 'db', 'web'][n] ?? '' }]),
    );
    const radius = blastRadius(plan(targetNic(), observed, { owners }), observed);
    expect(radius.vms).toEqual(['db', 'web']);
    expect(radius.vfs.map(({ vf: index }) => index)).toEqual([0, 1, 2]);
  });
});

describe('a plan is not written with a control character', () => {
  const BAD = 'a\u0007b';
  const made = () =>
    plan(targetNic({ numVfs: 1, virtualFunctions: one({ attachment: 'a', vm: 'b' }) }), inventory([nicFacts()]));
  const pf = (change: Partial<TargetPf>) => ({ target: { physicalFunctions: [targetNic(change)] } });
  const refusal = { ruleId: 'x', pf: PF, constructPath: 'c', message: 'm', fix: 'f' };
  const disruption = { pf: PF, vf: 0, address: PF, effect: 'change', users: [] } as const;

  test.each<[string, object]>([
    ['path of the host', { host: BAD }],
    ['name of the host', { name: BAD }],
    ['note', { notes: [BAD] }],
    ['path of a PF', pf({ path: BAD })],
    ['serial number', pf({ identity: { serial: BAD } })],
    ['note of a PF', pf({ notes: [BAD] })],
    ['attachment', pf({ virtualFunctions: one({ attachment: BAD }) })],
    ['VM', pf({ virtualFunctions: one({ vm: BAD }) })],
    ['domain', { steps: [{ kind: 'vm-detach', pf: PF, vf: 0, address: PF, domain: BAD }] }],
    ['owner of a disruption', { disruptions: [{ ...disruption, attachment: BAD }] }],
    ['VM of a disruption', { disruptions: [{ ...disruption, vm: BAD }] }],
    ['user', { disruptions: [{ ...disruption, users: [BAD] }] }],
    ['path of a refusal', { refusals: [{ ...refusal, constructPath: BAD }] }],
    ['message', { refusals: [{ ...refusal, message: BAD }] }],
    ['fix', { refusals: [{ ...refusal, fix: BAD }] }],
    ['driver', { drivers: { stated: [{ ...driverIn(made().drivers, 'ice'), name: BAD }] } }],
    ['source of a driver', { drivers: { stated: [{ ...driverIn(made().drivers, 'ice'), source: BAD }] } }],
    [
      'source of a link loss',
      {
        drivers: {
          stated: [
            {
              ...driverIn(made().drivers, 'ice'),
              linkLoss: { onCreate: true, onRemove: true, milliseconds: 1, source: BAD },
            },
          ],
        },
      },
    ],
    [
      'source of an error that passes',
      {
        drivers: {
          stated: [
            {
              ...driverIn(made().drivers, 'ice'),
              transientErrors: [{ errno: 'EBUSY' as const, attributes: ['mac' as const], seconds: 1, source: BAD }],
            },
          ],
        },
      },
    ],
    ...(['when', 'fix', 'source'] as const).map((part): [string, object] => [
      `${part} of a refusal of VFs`,
      {
        drivers: {
          stated: [
            {
              ...driverIn(made().drivers, 'ice'),
              numVfsRefusals: [{ errno: 'EBUSY', when: 'w', fix: 'f', source: 's', [part]: BAD }],
            },
          ],
        },
      },
    ]),
  ])('in a %s', (_words, change) => {
    expect(() => serializeHostPlan({ ...made(), ...change })).toThrow(InputError);
    expect(() => serializeHostPlan(made())).not.toThrow();
  });

  test('but as JSON on one line, its keys in their order whatever order the plan has', () => {
    const { planVersion, host, ...rest } = {
      ...made(),
      notes: ['n', 'o'],
      refusals: [refusal],
      machine: { machineId: 'a' },
    };
    const text = serializeHostPlan({ ...rest, host, planVersion });
    expect(text).not.toContain('\n');
    expect(Object.keys(JSON.parse(text))).toEqual([
      'planVersion',
      'host',
      'name',
      'presumed',
      'machine',
      'drivers',
      'target',
      'steps',
      'disruptions',
      'refusals',
      'notes',
    ]);
    expect(text).toContain('"virtualFunctions":[{"index":0,"address":null,"attachment":"a","vm":"b"}]}]},"steps":');
    const bare = serializeHostPlan(plan([], inventory([])));
    expect(bare).toMatch(/"target":\{"physicalFunctions":\[\]\},"steps":\[\],"disruptions":\[\],"refusals":\[\]\}$/);
    expect(bare).not.toContain('machine');
  });
});
