import type { ResolvedHost } from '../../resolve/resolved';
import { canBind, components } from './dominated';
import type { Flow } from './flow';
import { type Allocation, CEILING, MaxMinSharing } from './max-min';
import type { AttachmentPrediction, Bottleneck, Delivered, HostPrediction, ResourceUse } from './prediction';
import { type Member, type TrafficModel, trafficModel } from './traffic-model';

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
  return {
    host: host.path,
    attachments: model.members.map((member, m) => attachmentPrediction(model, member, predicted[m], floors[m])),
    resources: resourceUses(model, solver.loadOf(declared)),
    assumptions: model.assumptions,
  };
}

/** Rates of the flows of one member, in their order, and what stopped each. */
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
  private readonly component: Int32Array;

  public constructor(private readonly model: TrafficModel) {
    const { problem, flows } = model;
    this.floor = column(flows, (flow) => flow.floor);
    this.limit = column(flows, (flow) => flow.limit.value);
    this.demand = column(flows, (flow) => Math.min(flow.limit.value, flow.demand ?? 0));
    this.own = column(flows, (flow) => Math.min(flow.limit.value, ownDemand(flow)));
    const binds = canBind(problem, this.limit);
    this.component = components(problem, binds);
    this.sharing = new MaxMinSharing(problem, binds);
  }

  public loadOf(allocation: Allocation): Float64Array {
    return this.sharing.loadOf(allocation.rate);
  }

  /** Everybody asks for what it declares. */
  public declared(): Allocation {
    return this.sharing.share(this.floor, this.demand);
  }

  /** Who declares nothing is let in alone, and takes what it can; those alike get alike. */
  public withDeclaredNeighbours(declared: Allocation): Share[] {
    const solved = new Map<string, Share>();
    return this.model.members.map((member) => {
      if (member.demand !== null) return shareOf(member, declared);
      return this.solveOnce(solved, member, this.demand, this.limit);
    });
  }

  /**
   * One sharing with everybody greedy answers for nearly all: who asks for no less than it gets there changes nothing
   * by its modesty, and a flow whose own modesty cannot reach it through another flow of its VM gets what it asks for,
   * since filling runs alike up to there. The rest are solved one by one, those alike once.
   */
  public withGreedyNeighbours(): Share[] {
    const greedy = this.sharing.share(this.floor, this.limit);
    const floorsFit = this.sharing.fits(this.floor.map((floor, f) => Math.min(floor, this.limit[f])));
    const solved = new Map<string, Share>();
    return this.model.members.map((member) => {
      if (floorsFit || this.asksForItsFloors(member)) {
        if (this.isUnmoved(member, greedy)) return shareOf(member, greedy);
        if (this.isApart(member)) return this.cutToOwn(member, greedy);
      }
      return this.solveOnce(solved, member, this.limit, this.own);
    });
  }

  private isUnmoved(member: Member, greedy: Allocation): boolean {
    for (let f = member.first; f < member.first + member.count; f += 1) {
      if (this.own[f] < Math.min(this.limit[f], greedy.rate[f])) return false;
    }
    return true;
  }

  /** No two flows of the member meet at a resource, directly or through others. */
  private isApart(member: Member): boolean {
    return member.count < 2 || this.component[member.first] !== this.component[member.first + 1];
  }

  /** Asking for less than a floor changes how floors that do not fit are scaled. */
  private asksForItsFloors(member: Member): boolean {
    for (let f = member.first; f < member.first + member.count; f += 1) {
      if (this.own[f] < Math.min(this.floor[f], this.limit[f])) return false;
    }
    return true;
  }

  private cutToOwn(member: Member, greedy: Allocation): Share {
    const share = shareOf(member, greedy);
    for (let i = 0; i < member.count; i += 1) {
      const own = this.own[member.first + i];
      if (own >= share.rate[i]) continue;
      share.rate[i] = own;
      share.frozenBy[i] = CEILING;
    }
    return share;
  }

  /** Lets one member ask for `own` beside these neighbours; those alike get alike. */
  private solveOnce(solved: Map<string, Share>, member: Member, neighbours: Float64Array, own: Float64Array): Share {
    const likeness = member.likeness();
    const known = solved.get(likeness);
    if (known !== undefined) return known;
    const ceilings = neighbours.slice();
    for (let f = member.first; f < member.first + member.count; f += 1) ceilings[f] = own[f];
    const share = shareOf(member, this.sharing.share(this.floor, ceilings));
    solved.set(likeness, share);
    return share;
  }
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

function shareOf(member: Member, allocation: Allocation): Share {
  const rate: number[] = [];
  const frozenBy: number[] = [];
  for (let f = member.first; f < member.first + member.count; f += 1) {
    rate.push(allocation.rate[f]);
    frozenBy.push(allocation.frozenBy[f]);
  }
  return { rate, frozenBy };
}

function attachmentPrediction(
  model: TrafficModel,
  member: Member,
  predicted: Share,
  floor: Share,
): AttachmentPrediction {
  const { attachment, pf, vf, kind, demand } = member;
  const prediction: Writable<AttachmentPrediction> = {
    path: attachment.path,
    vm: attachment.wanted.vm,
    pf,
    vf,
    address: attachment.address,
    kind,
    predicted: delivered(kind, predicted.rate),
    floor: delivered(kind, floor.rate),
    bottleneck: bottleneckOf(model, member, predicted, declaredDemand),
    floorBottleneck: bottleneckOf(model, member, floor, ownDemand),
  };
  if (demand !== null) prediction.demand = delivered(kind, ratesOf(demand));
  return prediction;
}

/** While it is made: adding a property costs far less than spreading an object. */
type Writable<T> = { -readonly [K in keyof T]: T[K] };

function ratesOf(demand: NonNullable<Member['demand']>): number[] {
  return demand.kind === 'network' ? [demand.txMbps, demand.rxMbps] : [demand.iops];
}

/** @param rates of the member's flows; infinite where nothing on the way is known, and then neither is the rate */
function delivered(kind: Member['kind'], rates: readonly number[]): Delivered {
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
function bottleneckOf(model: TrafficModel, member: Member, share: Share, wantedOf: (flow: Flow) => number): Bottleneck {
  let worst = -1;
  let worstWanted = 0;
  for (let i = 0; i < member.count; i += 1) {
    const wanted = wantedOf(model.flows[member.first + i]);
    if (share.rate[i] >= wanted) continue;
    if (worst !== -1 && !isWorse(share.rate[i], wanted, share.rate[worst], worstWanted)) continue;
    worst = i;
    worstWanted = wanted;
  }
  if (worst === -1) return share.rate.includes(Number.POSITIVE_INFINITY) ? NOTHING_KNOWN : OWN_DEMAND;
  const by = share.frozenBy[worst];
  if (by === CEILING) return model.flows[member.first + worst].limit.reason ?? OWN_DEMAND;
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
  model.members.forEach((member, m) => {
    for (let u = start[member.first]; u < start[member.first + member.count]; u += 1) {
      if (last[resource[u]] === m) continue;
      last[resource[u]] = m;
      users[resource[u]] += 1;
    }
  });
  return users;
}
