import type { CatalogDevice } from '../../lib/catalog/device';
import type { BootVfFacts, PhysicalFunctionFacts } from '../../lib/inventory/inventory';
import type { QatService } from '../../lib/model/qat-services';
import { CAP_001 } from '../../lib/rules/cap/cap-001';
import { CAP_002 } from '../../lib/rules/cap/cap-002';
import { CAP_003 } from '../../lib/rules/cap/cap-003';
import { CAP_004 } from '../../lib/rules/cap/cap-004';
import { CAP_005 } from '../../lib/rules/cap/cap-005';
import { CAP_006 } from '../../lib/rules/cap/cap-006';
import { CAP_007 } from '../../lib/rules/cap/cap-007';
import { CAP_008 } from '../../lib/rules/cap/cap-008';
import { CAP_009 } from '../../lib/rules/cap/cap-009';
import { CAP_013 } from '../../lib/rules/cap/cap-013';
import { CAP_014 } from '../../lib/rules/cap/cap-014';
import { CAP_012 } from '../../lib/rules/cap/cap-012';
import { judge } from '../../lib/rules/judge';
import { device, profile } from '../support/catalog';
import type { InterfaceFacts, NetworkFacts } from '../../lib/inventory/inventory';
import { interfaceFacts, nicFacts, nvmeFacts } from '../support/facts';
import { type HostSketch, type PfSketch, resolvedHost } from '../support/resolved';
import { describeRule } from '../support/rule-table';

const onePf = (pf: PfSketch): HostSketch => ({ pfs: [pf] });
const vfs = (numVfs: number, pf: PfSketch = {}): HostSketch => onePf({ ...pf, wanted: { ...pf.wanted, numVfs } });
const tokenCount = onePf({ change: { numVfs: null } });

describeRule(CAP_001, {
  violating: [
    ['more VFs than sriov_totalvfs', vfs(129), /^129 VFs wanted, 128 at most \(0000:3b:00\.0, ice\)\. .*to 128 VFs/],
    [
      'a million VFs of pools, as one finding',
      onePf({ pools: [{ count: 1_000_000 }] }),
      /^1000000 VFs wanted, 128 at most [^\n]*$/,
    ],
    [
      'more VFs than the host has for two pools, which are named',
      onePf({ pools: [{ count: 100 }, { count: 29 }] }),
      /^129 VFs wanted, 128 at most \(0000:3b:00\.0, ice\), 100 by \S+ and 29 by \S+\. /,
    ],
    [
      'a pool that begins where few VFs are left, with where that is',
      onePf({ pools: [{ firstVf: 125, count: 8 }] }),
      /^133 VFs wanted, 128 at most \(0000:3b:00\.0, ice\), 8 from VF 125 by \S+\. /,
    ],
    [
      'more VFs than the host has, on the property that states them',
      vfs(129),
      {
        message: '129 VFs wanted, 128 at most (0000:3b:00.0, ice)',
        pointer: 'numVfs',
        found: '129',
        limit: '128',
        limitSource: 'sriov_totalvfs of 0000:3b:00.0',
        fix: 'Lower numVfs or the pools of the PF to 128 VFs, or spread them over another PF',
      },
    ],
    [
      'more VFs than the host has, of many pools',
      onePf({ pools: [{ count: 100 }, { count: 20 }, { count: 5 }, { count: 4 }, { count: 3 }, { count: 2 }] }),
      /, 100 by \S+pool0, 20 by \S+pool1, 5 by \S+pool2, 4 by \S+pool3, 3 by \S+pool4 and 1 more pool\. /,
    ],
    [
      'more VFs than the host has, without a pool',
      onePf({ pools: [], change: { numVfs: 129 } }),
      {
        message: '129 VFs wanted, 128 at most (0000:3b:00.0, ice)',
        found: '129',
        limit: '128',
        limitSource: 'sriov_totalvfs of 0000:3b:00.0',
        fix: 'Lower numVfs or the pools of the PF to 128 VFs, or spread them over another PF',
      },
    ],
    [
      'more VFs than the catalog has for a device that no host was read for',
      vfs(8, {
        facts: null,
        device: device('intel-82576'),
        change: { totalVfs: { value: 7, source: 'ethernet-linux-igb' } },
      }),
      /8 VFs wanted, 7 at most/,
    ],
    [
      'what no 16-bit register holds, though nobody knows the limit of the device',
      vfs(65_536, { change: { totalVfs: null } }),
      /65536 VFs wanted, 65535 at most/,
    ],
    [
      'more VFs than somebody else has created',
      vfs(5, { facts: nicFacts({ numVfs: 4 }), wanted: { externallyManaged: true } }),
      /5 VFs wanted, 4 at most .*Lower the pools to the 4 VFs that exist/,
    ],
  ],
  compliant: [
    ['as many VFs as sriov_totalvfs', vfs(128)],
    [
      'pools on all the VFs that somebody else has created',
      vfs(4, { facts: nicFacts({ numVfs: 4 }), wanted: { externallyManaged: true } }),
    ],
  ],
  notApplicable: [['a PF without VFs', vfs(0)]],
  unknown: [
    ['a number of VFs that is a token', tokenCount],
    ['a device whose limit nobody knows', vfs(8, { change: { totalVfs: null } })],
  ],
});

test('CAP-001 names the register, the host or who else manages the PF as the source of its limit', () => {
  const verdict = judge(CAP_001, [resolvedHost(vfs(200))])[0]?.verdict;
  expect(verdict).toMatchObject({ limitSource: 'sriov_totalvfs of 0000:3b:00.0', found: '200', limit: '128' });
});

const port = (fn: number, numVfs: number, id = 'intel-xl710-qsfp'): PfSketch => ({
  facts: nicFacts({ address: `0000:3b:00.${fn}`, driver: 'i40e' }),
  device: device(id),
  wanted: { numVfs },
});
const twoPorts = (a: number, b: number): HostSketch => ({ pfs: [port(0, a), port(1, b)] });

/** A host on which only the first port is declared, and the second one already has VFs. */
function withUndeclaredPort(declaredVfs: number, undeclaredVfs: number, id?: string) {
  const host = resolvedHost({ pfs: [port(0, declaredVfs, id)] });
  const other = nicFacts({ address: '0000:3b:00.1', driver: 'i40e', numVfs: undeclaredVfs });
  return {
    ...host,
    inventory: { ...host.inventory, physicalFunctions: [...host.inventory.physicalFunctions, other] },
  };
}

describeRule(CAP_002, {
  violating: [
    [
      'two ports of an XL710 with 129 VFs',
      twoPorts(64, 65),
      /have 129 VFs together \(64 on 0000:3b:00\.0, 65 on 0000:3b:00\.1\), the card allows 128\. Take 1 VF off/,
    ],
    [
      'a port that nobody declared and that has VFs already',
      withUndeclaredPort(100, 30),
      /130 VFs together \(100 on 0000:3b:00\.0, 30 on 0000:3b:00\.1, not declared\)/,
    ],
    [
      'a port with more VFs than the card has for all, beside one without VFs that nobody declared',
      withUndeclaredPort(129, 0),
      {
        message:
          'the PFs of one XL710 40GbE QSFP+ on kvm01 have 129 VFs together (129 on 0000:3b:00.0), the card allows 128',
        path: 'rack1/kvm01/pf0',
        pointer: 'numVfs',
        found: '129',
        limit: '128',
        limitSource: device('intel-xl710-qsfp').sriov.source ?? '',
        fix: 'Take 1 VF off the PFs of this card, or move their pools to another card',
      },
    ],
    [
      'a port with too many VFs beside a declared one without any, and one of which nobody knows the model',
      { pfs: [{ ...port(0, 0), device: null }, port(1, 129)] },
      /129 VFs together \(0 on 0000:3b:00\.0, 129 on 0000:3b:00\.1\)/,
    ],
  ],
  compliant: [
    ['two ports of an XL710 with 128 VFs', twoPorts(64, 64)],
    ['a port that nobody declared and that has few VFs', withUndeclaredPort(100, 28)],
    [
      'ports of two cards with more VFs than one card has',
      {
        pfs: [port(0, 100), { ...port(0, 100), facts: nicFacts({ address: '0000:5e:00.0', driver: 'i40e' }) }],
      },
    ],
  ],
  notApplicable: [
    ['a host without PFs', { pfs: [] }],
    ['ports without VFs', twoPorts(0, 0)],
    ['the only port of a card without a limit of its own', onePf({ device: device('mlx-cx5') })],
    ['a declared port without VFs beside one that nobody declared', withUndeclaredPort(0, 129)],
  ],
  unknown: [
    [
      'a declared port of a card whose limit nobody knows, beside one that nobody declared',
      withUndeclaredPort(8, 8, 'mlx-cx5'),
      'most VFs of all ports of the card together',
    ],
    [
      'a number of VFs that is a token, beside a port without VFs',
      { pfs: [port(0, 0), { ...port(1, 8), change: { numVfs: null } }] },
    ],
    ['two ports of a card whose limit nobody knows', { pfs: [port(0, 8, 'mlx-cx5'), port(1, 8, 'mlx-cx5')] }],
    ['a number of VFs that is a token', { pfs: [port(0, 8), { ...port(1, 8), change: { numVfs: null } }] }],
  ],
});

const mlx = (fn: number, numVfs: number, firmwareNumVfs?: number, totalVfs = 127): PfSketch => ({
  facts: nicFacts({ address: `0000:3b:00.${fn}`, driver: 'mlx5_core', totalVfs, ariEnabled: false }),
  device: device('mlx-cx5'),
  profile: profile('mlx5_core'),
  wanted: { numVfs, conditions: firmwareNumVfs === undefined ? {} : { firmwareNumVfs } },
});

/** Of a card that nobody has read. */
const unread = (numVfs: number): PfSketch => ({ ...mlx(0, numVfs), facts: null });

describeRule(CAP_003, {
  violating: [
    [
      'more VFs than the firmware is set to',
      onePf(mlx(0, 16, 8)),
      /16 VFs wanted, the firmware is set to 8 .*Set NUM_OF_VFS of the card to 16 .*reboot/,
    ],
    [
      'a port of a dual-port card, and proposes what the larger port needs',
      { pfs: [mlx(0, 16, 8), mlx(1, 32, 8)] },
      /16 VFs wanted, the firmware is set to 8 .*NUM_OF_VFS of the card to 32/,
    ],
    [
      'two values for the ports of one card',
      { pfs: [mlx(0, 4, 8), mlx(1, 4, 16)] },
      /firmwareNumVfs is 8 here and 16 on rack1\/kvm01\/pf1, and both are ports of one card/,
    ],
    [
      'two values, on the port that is judged',
      { pfs: [mlx(0, 4, 8), mlx(1, 0, 16)] },
      {
        message:
          'firmwareNumVfs is 8 here and 16 on rack1/kvm01/pf1, and both are ports of one card (0000:3b:00.0, mlx5_core)',
        pointer: 'conditions.firmwareNumVfs',
        fix: 'State for both ports the one value that mstconfig shows for the card',
      },
    ],
    [
      'more VFs than the firmware of a driver is set to of which the catalog has no setting',
      onePf({ profile: profile('ice'), wanted: { numVfs: 16, conditions: { firmwareNumVfs: 8 } } }),
      {
        message: '16 VFs wanted, the firmware is set to 8 (0000:3b:00.0, ice)',
        pointer: 'numVfs',
        found: '16',
        limit: '8',
        limitSource: 'conditions.firmwareNumVfs (NUM_OF_VFS of the card)',
        fix: 'Set NUM_OF_VFS of the card to 16 with mstconfig (its ports share the value) and reboot the host before the plan runs, or lower numVfs to 8',
      },
    ],
    [
      'more VFs than the firmware is set to, which the kernel can set as well',
      { ...onePf(mlx(0, 16, 8)), inventory: { kernelRelease: '6.18.19' } },
      /to 16 with mstconfig \(its ports share the value\), or by devlink dev param set pci\/0000:3b:00.0 name total_vfs value 16 cmode permanent, and reboot/,
    ],
    [
      'more VFs than the firmware is set to, on a kernel between those that were read',
      { ...onePf(mlx(0, 16, 8)), inventory: { kernelRelease: '6.15.1' } },
      /to 16 with mstconfig \(its ports share the value\) and reboot/,
    ],
    [
      'more VFs than the firmware is set to, beside a larger need of another card',
      { pfs: [mlx(0, 16, 8), { ...mlx(0, 32, 64), facts: nicFacts({ address: '0000:5e:00.0' }) }] },
      /16 VFs wanted, the firmware is set to 8 .*NUM_OF_VFS of the card to 16 /,
    ],
    [
      'more VFs than the firmware is set to, of a PF whose address nobody knows',
      {
        pfs: [
          { ...mlx(0, 16, 8), facts: null, wanted: { ...mlx(0, 16, 8).wanted, selector: { slot: '7' } } },
          mlx(1, 32, 8),
        ],
      },
      /16 VFs wanted, the firmware is set to 8 .*NUM_OF_VFS of the card to 16 .*\n.*32 VFs wanted/,
    ],
    [
      'more VFs than any such firmware takes, with who says so',
      onePf({
        ...unread(9),
        profile: { ...profile('mlx5_core'), numVfs: { firmwareUpperBound: 8, source: 'manual' } },
      }),
      {
        message: '9 VFs wanted, firmware of mlx5_core devices takes 8 at most (0000:3b:00.0, mlx5_core)',
        pointer: 'numVfs',
        found: '9',
        limit: '8',
        limitSource: 'manual',
        fix: 'Lower numVfs to 8 or spread the pools over another card',
      },
    ],
    [
      'more VFs than any such firmware takes',
      onePf(unread(128)),
      /128 VFs wanted, firmware of mlx5_core .* 127 at most/,
    ],
  ],
  compliant: [
    ['as many VFs as the firmware is set to', onePf(mlx(0, 8, 8))],
    ['a host whose kernel shows what the firmware grants', onePf(mlx(0, 100))],
    ['a card whose firmware grants more than the catalog knows', onePf(mlx(0, 600, undefined, 1024))],
  ],
  notApplicable: [
    [
      'a driver without such a firmware setting',
      onePf({ profile: profile('ice'), device: device('intel-e810-xxv-sfp') }),
    ],
    ['a PF without VFs', onePf(mlx(0, 0, 8))],
  ],
  unknown: [
    ['a host that was not read', { presumed: true, pfs: [mlx(0, 8)] }, 'NUM_OF_VFS of the firmware'],
    ['as many VFs as such firmware takes at most', onePf(unread(127))],
    [
      'a driver of whose firmware only the name of the setting is known',
      onePf({
        ...unread(8),
        profile: { ...profile('mlx5_core'), numVfs: { firmwareKeys: ['NUM_OF_VFS'], source: null } },
      }),
    ],
    [
      'a driver of whose firmware only the most is known',
      onePf({ ...unread(8), profile: { ...profile('mlx5_core'), numVfs: { firmwareUpperBound: 127, source: null } } }),
    ],
    ['conditions that hold a token', onePf({ ...mlx(0, 8), wanted: { numVfs: 8, unresolved: ['conditions'] } })],
    ['a number of VFs that is a token', onePf({ ...mlx(0, 8), change: { numVfs: null } })],
  ],
});

const ixgbe = (numVfs: number, conditions: { trafficClasses?: number; dcb?: boolean } = {}): HostSketch =>
  vfs(numVfs, {
    facts: nicFacts({ driver: 'ixgbe', totalVfs: 63 }),
    profile: profile('ixgbe'),
    wanted: { conditions },
  });
const i40e = (numVfs: number, multiFunctionPartitioning?: boolean): HostSketch =>
  vfs(numVfs, {
    facts: nicFacts({ driver: 'i40e' }),
    profile: profile('i40e'),
    wanted: { conditions: multiFunctionPartitioning === undefined ? {} : { multiFunctionPartitioning } },
  });

describeRule(CAP_004, {
  violating: [
    [
      'ixgbe with 4 traffic classes',
      ixgbe(32, { trafficClasses: 4 }),
      /32 VFs wanted, 31 at most with 4 DCB traffic classes/,
    ],
    ['ixgbe with 5, which count as 8', ixgbe(16, { trafficClasses: 5 }), /16 VFs wanted, 15 at most/],
    [
      'ixgbe with 4, finding by finding',
      ixgbe(32, { trafficClasses: 4 }),
      {
        message: '32 VFs wanted, 31 at most with 4 DCB traffic classes (0000:3b:00.0, ixgbe)',
        pointer: 'numVfs',
        found: '32',
        limit: '31',
        limitSource: profile('ixgbe').numVfs?.source ?? '',
        fix: 'Lower numVfs to 31 or use fewer DCB traffic classes',
      },
    ],
    [
      'a driver whose limits stand in another order, with more classes than any of them is for',
      onePf({
        profile: {
          ...profile('ixgbe'),
          numVfs: { limitByTrafficClasses: { '8': 15, '1': 63, '4': 31 }, source: null },
        },
        wanted: { numVfs: 16, conditions: { trafficClasses: 9 } },
      }),
      {
        message: '16 VFs wanted, 15 at most with 9 DCB traffic classes (0000:3b:00.0, ice)',
        pointer: 'numVfs',
        found: '16',
        limit: '15',
        limitSource: CAP_004.source,
        fix: 'Lower numVfs to 15 or use fewer DCB traffic classes',
      },
    ],
    [
      'ixgbe with one',
      ixgbe(64, { trafficClasses: 1 }),
      /64 VFs wanted, 63 at most with 1 DCB traffic class \(.*Lower numVfs to 63\./,
    ],
    [
      '64 VFs on a partitioned i40e port',
      i40e(64, true),
      {
        message: '64 VFs wanted, 63 at most on a partitioned port (0000:3b:00.0, i40e)',
        pointer: 'numVfs',
        found: '64',
        limit: '63',
        limitSource: profile('i40e').numVfs?.source ?? '',
        fix: 'Lower numVfs to 63 or turn multi-function partitioning off in the firmware',
      },
    ],
  ],
  compliant: [
    ['ixgbe with 4 traffic classes and 31 VFs', ixgbe(31, { trafficClasses: 4 })],
    ['so few VFs that traffic classes do not matter', ixgbe(15)],
    ['ixgbe without DCB', ixgbe(63, { dcb: false })],
    ['64 VFs on an i40e port that is not partitioned', i40e(64, false)],
    ['63 VFs on any i40e port', i40e(63)],
  ],
  notApplicable: [
    ['another driver', vfs(100, { profile: profile('ice') })],
    ['an i40e port without VFs', i40e(0)],
  ],
  unknown: [
    ['ixgbe whose traffic classes nobody states', ixgbe(16), 'conditions.trafficClasses of a port with ixgbe'],
    [
      '64 VFs on an i40e port of which nobody says whether it is partitioned',
      i40e(64),
      'conditions.multiFunctionPartitioning of a port with i40e',
    ],
    [
      'conditions of i40e that hold a token',
      vfs(64, { profile: profile('i40e'), wanted: { unresolved: ['conditions'] } }),
      'conditions (a token, known only at deploy)',
    ],
    ['a number of VFs that is a token', onePf({ profile: profile('ixgbe'), change: { numVfs: null } })],
    [
      'conditions that hold a token',
      vfs(16, { profile: profile('ixgbe'), wanted: { unresolved: ['conditions'] } }),
      'conditions (a token, known only at deploy)',
    ],
  ],
});

/** A pool of which nobody knows where it begins. */
function unplaced(unresolved: readonly string[]) {
  const host = resolvedHost(onePf({ pools: [{ count: 2, unresolved }] }));
  const physicalFunctions = host.physicalFunctions.map((pf) => ({
    ...pf,
    pools: pf.pools.map((pool) => ({ ...pool, firstVf: null, ranges: [] })),
  }));
  return { ...host, physicalFunctions };
}

describeRule(CAP_005, {
  violating: [
    [
      'a pool that reaches beyond the last VF',
      vfs(8, { pools: [{ count: 10 }] }),
      /the pool takes VFs 0 to 9, the PF has VFs 0 to 7 .*Raise numVfs of the PF to 10/,
    ],
    [
      'a pool that reaches beyond what the PF can have, which is not to be asked for more',
      vfs(8, { pools: [{ count: 500 }] }),
      /the PF has VFs 0 to 7 .*Lower firstVf or count of the pool: the PF can have 128 VFs \(sriov_totalvfs/,
    ],
    [
      'a pool on a PF without VFs',
      vfs(0, { pools: [{ count: 1 }] }),
      {
        message: 'the pool takes VF 0, the PF has no VFs (0000:3b:00.0, ice)',
        path: 'rack1/kvm01/pf0/pool0',
        pointer: 'count',
        found: 'last VF 0',
        limit: 'no VFs',
        limitSource: 'numVfs of rack1/kvm01/pf0',
        fix: 'Raise numVfs of the PF to 1, or lower firstVf or count of the pool',
      },
    ],
    [
      'a pool that begins behind the last VF',
      vfs(8, { pools: [{ firstVf: 7, count: 2 }] }),
      {
        message: 'the pool takes VFs 7 to 8, the PF has VFs 0 to 7 (0000:3b:00.0, ice)',
        path: 'rack1/kvm01/pf0/pool0',
        pointer: 'firstVf',
        found: 'last VF 8',
        limit: 'last VF 7',
        limitSource: 'numVfs of rack1/kvm01/pf0',
        fix: 'Raise numVfs of the PF to 9, or lower firstVf or count of the pool',
      },
    ],
    [
      'three pools of which each shares VFs with the next',
      vfs(8, {
        pools: [
          { firstVf: 0, count: 4 },
          { firstVf: 2, count: 4 },
          { firstVf: 4, count: 4 },
        ],
      }),
      [
        {
          message: 'rack1/kvm01/pf0/pool0 (VFs 0 to 3) and rack1/kvm01/pf0/pool1 (VFs 2 to 5) share VFs 2 to 3',
          path: 'rack1/kvm01/pf0/pool1',
          pointer: 'firstVf',
          found: '2 VFs in two pools',
          fix: 'Start rack1/kvm01/pf0/pool1 at VF 4, or lower count of rack1/kvm01/pf0/pool0 to 2',
        },
        {
          message: 'rack1/kvm01/pf0/pool1 (VFs 2 to 5) and rack1/kvm01/pf0/pool2 (VFs 4 to 7) share VFs 4 to 5',
          path: 'rack1/kvm01/pf0/pool2',
          pointer: 'firstVf',
          found: '2 VFs in two pools',
          fix: 'Start rack1/kvm01/pf0/pool2 at VF 6, or lower count of rack1/kvm01/pf0/pool1 to 2',
        },
      ],
    ],
    [
      'two pools that share a VF',
      onePf({ pools: [{ count: 4 }, { firstVf: 3, count: 2 }] }),
      /pf0\/pool0 \(VFs 0 to 3\) and rack1\/kvm01\/pf0\/pool1 \(VFs 3 to 4\) share VF 3\. Start rack1\/kvm01\/pf0\/pool1 at VF 4/,
    ],
    [
      'pools declared out of order',
      vfs(8, {
        pools: [
          { firstVf: 4, count: 4 },
          { firstVf: 0, count: 6 },
        ],
      }),
      /pool1 \(VFs 0 to 5\) and \S+pool0 \(VFs 4 to 7\) share VFs 4 to 5/,
    ],
  ],
  compliant: [
    ['pools side by side', onePf({ pools: [{ count: 4 }, { count: 4 }] })],
    ['pools that fill numVfs', vfs(8, { pools: [{ count: 4 }, { firstVf: 4, count: 4 }] })],
    ['room above the pools', vfs(16, { pools: [{ count: 4 }] })],
    ['an empty pool inside another', vfs(4, { pools: [{ count: 4 }, { firstVf: 2, count: 0 }] })],
  ],
  notApplicable: [['a PF without pools', onePf({ pools: [] })]],
  unknown: [
    [
      'a pool whose count is a token',
      onePf({ pools: [{ count: 0, unresolved: ['count'] }] }),
      'count (a token, known only at deploy)',
    ],
    ['a number of VFs that is a token', tokenCount],
    ['a pool whose beginning is a token', unplaced(['firstVf']), 'firstVf (a token, known only at deploy)'],
    [
      'a pool behind one whose count is no number of VFs',
      unplaced([]),
      'firstVf of a pool behind one whose count is not usable',
    ],
  ],
});

test('CAP-005 reports every pair of overlapping pools, not only the first', () => {
  const pools = [0, 2, 1, 6].map((firstVf) => ({ firstVf, count: firstVf === 0 ? 8 : 2 }));
  const pairs = judge(CAP_005, [resolvedHost(vfs(8, { pools }))]).map(({ verdict }) =>
    'message' in verdict
      ? verdict.message
          .match(/pool\d/g)
          ?.slice(0, 2)
          .join('+')
      : verdict.verdict,
  );
  expect(pairs).toEqual(['pool0+pool2', 'pool0+pool1', 'pool0+pool3', 'pool2+pool1']);
});

const pinned = (...indices: number[]) => indices.map((pinnedVf, n) => ({ vm: `vm${n}`, pinnedVf }));

describeRule(CAP_006, {
  violating: [
    [
      'more attachments than VFs',
      onePf({ pools: [{ count: 1, attached: [{ vm: 'a' }, { vm: 'b' }] }] }),
      /2 attachments, the pool has 1 VF .*Raise count of the pool to 2, or move 1 attachment/,
    ],
    [
      'two attachments pinned to one VF',
      onePf({ pools: [{ count: 4, attached: pinned(2, 2) }] }),
      {
        message: 'pinnedVf 2 is taken by rack1/kvm01/pf0/pool0/vm0-0 as well',
        path: 'rack1/kvm01/pf0/pool0/vm1-1',
        pointer: 'pinnedVf',
        found: '2',
        fix: 'Give one of the two another pinnedVf, or none',
      },
    ],
    [
      'an attachment pinned outside of its pool',
      onePf({ pools: [{ count: 4 }, { count: 4, attached: pinned(3) }] }),
      /pinnedVf 3 is not in its pool, which has VFs 4 to 7/,
    ],
  ],
  compliant: [
    ['a VF for each attachment', onePf({ pools: [{ count: 2, attached: [{ vm: 'a' }, { vm: 'b' }] }] })],
    ['attachments pinned to different VFs', onePf({ pools: [{ count: 4, attached: pinned(3, 0) }] })],
    [
      'attachments of which two are pinned to no VF',
      onePf({ pools: [{ count: 4, attached: [{}, ...pinned(3), {}] }] }),
    ],
    ['a pinned VF that is no index, which is a finding of its own', onePf({ pools: [{ attached: pinned(-1) }] })],
  ],
  notApplicable: [
    ['a pool without attachments', onePf({ pools: [{ count: 0 }] })],
    [
      'a count that is no number of VFs, which is a finding of its own',
      onePf({ pools: [{ count: -1, attached: [{}] }] }),
    ],
  ],
  unknown: [
    ['a count that is a token', onePf({ pools: [{ count: 0, unresolved: ['count'], attached: [{ vm: 'a' }] }] })],
  ],
});

test('CAP-006 says which VMs are left without a VF', () => {
  const host = resolvedHost(onePf({ pools: [{ count: 1, attached: [{ vm: 'a' }, { vm: 'b' }] }] }));
  const attachments = host.attachments.map((attachment, n) => ({ ...attachment, vf: n === 0 ? 0 : null }));
  const physicalFunctions = host.physicalFunctions.map((pf) => ({
    ...pf,
    pools: pf.pools.map((pool) => ({ ...pool, attachments })),
  }));
  expect(judge(CAP_006, [{ ...host, physicalFunctions }])[0]?.verdict).toMatchObject({
    message: '2 attachments, the pool has 1 VF (0000:3b:00.0, ice): no VF for b',
  });
});

const guestNic = (driver: string, numVfs: number, totalVfs: number | null = null) =>
  vfs(numVfs, { facts: nicFacts({ driver, totalVfs }) });
const unreadGuest = (id: string): HostSketch => ({
  presumed: true,
  pfs: [{ facts: null, wanted: { numVfs: 1 }, device: device(id) }],
});

describeRule(CAP_007, {
  violating: [
    [
      'two VFs of a virtio-net interface',
      guestNic('virtio-pci', 2),
      /2 VFs wanted of a function that is itself the NIC of a guest and shows no SR-IOV capability \(0000:3b:00\.0, virtio-pci\)/,
    ],
    [
      'one VF of an ENA',
      guestNic('ena', 1),
      /1 VF wanted .*Take its numVfs and pools out; to hand it on whole, set assignedToVm/,
    ],
    ['a VF of an ENA before any host was read', unreadGuest('aws-ena'), /1 VF wanted/],
  ],
  compliant: [['a virtio-net function that shows VFs', guestNic('virtio-pci', 4, 4)]],
  notApplicable: [
    ['a NIC of the host itself', vfs(8)],
    ['an ENA without VFs', guestNic('ena', 0)],
  ],
  unknown: [
    ['a number that is a token', onePf({ facts: nicFacts({ driver: 'ena' }), change: { numVfs: null } })],
    ['a virtio-net function that was not read', unreadGuest('virtio-net-1.0')],
  ],
});

const qat = (services: readonly QatService[], driver = '4xxx', pf: PfSketch = {}): HostSketch =>
  onePf({
    profile: profile('qat'),
    facts: nicFacts({ driver, deviceClass: 'other', network: null, qatServices: 'sym;asym' }),
    wanted: { qatServices: services },
    ...pf,
  });

describeRule(CAP_012, {
  violating: [
    [
      'three services on a device that combines two',
      qat(['sym', 'asym', 'dc']),
      /sym;asym;dc wanted, and 4xxx does not take that: it combines 2 at most \(0000:3b:00\.0, 4xxx\)\. Take services out/,
    ],
    ['a service that stands alone', qat(['dc', 'dcc'], '420xx'), /dc;dcc wanted, .*: dcc stands alone/],
    ['a service of later devices', qat(['decomp']), /decomp wanted, .*: it has sym, asym, dc, dcc/],
    ['no service at all', qat([]), /no service wanted, .*: it needs one at least/],
    [
      'one crypto service on a kernel that takes both or compression',
      qat(['sym']),
      /sym wanted, and 4xxx does not take that: Linux before 6\.2 takes sym;asym and dc alone/,
    ],
    ['services of an older QAT', qat(['dc'], 'c6xx'), /dc wanted of a device whose driver configures it for none/],
    [
      'services of a NIC',
      qat(['dc'], 'ice', { profile: profile('ice'), facts: nicFacts() }),
      /dc wanted of a device whose driver configures it for none \(0000:3b:00\.0, ice\)\. Leave qatServices out/,
    ],
    [
      'a kernel that does not let it be configured',
      qat(['dc'], '4xxx', { facts: nicFacts({ driver: '4xxx', deviceClass: 'other', network: null }) }),
      /the host shows no qat\/cfg_services .*Boot Linux 6\.0 or later/,
    ],
  ],
  compliant: [
    ['two services', { ...qat(['dc', 'sym']), inventory: { kernelRelease: '6.12.95' } }],
    ['two services that every kernel takes', qat(['asym', 'sym'])],
    [
      'one that every kernel takes, on one that nobody looked at',
      { ...qat(['dc']), inventory: { kernelRelease: '6.6.1' } },
    ],
    ['three on 6xxx', qat(['sym', 'asym', 'decomp'], '6xxx')],
  ],
  notApplicable: [
    ['a QAT of which nobody states it', onePf({ profile: profile('qat') })],
    [
      'one that somebody else manages',
      qat(['sym', 'asym', 'dc'], '4xxx', { wanted: { externallyManaged: true, qatServices: ['dc'] } }),
    ],
  ],
  unknown: [
    ['a device whose driver is not known', qat(['dc'], 'frob', { profile: null })],
    ['a wish that is a token', onePf({ profile: profile('qat'), wanted: { unresolved: ['qatServices'] } })],
    ['a host that nobody has read', { presumed: true, ...qat(['dc']) }],
    [
      'a kernel that nobody looked at',
      { ...qat(['dcc']), inventory: { kernelRelease: '6.6.1' } },
      "whether 4xxx of the host's kernel takes dcc",
    ],
  ],
});

const onI915 = (bootVfs: BootVfFacts[] | null, facts: Partial<PhysicalFunctionFacts> = {}): HostSketch => ({
  ...onePf({
    profile: profile('i915'),
    facts: nicFacts({ driver: 'i915', deviceClass: 'other', network: null, ...facts }),
    wanted: { numVfs: 4 },
  }),
  inventory: { bootVfs },
});
const ofDkms: BootVfFacts = {
  ...{ by: 'module', where: '/sys/module/i915/parameters/max_vfs', module: 'i915', parameter: 'max_vfs' },
  ...{ netdev: null, value: '7' },
};

describeRule(CAP_013, {
  violating: [
    [
      'VFs of the i915 of the kernel',
      onI915([]),
      /4 VFs wanted, and i915 of the kernel makes none: i915 of strongtz\/i915-sriov-dkms does, which has a parameter max_vfs \(0000:3b:00\.0, i915\)/,
    ],
    [
      'where another module has such a parameter',
      onI915([{ ...ofDkms, module: 'xe' }]),
      /i915 of the kernel makes none/,
    ],
  ],
  compliant: [
    ['VFs of the one that shows the parameter', onI915([ofDkms])],
    ['VFs that are there', onI915([], { numVfs: 4 })],
  ],
  notApplicable: [
    ['xe, which makes them', onePf({ profile: profile('xe') })],
    ['a GPU without VFs', onePf({ profile: profile('i915'), wanted: { numVfs: 0 } })],
  ],
  unknown: [
    ['a host of which parameters were not read', onI915(null)],
    ['a number that is a token', onePf({ profile: profile('i915'), change: { numVfs: null } })],
  ],
});

const onPort = (
  driver: string,
  { safeMode, ...netdev }: Partial<InterfaceFacts> & Pick<NetworkFacts, 'safeMode'>,
  kernelRelease = '6.1.0',
  numVfs = 0,
): HostSketch => {
  const network = {
    interfaces: [interfaceFacts({ xdp: [], ...netdev })],
    linkType: 'ethernet',
    eswitchMode: 'legacy',
    ...(safeMode !== undefined && { safeMode }),
    carriesManagement: false,
  } as const;
  return {
    ...onePf({ profile: profile(driver), facts: nicFacts({ driver, network, numVfs }) }),
    inventory: { kernelRelease },
  };
};
const inBond = { bond: { name: 'bond0', mode: 'active-backup' } };

describeRule(CAP_014, {
  violating: [
    [
      'VFs of ixgbe while its driver runs an XDP program',
      onPort('ixgbe', { xdp: ['driver'] }),
      {
        message:
          '4 VFs wanted on ens1f0, and ixgbe makes none: an XDP program is attached that the driver runs (EINVAL; 0000:3b:00.0, ixgbe)',
        pointer: 'numVfs',
        found: 'an XDP program is attached that the driver runs',
        limitSource:
          'Linux 6.1.192 and 6.18.19:drivers/net/ethernet/intel/ixgbe/ixgbe_sriov.c (__ixgbe_enable_sriov: xdp_prog)',
        fix: 'Take the program off first (ip link set ens1f0 xdp off, or end the program that attached it), or use a port without one',
      },
    ],
    ['beside a generic one', onPort('ixgbe', { xdp: ['generic', 'driver'] }), /ixgbe makes none/],
    [
      'VFs of ice on a port of a bond, before Linux 6.5',
      onPort('ice', inBond, '6.4.9'),
      /^4 VFs wanted on ens1f0, and ice makes none: its port is in a bond or team \(EOPNOTSUPP, in Linux before 6\.5; .*Take ens1f0 out of bond0 first/,
    ],
    [
      'VFs of ice in Safe Mode',
      onPort('ice', { safeMode: true }, '6.12.0'),
      {
        message:
          '4 VFs wanted on ens1f0, and ice makes none: the card is in Safe Mode, without a DDP package that ice takes (EOPNOTSUPP; 0000:3b:00.0, ice)',
        pointer: 'numVfs',
        found: 'the card is in Safe Mode, without a DDP package that ice takes',
        limitSource:
          'Linux 6.1.192, 6.12.117 and 6.18.19:drivers/net/ethernet/intel/ice/ice_main.c (ice_load_pkg: ICE_FLAG_ADV_FEATURES), ice_common.c (ice_set_safe_mode_caps), ice_sriov.c (ice_check_sriov_allowed); packages: contents of the releases 12 and 13 of Debian',
        fix: 'Install the package (/lib/firmware/intel/ice/ddp/ice.pkg, which linux-firmware has; in Debian firmware-intel-misc, before release 13 firmware-misc-nonfree), build the initramfs anew if it loads ice, then load ice again or reboot: all its ports lose their link meanwhile. Where there is one already, the kernel log tells why ice did not take it',
      },
    ],
    [
      'VFs of i40e whose firmware is in recovery mode',
      onPort('i40e', { safeMode: true }),
      /^4 VFs wanted on ens1f0, and i40e makes none: the firmware of the card is in recovery mode \(EPERM; .*Switch the host off and on again/,
    ],
    ['VFs of ice in Safe Mode and in a bond', onPort('ice', { safeMode: true, ...inBond }), /in Safe Mode/],
  ],
  compliant: [
    ['an XDP program that the kernel runs', onPort('ixgbe', { xdp: ['generic'] })],
    ['a port of ixgbe without a program', onPort('ixgbe', {})],
    ['ixgbe in a bond', onPort('ixgbe', inBond)],
    ['an XDP program on ice', onPort('ice', { xdp: ['driver'] })],
    ['ice in a bond since Linux 6.5', onPort('ice', inBond, '6.5.0')],
    ['VFs that are there', onPort('ice', inBond, '6.1.0', 4)],
    ['ice with its package', onPort('ice', { safeMode: false })],
    ['ice in an inventory that says nothing of Safe Mode', onPort('ice', {})],
    ['another driver that is said to be in one', onPort('ixgbe', { safeMode: true })],
    ['a port that is down: it is set up first', onPort('ice', { adminUp: false })],
  ],
  notApplicable: [
    ['a driver that makes VFs in any such state', onPort('igb', { xdp: ['driver'], ...inBond })],
    ['bnx2x, which only must be up', onPort('bnx2x', { adminUp: false })],
    ['a PF without VFs', onePf({ profile: profile('ixgbe'), wanted: { numVfs: 0 } })],
  ],
  unknown: [
    [
      'programs that nobody read',
      onPort('ixgbe', { xdp: undefined }),
      'whether ixgbe refuses VFs (EINVAL) as an XDP program is attached that the driver runs',
    ],
    [
      'ice in a bond with an enterprise kernel, which has drivers of later releases',
      onPort('ice', inBond, '5.14.0-427.el9.x86_64'),
      'whether ice refuses VFs (EOPNOTSUPP) as its port is in a bond or team, in Linux before 6.5',
    ],
    [
      'Safe Mode of which the host shows no sign',
      onPort('ice', { safeMode: null }),
      'whether ice refuses VFs (EOPNOTSUPP) as the card is in Safe Mode, without a DDP package that ice takes',
    ],
    ['a host that was not read', { ...onPort('ice', inBond), presumed: true }, 'state of the port on the host'],
    ['a number that is a token', onePf({ profile: profile('ice'), change: { numVfs: null } })],
  ],
});

const unknownNic: PfSketch = { facts: nicFacts({ vendorId: 'beef', deviceId: '0001' }), profile: profile('ice') };
const drive = (pools: PfSketch['pools'], change: Partial<CatalogDevice> = {}): HostSketch => {
  const ed1 = device('ssstc-ed1');
  const facts = nvmeFacts({}, { capabilities: null });
  return onePf({ facts, device: { ...ed1, ...change }, pools });
};
const resources = { settings: { nvmeVirtualQueues: 2, nvmeVirtualInterrupts: 1 } };

describeRule(CAP_008, {
  violating: [
    [
      'a device that is not in the catalog, and says what the host knows',
      onePf(unknownNic),
      /device beef:0001 is not in the catalog: what is known of it is what its host tells, 128 VFs at most \(sriov_totalvfs of 0000:3b:00\.0\)\. Add the device to the catalog: give what you measured with Sriov\.of\(app\)\.addDevice\('my-device', \{ name: 'model', vendor: 'maker', deviceClass: DeviceClass\.NET, pfDriver: 'ice', vendorId: 'beef', deviceId: '0001', maxVfsPerPf: N, source: 'where from' \}\), or in a JSON file/,
    ],
    [
      'a device that is not in the catalog, on a driver that has no profile: only a file can state one',
      onePf({ facts: nicFacts({ vendorId: 'beef', deviceId: '0001', driver: 'acme' }) }),
      /Add the device to the catalog: give what you measured in a JSON file with addDevicesFile \(schemas\/device-catalog\.schema\.json\): the device, and under driverProfiles \{ "name": "acme", "kind": "net", "source": "where from" \}, as the catalog has no profile of the driver acme\.?/,
    ],
    [
      'a device that is not in the catalog and whose limit nobody knows',
      onePf({ ...unknownNic, change: { totalVfs: null } }),
      /how many VFs it has is not known/,
    ],
    [
      'a device that only the code names, and asks for an inventory',
      { presumed: true, pfs: [{ facts: null, wanted: { device: 'beef:0001' }, change: { totalVfs: null } }] },
      /device beef:0001 is not in the catalog.*Give the inventory of the host.*maxVfsPerPf: N, source: 'where from' \}\), and name it as device of rack1\/kvm01\/\S+, or in a JSON/,
    ],
    [
      'a device whose vendor alone was read',
      onePf({ ...unknownNic, facts: nicFacts({ vendorId: 'beef', deviceId: '' }), wanted: { device: 'x710' } }),
      /^device x710 is not in the catalog.*and name it as device of rack1\/kvm01\/pf0/,
    ],
    [
      'a device of which no vendor was read',
      onePf({ ...unknownNic, facts: nicFacts({ vendorId: '', deviceId: '0001' }) }),
      /^device ice is not in the catalog.*pfDriver: 'ice', maxVfsPerPf/,
    ],
    [
      'a device of which nothing is known',
      { presumed: true, pfs: [{ facts: null, change: { totalVfs: null } }] },
      /^device that is neither named nor read from a host is not in the catalog.*pfDriver: 'driver'/,
    ],
    [
      'a known device without a known limit, with who was asked',
      {
        presumed: true,
        pfs: [
          { facts: null, wanted: { selector: { slot: '7' } }, device: device('ssstc-ed1'), change: { totalVfs: null } },
        ],
      },
      {
        message: `no source tells most VFs of ${device('ssstc-ed1').name}`,
        pointer: 'device',
        limitSource: device('ssstc-ed1').sriov.source ?? CAP_008.source,
        fix: "Read the limits on a host that has the device (sriov inventory) and give what you measured with Sriov.of(app).addDevice('ssstc-ed1', { maxVfsPerPf: N, source: 'where from' }), or in a JSON file with addDevicesFile (schemas/device-catalog.schema.json)",
      },
    ],
    [
      'the same at an address',
      { presumed: true, pfs: [{ facts: null, device: device('ssstc-ed1'), change: { totalVfs: null } }] },
      /^no source tells most VFs of .* \(0000:3b:00\.0\)\. /,
    ],
    [
      'NVMe resources that one attachment of one pool asks for',
      drive([{}, { attached: [{ overrides: { nvmeVirtualQueues: 3 } }, {}] }]),
      /^no source tells virtual queue resources of .*vqFlexibleTotal: N, source/,
    ],
    [
      'a known device without a known limit',
      { presumed: true, pfs: [{ facts: null, device: device('ssstc-ed1'), change: { totalVfs: null } }] },
      /no source tells most VFs of .*ED1.*Read the limits on a host that has the device \(sriov inventory\) and give what you measured with Sriov\.of\(app\)\.addDevice\('ssstc-ed1', \{ maxVfsPerPf: N,/,
    ],
    [
      'NVMe resources that neither drive nor catalog tells',
      drive([resources]),
      /no source tells virtual queue resources and virtual interrupt resources of .*ED1.*vqFlexibleTotal: N, viFlexibleTotal: N/,
    ],
  ],
  compliant: [
    [
      'a known device without a limit that shows no capability, which PCI-005 is about',
      onePf({ facts: nvmeFacts({ totalVfs: null }), device: device('ssstc-ed1') }),
    ],
    [
      'a device that the catalog says has no SR-IOV, which PCI-005 is about',
      { presumed: true, pfs: [{ facts: null, device: device('intel-dsa'), change: { totalVfs: null } }] },
    ],
    ['a device with a known limit', onePf({ device: device('intel-e810-xxv-sfp') })],
    [
      'a drive whose resources were read',
      onePf({ facts: nvmeFacts(), device: device('ssstc-ed1'), pools: [resources] }),
    ],
    ['a drive whose pools ask for no resources', drive([{ settings: {} }])],
    [
      'a drive with limits that a user gave',
      drive([resources], {
        nvme: {
          maxSecondaryControllers: 32,
          vqFlexibleTotal: 128,
          viFlexibleTotal: 128,
          vqMaxPerSecondary: 8,
          viMaxPerSecondary: 8,
          source: 'measured on the bench',
        },
      }),
    ],
  ],
  notApplicable: [
    ['a PF without VFs', vfs(0, unknownNic)],
    ['a PF that was not found on its host', onePf({ facts: null })],
  ],
});

const reserve = (count: number, vms: number, spare: number | undefined, unresolved: string[] = []): HostSketch =>
  onePf({
    pools: [
      {
        count,
        attached: Array.from({ length: vms }, (_, n) => ({ vm: `vm${n}` })),
        ...(spare === undefined ? {} : { reserve: spare }),
        unresolved,
      },
    ],
  });

describeRule(CAP_009, {
  violating: [
    [
      'VMs that use up the reserve',
      reserve(8, 7, 2),
      /7 VMs with 7 VFs and a reserve of 2 need 9, the pool has 8 .*Raise count of the pool to 9, lower reserve to 1, or move 1 attachment/,
    ],
    [
      'VMs with several VFs each',
      onePf({ pools: [{ count: 4, reserve: 1, attached: ['a', 'a', 'b', 'b'].map((vm) => ({ vm })) }] }),
      /2 VMs with 4 VFs and a reserve of 1 need 5, the pool has 4/,
    ],
  ],
  compliant: [['a reserve that is free', reserve(8, 6, 2)]],
  notApplicable: [
    ['a pool without a reserve', reserve(8, 8, undefined)],
    ['a reserve of none', reserve(8, 8, 0)],
  ],
  unknown: [
    ['a reserve that is a token', reserve(8, 8, undefined, ['reserve'])],
    ['a count that is a token', reserve(0, 2, 1, ['count'])],
  ],
});
