import type { WantedPool } from '../../lib/model/wanted';
import { inventory, nicFacts, vfFacts } from '../support/facts';
import { onlyPf, resolve, ruleIds, type WantedPfSketch } from './wanted';

type Pools = Readonly<Record<string, Partial<WantedPool>>>;

function place(pools: Pools, pf: WantedPfSketch = {}) {
  return onlyPf(resolve({ pfs: { uplink: { selector: { address: '0000:3b:00.0' }, pools, ...pf } } }));
}

describe('pools', () => {
  test.each<[string, Pools, (number | null)[], number | null]>([
    ['follow each other', { a: { count: 4 }, b: { count: 2 }, c: { count: 1 } }, [0, 4, 6], 7],
    ['begin where they say', { a: { firstVf: 2, count: 4 }, b: { firstVf: 10, count: 2 } }, [2, 10], 12],
    [
      'follow all pools before them',
      { a: { firstVf: 8, count: 4 }, b: { firstVf: 0, count: 4 }, c: {} },
      [8, 0, 12],
      16,
    ],
    ['may be empty', { a: { count: 0 }, b: { count: 3 } }, [0, 0], 3],
    ['behind a token are nowhere', { a: { count: 0, unresolved: ['count'] }, b: {} }, [0, null], null],
    [
      'behind a token may say where they begin',
      { a: { count: 0, unresolved: ['count'] }, b: { firstVf: 8 } },
      [0, 8],
      null,
    ],
    ['that begin at a token are nowhere', { a: { unresolved: ['firstVf'] }, b: {} }, [null, null], null],
    ['behind one that no PF can have are nowhere', { a: { count: 1_000_000 }, b: {} }, [0, null], 1_000_004],
    [
      'behind such a one stay nowhere, whoever stands between them',
      { a: { count: 1_000_000 }, b: { firstVf: 0, count: 2 }, c: {} },
      [0, 0, null],
      1_000_004,
    ],
    ['end at the highest index', { a: { firstVf: 65_531, count: 4 } }, [65_531], 65_535],
  ])('%s', (_words, pools, firstVfs, numVfs) => {
    const pf = place(pools);
    expect(pf.pools.map(({ firstVf }) => firstVf)).toEqual(firstVfs);
    expect(pf.numVfs).toBe(numVfs);
  });

  test('of a million VFs have none, so that a mistake costs no memory', () => {
    expect(place({ a: { count: 1_000_000 } }).virtualFunctions).toEqual([]);
    expect(place({ a: { firstVf: 1e15, count: 4 } }).virtualFunctions).toEqual([]);
    expect(place({ a: { firstVf: 65_532, count: 4 } }).virtualFunctions).toEqual([]);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, -1, 1.5])('with %p VFs have none and are said once', (count) => {
    const resolution = resolve({
      pfs: { uplink: { selector: { address: '0000:3b:00.0' }, pools: { a: { count }, b: { count: 2 } } } },
    });
    const pf = onlyPf(resolution);
    expect(pf.numVfs).toBeNull();
    expect(pf.pools.map(({ firstVf }) => firstVf)).toEqual([0, null]);
    expect(pf.virtualFunctions).toEqual([]);
    expect(ruleIds(resolution)).toEqual(['INP-001']);
  });

  test('that overlap share no VF: the first one has it', () => {
    const pf = place({ a: { firstVf: 0, count: 4 }, b: { firstVf: 2, count: 4 } });
    expect(pf.virtualFunctions.map(({ index, pool }) => `${index} ${pool.path.at(-1)}`)).toEqual([
      '0 a',
      '1 a',
      '2 a',
      '3 a',
      '4 b',
      '5 b',
    ]);
  });

  test('with a gap between them leave VFs out, in order of index', () => {
    const pf = place({ b: { firstVf: 6, count: 2 }, a: { firstVf: 1, count: 2 } });
    expect(pf.virtualFunctions.map(({ index }) => index)).toEqual([1, 2, 6, 7]);
  });
});

describe('the number of VFs', () => {
  const four = nicFacts({ numVfs: 4, virtualFunctions: [0, 1, 2, 3].map((index) => vfFacts(index)) });

  test.each<[string, WantedPfSketch, number | null]>([
    ['is what is given', { numVfs: 16, pools: { a: { count: 4 } } }, 16],
    ['is what the pools need, where fewer exist', { pools: { a: { count: 6 } } }, 6],
    ['stays as it is where it suffices for the pools', { pools: { a: { count: 2 } } }, 4],
    ['stays as it is where the last VF is in a pool', { pools: { a: { count: 1, firstVf: 3 } } }, 4],
    ['is what the pools need, where the last of them reaches further', { pools: { a: { count: 2, firstVf: 3 } } }, 5],
    ['is what is given, though more exist', { numVfs: 2, pools: { a: { count: 2 } } }, 2],
    ['is unknown when a token decides about a pool', { pools: { a: { count: 1, unresolved: ['count'] } } }, null],
    ['is unknown when a token gives it', { unresolved: ['numVfs'], pools: { a: { count: 6 } } }, null],
    ['is what exists where somebody else manages the VFs', { externallyManaged: true, pools: { a: { count: 2 } } }, 4],
    ['stays as it is on a PF without pools', { pools: {} }, 4],
    ['is none where none is said', { numVfs: 0, pools: {} }, 0],
  ])('%s', (_words, pf, numVfs) => {
    const resolution = resolve(
      { pfs: { uplink: { selector: { address: '0000:3b:00.0' }, ...pf } } },
      inventory([four]),
    );
    expect(onlyPf(resolution).numVfs).toBe(numVfs);
  });
});
