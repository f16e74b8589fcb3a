import type { ResolvedPf } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, type Verdict, violation } from '../rule';
import { hasVfCount, VF_COUNT_IS_A_TOKEN } from '../shared/count';
import { inBrackets } from '../shared/pf';
import { profileName } from '../shared/port';
import { counted } from '../shared/words';

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
    const { limitByTrafficClasses: byClasses, limitWhenPartitioned: partitioned } = pf.profile?.numVfs ?? {};
    if (byClasses === undefined && partitioned === undefined) return NOT_APPLICABLE;
    if (pf.numVfs === null) return VF_COUNT_IS_A_TOKEN;
    if (!hasVfCount(pf)) return NOT_APPLICABLE;
    return [
      ...(partitioned === undefined ? [] : [judgePartitioning(pf, pf.numVfs, partitioned)]),
      ...(byClasses === undefined ? [] : [judgeClasses(pf, pf.numVfs, byClasses)]),
    ];
  },
};

function judgePartitioning(pf: ResolvedPf, numVfs: number, limit: number): Verdict {
  if (numVfs <= limit) return COMPLIANT;
  const partitioned = pf.wanted.conditions.multiFunctionPartitioning;
  if (partitioned === false) return COMPLIANT;
  if (partitioned === undefined) {
    return (
      tokenAmong(pf.wanted.unresolved, 'conditions') ??
      unknown(`conditions.multiFunctionPartitioning of a port with ${profileName(pf)}`)
    );
  }
  return violation({
    message: `${counted(numVfs, 'VF')} wanted, ${limit} at most on a partitioned port ${inBrackets(pf)}`,
    pointer: 'numVfs',
    found: String(numVfs),
    limit: String(limit),
    limitSource: pf.profile?.numVfs?.source ?? CAP_004.source,
    fix: `Lower numVfs to ${limit} or turn multi-function partitioning off in the firmware`,
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
    return (
      tokenAmong(pf.wanted.unresolved, 'conditions') ??
      unknown(`conditions.trafficClasses of a port with ${profileName(pf)}`)
    );
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
