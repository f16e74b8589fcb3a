import type { ResolvedPool } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, type Verdict, violation } from '../rule';
import { isCount } from '../shared/count';
import { inBrackets } from '../shared/pf';
import { counted, listed } from '../shared/words';
import { describeRanges, includesVf } from '../../model/vf-ranges';

export const CAP_006: Rule = {
  id: 'CAP-006',
  title: 'a pool has a VF for each of its attachments, and a VF has one VM',
  severity: 'error',
  protects: 'A VM without a VF does not start, and a VF that two VMs are to hold starts with one of them only.',
  source: 'a VF is a PCI function, and vfio gives a function to one VM at a time',
  fix: 'Raise count of the pool, or move attachments to another one',
  on: 'pool',
  check: (pool, pf) => {
    const { attachments, wanted } = pool;
    if (attachments.length === 0) return NOT_APPLICABLE;
    const token = tokenAmong(wanted.unresolved, 'count');
    if (token) return token;
    if (!isCount(wanted.count)) return NOT_APPLICABLE;
    const verdicts: Verdict[] = [];
    if (attachments.length > wanted.count) {
      const without = attachments
        .filter((attachment) => attachment.vf === null)
        .map((attachment) => attachment.wanted.vm);
      verdicts.push(
        violation({
          message: `${counted(attachments.length, 'attachment')}, the pool has ${counted(wanted.count, 'VF')} ${inBrackets(pf)}${without.length > 0 ? `: no VF for ${listed(without)}` : ''}`,
          pointer: 'count',
          found: String(attachments.length),
          limit: String(wanted.count),
          limitSource: `count of ${pool.path}`,
          fix: `Raise count of the pool to ${attachments.length}, or move ${counted(attachments.length - wanted.count, 'attachment')} to another pool`,
        }),
      );
    }
    judgePins(pool, verdicts);
    return verdicts.length === 0 ? COMPLIANT : verdicts;
  },
};

function judgePins(pool: ResolvedPool, verdicts: Verdict[]): void {
  let pinned: Map<number, string> | undefined;
  for (const { path, wanted } of pool.attachments) {
    const { pinnedVf } = wanted;
    if (pinnedVf === undefined || !isCount(pinnedVf)) continue;
    pinned ??= new Map();
    const other = pinned.get(pinnedVf);
    if (other !== undefined) verdicts.push(pinnedTwice(path, pinnedVf, other));
    else pinned.set(pinnedVf, path);
    const misplaced = judgePlace(pool, path, pinnedVf);
    if (misplaced) verdicts.push(misplaced);
  }
}

function pinnedTwice(path: string, pinnedVf: number, other: string): Verdict {
  return violation({
    message: `pinnedVf ${pinnedVf} is taken by ${other} as well`,
    path,
    pointer: 'pinnedVf',
    found: String(pinnedVf),
    fix: 'Give one of the two another pinnedVf, or none',
  });
}

function judgePlace({ path: poolPath, firstVf, ranges }: ResolvedPool, path: string, pinnedVf: number): Verdict | null {
  if (firstVf === null) return unknown('firstVf of a pool with pinned attachments');
  if (includesVf(ranges, pinnedVf)) return null;
  const vfs = describeRanges(ranges);
  return violation({
    message: `pinnedVf ${pinnedVf} is not in its pool, which has ${vfs}`,
    path,
    pointer: 'pinnedVf',
    found: String(pinnedVf),
    limit: vfs,
    limitSource: `firstVf and count of ${poolPath}`,
    fix: `Give a pinnedVf of ${vfs}, or none`,
  });
}
