import type {
  NvmeFacts,
  PhysicalFunctionFacts,
  VfNetworkFacts,
  VirtualFunctionFacts,
} from '../../lib/inventory/inventory';
import type { Severity } from '../../lib/model/finding';
import type { VfSettings } from '../../lib/model/settings';
import { type FlagName, FLAGS, type GuidName, GUIDS } from '../../lib/model/vf-settings';
import type { WantedPhysicalFunction } from '../../lib/model/wanted';
import { judge } from '../../lib/rules/judge';
import { OPS_012 } from '../../lib/rules/ops/ops-012';
import { PF_VALUES, VF_VALUES } from '../../lib/rules/ops/stated-values';
import { interfaceFacts, NETWORK_DEFAULTS, nicFacts, nvmeFacts, vfFacts } from '../support/facts';
import { type HostSketch, resolvedHost } from '../support/resolved';
import { describeRule } from '../support/rule-table';

interface OnHost {
  readonly network?: Partial<VfNetworkFacts> | null;
  readonly vf?: Partial<VirtualFunctionFacts>;
  readonly pf?: Partial<PhysicalFunctionFacts>;
}

/** Two VFs that another manages, and what is stated of their pool. */
function nic(
  settings: VfSettings,
  { network = {}, vf = {}, pf = {} }: OnHost = {},
  sketch: HostSketch = {},
): HostSketch {
  const facts = network === null ? null : { ...NETWORK_DEFAULTS, ...network };
  const virtualFunctions = [0, 1].map((n) => vfFacts(n, { driver: 'vfio-pci', network: facts, ...vf }));
  return {
    ...sketch,
    pfs: [
      {
        facts: nicFacts({ numVfs: 2, virtualFunctions, ...pf }),
        wanted: { externallyManaged: true },
        pools: [{ count: 2, settings }],
      },
    ],
  };
}

function drive(settings: VfSettings, nvme: Partial<NvmeFacts> = {}): HostSketch {
  const secondary = { controllerId: 1, vf: 0, online: true, virtualQueues: 2, virtualInterrupts: 1 };
  const namespace = { nsid: 1, bytes: 1, shared: true, controllers: [1], mounted: false, boot: false };
  const facts = nvmeFacts(
    { numVfs: 1, virtualFunctions: [vfFacts(0, { driver: 'vfio-pci', network: null })] },
    { secondaryControllers: [secondary], namespaces: [namespace, { ...namespace, nsid: 2, controllers: [] }], ...nvme },
  );
  return { pfs: [{ facts, wanted: { externallyManaged: true }, pools: [{ count: 1, settings }] }] };
}

function pf(wanted: Partial<WantedPhysicalFunction>, change: Partial<PhysicalFunctionFacts> = {}): HostSketch {
  const facts = nicFacts({ numVfs: 2, virtualFunctions: [vfFacts(0), vfFacts(1)], ...change });
  return { pfs: [{ facts, wanted: { externallyManaged: true, ...wanted }, pools: [{ count: 2, settings: {} }] }] };
}

const UNREAD = { interfaces: [], linkType: null, eswitchMode: null, carriesManagement: null };

/** Of each setting: where the host has the same, where it has another value and how severe that is, where nothing tells. */
interface Row {
  readonly same: HostSketch;
  readonly other: HostSketch;
  readonly severity: Severity;
  readonly unknown?: HostSketch;
}

/** Flags without a rule of their own. */
const FLAG_ROWS = Object.fromEntries(
  FLAGS.map((name): [string, Row] => [
    name,
    {
      same: nic({ [name]: true }, { network: { [name]: true } }),
      other: nic({ [name]: true }, { network: { [name]: false } }),
      severity: 'error',
      unknown: nic({ [name]: true }, { network: { [name]: null } }),
    },
  ]),
) as Record<FlagName, Row>;

const [GUID, OTHER_GUID] = ['02:00:00:00:00:00:00:01', '02:00:00:00:00:00:00:02'];

const GUID_ROWS = Object.fromEntries(
  GUIDS.map((name): [string, Row] => [
    name,
    {
      same: nic({ [name]: GUID }, { network: { [name]: GUID } }),
      other: nic({ [name]: GUID }, { network: { [name]: OTHER_GUID } }),
      severity: 'error',
      unknown: nic({ [name]: GUID }),
    },
  ]),
) as Record<GuidName, Row>;

const VF_ROWS: { readonly [K in Exclude<keyof VfSettings, 'namespaceShared'>]-?: Row } = {
  ...FLAG_ROWS,
  driver: { same: nic({ driver: 'vfio-pci' }), other: nic({ driver: 'native' }), severity: 'error' },
  mac: {
    same: nic({ mac: '02:00:00:00:00:01' }, { network: { mac: '02:00:00:00:00:01' } }),
    other: nic({ mac: '02:00:00:00:00:01' }),
    severity: 'error',
    unknown: nic({ mac: '02:00:00:00:00:01' }, { network: { mac: null } }),
  },
  ...GUID_ROWS,
  vlan: {
    same: nic({ vlan: 0 }),
    other: nic({ vlan: 100 }),
    severity: 'error',
    unknown: nic({ vlan: 1 }, { network: null }),
  },
  vlanQos: {
    same: nic({ vlanQos: 3 }, { network: { vlan: 1, vlanQos: 3 } }),
    other: nic({ vlanQos: 3 }),
    severity: 'error',
    unknown: nic({ vlanQos: 3 }, { network: null }),
  },
  vlanProtocol: {
    same: nic({ vlanProtocol: '802.1Q' }, { network: { vlan: 1 } }),
    other: nic({ vlanProtocol: '802.1ad' }, { network: { vlan: 1 } }),
    severity: 'error',
    unknown: nic({ vlanProtocol: '802.1ad' }, { network: null }),
  },
  allowedVlans: {
    same: nic({ allowedVlans: '100-110' }, { network: { allowedVlans: '100-110' } }),
    other: nic({ allowedVlans: '100-110' }, { network: { allowedVlans: 'all' } }),
    severity: 'error',
    unknown: nic({ allowedVlans: '100-110' }),
  },
  spoofCheck: {
    same: nic({ spoofCheck: true }),
    other: nic({ spoofCheck: true }, { network: { spoofCheck: false } }),
    severity: 'error',
    unknown: nic({ spoofCheck: true }, { network: { spoofCheck: null } }),
  },
  trust: {
    same: nic({ trust: false }),
    other: nic({ trust: false }, { network: { trust: true } }),
    severity: 'warning',
    unknown: nic({ trust: false }, { network: { trust: null } }),
  },
  linkState: {
    same: nic({ linkState: 'auto' }),
    other: nic({ linkState: 'auto' }, { network: { linkState: 'enable' } }),
    severity: 'warning',
    unknown: nic({ linkState: 'auto' }, { network: { linkState: null } }),
  },
  minTxRateMbps: {
    same: nic({ minTxRateMbps: 0 }),
    other: nic({ minTxRateMbps: 500 }),
    severity: 'error',
    unknown: nic({ minTxRateMbps: 500 }, { network: null }),
  },
  maxTxRateMbps: {
    same: nic({ maxTxRateMbps: 0 }),
    other: nic({ maxTxRateMbps: 500 }),
    severity: 'error',
    unknown: nic({ maxTxRateMbps: 500 }, { network: null }),
  },
  queryRss: {
    same: nic({ queryRss: false }, { network: { queryRss: false } }),
    other: nic({ queryRss: false }, { network: { queryRss: true } }),
    severity: 'warning',
    unknown: nic({ queryRss: false }),
  },
  mtu: {
    same: nic({ mtu: 9000 }, { vf: { driver: 'iavf', interface: interfaceFacts({ mtu: 9000 }) } }),
    other: nic({ mtu: 9000 }, { vf: { driver: 'iavf', interface: interfaceFacts() } }),
    severity: 'error',
    unknown: nic({ mtu: 9000 }, { vf: { driver: 'iavf' } }),
  },
  msixVectors: {
    same: nic({ msixVectors: 4 }, { vf: { msixVectors: 4 } }),
    other: nic({ msixVectors: 4 }, { vf: { msixVectors: 5 } }),
    severity: 'error',
    unknown: nic({ msixVectors: 4 }),
  },
  execQuantumMs: {
    same: nic({ execQuantumMs: 20 }, { vf: { execQuantumMs: 20 } }),
    other: nic({ execQuantumMs: 20 }, { vf: { execQuantumMs: 0 } }),
    severity: 'error',
    unknown: nic({ execQuantumMs: 20 }),
  },
  preemptTimeoutUs: {
    same: nic({ preemptTimeoutUs: 500 }, { vf: { preemptTimeoutUs: 500 } }),
    other: nic({ preemptTimeoutUs: 500 }, { vf: { preemptTimeoutUs: 0 } }),
    severity: 'error',
    unknown: nic({ preemptTimeoutUs: 500 }),
  },
  vramQuotaBytes: {
    same: nic({ vramQuotaBytes: 4096 }, { vf: { vramQuotaBytes: 4096 } }),
    other: nic({ vramQuotaBytes: 4096 }, { vf: { vramQuotaBytes: 8192 } }),
    severity: 'error',
    unknown: nic({ vramQuotaBytes: 4096 }),
  },
  nvmeVirtualQueues: {
    same: drive({ nvmeVirtualQueues: 2 }),
    other: drive({ nvmeVirtualQueues: 3 }),
    severity: 'error',
    unknown: drive({ nvmeVirtualQueues: 3 }, { secondaryControllers: [] }),
  },
  nvmeVirtualInterrupts: {
    same: drive({ nvmeVirtualInterrupts: 1 }),
    other: drive({ nvmeVirtualInterrupts: 2 }),
    severity: 'error',
    unknown: drive({ nvmeVirtualInterrupts: 2 }, { secondaryControllers: [] }),
  },
  namespaceId: {
    same: drive({ namespaceId: 1 }),
    other: drive({ namespaceId: 2 }),
    severity: 'error',
    unknown: drive({ namespaceId: 3 }),
  },
};

const PF_ROWS: { readonly [name: string]: Row } = {
  numVfs: { same: pf({ numVfs: 2 }), other: pf({ numVfs: 8 }), severity: 'error' },
  qatServices: {
    same: pf({ qatServices: ['sym', 'asym'] }, { qatServices: 'sym;asym' }),
    other: pf({ qatServices: ['dc'] }, { qatServices: 'sym;asym' }),
    severity: 'error',
    unknown: pf({ qatServices: ['dc'] }),
  },
  eswitchMode: {
    same: pf({ eswitchMode: 'legacy' }),
    other: pf({ eswitchMode: 'switchdev' }),
    severity: 'error',
    unknown: pf({ eswitchMode: 'legacy' }, { network: UNREAD }),
  },
  driversAutoprobe: {
    same: pf({ driversAutoprobe: true }),
    other: pf({ driversAutoprobe: false }),
    severity: 'warning',
    unknown: pf({ driversAutoprobe: false }, { driversAutoprobe: null }),
  },
  adminUp: {
    same: pf({ adminUp: true }),
    other: pf({ adminUp: false }),
    severity: 'error',
    unknown: pf({ adminUp: true }, { network: UNREAD }),
  },
  mtu: {
    same: pf({ mtu: 1500 }),
    other: pf({ mtu: 9000 }),
    severity: 'error',
    unknown: pf({ mtu: 9000 }, { network: UNREAD }),
  },
  linkType: {
    same: pf({ linkType: 'ethernet' }),
    other: pf({ linkType: 'infiniband' }),
    severity: 'error',
    unknown: pf({ linkType: 'ethernet' }, { network: UNREAD }),
  },
};

function found(host: HostSketch): string[] {
  return judge(OPS_012, [resolvedHost(host)]).map(({ verdict }) =>
    verdict.verdict === 'violation' ? `${verdict.severity} ${verdict.pointer}` : verdict.verdict,
  );
}

describe.each([...Object.entries(VF_ROWS), ...Object.entries(PF_ROWS)])(
  '%s of a PF that another manages',
  (name, row) => {
    test('is compared with what the host has', () => {
      expect(found(row.same)).toEqual(['compliant']);
      expect(found(row.other)).toEqual([`${row.severity} ${name}`]);
      if (row.unknown !== undefined) expect(found(row.unknown)).toEqual(['unknown']);
    });
  },
);

describe('a driver that is stated', () => {
  test.each([
    ['vfio-pci', 'vfio-pci', 'compliant'],
    ['vfio-pci', 'mlx5_vfio_pci', 'compliant'],
    ['vfio-pci', 'iavf', 'iavf'],
    ['vfio-pci', null, 'no driver'],
    ['mlx5_vfio_pci', 'mlx5_vfio_pci', 'compliant'],
    ['mlx5_vfio_pci', 'vfio-pci', 'vfio-pci'],
    ['mlx5_vfio_pci', null, 'no driver'],
    ['native', 'iavf', 'compliant'],
    ['native', 'vfio-pci', 'vfio-pci'],
    ['native', null, 'no driver'],
    ['none', null, 'compliant'],
    ['none', 'iavf', 'iavf'],
  ] as const)('as %s, of VFs on %s: %s', (stated, onHost, is) => {
    const verdicts = judge(OPS_012, [resolvedHost(nic({ driver: stated }, { vf: { driver: onHost } }))]);
    expect(verdicts.map(({ verdict }) => (verdict.verdict === 'violation' ? verdict.found : verdict.verdict))).toEqual([
      is,
    ]);
  });
});

test('every value that is compared is tested', () => {
  const namesOf = (values: object) => Object.entries(values).flatMap(([name, value]) => (value === null ? [] : [name]));
  expect(Object.keys(VF_ROWS).sort()).toEqual(namesOf(VF_VALUES).sort());
  expect(Object.keys(PF_ROWS).sort()).toEqual(namesOf(PF_VALUES).sort());
});

describeRule(OPS_012, {
  violating: [
    [
      'VFs without the VLAN that is stated, told together',
      nic({ vlan: 100 }),
      {
        message:
          'vlan is stated as 100, and 2 VFs (0, 1) have 0; another manages the PF, and nothing is written (0000:3b:00.0, ice)',
        path: 'rack1/kvm01/pf0/pool0',
        pointer: 'vlan',
        found: '0',
        limit: '100',
        limitSource: 'inventory of 0000:3b:00.0',
        severity: 'error',
        fix: 'Have vlan set to 100 by whoever manages the PF, or state 0',
      },
    ],
    [
      'a PF with another MTU than is stated',
      pf({ mtu: 9000 }),
      {
        message:
          'mtu is stated as 9000, and the PF has 1500; another manages the PF, and nothing is written (0000:3b:00.0, ice)',
        path: 'rack1/kvm01/pf0',
        pointer: 'mtu',
        found: '1500',
        limit: '9000',
        limitSource: 'inventory of 0000:3b:00.0',
        severity: 'error',
        fix: 'Have mtu set to 9000 by whoever manages the PF, or state 1500',
      },
    ],
    [
      'a namespace that is not attached to the second VF, and is to the first',
      {
        pfs: [
          {
            facts: nvmeFacts(
              {
                numVfs: 2,
                virtualFunctions: [0, 1].map((n) => vfFacts(n, { driver: 'vfio-pci', network: null })),
              },
              {
                secondaryControllers: [0, 1].map((vf) => ({
                  controllerId: vf + 1,
                  vf,
                  online: true,
                  virtualQueues: vf + 2,
                  virtualInterrupts: 1,
                })),
                namespaces: [{ nsid: 1, bytes: 1, shared: true, controllers: [1], mounted: false, boot: false }],
              },
            ),
            wanted: { externallyManaged: true },
            pools: [{ count: 2, settings: { namespaceId: 1, nvmeVirtualQueues: 2 } }],
          },
        ],
      },
      /^nvmeVirtualQueues is stated as 2, and VF 1 has 3; .*\nnamespaceId is stated as 1, and VF 1 has not attached; /,
    ],
    [
      'a VF that is unbound',
      nic({ driver: 'vfio-pci' }, { vf: { driver: null } }),
      /stated as vfio-pci, and 2 VFs.*no driver/,
    ],
    [
      'what an attachment states, at its place',
      {
        pfs: [
          {
            ...nic({}).pfs?.[0],
            pools: [{ settings: { vlan: 0 }, count: 2, attached: [{ overrides: { trust: true } }] }],
          },
        ],
      },
      /trust is stated as true, and VF 0 has false/,
    ],
  ],
  compliant: [
    ['a VFIO driver of the vendor', nic({ driver: 'vfio-pci' }, { vf: { driver: 'mlx5_vfio_pci' } })],
    ['a MAC in other letters', nic({ mac: '02-AB-00-00-00-01' }, { network: { mac: '02:ab:00:00:00:01' } })],
  ],
  notApplicable: [
    ['a PF of which nothing is stated', nic({})],
    ['an MTU that only the guest knows', nic({ mtu: 9000 })],
    ['an MTU of VFs without a driver', nic({ mtu: 9000 }, { vf: { driver: null } })],
    ['a protocol of VFs without a VLAN', nic({ vlanProtocol: '802.1ad' })],
    ['a PF that is managed here', { pfs: [{ facts: nicFacts(), pools: [{ settings: { vlan: 100 } }] }] }],
  ],
  unknown: [
    [
      'a host that was not read',
      nic({ vlan: 100 }, {}, { presumed: true }),
      'settings of a PF that another manages, which only an inventory tells',
    ],
    [
      'a setting that was not read',
      nic({ vlan: 1 }, { network: null }),
      'vlan that a PF or VF which another manages has',
    ],
    [
      'a namespace of a drive whose controllers nobody listed',
      drive({ namespaceId: 1 }, { secondaryControllers: [] }),
      'namespaceId that a PF or VF which another manages has',
    ],
    ['a PF that was not found', { pfs: [{ facts: null, wanted: { externallyManaged: true } }] }],
  ],
});
