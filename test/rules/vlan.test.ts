import type { VfSettings, VfUse } from '../../lib/model/settings';
import type { DriverProfile } from '../../lib/catalog/driver-profile';
import type { OperationCondition } from '../../lib/catalog/operations';
import { VLAN_DEFERRED, VLAN_RULES } from '../../lib/rules/vlan';
import { VLAN_001 } from '../../lib/rules/vlan/vlan-001';
import { VLAN_002 } from '../../lib/rules/vlan/vlan-002';
import { VLAN_003 } from '../../lib/rules/vlan/vlan-003';
import { VLAN_004 } from '../../lib/rules/vlan/vlan-004';
import { VLAN_005 } from '../../lib/rules/vlan/vlan-005';
import { VLAN_006 } from '../../lib/rules/vlan/vlan-006';
import { VLAN_007 } from '../../lib/rules/vlan/vlan-007';
import type { VfNetworkFacts } from '../../lib/inventory/inventory';
import { NETWORK_DEFAULTS, nicFacts, nvmeFacts, vfFacts } from '../support/facts';
import { driver } from '../support/profiles';
import type { HostSketch, PfSketch, PoolSketch } from '../support/resolved';
import { describeRule } from '../support/rule-table';
import { violationsOf } from '../support/violations';

const pool = (sketch: PoolSketch, pf: PfSketch = {}): HostSketch => ({
  pfs: [{ profile: driver('ice'), ...pf, pools: [sketch] }],
});
const settings = (stated: VfSettings, pf: PfSketch = {}) => pool({ settings: stated }, pf);
const using = (use: VfUse, stated: VfSettings = {}) => pool({ settings: stated, use });
const overriding = (overrides: VfSettings, stated: VfSettings = {}) =>
  pool({ settings: stated, attached: [{ overrides }] });
const token = (name: string, stated: VfSettings = {}, pf: PfSketch = {}) =>
  pool({ settings: stated, unresolved: [name] }, pf);

describeRule(VLAN_001, {
  violating: [
    [
      'VLAN 4095, which the kernel takes',
      settings({ vlan: 4095 }),
      /vlan is 4095, and a VLAN id lies between 1 and 4094/,
    ],
    ['VLAN 5000', settings({ vlan: 5000 }), /vlan is 5000/],
    ['a VLAN of the guest that is none', using({ guestVlans: [10, 4095] }), /guestVlans holds 4095/],
    ['two of them', using({ guestVlans: [0, 4095] }), /guestVlans holds 0, 4095, and/],
  ],
  compliant: [
    ['the first VLAN', settings({ vlan: 1 })],
    ['the last VLAN', settings({ vlan: 4094 })],
    ['VLAN 0, which states that there is none', settings({ vlan: 0 })],
    ['an attachment that leaves the VLAN of its pool with 0', overriding({ vlan: 0 }, { vlan: 100 })],
    ['VLANs of the guest', using({ guestVlans: [10, 20] })],
  ],
  notApplicable: [['a pool without VLANs', settings({})]],
  unknown: [
    ['a VLAN that is a token', token('vlan')],
    ['VLANs of the guest that are tokens', token('guestVlans')],
  ],
});

/** Four VFs that exist on a card of a driver, as the host shows them. */
const existing = (name: string, network: Partial<VfNetworkFacts> = {}): PfSketch => {
  const virtualFunctions = [0, 1, 2, 3].map((n) => vfFacts(n, { network: { ...NETWORK_DEFAULTS, ...network } }));
  return { profile: driver(name), facts: nicFacts({ driver: name, numVfs: 4, virtualFunctions }) };
};
const LISTING = { allowedVlans: 'all' };
/** A card whose driver shows lists in this form, and keeps them. */
const showing = (shows: 'ids' | 'ranges'): PfSketch => ({
  ...existing('i40e', LISTING),
  profile: { ...driver('i40e'), vfVlanList: { outOfTree: true, driver: 'i40e of Intel', shows, source: 'its source' } },
});
const EVERY_OTHER = Array.from({ length: 1000 }, (_, n) => 2 * n + 1).join(',');

describeRule(VLAN_006, {
  violating: [
    [
      'a list on ice, of which neither driver keeps any',
      settings({ allowedVlans: '100,200-210' }),
      /allowedVlans is 100,200-210, and the driver ice keeps no list .*; no driver of the kernel's own tree does .*Give each VF a vlan, filter at the port of the switch, or set eswitchMode switchdev .*lists are kept by i40e of Intel \(2\.28\.16\) and mlx5_core of MLNX_OFED/,
    ],
    [
      'a driver of which no vendor is known to build one with lists',
      settings({ allowedVlans: '100' }, { profile: driver('bnxt_en') }),
      /the driver bnxt_en keeps no list/,
    ],
    [
      'a list on a driver that keeps none, in full',
      settings({ allowedVlans: '100' }, { profile: { ...driver('bnxt_en'), vfVlanList: undefined } }),
      {
        message:
          "allowedVlans is 100, and the driver bnxt_en keeps no list of the VLANs that a VF may use; no driver of the kernel's own tree does (0000:3b:00.0, ice)",
        pointer: 'allowedVlans',
        found: 'allowedVlans 100',
        limit: 'no list',
        limitSource:
          'Linux to 6.12: do_setvfinfo in net/core/rtnetlink.c has no VF operation for it; one was proposed in 2019 and declined',
      },
    ],
    [
      "the kernel's own driver of a card whose vendor has another one, in full",
      settings({ allowedVlans: '100' }, { ...showing('ids'), facts: existing('i40e').facts }),
      {
        message:
          "allowedVlans is 100, and the driver i40e of the host is the kernel's own: its VFs show no sriov/N/trunk (0000:3b:00.0, i40e)",
        pointer: 'allowedVlans',
        found: 'allowedVlans 100',
        severity: 'error',
        limit: 'sriov/N/trunk, which i40e of Intel makes',
        limitSource: 'its source',
        fix: 'Install i40e of Intel, and read the inventory again; else give each VF a vlan, filter at the port of the switch, or set eswitchMode switchdev and filter at the representors',
      },
    ],
    [
      'a driver of which no VFs show what it is, in full',
      settings({ allowedVlans: '100' }, { ...showing('ids'), facts: nicFacts({ driver: 'i40e' }) }),
      {
        message:
          "allowedVlans is 100, and the driver i40e of the host is not known to be the vendor's: only VFs show whether it makes sriov/N/trunk, and none was read (0000:3b:00.0, i40e)",
        pointer: 'allowedVlans',
        found: 'allowedVlans 100',
        severity: 'warning',
        limit: 'sriov/N/trunk, which i40e of Intel makes',
        limitSource: 'its source',
        fix: "Read the inventory while the PF has VFs; without the file the plan stops on the host before the VF is given out. Give each VF a vlan, filter at the port of the switch, or set eswitchMode switchdev and filter at the representors where the driver is the kernel's own",
      },
    ],
    [
      'switchdev mode, in which the list has no effect, in full',
      settings({ allowedVlans: '100' }, { ...showing('ids'), change: { eswitchMode: 'switchdev' } }),
      {
        message:
          'allowedVlans is 100, and in switchdev mode it has no effect: i40e takes the list and lets everything pass (0000:3b:00.0, i40e)',
        pointer: 'allowedVlans',
        found: 'allowedVlans 100',
        limit: 'legacy mode',
        limitSource: 'its source',
        fix: 'Leave allowedVlans out and filter at the representors, or leave eswitchMode out',
      },
    ],
    [
      'a list that fills the file, each VLAN by itself, to its last byte',
      settings({ allowedVlans: '3-1037' }, showing('ids')),
      {
        message:
          'allowedVlans is 3-1037..., and i40e shows no more than a page of them: whether they are set could not be told (0000:3b:00.0, i40e)',
        pointer: 'allowedVlans',
        found: 'allowedVlans 3-1037',
        limit: '4096 bytes of sriov/N/trunk',
        limitSource: 'its source',
        fix: 'Allow fewer VLANs',
      },
    ],
    [
      'a list that fills the file, as it is written, to its last byte',
      settings({ allowedVlans: Array.from({ length: 1024 }, () => '100').join(',') }, showing('ranges')),
      /^allowedVlans is 100,100,100,100,100,100,100,100,100,100,\.\.\., and i40e shows no more than a page/,
    ],
    [
      'a list beside a port VLAN, in full',
      settings({ allowedVlans: '100', vlan: 5 }, showing('ids')),
      {
        message:
          'allowedVlans is 100, and vlan is 5: with a port VLAN the card tags every frame of the VF (0000:3b:00.0, i40e)',
        pointer: 'allowedVlans',
        found: 'allowedVlans 100 and VLAN 5',
        limit: 'one of them',
        limitSource: 'its source',
        fix: 'Leave vlan out and let the guest tag, or leave allowedVlans out',
      },
    ],
    [
      'a list for VFs of which the second has a port VLAN from before',
      settings(
        { allowedVlans: '100' },
        {
          ...showing('ids'),
          facts: nicFacts({
            driver: 'i40e',
            numVfs: 4,
            virtualFunctions: [0, 1, 2, 3].map((n) =>
              vfFacts(n, { network: { ...NETWORK_DEFAULTS, ...LISTING, vlan: n === 1 ? 7 : 0 } }),
            ),
          }),
        },
      ),
      /^allowedVlans is 100, and VF 1 has port VLAN 7 from before/,
    ],
    [
      "the kernel's own mlx5_core",
      settings({ allowedVlans: '100' }, existing('mlx5_core')),
      /the driver mlx5_core of the host is the kernel's own: its VFs show no sriov\/N\/trunk.*Install mlx5_core of MLNX_OFED and DOCA/,
    ],
    [
      "the kernel's own driver, where nobody says which one makes lists",
      settings(
        { allowedVlans: '100' },
        {
          ...existing('mlx5_core'),
          profile: { ...driver('mlx5_core'), vfVlanList: { outOfTree: true, source: null } },
        },
      ),
      /Install the vendor's driver, and read the inventory again/,
    ],
    [
      "a driver that nobody can tell from the kernel's own, as there are no VFs",
      settings({ allowedVlans: '100' }, { profile: driver('i40e'), facts: nicFacts({ driver: 'i40e' }) }),
      /not known to be the vendor's: only VFs show .* and none was read.*Read the inventory while the PF has VFs/,
    ],
    [
      'a list beside a port VLAN',
      settings({ allowedVlans: '100', vlan: 5 }, existing('i40e', LISTING)),
      /allowedVlans is 100, and vlan is 5: .*Leave vlan out and let the guest tag/,
    ],
    [
      'a list for VFs that have a port VLAN which nobody states',
      settings({ allowedVlans: '100' }, existing('mlx5_core', { ...LISTING, vlan: 7 })),
      /VF 0 has port VLAN 7 from before.*State vlan: 0 to take it off/,
    ],
    [
      'an attachment that has a list besides the VLAN of its pool',
      pool({ settings: { vlan: 5 }, attached: [{ overrides: { allowedVlans: '9' } }] }, existing('i40e', LISTING)),
      /vlan is 5/,
    ],
    [
      'switchdev mode, in which the list has no effect',
      settings({ allowedVlans: '100' }, { ...existing('mlx5_core', LISTING), change: { eswitchMode: 'switchdev' } }),
      /in switchdev mode it has no effect.*filter at the representors/,
    ],
    [
      'more VLANs than the file shows',
      settings({ allowedVlans: EVERY_OTHER }, existing('mlx5_core', LISTING)),
      /shows no more than a page of them.*Allow fewer VLANs/,
    ],
  ],
  compliant: [
    ['a list that the file shows, each VLAN by itself', settings({ allowedVlans: '4-1037' }, showing('ids'))],
    ['more VLANs that the file shows as ranges', settings({ allowedVlans: '3-1037' }, showing('ranges'))],
    ['a list where the VFs show the file', settings({ allowedVlans: '100,200-210' }, existing('i40e', LISTING))],
    [
      'a port VLAN from before that is taken off',
      settings({ allowedVlans: '9', vlan: 0 }, existing('i40e', { ...LISTING, vlan: 7 })),
    ],
    ['no list, on a driver without any', settings({ allowedVlans: 'all' })],
  ],
  notApplicable: [
    ['a pool without a list', settings({ vlan: 5 })],
    ['a drive', pool({ settings: { allowedVlans: '100' } }, { facts: nvmeFacts() })],
  ],
  unknown: [
    ['a list that is a token', token('allowedVlans')],
    ['a VLAN beside it that is a token', token('vlan', { allowedVlans: '100' }, existing('i40e', LISTING))],
    [
      'a card of which nobody knows the driver',
      settings({ allowedVlans: '100' }, { profile: undefined, facts: nicFacts({ driver: null }) }),
    ],
  ],
});

test('VLAN-006 says where it is read that a driver keeps no list', () => {
  const sourceFor = (name: string) =>
    violationsOf(VLAN_006, settings({ allowedVlans: '100' }, { profile: driver(name) }))[0]?.limitSource;
  expect(sourceFor('ice')).toMatch(/ethernet-linux-ice/);
  expect(sourceFor('bnxt_en')).toMatch(/do_setvfinfo in net\/core\/rtnetlink\.c/);
});

test('VLAN-006 stops nobody where the driver cannot be told yet', () => {
  const unread = settings({ allowedVlans: '100' }, { profile: driver('i40e'), facts: nicFacts({ driver: 'i40e' }) });
  expect(violationsOf(VLAN_006, unread)).toMatchObject([{ severity: 'warning' }]);
  const own = settings({ allowedVlans: '100' }, existing('i40e'));
  expect(violationsOf(VLAN_006, own)).toMatchObject([{ severity: 'error' }]);
});

describeRule(VLAN_007, {
  violating: [
    [
      'a VLAN of the guest that is not allowed',
      using({ guestVlans: [100, 150, 200] }, { allowedVlans: '100,200-210' }),
      /the guest is to tag 1 VLAN \(150\) that its VF may not use: allowedVlans is 100,200-210\. Add them/,
    ],
    [
      'a list from before that nobody states',
      pool({ settings: {}, use: { guestVlans: [100, 300] } }, existing('i40e', { allowedVlans: '100' })),
      {
        message:
          'the guest is to tag 1 VLAN (300) that VF 0, 1, 2, 3 of 0000:3b:00.0 may not use: the list from before (100) stays, since allowedVlans is not stated',
        pointer: 'guestVlans',
        found: '300',
        limit: 'VLANs 100',
        limitSource: 'settings of VF 0, 1, 2, 3 of 0000:3b:00.0',
        fix: 'State allowedVlans: "all" to take the list off, or a list with these VLANs',
      },
    ],
    [
      'such a list on the VF of an attachment',
      pool({ settings: {}, attached: [{ use: { guestVlans: [300] } }] }, existing('i40e', { allowedVlans: '100' })),
      /\(300\) that VF 0 /,
    ],
  ],
  compliant: [
    ['VLANs of the guest that are allowed', using({ guestVlans: [100, 205] }, { allowedVlans: '100,200-210' })],
    ['a VF that may use all', using({ guestVlans: [3] }, { allowedVlans: 'all' })],
    [
      'a list from before with the VLANs of the guest',
      pool({ settings: {}, use: { guestVlans: [100] } }, existing('i40e', { allowedVlans: '100' })),
    ],
    [
      'a list from before that is taken off',
      pool(
        { settings: { allowedVlans: 'all' }, use: { guestVlans: [300] } },
        existing('i40e', { allowedVlans: '100' }),
      ),
    ],
  ],
  notApplicable: [
    ['a guest that tags nothing', settings({ allowedVlans: '100' })],
    ['a VF without a list', using({ guestVlans: [3] })],
    ['a list that is a token, of a guest that tags nothing', token('allowedVlans')],
    [
      'lists of VFs that are created anew and that cannot be read',
      pool({ settings: {}, count: 8, use: { guestVlans: [300] } }, existing('i40e', { allowedVlans: null })),
    ],
    [
      'lists of VFs that are created anew',
      pool({ settings: {}, count: 8, use: { guestVlans: [300] } }, existing('i40e', { allowedVlans: '100' })),
    ],
  ],
  unknown: [
    ['a list that is a token', pool({ settings: {}, use: { guestVlans: [3] }, unresolved: ['allowedVlans'] })],
    ['VLANs of the guest that are tokens', token('guestVlans', { allowedVlans: '100' })],
    [
      'a list from before that cannot be read',
      pool({ settings: {}, use: { guestVlans: [300] } }, existing('i40e', { allowedVlans: null })),
      'VLANs that VF 0, 1, 2, 3 may use now',
    ],
    [
      'a list from before that cannot be read, beside one that holds the VLAN',
      pool(
        { settings: {}, use: { guestVlans: [300] } },
        {
          profile: driver('i40e'),
          facts: nicFacts({
            driver: 'i40e',
            numVfs: 4,
            virtualFunctions: [null, '300', '300', '300'].map((allowedVlans, n) =>
              vfFacts(n, { network: { ...NETWORK_DEFAULTS, allowedVlans } }),
            ),
          }),
        },
      ),
      'VLANs that VF 0 may use now',
    ],
    [
      'a list and VLANs of the guest of which the list is a token',
      pool({ settings: { allowedVlans: '100' }, use: { guestVlans: [3] }, unresolved: ['allowedVlans'] }),
      'allowedVlans (a token, known only at deploy)',
    ],
  ],
});

test('VLAN-001 says the VLANs of a guest that are none once, the first few by name', () => {
  const guestVlans = Array.from({ length: 100 }, (_, n) => 5000 + n);
  const violations = violationsOf(VLAN_001, using({ guestVlans }));
  expect(violations).toHaveLength(1);
  expect(violations[0]?.message).toContain('guestVlans holds 5000, 5001, 5002, 5003, 5004 and 95 more, and');
});

test('VLAN-007 says a list from before at the construct that states the VLANs of its guest', () => {
  const host = pool(
    { settings: {}, count: 4, use: { guestVlans: [300] }, attached: [{}, { use: { guestVlans: [400] } }] },
    existing('i40e', { allowedVlans: '100' }),
  );
  expect(
    violationsOf(VLAN_007, host).map(({ path, message }) => `${path}: ${/VF [\d, ]*\d/.exec(message)?.[0]}`),
  ).toEqual(['rack1/kvm01/pf0/pool0: VF 0, 2, 3', 'rack1/kvm01/pf0/pool0/vm1-1: VF 1']);
});

test('VLAN-001 says a mistake of the pool once, whatever else its attachments override', () => {
  const host = pool({
    settings: { vlan: 5000 },
    attached: [{ overrides: { trust: true } }, { overrides: { mtu: 9000 } }],
  });
  expect(violationsOf(VLAN_001, host)).toHaveLength(1);
});

describeRule(VLAN_002, {
  violating: [
    ['a priority of 8', settings({ vlan: 10, vlanQos: 8 }), /vlanQos is 8, and a priority lies between 0 and 7/],
    [
      'a priority without a VLAN',
      settings({ vlanQos: 3 }),
      {
        message: 'vlanQos is 3, and there is no VLAN whose tag could carry it',
        pointer: 'vlanQos',
        found: 'priority 3 without a VLAN',
        fix: 'Give a vlan as well, or leave vlanQos out',
      },
    ],
    ['a priority on an attachment of a pool without a VLAN', overriding({ vlanQos: 3 }), /no VLAN whose tag/],
  ],
  compliant: [
    ['the highest priority', settings({ vlan: 10, vlanQos: 7 })],
    ['priority 0, which is none', settings({ vlanQos: 0 })],
    ['a priority on an attachment of a pool with a VLAN', overriding({ vlanQos: 3 }, { vlan: 10 })],
  ],
  notApplicable: [['a VLAN without a priority', settings({ vlan: 10 })]],
  unknown: [
    ['a priority that is a token', token('vlanQos', { vlan: 10 })],
    ['a priority in a VLAN that is a token', token('vlan', { vlanQos: 3 }), 'vlan (a token, known only at deploy)'],
    [
      'a priority that is a token, in no VLAN',
      token('vlanQos', { vlanQos: 3 }),
      'vlanQos (a token, known only at deploy)',
    ],
  ],
});

const AD: VfSettings = { vlan: 10, vlanProtocol: '802.1ad' };

const bnxt = (firmwareVlanTpidPcp?: boolean): PfSketch => ({
  profile: driver('bnxt_en'),
  wanted: { conditions: firmwareVlanTpidPcp === undefined ? {} : { firmwareVlanTpidPcp } },
});
const QOS: VfSettings = { vlan: 10, vlanQos: 5 };

const inKernel = (kernelRelease: string | null, host: HostSketch): HostSketch => ({
  ...host,
  inventory: { kernelRelease },
});

/** A driver that refuses 802.1ad, but where a condition holds. */
function onlyQ(taken?: OperationCondition): DriverProfile {
  const { vlanProto8021ad: _flag, ...vfAttributes } = driver('ice').vfAttributes ?? { vfStats: null, source: null };
  const refused = { does: 'refused', errno: 'EPROTONOSUPPORT', source: 'its source' } as const;
  const cases = taken === undefined ? [refused] : [{ when: taken, does: 'taken', source: 'x' } as const, refused];
  return { ...driver('ice'), vfAttributes, operations: { vlanProto8021ad: cases } };
}

describeRule(VLAN_003, {
  violating: [
    [
      '802.1ad without a VLAN',
      settings({ vlanProtocol: '802.1ad' }, { wanted: { conditions: { doubleVlanMode: true } } }),
      {
        message: 'vlanProtocol is 802.1ad, and there is no VLAN to use it for',
        pointer: 'vlanProtocol',
        found: '802.1ad without a VLAN',
        limitSource: 'ip link sets the protocol together with a VLAN id',
        fix: 'Give a vlan as well, or leave vlanProtocol out',
      },
    ],
    [
      '802.1ad on a driver that takes 802.1Q only, in full',
      settings(AD, { profile: onlyQ() }),
      {
        message: 'vlanProtocol is 802.1ad, and the driver ice takes 802.1Q only: EPROTONOSUPPORT (0000:3b:00.0, ice)',
        pointer: 'vlanProtocol',
        found: '802.1ad',
        limit: '802.1Q',
        limitSource: 'its source',
      },
    ],
    [
      '802.1ad on a driver that takes it in one mode alone, in full',
      settings(AD, {
        profile: onlyQ({ stated: 'doubleVlanMode' }),
        wanted: { conditions: { doubleVlanMode: false } },
      }),
      {
        message:
          'vlanProtocol is 802.1ad, and the driver ice takes it only with Double VLAN Mode: EPROTONOSUPPORT (0000:3b:00.0, ice)',
        pointer: 'vlanProtocol',
        found: '802.1ad',
        limit: 'with Double VLAN Mode',
        limitSource: 'its source',
        fix: 'Leave vlanProtocol out for 802.1Q, or have what the driver needs: with Double VLAN Mode',
      },
    ],
    ['802.1ad on mlx5', settings(AD, { profile: driver('mlx5_core') }), /the driver mlx5_core takes 802\.1Q only/],
    ['802.1ad on i40e', settings(AD, { profile: driver('i40e') }), /the driver i40e takes 802\.1Q only/],
    [
      '802.1ad on ice in Single VLAN Mode',
      settings(AD, { wanted: { conditions: { doubleVlanMode: false } } }),
      /takes it only with Double VLAN Mode/,
    ],
    [
      '802.1ad on bnxt with old firmware',
      inKernel('6.12.0', settings(AD, bnxt(false))),
      /only with firmware with DFLT_VLAN_TPID_PCP/,
    ],
    [
      '802.1ad on bnxt in a kernel without it',
      inKernel('6.1.0', settings(AD, bnxt(true))),
      /EPROTONOSUPPORT in Linux before 6\.9/,
    ],
    [
      '802.1ad on mlx5 whatever the VLAN may be',
      token('vlan', { vlanProtocol: '802.1ad' }, { profile: driver('mlx5_core') }),
      /802\.1Q only/,
    ],
  ],
  compliant: [
    ['802.1ad on ice in Double VLAN Mode', settings(AD, { wanted: { conditions: { doubleVlanMode: true } } })],
    ['802.1ad on bnxt with capable firmware', inKernel('6.12.0', settings(AD, bnxt(true)))],
    ['802.1ad on netdevsim, which asks for nothing', settings(AD, { profile: driver('netdevsim') })],
  ],
  notApplicable: [
    ['a VLAN without a protocol', settings({ vlan: 10 })],
    ['802.1Q', settings({ vlan: 10, vlanProtocol: '802.1Q' }, { profile: driver('i40e') })],
    ['an NVMe SSD', settings(AD, { facts: nvmeFacts(), profile: driver('nvme') })],
  ],
  unknown: [
    ['ice of which nobody said its VLAN mode', settings(AD), 'conditions.doubleVlanMode of a port with ice'],
    [
      'a protocol that is a token, in a VLAN',
      pool(
        { settings: { vlan: 10, vlanProtocol: '802.1ad' }, unresolved: ['vlanProtocol'] },
        { profile: driver('netdevsim') },
      ),
      'vlanProtocol (a token, known only at deploy)',
    ],
    ['bnxt of which nobody said its firmware', inKernel('6.12.0', settings(AD, bnxt()))],
    ['bnxt in a kernel between those that were read', inKernel('6.10.0', settings(AD, bnxt(true)))],
    ['bnxt in an enterprise kernel', inKernel('5.14.0-427.el9.x86_64', settings(AD, bnxt(true)))],
    ['conditions that are a token', settings(AD, { wanted: { unresolved: ['conditions'] } })],
    [
      'a driver of which no source says it',
      settings(AD, { profile: driver('zxdh') }),
      'whether the driver zxdh takes a VLAN with 802.1ad',
    ],
    ['a PF of unknown driver', settings(AD, { profile: null, facts: nicFacts({ driver: null }) })],
    ['a protocol that is a token', token('vlanProtocol', { vlan: 10 })],
    ['a VLAN that is a token', token('vlan', { vlanProtocol: '802.1ad' }, { profile: driver('netdevsim') })],
  ],
});

describeRule(VLAN_004, {
  violating: [
    [
      'a guest that tags on a VF with a port VLAN',
      using({ guestVlans: [20, 30] }, { vlan: 10 }),
      /in port VLAN 10, and its guest is to tag 2 VLANs itself \(20, 30\)\. Leave vlan out/,
    ],
    [
      'one attachment of such a pool',
      pool({ settings: { vlan: 10 }, attached: [{ use: { guestVlans: [20] } }] }),
      /tag 1 VLAN itself \(20\)/,
    ],
  ],
  compliant: [['a guest that tags on a VF without a port VLAN', using({ guestVlans: [20] })]],
  notApplicable: [
    ['a port VLAN alone', settings({ vlan: 10 })],
    ['an empty list', using({ guestVlans: [] }, { vlan: 10 })],
    ['a port VLAN that is a token', token('vlan')],
  ],
  unknown: [
    [
      'a guest that tags in a port VLAN that is a token',
      pool({ settings: {}, use: { guestVlans: [20] }, unresolved: ['vlan'] }),
    ],
    ['VLANs of the guest that are tokens', token('guestVlans', { vlan: 10 })],
  ],
});

describeRule(VLAN_005, {
  violating: [
    [
      'a priority on bnxt of a kernel that refuses it',
      inKernel('6.1.0-28-amd64', settings(QOS, bnxt())),
      /vlanQos is 5, and the driver bnxt_en takes no VLAN priority: EINVAL in Linux before 6\.9/,
    ],
    ['a priority that is ignored', settings(QOS, { profile: driver('qede') }), /it is ignored, without an error/],
    [
      'a priority on ionic, in full',
      settings(QOS, { profile: driver('ionic') }),
      {
        message: 'vlanQos is 5, and the driver ionic takes no VLAN priority: EINVAL (0000:3b:00.0, ice)',
        pointer: 'vlanQos',
        found: '5',
        limit: '0',
        limitSource: driver('ionic').vfAttributes?.source ?? '',
      },
    ],
    ['a priority on ionic', settings(QOS, { profile: driver('ionic') }), /EINVAL/],
  ],
  compliant: [
    ['a priority on bnxt of a later kernel, whatever its firmware has', inKernel('6.12.0', settings(QOS, bnxt(false)))],
    ['a priority on ice', settings(QOS)],
  ],
  notApplicable: [
    ['no priority', settings({ vlan: 10 }, bnxt(false))],
    ['priority 0, which is none', settings({ vlan: 10, vlanQos: 0 }, bnxt(false))],
    ['an NVMe SSD', settings(QOS, { facts: nvmeFacts(), profile: driver('nvme') })],
  ],
  unknown: [
    ['a kernel between those that were read', inKernel('6.10.0', settings(QOS, bnxt()))],
    ['an enterprise kernel', inKernel('5.14.0-427.el9.x86_64', settings(QOS, bnxt()))],
    ['a kernel that was not read', inKernel(null, settings(QOS, bnxt()))],
    [
      'a driver of which no source says it',
      settings(QOS, { profile: { ...driver('ice'), vfAttributes: null, operations: undefined } }),
      'whether the driver ice takes a VLAN priority',
    ],
    ['a priority that is a token', token('vlanQos', { vlan: 10 }, bnxt(false))],
    ['a PF of unknown driver', settings(QOS, { profile: null, facts: nicFacts({ driver: null }) })],
  ],
});

test('every rule of the family is decided', () => {
  expect(VLAN_RULES.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7].map((n) => `VLAN-00${n}`));
  expect(VLAN_DEFERRED).toEqual([]);
});
