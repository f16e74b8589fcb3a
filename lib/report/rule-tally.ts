import { REGISTRY } from '../evaluate/registry';
import { type Finding, SEVERITIES, type Severity } from '../model/finding';
import { comparePlain } from '../model/order';

/** How often a rule found something with one severity. */
export interface RuleTally {
  readonly ruleId: string;
  /** null: no rule of this version has the id. */
  readonly title: string | null;
  readonly severity: Severity;
  readonly open: number;
  readonly acknowledged: number;
}

/** By rule and severity: the worst first, then what is found most often. */
export function talliedByRule(findings: readonly Finding[]): readonly RuleTally[] {
  const tallies = new Map<string, { -readonly [K in keyof RuleTally]: RuleTally[K] }>();
  for (const { ruleId, severity, acknowledged } of findings) {
    const key = `${severity} ${ruleId}`;
    let tally = tallies.get(key);
    if (tally === undefined) {
      tally = { ruleId, title: REGISTRY.find(ruleId)?.title ?? null, severity, open: 0, acknowledged: 0 };
      tallies.set(key, tally);
    }
    if (acknowledged === undefined) tally.open += 1;
    else tally.acknowledged += 1;
  }
  const rank = ({ severity }: RuleTally) => SEVERITIES.indexOf(severity);
  return [...tallies.values()].sort((a, b) => rank(a) - rank(b) || b.open - a.open || comparePlain(a.ruleId, b.ruleId));
}
