import type { PhysicalFunctionFacts, UserFacts } from '../../lib/inventory/inventory';
import type { ResolvedPf } from '../../lib/resolve/resolved';
import { bytesText } from '../../lib/rules/shared/amounts';
import { cardsOf } from '../../lib/rules/shared/cards';
import { guaranteesOf, largestGuarantee } from '../../lib/rules/shared/guarantees';
import { portsOfOthers } from '../../lib/rules/shared/host-use';
import {
  granularity,
  heldResources,
  mostPerSecondary,
  mostSecondaries,
  sharedResources,
} from '../../lib/rules/shared/nvme';
import { describePort, refusalWords } from '../../lib/rules/shared/port';
import { describeTenants, sharedByTenants } from '../../lib/rules/shared/tenancy';
import { givenToVms } from '../../lib/rules/shared/use';
import { assigneeOf } from '../../lib/rules/shared/whole-function';
import { vfIdsOf } from '../../lib/resolve/vf-ids';
import { sumOverVfs, vfAt } from '../../lib/rules/shared/vfs';
import { joined, listed } from '../../lib/rules/shared/words';
import { device } from '../support/catalog';
import { interfaceFacts, nicFacts, nvmeFacts } from '../support/facts';
import { type HostSketch, type PfSketch, type PoolSketch, resolvedHost } from '../support/resolved';

/** What several rules ask. */

function pfOf(sketch: PfSketch): ResolvedPf {
  const [pf] = resolvedHost({ pfs: [sketch] }).physicalFunctions;
  if (pf === undefined) throw new Error('the sketch has a PF');
  return pf;
}
const pools = (...list: PoolSketch[]) => pfOf({ pools: list });

describe('functions of one card are', () => {
  const at = (address: string, ariEnabled: boolean): PhysicalFunctionFacts => nicFacts({ address, ariEnabled });

  /** Cards as lists of addresses, those that nobody declared in brackets. */
  function cards(declared: readonly (PhysicalFunctionFacts | null)[], others: readonly PhysicalFunctionFacts[] = []) {
    const pfs = declared.map((facts) => (facts ? { facts } : { facts, wanted: { selector: { slot: '7' } } }));
    const host = resolvedHost({ pfs });
    const physicalFunctions = [...host.inventory.physicalFunctions, ...others];
    return cardsOf({ ...host, inventory: { ...host.inventory, physicalFunctions } }).map((card) =>
      [
        ...card.declared.map((pf) => pf.facts?.address ?? pf.path),
        ...card.others.map(({ address }) => `(${address})`),
      ].join(' '),
    );
  }

  test('those with one device number', () => {
    const [a, b, c] = [at('0000:3b:00.0', false), at('0000:3b:00.1', false), at('0000:3b:01.0', false)];
    expect(cards([a, b, c])).toEqual(['0000:3b:00.0 0000:3b:00.1', '0000:3b:01.0']);
    expect(cards([a], [b, c])).toEqual(['0000:3b:00.0 (0000:3b:00.1)']);
  });

  test('with ARI, all of the bus', () => {
    const [a, b, c] = [at('0000:3b:00.0', true), at('0000:3b:01.0', true), at('0000:3c:00.0', true)];
    expect(cards([a, b, c])).toEqual(['0000:3b:00.0 0000:3b:01.0', '0000:3c:00.0']);
    expect(cards([a], [b, c])).toEqual(['0000:3b:00.0 (0000:3b:01.0)']);
  });

  test('not found for a PF without an address, which stands alone', () => {
    expect(cards([null, null], [at('0000:3b:00.0', false)])).toEqual(['rack1/kvm01/pf0', 'rack1/kvm01/pf1']);
  });
});

describe('guaranteed rates', () => {
  test('of a PF are those of all its VFs', () => {
    const pf = pools(
      { count: 2, settings: { minTxRateMbps: 100 }, attached: [{ overrides: { minTxRateMbps: 400 } }] },
      { count: 1, settings: {} },
    );
    expect(guaranteesOf(pf)).toEqual({ sumMbps: 500, guaranteed: 2, unguaranteed: 1, incomplete: undefined });
    expect(guaranteesOf(pf)).toBe(guaranteesOf(pf));
  });

  test.each([-5, 0, Number.NaN, Number.POSITIVE_INFINITY])('of %d Mbit/s are none', (minTxRateMbps) => {
    const pf = pools({ count: 1, settings: { minTxRateMbps } });
    expect(guaranteesOf(pf)).toEqual({ sumMbps: 0, guaranteed: 0, unguaranteed: 1, incomplete: undefined });
    expect(largestGuarantee(pf)).toBeUndefined();
  });

  test.each<[string, PoolSketch, object | undefined]>([
    ['a token', { count: 1, unresolved: ['minTxRateMbps'] }, { tokens: ['minTxRateMbps'] }],
    [
      'of a pool whose number of VFs is a token',
      { count: 0, settings: { minTxRateMbps: 100 }, unresolved: ['count'] },
      { missing: 'number of VFs of a pool with guaranteed rates' },
    ],
    [
      'a token of such a pool',
      { count: 0, unresolved: ['minTxRateMbps', 'count'] },
      { missing: 'number of VFs of a pool with guaranteed rates' },
    ],
  ])('are not known in full where one is %s', (_words, pool, incomplete) => {
    expect(guaranteesOf(pools(pool)).incomplete).toMatchObject(incomplete ?? {});
  });

  test('are known in full where a pool without any has a token for its number of VFs', () => {
    expect(guaranteesOf(pools({ count: 0, unresolved: ['count'] })).incomplete).toBeUndefined();
  });

  test('are not known in full where a pool begins at a VF that nobody knows', () => {
    const pf = pools({ count: 0, settings: { minTxRateMbps: 100 } });
    const unplaced = { ...pf, pools: pf.pools.map((pool) => ({ ...pool, firstVf: null })) };
    expect(guaranteesOf(unplaced).incomplete?.missing).toBe('number of VFs of a pool with guaranteed rates');
  });

  test.each<[string, readonly PoolSketch[], object]>([
    [
      'a pool of many VFs',
      [
        { count: 8, settings: { minTxRateMbps: 100 } },
        { count: 1, settings: { minTxRateMbps: 700 } },
      ],
      { path: 'rack1/kvm01/pf0/pool0', statedBy: 'pool', rateMbps: 100, count: 8 },
    ],
    [
      'an attachment with much',
      [{ count: 4, settings: { minTxRateMbps: 100 }, attached: [{}, { overrides: { minTxRateMbps: 700 } }] }],
      { path: 'rack1/kvm01/pf0/pool0/vm1-1', statedBy: 'attachment', rateMbps: 700, count: 1 },
    ],
    [
      'the first of two that are alike',
      [
        { count: 1, settings: { minTxRateMbps: 100 } },
        { count: 1, settings: { minTxRateMbps: 100 } },
      ],
      { path: 'rack1/kvm01/pf0/pool0', statedBy: 'pool', rateMbps: 100, count: 1 },
    ],
  ])('come most from %s', (_words, list, group) => {
    expect(largestGuarantee(pools(...list))).toEqual(group);
  });
});

describe('tenants of a PF', () => {
  const tenants = (...names: readonly (string | undefined)[]) =>
    pools(...names.map((tenant) => ({ count: 1, use: tenant === undefined ? {} : { tenant } })));
  const host = (policy: HostSketch['policy'] = {}) => resolvedHost({ policy });

  test.each([
    [['blue', 'red'], 'tenants blue and red'],
    [['a', 'b', 'c', 'd'], 'tenants a, b, c and d'],
    [['a', 'b', 'c', 'd', 'e'], '5 tenants'],
    [['blue', undefined], 'tenants of a multi-tenant host'],
  ])('%j are said to be %s', (names, words) => {
    expect(describeTenants(tenants(...names))).toBe(words);
  });

  test.each<[string, ResolvedPf, HostSketch['policy'], boolean]>([
    ['do where two are named', tenants('blue', 'red'), {}, true],
    ['do not where one is', tenants('blue', 'blue'), {}, false],
    ['do not where the host has one owner', tenants('blue', 'red'), { multiTenant: false }, false],
    ['may where none is named and the host has several', tenants(undefined), { multiTenant: true }, true],
    ['do not where none is named', tenants(undefined), {}, false],
    [
      'do not where all are trusted',
      pools(
        { use: { tenant: 'blue', trustedTenant: true } },
        { use: { tenant: 'red', trustedTenant: true } },
        { use: { trustedTenant: true } },
      ),
      { multiTenant: true },
      false,
    ],
    [
      'do not where the VFs of the pool are all given to one tenant',
      pools({ count: 1, use: { tenant: 'blue' }, attached: [{ use: { tenant: 'red' } }] }),
      {},
      false,
    ],
    [
      'do where a VF of the pool is left to its tenant',
      pools({ count: 2, use: { tenant: 'blue' }, attached: [{ use: { tenant: 'red' } }] }),
      {},
      true,
    ],
  ])('share it: they %s', (_words, pf, policy, share) => {
    expect(sharedByTenants(pf, host(policy))).toBe(share);
  });

  test('are not known where one is a token, whatever else is', () => {
    expect(sharedByTenants(pools({ use: {}, unresolved: ['tenant'] }), host())).toMatchObject({ tokens: ['tenant'] });
    expect(sharedByTenants(pools({ use: {}, unresolved: ['vlan'] }), host())).toBe(false);
    // An attachment says it itself where the pool has a token.
    const stated = pools({ count: 1, use: {}, unresolved: ['tenant'], attached: [{ use: { tenant: 'red' } }] });
    expect(sharedByTenants(stated, host())).toBe(false);
  });
});

describe('what a netdev of a PF is a port of', () => {
  const said = (users: readonly UserFacts[], bond: string | null, bridge: string | null) => {
    const port = interfaceFacts({ bond: bond === null ? null : { name: bond, mode: null }, bridge });
    const network = { interfaces: [port], linkType: null, eswitchMode: null, carriesManagement: null };
    return portsOfOthers(nicFacts({ users, network }));
  };
  const user = (detail: string): UserFacts => ({ kind: 'netdev', detail });

  test('is said of a bond and of a bridge', () => {
    expect(said([], 'bond0', null)).toEqual(['ens1f0 is a port of bond bond0']);
    expect(said([], null, 'br0')).toEqual(['ens1f0 is a port of bridge br0']);
    expect(said([], null, null)).toEqual([]);
  });

  test('is not said again where its users say it', () => {
    expect(said([user('ens1f0 is a port of bond0')], 'bond0', null)).toEqual([]);
    expect(said([user('ens1f0 is a port of bond01')], 'bond0', null)).toEqual(['ens1f0 is a port of bond bond0']);
    expect(said([{ kind: 'vfio', detail: 'bond0' }], 'bond0', null)).toEqual(['ens1f0 is a port of bond bond0']);
  });

  test('is nothing of a function without netdevs', () => {
    expect(portsOfOthers(nvmeFacts())).toEqual([]);
  });
});

describe('flexible resources of an NVMe drive', () => {
  const caps = { vqFlexibleTotal: 40, vqAssigned: 0, vqPrimary: 8, vqMaxPerSecondary: 5 };
  const capabilities = {
    ...caps,
    vqGranularity: 2,
    viFlexibleTotal: 20,
    viAssigned: 0,
    viPrimary: 3,
    viMaxPerSecondary: 4,
    viGranularity: 3,
  };
  const read = pfOf({ facts: nvmeFacts({}, { capabilities }) });
  const limits = { vqFlexibleTotal: 100, viFlexibleTotal: 50, vqMaxPerSecondary: 9, viMaxPerSecondary: 7 };
  const nvme = { ...limits, granularity: 4, maxSecondaryControllers: 16, source: 'data sheet' };
  const known = pfOf({ facts: nvmeFacts({ nvme: null }), device: { ...device('ssstc-ed1'), nvme } });

  test.each([
    ['vq', { value: 32, source: 'VQFRT 40 less VQRFAP 8 of 0000:86:00.0' }, { value: 100, source: 'data sheet' }],
    ['vi', { value: 17, source: 'VIFRT 20 less VIRFAP 3 of 0000:86:00.0' }, { value: 50, source: 'data sheet' }],
  ] as const)('are shared as the drive says, else the catalog: %s', (resource, ofDrive, ofCatalog) => {
    expect(sharedResources(read, resource)).toEqual(ofDrive);
    expect(sharedResources(known, resource)).toEqual(ofCatalog);
  });

  test.each([
    ['vq', { value: 5, source: 'VQFRSM of 0000:86:00.0' }, { value: 9, source: 'data sheet' }],
    ['vi', { value: 4, source: 'VIFRSM of 0000:86:00.0' }, { value: 7, source: 'data sheet' }],
  ] as const)('of one secondary controller are at most as the drive says, else the catalog: %s', (resource, a, b) => {
    expect(mostPerSecondary(read, resource)).toEqual(a);
    expect(mostPerSecondary(known, resource)).toEqual(b);
  });

  test.each([
    ['vq', { value: 2, source: 'VQGRAN of 0000:86:00.0' }],
    ['vi', { value: 3, source: 'VIGRAN of 0000:86:00.0' }],
  ] as const)('are given out in portions as the drive says, else the catalog: %s', (resource, ofDrive) => {
    expect(granularity(read, resource)).toEqual(ofDrive);
    expect(granularity(known, resource)).toEqual({ value: 4, source: 'data sheet' });
  });

  test('have the source of the group, else of the entry', () => {
    const { source: _group, ...numbers } = nvme;
    const entry = { ...device('ssstc-ed1'), nvme: { ...numbers, source: null } };
    const facts = nvmeFacts({ nvme: null });
    expect(mostSecondaries(known)).toEqual({ value: 16, source: 'data sheet' });
    expect(mostSecondaries(pfOf({ facts, device: { ...entry, userSource: 'mine' } }))?.source).toBe('mine');
    expect(mostSecondaries(pfOf({ facts, device: entry }))?.source).toBe('catalog entry ssstc-ed1');
    expect(mostSecondaries(pfOf({ facts, device: null }))).toBeNull();
  });

  test('are held by the controllers of VFs that have some', () => {
    const controller = { controllerId: 1, online: true, virtualQueues: 4, virtualInterrupts: 2 };
    const secondaryControllers = [
      { ...controller, vf: 0 },
      { ...controller, vf: 1, virtualQueues: 0 },
      { ...controller, vf: null },
    ];
    const pf = pfOf({ facts: nvmeFacts({}, { secondaryControllers }) });
    expect([...heldResources(pf, 'vq')]).toEqual([[0, 4]]);
    expect([...heldResources(pf, 'vi')]).toEqual([
      [0, 2],
      [1, 2],
    ]);
    expect([...heldResources(known, 'vq')]).toEqual([]);
  });
});

describe('VFs of a PF', () => {
  test('are found by index, with VFs of no pool before and between them', () => {
    const pf = pools({ firstVf: 2, count: 2 }, { firstVf: 6, count: 1 });
    expect([0, 2, 3, 4, 6].map((index) => vfAt(pf, index)?.index)).toEqual([undefined, 2, 3, undefined, 6]);
  });

  test('are counted, with what they state added up and others as asked', () => {
    const pf = pools(
      { count: 2, settings: { msixVectors: 4 }, attached: [{ overrides: { msixVectors: 6 } }] },
      { count: 1, settings: {}, unresolved: ['vlan'] },
    );
    expect(sumOverVfs(pf, 'msixVectors')).toEqual({ sum: 10, stated: 2, incomplete: false });
    expect(sumOverVfs(pf, 'msixVectors', () => 2)).toEqual({ sum: 12, stated: 2, incomplete: false });
  });

  test.each<[string, PoolSketch, Partial<ResolvedPf>]>([
    ['a value is a token', { count: 1, settings: {}, unresolved: ['msixVectors'] }, {}],
    ['their number is a token', { count: 0 }, { numVfs: null }],
  ])('are not all counted where %s', (_words, pool, change) => {
    expect(sumOverVfs(pfOf({ pools: [pool], change }), 'msixVectors')).toEqual({ sum: 0, stated: 0, incomplete: true });
  });

  test('count nothing where what is stated is no number of things', () => {
    const pf = pools({ count: 1, settings: { msixVectors: -1 } }, { count: 1, settings: { msixVectors: 1.5 } });
    expect(sumOverVfs(pf, 'msixVectors')).toEqual({ sum: 0, stated: 2, incomplete: false });
  });

  test('have the ids that were read, else those of the model', () => {
    const cx6 = device('mlx-cx6dx');
    expect(vfIdsOf(pfOf({ facts: nicFacts({ vendorId: '15b3', vfDeviceId: '101e' }), device: null }))).toEqual([
      '15b3:101e',
    ]);
    expect(vfIdsOf(pfOf({ facts: null, device: cx6 }))).toEqual(['15b3:101e']);
    expect(vfIdsOf(pfOf({ facts: nicFacts({ vfDeviceId: null }), device: null }))).toBeNull();
    const nobody = { ...cx6, pf: { ...cx6.pf, vendorId: null } };
    expect(vfIdsOf(pfOf({ facts: null, device: nobody }))).toBeNull();
  });
});

describe('what goes to VMs', () => {
  const held = { pools: [{ settings: { driver: 'vfio-pci' } }] } as const;
  const kept = { pools: [{ settings: { driver: 'native' } }] } as const;
  const whole: PfSketch = { pools: [], wanted: { assignedToVm: 'db1' } };
  const token: PfSketch = { pools: [], wanted: { unresolved: ['assignedToVm'] } };

  test.each<[string | null, readonly PfSketch[]]>([
    [null, [kept]],
    ['VFs', [kept, held]],
    ['PFs', [kept, whole]],
    ['PFs', [token]],
    ['VFs and PFs', [held, whole]],
  ])('is %s', (words, pfs) => {
    expect(givenToVms(resolvedHost({ pfs }))).toBe(words);
  });
});

test('a PF that is given to a VM whose name is a token is given away, to a VM that nobody knows', () => {
  expect(assigneeOf(pfOf({ wanted: { unresolved: ['assignedToVm'] } }))).toEqual({
    vm: null,
    words: 'a VM (not known at synth)',
  });
  expect(assigneeOf(pfOf({ wanted: { assignedToVm: 'db1' } }))).toEqual({ vm: 'db1', words: 'db1' });
  expect(assigneeOf(pfOf({}))).toBeUndefined();
});

describe('words', () => {
  test('for lists', () => {
    expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map((items) => joined(items))).toEqual([
      '',
      'a',
      'a and b',
      'a, b and c',
    ]);
    expect(joined(['a', 'b'], 'or')).toBe('a or b');
    expect(listed(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c, d, e');
    expect(listed(['a', 'b', 'c', 'd', 'e', 'f', 'g'])).toBe('a, b, c, d, e and 2 more');
  });

  test('for sizes', () => {
    expect([1e12, 2.5e12, 999e9, 1e9].map(bytesText)).toEqual(['1 TB', '2.5 TB', '999 GB', '1 GB']);
  });

  test('for a port name its number where all is known, else the PF', () => {
    const named = (change: PfSketch) => describePort(pfOf(change));
    const without = interfaceFacts({ port: null });
    const network = { interfaces: [without], linkType: null, eswitchMode: null, carriesManagement: null };
    expect(named({})).toBe('ice, port 0 of 0000:3b:00.0');
    expect(named({ facts: nicFacts({ network }) })).toBe('0000:3b:00.0, ice');
    expect(named({ facts: nicFacts({ driver: null }) })).toBe('0000:3b:00.0');
    expect(named({ facts: null, wanted: { selector: { slot: '7' } } })).not.toMatch(/null|undefined/);
  });

  test('for a refusal name the error and where it is one, and there are none for what is taken', () => {
    const by = { does: 'refused', source: 'x' } as const;
    expect(refusalWords({ is: 'refused', errno: 'EINVAL', by })).toBe('EINVAL');
    expect(
      refusalWords({ is: 'refused', errno: 'EOPNOTSUPP', by: { ...by, when: { eswitchMode: 'switchdev' } } }),
    ).toBe('EOPNOTSUPP in switchdev mode');
    expect(refusalWords({ is: 'taken', by: { does: 'taken', source: 'x' } })).toBe('');
  });
});
