import type { ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, type Verdict, violation } from '../rule';
import { hasVfCount, VF_COUNT_IS_A_TOKEN } from '../shared/count';
import { inBrackets } from '../shared/pf';
import { counted } from '../shared/words';

/** VFs at which i40e fails in multi-function partitioning mode. Source: catalog, XL710 and its kin (aq_err 16). */
const I40E_MFP_REFUSES = 64;

export const CAP_004: Rule = {
  id: 'CAP-004',
  title: 'traffic classes and partitioning leave the VFs that are wanted',
  severity: 'error',
  protects:
    'ixgbe takes VFs away for DCB traffic classes, i40e cannot give 64 VFs to a partitioned port: creating the VFs fails.',
  source: 'catalog, ixgbe: 63 VFs with 1 traffic class, 31 with 4, 15 with 8; i40e: 64 fails with MFP (aq_err 16)',
  fix: 'Lower numVfs, or use fewer DCB traffic classes or no partitioning',
  on: 'physicalFunction',
  check: (pf) => {
    const byClasses = pf.profile?.numVfs?.limitByTrafficClasses;
    const partitionable = pf.profile?.name === 'i40e';
    if (byClasses === undefined && !partitionable) return NOT_APPLICABLE;
    if (pf.numVfs === null) return VF_COUNT_IS_A_TOKEN;
    if (!hasVfCount(pf)) return NOT_APPLICABLE;
    return byClasses === undefined ? judgePartitioning(pf, pf.numVfs) : judgeClasses(pf, pf.numVfs, byClasses);
  },
};

function judgePartitioning(pf: ResolvedPf, numVfs: number): Verdict {
  if (numVfs < I40E_MFP_REFUSES) return COMPLIANT;
  const partitioned = pf.wanted.conditions.multiFunctionPartitioning;
  if (partitioned === false) return COMPLIANT;
  if (partitioned === undefined) {
    return (
      tokenAmong(pf.wanted.unresolved, 'conditions') ?? unknown('conditions.multiFunctionPartitioning of an i40e port')
    );
  }
  return violation({
    message: `${counted(numVfs, 'VF')} wanted on a partitioned port, which takes fewer than ${I40E_MFP_REFUSES} ${inBrackets(pf)}`,
    pointer: 'numVfs',
    found: String(numVfs),
    limit: String(I40E_MFP_REFUSES - 1),
    fix: `Lower numVfs to ${I40E_MFP_REFUSES - 1} or turn multi-function partitioning off in the firmware`,
  });
}

function judgeClasses(pf: ResolvedPf, numVfs: number, byClasses: Readonly<Record<string, number>>): Verdict {
  const limits = Object.entries(byClasses)
    .map(([classes, limit]) => ({ classes: Number.parseInt(classes, 10), limit }))
    .sort((a, b) => a.classes - b.classes);
  const fewest = limits.at(-1)?.limit ?? 0;
  if (numVfs <= fewest) return COMPLIANT;
  const { trafficClasses, dcb } = pf.wanted.conditions;
  const classes = trafficClasses ?? (dcb === false ? 1 : undefined);
  if (classes === undefined) {
    return tokenAmong(pf.wanted.unresolved, 'conditions') ?? unknown('conditions.trafficClasses of an ixgbe port');
  }
  const limit = limits.find((entry) => classes <= entry.classes)?.limit ?? fewest;
  if (numVfs <= limit) return COMPLIANT;
  return violation({
    message: `${counted(numVfs, 'VF')} wanted, ${limit} at most with ${counted(classes, 'DCB traffic class', 'DCB traffic classes')} ${inBrackets(pf)}`,
    pointer: 'numVfs',
    found: String(numVfs),
    limit: String(limit),
    limitSource: pf.profile?.numVfs?.source ?? CAP_004.source,
    fix: `Lower numVfs to ${limit}${classes > 1 ? ' or use fewer DCB traffic classes' : ''}`,
  });
}
