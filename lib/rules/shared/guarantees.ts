import type { ConstructPath, Mbps } from '../../model/units';
import type { ResolvedPf, ResolvedVf } from '../../resolve/resolved';
import { tokenAmong, type Unknown, unknown } from '../rule';

/** Guaranteed transmit rates of all VFs of a PF, in use or not: the driver keeps them for each VF that exists. */
export interface Guarantees {
  readonly sumMbps: Mbps;
  readonly guaranteed: number;
  readonly unguaranteed: number;
  /** Set when some VFs or their rates are not known; the sum is then a lower bound. */
  readonly incomplete: Unknown | undefined;
}

/** Resolved PFs never change, and several rules ask: the answer is kept as long as the PF is. */
const known = new WeakMap<ResolvedPf, Guarantees>();

export function guaranteesOf(pf: ResolvedPf): Guarantees {
  const kept = known.get(pf);
  if (kept !== undefined) return kept;
  const guarantees = addedUp(pf);
  known.set(pf, guarantees);
  return guarantees;
}

function addedUp(pf: ResolvedPf): Guarantees {
  let sumMbps = 0;
  let guaranteed = 0;
  let unguaranteed = 0;
  let incomplete = uncountedPool(pf);
  for (const vf of pf.virtualFunctions) {
    const token = tokenAmong(vf.unresolved, 'minTxRateMbps');
    if (token !== undefined) {
      incomplete ??= token;
      continue;
    }
    const rate = minRate(vf.settings.minTxRateMbps);
    sumMbps += rate;
    if (rate > 0) guaranteed += 1;
    else unguaranteed += 1;
  }
  return { sumMbps, guaranteed, unguaranteed, incomplete };
}

/** A rate that is no usable number counts as none here: it has a finding of its own. */
function minRate(value: Mbps | undefined): Mbps {
  return value !== undefined && value > 0 && value < Number.POSITIVE_INFINITY ? value : 0;
}

/** A pool that guarantees something and whose VFs are not among those of the PF. */
function uncountedPool(pf: ResolvedPf): Unknown | undefined {
  for (const { firstVf, wanted } of pf.pools) {
    const guarantees = minRate(wanted.settings.minTxRateMbps) > 0 || wanted.unresolved.includes('minTxRateMbps');
    if (!guarantees) continue;
    if (firstVf === null || wanted.unresolved.includes('count'))
      return unknown('number of VFs of a pool with guaranteed rates');
  }
  return undefined;
}

/** VFs that share one statement of their guaranteed rate: those of a pool, or that of one attachment. */
export interface GuaranteeGroup {
  readonly path: ConstructPath;
  readonly statedBy: 'pool' | 'attachment';
  readonly rateMbps: Mbps;
  count: number;
}

/** The statement that adds most to the sum; undefined when nothing is guaranteed. */
export function largestGuarantee(pf: ResolvedPf): GuaranteeGroup | undefined {
  const groups = new Map<ConstructPath, GuaranteeGroup>();
  let largest: GuaranteeGroup | undefined;
  for (const vf of pf.virtualFunctions) {
    const rateMbps = minRate(vf.settings.minTxRateMbps);
    if (rateMbps === 0) continue;
    const group = groupOf(vf, rateMbps, groups);
    group.count += 1;
    if (largest === undefined || group.count * group.rateMbps > largest.count * largest.rateMbps) largest = group;
  }
  return largest;
}

function groupOf(vf: ResolvedVf, rateMbps: Mbps, groups: Map<ConstructPath, GuaranteeGroup>): GuaranteeGroup {
  const own = vf.attachment?.wanted.overrides.minTxRateMbps !== undefined;
  const path = own && vf.attachment ? vf.attachment.path : vf.pool.path;
  const begun = groups.get(path);
  if (begun !== undefined) return begun;
  const group: GuaranteeGroup = { path, statedBy: own ? 'attachment' : 'pool', rateMbps, count: 0 };
  groups.set(path, group);
  return group;
}
