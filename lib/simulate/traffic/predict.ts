import type { ResolvedHost } from '../../resolve/resolved';
import { canBind, components } from './dominated';
import type { Flow } from './flow';
import { type Allocation, CEILING, MaxMinSharing } from './max-min';
import type { AttachmentPrediction, Bottleneck, Delivered, HostPrediction, ResourceUse } from './prediction';
import { type Group, type Member, problemOf, type TrafficModel, trafficModel } from './traffic-model';

/**
 * What every attachment of a host gets, twice: with the demands that its neighbours declare, and with neighbours that
 * take whatever they can get, which is what it can count on.
 *
 * Neighbours that declare nothing count as idle in the first answer and as greedy in the second; an attachment that
 * declares nothing is shown what it could take. The second answer reckons with the attachment's own demand, or with its
 * guarantee where that is higher. Traffic of the host itself, and between VFs of one port, is not part of either.
 */
export function predict(host: ResolvedHost): HostPrediction {
  const model = trafficModel(host);
  const solver = new Solver(model);
  const declared = solver.declared();
  const predicted = solver.withDeclaredNeighbours(declared);
  const floors = solver.withGreedyNeighbours();
  const answers = model.groups.map((group, g) => answerOf(model, group, predicted[g], floors[g]));
  return {
    host: host.path,
    attachments: model.members.map((member) => attachmentPrediction(member, answers[member.group])),
    resources: resourceUses(model, solver.loadOf(declared)),
    assumptions: model.assumptions,
  };
}

/** Rates of the flows of one attachment, in their order, and what stopped each. */
export interface Share {
  readonly rate: number[];
  readonly frozenBy: number[];
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
  private readonly binds: Uint8Array;
  private readonly component: Int32Array;

  public constructor(private readonly model: TrafficModel) {
    const { problem, flows } = model;
    this.floor = column(flows, (flow) => flow.floor);
    this.limit = column(flows, (flow) => flow.limit.value);
    this.demand = column(flows, (flow) => Math.min(flow.limit.value, flow.demand ?? 0));
    this.own = column(flows, (flow) => Math.min(flow.limit.value, ownDemand(flow)));
    this.binds = canBind(problem, this.limit);
    this.component = components(problem, this.binds);
    this.sharing = new MaxMinSharing(problem, this.binds);
  }

  public loadOf(allocation: Allocation): Float64Array {
    return this.sharing.loadOf(allocation.rate);
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

  /** No two flows of an attachment meet at a resource, directly or through others. */
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

  /** Lets one attachment of a group ask for `own` beside these neighbours, the rest of its group among them. */
  private solveOne(group: Group, neighbours: Float64Array, own: Float64Array): Share {
    const { first, count } = group;
    if (this.model.flows[first].count === 1) {
      const ceilings = neighbours.slice();
      for (let f = first; f < first + count; f += 1) ceilings[f] = own[f];
      return shareOf(group, this.sharing.share(this.floor, ceilings));
    }
    const { flows, resources } = this.model;
    const alone = flows.slice(first, first + count).map((flow) => ({ ...flow, count: 1 }));
    const rest = alone.map((flow, i) => ({ ...flow, count: flows[first + i].count - 1 }));
    const problem = problemOf([...flows.slice(0, first), ...rest, ...flows.slice(first + count), ...alone], resources);
    const sharing = new MaxMinSharing(problem, this.binds);
    const allocation = sharing.share(
      extended(this.floor, this.floor.subarray(first, first + count)),
      extended(neighbours, own.subarray(first, first + count)),
    );
    return shareOf({ first: flows.length, count }, allocation);
  }
}

function extended(values: Float64Array, more: Float64Array): Float64Array {
  const all = new Float64Array(values.length + more.length);
  all.set(values);
  all.set(more, values.length);
  return all;
}

function column(flows: readonly Flow[], value: (flow: Flow) => number): Float64Array {
  const values = new Float64Array(flows.length);
  for (let f = 0; f < flows.length; f += 1) values[f] = value(flows[f]);
  return values;
}

/** Greedy when nothing is declared. */
function declaredDemand(flow: Flow): number {
  return flow.demand ?? Number.POSITIVE_INFINITY;
}

/** What a flow asks for while its neighbours are greedy. */
function ownDemand(flow: Flow): number {
  return flow.demand === null ? Number.POSITIVE_INFINITY : Math.max(flow.demand, flow.guarantee);
}

function shareOf({ first, count }: Pick<Group, 'first' | 'count'>, allocation: Allocation): Share {
  const rate: number[] = [];
  const frozenBy: number[] = [];
  for (let f = first; f < first + count; f += 1) {
    rate.push(allocation.rate[f]);
    frozenBy.push(allocation.frozenBy[f]);
  }
  return { rate, frozenBy };
}

/** What is predicted for each attachment of a group. */
type Answer = Omit<AttachmentPrediction, 'path' | 'vm' | 'vf' | 'address'>;

function answerOf(model: TrafficModel, group: Group, predicted: Share, floor: Share): Answer {
  const { pf, kind, demand } = group;
  return {
    pf,
    kind,
    ...(demand !== null && { demand: delivered(kind, ratesOf(demand)) }),
    predicted: delivered(kind, predicted.rate),
    floor: delivered(kind, floor.rate),
    bottleneck: bottleneckOf(model, group, predicted, declaredDemand),
    floorBottleneck: bottleneckOf(model, group, floor, ownDemand),
  };
}

function attachmentPrediction({ attachment, vf }: Member, answer: Answer): AttachmentPrediction {
  return {
    path: attachment.path,
    vm: attachment.wanted.vm,
    pf: answer.pf,
    vf,
    address: attachment.address,
    kind: answer.kind,
    predicted: answer.predicted,
    floor: answer.floor,
    bottleneck: answer.bottleneck,
    floorBottleneck: answer.floorBottleneck,
    ...(answer.demand !== undefined && { demand: answer.demand }),
  };
}

function ratesOf(demand: NonNullable<Group['demand']>): number[] {
  return demand.kind === 'network' ? [demand.txMbps, demand.rxMbps] : [demand.iops];
}

/** @param rates of the attachment's flows; infinite where nothing on the way is known, and then neither is the rate */
function delivered(kind: Group['kind'], rates: readonly number[]): Delivered {
  const [first, second] = rates;
  if (kind === 'block') return first === Number.POSITIVE_INFINITY ? {} : { iops: first };
  if (first !== Number.POSITIVE_INFINITY && second !== Number.POSITIVE_INFINITY)
    return { txMbps: first, rxMbps: second };
  if (first !== Number.POSITIVE_INFINITY) return { txMbps: first };
  return second === Number.POSITIVE_INFINITY ? {} : { rxMbps: second };
}

const OWN_DEMAND: Bottleneck = { resource: 'demand', description: 'its own demand' };
const NOTHING_KNOWN: Bottleneck = {
  resource: 'unknown',
  description: 'no resource on its way has a known capacity',
};

/** Of the flows that get less than they want, what stops the one that gets the smallest part of it. */
function bottleneckOf(model: TrafficModel, group: Group, share: Share, wantedOf: (flow: Flow) => number): Bottleneck {
  let worst = -1;
  let worstWanted = 0;
  for (let i = 0; i < group.count; i += 1) {
    const wanted = wantedOf(model.flows[group.first + i]);
    if (share.rate[i] >= wanted) continue;
    if (worst !== -1 && !isWorse(share.rate[i], wanted, share.rate[worst], worstWanted)) continue;
    worst = i;
    worstWanted = wanted;
  }
  if (worst === -1) return share.rate.includes(Number.POSITIVE_INFINITY) ? NOTHING_KNOWN : OWN_DEMAND;
  const by = share.frozenBy[worst];
  if (by === CEILING) return model.flows[group.first + worst].limit.reason ?? OWN_DEMAND;
  return { resource: model.resources[by].id, description: model.resources[by].description };
}

function isWorse(rate: number, wanted: number, otherRate: number, otherWanted: number): boolean {
  // Without a demand on either side the lower rate is the worse one.
  if (wanted === Number.POSITIVE_INFINITY && otherWanted === wanted) return rate < otherRate;
  return rate / wanted < otherRate / otherWanted;
}

function resourceUses(model: TrafficModel, load: Float64Array): ResourceUse[] {
  const users = usersOf(model);
  return model.resources.map((resource, r) => ({
    id: resource.id,
    description: resource.description,
    capacity: resource.capacity,
    unit: resource.unit,
    used: load[r],
    attachments: users[r],
    source: resource.source,
  }));
}

/** How many attachments have traffic over each resource. */
function usersOf(model: TrafficModel): Int32Array {
  const users = new Int32Array(model.resources.length);
  const last = new Int32Array(model.resources.length).fill(-1);
  const { start, resource } = model.problem;
  model.groups.forEach(({ first, count }, g) => {
    for (let u = start[first]; u < start[first + count]; u += 1) {
      if (last[resource[u]] === g) continue;
      last[resource[u]] = g;
      users[resource[u]] += model.flows[first].count;
    }
  });
  return users;
}
