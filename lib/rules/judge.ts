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

/** Everything that one rule says about the hosts, in the order of declaration. */
export function judge(rule: Rule, hosts: readonly ResolvedHost[]): Judgement[] {
  const judgements: Judgement[] = [];
  const add = (path: ConstructPath, host: ResolvedHost | null, verdicts: Verdicts) => {
    for (const verdict of Array.isArray(verdicts) ? verdicts : [verdicts]) judgements.push({ verdict, path, host });
  };
  if (rule.on === 'fleet') {
    add('', null, rule.check(hosts));
    return judgements;
  }
  for (const host of hosts) {
    if (rule.on === 'host') add(host.path, host, rule.check(host));
    else judgeHost(rule, host, add);
  }
  return judgements;
}

type Add = (path: ConstructPath, host: ResolvedHost | null, verdicts: Verdicts) => void;

function judgeHost(rule: Exclude<Rule, { on: 'fleet' | 'host' }>, host: ResolvedHost, add: Add): void {
  for (const pf of host.physicalFunctions) {
    if (rule.on === 'physicalFunction') {
      add(pf.path, host, rule.check(pf, host));
      continue;
    }
    for (const pool of pf.pools) judgePool(rule, pool, pf, host, add);
  }
}

function judgePool(
  rule: Exclude<Rule, { on: 'fleet' | 'host' | 'physicalFunction' }>,
  pool: ResolvedPool,
  pf: ResolvedPf,
  host: ResolvedHost,
  add: Add,
): void {
  if (rule.on === 'pool') {
    add(pool.path, host, rule.check(pool, pf, host));
  } else if (rule.on === 'attachment') {
    for (const attachment of pool.attachments) add(attachment.path, host, rule.check(attachment, pf, host));
  } else {
    for (const subject of settingsSubjects(pool, pf, host)) add(subject.path, host, rule.check(subject));
  }
}

/** The pool's own settings, then those of each attachment that states some itself. */
export function settingsSubjects(pool: ResolvedPool, pf: ResolvedPf, host: ResolvedHost): SettingsSubject[] {
  const { settings, use, unresolved } = pool.wanted;
  const subjects: SettingsSubject[] = [
    { path: pool.path, settings, use, unresolved, pool, attachment: null, pf, host },
  ];
  for (const attachment of pool.attachments) {
    const { wanted } = attachment;
    if (isEmpty(wanted.overrides) && isEmpty(wanted.use) && wanted.unresolved.length === 0) continue;
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
  return subjects;
}

function isEmpty(object: object): boolean {
  for (const _ in object) return false;
  return true;
}
