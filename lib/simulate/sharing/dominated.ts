import type { SharingProblem } from './max-min';

/**
 * Which resources can ever be full, and which of them depend on each other. Most PCIe links carry more than the ports
 * behind them can ask for; leaving those out keeps the sharing small, and transmit and receive apart.
 */

/**
 * The most that rates below `ceiling` take of every resource; infinite for those that nothing protects.
 *
 * The flows of a resource are grouped by their first use, their own port or drive. That carries at most its capacity,
 * so the group can take no more of the resource than that, times the most that one of its flows takes of the one for a
 * unit of the other; and no more than its ceilings add up to.
 */
export function mostLoads(problem: SharingProblem, ceiling: Float64Array): Float64Array {
  const { capacity, start, resource, amount } = problem;
  const { places, firsts } = firstUses(problem);
  const groups = firsts.length;
  /** By resource and group: the highest ratio, and the sum of what the ceilings allow. */
  const ratio = new Float64Array(capacity.length * groups);
  const asked = new Float64Array(capacity.length * groups);
  for (let f = 0; f < ceiling.length; f += 1) {
    const first = start[f];
    for (let u = first + 1; u < start[f + 1]; u += 1) {
      const at = resource[u] * groups + places[resource[first]];
      ratio[at] = Math.max(ratio[at], amount[u] / amount[first]);
      asked[at] += amount[u] * ceiling[f];
    }
  }
  const loads = new Float64Array(capacity.length);
  for (let r = 0; r < capacity.length; r += 1) {
    // Nothing protects a first use.
    let most = places[r] === -1 ? 0 : Number.POSITIVE_INFINITY;
    for (let g = 0; g < groups; g += 1) {
      const at = r * groups + g;
      most += Math.min(ratio[at] * capacity[firsts[g]], asked[at]);
    }
    loads[r] = most;
  }
  return loads;
}

/** 1 for every resource that can be full, 0 for those that the others protect. @param most of `mostLoads` */
export function canBind({ capacity }: SharingProblem, most: Float64Array): Uint8Array {
  const binds = new Uint8Array(capacity.length);
  for (let r = 0; r < capacity.length; r += 1) binds[r] = most[r] > capacity[r] ? 1 : 0;
  return binds;
}

/** The resources that some flow uses first, and where each stands among them; -1 for the others. */
function firstUses({ capacity, start, resource }: SharingProblem): { places: Int32Array; firsts: number[] } {
  const places = new Int32Array(capacity.length).fill(-1);
  const firsts: number[] = [];
  for (let f = 0; f + 1 < start.length; f += 1) {
    if (start[f] === start[f + 1] || places[resource[start[f]]] !== -1) continue;
    places[resource[start[f]]] = firsts.length;
    firsts.push(resource[start[f]]);
  }
  return { places, firsts };
}

/**
 * For every flow a number that it shares with exactly the flows it can influence; a flow that meets no resource which
 * can bind has its own.
 */
export function components(problem: SharingProblem, binds: Uint8Array): Int32Array {
  const { capacity, weight, start, resource } = problem;
  const parent = new Int32Array(capacity.length);
  for (let r = 0; r < parent.length; r += 1) parent[r] = r;
  const rootOf = (r: number): number => {
    let root = r;
    while (parent[root] !== root) root = parent[root];
    parent[r] = root;
    return root;
  };
  const anchor = new Int32Array(weight.length);
  for (let f = 0; f < weight.length; f += 1) {
    anchor[f] = -1;
    for (let u = start[f]; u < start[f + 1]; u += 1) {
      if (binds[resource[u]] === 0) continue;
      if (anchor[f] === -1) anchor[f] = resource[u];
      else parent[rootOf(resource[u])] = rootOf(anchor[f]);
    }
  }
  for (let f = 0; f < anchor.length; f += 1) {
    anchor[f] = anchor[f] === -1 ? capacity.length + f : rootOf(anchor[f]);
  }
  return anchor;
}
