import { type Allocation, CEILING, MaxMinSharing, type SharingProblem } from '../../sharing/max-min';
import { EIGHTY_PERCENT, type Estimate, type Quantity, shifted, termsOf, type Unpredictable } from './quantity';
import type { Flow, System } from './system';

export interface Solution {
  /** In the order of the system's flows. */
  readonly flows: readonly FlowAnswer[];
  /** In the order of the system's resources: part of the capacity that is used. */
  readonly utilisation: readonly number[];
}

export interface FlowAnswer {
  readonly id: string;
  /** Packets or I/Os a second. */
  readonly rate: number;
  readonly bottleneck: string;
  /** Infinite where a queue of unknown length is full. */
  readonly latencyNs: number;
  /** 99th percentile, with waits that are distributed exponentially; before a queue that is always full all wait alike. */
  readonly tailNs: number;
}

/** The 99th percentile of an exponential distribution, in means. */
const TAIL = Math.log(100);

/** Rounds after which closed loops have settled, and the change that counts as settled. */
const MOST_ROUNDS = 60;
const SETTLED = 1e-4;

/**
 * Rates by weighted max-min over all resources at once. A closed loop is let in with what Little's law gives it: its
 * outstanding ones over the latency of the round before, until that stays as it is.
 *
 * @param deviations moves every cost up and every capacity down by so many of its standard deviations
 */
export function solve(system: System, deviations = 0): Solution {
  return new Rounds(system, deviations).answer();
}

/** Rate of every flow, with its interval: that between all costs of the system low and all of them high. */
export function rates(system: System): readonly (Estimate | Unpredictable)[] {
  const capacities = capacitiesOf(system);
  const [expected, slow, fast] = [solve(system), solve(system, EIGHTY_PERCENT), solve(system, -EIGHTY_PERCENT)];
  return system.flows.map((flow, f) => {
    const { rate, bottleneck } = expected.flows[f];
    if (rate === Number.POSITIVE_INFINITY) return { why: `no resource on the way of ${flow.id} has a known capacity` };
    const low = Math.min(rate, slow.flows[f].rate);
    const high = Math.max(rate, fast.flows[f].rate);
    return { value: rate, low, high, bottleneck, terms: terms(capacities, flow) };
  });
}

/**
 * Latency of every flow in nanoseconds, with its interval.
 *
 * @param of the mean, or the 99th percentile
 */
export function latencies(
  system: System,
  of: 'latencyNs' | 'tailNs' = 'latencyNs',
): readonly (Estimate | Unpredictable)[] {
  const capacities = capacitiesOf(system);
  const [expected, slow, fast] = [solve(system), solve(system, EIGHTY_PERCENT), solve(system, -EIGHTY_PERCENT)];
  return system.flows.map((flow, f) => {
    const { [of]: value, bottleneck } = expected.flows[f];
    if (value === Number.POSITIVE_INFINITY)
      return { why: `${bottleneck} is full, and how long the queue before it is, is not known` };
    // With other costs others wait: an interval holds what is expected all the same.
    const low = Math.min(value, fast.flows[f][of]);
    const high = Math.max(value, Math.min(slow.flows[f][of], UNSETTLED * value));
    return { value, low, high, bottleneck, terms: terms(capacities, flow) };
  });
}

/** Upper end of a latency whose queue would be full if all costs were high, in parts of what is expected. */
export const UNSETTLED = 10;

function capacitiesOf({ resources }: System): ReadonlyMap<string, Quantity> {
  return new Map(resources.map(({ id, capacity }) => [id, capacity]));
}

function terms(capacities: ReadonlyMap<string, Quantity>, flow: Flow) {
  return termsOf([
    flow.pathNs,
    ...(flow.limits ?? []).map(({ rate }) => rate),
    ...flow.uses.flatMap(({ resource, amount }) => [amount, capacities.get(resource) ?? amount]),
  ]);
}

class Rounds {
  private readonly problem: SharingProblem;
  private readonly sharing: MaxMinSharing;
  private readonly pathNs: Float64Array;
  private readonly floor: Float64Array;
  /** Nanoseconds of service of each use, at the pace of one server of its resource. */
  private readonly serviceNs: Float64Array;

  public constructor(
    private readonly system: System,
    private readonly deviations: number,
  ) {
    this.problem = problemOf(system, deviations);
    this.sharing = new MaxMinSharing(this.problem);
    this.pathNs = Float64Array.from(system.flows, ({ pathNs }) => shifted(pathNs, deviations));
    this.floor = Float64Array.from(system.flows, ({ floor }) => floor ?? 0);
    const { resource, amount, capacity } = this.problem;
    this.serviceNs = Float64Array.from(
      resource,
      (r, u) => (1e9 * amount[u] * (system.resources[r].servers ?? 1)) / capacity[r],
    );
  }

  public answer(): Solution {
    const limits = this.system.flows.map((flow) => this.limitOf(flow));
    const limit = Float64Array.from(limits, ({ rate }) => rate);
    const ceiling = limit.slice();
    const littles = this.littles(new Float64Array(this.problem.capacity.length), new Float64Array(limit.length));
    this.lower(ceiling, limit, littles, 1);
    const first = this.sharing.share(this.floor, ceiling);
    const last = this.settle(first, ceiling, limit);
    const utilisation = this.utilisationOf(last);
    return {
      utilisation: [...utilisation],
      flows: this.system.flows.map((flow, f) => {
        const rate = last.rate[f];
        // A closed loop ends at its own latency; what it meets first without waiting is what stops it.
        const by = flow.load.kind === 'closed' ? first.frozenBy[f] : last.frozenBy[f];
        const waitNs = this.waitOf(f, utilisation, last);
        const heldNs = this.pathNs[f] + this.serviceOf(f);
        return {
          id: flow.id,
          rate,
          bottleneck: by === CEILING ? this.ceilingName(f, limits[f].name, littles[f]) : this.system.resources[by].name,
          latencyNs: heldNs + waitNs,
          tailNs: heldNs + (this.isOverfed(f, last) ? waitNs : TAIL * waitNs),
        };
      }),
    };
  }

  private settle(first: Allocation, ceiling: Float64Array, limit: Float64Array): Allocation {
    let allocation = first;
    if (!this.system.flows.some(({ load }) => load.kind === 'closed')) return allocation;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const before = allocation.rate;
      this.lower(ceiling, limit, this.littles(this.utilisationOf(allocation), allocation.rate), 0.5);
      allocation = this.sharing.share(this.floor, ceiling);
      if (allocation.rate.every((rate, f) => Math.abs(rate - before[f]) <= SETTLED * rate)) break;
    }
    return allocation;
  }

  /** Moves the ceilings of closed loops towards what Little's law gives them. */
  private lower(ceiling: Float64Array, limit: Float64Array, littles: Float64Array, part: number): void {
    this.system.flows.forEach(({ load }, f) => {
      if (load.kind === 'open') return;
      const wanted = Math.min(limit[f], littles[f]);
      ceiling[f] = part === 1 ? wanted : ceiling[f] + part * (wanted - ceiling[f]);
    });
  }

  private littles(utilisation: Float64Array, rate: Float64Array): Float64Array {
    return Float64Array.from(this.system.flows, ({ load }, f) => {
      if (load.kind === 'open') return load.offered;
      const latencyNs = this.pathNs[f] + this.serviceOf(f) + this.queueingOf(f, utilisation, rate);
      return (1e9 * load.outstanding) / latencyNs;
    });
  }

  private limitOf(flow: Flow): { readonly rate: number; readonly name: string } {
    let rate = flow.load.kind === 'open' ? flow.load.offered : Number.POSITIVE_INFINITY;
    let name = flow.load.kind === 'open' ? 'offered rate' : 'queue depth';
    for (const limit of flow.limits ?? []) {
      const value = shifted(limit.rate, -this.deviations);
      if (value < rate) [rate, name] = [value, limit.name];
    }
    return { rate, name };
  }

  private ceilingName(f: number, limitName: string, little: number): string {
    const { load, limits } = this.system.flows[f];
    if (load.kind === 'open') return limitName;
    const lowest = Math.min(...(limits ?? []).map(({ rate }) => shifted(rate, -this.deviations)));
    return lowest < little ? limitName : 'queue depth';
  }

  private serviceOf(f: number): number {
    let total = 0;
    for (let u = this.problem.start[f]; u < this.problem.start[f + 1]; u += 1) total += this.serviceNs[u];
    return total;
  }

  private waitOf(f: number, utilisation: Float64Array, { rate, frozenBy }: Allocation): number {
    const flow = this.system.flows[f];
    // Little: who is not served or on the path waits, also where nothing but the sharing holds the loop back.
    if (flow.load.kind === 'closed') {
      return Math.max(0, (1e9 * flow.load.outstanding) / rate[f] - this.pathNs[f] - this.serviceOf(f));
    }
    if (!this.isOverfed(f, { rate, frozenBy })) return this.queueingOf(f, utilisation, rate);
    return flow.queueLength === undefined ? Number.POSITIVE_INFINITY : (1e9 * flow.queueLength) / rate[f];
  }

  /** Whether more is offered than fits, so that the queue is full. */
  private isOverfed(f: number, { rate, frozenBy }: Allocation): boolean {
    const { load } = this.system.flows[f];
    return load.kind === 'open' && frozenBy[f] !== CEILING && rate[f] < CARRIED * load.offered;
  }

  /**
   * Waiting at all resources, each as a queue with as many servers as it has (Sakasegawa 1977; of one server exactly
   * the Pollaczek-Khinchine mean). One of a closed loop does not wait for itself (arrival theorem, as Schweitzer has it).
   */
  private queueingOf(f: number, utilisation: Float64Array, rate: Float64Array): number {
    const { start, resource } = this.problem;
    const { load, queueLength } = this.system.flows[f];
    let total = 0;
    for (let u = start[f]; u < start[f + 1]; u += 1) {
      const { servers = 1, variability = 1 } = this.system.resources[resource[u]];
      const own = load.kind === 'closed' ? (rate[f] * this.serviceNs[u]) / 1e9 / servers / load.outstanding : 0;
      const busy = Math.min(FULL, Math.max(0, utilisation[resource[u]] - own));
      const wait = (this.serviceNs[u] / servers) * (busy ** (Math.sqrt(2 * (servers + 1)) - 1) / (1 - busy));
      const longest = ((queueLength ?? Number.POSITIVE_INFINITY) * this.serviceNs[u]) / servers;
      total += Math.min(wait * variability, longest);
    }
    return total;
  }

  private utilisationOf({ rate }: Allocation): Float64Array {
    return this.sharing.loadOf(rate).map((load, r) => load / this.problem.capacity[r]);
  }
}

/** Part of what is offered that counts as all of it: costs are not known better. */
export const CARRIED = 0.95;

/** Utilisation that no wait is reckoned above: a resource that carries what is offered has that much left. */
const FULL = 0.99;

function problemOf({ resources, flows }: System, deviations: number): SharingProblem {
  const index = new Map(resources.map(({ id }, r) => [id, r]));
  const uses = flows.flatMap((flow) => flow.uses);
  const start = new Int32Array(flows.length + 1);
  flows.forEach((flow, f) => (start[f + 1] = start[f] + flow.uses.length));
  return {
    capacity: Float64Array.from(resources, ({ capacity }) => shifted(capacity, -deviations)),
    weight: Float64Array.from(flows, ({ weight }) => weight ?? 1),
    start,
    resource: Int32Array.from(uses, ({ resource }) => {
      const r = index.get(resource);
      if (r === undefined) throw new RangeError(`a flow uses ${resource}, which is no resource of its system`);
      return r;
    }),
    amount: Float64Array.from(uses, ({ amount }) => shifted(amount, deviations)),
  };
}
