import type { FunctionClass } from '../../device-class';
import type { BlockDemand, NetworkDemand } from '../../model/demand';
import type { VfIndex } from '../../model/units';
import type { ResolvedAttachment, ResolvedHost, ResolvedPf } from '../../resolve/resolved';
import { BlockLane } from './block-lane';
import { type Flow, isAlike, type Lane } from './flow';
import type { SharingProblem } from '../sharing/max-min';
import { NetworkLane } from './network-lane';
import { addressOf, type Doubt, type Resource, ResourceTable } from './resource-table';

/** A host as flows over resources: what the sharing works on, and what its numbers mean. */
export interface TrafficModel {
  /** A flow of it stands for all `count` flows that are alike: its rate is that of one, its uses those of all. */
  readonly problem: SharingProblem;
  /** In the order of the problem's capacities. */
  readonly resources: readonly Resource[];
  /** Ceilings that are not known, at the low end, in the order of the places that `doubts` of flows name. */
  readonly doubted: readonly Doubt[];
  /** In the order of the problem's flows. */
  readonly flows: readonly Flow[];
  readonly groups: readonly Group[];
  /** Attachments that have a VF, in the order of the host. */
  readonly members: readonly Member[];
  /** PFs that attachments are predicted on. */
  readonly pfs: readonly ResolvedPf[];
  readonly assumptions: readonly string[];
}

/** Attachments that are interchangeable, so that one answer holds for each, and their flows: `first` to `first + count - 1`. */
export interface Group {
  /** Address of the PF. */
  readonly pf: string;
  readonly kind: 'network' | 'block';
  readonly demand: NetworkDemand | BlockDemand | null;
  readonly first: number;
  readonly count: number;
}

export interface Member {
  readonly attachment: ResolvedAttachment;
  readonly vf: VfIndex;
  /** Index of its group. */
  readonly group: number;
}

/** Properties without which the traffic of an attachment is not fully known. */
const TRAFFIC_PROPERTIES: ReadonlySet<string> = new Set([
  'demand',
  'guarantee',
  'linkState',
  'minTxRateMbps',
  'maxTxRateMbps',
]);

/** Expands every attachment that has a VF into flows. VFs without an attachment take nothing. */
export function trafficModel(host: ResolvedHost): TrafficModel {
  const table = new ResourceTable();
  const lanes = new Lanes(host, table);
  const members: Member[] = [];
  for (const attachment of host.attachments) {
    const { vf } = attachment;
    if (vf === null) {
      table.note(`${attachment.path} has no VF: nothing is predicted for it`);
      continue;
    }
    const group = lanes.groupOf(attachment);
    if (group !== null) members.push({ attachment, vf, group });
  }
  lanes.weigh();
  return {
    problem: problemOf(lanes.flows, table.resources),
    resources: table.resources,
    doubted: table.doubted,
    flows: lanes.flows,
    groups: lanes.groups,
    members,
    pfs: lanes.used,
    assumptions: table.assumptions,
  };
}

/** The way of the VFs of each class; null: nothing is predicted for them. */
const LANES = { net: NetworkLane, nvme: BlockLane, other: null } as const satisfies Record<
  FunctionClass,
  (new (pf: ResolvedPf, table: ResourceTable) => Lane) | null
>;

/** A lane, and the first attachment of each group on it. */
interface OpenLane {
  readonly lane: Lane;
  readonly models: { readonly attachment: ResolvedAttachment; readonly group: number }[];
}

/** The lane of every PF that somebody holds a VF of, and the groups of who does. */
class Lanes {
  public readonly groups: Group[] = [];
  public readonly flows: Flow[] = [];
  public readonly used: ResolvedPf[] = [];
  private readonly pfs: ReadonlyMap<string, ResolvedPf>;
  private readonly made = new Map<string, OpenLane | null>();

  public constructor(
    private readonly host: ResolvedHost,
    private readonly table: ResourceTable,
  ) {
    this.pfs = new Map(host.physicalFunctions.map((pf) => [pf.path, pf]));
  }

  /** Counts the attachment in; null when there is no lane for it. */
  public groupOf(attachment: ResolvedAttachment): number | null {
    const open = this.of(attachment);
    if (open === null) return null;
    noteTokens(attachment, this.host, this.table);
    // The last group is the likeliest, and a PF has few of them.
    for (let m = open.models.length - 1; m >= 0; m -= 1) {
      const model = open.models[m];
      if (isAlike(model.attachment, attachment)) return this.join(model.group);
    }
    return this.begin(open, attachment);
  }

  public weigh(): void {
    for (const open of this.made.values()) open?.lane.weigh();
  }

  private join(index: number): number {
    const { first, count } = this.groups[index];
    for (let f = first; f < first + count; f += 1) this.flows[f].count += 1;
    return index;
  }

  private begin({ lane, models }: OpenLane, attachment: ResolvedAttachment): number {
    const { demand, flows } = lane.expand(attachment);
    const group = this.groups.length;
    const { kind, address: pf } = lane;
    this.groups.push({ pf, kind, demand, first: this.flows.length, count: flows.length });
    for (const flow of flows) this.flows.push(flow);
    // A demand that cannot be counted is said for each attachment that has one.
    if (demand !== null || attachment.wanted.demand === undefined) models.push({ attachment, group });
    return group;
  }

  private of(attachment: ResolvedAttachment): OpenLane | null {
    const known = this.made.get(attachment.pfPath);
    if (known !== undefined) return known;
    const pf = this.pfs.get(attachment.pfPath);
    const lane = pf === undefined ? null : this.make(pf);
    const open = lane === null ? null : { lane, models: [] };
    this.made.set(attachment.pfPath, open);
    return open;
  }

  private make(pf: ResolvedPf): Lane | null {
    const OfClass = LANES[pf.deviceClass];
    if (OfClass !== null) {
      this.used.push(pf);
      return new OfClass(pf, this.table);
    }
    this.table.note(`${addressOf(pf)} is neither a NIC nor a drive: nothing is predicted for its VFs`);
    return null;
  }
}

function noteTokens(attachment: ResolvedAttachment, { wanted }: ResolvedHost, table: ResourceTable): void {
  if (attachment.unresolved.length === 0) return;
  const invalid = wanted.invalid?.filter(({ path }) => path === attachment.path || path === attachment.poolPath) ?? [];
  for (const name of attachment.unresolved) {
    if (invalid.some((property) => property.name === name)) continue;
    if (TRAFFIC_PROPERTIES.has(name)) table.note(`${name} of ${attachment.path} is known only at deploy: not counted`);
  }
}

export function problemOf(flows: readonly Flow[], resources: readonly Pick<Resource, 'capacity'>[]): SharingProblem {
  let uses = 0;
  for (const flow of flows) uses += flow.uses.length;
  const problem: SharingProblem = {
    capacity: new Float64Array(resources.length),
    weight: new Float64Array(flows.length),
    start: new Int32Array(flows.length + 1),
    resource: new Int32Array(uses),
    amount: new Float64Array(uses),
  };
  for (let r = 0; r < resources.length; r += 1) problem.capacity[r] = resources[r].capacity;
  let at = 0;
  for (let f = 0; f < flows.length; f += 1) {
    problem.weight[f] = flows[f].weight;
    for (const use of flows[f].uses) {
      problem.resource[at] = use.resource;
      problem.amount[at] = use.amount * flows[f].count;
      at += 1;
    }
    problem.start[f + 1] = at;
  }
  return problem;
}
