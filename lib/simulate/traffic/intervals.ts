import { EIGHTY_PERCENT } from '../performance/system/quantity';
import { components } from '../sharing/dominated';
import { declaredDemand, type Flow } from './flow';
import type { Share } from './part';
import type { Resource } from './resource-table';
import { type Solvable, Solver } from './solver';
import { type Group, problemOf, type TrafficModel } from './traffic-model';

/** Ends of the 80 % interval of the rates of a group's flows, in their order. */
export interface Ends {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/**
 * How sure it is what the groups get beside declared demands: what they get with every uncertain capacity low, and with every
 * one high; null where both is what is predicted. Solved again are only flows that an uncertain resource can stop,
 * directly or through others; most hosts have few of them or none. Floors have no interval: theirs takes as long as all else
 * together.
 */
export function intervalsOf(
  model: TrafficModel,
  solver: Solver,
  predicted: readonly Share[],
): readonly (Ends | null)[] {
  const parts = affectedParts(model, solver);
  const none = model.groups.map(() => null);
  if (parts.length === 0) return none;
  const low = new Solver(modelAt(model, parts, 'low'));
  const high = new Solver(modelAt(model, parts, 'high'));
  const isSure = parts.every((part) => isContent(model, part, predicted[part.group])) && low.carriesDemands();
  const beside = (solver: Solver) => solver.withDeclaredNeighbours(solver.declared());
  return isSure ? none : endsOf(model, parts, predicted, beside(low), beside(high));
}

type End = 'low' | 'high';

const DEVIATIONS: Readonly<Record<End, number>> = { low: -EIGHTY_PERCENT, high: EIGHTY_PERCENT };

/** Flows of a group that are affected: `first` to `first + count - 1` of the model. */
interface Part {
  readonly group: number;
  readonly first: number;
  readonly count: number;
}

function affectedParts(model: TrafficModel, solver: Solver): Part[] {
  const { flows, groups, resources, problem, doubted } = model;
  const threatened = threatenedBy(resources, solver.most);
  if (doubted.length === 0 && !threatened.includes(1)) return [];
  const isFurther = threatened.some((threat, r) => threat > solver.binds[r]);
  const component = isFurther
    ? components(
        problem,
        solver.binds.map((bind, r) => bind | threatened[r]),
      )
    : solver.component;
  const touched = new Set<number>();
  flows.forEach(({ uses, doubts }, f) => {
    if (doubts.length > 0 || uses.some(({ resource }) => threatened[resource] === 1)) touched.add(component[f]);
  });
  const parts: Part[] = [];
  groups.forEach(({ first, count }, group) => {
    let [from, to] = [first, first + count];
    while (from < to && !touched.has(component[from])) from += 1;
    while (to > from && !touched.has(component[to - 1])) to -= 1;
    // The flows of a group are at most two, so that those of a part follow one another.
    if (from < to) parts.push({ group, first: from, count: to - from });
  });
  return parts;
}

/** 1 for every uncertain resource that can be full while its capacity is low, and those of the others are high. */
function threatenedBy(resources: readonly Resource[], most: Float64Array): Uint8Array {
  let widest = 0;
  for (const { spread } of resources) widest = Math.max(widest, spread);
  const threatened = new Uint8Array(resources.length);
  if (widest === 0) return threatened;
  for (let r = 0; r < resources.length; r += 1) {
    const { capacity, spread } = resources[r];
    const ends = Math.exp(EIGHTY_PERCENT * (spread + widest));
    if (spread > 0 && most[r] * ends > capacity) threatened[r] = 1;
  }
  return threatened;
}

/** Whether its flows get all that is declared for them, which no higher capacity changes. */
function isContent({ flows, groups }: TrafficModel, { group, first, count }: Part, { rate }: Share): boolean {
  if (groups[group].demand === null) return false;
  for (let f = first; f < first + count; f += 1) {
    const wanted = Math.min(flows[f].limit.value, declaredDemand(flows[f]));
    if (rate[f - groups[group].first] < wanted) return false;
  }
  return true;
}

/** The affected flows alone, with all resources at one end. */
function modelAt(model: TrafficModel, parts: readonly Part[], end: End): Solvable {
  const flows: Flow[] = [];
  const groups: Group[] = parts.map(({ group, first, count }) => {
    const own = { ...model.groups[group], first: flows.length, count };
    for (let f = first; f < first + count; f += 1) flows.push(model.flows[f]);
    return own;
  });
  const at = flowsAt(flows, model, end);
  const resources = resourcesAt(model, end);
  return { problem: problemOf(at, resources), resources, flows: at, groups };
}

/** What is in doubt stops flows at the low end alone. */
function flowsAt(flows: readonly Flow[], { resources, doubted }: TrafficModel, end: End): readonly Flow[] {
  if (end === 'high' || doubted.length === 0) return flows;
  return flows.map((flow) => {
    const doubts = flow.doubts.map(({ resource, amount }) => ({ resource: resources.length + resource, amount }));
    return doubts.length === 0 ? flow : { ...flow, uses: [...flow.uses, ...doubts] };
  });
}

function resourcesAt({ resources, doubted }: TrafficModel, end: End): Solvable['resources'] {
  const moved = resources.map((resource) => {
    const { capacity, spread } = resource;
    return spread === 0 ? resource : { capacity: capacity * Math.exp(DEVIATIONS[end] * spread) };
  });
  return end === 'low' ? [...moved, ...doubted] : moved;
}

/** Differences below this are those of rounding. */
const SAME = 1e-9;

/** @param low, high of the parts, in their order */
function endsOf(
  model: TrafficModel,
  parts: readonly Part[],
  nominal: readonly Share[],
  low: readonly Share[],
  high: readonly Share[],
): (Ends | null)[] {
  const ends: (Ends | null)[] = model.groups.map(() => null);
  parts.forEach(({ group, first, count }, p) => {
    const { rate } = nominal[group];
    const [lows, highs] = [[...rate], [...rate]];
    for (let i = 0; i < count; i += 1) {
      const at = first - model.groups[group].first + i;
      const [atLow, atHigh] = [low[p].rate[i], high[p].rate[i]];
      // With less of one resource a flow may get more of another: an interval holds what is predicted all the same.
      lows[at] = Math.min(rate[at], atLow, atHigh);
      highs[at] = Math.max(rate[at], atLow, atHigh);
    }
    const isSure = rate.every((value, at) => lows[at] >= value * (1 - SAME) && highs[at] <= value * (1 + SAME));
    if (!isSure) ends[group] = { low: lows, high: highs };
  });
  return ends;
}
