import type { BlockDemand, NetworkDemand } from '../../model/demand';
import type { VfIndex } from '../../model/units';
import type { ResolvedAttachment, ResolvedHost, ResolvedPf } from '../../resolve/resolved';
import { BlockLane } from './block-lane';
import type { Flow, Lane } from './flow';
import type { SharingProblem } from './max-min';
import { NetworkLane } from './network-lane';
import { addressOf, type Resource, ResourceTable } from './resources';

/** A host as flows over resources: what the sharing works on, and what its numbers mean. */
export interface TrafficModel {
  readonly problem: SharingProblem;
  /** In the order of the problem's capacities. */
  readonly resources: readonly Resource[];
  /** In the order of the problem's flows. */
  readonly flows: readonly Flow[];
  /** Attachments that have a VF, in the order of the host. */
  readonly members: readonly Member[];
  readonly assumptions: readonly string[];
}

/** An attachment and its flows: `first` to `first + count - 1`. */
export interface Member {
  readonly attachment: ResolvedAttachment;
  readonly vf: VfIndex;
  /** Address of the PF. */
  readonly pf: string;
  readonly kind: 'network' | 'block';
  readonly demand: NetworkDemand | BlockDemand | null;
  readonly first: number;
  readonly count: number;
  /** Members with the same text are interchangeable: same PF, same bounds, same traffic. */
  readonly likeness: () => string;
}

/** Properties without which the traffic of an attachment is not fully known. */
const TRAFFIC_PROPERTIES: ReadonlySet<string> = new Set([
  'demand',
  'guarantee',
  'linkState',
  'minTxRateMbps',
  'maxTxRateMbps',
]);

/** Expands every attachment that has a VF into its flows. VFs without an attachment take nothing. */
export function trafficModel(host: ResolvedHost): TrafficModel {
  const table = new ResourceTable();
  const lanes = new Lanes(host, table);
  const members: Member[] = [];
  const flows: Flow[] = [];
  for (const attachment of host.attachments) {
    const { vf } = attachment;
    if (vf === null) {
      table.note(`${attachment.path} has no VF: nothing is predicted for it`);
      continue;
    }
    const lane = lanes.of(attachment);
    if (lane === null) continue;
    noteTokens(attachment, table);
    const expansion = lane.expand(attachment);
    members.push({
      attachment,
      vf,
      pf: lane.address,
      kind: lane.kind,
      demand: expansion.demand,
      first: flows.length,
      count: expansion.flows.length,
      likeness: expansion.likeness,
    });
    for (const flow of expansion.flows) flows.push(flow);
  }
  lanes.weigh();
  return {
    problem: problemOf(flows, table.resources),
    resources: table.resources,
    flows,
    members,
    assumptions: table.assumptions,
  };
}

/** The lane of every PF that somebody holds a VF of. */
class Lanes {
  private readonly pfs: ReadonlyMap<string, ResolvedPf>;
  private readonly made = new Map<string, Lane | null>();

  public constructor(
    host: ResolvedHost,
    private readonly table: ResourceTable,
  ) {
    this.pfs = new Map(host.physicalFunctions.map((pf) => [pf.path, pf]));
  }

  public of(attachment: ResolvedAttachment): Lane | null {
    const known = this.made.get(attachment.pfPath);
    if (known !== undefined) return known;
    const pf = this.pfs.get(attachment.pfPath);
    const lane = pf === undefined ? null : this.make(pf);
    this.made.set(attachment.pfPath, lane);
    return lane;
  }

  public weigh(): void {
    for (const lane of this.made.values()) lane?.weigh();
  }

  private make(pf: ResolvedPf): Lane | null {
    if (pf.deviceClass === 'net') return new NetworkLane(pf, this.table);
    if (pf.deviceClass === 'nvme') return new BlockLane(pf, this.table);
    this.table.note(`${addressOf(pf)} is neither a NIC nor a drive: nothing is predicted for its VFs`);
    return null;
  }
}

function noteTokens(attachment: ResolvedAttachment, table: ResourceTable): void {
  for (const name of attachment.unresolved) {
    if (TRAFFIC_PROPERTIES.has(name)) table.note(`${name} of ${attachment.path} is known only at deploy: not counted`);
  }
}

function problemOf(flows: readonly Flow[], resources: readonly Resource[]): SharingProblem {
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
      problem.amount[at] = use.amount;
      at += 1;
    }
    problem.start[f + 1] = at;
  }
  return problem;
}
