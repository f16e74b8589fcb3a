import { type Allocation, MaxMinSharing } from '../sharing/max-min';
import type { Flow } from './flow';
import type { Resource } from './resource-table';
import { problemOf } from './traffic-model';

/** Rates of the flows of one attachment, in their order, and what stopped each. */
export interface Share {
  readonly rate: number[];
  readonly frozenBy: number[];
}

/** Flows of a model that can influence each other and no others, shared out by themselves. */
export class Part {
  private readonly sharing: MaxMinSharing;
  private readonly floor: Float64Array;
  /** What each flow takes while one attachment asks. */
  private readonly ceiling: Float64Array;
  /** Where the neighbours' ceilings are from. */
  private neighbours: Float64Array | null = null;

  /** @param flows in the order of the model; @param floor of all flows of the model */
  public constructor(
    private readonly model: {
      readonly flows: readonly Flow[];
      readonly resources: readonly Pick<Resource, 'capacity'>[];
    },
    private readonly flows: readonly number[],
    private readonly floors: Float64Array,
    private readonly binds: Uint8Array,
  ) {
    const some = flows.map((f) => model.flows[f]);
    this.sharing = new MaxMinSharing(problemOf(some, model.resources), binds);
    this.floor = Float64Array.from(flows, (f) => floors[f]);
    this.ceiling = new Float64Array(flows.length);
  }

  /** What one attachment gets of flows `from` to `to - 1` where it asks for `own` beside these neighbours, all of the model. */
  public ask(from: number, to: number, neighbours: Float64Array, own: Float64Array): Share {
    if (this.model.flows[from].count > 1) return this.askApart(from, to, neighbours, own);
    if (this.neighbours !== neighbours) this.flows.forEach((f, at) => (this.ceiling[at] = neighbours[f]));
    this.neighbours = neighbours;
    const first = this.flows.indexOf(from);
    this.ceiling.set(own.subarray(from, to), first);
    const allocation = this.sharing.share(this.floor, this.ceiling);
    this.ceiling.set(neighbours.subarray(from, to), first);
    return shareOf({ first, count: to - from }, allocation);
  }

  /** The flows stand for several attachments that are alike: takes one of them out, which asks beside the others. */
  private askApart(from: number, to: number, neighbours: Float64Array, own: Float64Array): Share {
    const { flows, resources } = this.model;
    const rest = this.flows.map((f) => (f >= from && f < to ? { ...flows[f], count: flows[f].count - 1 } : flows[f]));
    const alone = flows.slice(from, to).map((flow) => ({ ...flow, count: 1 }));
    const sharing = new MaxMinSharing(problemOf([...rest, ...alone], resources), this.binds);
    const floor = [...this.floor, ...this.floors.subarray(from, to)];
    const ceiling = [...this.flows.map((f) => neighbours[f]), ...own.subarray(from, to)];
    const allocation = sharing.share(Float64Array.from(floor), Float64Array.from(ceiling));
    return shareOf({ first: this.flows.length, count: to - from }, allocation);
  }
}

/** Of so many flows from the first on. */
export function shareOf(
  { first, count }: { readonly first: number; readonly count: number },
  allocation: Allocation,
): Share {
  const rate: number[] = [];
  const frozenBy: number[] = [];
  for (let f = first; f < first + count; f += 1) {
    rate.push(allocation.rate[f]);
    frozenBy.push(allocation.frozenBy[f]);
  }
  return { rate, frozenBy };
}
