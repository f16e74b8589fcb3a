import type { VfSettings, VfUse } from '../../lib/model/settings';
import { VLAN_DEFERRED, VLAN_RULES } from '../../lib/rules/vlan';
import { VLAN_001 } from '../../lib/rules/vlan/vlan-001';
import { VLAN_002 } from '../../lib/rules/vlan/vlan-002';
import { VLAN_003 } from '../../lib/rules/vlan/vlan-003';
import { VLAN_004 } from '../../lib/rules/vlan/vlan-004';
import { VLAN_005 } from '../../lib/rules/vlan/vlan-005';
import { nicFacts, nvmeFacts } from '../support/facts';
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
    ['two of them', using({ guestVlans: [0, 4095] }), /holds 0.*\n.*holds 4095/],
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
    ['a priority without a VLAN', settings({ vlanQos: 3 }), /no VLAN whose tag could carry it\. Give a vlan as well/],
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
    ['a priority in a VLAN that is a token', token('vlan', { vlanQos: 3 })],
  ],
});

const AD: VfSettings = { vlan: 10, vlanProtocol: '802.1ad' };

describeRule(VLAN_003, {
  violating: [
    [
      '802.1ad without a VLAN',
      settings({ vlanProtocol: '802.1ad' }, { wanted: { conditions: { doubleVlanMode: true } } }),
      /no VLAN to use it for\. Give a vlan as well/,
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
      settings(AD, { profile: driver('bnxt_en'), wanted: { conditions: { firmwareVlanTpidPcp: false } } }),
      /only with firmware with DFLT_VLAN_TPID_PCP/,
    ],
    [
      '802.1ad on mlx5 whatever the VLAN may be',
      token('vlan', { vlanProtocol: '802.1ad' }, { profile: driver('mlx5_core') }),
      /802\.1Q only/,
    ],
  ],
  compliant: [
    ['802.1ad on ice in Double VLAN Mode', settings(AD, { wanted: { conditions: { doubleVlanMode: true } } })],
    [
      '802.1ad on bnxt with capable firmware',
      settings(AD, { profile: driver('bnxt_en'), wanted: { conditions: { firmwareVlanTpidPcp: true } } }),
    ],
    ['802.1ad on netdevsim, which asks for nothing', settings(AD, { profile: driver('netdevsim') })],
  ],
  notApplicable: [
    ['a VLAN without a protocol', settings({ vlan: 10 })],
    ['802.1Q', settings({ vlan: 10, vlanProtocol: '802.1Q' }, { profile: driver('i40e') })],
    ['an NVMe SSD', settings(AD, { facts: nvmeFacts(), profile: driver('nvme') })],
  ],
  unknown: [
    ['ice of which nobody said its VLAN mode', settings(AD)],
    ['bnxt of which nobody said its firmware', settings(AD, { profile: driver('bnxt_en') })],
    ['conditions that are a token', settings(AD, { wanted: { unresolved: ['conditions'] } })],
    ['a driver of which no source says it', settings(AD, { profile: driver('nfp') })],
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

const bnxt = (firmwareVlanTpidPcp?: boolean): PfSketch => ({
  profile: driver('bnxt_en'),
  wanted: { conditions: firmwareVlanTpidPcp === undefined ? {} : { firmwareVlanTpidPcp } },
});
const QOS: VfSettings = { vlan: 10, vlanQos: 5 };

describeRule(VLAN_005, {
  violating: [
    [
      'a priority on bnxt with old firmware',
      settings(QOS, bnxt(false)),
      /vlanQos is 5, and the firmware of the card takes no/,
    ],
  ],
  compliant: [['a priority on bnxt with capable firmware', settings(QOS, bnxt(true))]],
  notApplicable: [
    ['another driver', settings(QOS)],
    ['no priority', settings({ vlan: 10 }, bnxt(false))],
    ['priority 0, which is none', settings({ vlan: 10, vlanQos: 0 }, bnxt(false))],
    ['an NVMe SSD', settings(QOS, { facts: nvmeFacts(), profile: null })],
  ],
  unknown: [
    ['firmware of which nobody said it', settings(QOS, bnxt())],
    ['a priority that is a token', token('vlanQos', { vlan: 10 }, bnxt(false))],
    ['a PF of unknown driver', settings(QOS, { profile: null, facts: nicFacts({ driver: null }) })],
  ],
});

test('every rule of the family is decided', () => {
  expect(VLAN_RULES.map(({ id }) => id)).toEqual(['VLAN-001', 'VLAN-002', 'VLAN-003', 'VLAN-004', 'VLAN-005']);
  expect(VLAN_DEFERRED).toEqual([]);
});
