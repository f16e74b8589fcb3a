import { ALL_RULES } from '../../lib/rules';
import { judge } from '../../lib/rules/judge';
import { nicFacts, nvmeFacts } from '../support/facts';
import { driver } from '../support/profiles';
import { type PfSketch, type PoolSketch, resolvedHost } from '../support/resolved';

const MLX5: PfSketch = { profile: driver('mlx5_core'), wanted: { eswitchMode: 'switchdev' } };
const IXGBE: PfSketch = { profile: driver('ixgbe'), facts: nicFacts({ driver: 'ixgbe' }) };
const NVME: PfSketch = { profile: driver('nvme'), facts: nvmeFacts() };

/** For each rule about settings: what decides it, on a pool that it is content with; and on which PF, if not one of ice. */
const DECIDED_BY: Readonly<
  Record<string, { by: readonly string[]; with?: Readonly<Record<string, Partial<PoolSketch>>>; on?: PfSketch }>
> = {
  'BOND-004': { by: ['linkState'] },
  'DRV-001': { by: ['linkState', 'mac', 'maxTxRateMbps', 'queryRss', 'spoofCheck', 'trust', 'vlan'] },
  'DRV-002': { by: ['rdma'] },
  'DRV-008': { by: ['driver'] },
  'DRV-010': { by: ['driver'], on: { profile: driver('nvidia') } },
  'ESW-004': { by: ['vdpa', 'driver'], with: { driver: { use: { vdpa: true } } }, on: MLX5 },
  'ESW-006': {
    by: ['linkState', 'mac', 'minTxRateMbps', 'maxTxRateMbps', 'vlan', 'vlanQos', 'vlanProtocol'],
    on: MLX5,
  },
  'MAC-004': { by: ['guestMacChange', 'trust'], with: { trust: { use: { guestMacChange: true } } } },
  'MAC-005': { by: ['guestVlans', 'macFilters', 'trust'], with: { trust: { use: { macFilters: 99 } } } },
  'MSIX-003': { by: ['msixVectors', 'queuePairs'] },
  'MSIX-004': { by: ['queuePairs'] },
  'MTU-001': { by: ['mtu'] },
  'NVM-003': { by: ['nvmeVirtualInterrupts', 'nvmeVirtualQueues'], on: NVME },
  'NVM-004': { by: ['nvmeVirtualInterrupts', 'nvmeVirtualQueues'], on: NVME },
  'NVM-008': { by: ['needsControllerMemory'], on: NVME },
  'RATE-001': { by: ['minTxRateMbps', 'maxTxRateMbps'] },
  'RATE-002': { by: ['maxTxRateMbps'] },
  'RATE-004': { by: ['minTxRateMbps'] },
  'RATE-005': { by: ['maxTxRateMbps'] },
  'RATE-006': { by: ['maxTxRateMbps'], on: IXGBE },
  'RATE-009': { by: ['minTxRateMbps', 'maxTxRateMbps'] },
  'SEC-001': { by: ['spoofCheck'] },
  'SEC-002': { by: ['trust', 'trustedTenant'] },
  'SEC-003': { by: ['promiscuous', 'trust'], with: { trust: { use: { promiscuous: true } } } },
  'SEC-006': {
    by: ['rdma', 'trustedTenant'],
    with: { trustedTenant: { use: { tenant: 'blue', rdma: true } } },
  },
  'SEC-008': { by: ['queryRss', 'trustedTenant'], with: { trustedTenant: { settings: { queryRss: true } } } },
  'VLAN-001': { by: ['vlan', 'guestVlans'] },
  'VLAN-002': { by: ['vlanQos', 'vlan'], with: { vlan: { settings: { vlanQos: 3 } } } },
  'VLAN-003': { by: ['vlanProtocol', 'vlan'], with: { vlan: { settings: { vlanProtocol: '802.1ad' } } } },
  'VLAN-004': { by: ['guestVlans', 'vlan'], with: { vlan: { use: { guestVlans: [7] } } } },
  'VLAN-005': { by: ['vlanQos'] },
  'VLAN-006': { by: ['allowedVlans', 'vlan'], with: { vlan: { settings: { allowedVlans: '100' } } } },
  'VLAN-007': {
    by: ['allowedVlans', 'guestVlans'],
    with: { allowedVlans: { use: { guestVlans: [7] } }, guestVlans: { settings: { allowedVlans: '100' } } },
  },
};

describe('what an attachment has that is known only at deploy is never taken for what its pool has:', () => {
  const ofSettings = ALL_RULES.filter(({ on }) => on === 'settings');

  test.each(ofSettings.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
    const decided = DECIDED_BY[id];
    const said = decided?.by.map((name) => {
      const pool = decided.with?.[name] ?? {};
      const pools = [{ settings: {}, ...pool, attached: [{ unresolved: [name] }] }];
      const host = resolvedHost({ pfs: [{ profile: driver('ice'), ...decided.on, pools }] });
      const tokens = judge(rule, [host]).flatMap(({ verdict, path }) =>
        path.endsWith('/vm0-0') && verdict.verdict === 'unknown' ? (verdict.tokens ?? []) : [],
      );
      return tokens.includes(name) ? name : `not ${name}`;
    });
    expect(said).toEqual(decided?.by);
    expect(said).not.toHaveLength(0);
  });
});
