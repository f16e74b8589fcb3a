import { GIB } from '../../model/units';
import type { ResolvedHost, ResolvedPf } from '../../resolve/resolved';
import { declaredDemand, type Flow, ownDemand } from './flow';
import { CEILING } from '../sharing/max-min';
import { type Ends, intervalsOf } from './intervals';
import type {
  AttachmentPrediction,
  Bottleneck,
  Delivered,
  HostPrediction,
  Interval,
  PfPrediction,
  ResourceUse,
} from './prediction';
import { addressOf } from './resource-table';
import type { Share } from './part';
import { Solver } from './solver';
import { type Group, type Member, type TrafficModel, trafficModel } from './traffic-model';

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
  const ends = intervalsOf(model, solver, predicted);
  const answers = model.groups.map((group, g) => answerOf(model, group, predicted[g], ends[g], floors[g]));
  return {
    host: host.path,
    attachments: model.members.map((member) => attachmentPrediction(member, answers[member.group])),
    physicalFunctions: model.pfs.map(pfPrediction),
    resources: resourceUses(model, solver.loadOf(declared)),
    ...vmSizeOf(host),
    assumptions: model.assumptions,
  };
}

/** A VM has both, or nothing is known of its size. */
function vmSizeOf({ wanted: { policy } }: ResolvedHost): Pick<HostPrediction, 'vmSize'> {
  const { vmVcpus, vmMemoryGib } = policy;
  if (vmVcpus === undefined || vmMemoryGib === undefined) return {};
  return { vmSize: { vcpus: vmVcpus, memoryBytes: vmMemoryGib * GIB } };
}

function intervalOf(kind: Group['kind'], { low, high }: Ends): Interval {
  return { low: delivered(kind, low), high: delivered(kind, high) };
}

function pfPrediction(pf: ResolvedPf): PfPrediction {
  const { device, deviceClass, linkMbps } = pf;
  return {
    pf: addressOf(pf),
    kind: deviceClass === 'nvme' ? 'block' : 'network',
    device: device?.id ?? null,
    linkMbps: linkMbps?.value ?? null,
    ...(device?.performance && { performance: device.performance }),
  };
}

/** What is predicted for each attachment of a group. */
type Answer = Omit<AttachmentPrediction, 'path' | 'vm' | 'vf' | 'address'>;

function answerOf(model: TrafficModel, group: Group, predicted: Share, ends: Ends | null, floor: Share): Answer {
  const { pf, kind, demand } = group;
  return {
    pf,
    kind,
    ...(demand !== null && { demand: delivered(kind, ratesOf(demand)) }),
    predicted: delivered(kind, predicted.rate),
    ...(ends !== null && { predictedInterval: intervalOf(kind, ends) }),
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
    ...(answer.predictedInterval !== undefined && { predictedInterval: answer.predictedInterval }),
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
    ...(resource.spread > 0 && { spread: resource.spread, terms: resource.terms.map(({ name }) => name) }),
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
