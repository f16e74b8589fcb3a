import type { InterfaceFacts, NetworkFacts, PhysicalFunctionFacts } from '../../lib/inventory/inventory';
import type { VfSettings, VfUse } from '../../lib/model/settings';
import type { PfConditions } from '../../lib/model/wanted';
import { ESW_DEFERRED, ESW_RULES } from '../../lib/rules/esw';
import { ESW_001 } from '../../lib/rules/esw/esw-001';
import { ESW_002 } from '../../lib/rules/esw/esw-002';
import { ESW_003 } from '../../lib/rules/esw/esw-003';
import { ESW_004 } from '../../lib/rules/esw/esw-004';
import { ESW_005 } from '../../lib/rules/esw/esw-005';
import { ESW_006 } from '../../lib/rules/esw/esw-006';
import { ESW_007 } from '../../lib/rules/esw/esw-007';
import { ESW_008 } from '../../lib/rules/esw/esw-008';
import { interfaceFacts, nicFacts, nvmeFacts } from '../support/facts';
import { driver } from '../support/profiles';
import type { HostSketch, PfSketch } from '../support/resolved';
import { describeRule } from '../support/rule-table';
import { violationsOf } from '../support/violations';

const ICE = driver('ice');
const MLX5 = driver('mlx5_core');
const OF_NO_ORDER = { ...ICE, eswitch: { switchdev: true, source: 'a source' } };
const legacy = (sketch: PfSketch = {}): HostSketch => ({ pfs: [{ profile: ICE, ...sketch }] });
const switchdev = ({ wanted, ...sketch }: PfSketch = {}): HostSketch => ({
  pfs: [{ profile: ICE, ...sketch, wanted: { eswitchMode: 'switchdev', ...wanted } }],
});
const tokenMode: HostSketch = { pfs: [{ profile: ICE, wanted: { unresolved: ['eswitchMode'] } }] };
const nic = (
  change: Partial<InterfaceFacts>,
  network: Partial<NetworkFacts> = {},
  facts: Partial<PhysicalFunctionFacts> = {},
) =>
  nicFacts({
    network: {
      interfaces: [interfaceFacts(change)],
      linkType: 'ethernet',
      eswitchMode: 'legacy',
      carriesManagement: false,
      ...network,
    },
    ...facts,
  });

describeRule(ESW_001, {
  violating: [
    [
      'switchdev mode on InfiniBand',
      switchdev({ profile: MLX5, change: { linkType: 'infiniband' } }),
      /eswitchMode is switchdev, and it is an InfiniBand link \(0000:3b:00\.0.*Leave eswitchMode out/,
    ],
    ['switchdev mode on an NVMe SSD', switchdev({ facts: nvmeFacts() }), /it is no network device/],
  ],
  compliant: [['switchdev mode on Ethernet', switchdev()]],
  notApplicable: [['legacy mode on InfiniBand', legacy({ change: { linkType: 'infiniband' } })]],
  unknown: [
    ['a mode that is a token', tokenMode],
    ['a link type that nobody knows', switchdev({ change: { linkType: null } })],
    ['a link type that is a token', switchdev({ wanted: { unresolved: ['linkType'] }, change: { linkType: null } })],
  ],
});

describeRule(ESW_002, {
  violating: [
    ['switchdev mode on igb', switchdev({ profile: driver('igb') }), /the driver igb has no such mode/],
    [
      'mlx5 that shows no mode, as a BlueField in DPU mode',
      switchdev({ profile: MLX5, facts: nic({}, { eswitchMode: null }) }),
      /the port shows no eswitch mode.*BlueField in DPU mode.*devlink dev eswitch show/,
    ],
    ['switchdev mode on hns3', switchdev({ profile: driver('hns3') }), /the driver hns3 has no such mode/],
    [
      'nfp with firmware that is in legacy mode',
      switchdev({ profile: driver('nfp') }),
      /the port is in legacy mode, and with nfp the firmware of the card decides on it.*flower/,
    ],
    ['switchdev mode on ixgbe', switchdev({ profile: driver('ixgbe') }), /the driver ixgbe has no such mode/],
  ],
  compliant: [
    ['ice, which wants the mode before VFs', switchdev()],
    ['mlx5, which takes any order', switchdev({ profile: MLX5 })],
    ['nfp whose firmware has it', switchdev({ profile: driver('nfp'), facts: nic({}, { eswitchMode: 'switchdev' }) })],
    ['bnxt, which has its VFs first', switchdev({ profile: driver('bnxt_en') })],
    ['netdevsim, which takes any order', switchdev({ profile: driver('netdevsim') })],
  ],
  notApplicable: [['legacy mode', legacy({ profile: driver('igb') })]],
  unknown: [
    ['a driver of which no source tells the order', switchdev({ profile: OF_NO_ORDER })],
    [
      'nfp, whose firmware decides, of which nobody read the mode',
      switchdev({ profile: driver('nfp'), facts: nic({}, { eswitchMode: null }) }),
    ],
    ['a driver of which no source tells whether it has the mode', switchdev({ profile: driver('liquidio') })],
    ['a PF of unknown driver', switchdev({ profile: null })],
    ['a mode that is a token', tokenMode],
  ],
});

const conditions = (stated: PfConditions) => switchdev({ wanted: { conditions: stated } });
const QUIET: PfConditions = { adq: false, macvlanOffload: false };

describeRule(ESW_003, {
  violating: [
    ['ADQ', conditions({ ...QUIET, adq: true }), /the driver refuses it here: ADQ is active.*Turn ADQ off/],
    ['ADQ where nothing else is known', conditions({ adq: true }), /ADQ is active/],
  ],
  compliant: [
    ['ice with nothing in the way', conditions(QUIET)],
    [
      'just enough MSI-X vectors',
      switchdev({ wanted: { conditions: QUIET, numVfs: 64 }, facts: nicFacts({ vfTotalMsix: 128 }) }),
    ],
    ['ice of which nobody said whether macvlan offload is active', conditions({ adq: false })],
    [
      'a card whose MSI-X vectors nobody knows',
      switchdev({ wanted: { conditions: QUIET }, facts: nicFacts({ vfTotalMsix: null }) }),
    ],
  ],
  notApplicable: [
    ['legacy mode', legacy({ wanted: { conditions: { adq: true } } })],
    ['a driver without such restrictions', switchdev({ profile: MLX5, wanted: { conditions: { adq: true } } })],
  ],
  unknown: [
    ['ice of which nobody said whether ADQ is active', conditions({ macvlanOffload: false })],
    ['macvlan offload, which only the ice of Intel refuses', conditions({ ...QUIET, macvlanOffload: true })],
    [
      'fewer MSI-X vectors than the VFs need, which only the ice of Intel refuses',
      switchdev({ wanted: { conditions: QUIET, numVfs: 64 }, facts: nicFacts({ vfTotalMsix: 127 }) }),
    ],
    ['conditions that are a token', switchdev({ wanted: { unresolved: ['conditions'] } })],
    ['a PF of unknown driver', switchdev({ profile: null })],
    ['a mode that is a token', tokenMode],
  ],
});

const vdpa = (
  settings: VfSettings,
  { wanted, ...sketch }: PfSketch = {},
  use: VfUse = { vdpa: true },
  unresolved: string[] = [],
): HostSketch => switchdev({ profile: MLX5, ...sketch, wanted: { ...wanted }, pools: [{ settings, use, unresolved }] });

describeRule(ESW_004, {
  violating: [
    [
      'vDPA in legacy mode',
      vdpa({ driver: 'native' }, { wanted: { eswitchMode: 'legacy' } }),
      /the physical function is in legacy mode.*Set eswitchMode of rack1\/kvm01\/pf0 to switchdev/,
    ],
    ['vDPA on vfio-pci', vdpa({ driver: 'vfio-pci' }), /the driver of the VF is vfio-pci.*Set driver to native/],
    [
      'both at once',
      vdpa({ driver: 'none' }, { wanted: { eswitchMode: 'legacy' } }),
      /legacy mode[\s\S]*driver of the VF is none/,
    ],
    [
      'a driver that a user knows to have no vDPA devices',
      vdpa(
        { driver: 'native' },
        { profile: driver('ice', { vdpa: { supported: false, requires: 'switchdev', source: 'tried' } }) },
      ),
      /the driver ice has no vDPA devices/,
    ],
    [
      'one attachment that is to be a vDPA device',
      switchdev({ profile: MLX5, pools: [{ settings: { driver: 'vfio-pci' }, attached: [{ use: { vdpa: true } }] }] }),
      /the driver of the VF is vfio-pci/,
    ],
  ],
  compliant: [['vDPA on the native driver of mlx5 in switchdev mode', vdpa({ driver: 'native' })]],
  notApplicable: [
    ['VFs without vDPA', vdpa({ driver: 'vfio-pci' }, {}, {})],
    ['vdpa said to be off', vdpa({ driver: 'vfio-pci' }, {}, { vdpa: false })],
  ],
  unknown: [
    ['a driver of which no source tells', vdpa({ driver: 'native' }, { profile: ICE })],
    ['a driver of the VF that nobody states', vdpa({})],
    ['a driver of the VF that is a token', vdpa({}, {}, { vdpa: true }, ['driver'])],
    ['a use that is a token', vdpa({ driver: 'native' }, {}, {}, ['vdpa'])],
    [
      'a mode that is a token',
      {
        pfs: [
          {
            profile: MLX5,
            wanted: { unresolved: ['eswitchMode'] },
            pools: [{ settings: { driver: 'native' }, use: { vdpa: true } }],
          },
        ],
      },
    ],
  ],
});

const bonded = (mode: string | null) => nic({ bond: { name: 'bond0', mode } });

describeRule(ESW_005, {
  violating: [
    [
      'a bond in balance-rr',
      switchdev({ profile: MLX5, facts: bonded('balance-rr') }),
      /ens1f0 is a port of bond0 in mode balance-rr, which mlx5_core does not take over.*Set bond0 to active-backup, balance-xor or 802.3ad/,
    ],
    ['a bond in balance-alb', switchdev({ profile: MLX5, facts: bonded('balance-alb') }), /balance-alb/],
    [
      'an LACP bond on ice',
      switchdev({ facts: bonded('802.3ad') }),
      /ice does not take over.*Set bond0 to active-backup, or take/,
    ],
    [
      'a bond on bnxt',
      switchdev({ profile: driver('bnxt_en'), facts: bonded('active-backup') }),
      /bnxt_en takes over no bond/,
    ],
  ],
  compliant: [
    ['an LACP bond on mlx5', switchdev({ profile: MLX5, facts: bonded('802.3ad') })],
    ['an active-backup bond', switchdev({ facts: bonded('active-backup') })],
    ['an active-backup bond on mlx5', switchdev({ profile: MLX5, facts: bonded('active-backup') })],
    ['a balance-xor bond', switchdev({ profile: MLX5, facts: bonded('balance-xor') })],
  ],
  notApplicable: [
    ['a port without a bond', switchdev()],
    ['legacy mode', legacy({ facts: bonded('balance-rr') })],
  ],
  unknown: [
    ['a bond on a driver of which no source tells', switchdev({ profile: driver('nfp'), facts: bonded('802.3ad') })],
    ['a bond whose mode nobody read', switchdev({ facts: bonded(null) })],
    ['a PF that was not found', switchdev({ facts: null })],
    ['a host that was not read', { ...switchdev(), presumed: true }],
    ['a mode that is a token', tokenMode],
  ],
});

const mlx5 = (settings: VfSettings, unresolved: string[] = [], sketch: PfSketch = {}) =>
  switchdev({ profile: MLX5, ...sketch, pools: [{ settings, unresolved }] });

describeRule(ESW_006, {
  violating: [
    [
      'trust, spoof check and link state on mlx5',
      mlx5({ spoofCheck: true, trust: true, linkState: 'enable' }),
      /spoofCheck, trust and linkState are set, and in switchdev mode the driver does not take them/,
    ],
    ['a VLAN on mlx5', mlx5({ vlan: 10 }), /vlan is set/],
    ['trust on ice', switchdev({ pools: [{ settings: { trust: true } }] }), /trust is set/],
    [
      'one of them',
      mlx5({ trust: true }),
      /trust is set, .* does not take it: EOPNOTSUPP in switchdev mode.*Leave trust out/,
    ],
    [
      'an attachment that sets one',
      switchdev({ profile: MLX5, pools: [{ settings: {}, attached: [{ overrides: { linkState: 'enable' } }] }] }),
      /linkState is set/,
    ],
  ],
  compliant: [
    ['MAC and rates', mlx5({ mac: '02:5a:00:00:00:01', maxTxRateMbps: 1000 })],
    ['VLAN 0, which mlx5 takes without doing anything', mlx5({ vlan: 0 })],
    ['what VFs have anyway', mlx5({ trust: false, linkState: 'auto' })],
    ['spoof check on ice', switchdev({ pools: [{ settings: { spoofCheck: true } }] })],
  ],
  notApplicable: [['mlx5 in legacy mode', legacy({ profile: MLX5, pools: [{ settings: { trust: true } }] })]],
  unknown: [
    ['a setting that is a token', mlx5({}, ['trust'])],
    ['a PF of unknown driver', mlx5({ trust: true }, [], { profile: null })],
    ['a mode that is a token', tokenMode],
  ],
});

const RENAMING = driver('mlx5_core', {
  eswitch: { switchdev: true, order: 'any', pfRenamedBySwitchdev: true, source: 'seen with the driver of the vendor' },
});

describeRule(ESW_007, {
  violating: [
    [
      'a driver that renames without a rule for its name',
      switchdev({ profile: RENAMING, wanted: { conditions: { namePinned: false } } }),
      /switchdev mode renames ens1f0, and nothing pins its name.*Pin the name/,
    ],
    [
      'such a port of a bond',
      switchdev({ profile: RENAMING, wanted: { conditions: { namePinned: false } }, facts: bonded('802.3ad') }),
      /renames ens1f0, a port of bond0, and/,
    ],
  ],
  compliant: [
    [
      'a driver that renames whose name is pinned',
      switchdev({ profile: RENAMING, wanted: { conditions: { namePinned: true } } }),
    ],
    [
      'a driver that renames that is in switchdev mode already',
      switchdev({ profile: RENAMING, facts: nic({}, { eswitchMode: 'switchdev' }) }),
    ],
  ],
  notApplicable: [
    [
      'mlx5 of a kernel that keeps the netdev',
      { ...switchdev({ profile: MLX5 }), inventory: { kernelRelease: '6.12.1' } },
    ],
    ['a driver that keeps the name', switchdev({ wanted: { conditions: { namePinned: false } } })],
    ['legacy mode', legacy({ profile: RENAMING, wanted: { conditions: { namePinned: false } } })],
  ],
  unknown: [
    ['mlx5 of a kernel that nobody read', { ...switchdev({ profile: MLX5 }), inventory: { kernelRelease: null } }],
    ['a driver that renames of which nobody said whether its name is pinned', switchdev({ profile: RENAMING })],
    ['a PF of unknown driver', switchdev({ profile: null })],
    ['a mode that is a token', tokenMode],
  ],
});

describeRule(ESW_008, {
  violating: [
    [
      'a port of a bridge that is to change',
      switchdev({ facts: nic({ bridge: 'br0' }) }),
      /ens1f0 is a port of bridge br0, and is to change to switchdev mode.*Take ens1f0 out of br0 first/,
    ],
    [
      'a port of a bridge in switchdev mode, of which ice makes no VF',
      switchdev({ facts: nic({ bridge: 'br0' }, { eswitchMode: 'switchdev' }, { numVfs: 0 }), wanted: { numVfs: 4 } }),
      /ens1f0 is a port of bridge br0, and is to make VFs in switchdev mode, which its driver refuses/,
    ],
  ],
  compliant: [
    ['a port without a bridge', switchdev()],
    [
      'a port of a bridge that is in switchdev mode already, on mlx5',
      switchdev({
        profile: MLX5,
        facts: nic({ bridge: 'br0' }, { eswitchMode: 'switchdev' }, { numVfs: 0 }),
        wanted: { numVfs: 4 },
      }),
    ],
  ],
  notApplicable: [['legacy mode', legacy({ facts: nic({ bridge: 'br0' }) })]],
  unknown: [
    ['a PF that was not found', switchdev({ facts: null })],
    ['a host that was not read', { ...switchdev(), presumed: true }],
    ['a mode that is a token', tokenMode],
  ],
});

test('a limit of a driver carries the source of the catalog', () => {
  const [found] = violationsOf(ESW_002, switchdev({ profile: driver('igb') }));
  expect(found?.limitSource).toBe(driver('igb').eswitch?.source);
});

test('every rule of the family is decided', () => {
  expect(ESW_RULES.map(({ id }) => id)).toEqual(Array.from({ length: 8 }, (_, i) => `ESW-00${i + 1}`));
  expect(ESW_DEFERRED).toEqual([]);
});
