import type { ResolvedHost } from '../../lib/resolve/resolved';
import { judge } from '../../lib/rules/judge';
import type { Rule, Verdict, Violation } from '../../lib/rules/rule';
import { type HostSketch, resolvedHost } from './resolved';

/** A case in words, and the host or fleet it is about. */
export type Case = readonly [words: string, hosts: HostSketch | ResolvedHost | readonly (HostSketch | ResolvedHost)[]];

/** A violating case also says what the message must hold: the value found, the limit, the name of the thing. */
export type ViolatingCase = readonly [...Case, says: RegExp];

export interface RuleTable {
  readonly violating: readonly ViolatingCase[];
  readonly compliant: readonly Case[];
  /** Leave out only where the rule speaks about every subject there is. */
  readonly notApplicable?: readonly Case[];
  /** Leave out only where nothing that the rule needs can be unknown. */
  readonly unknown?: readonly Case[];
}

/** Runs one rule over its table; every row is a test. */
export function describeRule(rule: Rule, table: RuleTable): void {
  describe(`${rule.id} ${rule.title}`, () => {
    test.each(table.violating)('finds fault with %s', (_words, hosts, says) => {
      const violations = verdicts(rule, hosts).filter((v): v is Violation => v.verdict === 'violation');
      expect(violations.map((v) => `${v.message}. ${v.fix ?? rule.fix}.`).join('\n')).toMatch(says);
    });
    test.each(table.compliant)('accepts %s', (_words, hosts) => {
      const kinds = kindsOf(rule, hosts);
      expect(kinds).toContain('compliant');
      expect(kinds).not.toContain('violation');
    });
    if (table.notApplicable) {
      test.each(table.notApplicable)('has nothing to say about %s', (_words, hosts) => {
        expect(kindsOf(rule, hosts)).toEqual(['notApplicable']);
      });
    }
    if (table.unknown) {
      test.each(table.unknown)('cannot tell for %s', (_words, hosts) => {
        const kinds = kindsOf(rule, hosts);
        expect(kinds).toContain('unknown');
        expect(kinds).not.toContain('violation');
      });
    }
  });
}

function kindsOf(rule: Rule, hosts: Case[1]): string[] {
  return [...new Set(verdicts(rule, hosts).map((v) => v.verdict))];
}

function verdicts(rule: Rule, hosts: Case[1]): Verdict[] {
  const list = Array.isArray(hosts) ? hosts : [hosts];
  return judge(
    rule,
    list.map((host) => ('physicalFunctions' in host ? (host as ResolvedHost) : resolvedHost(host as HostSketch))),
  ).map((judgement) => judgement.verdict);
}
