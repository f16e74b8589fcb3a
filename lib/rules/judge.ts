import type { ConstructPath } from '../model/units';
import type { ResolvedHost, ResolvedPf, ResolvedPool } from '../resolve/resolved';
import type { Rule, SettingsSubject, Verdict, Verdicts } from './rule';

/** A verdict, and on what. */
export interface Judgement {
  readonly verdict: Verdict;
  /** The subject's construct path; a violation may name another one. */
  readonly path: ConstructPath;
  /** null for rules over the whole fleet. */
  readonly host: ResolvedHost | null;
}

/** Is told what each rule says of each subject; `host` is null for rules over the whole fleet. */
export type Listener = (rule: Rule, verdicts: Verdicts, path: ConstructPath, host: ResolvedHost | null) => void;

/** Everything that one rule says about the hosts, in the order of declaration. */
export function judge(rule: Rule, hosts: readonly ResolvedHost[]): Judgement[] {
  const judgements: Judgement[] = [];
  judgeAll([rule], hosts, (_rule, verdicts, path, host) => {
    for (const verdict of verdictList(verdicts)) judgements.push({ verdict, path, host });
  });
  return judgements;
}

/** Walks the hosts once, with all rules. */
export function judgeAll(rules: readonly Rule[], hosts: readonly ResolvedHost[], listen: Listener): void {
  const sorted = sortByKind(rules);
  for (const rule of sorted.fleet) listen(rule, rule.check(hosts), '', null);
  for (const host of hosts) judgeHost(sorted, host, listen);
}

type RuleOn<K extends Rule['on']> = Extract<Rule, { on: K }>;
type RulesByKind = { readonly [K in Rule['on']]: RuleOn<K>[] };

function sortByKind(rules: readonly Rule[]): RulesByKind {
  const sorted: RulesByKind = { fleet: [], host: [], physicalFunction: [], pool: [], settings: [], attachment: [] };
  for (const rule of rules) (sorted[rule.on] as Rule[]).push(rule);
  return sorted;
}

/** Rule by rule, so that the code of a rule stays warm over the subjects of the host. */
function judgeHost(rules: RulesByKind, host: ResolvedHost, listen: Listener): void {
  const { physicalFunctions } = host;
  for (const rule of rules.host) listen(rule, rule.check(host), host.path, host);
  for (const rule of rules.physicalFunction) {
    for (const pf of physicalFunctions) listen(rule, rule.check(pf, host), pf.path, host);
  }
  if (rules.settings.length > 0) judgeSettings(rules.settings, host, listen);
  for (const pf of physicalFunctions) {
    for (const pool of pf.pools) {
      for (const rule of rules.pool) listen(rule, rule.check(pool, pf, host), pool.path, host);
      for (const rule of rules.attachment) judgeAttachments(rule, pool, pf, host, listen);
    }
  }
}

function judgeSettings(rules: readonly RuleOn<'settings'>[], host: ResolvedHost, listen: Listener): void {
  const subjects: SettingsSubject[] = [];
  for (const pf of host.physicalFunctions) {
    for (const pool of pf.pools) addSettingsSubjects(pool, pf, host, subjects);
  }
  for (const rule of rules) {
    for (const subject of subjects) listen(rule, rule.check(subject), subject.path, host);
  }
}

function judgeAttachments(
  rule: RuleOn<'attachment'>,
  pool: ResolvedPool,
  pf: ResolvedPf,
  host: ResolvedHost,
  listen: Listener,
): void {
  for (const attachment of pool.attachments) listen(rule, rule.check(attachment, pf, host), attachment.path, host);
}

/** One verdict or several, as several. */
export function verdictList(verdicts: Verdicts): readonly Verdict[] {
  return 'verdict' in verdicts ? [verdicts] : verdicts;
}

/** The pool's own settings, then those of each attachment that states some itself. */
function addSettingsSubjects(
  pool: ResolvedPool,
  pf: ResolvedPf,
  host: ResolvedHost,
  subjects: SettingsSubject[],
): void {
  const { settings, use, unresolved } = pool.wanted;
  subjects.push({ path: pool.path, settings, use, unresolved, pool, attachment: null, pf, host });
  for (const attachment of pool.attachments) {
    const { wanted } = attachment;
    if (wanted.unresolved.length === 0 && isEmpty(wanted.overrides) && isEmpty(wanted.use)) continue;
    subjects.push({
      path: attachment.path,
      settings: attachment.settings,
      use: attachment.use,
      unresolved: attachment.unresolved,
      pool,
      attachment,
      pf,
      host,
    });
  }
}

function isEmpty(object: object): boolean {
  for (const _ in object) return false;
  return true;
}
