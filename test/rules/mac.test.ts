import type { VfSettings, VfUse } from '../../lib/model/settings';
import type { ResolvedAttachment, ResolvedHost } from '../../lib/resolve/resolved';
import { judge } from '../../lib/rules/judge';
import { MAC_DEFERRED, MAC_RULES } from '../../lib/rules/mac';
import { MAC_001 } from '../../lib/rules/mac/mac-001';
import { MAC_002 } from '../../lib/rules/mac/mac-002';
import { MAC_003 } from '../../lib/rules/mac/mac-003';
import { MAC_004 } from '../../lib/rules/mac/mac-004';
import { MAC_005 } from '../../lib/rules/mac/mac-005';
import { unknown } from '../../lib/rules/rule';
import type { VirtualFunctionFacts } from '../../lib/inventory/inventory';
import { interfaceFacts, NETWORK_DEFAULTS, nicFacts, nvmeFacts, vfFacts } from '../support/facts';
import { driver } from '../support/profiles';
import { type HostSketch, type PfSketch, type PoolSketch, resolvedHost } from '../support/resolved';
import { describeRule } from '../support/rule-table';
import { violationsOf } from '../support/violations';

const pool = (sketch: PoolSketch, pf: PfSketch = {}, host: HostSketch = {}): HostSketch => ({
  ...host,
  pfs: [{ profile: driver('ice'), ...pf, pools: [sketch] }],
});
const withMac = (...macs: string[]) => pool({ attached: macs.map((mac) => ({ overrides: { mac } })) });
const tokenMac = () => pool({ attached: [{ unresolved: ['mac'] }] });

/** The host with every attachment changed, as `resolve` may leave them. */
function attachmentsOf(host: HostSketch, change: Partial<ResolvedAttachment>): ResolvedHost {
  const resolved = resolvedHost(host);
  const physicalFunctions = resolved.physicalFunctions.map((pf) => ({
    ...pf,
    pools: pf.pools.map((one) => ({
      ...one,
      attachments: one.attachments.map((attachment) => ({ ...attachment, ...change })),
    })),
  }));
  const attachments = physicalFunctions.flatMap((pf) => pf.pools.flatMap((one) => one.attachments));
  return { ...resolved, physicalFunctions, attachments };
}

describeRule(MAC_001, {
  violating: [
    ['a multicast address', withMac('01:00:5e:00:00:01'), /mac "01:00:5e:00:00:01" is a multicast address/],
    ['the broadcast address', withMac('ff:ff:ff:ff:ff:ff'), /is a multicast address/],
    [
      'a multicast address of an attachment, in full',
      withMac('01:00:5e:00:00:01'),
      {
        message: 'mac "01:00:5e:00:00:01" is a multicast address',
        pointer: 'mac',
        found: '"01:00:5e:00:00:01"',
        limit: 'a unicast address',
        path: 'rack1/kvm01/pf0/pool0/vm0-0',
      },
    ],
    ['the all-zero address', withMac('00:00:00:00:00:00'), /is all zero/],
    ['what is no address', withMac('3c:fd:fe:00:00'), /"3c:fd:fe:00:00" is no MAC address/],
    ['a pool with a multicast address', pool({ settings: { mac: '03:00:00:00:00:01' } }), /is a multicast address/],
    [
      'a bad address that the lock file kept',
      attachmentsOf(pool({ attached: [{}] }), { mac: '03:00:00:00:00:01' }),
      {
        message: 'mac "03:00:00:00:00:01" is a multicast address',
        pointer: 'mac',
        found: '"03:00:00:00:00:01"',
        limit: 'a unicast address',
        path: 'rack1/kvm01/pf0/pool0/vm0-0',
        fix: 'Take the entry of this attachment out of the lock file, so that an address is derived anew',
      },
    ],
    [
      'a bad address of a pool, in full',
      pool({ settings: { mac: '03:00:00:00:00:01' } }),
      {
        message: 'mac "03:00:00:00:00:01" is a multicast address',
        pointer: 'mac',
        found: '"03:00:00:00:00:01"',
        limit: 'a unicast address',
      },
    ],
  ],
  compliant: [
    ['a unicast address', withMac('3c:fd:fe:12:34:56')],
    ['a locally administered one, in capitals', withMac('02:5A:00:00:00:01')],
    ['derived addresses', pool({ attached: [{}, {}] })],
    ['the address of a pool', pool({ settings: { mac: '3c:fd:fe:12:34:56' } })],
    ['a derived address where another setting is a token', pool({ attached: [{ unresolved: ['vlan'] }] })],
  ],
  notApplicable: [
    ['a pool without attachments', pool({})],
    ['an NVMe SSD', pool({ attached: [{}] }, { facts: nvmeFacts() })],
  ],
  unknown: [
    ['an address that is a token', tokenMac()],
    ['a pool whose address is a token', pool({ unresolved: ['mac'] })],
  ],
});

test('MAC-001 says a bad address of a pool once, and where it is stated', () => {
  const host = pool({ settings: { mac: '03:00:00:00:00:01' }, attached: [{}, {}] });
  expect(violationsOf(MAC_001, host).map(({ path }) => path)).toEqual(['rack1/kvm01/pf0/pool0']);
});

const SAME = '02:5a:00:00:00:01';

/** Four VFs that exist, one of which has the address of the attachment on VF 0. */
function keeping(
  index: number,
  sketch: PoolSketch,
  pf: PfSketch = {},
  users: VirtualFunctionFacts['users'] = [],
): HostSketch {
  const virtualFunctions = [0, 1, 2, 3].map((n) =>
    vfFacts(n, n === index ? { network: { ...NETWORK_DEFAULTS, mac: SAME }, users } : {}),
  );
  return pool(
    { attached: [{ overrides: { mac: SAME } }], ...sketch },
    { facts: nicFacts({ numVfs: 4, virtualFunctions }), ...pf },
  );
}

const OTHER_PORT = nicFacts({
  address: '0000:3b:00.1',
  network: {
    interfaces: [interfaceFacts({ name: 'ens1f1', permanentMac: null })],
    linkType: 'ethernet',
    eswitchMode: 'legacy',
    carriesManagement: false,
  },
});

describeRule(MAC_002, {
  violating: [
    [
      'two attachments of one host with one address',
      withMac(SAME, SAME),
      /mac 02:5a:00:00:00:01 is that of rack1\/kvm01\/pf0\/pool0\/vm0-0 and rack1\/kvm01\/pf0\/pool0\/vm1-1/,
    ],
    [
      'attachments of two hosts with one address, written differently',
      [
        { ...withMac(SAME), name: 'kvm01' },
        { ...withMac(SAME.toUpperCase()), name: 'kvm02' },
      ],
      /is that of rack1\/kvm01\/.* and rack1\/kvm02\//,
    ],
    ['three owners', withMac(SAME, SAME, SAME), /, and that of 1 more/],
    [
      'two owners, in full',
      withMac(SAME, SAME),
      {
        message: `mac ${SAME} is that of rack1/kvm01/pf0/pool0/vm0-0 and rack1/kvm01/pf0/pool0/vm1-1`,
        path: 'rack1/kvm01/pf0/pool0/vm1-1',
        pointer: 'mac',
        found: SAME,
        limit: 'one owner',
      },
    ],
    [
      'an attachment with the address of a port',
      withMac('3c:fd:fe:00:00:01'),
      {
        message:
          'mac 3c:fd:fe:00:00:01 of rack1/kvm01/pf0/pool0/vm0-0 is the permanent address of the port ens1f0 (0000:3b:00.0 on kvm01)',
        path: 'rack1/kvm01/pf0/pool0/vm0-0',
        pointer: 'mac',
        found: '3c:fd:fe:00:00:01',
        limit: 'one owner',
        limitSource: 'permanent address of 0000:3b:00.0 on kvm01',
        fix: 'Give the attachment another mac, or leave mac out to have one derived',
      },
    ],
    [
      'the address that a VF of another user has and keeps',
      keeping(3, {}, {}, [{ kind: 'domain', detail: 'db' }]),
      {
        message: `mac ${SAME} of rack1/kvm01/pf0/pool0/vm0-0 is that of VF 3 of 0000:3b:00.0, which is in use: db, which keeps it`,
        path: 'rack1/kvm01/pf0/pool0/vm0-0',
        pointer: 'mac',
        found: SAME,
        limit: 'one owner',
        limitSource: 'settings of VF 3 of 0000:3b:00.0',
        severity: 'error',
        fix: 'Give the attachment another mac, or take this one off VF 3 first: ip link set PF vf 3 mac 00:00:00:00:00:00',
      },
    ],
    ['the address that a free VF has from before', keeping(3, {}), /is that of VF 3 of 0000:3b:00\.0, which keeps it/],
    [
      'the address that the VF of the same number on another PF has',
      {
        pfs: [
          ...(keeping(1, { attached: [] }).pfs ?? []),
          { facts: OTHER_PORT, pools: [{ attached: [{}, { overrides: { mac: SAME } }] }] },
        ],
      },
      /of rack1\/kvm01\/pf1\/pool0\/vm1-1 is that of VF 1 of 0000:3b:00\.0, which keeps it/,
    ],
    [
      'the address that a VF has which stays, beside a PF whose VFs come anew',
      { pfs: [{ facts: { ...OTHER_PORT, numVfs: 1 }, pools: [{}] }, ...(keeping(3, {}).pfs ?? [])] },
      /is that of VF 3 of 0000:3b:00\.0, which keeps it/,
    ],
    [
      'the address that a VF has for which another manager is told another one',
      keeping(
        1,
        { attached: [{ overrides: { mac: SAME } }, {}], settings: { mac: '02:5a:00:00:00:07' } },
        { wanted: { externallyManaged: true } },
      ),
      /is that of VF 1 of 0000:3b:00\.0, which keeps it/,
    ],
    [
      'the address of a port of another host',
      [
        { name: 'kvm01', pfs: [{ facts: null, pools: [{ attached: [{ overrides: { mac: '3c:fd:fe:00:00:01' } }] }] }] },
        { name: 'kvm02' },
      ],
      /permanent address of the port ens1f0 \(0000:3b:00\.0 on kvm02\)/,
    ],
  ],
  compliant: [
    ['different addresses', withMac(SAME, '02:5a:00:00:00:02')],
    ['the VF that has the address of its own attachment already', keeping(0, {})],
    [
      'an attachment of a drive, which has no address, beside a VF of which none was read',
      {
        pfs: [
          {
            facts: nicFacts({ numVfs: 2, virtualFunctions: [0, 1].map((n) => vfFacts(n, { network: null })) }),
            pools: [{ count: 2, attached: [{}] }],
          },
          { facts: nvmeFacts(), pools: [{ attached: [{}] }] },
        ],
      },
    ],
    [
      'a VF of another manager that has the address of its own attachment already',
      keeping(0, {}, { wanted: { externallyManaged: true } }),
    ],
    [
      'a VF that gets another address',
      keeping(1, { attached: [{ overrides: { mac: SAME } }, {}], settings: { mac: '02:5a:00:00:00:07' } }),
    ],
    ['VFs that are created anew', keeping(3, {}, { wanted: { numVfs: 8 } })],
    [
      'two hosts described with the same inventory',
      [
        { ...withMac(SAME), name: 'kvm01' },
        { ...withMac('02:5a:00:00:00:02'), name: 'kvm02' },
      ],
    ],
  ],
  notApplicable: [
    ['a fleet without attachments', pool({})],
    ['NVMe SSDs', pool({ attached: [{}, {}] }, { facts: nvmeFacts() })],
  ],
  unknown: [
    [
      'an address that is a token',
      attachmentsOf(tokenMac(), { mac: null }),
      'mac of 1 attachment (a token, known only at deploy)',
    ],
    [
      'addresses that are tokens, beside one that is not',
      pool({ attached: [{ unresolved: ['mac'] }, { unresolved: ['vlan'] }, { unresolved: ['mac'] }] }),
      'mac of 2 attachments (a token, known only at deploy)',
    ],
  ],
});

test('MAC-002 refuses the address of a VF in use or perhaps in use, and warns of that of a free one', () => {
  const perhaps = vfFacts(3, { network: { ...NETWORK_DEFAULTS, mac: SAME }, usersUnknown: ['who uses it'] });
  const facts = nicFacts({ numVfs: 4, virtualFunctions: [vfFacts(0), vfFacts(1), vfFacts(2), perhaps] });
  const doubtful = keeping(3, {}, { facts });
  const severities = [keeping(3, {}, {}, [{ kind: 'domain', detail: 'db' }]), doubtful, keeping(3, {})].map((host) =>
    violationsOf(MAC_002, host).map(({ severity }) => severity),
  );
  expect(severities).toEqual([['error'], ['error'], ['warning']]);
});

test('MAC-002 says each shared address once', () => {
  const found = violationsOf(MAC_002, withMac(SAME, SAME, SAME, '02:5a:00:00:00:02', '02:5a:00:00:00:02'));
  expect(found.map((one) => one.found)).toEqual([SAME, '02:5a:00:00:00:02']);
});

const withoutMac = (host: HostSketch) => attachmentsOf(host, { mac: null });

describeRule(MAC_003, {
  violating: [
    [
      'an attachment that nobody gives an address',
      withoutMac(pool({ attached: [{ vm: 'web' }] })),
      /the VF of web has no MAC of its own: nothing gives it one, and the host shows none/,
    ],
    [
      'a VF that somebody else manages and that has none',
      withoutMac(pool({ attached: [{}] }, { wanted: { externallyManaged: true } })),
      /has no MAC of its own/,
    ],
    [
      'a VF of a port whose type nobody knows',
      withoutMac(pool({ attached: [{}] }, { change: { linkType: null } })),
      /has no MAC of its own/,
    ],
  ],
  compliant: [
    ['a derived address', pool({ attached: [{}] })],
    ['a given address', withMac(SAME)],
  ],
  notApplicable: [
    ['an NVMe SSD', pool({ attached: [{}] }, { facts: nvmeFacts() })],
    ['InfiniBand, which has no MACs', withoutMac(pool({ attached: [{}] }, { change: { linkType: 'infiniband' } }))],
  ],
  unknown: [['an address that is a token', withoutMac(tokenMac())]],
});

const using = (use: VfUse, settings: VfSettings = {}, pf: PfSketch = {}, unresolved: string[] = []) =>
  pool({ settings, use, unresolved }, pf);

describeRule(MAC_004, {
  violating: [
    [
      'a guest that changes its address on a VF without trust',
      using({ guestMacChange: true }, { trust: false }),
      /the guest changes its MAC address, and trust is off \(0000:3b:00\.0, ice\)\. Set trust/,
    ],
    ['one whose trust nobody set', using({ guestMacChange: true }), /trust is not set/],
    [
      'an attachment with such a guest',
      pool({ settings: { trust: false }, attached: [{ use: { guestMacChange: true } }] }),
      /trust is off/,
    ],
    [
      'one on a driver without trusted VFs',
      using({ guestMacChange: true }, {}, { profile: driver('mlx4_core') }),
      /Leave guestMacChange out, or use another card: the driver mlx4_core has no trusted VFs/,
    ],
  ],
  compliant: [['a guest that changes its address on a trusted VF', using({ guestMacChange: true }, { trust: true })]],
  notApplicable: [
    ['a guest that keeps its address', using({ guestMacChange: false }, { trust: false })],
    ['a pool that says nothing of it', using({})],
    ['trust that is a token, and nobody needs', using({}, {}, {}, ['trust'])],
  ],
  unknown: [
    ['trust that is a token', using({ guestMacChange: true }, {}, {}, ['trust'])],
    ['a guest of which a token decides', using({}, {}, {}, ['guestMacChange'])],
  ],
});

describeRule(MAC_005, {
  violating: [
    [
      'more addresses than ice gives an untrusted VF',
      using({ macFilters: 19 }),
      /the guest uses 19 MAC filters, and the driver gives an untrusted VF 18/,
    ],
    [
      'more VLANs than ice gives an untrusted VF',
      using({ guestVlans: [1, 2, 3, 4, 5, 6, 7, 8, 9] }),
      /uses 9 VLAN filters, and the driver gives an untrusted VF 8/,
    ],
    [
      'an attachment with both',
      pool({ attached: [{ use: { macFilters: 30, guestVlans: [1, 2, 3, 4, 5, 6, 7, 8, 9] } }] }),
      /30 MAC filters[\s\S]*9 VLAN filters/,
    ],
  ],
  compliant: [
    [
      'as many as i40e gives, more VLANs than ice',
      using(
        { macFilters: 18, guestVlans: Array.from({ length: 16 }, (_, n) => n + 1) },
        {},
        { profile: driver('i40e') },
      ),
    ],
    ['as many as ice gives', using({ macFilters: 18, guestVlans: [1, 2, 3, 4, 5, 6, 7, 8] })],
    ['any number on a trusted VF', using({ macFilters: 100 }, { trust: true })],
  ],
  notApplicable: [
    ['a guest without filters', using({})],
    ['trust that is a token, and nobody needs', using({}, {}, {}, ['trust'])],
    ['an NVMe SSD', using({ macFilters: 100 }, {}, { facts: nvmeFacts(), profile: driver('nvme') })],
  ],
  unknown: [
    ['a driver whose limits no source gives', using({ macFilters: 3 }, {}, { profile: driver('hns3') })],
    ['a PF of unknown driver', using({ macFilters: 3 }, {}, { profile: null })],
    ['trust that is a token', using({ macFilters: 30 }, {}, {}, ['trust'])],
    ['filters that are a token', using({}, {}, {}, ['macFilters'])],
  ],
});

test('MAC-005 says which limit is missing', () => {
  const [judgement] = judge(MAC_005, [resolvedHost(using({ macFilters: 3 }, {}, { profile: driver('hns3') }))]);
  expect(judgement?.verdict).toEqual(unknown('whether the driver hns3 limits the MAC filters of an untrusted VF'));
});

test('every rule of the family is decided', () => {
  expect(MAC_RULES.map(({ id }) => id)).toEqual(['MAC-001', 'MAC-002', 'MAC-003', 'MAC-004', 'MAC-005']);
  expect(MAC_DEFERRED).toEqual([]);
});
