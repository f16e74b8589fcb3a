import { guaranteesOf, largestGuarantee } from '../../lib/rules/shared/guarantees';
import { physicalFunction, type PoolSketch } from '../support/resolved';

/** Guaranteed rates of a PF, as rules add them up. */

const pools = (...list: PoolSketch[]) => physicalFunction({ pools: list });

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
