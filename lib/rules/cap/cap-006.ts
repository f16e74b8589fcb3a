import type { ResolvedPool } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, type Verdict, violation } from '../rule';
import { isCount } from '../shared/count';
import { inBrackets } from '../shared/pf';
import { counted, listed } from '../shared/words';

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
    const { vfIndex } = wanted;
    if (vfIndex === undefined || !isCount(vfIndex)) continue;
    pinned ??= new Map();
    const other = pinned.get(vfIndex);
    if (other !== undefined) verdicts.push(pinnedTwice(path, vfIndex, other));
    else pinned.set(vfIndex, path);
    const misplaced = judgePlace(pool, path, vfIndex);
    if (misplaced) verdicts.push(misplaced);
  }
}

function pinnedTwice(path: string, vfIndex: number, other: string): Verdict {
  return violation({
    message: `vfIndex ${vfIndex} is taken by ${other} as well`,
    path,
    pointer: 'vfIndex',
    found: String(vfIndex),
    fix: 'Give one of the two another vfIndex, or none',
  });
}

function judgePlace({ path: poolPath, firstVf, wanted }: ResolvedPool, path: string, vfIndex: number): Verdict | null {
  if (firstVf === null) return unknown('firstVf of a pool with pinned attachments');
  const last = firstVf + wanted.count - 1;
  if (vfIndex >= firstVf && vfIndex <= last) return null;
  return violation({
    message: `vfIndex ${vfIndex} is not in its pool, which has VFs ${firstVf} to ${last}`,
    path,
    pointer: 'vfIndex',
    found: String(vfIndex),
    limit: `${firstVf} to ${last}`,
    limitSource: `firstVf and count of ${poolPath}`,
    fix: `Give a vfIndex from ${firstVf} to ${last}, or none`,
  });
}
