import type { VfSettings, VfUse } from '../../lib/model/settings';
import { BOND_RULES } from '../../lib/rules/bond';
import { ESW_RULES } from '../../lib/rules/esw';
import { MAC_RULES } from '../../lib/rules/mac';
import { MTU_RULES } from '../../lib/rules/mtu';
import { RATE_RULES } from '../../lib/rules/rate';
import { VLAN_RULES } from '../../lib/rules/vlan';
import { nicFacts } from '../support/facts';
import { driver } from '../support/profiles';
import type { PfSketch } from '../support/resolved';
import { violationsOf } from '../support/violations';

const RULES = [...RATE_RULES, ...VLAN_RULES, ...MAC_RULES, ...MTU_RULES, ...ESW_RULES, ...BOND_RULES];

/** For each rule about settings: what it finds fault with, and the PF on which it does. */
const FAULTS: Readonly<Record<string, { settings?: VfSettings; use?: VfUse; pf?: PfSketch }>> = {
  'RATE-001': { settings: { minTxRateMbps: 2, maxTxRateMbps: 1 } },
  'RATE-002': { settings: { maxTxRateMbps: 99_000 } },
  'RATE-004': { settings: { minTxRateMbps: 100 }, pf: { profile: driver('igb') } },
  'RATE-005': { settings: { maxTxRateMbps: 120 }, pf: { profile: driver('i40e') } },
  'RATE-006': { settings: { maxTxRateMbps: 5 }, pf: { profile: driver('ixgbe') } },
  'RATE-009': { settings: { maxTxRateMbps: 100 }, pf: { change: { linkType: 'infiniband' } } },
  'VLAN-001': { settings: { vlan: 4095 } },
  'VLAN-002': { settings: { vlanQos: 5 } },
  'VLAN-003': { settings: { vlan: 5, vlanProtocol: '802.1ad' }, pf: { profile: driver('i40e') } },
  'VLAN-004': { settings: { vlan: 5 }, use: { guestVlans: [6] } },
  'VLAN-005': {
    settings: { vlan: 5, vlanQos: 5 },
    pf: { profile: driver('ionic') },
  },
  'VLAN-006': { settings: { allowedVlans: '100' } },
  'VLAN-007': { settings: { allowedVlans: '100' }, use: { guestVlans: [101] } },
  'MAC-004': { use: { guestMacChange: true } },
  'MAC-005': { use: { macFilters: 99 } },
  'MTU-001': {
    settings: { mtu: 9000 },
    pf: { profile: driver('ixgbe'), facts: nicFacts({ driver: 'ixgbe', deviceId: '10fb' }) },
  },
  'ESW-004': { settings: { driver: 'native' }, use: { vdpa: true } },
  'ESW-006': {
    settings: { linkState: 'enable' },
    pf: { profile: driver('mlx5_core'), wanted: { eswitchMode: 'switchdev' } },
  },
  'BOND-004': {},
};

describe('a mistake of a pool is said once, whatever else its attachments override:', () => {
  const ofSettings = RULES.filter(({ on }) => on === 'settings');

  test.each(ofSettings.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
    const { settings = {}, use = {}, pf = {} } = FAULTS[id] ?? {};
    const attached = [{ overrides: { queryRss: false } }, { use: { rdma: false } }, {}];
    const host = { pfs: [{ profile: driver('ice'), ...pf, pools: [{ settings, use, attached }] }] };
    expect(violationsOf(rule, host).map(({ path }) => path)).toEqual(['rack1/kvm01/pf0/pool0']);
  });
});
