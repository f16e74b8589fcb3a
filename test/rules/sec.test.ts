import { INTERFACE } from '../../lib/inventory/blank';
import type { VfSettings, VfUse } from '../../lib/model/settings';
import type { PfConditions } from '../../lib/model/wanted';
import { judge } from '../../lib/rules/judge';
import { SEC_001 } from '../../lib/rules/sec/sec-001';
import { SEC_002 } from '../../lib/rules/sec/sec-002';
import { SEC_003 } from '../../lib/rules/sec/sec-003';
import { SEC_004 } from '../../lib/rules/sec/sec-004';
import { SEC_005 } from '../../lib/rules/sec/sec-005';
import { SEC_006 } from '../../lib/rules/sec/sec-006';
import { SEC_008 } from '../../lib/rules/sec/sec-008';
import { SEC_009 } from '../../lib/rules/sec/sec-009';
import { SEC_010 } from '../../lib/rules/sec/sec-010';
import { profile } from '../support/catalog';
import { NETWORK_DEFAULTS, nicFacts, nvmeFacts, vfFacts } from '../support/facts';
import { type HostSketch, type PfSketch, type PoolSketch, resolvedHost } from '../support/resolved';
import { describeRule } from '../support/rule-table';

const DRIVE: HostSketch = { pfs: [{ facts: nvmeFacts(), pools: [{ use: { rdma: true, promiscuous: true } }] }] };
const SWITCHDEV = { change: { eswitchMode: 'switchdev' } } as const;
const INFINIBAND = { change: { linkType: 'infiniband' } } as const;
const EXTERNAL = { wanted: { externallyManaged: true } } as const;

function pool(settings: VfSettings, change: Partial<PoolSketch> = {}, pf: Partial<PfSketch> = {}): HostSketch {
  return { pfs: [{ profile: profile('ice'), ...pf, pools: [{ settings, ...change }] }] };
}

/** Four VFs that exist, set as given. */
function observed(change: Partial<typeof NETWORK_DEFAULTS>): Partial<PfSketch> {
  const network = { ...NETWORK_DEFAULTS, ...change };
  return { facts: nicFacts({ numVfs: 4, virtualFunctions: [0, 1, 2, 3].map((n) => vfFacts(n, { network })) }) };
}

/** Two tenants with a pool each on one PF. */
function tenants(
  blue: PoolSketch = {},
  red: PoolSketch = {},
  conditions: PfConditions = {},
  host: HostSketch = {},
): HostSketch {
  const pools = [
    { ...blue, use: { tenant: 'blue', ...blue.use } },
    { ...red, use: { tenant: 'red', ...red.use } },
  ];
  return { multiTenant: true, ...host, pfs: [{ wanted: { conditions }, profile: profile('ice'), pools }] };
}

/** Eight VFs that exist, the first four in one VLAN and the others in another one. */
function observedTenants(blue: number, red: number): Partial<PfSketch> {
  const vfs = [0, 1, 2, 3, 4, 5, 6, 7].map((n) =>
    vfFacts(n, { network: { ...NETWORK_DEFAULTS, vlan: n < 4 ? blue : red } }),
  );
  return { facts: nicFacts({ numVfs: 8, virtualFunctions: vfs }) };
}

/** Two tenants on a card whose driver keeps lists, as stated for each; the VFs have port VLAN 0, and a list that blue has. */
function listing(
  blue: string | undefined,
  red: string | undefined,
  redSettings: VfSettings = {},
  found = 'all',
): HostSketch {
  const vfs = [0, 1, 2, 3, 4, 5, 6, 7].map((n) =>
    vfFacts(n, { network: { ...NETWORK_DEFAULTS, allowedVlans: n < 4 ? found : 'all' } }),
  );
  const sketch = tenants(
    { settings: blue === undefined ? {} : { allowedVlans: blue } },
    { settings: { ...redSettings, ...(red !== undefined && { allowedVlans: red }) } },
  );
  const facts = nicFacts({ driver: 'i40e', numVfs: 8, virtualFunctions: vfs });
  return { ...sketch, pfs: [{ ...sketch.pfs?.[0], profile: profile('i40e'), facts }] };
}

/** The same where the kernel's own driver makes no lists. */
function unlisted(blue: string, red: string): HostSketch['pfs'] {
  const [pf] = listing(blue, red).pfs ?? [];
  const virtualFunctions = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => vfFacts(n));
  return [{ ...pf, facts: nicFacts({ driver: 'i40e', numVfs: 8, virtualFunctions }) }];
}

const TRUSTED: PoolSketch = { use: { trustedTenant: true } };
const ONE_TENANT: HostSketch = { pfs: [{ pools: [{ attached: [{}, {}] }] }] };

describeRule(SEC_001, {
  violating: [
    [
      'spoof check off',
      pool({ spoofCheck: false }),
      /off and not waived.*Set spoofCheck: true, or give the reason in waivers.spoofCheck/,
    ],
    ['a waiver without a reason', pool({ spoofCheck: false }, { waivers: { spoofCheck: ' ' } }), /off and not waived/],
    [
      'one VM of a pool without it',
      pool({ spoofCheck: true }, { attached: [{ overrides: { spoofCheck: false } }] }),
      /is off/,
    ],
    ['a waiver that is a token', pool({ spoofCheck: false }, { unresolved: ['waivers'] }), /off and not waived/],
    ['spoof check left to chance', pool({}), /spoof check is not stated/],
    ['the same on a port whose type nobody knows', pool({}, {}, { change: { linkType: null } }), /is not stated/],
    [
      'a driver that has none',
      pool({}, {}, { profile: profile('cxgb4') }),
      {
        message: 'ice has no spoof check: the VMs may send frames with any source address',
        pointer: 'waivers',
        severity: 'warning',
        limitSource: profile('cxgb4').vfAttributes?.source ?? '',
        fix: 'Filter at the switch port and give that reason in waivers.spoofCheck of the pool, or use another card',
      },
    ],
    [
      'a driver that takes it and reports nothing of it',
      pool({}, {}, { profile: profile('sfc') }),
      /takes spoof check and reports nothing of it: no plan can tell whether the VFs have it\./,
    ],
    [
      'a driver that has none, which nobody read',
      pool({}, {}, { profile: profile('cxgb4'), facts: null }),
      /^the driver has no spoof check/,
    ],
    [
      'VFs of another manager that have it off, in one pool of two',
      {
        pfs: [
          {
            ...EXTERNAL,
            facts: nicFacts({
              numVfs: 4,
              virtualFunctions: [true, true, false, false].map((spoofCheck, n) =>
                vfFacts(n, { network: { ...NETWORK_DEFAULTS, spoofCheck } }),
              ),
            }),
            pools: [
              { count: 2, settings: {} },
              { count: 2, settings: {} },
            ],
          },
        ],
      },
      {
        message: 'spoof check is off on 2 VFs of the pool: VF 2, 3',
        found: 'false',
        limit: 'true',
        limitSource: 'settings of the VFs of 0000:3b:00.0',
        fix: 'Have it turned on by whoever manages the PF, or give the reason in waivers.spoofCheck of the pool',
      },
    ],
    [
      'VFs of another manager that have it off',
      pool({}, {}, { ...EXTERNAL, ...observed({ spoofCheck: false }) }),
      {
        message: 'spoof check is off on 4 VFs of the pool: VF 0, 1, 2, 3',
        found: 'false',
        limit: 'true',
        limitSource: 'settings of the VFs of 0000:3b:00.0',
        fix: 'Have it turned on by whoever manages the PF, or give the reason in waivers.spoofCheck of the pool',
      },
    ],
  ],
  compliant: [
    ['spoof check on', pool({ spoofCheck: true })],
    ['a reviewed waiver', pool({ spoofCheck: false }, { waivers: { spoofCheck: 'bridged firewall' } })],
    [
      'a driver that has none, waived',
      pool({}, { waivers: { spoofCheck: 'filtered at the port' } }, { profile: profile('cxgb4') }),
    ],
    ['VFs of another manager that have it on', pool({}, {}, { ...EXTERNAL, ...observed({}) })],
  ],
  notApplicable: [
    ['a drive', DRIVE],
    ['an InfiniBand port', pool({}, {}, INFINIBAND)],
    ['switchdev mode, where nobody states it', pool({}, {}, SWITCHDEV)],
  ],
  unknown: [
    ['a spoof check that is a token', pool({}, { unresolved: ['spoofCheck'] })],
    [
      'VFs of another manager that were not read',
      pool({}, {}, EXTERNAL),
      'spoof check of VFs that another program manages',
    ],
    ['no VF of another manager', pool({}, { count: 0 }, EXTERNAL), 'spoof check of VFs that another program manages'],
    [
      'VFs of another manager of which one was not read',
      pool({}, {}, { ...EXTERNAL, facts: nicFacts({ numVfs: 3, virtualFunctions: [0, 1, 2].map((n) => vfFacts(n)) }) }),
      'spoof check of VFs that another program manages',
    ],
  ],
});

test('SEC-001 is an error where spoof check is off and a warning where it is not stated', () => {
  const severities = [pool({ spoofCheck: false }), pool({})].map((sketch) =>
    judge(SEC_001, [resolvedHost(sketch)]).map(({ verdict }) =>
      'severity' in verdict ? verdict.severity : SEC_001.severity,
    ),
  );
  expect(severities).toEqual([['error'], ['warning']]);
});

test('SEC-001 says once what a pool and its attachments have in common', () => {
  const sketch = pool({ spoofCheck: false }, { attached: [{ overrides: { vlan: 7 } }, { use: { tenant: 'red' } }] });
  const violations = judge(SEC_001, [resolvedHost(sketch)]).filter(({ verdict }) => verdict.verdict === 'violation');
  expect(violations.map(({ path }) => path)).toEqual(['rack1/kvm01/pf0/pool0']);
});

/** A driver that gives new VFs trust, as a user's profile says. */
const TRUSTING = { ...profile('ice'), behaviour: { newVf: { trust: true }, source: 'x' } };

describeRule(SEC_002, {
  violating: [
    [
      'a pool and an attachment of another tenant that nobody trusts either, once',
      pool({ trust: true }, { attached: [{ use: { tenant: 'red' } }] }),
      {
        message: 'trust is on, the tenant is not marked as trusted and nothing is waived',
        pointer: 'trust',
        found: 'true',
        limit: 'false',
      },
    ],
    [
      'a pool of which a token decides how many VFs it has',
      pool({ trust: true }, { count: 0, unresolved: ['count'] }),
      /trust is on/,
    ],
    [
      'a pool with a VF that is free beside one of a trusted tenant',
      pool({ trust: true }, { count: 2, attached: [{ use: { trustedTenant: true } }] }),
      /trust is on/,
    ],
    [
      'a pool with a VM of nobody beside one of a trusted tenant',
      pool({ trust: true }, { count: 2, attached: [{ use: { trustedTenant: true } }, {}] }),
      /trust is on/,
    ],
    [
      'another tenant than the trusted one of the pool',
      pool(
        { trust: true },
        { use: { trustedTenant: true }, attached: [{ use: { tenant: 'red', trustedTenant: undefined } }] },
      ),
      /trust is on, the tenant is not marked/,
    ],
    [
      'new VFs that have it from their driver',
      pool({}, {}, { profile: TRUSTING }),
      {
        message:
          'trust is not stated, and new VFs of ice have it; the tenant is not marked as trusted and nothing is waived',
        pointer: 'trust',
        found: 'true',
        limit: 'false',
        limitSource: 'x',
        fix: 'State trust: false, or give the reason in waivers.trust of the pool',
      },
    ],
    [
      'new VFs that have it from their driver, as a user says',
      pool({}, {}, { profile: { ...TRUSTING, userSource: 'tried' } }),
      {
        message:
          'trust is not stated, and new VFs of ice have it; the tenant is not marked as trusted and nothing is waived',
        pointer: 'trust',
        found: 'true',
        limit: 'false',
        limitSource: 'tried',
        fix: 'State trust: false, or give the reason in waivers.trust of the pool',
      },
    ],
    [
      'VFs that keep it, once for a pool and an attachment of a tenant that nobody trusts either',
      pool({}, { attached: [{ use: { trustedTenant: false } }] }, observed({ trust: true })),
      {
        message: 'trust is on for 4 VFs of the pool and is not stated: VF 0, 1, 2, 3',
        pointer: 'trust',
        found: 'true',
        limit: 'false',
        limitSource: 'settings of the VFs of 0000:3b:00.0',
        fix: 'State trust: false, or give the reason in waivers.trust of the pool',
      },
    ],
    [
      'VFs that keep it beside one for which it is stated',
      pool({}, { attached: [{ overrides: { trust: false } }] }, observed({ trust: true })),
      /^trust is on for 3 VFs of the pool and is not stated: VF 1, 2, 3/,
    ],
    [
      'VFs of two tenants without trust that keep it in a pool of a trusted one, each',
      pool(
        {},
        {
          use: { trustedTenant: true },
          attached: [{ use: { trustedTenant: false } }, { use: { trustedTenant: false } }],
        },
        observed({ trust: true }),
      ),
      /^trust is on for 1 VF of the pool and is not stated: VF 0\. .*\ntrust is on for 1 VF of the pool and is not stated: VF 1\. /,
    ],
    [
      'an attachment of a tenant without trust, whose new VF has it from its driver',
      pool({}, { use: { trustedTenant: true }, attached: [{ use: { trustedTenant: false } }] }, { profile: TRUSTING }),
      /new VFs of ice have it/,
    ],
    [
      'VFs that keep it beside one of a trusted tenant',
      pool({}, { attached: [{ use: { trustedTenant: true } }] }, observed({ trust: true })),
      /on for 3 VFs of the pool and is not stated: VF 1, 2, 3/,
    ],
    [
      'a VF of a tenant without trust that keeps it in a pool of a trusted one',
      pool(
        {},
        { use: { trustedTenant: true }, attached: [{ use: { trustedTenant: false } }] },
        observed({ trust: true }),
      ),
      /on for 1 VF of the pool and is not stated: VF 0/,
    ],
    ['a waiver that is a token', pool({ trust: true }, { unresolved: ['waivers'] }), /trust is on.*nothing is waived/],
    ['trust on for anybody', pool({ trust: true }), /trust is on, the tenant is not marked as trusted/],
    [
      'one VM of a pool with trust',
      pool({ trust: false }, { attached: [{ overrides: { trust: true } }] }),
      /trust is on/,
    ],
    [
      'VFs that have it and keep it because nobody states it',
      pool({}, {}, observed({ trust: true })),
      /trust is on for 4 VFs of the pool and is not stated: VF 0, 1, 2, 3.*State trust: false/,
    ],
  ],
  compliant: [
    [
      "a pool whose only VF is a trusted tenant's",
      pool({ trust: true }, { count: 1, attached: [{ use: { trustedTenant: true } }] }),
    ],
    ['trust off', pool({ trust: false })],
    ['trust for a trusted tenant', pool({ trust: true }, { use: { trustedTenant: true } })],
    ['a reviewed waiver', pool({ trust: true }, { waivers: { trust: 'macvlan in the guest' } })],
    ['VFs that exist without it', pool({}, {}, observed({ trust: false }))],
  ],
  notApplicable: [
    ['a drive', DRIVE],
    ['new VFs, which have none', pool({})],
    ['VFs that are created anew', pool({}, { count: 8 }, observed({ trust: true }))],
    ['VFs whose trust the driver does not report', pool({}, {}, observed({ trust: null }))],
  ],
  unknown: [
    ['trust that is a token', pool({}, { unresolved: ['trust'] })],
    ['a tenant whose trust is a token', pool({ trust: true }, { unresolved: ['trustedTenant'] })],
  ],
});

const PROMISCUOUS: Partial<PoolSketch> = { use: { promiscuous: true } };

describeRule(SEC_003, {
  violating: [
    [
      'promiscuous mode with trust off',
      pool({ trust: false }, PROMISCUOUS),
      {
        message: 'the guest turns promiscuous mode on, and trust is off',
        pointer: 'trust',
        found: 'false',
        limit: 'true',
      },
    ],
    [
      'promiscuous mode with trust not stated',
      pool({}, PROMISCUOUS),
      {
        message: 'the guest turns promiscuous mode on, and trust is not stated',
        pointer: 'trust',
        found: 'not stated',
        limit: 'true',
      },
    ],
    [
      'trust off that a token is beside',
      pool({ trust: false }, { ...PROMISCUOUS, unresolved: ['trust'] }),
      /and trust is off/,
    ],
    [
      'one VM that turns it on',
      pool({ trust: false }, { attached: [{ use: { promiscuous: true } }] }),
      /turns promiscuous mode on/,
    ],
    [
      'one VM whose trust is taken',
      pool({ trust: true }, { ...PROMISCUOUS, attached: [{ overrides: { trust: false } }] }),
      /is off/,
    ],
    [
      'VFs of another manager without trust',
      pool({}, PROMISCUOUS, { ...EXTERNAL, ...observed({ trust: false }) }),
      {
        message: 'the guest turns promiscuous mode on, and trust is off on a VF that another program manages',
        found: 'false',
        limit: 'true',
        limitSource: 'settings of the VFs of 0000:3b:00.0',
        fix: 'Have trust turned on by whoever manages the PF, or set promiscuous: false',
      },
    ],
  ],
  compliant: [
    ['promiscuous mode with trust', pool({ trust: true }, PROMISCUOUS)],
    [
      'a VF of another manager with trust beside one without',
      {
        pfs: [
          {
            ...EXTERNAL,
            facts: nicFacts({
              numVfs: 2,
              virtualFunctions: [true, false].map((trust, n) =>
                vfFacts(n, { network: { ...NETWORK_DEFAULTS, trust } }),
              ),
            }),
            pools: [{ settings: {}, attached: [PROMISCUOUS, {}] }],
          },
        ],
      },
    ],
    ['VFs of another manager with trust', pool({}, PROMISCUOUS, { ...EXTERNAL, ...observed({ trust: true }) })],
  ],
  notApplicable: [
    [
      'a pool whose only guest does not',
      pool({}, { count: 1, ...PROMISCUOUS, attached: [{ use: { promiscuous: false } }] }),
    ],
    ['a drive', DRIVE],
    ['guests that do not', pool({ trust: false })],
  ],
  unknown: [
    ['trust that is a token', pool({}, { ...PROMISCUOUS, unresolved: ['trust'] })],
    ['a use that is a token', pool({}, { unresolved: ['promiscuous'] })],
    [
      'VFs of another manager that were not read',
      pool({}, PROMISCUOUS, EXTERNAL),
      'trust of VFs that another program manages',
    ],
    [
      'no VF of another manager',
      pool({}, { ...PROMISCUOUS, count: 0 }, EXTERNAL),
      'trust of VFs that another program manages',
    ],
  ],
});

/** A drive with VFs of two tenants, of which rules about NICs have nothing to say. */
const SHARED_DRIVE: HostSketch = {
  multiTenant: true,
  pfs: [{ facts: nvmeFacts(), pools: [{ use: { tenant: 'blue' } }, { use: { tenant: 'red' } }] }],
};

/** Hosts on which no two tenants meet; none of the rules about sharing has anything to say. */
const NO_SHARING = [
  ['a drive', DRIVE],
  ['a drive that tenants share', SHARED_DRIVE],
  ['a PF of one tenant', ONE_TENANT],
  ['tenants that are trusted', tenants(TRUSTED, TRUSTED)],
  [
    'tenants on a host said to have one owner',
    tenants({}, {}, {}, { policy: { multiTenant: false }, multiTenant: false }),
  ],
  [
    'a tenant alone on its PF of a host of several',
    { ...ONE_TENANT, multiTenant: true, policy: { multiTenant: true } },
  ],
] as const;

describeRule(SEC_004, {
  violating: [
    [
      'pause frames where tenants share a port',
      tenants({}, {}, { pauseFrames: 'on' }),
      /pause frames are on, and tenants blue and red share the port.*Turn flow control off or filter it/,
    ],
    ['one tenant that is not trusted', tenants(TRUSTED, {}, { pauseFrames: 'on' }), /tenants blue and red/],
    [
      'VFs without a tenant on a host said to have several',
      {
        multiTenant: true,
        policy: { multiTenant: true },
        pfs: [{ wanted: { conditions: { pauseFrames: 'on' } }, pools: [{ use: {} }] }],
      },
      /tenants of a multi-tenant host share the port/,
    ],
    [
      'an attachment of another tenant than its pool',
      {
        pfs: [
          { wanted: { conditions: { pauseFrames: 'on' } }, pools: [{ attached: [{}, { use: { tenant: 'red' } }] }] },
        ],
      },
      /tenants blue and red/,
    ],
  ],
  compliant: [
    ['flow control off', tenants({}, {}, { pauseFrames: 'off' })],
    ['a NIC that filters', tenants({}, {}, { pauseFrames: 'filtered' })],
  ],
  notApplicable: NO_SHARING,
  unknown: [
    ['a port of which nobody says it', tenants(), 'conditions.pauseFrames of the PF, which no file of the host tells'],
    [
      'conditions that are a token',
      { pfs: [{ ...tenants().pfs?.[0], wanted: { unresolved: ['conditions'] } }] },
      'conditions (a token, known only at deploy)',
    ],
    ['tenants that are a token', { pfs: [{ pools: [{ use: {}, unresolved: ['tenant'] }] }] }],
  ],
});

describeRule(SEC_005, {
  violating: [
    [
      'tenants without VLANs',
      tenants(),
      /tenants blue and red reach each other inside the NIC without a VLAN.*vlan of its own, VFs without one included, or state conditions.vfToVf/,
    ],
    ['tenants in one VLAN', tenants({ settings: { vlan: 7 } }, { settings: { vlan: 7 } }), /inside the NIC in VLAN 7/],
    [
      'VFs without a tenant on a host said to have several',
      { multiTenant: true, policy: { multiTenant: true }, pfs: [{ pools: [{ use: {} }] }] },
      /tenants of a multi-tenant host reach each other/,
    ],
    [
      'a tenant without a port VLAN, who tags himself into the VLAN of another one',
      tenants({ use: { guestVlans: [300] } }, { settings: { vlan: 300 } }),
      /in VLAN 300, whose tag a VF of tenant blue without a port VLAN may put on its frames.*VFs without one included/,
    ],
    [
      'the same where no VLANs of the guest are stated',
      tenants({ settings: { vlan: 300 } }, { settings: { vlan: 0 } }),
      /in VLAN 300, whose tag a VF of tenant red/,
    ],
    [
      'a trusted tenant who tags the VLAN of one who is not',
      tenants({ use: { trustedTenant: true, guestVlans: [300] } }, { settings: { vlan: 300 } }),
      /in VLAN 300/,
    ],
    [
      'tenants in one VLAN beside VFs of nobody, on a host that is not said to have several',
      {
        pfs: [
          {
            profile: profile('ice'),
            pools: [
              { settings: { vlan: 7 }, use: { tenant: 'blue' } },
              { settings: { vlan: 7 }, use: {} },
              { settings: { vlan: 7 }, use: { tenant: 'red' } },
            ],
          },
        ],
      },
      {
        message:
          'tenants blue and red reach each other inside the NIC in VLAN 7, and it is not stated whether they may (0000:3b:00.0, ice)',
        pointer: 'conditions.vfToVf',
        found: 'not stated',
        limit: 'allowed or isolated',
      },
    ],
    [
      'VFs of nobody in a VLAN, on a host that is said to have several, with a guest that tags itself into it',
      {
        multiTenant: true,
        policy: { multiTenant: true },
        pfs: [
          {
            profile: profile('ice'),
            pools: [
              { count: 1, settings: { vlan: 7 }, use: {} },
              { count: 1, use: {} },
            ],
          },
        ],
      },
      /in VLAN 7, whose tag a VF without a port VLAN may put on its frames/,
    ],
    [
      'a trusted tenant in one VLAN with one who is not',
      tenants(
        { settings: { vlan: 7 }, use: { trustedTenant: true } },
        { settings: { vlan: 7 }, use: { trustedTenant: false } },
      ),
      /inside the NIC in VLAN 7/,
    ],
    [
      'lists of VLANs that share one',
      listing('100-110', '110,200'),
      /in VLAN 110, whose tag a VF of tenant blue with allowed VLANs 100-110 may put on its frames/,
    ],
    ['the same list', listing('100-110', '100-110'), /in VLANs 100-110, which both may use/],
    [
      'a list, and a tenant whom nothing holds',
      listing('100-110', 'all'),
      /in VLAN 100, whose tag a VF of tenant red without a port VLAN may put on its frames/,
    ],
    ['lists that nothing keeps', { ...listing('100', '200'), pfs: unlisted('100', '200') }, /without a VLAN/],
    [
      'a list that holds the port VLAN of another tenant',
      listing('100-110', undefined, { vlan: 105 }),
      /in VLAN 105, whose tag a VF of tenant blue with allowed VLANs 100-110/,
    ],
    [
      'a list from before that holds a VF in what it receives alone',
      listing(undefined, '200', {}, 'received 100'),
      /in VLAN 200, whose tag a VF of tenant blue without a port VLAN/,
    ],
    [
      'tenants whose VFs have VLANs of their own from before, and come anew without them',
      { ...tenants(), pfs: [{ ...tenants().pfs?.[0], ...observedTenants(7, 8), wanted: { numVfs: 16 } }] },
      /reach each other inside the NIC without a VLAN/,
    ],
    [
      'VLANs that the VFs have from before and that are one',
      { ...tenants(), pfs: [{ ...tenants().pfs?.[0], ...observedTenants(7, 7) }] },
      /inside the NIC in VLAN 7/,
    ],
  ],
  compliant: [
    [
      'a trusted tenant who tags VLANs of nobody else',
      tenants({ use: { trustedTenant: true, guestVlans: [301] } }, { settings: { vlan: 300 } }),
    ],
    [
      'VLANs of their own that the VFs have from before',
      { ...tenants(), pfs: [{ ...tenants().pfs?.[0], ...observedTenants(7, 8) }] },
    ],
    ['lists of VLANs that share none', listing('100-110', '111-120')],
    ['a list that nobody states and that the VF keeps', listing(undefined, '200', {}, '100')],
    ['a list without the port VLAN of another tenant', listing('100-110', undefined, { vlan: 200 })],
    ['a VLAN for each tenant', tenants({ settings: { vlan: 7 } }, { settings: { vlan: 8 } })],
    [
      'a VLAN that trusted tenants share, and another for the one who is not',
      {
        pfs: [
          {
            pools: [
              { settings: { vlan: 7 }, use: { tenant: 'blue', trustedTenant: true } },
              { settings: { vlan: 7 }, use: { tenant: 'red', trustedTenant: true } },
              { settings: { vlan: 8 }, use: { tenant: 'green' } },
            ],
          },
        ],
      },
    ],
    ['frames between them allowed', tenants({}, {}, { vfToVf: 'allowed' })],
    ['a NIC that isolates', tenants({}, {}, { vfToVf: 'isolated' })],
  ],
  notApplicable: [...NO_SHARING, ['switchdev mode', { pfs: [{ ...tenants().pfs?.[0], ...SWITCHDEV }] }]],
  unknown: [
    [
      'a tenant that is a token beside a named one',
      { pfs: [{ pools: [{ use: { tenant: 'blue' } }, { use: {}, unresolved: ['tenant'] }] }] },
      'tenant (a token, known only at deploy)',
    ],
    ['a VLAN that is a token', tenants({ settings: { vlan: 7 } }, { unresolved: ['vlan'] })],
    ['a list that is a token', tenants({ settings: { vlan: 7 } }, { unresolved: ['allowedVlans'] })],
    ['conditions that are a token', { pfs: [{ ...tenants().pfs?.[0], wanted: { unresolved: ['conditions'] } }] }],
  ],
});

function use(
  change: VfUse,
  settings: VfSettings = {},
  host: HostSketch = { multiTenant: true },
  more: Partial<PoolSketch> = {},
) {
  return { ...host, ...pool(settings, { use: { tenant: 'blue', ...change }, ...more }) };
}

describeRule(SEC_006, {
  violating: [
    ['RDMA on a host of several tenants', use({ rdma: true }), /tenant blue without trust uses RDMA.*waivers.rdma/],
    [
      'RDMA of a pool and of an attachment of another tenant, once',
      use({ rdma: true }, {}, { multiTenant: true }, { attached: [{ use: { tenant: 'red' } }] }),
      {
        message: 'tenant blue without trust uses RDMA on a card that it shares with others',
        pointer: 'rdma',
        found: 'true',
      },
    ],
    [
      'RDMA of nobody by name',
      { multiTenant: true, pfs: [{ pools: [{ use: { rdma: true } }] }] },
      {
        message: 'a tenant without trust uses RDMA on a card that it shares with others',
        pointer: 'rdma',
        found: 'true',
      },
    ],
    [
      'a waiver that is a token',
      use({ rdma: true }, {}, { multiTenant: true }, { unresolved: ['waivers'] }),
      /without trust/,
    ],
    ['a tenant said to have no trust', use({ rdma: true, trustedTenant: false }, {}, {}), /tenant blue without trust/],
    ['one VM of a pool', use({}, {}, { multiTenant: true }, { attached: [{ use: { rdma: true } }] }), /uses RDMA/],
    [
      'another tenant than the trusted one of the pool',
      use(
        {},
        {},
        { multiTenant: true },
        { use: { trustedTenant: true, rdma: true }, attached: [{ use: { tenant: 'red', trustedTenant: undefined } }] },
      ),
      /tenant red without trust uses RDMA/,
    ],
  ],
  compliant: [
    [
      "a pool whose only VF is a trusted tenant's",
      use({ rdma: true }, {}, { multiTenant: true }, { count: 1, attached: [{ use: { trustedTenant: true } }] }),
    ],
    ['a trusted tenant', use({ rdma: true, trustedTenant: true })],
    ['a reviewed waiver', use({ rdma: true }, {}, { multiTenant: true }, { waivers: { rdma: 'own cluster' } })],
  ],
  notApplicable: [
    ['a drive', { ...DRIVE, multiTenant: true }],
    ['guests without RDMA', use({})],
    ['a host of one tenant', use({ rdma: true }, {}, { multiTenant: false })],
  ],
  unknown: [
    ['a use that is a token', use({}, {}, { multiTenant: true }, { unresolved: ['rdma'] })],
    ['a trust that is a token', use({ rdma: true }, {}, { multiTenant: true }, { unresolved: ['trustedTenant'] })],
    [
      'a tenant that is a token, in a pool of a trusted one',
      use(
        {},
        {},
        { multiTenant: true },
        {
          use: { trustedTenant: true, rdma: true },
          attached: [{ use: { trustedTenant: undefined }, unresolved: ['tenant'] }],
        },
      ),
      'tenant (a token, known only at deploy)',
    ],
  ],
});

describeRule(SEC_008, {
  violating: [
    [
      'RSS of the PF open to a tenant',
      use({}, { queryRss: true }),
      /query_rss is on for a tenant without trust.*queryRss: false/,
    ],
    ['a tenant said to have no trust', use({ trustedTenant: false }, { queryRss: true }), /query_rss is on/],
    [
      'RSS of the PF open to a pool and to an attachment of another tenant, once',
      use({}, { queryRss: true }, { multiTenant: true }, { attached: [{ use: { tenant: 'red' } }] }),
      { message: 'query_rss is on for a tenant without trust', pointer: 'queryRss', found: 'true', limit: 'false' },
    ],
    [
      'a tenant said to have no trust, on a host of one tenant',
      use({ trustedTenant: false }, { queryRss: true }, { multiTenant: false }),
      /query_rss is on/,
    ],
    [
      'a waiver that is a token',
      use({}, { queryRss: true }, { multiTenant: true }, { unresolved: ['waivers'] }),
      /query_rss is on/,
    ],
    [
      'RSS of the PF open to another tenant than the trusted one of the pool',
      use(
        {},
        { queryRss: true },
        { multiTenant: true },
        { use: { trustedTenant: true }, attached: [{ use: { tenant: 'red', trustedTenant: undefined } }] },
      ),
      /query_rss is on/,
    ],
    [
      'RSS of the PF open to one VM',
      use({}, { queryRss: false }, { multiTenant: true }, { attached: [{ overrides: { queryRss: true } }] }),
      /query_rss is on/,
    ],
  ],
  compliant: [
    [
      "a pool whose only VF is a trusted tenant's",
      use({}, { queryRss: true }, { multiTenant: true }, { count: 1, attached: [{ use: { trustedTenant: true } }] }),
    ],
    ['RSS of the PF closed', use({}, { queryRss: false })],
    ['a trusted tenant', use({ trustedTenant: true }, { queryRss: true })],
    ['a reviewed waiver', use({}, { queryRss: true }, { multiTenant: true }, { waivers: { queryRss: 'DPDK' } })],
  ],
  notApplicable: [
    ['a drive', { ...DRIVE, multiTenant: true }],
    [
      'a drive with the setting, which DRV-001 is about',
      { multiTenant: true, pfs: [{ facts: nvmeFacts(), pools: [{ settings: { queryRss: true } }] }] },
    ],
    ['VFs of which nobody states it', use({})],
    ['a host of one tenant', use({}, { queryRss: true }, { multiTenant: false })],
  ],
  unknown: [['a setting that is a token', use({}, {}, { multiTenant: true }, { unresolved: ['queryRss'] })]],
});

const CAPPED: PoolSketch = { settings: { maxTxRateMbps: 5000 } };

describeRule(SEC_009, {
  violating: [
    [
      'one of two pools without a limit',
      tenants(CAPPED, { count: 3 }),
      /^3 of 3 VFs of the pool have no rate limit, and tenants blue and red share the PF.*Set maxTxRateMbps\.$/,
    ],
    ['a limit of 0, which is none', tenants(CAPPED, { settings: { maxTxRateMbps: 0 } }), /4 of 4 VFs/],
    [
      'one VM whose limit is taken away',
      tenants(CAPPED, { ...CAPPED, attached: [{ overrides: { maxTxRateMbps: 0 } }] }),
      /1 of 4 VFs/,
    ],
    [
      'tenants on a port that takes no rates',
      { pfs: [{ ...tenants().pfs?.[0], ...INFINIBAND }] },
      /Give each tenant a PF of its own: an InfiniBand link takes no max_tx_rate/,
    ],
    [
      'tenants on a driver that takes no rates',
      { pfs: [{ ...tenants().pfs?.[0], profile: profile('sfc') }] },
      /Give each tenant a PF of its own/,
    ],
  ],
  compliant: [
    ['a limit for every VF', tenants(CAPPED, CAPPED)],
    ['a trusted tenant without a limit', tenants(CAPPED, TRUSTED)],
  ],
  notApplicable: NO_SHARING,
  unknown: [
    ['a limit that is a token', tenants(CAPPED, { unresolved: ['maxTxRateMbps'] })],
    [
      'a number of VFs that is a token',
      {
        pfs: [
          {
            pools: [{ count: 0, attached: [{}, { use: { tenant: 'red' } }] }],
            change: { numVfs: null, virtualFunctions: [] },
          },
        ],
      },
    ],
  ],
});

/** Four VFs with what a former user left, and a VM on the first. */
const former = (network: Partial<typeof NETWORK_DEFAULTS>, settings: VfSettings = {}, pf: Partial<PfSketch> = {}) =>
  pool(settings, { attached: [{ vm: 'next' }] }, { ...observed(network), ...pf });

/** The same where the first VF has a netdev. */
const formerNetdev = (promiscuous?: boolean, settings: VfSettings = {}) =>
  pool(
    settings,
    { attached: [{ vm: 'next' }] },
    {
      facts: nicFacts({
        numVfs: 4,
        virtualFunctions: [0, 1, 2, 3].map((n) =>
          vfFacts(n, {
            interface: { ...INTERFACE, name: `vf${n}`, ...(promiscuous !== undefined && { promiscuous }) },
          }),
        ),
      }),
    },
  );

describeRule(SEC_010, {
  violating: [
    [
      'a VLAN of the former user',
      former({ vlan: 2002 }),
      {
        message: 'VF 0 of 0000:3b:00.0 has VLAN 2002 from before, which its VM gets: vlan is not stated',
        pointer: 'vlan',
        found: 'VLAN 2002',
        limit: 'vlan stated',
        limitSource: 'settings of VF 0 of 0000:3b:00.0',
        fix: 'State vlan: 0 to take it off, or state the value to keep it',
      },
    ],
    [
      'a VLAN with priority and protocol of the former user',
      former({ vlan: 2002, vlanQos: 3, vlanProtocol: '802.1ad' }),
      /has VLAN 2002 with priority 3 \(802\.1ad\) from before/,
    ],
    ['his rate limit', former({ maxTxRateMbps: 100 }), /at most 100 Mbit\/s.*State maxTxRateMbps: 0/],
    ['a guarantee beside a limit that is stated', former({ minTxRateMbps: 50 }, { maxTxRateMbps: 100 }), /at least 50/],
    ['a link that he had forced', former({ linkState: 'disable' }), /link state disable.*LinkState\.AUTO/],
    ['RSS queries', former({ queryRss: true }), /RSS query on.*State queryRss: false/],
    [
      'a list of VLANs',
      former({ allowedVlans: '100,200-210' }),
      /a list of VLANs \(100,200-210\) from before.*State allowedVlans: "all" to take it off/,
    ],
    [
      'a list of VLANs that cannot be read',
      former({ allowedVlans: null }),
      /a list of VLANs \(which cannot be read\) from before.*State allowedVlans: "all" to take it off/,
    ],
    [
      'frames for others, by the driver of the PF',
      former({ promiscuity: 'all' }),
      /VF 0 of 0000:3b:00\.0 gets all frames of the port.*\. Take it off: echo rem ucast > \/sys\/bus\/pci\/devices\/0000:3b:00\.0\/sriov\/0\/promisc; echo rem mcast/,
    ],
    [
      'frames for others, by the driver of the PF, in full',
      former({ promiscuity: 'unicast' }),
      {
        message:
          'VF 0 of 0000:3b:00.0 gets all unicast frames of the port, those for others too, as was set through its PF before',
        found: 'promiscuous mode, unicast',
        limit: 'off',
        limitSource: '/sys/bus/pci/devices/0000:3b:00.0/sriov/0/promisc',
        fix: 'Take it off: echo rem ucast > /sys/bus/pci/devices/0000:3b:00.0/sriov/0/promisc',
      },
    ],
    [
      'a netdev that is promiscuous and stays, in full',
      formerNetdev(true, { driver: 'native' }),
      {
        message: 'VF 0 of 0000:3b:00.0 takes frames for others: its netdev vf0 is promiscuous, and stays so',
        found: 'vf0 is promiscuous',
        limit: 'off',
        limitSource: 'flags of vf0 (IFF_PROMISC)',
        fix: 'End what listens on vf0; where that was ip link, ip link set vf0 promisc off',
      },
    ],
    [
      'a netdev that is promiscuous, of a VF whose driver is left to the VM manager',
      formerNetdev(true, {}),
      /and not every driver takes that off/,
    ],
    ['multicast for others', former({ promiscuity: 'multicast' }), /gets all multicast frames.*echo rem mcast/],
    [
      'a netdev that is promiscuous, of a VF that goes to a VM',
      formerNetdev(true, { driver: 'vfio-pci' }),
      /its netdev vf0 is promiscuous, and not every driver takes that off.*ip link set vf0 promisc off/,
    ],
    [
      'a netdev that is promiscuous and stays',
      formerNetdev(true, { driver: 'native' }),
      /is promiscuous, and stays so/,
    ],
    ['a VLAN on a VF of another manager', former({ vlan: 7 }, {}, EXTERNAL), /VLAN 7/],
  ],
  compliant: [
    ['a VF as a new one is', former({})],
    ['a VF whose driver keeps no list', former({ allowedVlans: 'all' })],
    [
      'frames for others, of a guest that is to have them',
      pool({}, { attached: [{ vm: 'next', use: { promiscuous: true } }] }, observed({ promiscuity: 'all' })),
    ],
    ['a VF that the driver gives its own frames', former({ promiscuity: 'off' })],
    ['a netdev that is not promiscuous', formerNetdev(false)],
    ['a netdev of which it is not known', formerNetdev()],
    ['a VLAN that is stated', former({ vlan: 2002 }, { vlan: 2002 })],
    ['a VLAN that is taken off', former({ vlan: 2002 }, { vlan: 0 })],
  ],
  notApplicable: [
    ['a drive', { pfs: [{ facts: nvmeFacts(), pools: [{ attached: [{}] }] }] }],
    ['VFs that are created anew', former({ vlan: 2002 }, {}, { wanted: { numVfs: 8 } })],
    ['VFs that do not exist yet', pool({}, { attached: [{}] })],
    ['a host that was not read', { ...former({ vlan: 2002 }), presumed: true }],
  ],
  unknown: [
    ['a mode of the driver that is not known', former({ promiscuity: null }), 'whether VF 0 gets frames for others'],
    [
      'a VF whose settings the driver does not show',
      pool(
        {},
        { attached: [{}] },
        { facts: nicFacts({ numVfs: 4, virtualFunctions: [0, 1, 2, 3].map((n) => vfFacts(n, { network: null })) }) },
      ),
    ],
  ],
});

test('SEC-010 speaks of each setting once', () => {
  const host = resolvedHost(former({ vlan: 7, maxTxRateMbps: 100, spoofCheck: false, trust: true }));
  const pointers = judge(SEC_010, [host]).map(({ verdict }) => ('pointer' in verdict ? verdict.pointer : null));
  expect(pointers).toEqual(['vlan', 'maxTxRateMbps']);
});
