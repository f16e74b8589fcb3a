import { judge } from '../../lib/rules/judge';
import type { Rule, Violation } from '../../lib/rules/rule';
import { type HostSketch, resolvedHost } from './resolved';

/** A violation with the construct it is about. */
export type PlacedViolation = Violation & { readonly path: string };

/** What a rule finds on hosts, for tests that look at more than the words. */
export function violationsOf(rule: Rule, ...hosts: readonly HostSketch[]): PlacedViolation[] {
  const judgements = judge(
    rule,
    hosts.map((host) => resolvedHost(host)),
  );
  return judgements.flatMap(({ verdict, path }) =>
    verdict.verdict === 'violation' ? [{ ...verdict, path: verdict.path ?? path }] : [],
  );
}
