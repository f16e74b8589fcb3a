import fc from '../support/properties';
import type { Finding } from '../../lib/model/finding';
import type { WantedAttachment, WantedHost, WantedPool } from '../../lib/model/wanted';
import { checkHost } from '../../lib/resolve/input-checks';
import {
  onlyHost,
  onlyPf,
  resolve,
  ruleIds,
  UPLINK,
  type WantedPfSketch,
  type WantedSketch,
  wantedHost,
} from './wanted';

function check(wanted: WantedHost): { wanted: WantedHost; findings: readonly Finding[] } {
  return checkHost(wanted, new Set());
}

const HEALTHY: WantedSketch = {
  labels: { rack: 'r1' },
  policy: { multiTenant: true, kernelArguments: ['intel_iommu=on', 'isolcpus=1-3 "x"'], persistence: 'systemd' },
  pfs: {
    uplink: {
      selector: { address: '0000:3b:00.0', permanentMac: '3c:fd:fe:00:00:01', slot: 'PCIe Slot 3' },
      device: '8086:159b',
      mtu: 9000,
      guaranteeHeadroom: 0.1,
      conditions: { trafficClasses: 4, otherManagers: ['netplan'] },
      pools: {
        tenants: {
          firstVf: 0,
          count: 8,
          settings: { driver: 'vfio-pci', vlan: 5000, vlanQos: 9, vlanProtocol: '802.1ad', minTxRateMbps: 9, mtu: 1 },
          use: { tenant: 'blue', guestVlans: [1, 2], queuePairs: 4 },
          waivers: { spoofCheck: 'bridged\nfirewall' },
        },
      },
    },
  },
  attachments: {
    a: {
      overrides: { mac: '01:00:00:00:00:01' },
      demand: { kind: 'network', txMbps: 0.5, rxMbps: 0, frameBytes: 64 },
      guarantee: { txMbps: 100 },
      vmNumaNode: -1,
    },
    b: { demand: { kind: 'block', iops: 1, blockBytes: 512, readShare: 1, queueDepth: 1 }, migrationTargets: ['x/y'] },
  },
};

describe('a host that is well formed', () => {
  test('is left as it is, also where rules will find fault with it', () => {
    const wanted = wantedHost(HEALTHY);
    const checked = check(wanted);
    expect(checked.findings).toEqual([]);
    expect(checked.wanted).toBe(wanted);
  });

  test('has addresses and MACs written as the kernel writes them', () => {
    const { wanted, findings } = check(
      wantedHost({
        pfs: { uplink: { ...UPLINK, selector: { address: '0000:3B:00.0', permanentMac: '3C-FD-FE-00-00-01' } } },
        attachments: { a: { overrides: { mac: '02:AA:00:00:00:01' }, teamingStandbyMac: '02-AA-00-00-00-02' } },
      }),
    );
    expect(findings).toEqual([]);
    expect(wanted.physicalFunctions[0]?.selector).toEqual({
      address: '0000:3b:00.0',
      permanentMac: '3c:fd:fe:00:00:01',
    });
    expect(wanted.attachments[0]).toMatchObject({
      overrides: { mac: '02:aa:00:00:00:01' },
      teamingStandbyMac: '02:aa:00:00:00:02',
    });
  });

  test('may have properties that are undefined, as objects of JavaScript do: they are absent', () => {
    const { wanted, findings } = check(
      wantedHost({ attachments: { a: { overrides: { vlan: undefined, trust: true }, pinnedVf: undefined } } }),
    );
    expect(findings).toEqual([]);
    expect(Object.keys(wanted.attachments[0]?.overrides ?? {})).toEqual(['trust']);
    expect(wanted.attachments[0]).not.toHaveProperty('pinnedVf');
  });
});

test('a PF of which nobody can tell who manages it counts as managed by somebody else', () => {
  const { wanted, findings } = check(wantedHost({ pfs: { uplink: { ...UPLINK, externallyManaged: anything({}) } } }));
  expect(findings).toMatchObject([
    {
      ruleId: 'INP-005',
      message: 'externallyManaged is an object, not true or false',
      constructPath: 'rack1/kvm01/uplink',
    },
  ]);
  expect(wanted.physicalFunctions[0]?.externallyManaged).toBe(true);
});

/** What JavaScript lets through, whatever the types say. */
const anything = (value: unknown) => value as never;

describe('a pool property is taken out', () => {
  const row = (words: string, pool: Partial<WantedPool>, ruleId: string, pointer: string, says: RegExp) =>
    [words, pool, ruleId, pointer, says] as const;

  test.each([
    row('NaN', { settings: { vlan: Number.NaN } }, 'INP-001', 'vlan', /vlan is NaN, not a whole number from 0/),
    row(
      'infinity',
      { settings: { maxTxRateMbps: Number.POSITIVE_INFINITY } },
      'INP-001',
      'maxTxRateMbps',
      /Infinity, not a whole number of Mbit\/s/,
    ),
    row('a negative number', { settings: { minTxRateMbps: -1 } }, 'INP-001', 'minTxRateMbps', /is -1/),
    row('half a Mbit/s', { settings: { minTxRateMbps: 0.5 } }, 'INP-001', 'minTxRateMbps', /is 0\.5/),
    row('half a vector', { settings: { msixVectors: 2.5 } }, 'INP-001', 'msixVectors', /is 2\.5/),
    row(
      'a number in a text',
      { settings: { vlan: anything('100') } },
      'INP-001',
      'vlan',
      /is "100", not a whole number/,
    ),
    row('null', { settings: { vlan: anything(null) } }, 'INP-001', 'vlan', /is null/),
    row('a number that no double counts to', { settings: { mtu: 2 ** 53 } }, 'INP-001', 'mtu', /is 9007199254740992/),
    row('a negative reserve', { reserve: -2 }, 'INP-001', 'reserve', /is -2/),
    row('a negative first VF', { firstVf: -1 }, 'INP-001', 'firstVf', /is -1/),
    row('a VLAN list that is none', { use: { guestVlans: anything(5) } }, 'INP-001', 'guestVlans', /is 5, not a list/),
    row('a bad member of a list', { use: { guestVlans: [1, -2] } }, 'INP-001', 'guestVlans', /has a member that is -2/),
    row(
      'a MAC that is none',
      { settings: { mac: 'abc' } },
      'INP-002',
      'mac',
      /mac is "abc", not a MAC address like 02:/,
    ),
    row(
      'a module of VFIO in place of its driver',
      { settings: { driver: 'vfio' } },
      'INP-004',
      'driver',
      /driver is "vfio", a module that no device is bound to/,
    ),
    row(
      'a driver by the name of its module',
      { settings: { driver: 'vfio_pci' } },
      'INP-004',
      'driver',
      /driver is "vfio_pci", which is written vfio-pci/,
    ),
    row(
      'a name that no driver can have',
      { settings: { driver: 'my vfio;reboot' } },
      'INP-004',
      'driver',
      /"my vfio;reboot", not the name of a kernel driver, of 1 to 55 letters, digits, dashes and underscores/,
    ),
    row(
      'a protocol that nobody knows',
      { settings: { vlanProtocol: anything('802.1q') } },
      'INP-005',
      'vlanProtocol',
      /one of 802\.1Q, 802\.1ad/,
    ),
    row('yes for true', { settings: { trust: anything('yes') } }, 'INP-005', 'trust', /"yes", not true or false/),
    row(
      'a tenant with a command',
      { use: { tenant: 'blue;reboot' } },
      'INP-004',
      'tenant',
      /tenant "blue;reboot" holds ;/,
    ),
    row(
      'a waiver without a reason',
      { waivers: anything({ trust: true }) },
      'INP-005',
      'waivers',
      /an object of texts/,
    ),
    row(
      'a waiver of what no rule asks a reason for',
      { waivers: anything({ spoofcheck: 'bridged' }) },
      'INP-005',
      'waivers',
      /names "spoofcheck", not one of spoofCheck, trust, rdma, queryRss/,
    ),
  ])('when it is %s', (_words, pool, ruleId, pointer, says) => {
    const { wanted, findings } = check(wantedHost({ pfs: { uplink: { ...UPLINK, pools: { tenants: pool } } } }));
    expect(findings).toMatchObject([
      { ruleId, severity: 'error', constructPath: 'rack1/kvm01/uplink/tenants', host: 'kvm01', pointer },
    ]);
    expect(findings[0]?.message).toMatch(says);
    const checked = wanted.physicalFunctions[0]?.pools[0];
    expect(checked?.unresolved).toEqual([pointer]);
    expect({ ...checked, ...checked?.settings, ...checked?.use }).not.toHaveProperty(pointer);
  });

  test('and a misspelt one is not taken for a token', () => {
    const settings = anything({ vlanId: 5 });
    const { wanted, findings } = check(
      wantedHost({ pfs: { uplink: { ...UPLINK, pools: { tenants: { settings } } } } }),
    );
    expect(findings).toMatchObject([{ ruleId: 'INP-005', pointer: 'vlanId' }]);
    expect(findings[0]?.message).toMatch(/there is no property "vlanId"/);
    expect(wanted.physicalFunctions[0]?.pools[0]).toMatchObject({ settings: {}, unresolved: [] });
  });

  test('and a count that is none leaves a pool without VFs', () => {
    const { wanted } = check(wantedHost({ pfs: { uplink: { ...UPLINK, pools: { tenants: { count: -4 } } } } }));
    expect(wanted.physicalFunctions[0]?.pools[0]).toMatchObject({ count: 0, unresolved: ['count'] });
  });
});

describe('a PF property is taken out', () => {
  test.each<[string, WantedPfSketch, string, string, RegExp]>([
    [
      'an address without its domain',
      { selector: { address: '3b:00.0' } },
      'INP-003',
      'address',
      /"3b:00\.0", not a full PCI address/,
    ],
    [
      'an address that is a name',
      { selector: { address: 'ens1f0' } },
      'INP-003',
      'address',
      /not a full PCI address like 0000:3b:00\.0/,
    ],
    [
      'a permanent MAC that is none',
      { selector: { permanentMac: '3c:fd' } },
      'INP-002',
      'permanentMac',
      /not a MAC address/,
    ],
    [
      'an interface with a newline',
      { selector: { interfaceName: 'ens1\nreboot' } },
      'INP-004',
      'interfaceName',
      /"ens1\\nreboot" holds a control character/,
    ],
    ['a serial number with a subshell', { selector: { serial: '$(id)' } }, 'INP-004', 'serial', /holds \$/],
    ['half a VF', { numVfs: 0.5 }, 'INP-001', 'numVfs', /is 0\.5/],
    [
      'a headroom above 1',
      { guaranteeHeadroom: 1.5 },
      'INP-001',
      'guaranteeHeadroom',
      /is 1\.5, not a number from 0 to 1/,
    ],
    [
      'a mode that nobody knows',
      { eswitchMode: anything('Switchdev') },
      'INP-005',
      'eswitchMode',
      /one of legacy, switchdev/,
    ],
    ['a VM name that is an option', { assignedToVm: '--help' }, 'INP-004', 'assignedToVm', /option/],
  ])('when it is %s', (_words, pf, ruleId, pointer, says) => {
    const { wanted, findings } = check(wantedHost({ pfs: { uplink: pf } }));
    expect(findings).toMatchObject([{ ruleId, constructPath: 'rack1/kvm01/uplink', pointer }]);
    expect(findings[0]?.message).toMatch(says);
    const checked = wanted.physicalFunctions[0];
    expect(checked?.unresolved).toEqual([pointer]);
    expect({ ...checked, ...checked?.selector }).not.toHaveProperty(pointer);
  });

  test('when it is a condition', () => {
    const { wanted, findings } = check(
      wantedHost({ pfs: { uplink: { conditions: { trafficClasses: -1, dcb: true } } } }),
    );
    expect(findings).toMatchObject([{ ruleId: 'INP-001', pointer: 'conditions.trafficClasses' }]);
    expect(wanted.physicalFunctions[0]).toMatchObject({ conditions: { dcb: true }, unresolved: ['conditions'] });
  });

  test('and a PF with a bad address is not looked for', () => {
    const resolution = resolve({ pfs: { uplink: { selector: { address: '3b:00.0' } } } });
    expect(ruleIds(resolution)).toEqual(['INP-003']);
    expect(onlyPf(resolution).facts).toBeNull();
  });
});

describe('an attachment property is taken out', () => {
  const network = { kind: 'network', txMbps: 1, rxMbps: 1, frameBytes: 1518 } as const;
  const block = { kind: 'block', iops: 1, blockBytes: 4096, readShare: 1, queueDepth: 1 } as const;

  test.each<[string, Partial<WantedAttachment>, string, string, RegExp]>([
    ['a negative VF', { pinnedVf: -1 }, 'INP-001', 'pinnedVf', /pinnedVf is -1/],
    [
      'a demand of NaN',
      { demand: { ...network, txMbps: Number.NaN } },
      'INP-001',
      'demand.txMbps',
      /is NaN, not a finite number/,
    ],
    [
      'frames of nothing',
      { demand: { ...network, frameBytes: 0 } },
      'INP-001',
      'demand.frameBytes',
      /is 0, not a number of bytes from 64 to 9216/,
    ],
    [
      'a read share of 70',
      { demand: { ...block, readShare: 70 } },
      'INP-001',
      'demand.readShare',
      /is 70, not a number from 0 to 1/,
    ],
    [
      'blocks of nothing',
      { demand: { ...block, blockBytes: 0 } },
      'INP-001',
      'demand.blockBytes',
      /is 0, not a whole number from 1/,
    ],
    [
      'a kind of demand that nobody knows',
      { demand: anything({ kind: 'gpu' }) },
      'INP-005',
      'demand.kind',
      /one of network, block/,
    ],
    ['a guarantee that is none', { guarantee: anything(5) }, 'INP-005', 'guarantee', /guarantee is 5, not an object/],
    ['a guarantee of 0', { guarantee: anything(0) }, 'INP-005', 'guarantee', /guarantee is 0, not an object/],
    ['an empty guarantee', { guarantee: anything('') }, 'INP-005', 'guarantee', /guarantee is "", not an object/],
    ['a demand of 0', { demand: anything(0) }, 'INP-005', 'demand', /demand is 0, not an object/],
    ['a negative guarantee', { guarantee: { txMbps: -1 } }, 'INP-001', 'guarantee.txMbps', /is -1/],
    ['half a NUMA node', { vmNumaNode: 0.5 }, 'INP-001', 'vmNumaNode', /NUMA node/],
    ['a standby MAC that is none', { teamingStandbyMac: 'x' }, 'INP-002', 'teamingStandbyMac', /not a MAC/],
    ['a group with a quote', { haGroup: "a'b" }, 'INP-004', 'haGroup', /holds '/],
  ])('when it is %s', (_words, attachment, ruleId, pointer, says) => {
    const { wanted, findings } = check(wantedHost({ attachments: { a: attachment } }));
    expect(findings).toMatchObject([{ ruleId, constructPath: 'rack1/kvm01/a', pointer }]);
    expect(findings[0]?.message).toMatch(says);
    const [member = ''] = pointer.split('.');
    expect(wanted.attachments[0]?.unresolved).toEqual([member]);
    expect(wanted.attachments[0]).not.toHaveProperty(member);
  });

  test('and the rest of it is still resolved', () => {
    const resolution = resolve({ attachments: { a: { overrides: { vlan: Number.NaN, trust: true } } } });
    expect(onlyHost(resolution).attachments[0]).toMatchObject({
      vf: 0,
      settings: { trust: true },
      unresolved: ['vlan'],
    });
  });
});

describe('names that must be there', () => {
  test.each([
    ['a VM', { attachments: { 'vm1; reboot': {} } }, 'vm', 'vm1__reboot'],
    ['a VM without a name', { attachments: { a: { vm: '' } } }, 'vm', '_'],
    ['a VM with an endless name', { attachments: { a: { vm: 'x'.repeat(300) } } }, 'vm', 'x'.repeat(255)],
  ])('are made safe for later stages: %s', (_words, sketch, pointer, vm) => {
    const { wanted, findings } = check(wantedHost(sketch));
    expect(findings).toMatchObject([{ ruleId: 'INP-004', pointer }]);
    expect(wanted.attachments[0]?.vm).toBe(vm);
  });

  test.each([
    ['../etc', '_._etc'],
    ['kvm 1', 'kvm_1'],
    ['kvm\n01', 'kvm_01'],
    ['$(reboot)', '__reboot_'],
    [Symbol(), 'Symbol__'],
    [Object.create(null), 'an_object'],
    [() => 'kvm01', 'a_function'],
  ])('are made safe for file names: host %p', (name: unknown, safe) => {
    const { wanted, findings } = check({ ...wantedHost(), name: anything(name) });
    expect(findings).toMatchObject([{ ruleId: 'INP-004', pointer: 'hostName', host: wanted.name }]);
    expect(wanted.name).toBe(safe);
  });

  test('and labels that would break a line are left out', () => {
    const { wanted, findings } = check(wantedHost({ labels: { rack: 'r1', note: 'two\nlines', 'k\ney': 'v' } }));
    expect(findings.map(({ ruleId, pointer }) => `${ruleId} ${pointer}`)).toEqual([
      'INP-004 labels.note',
      'INP-004 labels.k_ey',
    ]);
    expect(wanted.labels).toEqual({ rack: 'r1' });
  });
});

describe('construct paths', () => {
  test('with a newline can be accepted by nobody', () => {
    const { findings } = check(wantedHost({ attachments: { a: { path: 'rack1/kvm01/vm\nreboot' } } }));
    expect(findings).toMatchObject([{ ruleId: 'INP-004', severity: 'fatal' }]);
    expect(findings[0]?.message).toMatch(/construct path "rack1\/kvm01\/vm\\nreboot" holds a control character/);
  });

  test.each<[string, WantedSketch[]]>([
    ['an attachment', [{ attachments: { a: {}, b: { path: 'rack1/kvm01/a' } } }]],
    [
      'an attachment of another host',
      [{ attachments: { a: {} } }, { name: 'kvm02', attachments: { b: { path: 'rack1/kvm01/a' } } }],
    ],
    ['a pool', [{ pfs: { uplink: { ...UPLINK, pools: { p: {}, q: { path: 'rack1/kvm01/uplink/p' } } } } }]],
    ['a PF', [{ pfs: { uplink: UPLINK, other: { path: 'rack1/kvm01/uplink' } } }]],
  ])('that stand twice count once: %s', (_words, sketches) => {
    const resolution = resolve(sketches);
    expect(ruleIds(resolution)).toEqual(['INP-006']);
    expect(resolution.findings[0]?.message).toMatch(/two constructs have the path/);
  });
});

test('whatever JavaScript lets through, it is judged and not thrown at', () => {
  const junk = fc.oneof(
    fc.anything(),
    fc.constantFrom(Number.NaN, -1, 0.5, 1e300, '', '\n', '$(x)', null, true, [], {}),
  );
  const record = (keys: readonly string[]) => fc.dictionary(fc.constantFrom(...keys), junk, { noNullPrototype: true });
  fc.assert(
    fc.property(
      record(['address', 'permanentMac', 'serial', 'slot', 'interfaceName']),
      record(['numVfs', 'device', 'mtu', 'linkType', 'guaranteeHeadroom', 'eswitchMode', 'adminUp']),
      record(['driver', 'mac', 'vlan', 'trust', 'minTxRateMbps', 'namespaceId', 'unknown', '__proto__']),
      record(['firstVf', 'count', 'reserve', 'waivers']),
      record(['pinnedVf', 'movedFrom', 'haGroup', 'vmNumaNode', 'migrationTargets']),
      fc.boolean(),
      (selector, pf, settings, pool, attachment, read) => {
        const sketch = {
          pfs: { uplink: { ...pf, selector, pools: { tenants: { ...pool, settings } } } },
          attachments: { a: { ...attachment, overrides: settings }, b: {} },
        };
        const resolution = read ? resolve(anything(sketch)) : resolve(anything(sketch), null);
        expect(onlyHost(resolution).attachments).toHaveLength(2);
        for (const { message, fix } of resolution.findings) expect(`${message}${fix}`).not.toMatch(/[\n\r]/);
      },
    ),
    { numRuns: 300 },
  );
});
