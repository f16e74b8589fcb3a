import type { InterfaceFacts, NetworkFacts, PhysicalFunctionFacts } from '../../lib/inventory/inventory';
import type { VfSettings, VfUse } from '../../lib/model/settings';
import type { PfConditions } from '../../lib/model/wanted';
import type { EswitchBlocker } from '../../lib/catalog/driver-profile';
import { ESW_DEFERRED, ESW_RULES } from '../../lib/rules/esw';
import { ESW_001 } from '../../lib/rules/esw/esw-001';
import { ESW_002 } from '../../lib/rules/esw/esw-002';
import { ESW_003 } from '../../lib/rules/esw/esw-003';
import { ESW_004 } from '../../lib/rules/esw/esw-004';
import { ESW_005 } from '../../lib/rules/esw/esw-005';
import { ESW_006 } from '../../lib/rules/esw/esw-006';
import { ESW_007 } from '../../lib/rules/esw/esw-007';
import { ESW_008 } from '../../lib/rules/esw/esw-008';
import { ESW_009 } from '../../lib/rules/esw/esw-009';
import { interfaceFacts, nicFacts, nvmeFacts, vfFacts } from '../support/facts';
import { device } from '../support/catalog';
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

/** A PF on mlx5_core that is to switch; @param beside another PF of the NIC, without a netdev */
const socketDirect = (network: Partial<NetworkFacts>, kernelRelease: string, beside = false): HostSketch => {
  const own = nic({}, network, { driver: 'mlx5_core' });
  const { network: its } = own;
  const other = { ...own, address: '0000:5e:00.0', network: its === null ? null : { ...its, interfaces: [] } };
  return {
    ...switchdev({ profile: MLX5, facts: own }),
    inventory: { kernelRelease },
    ...(beside && { others: [other] }),
  };
};

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
    [
      'a link type that is a token',
      switchdev({ wanted: { unresolved: ['linkType'] }, change: { linkType: null } }),
      'linkType (a token, known only at deploy)',
    ],
  ],
});

describeRule(ESW_002, {
  violating: [
    [
      'switchdev mode on igb',
      switchdev({ profile: driver('igb') }),
      {
        message: 'eswitchMode is switchdev, and the driver igb has no such mode (0000:3b:00.0, ice)',
        pointer: 'eswitchMode',
        found: 'switchdev',
        limit: 'legacy',
        limitSource: driver('igb').eswitch?.source ?? '',
      },
    ],
    [
      'mlx5 whose netdev stands for several PFs',
      socketDirect({ joinedPfs: ['0000:5e:00.0'] }, '6.12.95+deb13-amd64'),
      {
        message:
          'eswitchMode is switchdev, and one netdev stands for this PF and 0000:5e:00.0 (Socket Direct), which mlx5_core keeps in legacy mode: EPERM (0000:3b:00.0, mlx5_core)',
        pointer: 'eswitchMode',
        found: 'a netdev of several PFs',
        limit: 'legacy',
        limitSource: MLX5.eswitch?.source ?? '',
        fix: 'Leave eswitchMode out, or turn Socket Direct off in the firmware of the card',
      },
    ],
    [
      'mlx5 that shows no mode, as a BlueField in DPU mode',
      switchdev({ profile: MLX5, facts: nic({}, { eswitchMode: null }) }),
      {
        message:
          "eswitchMode is switchdev, and the port shows no eswitch mode: it was read without devlink, or the card's own cores have the eswitch, as with a BlueField in DPU mode (0000:3b:00.0, ice)",
        pointer: 'eswitchMode',
        found: 'no eswitch mode',
        severity: 'warning',
        limitSource: 'mlx5_devlink_eswitch_get in eswitch.c of mlx5_core, Linux 6.1 and 6.12',
        fix: 'Run devlink dev eswitch show on the host. Where it is refused, set the mode on the DPU and leave eswitchMode out, or put the card into NIC mode; else read the inventory again',
      },
    ],
    [
      'nfp with firmware that is in legacy mode, in full',
      switchdev({ profile: driver('nfp') }),
      {
        message:
          'eswitchMode is switchdev, the port is in legacy mode, and with nfp the firmware of the card decides on it (0000:3b:00.0, ice)',
        pointer: 'eswitchMode',
        found: 'switchdev',
        limit: 'legacy',
        limitSource: driver('nfp').eswitch?.source ?? '',
        fix: 'Leave eswitchMode out, or load firmware onto the card that has switchdev mode (nfp: flower)',
      },
    ],
    [
      'ice of a kernel before it had the mode',
      { ...switchdev(), inventory: { kernelRelease: '5.15.0-130-generic' } },
      {
        message:
          'eswitchMode is switchdev, and the driver ice has no such mode in Linux before 5.16: EOPNOTSUPP (0000:3b:00.0, ice)',
        pointer: 'eswitchMode',
        found: 'switchdev',
        limit: 'legacy',
        limitSource: ICE.eswitch?.source ?? '',
        fix: 'Leave eswitchMode out, or take a later kernel',
      },
    ],
    [
      'bnxt without VFs, before it had the mode without',
      { ...switchdev({ profile: driver('bnxt_en'), pools: [] }), inventory: { kernelRelease: '6.1.0-28-amd64' } },
      {
        message:
          'eswitchMode is switchdev, and the driver bnxt_en has that mode only while VFs exist in Linux before 6.2: EPERM (0000:3b:00.0, ice)',
        pointer: 'eswitchMode',
        found: 'no VFs',
        limit: '1 VF at least',
        limitSource: driver('bnxt_en').eswitch?.source ?? '',
        fix: 'Set numVfs, or leave eswitchMode out until there are VFs',
      },
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
    ['mlx5 whose netdev is its own', socketDirect({}, '6.12.95')],
    ['several PFs of one NIC in a kernel that gives each a netdev', socketDirect({}, '6.1.0', true)],
    ['ice, which wants the mode before VFs', switchdev()],
    ['mlx5, which takes any order', switchdev({ profile: MLX5 })],
    ['nfp whose firmware has it', switchdev({ profile: driver('nfp'), facts: nic({}, { eswitchMode: 'switchdev' }) })],
    ['bnxt, which has its VFs first', switchdev({ profile: driver('bnxt_en') })],
    [
      'bnxt of a kernel that has the mode without VFs',
      { ...switchdev({ profile: driver('bnxt_en'), pools: [] }), inventory: { kernelRelease: '6.12.95' } },
    ],
    ['netdevsim, which takes any order', switchdev({ profile: driver('netdevsim') })],
  ],
  notApplicable: [['legacy mode', legacy({ profile: driver('igb') })]],
  unknown: [
    [
      'ice that is built beside a kernel whose own has no switchdev mode',
      { ...switchdev({ facts: nic({}, {}, { driverOutOfTree: true }) }), inventory: { kernelRelease: '5.15.0' } },
      'whether the driver ice has switchdev mode, as it has not in Linux before 5.16: its module is built beside the kernel',
    ],
    [
      'mlx5 whose netdev stands for several PFs, in a kernel of which nobody read whether it minds',
      socketDirect({ joinedPfs: ['0000:5e:00.0'] }, '6.10.1'),
      "whether the driver mlx5_core of the host's kernel has switchdev mode for a netdev of several PFs (0000:5e:00.0)",
    ],
    [
      'mlx5 beside a PF of the same kind that has no netdev',
      socketDirect({}, '6.12.95', true),
      'whether the netdev of 0000:3b:00.0 stands for 0000:5e:00.0 as well (Socket Direct), which has none: read as root, with debugfs, the inventory tells',
    ],
    [
      'bnxt without VFs of a kernel that nobody looked at',
      { ...switchdev({ profile: driver('bnxt_en'), pools: [] }), inventory: { kernelRelease: '6.6.1' } },
      "whether the driver bnxt_en of the host's kernel has switchdev mode while no VF exists",
    ],
    [
      'ice of an enterprise kernel',
      { ...switchdev(), inventory: { kernelRelease: '5.14.0-503.el9.x86_64' } },
      'whether the driver ice has switchdev mode, as it has not in Linux before 5.16: 5.14.0-503.el9.x86_64 is an enterprise kernel, which has drivers of later releases',
    ],
    [
      'a driver of which no source tells the order',
      switchdev({ profile: OF_NO_ORDER }),
      'whether the driver ice wants its VFs before switchdev mode or after it',
    ],
    [
      'nfp, whose firmware decides, of which nobody read the mode',
      switchdev({ profile: driver('nfp'), facts: nic({}, { eswitchMode: null }) }),
      'eswitch mode of the port, on which the firmware of the card decides',
    ],
    [
      'a driver of which no source tells whether it has the mode',
      switchdev({ profile: driver('liquidio') }),
      'whether the driver liquidio has switchdev mode',
    ],
    ['a PF of unknown driver', switchdev({ profile: null })],
    ['a mode that is a token', tokenMode],
  ],
});

const conditions = (stated: PfConditions) => switchdev({ wanted: { conditions: stated } });
const QUIET: PfConditions = { adq: false, macvlanOffload: false };

/** A driver like ice that refuses switchdev mode for one reason. */
const blockedBy = (reason: EswitchBlocker, sketch: PfSketch = {}) =>
  switchdev({
    profile: { ...ICE, eswitch: { switchdev: true, forbiddenWhen: [reason], source: 'manual' } },
    ...sketch,
  });

describeRule(ESW_003, {
  violating: [
    [
      'ADQ',
      conditions({ ...QUIET, adq: true }),
      {
        message: 'eswitchMode is switchdev, and the driver refuses it here: ADQ is active (0000:3b:00.0, ice)',
        pointer: 'conditions.adq',
        found: 'ADQ is active',
        limit: 'not: ADQ active',
        limitSource: ICE.eswitch?.source ?? '',
        fix: 'Turn ADQ off on the port, or leave eswitchMode out',
      },
    ],
    [
      'macvlan offload on a driver that refuses it',
      blockedBy('macvlan-offload', { wanted: { conditions: { macvlanOffload: true } } }),
      {
        message:
          'eswitchMode is switchdev, and the driver refuses it here: macvlan offload is active (0000:3b:00.0, ice)',
        pointer: 'conditions.macvlanOffload',
        found: 'macvlan offload is active',
        limit: 'not: L2 forwarding offload (macvlan) active',
        limitSource: 'manual',
        fix: 'Turn l2-fwd-offload off on the port, or leave eswitchMode out',
      },
    ],
    [
      'too few MSI-X vectors on a driver that needs more',
      blockedBy('few-msix', { wanted: { numVfs: 64 }, facts: nicFacts({ vfTotalMsix: 127 }) }),
      {
        message:
          'eswitchMode is switchdev, and the driver refuses it here: 64 VFs need at least 128 MSI-X vectors, and there are 127 (0000:3b:00.0, ice)',
        pointer: 'numVfs',
        found: '64 VFs need at least 128 MSI-X vectors, and there are 127',
        limit: 'not: not enough MSI-X',
        limitSource: 'manual',
        fix: 'Lower numVfs, or leave eswitchMode out',
      },
    ],
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
    [
      'ice of which nobody said whether ADQ is active',
      conditions({ macvlanOffload: false }),
      'conditions.adq of a port with ice',
    ],
    [
      'macvlan offload, which only the ice of Intel refuses',
      conditions({ ...QUIET, macvlanOffload: true }),
      `whether the driver is the kernel's own or ${ICE.eswitch?.forbiddenOutOfTree?.driver}, which refuses switchdev mode as macvlan offload is active`,
    ],
    [
      'macvlan offload of which nobody said whether it is active, on a driver that refuses it',
      blockedBy('macvlan-offload'),
      'conditions.macvlanOffload of a port with ice',
    ],
    [
      'MAC source pruning, of which nobody says anything',
      blockedBy('mac-source-pruning-off'),
      'whether MAC source pruning of the port is off',
    ],
    [
      'MSI-X vectors that were not read, of a driver that needs some',
      blockedBy('few-msix', { facts: nicFacts({ vfTotalMsix: null }) }),
      'MSI-X vectors for VFs, or their number',
    ],
    [
      'MSI-X vectors for a number of VFs that is a token',
      blockedBy('few-msix', { facts: nicFacts({ vfTotalMsix: 127 }), change: { numVfs: null } }),
      'MSI-X vectors for VFs, or their number',
    ],
    [
      'MSI-X vectors on a driver of which nobody knows how many it needs',
      switchdev({
        profile: { ...ICE, msix: undefined, eswitch: { switchdev: true, forbiddenWhen: ['few-msix'], source: null } },
        facts: nicFacts({ vfTotalMsix: 127 }),
      }),
      'MSI-X vectors for VFs, or their number',
    ],
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
      {
        message:
          'vdpa is set, and the physical function is in legacy mode, where no flow of the vDPA device is steered (0000:3b:00.0, ice)',
        pointer: 'vdpa',
        found: 'legacy',
        limit: 'switchdev',
        severity: 'warning',
        limitSource: MLX5.vdpa?.source ?? '',
        fix: 'Set eswitchMode of rack1/kvm01/pf0 to switchdev, or leave vdpa out',
      },
    ],
    [
      'vDPA in legacy mode on a driver that makes no device there',
      vdpa(
        { driver: 'native' },
        {
          profile: driver('ice', { vdpa: { supported: true, requires: 'switchdev', source: 'manual' } }),
          wanted: { eswitchMode: 'legacy' },
        },
      ),
      {
        message:
          'vdpa is set, and the physical function is in legacy mode, in which the driver makes no vDPA device (0000:3b:00.0, ice)',
        pointer: 'vdpa',
        found: 'legacy',
        limit: 'switchdev',
        severity: 'error',
        limitSource: 'manual',
        fix: 'Set eswitchMode of rack1/kvm01/pf0 to switchdev, or leave vdpa out',
      },
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
      {
        message: 'vdpa is set, and the driver ice has no vDPA devices (0000:3b:00.0, ice)',
        pointer: 'vdpa',
        found: 'vdpa',
        limitSource: 'tried',
        fix: 'Leave vdpa out, or use a card whose driver has vDPA devices',
      },
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

const bonded = (mode: string | null, totalVfs: number | null = 64) =>
  nic({ bond: { name: 'bond0', mode } }, {}, { totalVfs });

describeRule(ESW_005, {
  violating: [
    [
      'a bond in balance-rr',
      switchdev({ profile: MLX5, facts: bonded('balance-rr') }),
      /ens1f0 is a port of bond0 in mode balance-rr, which mlx5_core does not take over.*Set bond0 to active-backup, balance-xor or 802.3ad/,
    ],
    ['a bond in balance-alb', switchdev({ profile: MLX5, facts: bonded('balance-alb') }), /balance-alb/],
    [
      'a bond in balance-rr on ice of a later kernel',
      { ...switchdev({ facts: bonded('balance-rr') }), inventory: { kernelRelease: '6.18.3' } },
      /ice does not take over/,
    ],
    [
      'an LACP bond on ice',
      switchdev({ facts: bonded('802.3ad') }),
      /ice does not take over.*Set bond0 to active-backup, or take/,
    ],
    [
      'a bond on bnxt',
      switchdev({ profile: driver('bnxt_en'), facts: bonded('active-backup') }),
      {
        message:
          'ens1f0 is a port of bond0, and bnxt_en takes over no bond in switchdev mode: VFs have this port alone (0000:3b:00.0, ice)',
        pointer: 'eswitchMode',
        found: 'active-backup',
        limit: 'no bond',
        limitSource: driver('bnxt_en').eswitch?.source ?? '',
        fix: 'Take ens1f0 out of bond0, or leave eswitchMode out',
      },
    ],
    [
      'a bond in a mode that mlx5 does not take over, in full',
      switchdev({ profile: MLX5, facts: bonded('broadcast') }),
      {
        message:
          'ens1f0 is a port of bond0 in mode broadcast, which mlx5_core does not take over in switchdev mode: VFs have this port alone (0000:3b:00.0, ice)',
        pointer: 'eswitchMode',
        found: 'broadcast',
        limit: 'active-backup, balance-xor, 802.3ad',
        limitSource: MLX5.eswitch?.source ?? '',
        fix: 'Set bond0 to active-backup, balance-xor or 802.3ad, or take ens1f0 out of it',
      },
    ],
    [
      'a bond of an mlx5 port whose firmware has more VFs than it may have for one, in full',
      switchdev({ profile: MLX5, facts: bonded('802.3ad', 65) }),
      {
        message:
          'ens1f0 is a port of bond0, and its firmware has 65 VFs to make: mlx5_core takes over no bond of a PF that has more than 64, however many are made, and VFs have this port alone (0000:3b:00.0, ice)',
        pointer: 'eswitchMode',
        found: '65 VFs',
        limit: '64 VFs',
        limitSource: MLX5.eswitch?.bondVfs?.source ?? '',
        severity: 'warning',
        fix: 'Set the firmware to 64 VFs or less for each port (SRIOV_EN, NUM_OF_VFS), or take ens1f0 out of bond0; the kernel says as the port joins the bond whether this firmware has the limit',
      },
    ],
  ],
  compliant: [
    ['an LACP bond on mlx5', switchdev({ profile: MLX5, facts: bonded('802.3ad') })],
    ['an active-backup bond', switchdev({ facts: bonded('active-backup') })],
    ['as many VFs as ice has, which gives them a bond', switchdev({ facts: bonded('active-backup', 256) })],
    ['an active-backup bond on mlx5', switchdev({ profile: MLX5, facts: bonded('active-backup') })],
    ['a balance-xor bond', switchdev({ profile: MLX5, facts: bonded('balance-xor') })],
  ],
  notApplicable: [
    ['a port without a bond', switchdev()],
    ['legacy mode', legacy({ facts: bonded('balance-rr') })],
  ],
  unknown: [
    ['a bond on a driver of which no source tells', switchdev({ profile: driver('nfp'), facts: bonded('802.3ad') })],
    [
      'an LACP bond on ice of a kernel that takes it over with newer firmware',
      { ...switchdev({ facts: bonded('802.3ad') }), inventory: { kernelRelease: '6.18.3' } },
      'whether kernel and firmware of ice take over a bond in mode 802.3ad',
    ],
    ['a bond whose mode nobody read', switchdev({ facts: bonded(null) })],
    [
      'a bond on mlx5 of whose firmware nobody read the VFs',
      switchdev({ profile: MLX5, facts: bonded('802.3ad', null) }),
    ],
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
      {
        message:
          'trust is set, and in switchdev mode the driver does not take it: EOPNOTSUPP in switchdev mode (0000:3b:00.0, ice)',
        pointer: 'trust',
        found: 'trust',
        limit: 'what the driver takes in switchdev mode',
        limitSource: MLX5.operations?.trust?.find(({ when }) => when?.eswitchMode === 'switchdev')?.source ?? '',
        fix: 'Leave trust out and filter at the representors, or leave eswitchMode out',
      },
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
  notApplicable: [
    ['mlx5 in legacy mode', legacy({ profile: MLX5, pools: [{ settings: { trust: true } }] })],
    ['an NVMe drive', switchdev({ facts: nvmeFacts(), pools: [{ settings: { trust: true } }] })],
  ],
  unknown: [
    ['a setting that is a token', mlx5({}, ['trust'])],
    [
      'a PF of unknown driver',
      mlx5({ trust: true }, [], { profile: null }),
      'whether the driver ice takes VF settings in switchdev mode',
    ],
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
      {
        message: 'switchdev mode renames ens1f0, and nothing pins its name (0000:3b:00.0, ice)',
        pointer: 'conditions.namePinned',
        found: 'no rule for the name',
        limitSource: 'seen with the driver of the vendor',
      },
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
    [
      'mlx5 of a kernel that nobody read',
      { ...switchdev({ profile: MLX5 }), inventory: { kernelRelease: null } },
      'whether the driver mlx5_core of this kernel renames the port in switchdev mode',
    ],
    [
      'a driver that renames of which nobody said whether its name is pinned',
      switchdev({ profile: RENAMING }),
      'conditions.namePinned of a port with mlx5_core',
    ],
    ['a PF of unknown driver', switchdev({ profile: null })],
    ['a mode that is a token', tokenMode],
  ],
});

/** A port in a bridge, in switchdev mode on ice, that has some VFs and is to have 4. */
const bridged = (kernelRelease: string, numVfs: number): HostSketch => ({
  ...switchdev({ facts: nic({ bridge: 'br0' }, { eswitchMode: 'switchdev' }, { numVfs }), wanted: { numVfs: 4 } }),
  inventory: { kernelRelease },
});

describeRule(ESW_008, {
  violating: [
    [
      'a port of a bridge that is to change',
      switchdev({ facts: nic({ bridge: 'br0' }) }),
      /ens1f0 is a port of bridge br0, and is to change to switchdev mode.*Take ens1f0 out of br0 first/,
    ],
    [
      'a port of a bridge in switchdev mode whose VFs come anew, of which ice makes none',
      bridged('6.12.0', 2),
      {
        message:
          'ens1f0 is a port of bridge br0, and is to make VFs in switchdev mode, which its driver refuses (0000:3b:00.0, ice)',
        pointer: 'eswitchMode',
        found: 'port of br0',
        limitSource: 'bridge of ens1f0 on the host',
        fix: 'Take ens1f0 out of br0 first, or leave eswitchMode out',
      },
    ],
    [
      'a port of a bridge in switchdev mode, of which ice makes no VF',
      bridged('6.8.0', 0),
      /ens1f0 is a port of bridge br0, and is to make VFs in switchdev mode, which its driver refuses/,
    ],
  ],
  compliant: [
    ['a port without a bridge', switchdev()],
    ['a port of a bridge in switchdev mode, of which ice of Linux 6.1 makes VFs', bridged('6.1.0', 0)],
    [
      'a port of a bridge in switchdev mode that has its VFs, on ice',
      switchdev({
        facts: nic(
          { bridge: 'br0' },
          { eswitchMode: 'switchdev' },
          { numVfs: 4, virtualFunctions: [0, 1, 2, 3].map((n) => vfFacts(n)) },
        ),
        wanted: { numVfs: 4 },
      }),
    ],
    [
      'a port of a bridge in switchdev mode that is to have no VFs, on ice',
      switchdev({
        facts: nic({ bridge: 'br0' }, { eswitchMode: 'switchdev' }, { numVfs: 0 }),
        wanted: { numVfs: 0 },
        pools: [],
      }),
    ],
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
    [
      'VFs beside a bridge on a kernel between those that were read',
      bridged('6.6.0', 0),
      "whether ice of the host's kernel makes VFs while its port is in a bridge",
    ],
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
  expect(ESW_RULES.map(({ id }) => id)).toEqual(Array.from({ length: 9 }, (_, i) => `ESW-00${i + 1}`));
  expect(ESW_DEFERRED).toEqual([]);
});

const blueField = (eswitchMode: 'legacy' | 'switchdev' | null, sketch: PfSketch = {}): HostSketch => ({
  pfs: [{ profile: MLX5, device: device('mlx-bf2'), facts: nic({}, { eswitchMode }), ...sketch }],
});

describeRule(ESW_009, {
  violating: [
    [
      'VFs of a BlueField whose port shows no eswitch mode',
      blueField(null),
      /^the port shows no eswitch mode: it was read without devlink, or the card is in DPU mode and its own cores have the eswitch .*NIC mode/,
    ],
  ],
  compliant: [
    ['one whose eswitch the host has', blueField('legacy')],
    ['one that is in switchdev mode and is left so', blueField('switchdev')],
  ],
  notApplicable: [
    ['a card without cores of its own', { pfs: [{ profile: MLX5, facts: nic({}, { eswitchMode: null }) }] }],
    ['one that is to change to switchdev mode', blueField(null, { wanted: { eswitchMode: 'switchdev' } })],
    ['one without VFs', blueField(null, { wanted: { numVfs: 0 }, pools: [] })],
    ['an InfiniBand port', blueField(null, { change: { linkType: 'infiniband' } })],
  ],
  unknown: [
    ['a host that was not read', { ...blueField(null), presumed: true }, 'whether the card is in DPU mode'],
    ['a number that is a token', blueField(null, { change: { numVfs: null } })],
    ['a mode that is a token', blueField(null, { wanted: { unresolved: ['eswitchMode'] } })],
  ],
});
