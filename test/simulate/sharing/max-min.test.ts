import fc from '../../support/properties';
import { CEILING, MaxMinSharing } from '../../../lib/simulate/sharing/max-min';
import {
  amountOf,
  type Instance,
  instances,
  problemOf,
  share,
  shareSlowly,
  sum,
  type TestFlow,
  times,
} from './sharing-support';

const UNLIMITED = Number.POSITIVE_INFINITY;

function flow(change: Partial<TestFlow> = {}): TestFlow {
  return { weight: 1, floor: 0, ceiling: UNLIMITED, uses: [[0, 1]], ...change };
}

function ratesOf(capacity: readonly number[], flows: readonly TestFlow[]): number[] {
  return [...share({ capacity, flows }).rate];
}

function expectClose(found: Iterable<number>, wanted: readonly number[]): void {
  [...found].forEach((rate, f) => {
    if (wanted[f] === UNLIMITED) expect(rate).toBe(UNLIMITED);
    else expect(Math.abs(rate - wanted[f])).toBeLessThanOrEqual(1e-7 * Math.max(1, wanted[f]));
  });
}

describe('weighted max-min sharing', () => {
  test('gives equal flows equal parts of a link', () => {
    expect(ratesOf([30], [flow(), flow(), flow()])).toEqual([10, 10, 10]);
  });

  test('gives what a modest flow leaves to the others', () => {
    expect(ratesOf([30], [flow({ ceiling: 4 }), flow(), flow()])).toEqual([4, 13, 13]);
  });

  test('shares by weight', () => {
    expect(ratesOf([40], [flow({ weight: 3 }), flow()])).toEqual([30, 10]);
  });

  test('keeps a floor and shares the rest among those below it', () => {
    expect(ratesOf([30], [flow({ floor: 20 }), flow(), flow()])).toEqual([20, 5, 5]);
  });

  test('lets a flow rise above its floor when the fair share is higher', () => {
    expect(ratesOf([30], [flow({ floor: 2 }), flow({ floor: 1 }), flow()])).toEqual([10, 10, 10]);
  });

  test('scales floors that do not fit by the same factor and leaves nothing for the rest', () => {
    expect(ratesOf([30], [flow({ floor: 40 }), flow({ floor: 20 }), flow()])).toEqual([20, 10, 0]);
  });

  test('counts a floor above the ceiling as the ceiling', () => {
    expect(ratesOf([30], [flow({ floor: 25, ceiling: 10 }), flow()])).toEqual([10, 20]);
  });

  test('charges each flow what it takes of a resource for one unit of rate', () => {
    expect(ratesOf([30], [flow({ uses: [[0, 2]] }), flow()])).toEqual([10, 10]);
  });

  test('passes on what a flow stopped elsewhere leaves', () => {
    const flows = [
      flow({
        uses: [
          [0, 1],
          [1, 1],
        ],
      }),
      flow(),
      flow({ uses: [[1, 1]] }),
    ];
    expect(ratesOf([10, 4], flows)).toEqual([2, 8, 2]);
  });

  test('says that nothing stops a flow which meets no resource', () => {
    expect(share({ capacity: [], flows: [flow({ uses: [] })] })).toEqual({
      rate: Float64Array.of(UNLIMITED),
      frozenBy: Int32Array.of(CEILING),
    });
  });

  test('names the ceiling, not the resource, when both are reached at once', () => {
    expect([...share({ capacity: [20], flows: [flow({ ceiling: 10 }), flow({ ceiling: 10 })] }).frozenBy]).toEqual([
      CEILING,
      CEILING,
    ]);
  });

  test('names the resource that stops a flow on its floor', () => {
    expect([...share({ capacity: [30], flows: [flow({ floor: 20 }), flow()] }).frozenBy]).toEqual([0, 0]);
  });

  test('ignores a resource that is known never to be full', () => {
    const problem = problemOf({ capacity: [10, 1], flows: [flow({ uses: [[0, 1]] }), flow({ uses: [[1, 1]] })] });
    const sharing = new MaxMinSharing(problem, Uint8Array.of(1, 0));
    expect([...sharing.share(Float64Array.of(0, 0), Float64Array.of(UNLIMITED, 7)).rate]).toEqual([10, 7]);
  });

  test('shares the same flows again and again with other bounds', () => {
    const sharing = new MaxMinSharing(problemOf({ capacity: [30], flows: [flow(), flow()] }));
    const none = Float64Array.of(0, 0);
    expect([...sharing.share(none, Float64Array.of(UNLIMITED, UNLIMITED)).rate]).toEqual([15, 15]);
    expect([...sharing.share(none, Float64Array.of(5, UNLIMITED)).rate]).toEqual([5, 25]);
    expect([...sharing.share(Float64Array.of(20, 0), Float64Array.of(UNLIMITED, UNLIMITED)).rate]).toEqual([20, 10]);
  });
});

describe('for any flows and resources', () => {
  const check = (property: (instance: Instance) => void) =>
    fc.assert(fc.property(instances, property), { numRuns: 300 });

  test('the rates are those of the slow definition', () => {
    check((instance) => expectClose(share(instance).rate, shareSlowly(instance)));
  });

  test('no resource carries more than it can', () => {
    check((instance) => {
      const { rate } = share(instance);
      instance.capacity.forEach((capacity, r) => {
        const load = sum(instance.flows.map((f, i) => times(amountOf(f, r), rate[i])));
        expect(load).toBeLessThanOrEqual(capacity * (1 + 1e-9) + 1e-9);
      });
    });
  });

  test('no flow gets more than it asked for', () => {
    check(({ capacity, flows }) => {
      share({ capacity, flows }).rate.forEach((rate, f) => {
        expect(rate).toBeLessThanOrEqual(flows[f].ceiling);
      });
    });
  });

  test('floors are kept wherever they fit', () => {
    check((instance) => {
      const asked = instance.flows.map((f) => Math.min(f.floor, f.ceiling));
      const fit = instance.capacity.every(
        (capacity, r) => sum(instance.flows.map((f, i) => amountOf(f, r) * asked[i])) <= capacity,
      );
      fc.pre(fit);
      share(instance).rate.forEach((rate, f) => {
        expect(rate).toBeGreaterThanOrEqual(asked[f] * (1 - 1e-9));
      });
    });
  });

  test('nobody can get more unless somebody gets less who has no more for its weight, or stands on its floor', () => {
    check((instance) => {
      const { rate, frozenBy } = share(instance);
      instance.flows.forEach((f, i) => {
        if (frozenBy[i] === CEILING) {
          expect(rate[i]).toBe(f.ceiling);
          return;
        }
        const by = frozenBy[i];
        const load = sum(instance.flows.map((g, j) => times(amountOf(g, by), rate[j])));
        expect(amountOf(f, by)).toBeGreaterThan(0);
        expect(load).toBeGreaterThanOrEqual(instance.capacity[by] * (1 - 1e-9) - 1e-9);
        instance.flows.forEach((g, j) => {
          if (amountOf(g, by) === 0) return;
          const richer = rate[j] / g.weight > (rate[i] / f.weight) * (1 + 1e-9) + 1e-9;
          const onFloor = rate[j] <= g.floor * (1 + 1e-9);
          expect(!richer || onFloor).toBe(true);
        });
      });
    });
  });

  test('the order of flows and of resources changes no rate', () => {
    check((instance) => {
      const last = instance.capacity.length - 1;
      const turned: Instance = {
        capacity: [...instance.capacity].reverse(),
        flows: [...instance.flows]
          .reverse()
          .map((f) => ({ ...f, uses: f.uses.map(([r, amount]) => [last - r, amount] as const).reverse() })),
      };
      expectClose([...share(turned).rate].reverse(), [...share(instance).rate]);
    });
  });
});

test('many flows over many resources are shared as by the slow definition', () => {
  let seed = 7;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed / 2 ** 31;
  };
  const flows = Array.from({ length: 120 }, (): TestFlow => {
    const first = Math.floor(random() * 17);
    return {
      weight: 0.5 + random(),
      floor: random() < 0.2 ? random() * 3 : 0,
      ceiling: random() < 0.3 ? 1 + random() * 10 : UNLIMITED,
      uses: [
        [first, 1],
        [(first + 1 + Math.floor(random() * 6)) % 20, 0.5 + random()],
        [17 + Math.floor(random() * 3), 0.1],
      ].filter(([r], i, all) => all.findIndex(([other]) => other === r) === i) as [number, number][],
    };
  });
  const instance = { capacity: Array.from({ length: 20 }, () => 40 + random() * 60), flows };
  expectClose(share(instance).rate, shareSlowly(instance));
});
