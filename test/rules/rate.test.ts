import type { VfSettings } from '../../lib/model/settings';
import type { WantedAttachment } from '../../lib/model/wanted';
import { judge } from '../../lib/rules/judge';
import type { OperationCondition } from '../../lib/catalog/operations';
import { RATE_DEFERRED, RATE_RULES } from '../../lib/rules/rate';
import { RATE_001 } from '../../lib/rules/rate/rate-001';
import { RATE_002 } from '../../lib/rules/rate/rate-002';
import { RATE_003 } from '../../lib/rules/rate/rate-003';
import { RATE_004 } from '../../lib/rules/rate/rate-004';
import { RATE_005 } from '../../lib/rules/rate/rate-005';
import { RATE_006 } from '../../lib/rules/rate/rate-006';
import { RATE_007 } from '../../lib/rules/rate/rate-007';
import { RATE_008 } from '../../lib/rules/rate/rate-008';
import { RATE_009 } from '../../lib/rules/rate/rate-009';
import { RATE_010 } from '../../lib/rules/rate/rate-010';
import { RATE_012 } from '../../lib/rules/rate/rate-012';
import { unknown } from '../../lib/rules/rule';
import { interfaceFacts, nicFacts, nvmeFacts } from '../support/facts';
import { device, driver } from '../support/profiles';
import { type HostSketch, type PfSketch, type PoolSketch, resolvedHost } from '../support/resolved';
import { describeRule } from '../support/rule-table';
import { violationsOf } from '../support/violations';

const pf = (sketch: PfSketch): HostSketch => ({ pfs: [sketch] });
const pools = (...list: PoolSketch[]): HostSketch => pf({ pools: list, profile: driver('ice') });
const settings = (stated: VfSettings, sketch: PfSketch = {}): HostSketch =>
  pf({ profile: driver('ice'), ...sketch, pools: [{ settings: stated }] });
const token = (name: string, stated: VfSettings = {}): PoolSketch => ({ settings: stated, unresolved: [name] });
const port = (change: Parameters<typeof interfaceFacts>[0], driverName = 'ice') =>
  nicFacts({
    driver: driverName,
    network: {
      interfaces: [interfaceFacts(change)],
      linkType: 'ethernet',
      eswitchMode: 'legacy',
      carriesManagement: false,
    },
  });
const NO_SPEED: PfSketch = { facts: port({ speedMbps: null }) };
const NVME: PfSketch = { facts: nvmeFacts(), profile: driver('nvme') };

describeRule(RATE_001, {
  violating: [
    [
      'a guarantee above the limit of the same pool',
      settings({ minTxRateMbps: 2000, maxTxRateMbps: 1000 }),
      /guaranteed rate of 2 Gbit\/s is above the limit of 1 Gbit\/s.*Lower minTxRateMbps to at most 1000/,
    ],
    [
      'an attachment whose limit is below the guarantee of its pool',
      pools({ settings: { minTxRateMbps: 500 }, attached: [{ overrides: { maxTxRateMbps: 400 } }] }),
      /500 Mbit\/s is above the limit of 400 Mbit\/s/,
    ],
    [
      'a guarantee without a limit, of a driver that takes that for one of 0',
      {
        ...settings({ minTxRateMbps: 100 }, { profile: driver('bnxt_en') }),
        inventory: { kernelRelease: '5.15.0-130-generic' },
      },
      /100 Mbit\/s is guaranteed without a limit, and the driver bnxt_en takes it with one alone: EINVAL in Linux before 5\.16.*Give maxTxRateMbps/,
    ],
  ],
  compliant: [
    ['a guarantee that equals the limit', settings({ minTxRateMbps: 1000, maxTxRateMbps: 1000 })],
    ['a guarantee without a limit', settings({ minTxRateMbps: 1000 })],
    [
      'a guarantee without a limit, of a later kernel',
      { ...settings({ minTxRateMbps: 100 }, { profile: driver('bnxt_en') }), inventory: { kernelRelease: '6.12.95' } },
    ],
    ['a limit of 0, which is none', settings({ minTxRateMbps: 1000, maxTxRateMbps: 0 })],
    ['a limit alone', settings({ maxTxRateMbps: 1000 })],
  ],
  notApplicable: [
    ['a pool without rates', settings({})],
    ['an attachment that overrides something else', pools({ attached: [{ overrides: { trust: true } }] })],
  ],
  unknown: [
    ['a limit that is a token', pools(token('maxTxRateMbps', { minTxRateMbps: 1000 }))],
    ['a guarantee that is a token', pools(token('minTxRateMbps'))],
    [
      'a guarantee without a limit, of an enterprise kernel',
      {
        ...settings({ minTxRateMbps: 100 }, { profile: driver('hinic') }),
        inventory: { kernelRelease: '5.14.0-503.el9.x86_64' },
      },
      'whether the driver hinic takes a guaranteed rate without a limit: it is another thing in Linux before 5.16 above the rate limit of the VF, or without one, or in Linux 5.16 to before 6.1 above the rate limit of the VF, or without one with a driver that compares the guarantee with the limit, as in Linux 5.15 and not in 6.1; 5.14.0-503.el9.x86_64 is an enterprise kernel, which has drivers of later releases',
    ],
  ],
});

/** A driver that compares a rate with the link, and on old kernels takes none. */
const BY_KERNEL = (() => {
  const { maxTxRate: _flag, ...vfAttributes } = driver('ice').vfAttributes ?? { vfStats: null, source: null };
  const source = 'its source';
  return driver('ice', {
    vfAttributes,
    operations: {
      maxTxRate: [
        { when: { kernel: { before: '6.7' } }, does: 'refused', source },
        { when: { aboveLink: 'rate' }, does: 'refused', errno: 'EINVAL', source },
        { does: 'taken', source },
      ],
    },
  });
})();

describeRule(RATE_002, {
  violating: [
    [
      'a limit above the speed of the link',
      { ...settings({ maxTxRateMbps: 40_000 }, { profile: BY_KERNEL }), inventory: { kernelRelease: '6.12.1' } },
      {
        message: 'the rate limit of 40 Gbit/s is above the 25 Gbit/s of the link: EINVAL (ice, port 0 of 0000:3b:00.0)',
        pointer: 'maxTxRateMbps',
        found: '40000 Mbit/s',
        limit: '25000 Mbit/s',
        limitSource: 'speed of ens1f0',
        fix: 'Lower maxTxRateMbps to at most 25000, or leave it out for no limit',
      },
    ],
    [
      'such a limit on a port whose type nobody knows',
      settings({ maxTxRateMbps: 40_000 }, { change: { linkType: null } }),
      /limit of 40 Gbit/,
    ],
    [
      'an attachment with such a limit',
      pools({ attached: [{ overrides: { maxTxRateMbps: 25_001 } }] }),
      /limit of 25001 Mbit\/s is above the 25000 Mbit\/s of the link/,
    ],
  ],
  compliant: [
    ['a limit that equals the speed of the link', settings({ maxTxRateMbps: 25_000 })],
    [
      'a limit above the link on ionic, which does not compare',
      settings({ maxTxRateMbps: 40_000 }, { profile: driver('ionic') }),
    ],
    ['a limit within the link, whoever compares', settings({ maxTxRateMbps: 1000 }, { profile: null })],
    [
      'a limit that equals the speed of the link, whoever compares',
      settings({ maxTxRateMbps: 25_000 }, { profile: null }),
    ],
    [
      'a limit above the link that the driver refuses for another reason, which DRV-001 is about',
      { ...settings({ maxTxRateMbps: 40_000 }, { profile: BY_KERNEL }), inventory: { kernelRelease: '6.1.0' } },
    ],
    [
      'a limit on a driver that takes none, on a link whose speed nobody knows',
      settings({ maxTxRateMbps: 1000 }, { ...NO_SPEED, profile: driver('sfc') }),
    ],
  ],
  notApplicable: [
    ['a pool without a limit', settings({})],
    ['a limit of 0, which is none', settings({ maxTxRateMbps: 0 })],
    ['InfiniBand, which has no rates', settings({ maxTxRateMbps: 99_000 }, { change: { linkType: 'infiniband' } })],
    ['an NVMe SSD', settings({ maxTxRateMbps: 99_000 }, NVME)],
  ],
  unknown: [
    ['a limit that is a token', pools(token('maxTxRateMbps'))],
    ['a link whose speed nobody knows', settings({ maxTxRateMbps: 1000 }, NO_SPEED), 'link speed of the port'],
    [
      'a limit above the link on a driver that nobody knows',
      settings({ maxTxRateMbps: 40_000 }, { profile: null }),
      'whether the driver ice takes a rate above the speed of the link',
    ],
    [
      'a link whose speed nobody knows, on a kernel that nobody read either',
      { ...settings({ maxTxRateMbps: 1000 }, { ...NO_SPEED, profile: BY_KERNEL }), inventory: { kernelRelease: null } },
      'link speed of the port',
    ],
    [
      'a limit above the link on a kernel that nobody read',
      { ...settings({ maxTxRateMbps: 40_000 }, { profile: BY_KERNEL }), inventory: { kernelRelease: null } },
      'whether the driver ice takes a rate above the speed of the link: it is another thing in Linux before 6.7; the inventory has no release of the kernel',
    ],
  ],
});

describeRule(RATE_003, {
  violating: [
    [
      'nine VFs with 3 Gbit/s each on 25 Gbit/s',
      pools({ count: 9, settings: { minTxRateMbps: 3000 } }),
      /guaranteed rates of 9 VFs add up to 27 Gbit\/s, the link carries 25 Gbit\/s \(ice, port 0 of 0000:3b:00\.0\)\. Lower minTxRateMbps of the pool rack1\/kvm01\/pf0\/pool0 from 3000 to 2777 Mbit\/s or move 1 of its 9 VFs/,
    ],
    [
      'guarantees that fit the link but not what the headroom leaves',
      pf({ wanted: { guaranteeHeadroom: 0.1 }, pools: [{ count: 8, settings: { minTxRateMbps: 3000 } }] }),
      /24 Gbit\/s, the link carries 25 Gbit\/s, of which 10 % stay free, so that 22\.5 Gbit\/s are left.*from 3000 to 2812/,
    ],
    [
      'an attachment that asks for more than its neighbours leave',
      pools({
        count: 5,
        settings: { minTxRateMbps: 4000 },
        attached: [{ vm: 'db', overrides: { minTxRateMbps: 18_000 } }],
      }),
      /34 Gbit\/s.*Lower minTxRateMbps of the attachment rack1\/kvm01\/pf0\/pool0\/db-0 from 18000 to 9000 Mbit\/s or move it/,
    ],
    [
      'two pools of which neither alone can make room',
      pools({ count: 10, settings: { minTxRateMbps: 3000 } }, { count: 10, settings: { minTxRateMbps: 3000 } }),
      /60 Gbit\/s.*Lower guaranteed rates by 35 Gbit\/s in all/,
    ],
    [
      'a link so slow that 1 Mbit/s each is all that fits',
      pf({ facts: port({ speedMbps: 10 }), pools: [{ count: 9, settings: { minTxRateMbps: 2 } }] }),
      /from 2 to 1 Mbit\/s or move 4 of its 9 VFs/,
    ],
    [
      'a sum that is too high whatever the token may be',
      pools({ count: 9, settings: { minTxRateMbps: 3000 } }, token('minTxRateMbps')),
      /27 Gbit\/s/,
    ],
  ],
  compliant: [
    ['guarantees that fill the link', pools({ count: 5, settings: { minTxRateMbps: 5000 } })],
    [
      'guarantees that fill what the headroom leaves',
      pf({ wanted: { guaranteeHeadroom: 0.1 }, pools: [{ count: 9, settings: { minTxRateMbps: 2500 } }] }),
    ],
    [
      'a pool over which an attachment waives its guarantee',
      pools({ count: 6, settings: { minTxRateMbps: 5000 }, attached: [{ overrides: { minTxRateMbps: 0 } }] }),
    ],
  ],
  notApplicable: [
    ['VFs without guarantees', pools({ settings: { maxTxRateMbps: 1000 } })],
    ['an NVMe SSD', settings({ minTxRateMbps: 99_000 }, NVME)],
  ],
  unknown: [
    ['a link whose speed nobody knows', settings({ minTxRateMbps: 1000 }, NO_SPEED)],
    ['a guarantee that is a token', pools(token('minTxRateMbps'))],
    [
      'a headroom that is a token',
      pf({ wanted: { unresolved: ['guaranteeHeadroom'] }, pools: [{ settings: { minTxRateMbps: 1 } }] }),
    ],
    ['a pool whose count is a token', pools({ count: 0, settings: { minTxRateMbps: 1000 }, unresolved: ['count'] })],
  ],
});

describe('RATE-003 proposes a rate that fits', () => {
  it.each([
    [7, 4000],
    [9, 3000],
    [64, 1000],
    [3, 25_000],
  ])('for %d VFs with %d Mbit/s each', (count, minTxRateMbps) => {
    const fix = violationsOf(RATE_003, pools({ count, settings: { minTxRateMbps } }))[0]?.fix ?? '';
    const proposed = Number(/to (\d+) Mbit/.exec(fix)?.[1]);
    expect(proposed * count).toBeLessThanOrEqual(25_000);
    expect((proposed + 1) * count).toBeGreaterThan(25_000);
    const moved = Number(/move (\d+) of/.exec(fix)?.[1]);
    expect((count - moved) * minTxRateMbps).toBeLessThanOrEqual(25_000);
    expect((count - moved + 1) * minTxRateMbps).toBeGreaterThan(25_000);
  });
});

test.each([
  [0, 'speed of ens1f0'],
  [0.1, 'speed of ens1f0, less guaranteeHeadroom of 10 %'],
])('RATE-003 tells where its limit comes from, with a headroom of %d', (guaranteeHeadroom, source) => {
  const host = pf({ wanted: { guaranteeHeadroom }, pools: [{ count: 9, settings: { minTxRateMbps: 3000 } }] });
  expect(violationsOf(RATE_003, host).map(({ limitSource }) => limitSource)).toEqual([source]);
});

describeRule(RATE_004, {
  violating: [
    [
      'a guarantee on igb, which answers EINVAL',
      settings({ minTxRateMbps: 100 }, { profile: driver('igb'), facts: port({}, 'igb') }),
      /a rate of 100 Mbit\/s is guaranteed, and the driver igb keeps no guaranteed rates: EINVAL \(0000:3b:00\.0, igb\)/,
    ],
    ['a guarantee on i40e, which ignores it', settings({ minTxRateMbps: 100 }, { profile: driver('i40e') }), /i40e/],
    ['a guarantee on ixgbe', settings({ minTxRateMbps: 100 }, { profile: driver('ixgbe') }), /ixgbe/],
    ['a guarantee on sfc', settings({ minTxRateMbps: 100 }, { profile: driver('sfc') }), /sfc/],
    ['a guarantee on fm10k', settings({ minTxRateMbps: 100 }, { profile: driver('fm10k') }), /ignored/],
  ],
  compliant: [['a guarantee on ice', settings({ minTxRateMbps: 100 })]],
  notApplicable: [
    ['a pool without a guarantee', settings({}, { profile: driver('igb') })],
    ['a guarantee of 0, which is none', settings({ minTxRateMbps: 0 }, { profile: driver('igb') })],
    ['an NVMe SSD', settings({ minTxRateMbps: 100 }, NVME)],
  ],
  unknown: [
    ['a guarantee that is a token', pools(token('minTxRateMbps'))],
    ['a driver of which no source says it', settings({ minTxRateMbps: 100 }, { profile: driver('zxdh') })],
    ['mlx5, where the firmware decides', settings({ minTxRateMbps: 100 }, { profile: driver('mlx5_core') })],
    [
      'qede, where the card decides and what is left to the others',
      settings({ minTxRateMbps: 100 }, { profile: driver('qede') }),
    ],
    ['a PF of unknown driver', settings({ minTxRateMbps: 100 }, { profile: null })],
  ],
});

describeRule(RATE_005, {
  violating: [
    [
      'a limit between two steps of i40e',
      settings({ maxTxRateMbps: 120 }, { profile: driver('i40e') }),
      /120 Mbit\/s is no multiple of 50 Mbit\/s.*Set maxTxRateMbps to 100 or 150/,
    ],
    [
      'a limit below the first step',
      settings({ maxTxRateMbps: 20 }, { profile: driver('i40e') }),
      /Set maxTxRateMbps to 50\./,
    ],
  ],
  compliant: [['a multiple of the step', settings({ maxTxRateMbps: 1000 }, { profile: driver('i40e') })]],
  notApplicable: [
    ['a driver without steps', settings({ maxTxRateMbps: 120 })],
    ['no limit', settings({}, { profile: driver('i40e') })],
    ['an NVMe SSD', settings({ maxTxRateMbps: 120 }, NVME)],
  ],
  unknown: [
    ['a limit that is a token', pf({ profile: driver('i40e'), pools: [token('maxTxRateMbps')] })],
    ['a PF of unknown driver', settings({ maxTxRateMbps: 120 }, { profile: null })],
  ],
});

const ixgbe = (change: Parameters<typeof interfaceFacts>[0] = {}): PfSketch => ({
  profile: driver('ixgbe'),
  facts: port({ speedMbps: 10_000, ...change }, 'ixgbe'),
});

/** Source of the case of a driver that a rate limit meets. */
function sourceOf(name: string, isIt: (when: OperationCondition) => boolean): string {
  return driver(name).operations?.maxTxRate?.find(({ when = {} }) => isIt(when))?.source ?? '';
}

describeRule(RATE_006, {
  violating: [
    [
      'a limit of 10 Mbit/s',
      settings({ maxTxRateMbps: 10 }, ixgbe()),
      /limit of 10 Mbit\/s is refused by ixgbe: EINVAL below 11 .*Give maxTxRateMbps within/,
    ],
    [
      'a limit of 10 Mbit/s on a port of which nothing was read',
      settings({ maxTxRateMbps: 10 }, { profile: driver('ixgbe'), facts: null }),
      /^the rate limit of 10 Mbit\/s is refused by ixgbe: EINVAL below 11 but for zero \(0000:3b:00\.0\)/,
    ],
    [
      'a limit on a link at 1 Gbit/s',
      settings({ maxTxRateMbps: 500 }, ixgbe({ speedMbps: 1000 })),
      {
        message:
          'the rate limit of 500 Mbit/s is refused by ixgbe: EINVAL at another link speed than 10000 Mbit/s (ixgbe, port 0 of 0000:3b:00.0)',
        pointer: 'maxTxRateMbps',
        found: 'link at 1000 Mbit/s',
        limit: 'link at 10000 Mbit/s',
        limitSource: sourceOf('ixgbe', ({ linkNotMbps }) => linkNotMbps !== undefined),
        fix: 'Bring the link up at 10000 Mbit/s, or leave maxTxRateMbps out',
      },
    ],
    [
      'a limit below what be2net counts',
      settings({ maxTxRateMbps: 99 }, { profile: driver('be2net') }),
      {
        message:
          'the rate limit of 99 Mbit/s is refused by be2net: EINVAL below 100 but for zero (ice, port 0 of 0000:3b:00.0)',
        pointer: 'maxTxRateMbps',
        found: '99 Mbit/s',
        limit: 'at least 100 Mbit/s',
        limitSource: sourceOf('be2net', ({ below }) => below !== undefined),
      },
    ],
    [
      'a limit above what fm10k counts',
      settings({ maxTxRateMbps: 100_001 }, { profile: driver('fm10k') }),
      {
        message:
          'the rate limit of 100001 Mbit/s is refused by fm10k: EINVAL above 100000 (ice, port 0 of 0000:3b:00.0)',
        pointer: 'maxTxRateMbps',
        found: '100001 Mbit/s',
        limit: 'at most 100000 Mbit/s',
        limitSource: sourceOf('fm10k', ({ above }) => above !== undefined),
      },
    ],
  ],
  compliant: [['a limit on a link at 10 Gbit/s', settings({ maxTxRateMbps: 11 }, ixgbe())]],
  notApplicable: [
    ['another driver', settings({ maxTxRateMbps: 5 })],
    ['no limit', settings({}, ixgbe({ speedMbps: 1000 }))],
    ['an NVMe SSD', settings({ maxTxRateMbps: 5 }, NVME)],
  ],
  unknown: [
    [
      'a link that is down',
      settings({ maxTxRateMbps: 500 }, ixgbe({ carrier: false })),
      'speed of the link while it is up',
    ],
    ['a limit that is a token', pf({ ...ixgbe(), pools: [token('maxTxRateMbps')] })],
    ['a PF of unknown driver', settings({ maxTxRateMbps: 500 }, { profile: null, facts: nicFacts({ driver: null }) })],
  ],
});

const QUIET = { dcb: false, adq: false };

describeRule(RATE_007, {
  violating: [
    [
      'guarantees with DCB',
      settings({ minTxRateMbps: 100 }, { wanted: { conditions: { ...QUIET, dcb: true } } }),
      {
        message: 'rates are guaranteed while DCB is active, and the driver does not have both (0000:3b:00.0, ice)',
        pointer: 'conditions.dcb',
        found: 'DCB active',
        limitSource: driver('ice').vfAttributes?.source ?? '',
        fix: 'Turn DCB off on the port, or leave minTxRateMbps out',
      },
    ],
    [
      'guarantees with several traffic classes',
      settings({ minTxRateMbps: 100 }, { wanted: { conditions: { adq: false, trafficClasses: 4 } } }),
      /while DCB is active/,
    ],
    [
      'guarantees with two traffic classes',
      settings({ minTxRateMbps: 100 }, { wanted: { conditions: { adq: false, trafficClasses: 2 } } }),
      /while DCB is active/,
    ],
    [
      'guarantees with DCB and ADQ',
      settings({ minTxRateMbps: 100 }, { wanted: { conditions: { dcb: true, adq: true } } }),
      /while ADQ and DCB are active/,
    ],
    [
      'guarantees of more than 100 Gbit/s in all',
      pf({
        profile: driver('ice'),
        facts: port({ speedMbps: 200_000 }),
        pools: [{ count: 12, settings: { minTxRateMbps: 10_000 } }],
      }),
      /add up to 120 Gbit\/s, and the driver promises no more than 100 Gbit\/s in all.*by 20 Gbit\/s/,
    ],
    [
      'guarantees of more than 100 Gbit/s in all, in full',
      pf({
        profile: driver('ice'),
        wanted: { conditions: QUIET },
        pools: [{ count: 12, settings: { minTxRateMbps: 10_000 } }],
      }),
      {
        message:
          'guaranteed rates add up to 120 Gbit/s, and the driver promises no more than 100 Gbit/s in all (0000:3b:00.0, ice)',
        pointer: 'minTxRateMbps',
        found: '120000 Mbit/s',
        limit: '100000 Mbit/s',
        limitSource: driver('ice').vfAttributes?.source ?? '',
        fix: 'Lower the guaranteed rates of this physical function by 20 Gbit/s in all',
      },
    ],
    [
      'guarantees with ADQ on a driver that DCB does not trouble',
      settings(
        { minTxRateMbps: 100 },
        {
          profile: driver('ice', {
            vfAttributes: { vfStats: true, minTxRate: true, minTxRateForbiddenWhen: ['ADQ active'], source: 'x' },
          }),
          wanted: { conditions: { adq: true, dcb: true } },
        },
      ),
      /^rates are guaranteed while ADQ is active/,
    ],
  ],
  compliant: [
    ['guarantees without DCB and ADQ', settings({ minTxRateMbps: 100 }, { wanted: { conditions: QUIET } })],
    [
      'guarantees of just 100 Gbit/s in all',
      pf({
        profile: driver('ice'),
        wanted: { conditions: QUIET },
        pools: [{ count: 10, settings: { minTxRateMbps: 10_000 } }],
      }),
    ],
  ],
  notApplicable: [
    ['DCB without guarantees', settings({}, { wanted: { conditions: { dcb: true } } })],
    [
      'a driver without such a restriction',
      settings({ minTxRateMbps: 100 }, { profile: driver('mlx5_core'), wanted: { conditions: { dcb: true } } }),
    ],
    ['an NVMe SSD', settings({ minTxRateMbps: 100 }, NVME)],
  ],
  unknown: [
    [
      'a port of which nobody said whether DCB is active',
      settings({ minTxRateMbps: 100 }, { wanted: { conditions: { adq: false } } }),
      'conditions.dcb of a port with ice',
    ],
    [
      'a port with one traffic class, which says nothing of DCB',
      settings({ minTxRateMbps: 100 }, { wanted: { conditions: { adq: false, trafficClasses: 1 } } }),
    ],
    ['conditions that are a token', settings({ minTxRateMbps: 100 }, { wanted: { unresolved: ['conditions'] } })],
    [
      'a guarantee that is a token',
      pf({ profile: driver('ice'), wanted: { conditions: QUIET }, pools: [token('minTxRateMbps')] }),
    ],
    ['a PF of unknown driver', settings({ minTxRateMbps: 100 }, { profile: null })],
  ],
});

test('RATE-007 says all that stands against guaranteed rates at once', () => {
  const host = pf({
    profile: driver('ice'),
    wanted: { conditions: { dcb: true, adq: false } },
    pools: [{ count: 12, settings: { minTxRateMbps: 10_000 } }],
  });
  expect(violationsOf(RATE_007, host).map(({ pointer }) => pointer)).toEqual(['conditions.dcb', 'minTxRateMbps']);
});

test('RATE-007 says which conditions of the port are missing', () => {
  const [judgement] = judge(RATE_007, [resolvedHost(settings({ minTxRateMbps: 100 }))]);
  expect(judgement?.verdict).toEqual(unknown('conditions.adq and conditions.dcb of a port with ice'));
});

describeRule(RATE_008, {
  violating: [
    [
      'a pool with guarantees beside one without',
      pools({ count: 2, settings: { minTxRateMbps: 100 } }, { count: 3, settings: {} }),
      {
        message: '2 VFs of 0000:3b:00.0, ice have a guaranteed rate and 3 have none, in rack1/kvm01/pf0/pool1',
        pointer: 'minTxRateMbps',
        found: '3 of 5 VFs without a guarantee',
      },
    ],
    [
      'one attachment with a guarantee in a pool without',
      pools({ count: 2, settings: {}, attached: [{ overrides: { minTxRateMbps: 100 } }] }),
      /1 VF of .* has a guaranteed rate and 1 has none/,
    ],
  ],
  compliant: [['guarantees for every VF', pools({ settings: { minTxRateMbps: 100 } })]],
  notApplicable: [
    ['no guarantees', pools({ settings: { maxTxRateMbps: 100 } })],
    ['a guarantee of 0 for every VF', pools({ settings: { minTxRateMbps: 0 } })],
    ['an NVMe SSD', settings({ minTxRateMbps: 100 }, NVME)],
  ],
  unknown: [
    [
      'a pool whose guarantee is a token beside guaranteed VFs',
      pools({ settings: { minTxRateMbps: 100 } }, token('minTxRateMbps')),
    ],
  ],
});

const INFINIBAND: PfSketch = { profile: driver('mlx5_core'), change: { linkType: 'infiniband' } };

describeRule(RATE_009, {
  violating: [
    [
      'a limit on InfiniBand',
      settings({ maxTxRateMbps: 1000 }, INFINIBAND),
      /maxTxRateMbps is set, and a VF on an InfiniBand link has no rates.*Leave maxTxRateMbps out/,
    ],
    [
      'both rates on InfiniBand',
      settings({ minTxRateMbps: 10, maxTxRateMbps: 1000 }, INFINIBAND),
      /minTxRateMbps and maxTxRateMbps are set/,
    ],
  ],
  compliant: [['a limit on Ethernet', settings({ maxTxRateMbps: 1000 })]],
  notApplicable: [
    ['InfiniBand without rates', settings({}, INFINIBAND)],
    ['rates of 0, which are none', settings({ minTxRateMbps: 0, maxTxRateMbps: 0 }, INFINIBAND)],
    ['an NVMe SSD', settings({ maxTxRateMbps: 1000 }, NVME)],
  ],
  unknown: [
    ['a link of unknown type', settings({ maxTxRateMbps: 1000 }, { change: { linkType: null } })],
    ['a link type that is a token', settings({ maxTxRateMbps: 1000 }, { wanted: { unresolved: ['linkType'] } })],
    ['a rate that is a token', pf({ ...INFINIBAND, pools: [token('maxTxRateMbps')] })],
  ],
});

const demanding = (count: number, txMbps: number, rxMbps = 100, frameBytes = 1500): Partial<WantedAttachment>[] =>
  Array.from({ length: count }, (_, i) => ({
    vm: `vm${i}`,
    demand: { kind: 'network' as const, txMbps, rxMbps, frameBytes },
  }));
const onLink = (speedGTs: number | null, width: number | null, change: Parameters<typeof nicFacts>[0] = {}) => {
  const address = change.address ?? '0000:3b:00.0';
  return nicFacts({
    upstreamLinks: [],
    ...change,
    link: { address, speedGTs, width, maxSpeedGTs: 16, maxWidth: 16 },
  });
};

describeRule(RATE_010, {
  violating: [
    [
      'twelve VMs that want 5 Gbit/s each over gen 3 x4',
      pf({ facts: onLink(8, 4), pools: [{ count: 12, attached: demanding(12, 5000) }] }),
      // 8 GT/s x 4 lanes x 128/130 less 5.5 %, 1500 of 1644 bytes a frame
      /demands of 12 attachments on 0000:3b:00\.0 add up to 60 Gbit\/s from the VMs to the wire, the PCIe link at 0000:3b:00\.0 \(8 GT\/s, 4 lanes\) carries 27\.17 Gbit\/s of such frames/,
    ],
    [
      'VMs that want too much of a link that the catalog knows, in full',
      pf({
        facts: onLink(null, 8),
        device: { ...device('intel-e810-xxv-sfp'), pcie: { gen: 3, lanes: 4, source: null } },
        pools: [{ attached: demanding(4, 10_000, 0) }],
      }),
      {
        path: 'rack1/kvm01/pf0',
        message:
          'demands of 4 attachments on 0000:3b:00.0 add up to 40 Gbit/s from the VMs to the wire, the PCIe link at 0000:3b:00.0 (8 GT/s, 4 lanes) carries 27.17 Gbit/s of such frames',
        pointer: 'demand',
        found: '40000 Mbit/s',
        limit: '27166 Mbit/s',
        limitSource: `catalog, ${device('intel-e810-xxv-sfp').name}; packet overhead and acknowledgements of PCI Express`,
        fix: 'Move attachments that ask for at least 12.83 Gbit/s to a card on another PCIe link, or put the card into a slot with more lanes',
      },
    ],
    [
      'VMs that want too much, beside one whose demand is a token',
      pf({
        facts: onLink(8, 4),
        pools: [{ count: 12, attached: [...demanding(11, 5000), { unresolved: ['demand'] }] }],
      }),
      /add up to 55 Gbit\/s/,
    ],
    [
      'VMs that receive too much',
      pf({ facts: onLink(2.5, 1), pools: [{ attached: demanding(2, 10, 2000) }] }),
      /4 Gbit\/s from the wire to the VMs.*\(2\.5 GT\/s, 1 lane\)/,
    ],
    [
      'small frames, which a link carries fewer bits of',
      pf({ facts: onLink(8, 4), pools: [{ attached: demanding(4, 5600, 0, 64) }] }),
      /22\.4 Gbit\/s.*carries 21\.65 Gbit\/s/,
    ],
    [
      'two ports of one card that share its link',
      {
        pfs: [
          { facts: onLink(8, 4), pools: [{ attached: demanding(4, 5000) }] },
          { facts: onLink(8, 4, { address: '0000:3b:00.1' }), pools: [{ attached: demanding(4, 5000) }] },
        ],
      },
      /demands of 8 attachments on 0000:3b:00\.0, 0000:3b:00\.1 add up to 40 Gbit\/s/,
    ],
    [
      'a port above the card that is slower than its own link',
      pf({
        facts: onLink(16, 8, {
          upstreamLinks: [{ address: '0000:3a:00.0', speedGTs: 8, width: 4, maxSpeedGTs: 16, maxWidth: 16 }],
        }),
        pools: [{ attached: demanding(4, 10_000) }],
      }),
      /40 Gbit\/s.*PCIe link at 0000:3a:00\.0 \(8 GT\/s, 4 lanes\)/,
    ],
    [
      'a card of which only the catalog knows the link',
      pf({
        facts: onLink(null, null),
        device: { ...device('intel-e810-xxv-sfp'), pcie: { gen: 3, lanes: 4, source: 'data sheet' } },
        pools: [{ attached: demanding(4, 10_000) }],
      }),
      /\(8 GT\/s, 4 lanes\)/,
    ],
  ],
  compliant: [
    [
      'demands that the link carries',
      pf({ facts: onLink(8, 8), pools: [{ count: 12, attached: demanding(10, 5000) }] }),
    ],
    [
      'a port in a processor, which is on no link',
      pf({ facts: onLink(2.5, 1), device: device('intel-x552-sfp'), pools: [{ attached: demanding(2, 5000) }] }),
    ],
    [
      'two cards with a link each',
      {
        pfs: [
          { facts: onLink(8, 4), pools: [{ attached: demanding(4, 5000) }] },
          { facts: onLink(8, 4, { address: '0000:86:00.0' }), pools: [{ attached: demanding(4, 5000) }] },
        ],
      },
    ],
  ],
  notApplicable: [
    ['a host whose attachments declare nothing', pf({ facts: onLink(2.5, 1), pools: [{ attached: [{}] }] })],
    [
      'demands of a drive',
      pf({
        ...NVME,
        pools: [
          { attached: [{ demand: { kind: 'block', iops: 1e6, blockBytes: 4096, readShare: 1, queueDepth: 8 } }] },
        ],
      }),
    ],
  ],
  unknown: [
    [
      'a link of unknown speed',
      pf({ facts: onLink(null, 8), pools: [{ attached: demanding(4, 5000) }] }),
      'speed and width of the PCIe link',
    ],
    ['a link of unknown width', pf({ facts: onLink(8, null), pools: [{ attached: demanding(4, 5000) }] })],
    [
      'a card of which the catalog knows the lanes alone',
      pf({
        facts: onLink(null, null),
        device: { ...device('intel-e810-xxv-sfp'), pcie: { gen: null, lanes: 8, source: 'x' } },
        pools: [{ attached: demanding(4, 5000) }],
      }),
    ],
    [
      'a demand that is a token beside one that the link carries',
      pf({ facts: onLink(8, 8), pools: [{ attached: [...demanding(1, 10), { unresolved: ['demand'] }] }] }),
      'demand (a token, known only at deploy)',
    ],
    ['a PF that was not found', pf({ facts: null, pools: [{ attached: demanding(4, 5000) }] })],
    [
      'a card whose link the catalog does not know either',
      pf({
        facts: onLink(null, null),
        device: { ...device('intel-e810-xxv-sfp'), pcie: { gen: null, lanes: null, source: null } },
        pools: [{ attached: demanding(4, 5000) }],
      }),
    ],
    ['a speed that no PCIe generation has', pf({ facts: onLink(12, 8), pools: [{ attached: demanding(4, 5000) }] })],
    ['a demand that is a token', pf({ pools: [{ attached: [{ unresolved: ['demand'] }] }] })],
  ],
});

describe('RATE-010 names', () => {
  const below = (address: string, width: number) =>
    onLink(8, width, {
      address,
      upstreamLinks: [
        { address: '0000:3a:00.0', speedGTs: 8, width: 2, maxSpeedGTs: 8, maxWidth: 8 },
        { address: '0000:39:00.0', speedGTs: 8, width: 1, maxSpeedGTs: 8, maxWidth: 8 },
        { address: '0000:38:00.0', speedGTs: 8, width: 4, maxSpeedGTs: 8, maxWidth: 8 },
      ],
    });
  const loaded = (address: string): PfSketch => ({
    facts: below(address, 8),
    pools: [{ attached: demanding(4, 9000, 0) }],
  });

  it('the slowest link on the way, its source, and the PF behind it', () => {
    expect(violationsOf(RATE_010, pf(loaded('0000:3b:00.0')))).toEqual([
      expect.objectContaining({
        path: 'rack1/kvm01/pf0',
        message: expect.stringMatching(/PCIe link at 0000:39:00\.0 \(8 GT\/s, 1 lane\)/),
        limitSource: expect.stringMatching(/^negotiated by 0000:39:00\.0;/),
      }),
    ]);
  });

  it('the catalog where the host does not tell', () => {
    const pcie = { gen: 3, lanes: 4, source: 'data sheet' } as const;
    const card = { ...device('intel-e810-xxv-sfp'), pcie };
    const host = pf({ facts: onLink(null, null), device: card, pools: [{ attached: demanding(4, 9000) }] });
    expect(violationsOf(RATE_010, host)[0]?.limitSource).toMatch(/^data sheet;/);
  });

  it('the host where several PFs share the link', () => {
    const host = { pfs: [loaded('0000:3b:00.0'), loaded('0000:3b:00.1')] };
    expect(violationsOf(RATE_010, host).map(({ path }) => path)).toEqual(['rack1/kvm01']);
  });
});

test('one overloaded link is one finding for each direction, however many ports lie on the way', () => {
  const upstream = ['0000:38:00.0', '0000:39:00.0', '0000:3a:00.0'].map((address) => ({
    address,
    speedGTs: 8,
    width: 4,
    maxSpeedGTs: 8,
    maxWidth: 4,
  }));
  const host = pf({
    facts: onLink(8, 4, { upstreamLinks: upstream }),
    pools: [{ attached: demanding(4, 9000, 9000) }],
  });
  expect(violationsOf(RATE_010, host).map(({ found }) => found)).toEqual(['36000 Mbit/s', '36000 Mbit/s']);
});

test('every rule of the family is decided or deferred with a reason', () => {
  const ids = [...RATE_RULES, ...RATE_DEFERRED].map(({ id }) => id).sort();
  expect(ids).toEqual(Array.from({ length: 12 }, (_, i) => `RATE-0${String(i + 1).padStart(2, '0')}`));
  for (const { reason } of RATE_DEFERRED) expect(reason).toMatch(/^\S.{20,}[^.]$/);
});

const onPort = (physicalPort: string | undefined, address: string, sketch: PfSketch = {}): PfSketch => ({
  profile: driver('i40e'),
  facts: { ...port({ physicalPort }, 'i40e'), address },
  ...sketch,
});

const onSwitch = (switchPort: string, address: string): PfSketch => ({
  profile: driver('mlx5_core'),
  facts: { ...port({ switchPort }, 'mlx5_core'), address },
});

describeRule(RATE_012, {
  violating: [
    [
      'VFs of two PFs of one port',
      { pfs: [onPort('3cfdfe000001', '0000:3b:00.0'), onPort('3cfdfe000001', '0000:3b:00.2')] },
      /^0000:3b:00\.0 and 0000:3b:00\.2 are on one physical port, and VFs of each of them share its rate/,
    ],
    [
      'VFs of the PFs of a Socket Direct card, which has a link to each socket',
      { pfs: [onSwitch('0c42a103007a5b90/p0', '0000:3b:00.0'), onSwitch('0c42a103007a5b90/p0', '0000:af:00.0')] },
      /^0000:3b:00\.0 and 0000:af:00\.0 are on one physical port/,
    ],
  ],
  compliant: [
    [
      'PFs of different ports',
      { pfs: [onPort('3cfdfe000001', '0000:3b:00.0'), onPort('3cfdfe000002', '0000:3b:00.1')] },
    ],
    [
      'ports of two cards that have one name',
      { pfs: [onPort('3cfdfe000001', '0000:3b:00.0'), onPort('3cfdfe000001', '0000:5e:00.0')] },
    ],
    [
      'ports of one name of two NICs, and two ports of one NIC',
      {
        pfs: [
          onSwitch('0c42a103007a5b90/p0', '0000:3b:00.0'),
          onSwitch('0c42a103007a5b90/p1', '0000:3b:00.1'),
          onSwitch('0c42a103007a5c00/p0', '0000:af:00.0'),
        ],
      },
    ],
    [
      'a PF beside one without VFs',
      {
        pfs: [
          onPort('3cfdfe000001', '0000:3b:00.0'),
          onPort('3cfdfe000001', '0000:3b:00.2', { wanted: { numVfs: 0 }, pools: [] }),
        ],
      },
    ],
  ],
  notApplicable: [
    [
      'ports of which the driver tells no name',
      { pfs: [onPort(undefined, '0000:3b:00.0'), onPort(undefined, '0000:3b:00.1')] },
    ],
    ['a PF that was not found', pf({ facts: null })],
  ],
});
