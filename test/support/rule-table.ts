import type { ResolvedHost } from '../../lib/resolve/resolved';
import { judge } from '../../lib/rules/judge';
import type { Rule, Verdict, Violation } from '../../lib/rules/rule';
import { withLessKnown } from './less-known';
import { type HostSketch, resolvedHost } from './resolved';
import { tornTexts } from './whole-texts';

/** A case in words, and the host or fleet it is about. */
export type Case = readonly [words: string, hosts: HostSketch | ResolvedHost | readonly (HostSketch | ResolvedHost)[]];

/** A whole finding, word for word; what it leaves out is the rule's own, or is about the subject itself. */
export type Finds = Omit<Violation, 'verdict'>;

/**
 * A violating case also says what is found: all that is said, word for word and with nothing left unknown, or, where another case of the table does that, what
 * their texts must hold (the value found, the limit, the name of the thing).
 */
export type ViolatingCase = readonly [...Case, says: RegExp | Finds | readonly Finds[]];

/** A case that cannot be told also says what is missing; it may leave that out where another case of the table says it. */
export type UnknownCase = readonly [...Case, missing?: string];

export interface RuleTable {
  readonly violating: readonly ViolatingCase[];
  readonly compliant: readonly Case[];
  /** Leave out only where the rule speaks about every subject there is. */
  readonly notApplicable?: readonly Case[];
  /** Leave out only where nothing that the rule needs can be unknown. */
  readonly unknown?: readonly UnknownCase[];
}

/** Hosts of more VFs are not looked at again with less known. */
const MOST_VFS = 300;

/** Runs one rule over its table; every row is a test. */
export function describeRule(rule: Rule, table: RuleTable): void {
  describe(`${rule.id} ${rule.title}`, () => {
    test.each(table.violating)('finds fault with %s', (_words, hosts, says) => {
      const said = verdicts(rule, hosts).filter((v) => v.verdict === 'violation' || v.verdict === 'unknown');
      if (says instanceof RegExp) {
        const violations = said.filter((v) => v.verdict === 'violation');
        expect(violations.map((v) => `${v.message}. ${v.fix ?? rule.fix}.`).join('\n')).toMatch(says);
      } else {
        const whole = (Array.isArray(says) ? says : [says]) as readonly Finds[];
        expect(said).toEqual(whole.map((finds) => ({ verdict: 'violation', ...finds })));
      }
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
      const rows = table.unknown.map(([words, hosts, missing]) => [words, hosts, missing] as const);
      test.each(rows)('cannot tell for %s', (_words, hosts, missing) => {
        const all = verdicts(rule, hosts);
        const kinds = new Set(all.map((v) => v.verdict));
        expect(kinds).toContain('unknown');
        expect(kinds).not.toContain('violation');
        if (missing !== undefined) expect(all.flatMap((v) => ('missing' in v ? [v.missing] : []))).toContain(missing);
      });
    }
    test('says whole sentences in all of these cases, and where any one fact is not known', () => {
      const { violating, compliant, notApplicable = [], unknown = [] } = table;
      const faults = [...violating, ...unknown, ...compliant, ...notApplicable].flatMap(([words, hosts]) =>
        tornWhereLessIsKnown(rule, hosts).map((fault) => `${words}: ${fault}`),
      );
      expect(faults).toEqual([]);
    });
  });
}

/** Torn texts of what the rule says about the hosts, and about the same of which any one fact is not known. */
function tornWhereLessIsKnown(rule: Rule, hosts: Case[1]): string[] {
  const all = resolved(hosts);
  const vfs = all.flatMap((host) => host.physicalFunctions.flatMap((pf) => pf.virtualFunctions)).length;
  const torn = new Set<string>();
  const look = (seen: readonly ResolvedHost[], gone: string) => {
    for (const { verdict } of judge(rule, seen)) for (const fault of tornTexts(rule, verdict)) torn.add(fault + gone);
  };
  if (vfs > MOST_VFS) look(all, '');
  else withLessKnown(all, (seen, gone) => look(seen, gone === null ? '' : ` without ${gone.fact} of ${gone.kind}`));
  return [...torn];
}

function kindsOf(rule: Rule, hosts: Case[1]): string[] {
  return [...new Set(verdicts(rule, hosts).map((v) => v.verdict))];
}

function verdicts(rule: Rule, hosts: Case[1]): Verdict[] {
  return judge(rule, resolved(hosts)).map((judgement) => judgement.verdict);
}

function resolved(hosts: Case[1]): ResolvedHost[] {
  const list = Array.isArray(hosts) ? hosts : [hosts];
  return list.map((host) => ('physicalFunctions' in host ? (host as ResolvedHost) : resolvedHost(host as HostSketch)));
}
