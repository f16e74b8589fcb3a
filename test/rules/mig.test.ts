import type { VfSettings } from '../../lib/model/settings';
import type { WantedAttachment } from '../../lib/model/wanted';
import { judge } from '../../lib/rules/judge';
import { VARIANT_DRIVERS } from '../../lib/catalog/vfio-variants';
import { MIG_001 } from '../../lib/rules/mig/mig-001';
import { MIG_002 } from '../../lib/rules/mig/mig-002';
import { MIG_003 } from '../../lib/rules/mig/mig-003';
import { MIG_004 } from '../../lib/rules/mig/mig-004';
import { MIG_005 } from '../../lib/rules/mig/mig-005';
import { device, profile } from '../support/catalog';
import { nicFacts, nvmeFacts, vfFacts } from '../support/facts';
import { type HostSketch, type PfSketch, type PoolSketch, resolvedHost } from '../support/resolved';
import { describeRule } from '../support/rule-table';

const MLX5 = profile('mlx5_core');
const ICE = profile('ice');

function vm(change: Partial<WantedAttachment>, pf: Partial<PfSketch> = {}): HostSketch {
  return { pfs: [{ profile: MLX5, ...pf, pools: [{ attached: [{ migratable: true, ...change }] }] }] };
}

const CX6 = {
  profile: MLX5,
  facts: nicFacts({ vendorId: '15b3', deviceId: '101d', vfDeviceId: '101e', driver: 'mlx5_core' }),
};
/** An app says who moves the state of its VFs. */
const FROB = { profile: { ...ICE, liveMigrationVfioDriver: 'frob_vfio_pci', userSource: 'tried' } };
const QAT = {
  profile: profile('qat'),
  facts: nicFacts({ vendorId: '8086', vfDeviceId: '4941', driver: '4xxx', deviceClass: 'other', network: null }),
};

/** Its VFs have an id that the variant takes in later kernels. */
const QAT_6XXX = { ...QAT, facts: { ...QAT.facts, vfDeviceId: '4949', driver: '6xxx' } };

function onVariant(driver: VfSettings['driver'], pf: Partial<PfSketch>, kernelRelease = '6.12.0'): HostSketch {
  return {
    inventory: { kernelRelease },
    pfs: [{ ...pf, pools: [{ settings: { driver }, attached: [{ migratable: true, vm: 'db1' }] }] }],
  };
}

const vdpa = (kernelRelease: string): HostSketch => ({
  ...vm({ vm: 'db1', use: { vdpa: true } }, CX6),
  inventory: { kernelRelease },
});

describeRule(MIG_001, {
  violating: [
    [
      'a VF of ConnectX-6 Dx on plain vfio-pci',
      onVariant('vfio-pci', CX6),
      {
        message:
          'VM db1 is to migrate, and the driver of its VF is vfio-pci: mlx5_vfio_pci moves the state of VFs 15b3:101e (0000:3b:00.0, mlx5_core)',
        pointer: 'driver',
        found: 'vfio-pci',
        limit: 'mlx5_vfio_pci',
        limitSource: VARIANT_DRIVERS.mlx5_vfio_pci.source,
        fix: 'Set driver of the pool to mlx5_vfio_pci (VfDriver.MLX5_VFIO_PCI) and eswitchMode to switchdev, set teamingStandbyMac, or set migratable: false',
      },
    ],
    [
      'a VF of QAT on a driver that nobody states',
      onVariant(undefined, QAT),
      {
        message:
          'VM db1 is to migrate, and the driver of its VF is not stated: qat_vfio_pci moves the state of VFs 8086:4941 (0000:3b:00.0, 4xxx)',
        pointer: 'driver',
        found: 'not stated',
        limit: 'qat_vfio_pci',
        limitSource: VARIANT_DRIVERS.qat_vfio_pci.source,
        fix: 'Set driver of the pool to qat_vfio_pci (VfDriver.QAT_VFIO_PCI), set teamingStandbyMac, or set migratable: false',
      },
    ],
    [
      'one of which the app changed another line of the profile',
      onVariant('vfio-pci', { ...CX6, profile: { ...MLX5, rdmaOnVf: true, userSource: 'tried' } }),
      /mlx5_vfio_pci moves the state of VFs 15b3:101e/,
    ],
    [
      'a VF that was not read, of a model whose VFs have one id',
      onVariant('vfio-pci', { ...CX6, facts: { ...CX6.facts, vfDeviceId: null }, device: device('mlx-cx6dx') }),
      /mlx5_vfio_pci moves the state of VFs 15b3:101e/,
    ],
    [
      'one on its variant in legacy mode',
      onVariant('mlx5_vfio_pci', CX6),
      {
        message:
          'VM db1 is to migrate, and mlx5_vfio_pci takes a VF only that its devlink port made migratable, which there is in switchdev mode (0000:3b:00.0, mlx5_core)',
        pointer: 'migratable',
        found: 'legacy',
        limit: 'switchdev',
        limitSource: VARIANT_DRIVERS.mlx5_vfio_pci.source,
        fix: 'Set eswitchMode of rack1/kvm01/pf0 to switchdev, set teamingStandbyMac, or set migratable: false',
      },
    ],
    [
      'a VF of a driver that moves no state, with who says so',
      vm({ vm: 'db1' }, { profile: { ...ICE, liveMigrationSource: 'source of ice', liveMigrationNote: 'note' } }),
      {
        message: 'VM db1 is to migrate, and no VFIO driver moves the state of a VF of ice (0000:3b:00.0, ice)',
        pointer: 'migratable',
        found: 'true',
        limitSource: 'source of ice',
      },
    ],
    [
      'a VF of a driver that moves no state, with no more than a note',
      vm({ vm: 'db1' }, { profile: { ...ICE, liveMigrationSource: undefined, liveMigrationNote: 'note' } }),
      {
        message: 'VM db1 is to migrate, and no VFIO driver moves the state of a VF of ice (0000:3b:00.0, ice)',
        pointer: 'migratable',
        found: 'true',
        limitSource: 'note',
      },
    ],
    [
      'a VF on another driver than the app says it of',
      onVariant('vfio-pci', FROB),
      {
        message:
          'VM db1 is to migrate, and the driver of its VF is vfio-pci: frob_vfio_pci moves the state of VFs of ice (0000:3b:00.0, ice)',
        pointer: 'driver',
        found: 'vfio-pci',
        limit: 'frob_vfio_pci',
        limitSource: 'tried',
        fix: "Set driver of the pool to VfDriver.of('frob_vfio_pci'), set teamingStandbyMac, or set migratable: false",
      },
    ],
    [
      'one of a kernel whose devlink ports make no VF migratable',
      onVariant('mlx5_vfio_pci', { ...CX6, wanted: { eswitchMode: 'switchdev' } }, '6.1.0'),
      {
        message:
          'VM db1 is to migrate, and mlx5_core of Linux 6.1.0 has no devlink port that makes its VF migratable, without which mlx5_vfio_pci moves no state (0000:3b:00.0, mlx5_core)',
        pointer: 'migratable',
        found: 'Linux 6.1.0',
        limitSource: MLX5.eswitch?.source ?? '',
        fix: 'Take a later kernel, set teamingStandbyMac, or set migratable: false',
      },
    ],
    [
      'a VF of ConnectX-5, which has no variant',
      onVariant('mlx5_vfio_pci', {
        ...CX6,
        facts: nicFacts({ vendorId: '15b3', vfDeviceId: '1018', driver: 'mlx5_core' }),
      }),
      /no VFIO driver moves the state of a VF of mlx5_core/,
    ],
    [
      'a vDPA device on a kernel that cannot suspend it',
      vdpa('6.8.0-60-generic'),
      /VM db1 is to migrate with a vDPA device, which mlx5_core of Linux 6\.8\.0-60-generic cannot suspend/,
    ],
    [
      'a VF of QAT on a kernel that has no variant for it yet',
      onVariant('vfio-pci', QAT, '6.8.0-60-generic'),
      /Linux 6\.8\.0-60-generic has no qat_vfio_pci that moves the state of VFs 8086:4941 .*Take a later kernel/,
    ],
    [
      'a VF of QAT 6xxx on a kernel whose variant does not take it yet',
      onVariant('vfio-pci', QAT_6XXX, '6.12.0'),
      /Linux 6\.12\.0 has no qat_vfio_pci that moves the state of VFs 8086:4949 .*Take a later kernel/,
    ],
    [
      'a GPU of a generation that the variant does not take',
      vm({}, { profile: profile('xe'), facts: nicFacts({ vfDeviceId: '56c0', deviceClass: 'other', network: null }) }),
      /no VFIO driver moves the state of a VF/,
    ],
    [
      'a VM that is to be moved beside a standby interface and has none',
      vm({ vm: 'db1', migrationMethod: 'teaming' }, { profile: ICE }),
      /VM db1 is to migrate beside a standby interface, and has none\. Set teamingStandbyMac/,
    ],
    [
      'a VF of QAT C62x, of which the fourth generation alone has a variant',
      onVariant('vfio-pci', { ...QAT, facts: { ...QAT.facts, vfDeviceId: '37c9' } }),
      /no VFIO driver moves the state/,
    ],
    [
      'a VF of a driver that moves no state',
      vm({ vm: 'db1' }, { profile: ICE }),
      /VM db1 is to migrate, and no VFIO driver moves the state of a VF of ice.*Set teamingStandbyMac.*as KubeVirt does, set migrationMethod to replug/,
    ],
    [
      'a drive, which no manager replugs',
      vm({ migrationMethod: 'replug' }, { profile: profile('nvme'), facts: nvmeFacts() }),
      /VF of nvme .*Take a VF of another card/,
    ],
    [
      'a drive, which no standby interface replaces',
      vm({ teamingStandbyMac: '02:00:00:00:00:99' }, { profile: profile('nvme'), facts: nvmeFacts() }),
      /VF of nvme .*Take a VF of another card, or set migratable: false\.$/,
    ],
  ],
  compliant: [
    ['a VF of QAT on the variant that moves its state', onVariant('qat_vfio_pci', QAT)],
    ['a VF of QAT 6xxx on a kernel whose variant takes it', onVariant('qat_vfio_pci', QAT_6XXX, '6.18.3')],
    [
      'a VF of ConnectX-6 Dx in switchdev mode, which a step makes migratable',
      onVariant('mlx5_vfio_pci', { ...CX6, wanted: { eswitchMode: 'switchdev' } }),
    ],
    ['a VF on the driver that the app says it of', onVariant('frob_vfio_pci', FROB)],
    ['one of such a card that is left to the VM manager', onVariant('none', FROB)],
    ['one of which nobody states the driver', onVariant(undefined, FROB)],
    ['a standby interface', vm({ teamingStandbyMac: '02:00:00:00:00:99' }, { profile: ICE })],
    ['a VM manager that replugs the VF', vm({ migrationMethod: 'replug' }, { profile: ICE })],
    [
      'a pool whose VM manager replugs VFs',
      { pfs: [{ profile: ICE, pools: [{ migrationMethod: 'replug', attached: [{ migratable: true }] }] }] },
    ],
    ['a vDPA device that can be suspended', vdpa('6.12.0')],
  ],
  notApplicable: [
    ['a VM that stays', vm({ migratable: false }, { profile: ICE })],
    ['a VM of which nobody says it', { pfs: [{ profile: ICE, pools: [{ attached: [{}] }] }] }],
  ],
  unknown: [
    [
      'a VF on a variant of vfio-pci that is in no list, of a driver that moves no state by itself',
      onVariant('ice_vfio_pci', { profile: ICE }),
      'whether ice_vfio_pci moves the state of a VF',
    ],
    [
      'a VF in switchdev mode of a kernel that nobody has read',
      {
        ...onVariant('mlx5_vfio_pci', { ...CX6, wanted: { eswitchMode: 'switchdev' } }),
        inventory: { kernelRelease: null },
      },
    ],
    ['a VF on such a variant where a listed one takes it', onVariant('other_vfio_pci', CX6)],
    [
      'a VF whose id nobody read',
      vm({}, { ...CX6, facts: { ...CX6.facts, vfDeviceId: null } }),
      'device id of the VFs, by which mlx5_vfio_pci takes some',
    ],
    [
      'a VF whose id nobody read, of a driver of which nobody says who moves the state of its VFs',
      vm({}, { profile: ICE, facts: nicFacts({ vfDeviceId: null }) }),
      'device id of the VFs, by which each variant of vfio-pci takes some',
    ],
    [
      'a model whose VFs are of several kinds, of which a variant takes some',
      vm(
        {},
        {
          profile: MLX5,
          facts: null,
          device: { ...device('mlx-cx6dx'), vf: { deviceIds: ['101e', '1018'], source: 'x' } },
        },
      ),
      'device id of the VFs, by which mlx5_vfio_pci takes some',
    ],
    [
      'a VF of QAT on a kernel that takes drivers of later releases',
      onVariant('qat_vfio_pci', QAT, '5.14.0-570.el9.x86_64'),
    ],
    [
      'a driver of the VF that is a token',
      { pfs: [{ ...CX6, pools: [{ settings: {}, attached: [{ migratable: true, unresolved: ['driver'] }] }] }] },
      'driver (a token, known only at deploy)',
    ],
    [
      'an eswitch mode that is a token',
      onVariant('mlx5_vfio_pci', { ...CX6, wanted: { unresolved: ['eswitchMode'] } }),
      'eswitchMode (a token, known only at deploy)',
    ],
    [
      'a method of the VM manager that is a token',
      vm({ unresolved: ['migrationMethod'] }, { profile: ICE }),
      'migrationMethod (a token, known only at deploy)',
    ],
    [
      'a vDPA device that is a token',
      vm({ unresolved: ['vdpa'] }, { profile: ICE }),
      'vdpa (a token, known only at deploy)',
    ],
    ['a vDPA device of another driver', vm({ use: { vdpa: true } }, { profile: ICE })],
    ['a card whose driver is unknown', vm({}, { profile: null })],
    ['a standby interface that is a token', vm({ unresolved: ['teamingStandbyMac'] }, { profile: ICE })],
    ['a wish that is a token', { pfs: [{ profile: ICE, pools: [{ attached: [{ unresolved: ['migratable'] }] }] }] }],
  ],
});

/** VM db1 with a VF of each pool; the first is to migrate with its state. */
function together(...pools: readonly PoolSketch[]): HostSketch {
  return {
    pfs: [
      {
        pools: pools.map((pool, n) => ({
          ...pool,
          attached: [{ vm: 'db1', migratable: n === 0, ...pool.attached?.[0] }],
        })),
      },
    ],
  };
}
const on = (driver: VfSettings['driver'], attached: Partial<WantedAttachment> = {}): PoolSketch => ({
  settings: { driver },
  attached: [attached],
});
const MOVES = on('mlx5_vfio_pci');
const ALSO = { migratable: true };

describeRule(MIG_005, {
  violating: [
    [
      'a second VF that does not migrate',
      together(MOVES, on('vfio-pci')),
      /VM db1 is to migrate with the state of its VFs, and \S+pool1\/db1-4 \(vfio-pci, not migratable\) would block it/,
    ],
    [
      'two VFs of a driver that does not stop on demand',
      together(on('hisi_acc_vfio_pci'), on('hisi_acc_vfio_pci', ALSO)),
      /hisi_acc_vfio_pci, which does not stop on demand/,
    ],
    [
      'one such VF beside others',
      together(MOVES, on('hisi_acc_vfio_pci', ALSO)),
      /pool1\/db1-4 \(hisi_acc_vfio_pci, which/,
    ],
  ],
  compliant: [
    ['two VFs that stop on demand', together(MOVES, on('mlx5_vfio_pci', ALSO))],
    [
      'a second VF that is unplugged before',
      together(MOVES, on('vfio-pci', { ...ALSO, teamingStandbyMac: '02:00:00:00:00:99' })),
    ],
    ['a second VF that is a vDPA device', together(MOVES, on('native', { use: { vdpa: true } }))],
  ],
  unknown: [
    [
      'a second VF on a variant that is in no list',
      together(MOVES, on('frob_vfio_pci', ALSO)),
      'whether frob_vfio_pci stops a VF while others of the VM still move data',
    ],
  ],
  notApplicable: [
    ['a VM with one VF', together(MOVES)],
    [
      'a VM that does not migrate by the state of its VF',
      together(on('vfio-pci', { migrationMethod: 'replug' }), on('vfio-pci')),
    ],
  ],
});

const THERE = 'rack1/kvm02/pf0/pool0';

/** A VM on kvm01 that may move to a pool of kvm02. */
function fleet(
  pool: PoolSketch = {},
  change: Partial<WantedAttachment> = {},
  pf: Partial<PfSketch> = {},
  settings?: VfSettings,
): HostSketch[] {
  const attached = [{ vm: 'db1', migratable: true, migrationTargets: [THERE], ...change }];
  const here = settings === undefined ? { attached } : { attached, settings };
  return [
    { name: 'kvm01', pfs: [{ profile: MLX5, pools: [here] }] },
    { name: 'kvm02', pfs: [{ profile: MLX5, ...pf, pools: [pool] }] },
  ];
}

const FULL: PoolSketch = { count: 2, attached: [{}, {}] };
const STAYS: HostSketch = { pfs: [{ pools: [{ attached: [{}] }] }] };

/** The one VF of the target is used by a VM that nobody declared. */
const TAKEN = {
  facts: nicFacts({ numVfs: 1, virtualFunctions: [vfFacts(0, { users: [{ kind: 'domain', detail: 'other' }] })] }),
};

describeRule(MIG_002, {
  violating: [
    [
      'a pool without a free VF',
      fleet(FULL),
      /VM db1 is to migrate, and no target has a free VF: rack1\/kvm02\/pf0\/pool0.*Raise count/,
    ],
    ['a pool whose last VF somebody else uses', fleet({ count: 1 }, {}, TAKEN), /no target has a free VF/],
    [
      'a pool without a free VF beside one of the same PF that has some',
      fleet(FULL).map((host, n) =>
        n === 1 ? { ...host, pfs: (host.pfs ?? []).map((pf) => ({ ...pf, pools: [FULL, { count: 4 }] })) } : host,
      ),
      {
        message: 'VM db1 is to migrate, and no target has a free VF: rack1/kvm02/pf0/pool0',
        path: 'rack1/kvm01/pf0/pool0/db1-0',
        pointer: 'migrationTargets',
        found: '0',
        limit: '1',
      },
    ],
    [
      'a pool that does not exist',
      fleet({}, { migrationTargets: ['rack9/kvm99/pf0/pool0'] }),
      /to migrate to rack9\/kvm99\/pf0\/pool0, which is no pool of this app.*construct path/,
    ],
    [
      'one target of two that does not exist',
      fleet({}, { migrationTargets: [THERE, 'rack9/x'] }),
      /rack9\/x, which is no pool/,
    ],
  ],
  compliant: [
    ['a pool with a free VF', fleet({ count: 1 })],
    ['a VF that is kept free for this', fleet({ count: 1, reserve: 1 })],
    ['a full pool and one with a free VF', fleet(FULL, { migrationTargets: [THERE, 'rack1/kvm01/pf0/pool0'] })],
  ],
  notApplicable: [['VMs that stay', STAYS]],
  unknown: [
    ['a VM that may move nobody knows where', fleet({}, { migrationTargets: [] })],
    ['targets that are a token', fleet({}, { unresolved: ['migrationTargets'] })],
    ['a target whose size is a token', fleet({ count: 0, unresolved: ['count'] })],
  ],
});

test('MIG-002 and MIG-003 name the attachment, as nobody knows which host they are about', () => {
  const hosts = fleet({ ...FULL, settings: { vlan: 9 } }).map(resolvedHost);
  for (const rule of [MIG_002, MIG_003]) {
    expect(judge(rule, hosts).map(({ verdict }) => verdict)).toContainEqual(
      expect.objectContaining({ verdict: 'violation', path: 'rack1/kvm01/pf0/pool0/db1-0' }),
    );
  }
});

const CX5 = nicFacts({ vfDeviceId: '1018' });

describeRule(MIG_003, {
  violating: [
    [
      'another VLAN and rate on the other side',
      fleet({ settings: { vlan: 200 } }, {}, {}, { vlan: 100, maxTxRateMbps: 5000 }),
      {
        message:
          'VM db1 is to migrate to rack1/kvm02/pf0/pool0, with vlan 100 here and 200 there, maxTxRateMbps 5000 here and not stated there',
        path: 'rack1/kvm01/pf0/pool0/db1-0',
        pointer: 'migrationTargets',
        found: 'vlan 100 here and 200 there, maxTxRateMbps 5000 here and not stated there',
      },
    ],
    ['an override of the VM itself', fleet({}, { overrides: { trust: true } }), /trust true here and false there/],
    [
      'a card of another driver',
      fleet({}, {}, { profile: ICE }),
      /from a VF of mlx5_core \(VF device 1889\) to one of ice/,
    ],
    [
      'another card of the same driver',
      fleet({}, {}, { facts: CX5 }),
      /\(VF device 1889\) to one of mlx5_core \(VF device 1018\)/,
    ],
  ],
  compliant: [
    ['the same settings on the same card', fleet()],
    [
      'another card for a VM with a standby interface',
      fleet({}, { teamingStandbyMac: '02:00:00:00:00:99' }, { profile: ICE }),
    ],
    ['a MAC of its own', fleet({}, { overrides: { mac: '02:00:00:00:00:42' } })],
  ],
  notApplicable: [
    ['VMs that stay', STAYS],
    ['a target that does not exist', fleet({}, { migrationTargets: ['rack9/x'] })],
  ],
  unknown: [
    ['a card whose driver is unknown', fleet({}, {}, { profile: null })],
    [
      'VFs whose device id is unknown',
      fleet({}, {}, { facts: nicFacts({ vfDeviceId: null }) }),
      'device ids of the VFs on both sides of a migration',
    ],
    [
      'VFs of both sides whose device ids are unknown',
      fleet({}, {}, { facts: nicFacts({ vfDeviceId: null }) }).map((host) => ({
        ...host,
        pfs: (host.pfs ?? []).map((pf) => ({ ...pf, facts: nicFacts({ vfDeviceId: null }) })),
      })),
      'device ids of the VFs on both sides of a migration',
    ],
    [
      'a card here whose driver is unknown',
      fleet().map((host, n) =>
        n === 0 ? { ...host, pfs: (host.pfs ?? []).map((pf) => ({ ...pf, profile: null })) } : host,
      ),
      'driver profile of the PFs on both sides of a migration',
    ],
    ['a setting that is a token', fleet({ unresolved: ['vlan'] })],
  ],
});

/** Two values of each setting that the VFs on both sides must share. */
const SHARED: Readonly<Record<string, readonly [unknown, unknown]>> = {
  driver: ['vfio-pci', 'native'],
  vlan: [1, 2],
  vlanQos: [1, 2],
  vlanProtocol: ['802.1Q', '802.1ad'],
  allowedVlans: ['1', '2'],
  spoofCheck: [true, false],
  trust: [true, false],
  linkState: ['auto', 'enable'],
  minTxRateMbps: [1, 2],
  maxTxRateMbps: [1, 2],
  queryRss: [true, false],
  mtu: [1500, 9000],
  msixVectors: [2, 4],
  execQuantumMs: [20, 40],
  preemptTimeoutUs: [500, 1000],
  vramQuotaBytes: [4096, 8192],
  nvmeVirtualQueues: [2, 4],
  nvmeVirtualInterrupts: [1, 2],
};

test.each(Object.entries(SHARED))('MIG-003 tells %s apart, and finds no fault with the same value', (name, [a, b]) => {
  const judged = (here: unknown, there: unknown) =>
    judge(MIG_003, fleet({ settings: { [name]: there } }, {}, {}, { [name]: here }).map(resolvedHost)).map(
      ({ verdict }) => (verdict.verdict === 'violation' ? verdict.found : verdict.verdict),
    );
  expect(judged(a, b)).toContain(`${name} ${String(a)} here and ${String(b)} there`);
  expect(judged(a, undefined)).toContain(`${name} ${String(a)} here and not stated there`);
  expect(judged(a, a)).toEqual(['compliant']);
});

test.each([
  ['mac', '02:00:00:00:00:01'],
  ['namespaceId', 1],
  ['namespaceShared', true],
])('MIG-003 does not compare %s, which goes with the VM', (name, value) => {
  const verdicts = judge(MIG_003, fleet({ settings: {} }, {}, {}, { [name]: value }).map(resolvedHost));
  expect(verdicts.map(({ verdict }) => verdict.verdict)).toEqual(['compliant']);
});

describeRule(MIG_004, {
  violating: [
    [
      'RDMA on the VF of a VM that migrates',
      vm({ vm: 'hpc', use: { rdma: true } }),
      /VM hpc is to migrate and uses RDMA.*rdma: false/,
    ],
  ],
  compliant: [
    ['a VM without RDMA', vm({})],
    ['a VM said to use none', vm({ use: { rdma: false } })],
  ],
  notApplicable: [
    ['a VM that stays', vm({ migratable: false, use: { rdma: true } })],
    ['a drive', vm({}, { facts: nvmeFacts() })],
  ],
  unknown: [
    ['a use that is a token', vm({ unresolved: ['rdma'] })],
    ['a wish that is a token', { pfs: [{ pools: [{ attached: [{ unresolved: ['migratable'] }] }] }] }],
  ],
});
