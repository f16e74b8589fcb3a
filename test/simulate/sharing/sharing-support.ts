import fc from '../../support/properties';
import { type Allocation, MaxMinSharing, type SharingProblem } from '../../../lib/simulate/sharing/max-min';

/** A flow in a form that people read; the solver takes columns. */
export interface TestFlow {
  readonly weight: number;
  readonly floor: number;
  readonly ceiling: number;
  /** Resource and amount, each resource at most once. */
  readonly uses: readonly (readonly [resource: number, amount: number])[];
}

export interface Instance {
  readonly capacity: readonly number[];
  readonly flows: readonly TestFlow[];
}

export function problemOf({ capacity, flows }: Instance): SharingProblem {
  const start = [0];
  for (const flow of flows) start.push((start.at(-1) ?? 0) + flow.uses.length);
  return {
    capacity: Float64Array.from(capacity),
    weight: Float64Array.from(flows, (flow) => flow.weight),
    start: Int32Array.from(start),
    resource: Int32Array.from(flows.flatMap((flow) => flow.uses.map(([r]) => r))),
    amount: Float64Array.from(flows.flatMap((flow) => flow.uses.map(([, amount]) => amount))),
  };
}

export function share(instance: Instance): Allocation {
  return new MaxMinSharing(problemOf(instance)).share(
    Float64Array.from(instance.flows, (flow) => flow.floor),
    Float64Array.from(instance.flows, (flow) => flow.ceiling),
  );
}

/**
 * The definition, slowly: find by bisection the level at which the first resource is full, stop there every flow on
 * that resource, and begin again with the rest.
 */
export function shareSlowly({ capacity, flows }: Instance): number[] {
  const asked = flows.map((flow) => Math.min(flow.floor, flow.ceiling));
  const fits = capacity.every((c, r) => sum(flows.map((flow, f) => amountOf(flow, r) * asked[f])) <= c * (1 + 1e-12));
  const floors = fits
    ? asked
    : raiseSlowly(
        capacity,
        flows,
        asked,
        asked.map(() => 0),
        asked,
      );
  return raiseSlowly(
    capacity,
    flows,
    flows.map((flow) => flow.weight),
    floors,
    flows.map((flow) => flow.ceiling),
  );
}

function raiseSlowly(
  capacity: readonly number[],
  flows: readonly TestFlow[],
  weight: readonly number[],
  base: readonly number[],
  ceiling: readonly number[],
): number[] {
  const stopped = new Map<number, number>();
  const full = new Set<number>();
  const rateAt = (f: number, level: number) =>
    stopped.get(f) ?? Math.min(ceiling[f], Math.max(base[f], weight[f] * level));
  const users = capacity.map((_, r) =>
    flows.flatMap((flow, f) => flow.uses.filter(([q]) => q === r).map(([, a]) => [f, a])),
  );
  const loadAt = (r: number, level: number) => sum(users[r].map(([f, amount]) => amount * rateAt(f, level)));
  for (;;) {
    const open = capacity.map((_, r) => r).filter((r) => !full.has(r) && loadAt(r, 1e12) > capacity[r] * (1 + 1e-11));
    if (open.length === 0) return flows.map((_, f) => stopped.get(f) ?? ceiling[f]);
    const levels = open.map((r) => bisect((level) => loadAt(r, level) > capacity[r]));
    const first = Math.min(...levels);
    for (const r of open.filter((_, i) => levels[i] <= first * (1 + 1e-9))) {
      full.add(r);
      for (const [f] of users[r]) stopped.set(f, rateAt(f, first));
    }
  }
}

function bisect(above: (level: number) => boolean): number {
  let [low, high] = [0, 1e12];
  for (let i = 0; i < 120; i += 1) {
    const middle = (low + high) / 2;
    if (above(middle)) high = middle;
    else low = middle;
  }
  return low;
}

export function amountOf(flow: TestFlow, resource: number): number {
  return flow.uses.find(([r]) => r === resource)?.[1] ?? 0;
}

/** 0 of an infinite rate is 0. */
export function times(amount: number, rate: number): number {
  return amount === 0 ? 0 : amount * rate;
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}

/** Small instances in which everything collides: equal weights, floors that do not fit, ceilings below floors, idle links. */
export const instances: fc.Arbitrary<Instance> = fc.integer({ min: 1, max: 6 }).chain((resources) => {
  const positive = fc.oneof(fc.constantFrom(1, 2, 3), fc.double({ min: 0.05, max: 20, noNaN: true }));
  const flow = fc.record({
    weight: positive,
    floor: fc.oneof(
      { weight: 3, arbitrary: fc.constant(0) },
      { weight: 2, arbitrary: fc.double({ min: 0, max: 30, noNaN: true }) },
    ),
    ceiling: fc.oneof(
      fc.constant(Number.POSITIVE_INFINITY),
      fc.double({ min: 0, max: 40, noNaN: true }),
      fc.integer({ min: 0, max: 20 }),
    ),
    uses: fc.uniqueArray(fc.tuple(fc.nat(resources - 1), positive), { selector: ([r]) => r, maxLength: resources }),
  });
  return fc.record({
    capacity: fc.array(fc.oneof(fc.integer({ min: 0, max: 60 }), fc.double({ min: 0.1, max: 100, noNaN: true })), {
      minLength: resources,
      maxLength: resources,
    }),
    flows: fc.array(flow, { minLength: 1, maxLength: 14 }),
  });
});
