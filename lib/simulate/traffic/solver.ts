import { canBind, components, mostLoads } from '../sharing/dominated';
import { type Flow, ownDemand } from './flow';
import { type Allocation, CEILING, MaxMinSharing } from '../sharing/max-min';
import { Part, type Share, shareOf } from './part';
import type { Resource } from './resource-table';
import type { Group, TrafficModel } from './traffic-model';

/** The parts of a model that rates follow from. */
export interface Solvable extends Pick<TrafficModel, 'problem' | 'flows' | 'groups'> {
  readonly resources: readonly Pick<Resource, 'capacity'>[];
}

/** Asks the questions of one host; all share the flows and differ in the ceilings. */
export class Solver {
  private readonly sharing: MaxMinSharing;
  private readonly floor: Float64Array;
  /** What each flow can take when it is greedy. */
  private readonly limit: Float64Array;
  /** What each flow takes when it keeps to its declaration; 0 without one. */
  private readonly demand: Float64Array;
  /** What each flow asks for while its neighbours are greedy. */
  private readonly own: Float64Array;
  /** Most that the flows may take of each resource. */
  public readonly most: Float64Array;
  /** 1 for every resource that can be full. */
  public readonly binds: Uint8Array;
  /** Alike for flows that can influence each other. */
  public readonly component: Int32Array;
  /** The flows of each component, once one is asked for. */
  private members: ReadonlyMap<number, readonly number[]> | null = null;
  private readonly parts = new Map<number, Part>();

  public constructor(private readonly model: Solvable) {
    const { problem, flows } = model;
    this.floor = column(flows, (flow) => flow.floor);
    this.limit = column(flows, (flow) => flow.limit.value);
    this.demand = column(flows, (flow) => Math.min(flow.limit.value, flow.demand ?? 0));
    this.own = column(flows, (flow) => Math.min(flow.limit.value, ownDemand(flow)));
    this.most = mostLoads(problem, this.limit);
    this.binds = canBind(problem, this.most);
    this.component = components(problem, this.binds);
    this.sharing = new MaxMinSharing(problem, this.binds);
  }

  public loadOf(allocation: Allocation): Float64Array {
    return this.sharing.loadOf(allocation.rate);
  }

  /** Whether everybody gets what it declares. */
  public carriesDemands(): boolean {
    return this.sharing.fits(this.demand);
  }

  /** Everybody asks for what it declares. */
  public declared(): Allocation {
    return this.sharing.share(this.floor, this.demand);
  }

  /** Who declares nothing is let in alone, and takes what it can. */
  public withDeclaredNeighbours(declared: Allocation): Share[] {
    return this.model.groups.map((group) =>
      group.demand === null ? this.solveOne(group, this.demand, this.limit) : shareOf(group, declared),
    );
  }

  /**
   * One sharing with everybody greedy answers for nearly all: who asks for no less than it gets there changes nothing
   * by its modesty, and a flow whose own modesty cannot reach it through another flow of its VM gets what it asks for,
   * since filling runs alike up to there. The rest are solved one by one.
   */
  public withGreedyNeighbours(): Share[] {
    const greedy = this.sharing.share(this.floor, this.limit);
    const floorsFit = this.sharing.fits(this.floor.map((floor, f) => Math.min(floor, this.limit[f])));
    return this.model.groups.map((group) => {
      if (floorsFit || this.asksForItsFloors(group)) {
        if (this.isUnmoved(group, greedy)) return shareOf(group, greedy);
        if (this.isApart(group)) return this.cutToOwn(group, greedy);
      }
      return this.solveOne(group, this.limit, this.own);
    });
  }

  private isUnmoved({ first, count }: Group, greedy: Allocation): boolean {
    for (let f = first; f < first + count; f += 1) {
      if (this.own[f] < Math.min(this.limit[f], greedy.rate[f])) return false;
    }
    return true;
  }

  /** No two flows of an attachment meet at a resource that can be full, directly or through others. */
  private isApart({ first, count }: Group): boolean {
    return count < 2 || this.component[first] !== this.component[first + 1];
  }

  /** Asking for less than a floor changes how floors that do not fit are scaled. */
  private asksForItsFloors({ first, count }: Group): boolean {
    for (let f = first; f < first + count; f += 1) {
      if (this.own[f] < Math.min(this.floor[f], this.limit[f])) return false;
    }
    return true;
  }

  private cutToOwn(group: Group, greedy: Allocation): Share {
    const share = shareOf(group, greedy);
    for (let i = 0; i < group.count; i += 1) {
      const own = this.own[group.first + i];
      if (own >= share.rate[i]) continue;
      share.rate[i] = own;
      share.frozenBy[i] = CEILING;
    }
    return share;
  }

  /**
   * Lets one attachment of a group ask for `own` beside these neighbours, the rest of its group among them. Only the flows
   * that can influence it are shared out.
   */
  private solveOne({ first, count }: Group, neighbours: Float64Array, own: Float64Array): Share {
    const share: Share = { rate: [], frozenBy: [] };
    for (let from = first; from < first + count;) {
      let to = from + 1;
      while (to < first + count && this.component[to] === this.component[from]) to += 1;
      const { rate, frozenBy } = this.partOf(this.component[from]).ask(from, to, neighbours, own);
      share.rate.push(...rate);
      share.frozenBy.push(...frozenBy);
      from = to;
    }
    return share;
  }

  private partOf(component: number): Part {
    let part = this.parts.get(component);
    if (part === undefined) {
      this.members ??= membersOf(this.component);
      part = new Part(this.model, this.members.get(component) ?? [], this.floor, this.binds);
      this.parts.set(component, part);
    }
    return part;
  }
}

function membersOf(component: Int32Array): ReadonlyMap<number, readonly number[]> {
  const members = new Map<number, number[]>();
  component.forEach((c, f) => {
    const some = members.get(c);
    if (some === undefined) members.set(c, [f]);
    else some.push(f);
  });
  return members;
}

function column(flows: readonly Flow[], value: (flow: Flow) => number): Float64Array {
  const values = new Float64Array(flows.length);
  for (let f = 0; f < flows.length; f += 1) values[f] = value(flows[f]);
  return values;
}
