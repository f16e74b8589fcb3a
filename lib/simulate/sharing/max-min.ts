import { LevelHeap } from './level-heap';

/**
 * Flows over shared resources. Flow `f` has the uses `start[f]` to `start[f + 1] - 1`; use `u` takes `amount[u]` of
 * resource `resource[u]` for each unit of the flow's rate. Amounts and weights are above 0, capacities at least 0.
 */
export interface SharingProblem {
  readonly capacity: Float64Array;
  readonly weight: Float64Array;
  readonly start: Int32Array;
  readonly resource: Int32Array;
  readonly amount: Float64Array;
}

export interface Allocation {
  /** Rate of every flow; infinite where nothing stops it. */
  readonly rate: Float64Array;
  /** Resource that stopped the flow, or `CEILING`. */
  readonly frozenBy: Int32Array;
}

/** The flow got all it asked for. */
export const CEILING = -1;

/** Two levels that differ by less are the same: what rounding of a few thousand additions can make of equal numbers. */
const SAME = 1 + 1e-12;

const NEVER = Number.POSITIVE_INFINITY;

const WAITING = 0;
const RISING = 1;
const FROZEN = 2;

/** One filling: what it is given, and what comes out. */
interface Run {
  readonly weight: Float64Array;
  readonly base: Float64Array;
  readonly ceiling: Float64Array;
  readonly rate: Float64Array;
  readonly frozenBy: Int32Array;
}

/**
 * Weighted max-min fair sharing with floors and ceilings, by progressive filling.
 *
 * A level rises from 0. The rate of a flow is its weight times the level, at least its floor and at most its ceiling,
 * until a resource on its way is full: that resource freezes it. So nobody can get more unless somebody who has no more
 * for its weight, or who stands on its floor, gets less. Floors that do not fit into a resource are themselves shared
 * out first, each weighing as much as it asks for: at a single resource all shrink by the same factor.
 *
 * One object shares out the same flows many times with other floors and ceilings. The time is that of a few heap
 * operations for each flow and each of its uses.
 */
export class MaxMinSharing {
  private readonly flows: number;
  private readonly resources: number;
  /** The uses by resource: those of `r` are `users[userStart[r]]` to `users[userStart[r + 1] - 1]`. */
  private readonly userStart: Int32Array;
  private readonly users: Int32Array;

  /** Level at which a resource was last full. */
  private level = 0;
  private readonly binding: Uint8Array;
  /** Capacity that frozen and waiting flows leave. */
  private readonly left: Float64Array;
  /** What the rising flows take together for each unit of the level, and how many they are. */
  private readonly slope: Float64Array;
  private readonly risers: Int32Array;
  private readonly state: Uint8Array;
  private readonly zeros: Float64Array;
  private readonly base: Float64Array;
  private readonly load: Float64Array;
  private readonly saturations: LevelHeap;
  private readonly ceilings: LevelHeap;
  private readonly releases: LevelHeap;

  /** @param canBind 0 for resources that are known never to be full; default: any may be */
  public constructor(
    private readonly problem: SharingProblem,
    private readonly canBind: Uint8Array = new Uint8Array(problem.capacity.length).fill(1),
  ) {
    this.flows = problem.weight.length;
    this.resources = problem.capacity.length;
    this.userStart = new Int32Array(this.resources + 1);
    this.users = new Int32Array(problem.resource.length);
    this.indexUsers();
    this.binding = new Uint8Array(this.resources);
    this.left = new Float64Array(this.resources);
    this.slope = new Float64Array(this.resources);
    this.risers = new Int32Array(this.resources);
    this.state = new Uint8Array(this.flows);
    this.zeros = new Float64Array(this.flows);
    this.base = new Float64Array(this.flows);
    this.load = new Float64Array(this.resources);
    this.saturations = new LevelHeap(this.resources);
    this.ceilings = new LevelHeap(this.flows);
    this.releases = new LevelHeap(this.flows);
  }

  /** @param ceiling may be infinite; a floor above its ceiling counts as the ceiling */
  public share(floor: Float64Array, ceiling: Float64Array): Allocation {
    const { base } = this;
    for (let f = 0; f < this.flows; f += 1) base[f] = Math.min(floor[f], ceiling[f]);
    const kept = this.fits(base) ? base : this.fill(base, this.zeros, base).rate;
    return this.fill(this.problem.weight, kept, ceiling);
  }

  /** Whether every resource carries all flows at these rates. */
  public fits(rate: Float64Array): boolean {
    this.weighInto(this.load, rate);
    for (let r = 0; r < this.resources; r += 1) {
      if (this.load[r] > this.problem.capacity[r] * SAME) return false;
    }
    return true;
  }

  /** What the rates take of every resource. */
  public loadOf(rate: Float64Array): Float64Array {
    const load = new Float64Array(this.resources);
    this.weighInto(load, rate);
    return load;
  }

  private weighInto(load: Float64Array, rate: Float64Array): void {
    const { start, resource, amount } = this.problem;
    load.fill(0);
    for (let f = 0; f < this.flows; f += 1) {
      if (rate[f] === 0) continue;
      for (let u = start[f]; u < start[f + 1]; u += 1) load[resource[u]] += amount[u] * rate[f];
    }
  }

  private indexUsers(): void {
    const { start, resource } = this.problem;
    for (const r of resource) this.userStart[r + 1] += 1;
    for (let r = 0; r < this.resources; r += 1) this.userStart[r + 1] += this.userStart[r];
    const next = this.userStart.slice();
    for (let f = 0; f < this.flows; f += 1) {
      for (let u = start[f]; u < start[f + 1]; u += 1) {
        this.users[next[resource[u]]] = f;
        next[resource[u]] += 1;
      }
    }
  }

  private fill(weight: Float64Array, base: Float64Array, ceiling: Float64Array): Allocation {
    const rate = new Float64Array(this.flows);
    const frozenBy = new Int32Array(this.flows).fill(CEILING);
    const run: Run = { weight, base, ceiling, rate, frozenBy };
    if (this.findBinding(ceiling)) this.raise(run);
    else rate.set(ceiling);
    return { rate, frozenBy };
  }

  private raise(run: Run): void {
    this.begin(run);
    for (;;) {
      const full = this.saturations.topLevel();
      const asked = this.ceilings.topLevel();
      const released = this.releases.topLevel();
      if (released < NEVER && released <= full && released <= asked) {
        this.release(run);
      } else if (asked < NEVER && asked <= full * SAME) {
        const flow = this.ceilings.top();
        this.ceilings.pop();
        if (this.state[flow] !== FROZEN) this.freeze(run, flow, run.ceiling[flow]);
      } else if (full < NEVER) {
        this.fillUp(run, full);
      } else {
        return;
      }
    }
  }

  /** The resource that seemed to fill first does so, or takes its true place. */
  private fillUp(run: Run, expected: number): void {
    const resource = this.saturations.top();
    const now = this.levelWhenFull(resource);
    if (now > expected * SAME) {
      // Flows were frozen since it was put there: it fills later.
      this.saturations.move(resource, now);
      return;
    }
    this.level = Math.max(this.level, now);
    this.saturations.pop();
    this.saturate(run, resource);
  }

  /** Sets the state at level 0. */
  private begin(run: Run): void {
    this.level = 0;
    this.left.set(this.problem.capacity);
    this.slope.fill(0);
    this.risers.fill(0);
    this.ceilings.clear();
    this.releases.clear();
    this.saturations.clear();
    for (let f = 0; f < this.flows; f += 1) {
      this.state[f] = this.firstState(run, f);
      run.rate[f] = this.state[f] === FROZEN ? run.ceiling[f] : run.base[f];
      if (this.state[f] === RISING) this.addRiser(run, f);
      else if (run.rate[f] > 0) this.takeFixed(f, run.rate[f]);
      if (this.state[f] === WAITING) this.releases.append(f, run.base[f] / run.weight[f]);
      if (this.state[f] !== FROZEN && run.ceiling[f] < NEVER) this.ceilings.append(f, run.ceiling[f] / run.weight[f]);
    }
    for (let r = 0; r < this.resources; r += 1) {
      if (this.binding[r] === 1) this.saturations.append(r, this.levelWhenFull(r));
    }
    this.saturations.heapify();
    this.ceilings.heapify();
    this.releases.heapify();
  }

  private firstState(run: Run, flow: number): number {
    if (run.ceiling[flow] <= run.base[flow] || !this.meetsBinding(flow)) return FROZEN;
    return run.base[flow] > 0 ? WAITING : RISING;
  }

  private addRiser(run: Run, flow: number): void {
    const { start, resource, amount } = this.problem;
    const { binding, slope, risers } = this;
    const weight = run.weight[flow];
    const end = start[flow + 1];
    for (let u = start[flow]; u < end; u += 1) {
      const r = resource[u];
      if (binding[r] === 0) continue;
      slope[r] += amount[u] * weight;
      risers[r] += 1;
    }
  }

  private takeFixed(flow: number, rate: number): void {
    const { start, resource, amount } = this.problem;
    for (let u = start[flow]; u < start[flow + 1]; u += 1) {
      if (this.binding[resource[u]] === 1) this.left[resource[u]] -= amount[u] * rate;
    }
  }

  /** Marks the resources that are full when everybody gets all it asks for. */
  private findBinding(ceiling: Float64Array): boolean {
    this.weighInto(this.load, ceiling);
    let any = false;
    for (let r = 0; r < this.resources; r += 1) {
      const binds = this.canBind[r] === 1 && this.load[r] > this.problem.capacity[r];
      this.binding[r] = binds ? 1 : 0;
      any ||= binds;
    }
    return any;
  }

  private meetsBinding(flow: number): boolean {
    const { start, resource } = this.problem;
    for (let u = start[flow]; u < start[flow + 1]; u += 1) {
      if (this.binding[resource[u]] === 1) return true;
    }
    return false;
  }

  private levelWhenFull(resource: number): number {
    const slope = this.slope[resource];
    return this.risers[resource] > 0 && slope > 0 ? Math.max(0, this.left[resource]) / slope : NEVER;
  }

  /** The level has reached the floor of a flow: from here on it rises. */
  private release(run: Run): void {
    const { start, resource } = this.problem;
    const flow = this.releases.top();
    this.releases.pop();
    if (this.state[flow] === FROZEN) return;
    this.state[flow] = RISING;
    this.takeFixed(flow, -run.base[flow]);
    this.addRiser(run, flow);
    for (let u = start[flow]; u < start[flow + 1]; u += 1) {
      // The resource now fills sooner than its place in the heap says.
      this.saturations.move(resource[u], this.levelWhenFull(resource[u]));
    }
  }

  private saturate(run: Run, full: number): void {
    for (let u = this.userStart[full]; u < this.userStart[full + 1]; u += 1) {
      const flow = this.users[u];
      if (this.state[flow] === FROZEN) continue;
      const risen = Math.min(run.ceiling[flow], Math.max(run.base[flow], run.weight[flow] * this.level));
      run.frozenBy[flow] = full;
      this.freeze(run, flow, this.state[flow] === RISING ? risen : run.base[flow]);
    }
  }

  private freeze(run: Run, flow: number, at: number): void {
    const { start, resource, amount } = this.problem;
    const wasRising = this.state[flow] === RISING;
    this.state[flow] = FROZEN;
    run.rate[flow] = at;
    // A waiting flow is frozen on its floor, which is already off what is left.
    if (!wasRising) return;
    const { binding, left, risers, slope } = this;
    const weight = run.weight[flow];
    const end = start[flow + 1];
    for (let u = start[flow]; u < end; u += 1) {
      const r = resource[u];
      if (binding[r] === 0) continue;
      left[r] -= amount[u] * at;
      risers[r] -= 1;
      slope[r] = risers[r] === 0 ? 0 : slope[r] - amount[u] * weight;
    }
  }
}
