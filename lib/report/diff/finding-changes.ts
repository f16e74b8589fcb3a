import type { Finding } from '../../model/finding';
import { sortFindings } from '../findings';
import type { FindingChange } from './facts';

/** Findings that came, went, or were acknowledged or opened again; the worst first. */
export function findingChanges(before: readonly Finding[], after: readonly Finding[]): FindingChange[] {
  const was = byKey(before);
  const is = byKey(after);
  const changes = new Map<Finding, FindingChange['change']>();
  for (const [key, finding] of is) {
    const old = was.get(key);
    if (old === undefined) changes.set(finding, 'new');
    else if (isOpen(old) && !isOpen(finding)) changes.set(finding, 'acknowledged');
    else if (!isOpen(old) && isOpen(finding)) changes.set(finding, 'reopened');
  }
  for (const [key, finding] of was) if (!is.has(key)) changes.set(finding, 'gone');
  return sortFindings([...changes.keys()]).flatMap((finding) => {
    const change = changes.get(finding);
    return change === undefined ? [] : [{ change, finding }];
  });
}

/** One of several that read alike: the open one, if any is. */
function byKey(findings: readonly Finding[]): Map<string, Finding> {
  const keyed = new Map<string, Finding>();
  for (const finding of findings) {
    const { ruleId, severity, constructPath, message } = finding;
    const key = JSON.stringify([ruleId, severity, constructPath, message]);
    if (!keyed.has(key) || isOpen(finding)) keyed.set(key, finding);
  }
  return keyed;
}

function isOpen({ acknowledged }: Finding): boolean {
  return acknowledged === undefined;
}
