import { REGISTRY } from '../../evaluate/registry';
import { InputError } from '../../model/errors';
import { type Finding, isAtLeast, SEVERITIES } from '../../model/finding';
import { nearNames } from '../../model/near-names';
import { quoted } from '../../model/text';
import { renderFindings } from '../../report/findings';
import { placeOf, subjectOf, shownPlace } from './subject';
import type { FindingOptions, MatcherResult, SeverityOptions } from './types';

/** See `SriovMatchers`. */
export function toHaveFinding(received: unknown, ruleId: string, options: FindingOptions = {}): MatcherResult {
  const matcher = 'toHaveFinding';
  const rule = knownRule(matcher, ruleId);
  const subject = subjectOf(matcher, received);
  const { evaluation } = subject;
  const place = options.at === undefined ? undefined : placeOf(subject, options.at);
  const ofRule = evaluation.findings.filter((finding) => finding.ruleId === rule);
  const acknowledged = options.acknowledged === true;
  const found = ofRule.filter(
    (finding) =>
      (place === undefined || finding.constructPath === place) && (finding.acknowledged !== undefined) === acknowledged,
  );
  const what = `${acknowledged ? 'an acknowledged ' : ''}${rule} ${place === undefined ? 'in' : 'at'} ${shownPlace(place ?? evaluation.subject)}`;
  return {
    pass: found.length > 0,
    message: () =>
      found.length > 0
        ? `expected no ${what.replace(/^an /, '')}, found\n${renderFindings(found)}`
        : `expected ${what}, found ${otherwise(ofRule, evaluation.findings, rule)}`,
  };
}

/** What there is in place of a finding: those of its rule elsewhere, else all. */
function otherwise(ofRule: readonly Finding[], findings: readonly Finding[], rule: string): string {
  if (ofRule.length > 0) return `others of ${rule}\n${renderFindings(ofRule)}`;
  return findings.length === 0 ? 'nothing' : `none of ${rule}, but\n${renderFindings(findings)}`;
}

/** See `SriovMatchers`. */
export function toHaveNoFindings(received: unknown, options: SeverityOptions = {}): MatcherResult {
  const matcher = 'toHaveNoFindings';
  const { severity = 'info' } = options;
  if (!SEVERITIES.includes(severity))
    throw new InputError(matcher, `there is no severity ${quoted(severity)}`, `Write one of ${SEVERITIES.join(', ')}`);
  const { evaluation } = subjectOf(matcher, received);
  const found = evaluation.findings.filter((finding) => isAtLeast(finding, severity));
  const where = shownPlace(evaluation.subject);
  const what = severity === 'info' ? 'finding' : `finding of severity ${quoted(severity)} or worse`;
  return {
    pass: found.length === 0,
    message: () =>
      found.length === 0
        ? `expected a ${what} in ${where}, found none`
        : `expected no ${what} in ${where}, found\n${renderFindings(found)}`,
  };
}

/** The id as findings write it. @throws InputError for one that is none, naming those of its family, else those that are like it */
function knownRule(matcher: string, ruleId: string): string {
  const rule = typeof ruleId === 'string' ? REGISTRY.find(ruleId) : undefined;
  if (rule !== undefined) return rule.id;
  const [family] = String(ruleId).toUpperCase().split('-');
  const ofFamily = REGISTRY.ids.filter((id) => id.startsWith(`${family}-`));
  const others = ofFamily.length > 0 ? ofFamily : nearNames(String(ruleId), REGISTRY.ids);
  throw new InputError(
    matcher,
    `there is no rule ${quoted(ruleId)}`,
    others.length > 0 ? `Name one of ${others.join(', ')}` : 'Name one of RULES.md, which "sriov rules" lists',
  );
}
