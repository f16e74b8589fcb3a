import type { ResolvedPf, ResolvedPool } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, type Verdict, violation } from '../rule';
import { isCount, VF_COUNT_IS_A_TOKEN } from '../shared/count';
import { inBrackets } from '../shared/pf';
import { counted } from '../shared/words';
import { describeRanges, endOf } from '../../model/vf-ranges';

export const CAP_005: Rule = {
  id: 'CAP-005',
  title: 'pools lie inside the VFs of their PF and do not overlap',
  severity: 'error',
  protects:
    'A VF in two pools gets the settings of whichever is written last, tenant isolation included; a VF that does not exist refuses every setting with EINVAL.',
  source: 'measured: a VF index at or above sriov_numvfs gives EINVAL',
  fix: 'Change firstVf or count of the pool',
  on: 'physicalFunction',
  check: (pf) => {
    if (pf.pools.length === 0) return NOT_APPLICABLE;
    const ranges: PoolRange[] = [];
    const verdicts: Verdict[] = [];
    if (pf.numVfs === null) verdicts.push(VF_COUNT_IS_A_TOKEN);
    for (const pool of pf.pools) {
      if (!isPlaced(pool)) {
        verdicts.push(tokenAmong(pool.wanted.unresolved, 'firstVf', 'count') ?? UNPLACED);
        continue;
      }
      for (const { first, count } of pool.ranges) ranges.push({ pool, first, end: first + count });
      if (pf.numVfs !== null && endOf(pool.ranges) > pf.numVfs) verdicts.push(outside(pool, pf, pf.numVfs));
    }
    pushOverlaps(ranges, verdicts);
    return verdicts.length === 0 ? COMPLIANT : verdicts;
  },
};

const UNPLACED = unknown('firstVf of a pool behind one whose count is not usable');

interface PoolRange {
  readonly pool: ResolvedPool;
  readonly first: number;
  /** One above the last index. */
  readonly end: number;
}

function isPlaced({ firstVf, wanted }: ResolvedPool): boolean {
  return firstVf !== null && isCount(firstVf) && isCount(wanted.count) && !wanted.unresolved.includes('count');
}

function outside({ path, ranges, wanted }: ResolvedPool, pf: ResolvedPf, numVfs: number): Verdict {
  const last = numVfs - 1;
  const has = numVfs > 0 ? `VFs 0 to ${last}` : 'no VFs';
  return violation({
    message: `the pool takes ${describeRanges(ranges)}, the PF has ${has} ${inBrackets(pf)}`,
    path,
    pointer: wanted.firstVf === undefined ? 'count' : 'firstVf',
    found: `last VF ${endOf(ranges) - 1}`,
    limit: numVfs > 0 ? `last VF ${last}` : 'no VFs',
    limitSource: `numVfs of ${pf.path}`,
    fix: fixFor(endOf(ranges), pf),
  });
}

/** A PF that can have no more is not to be asked for them. */
function fixFor(end: number, { totalVfs }: ResolvedPf): string {
  if (totalVfs === null || end <= totalVfs.value) {
    return `Raise numVfs of the PF to ${end}, or lower firstVf or count of the pool`;
  }
  return `Lower firstVf or count of the pool: the PF can have ${counted(totalVfs.value, 'VF')} (${totalVfs.source})`;
}

/** Every pair of pools that share a VF; sorted by first VF, a pool meets only pools that start before it ends. */
function pushOverlaps(ranges: PoolRange[], verdicts: Verdict[]): void {
  ranges.sort((a, b) => a.first - b.first);
  for (const [n, lower] of ranges.entries()) {
    for (let m = n + 1; m < ranges.length; m++) {
      const upper = ranges[m];
      if (upper === undefined || upper.first >= lower.end) break;
      if (upper.first < upper.end) verdicts.push(overlap(lower, upper));
    }
  }
}

function overlap(lower: PoolRange, upper: PoolRange): Verdict {
  const end = Math.min(lower.end, upper.end);
  const shared = counted(end - upper.first, 'VF');
  return violation({
    message: `${lower.pool.path} (${vfRange(lower.first, lower.end)}) and ${upper.pool.path} (${vfRange(upper.first, upper.end)}) share ${vfRange(upper.first, end)}`,
    path: upper.pool.path,
    pointer: 'firstVf',
    found: `${shared} in two pools`,
    fix: `Start ${upper.pool.path} at VF ${lower.end}, or lower count of ${lower.pool.path} to ${upper.first - lower.first}`,
  });
}

function vfRange(first: number, end: number): string {
  return end - first === 1 ? `VF ${first}` : `VFs ${first} to ${end - 1}`;
}
