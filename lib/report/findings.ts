import { readFormat } from '../formats/format';
import { InputError } from '../model/errors';
import { type Finding, isBlocking, SEVERITIES, type Severity } from '../model/finding';
import { compareNames, comparePlain } from '../model/order';
import { FINDINGS, type FindingsDocument, type FindingsSummary } from './findings-format';
import { counted, oneLine } from './line';
import { type Paint, type Palette, PLAIN } from './palette';

/** `RATE-003 [rack1/kvm01/uplink] what is wrong. What to do.`, in one line. */
export function findingText(finding: Finding): string {
  const place = finding.constructPath === '' ? '' : ` [${finding.constructPath}]`;
  return oneLine(`${finding.ruleId}${place} ${finding.message}. ${finding.fix}.`);
}

/** Findings for people, the worst first, acknowledged ones last with their reason, and a line that counts them. */
export function renderFindings(findings: readonly Finding[], palette: Palette = PLAIN): string {
  const lines: string[] = [];
  let group: string | undefined;
  for (const finding of sortFindings(findings)) {
    const own = groupOf(finding);
    if (group !== undefined && group !== own) lines.push('');
    group = own;
    lines.push(...linesOf(finding, palette));
  }
  if (lines.length > 0) lines.push('');
  lines.push(palette.bold(summaryText(summarise(findings))));
  return lines.join('\n');
}

/** `3 errors, 2 warnings, 1 info, 1 acknowledged`. */
export function summaryText(summary: FindingsSummary): string {
  const parts = [
    ...(summary.fatal > 0 ? [`${summary.fatal} fatal`] : []),
    ...(summary.errors > 0 ? [counted(summary.errors, 'error')] : []),
    ...(summary.warnings > 0 ? [counted(summary.warnings, 'warning')] : []),
    ...(summary.infos > 0 ? [counted(summary.infos, 'info')] : []),
    ...(summary.acknowledged > 0 ? [`${summary.acknowledged} acknowledged`] : []),
  ];
  return parts.length === 0 ? 'no findings' : parts.join(', ');
}

export function summarise(findings: readonly Finding[]): FindingsSummary {
  const count = { fatal: 0, error: 0, warning: 0, info: 0 };
  let acknowledged = 0;
  let blocking = 0;
  for (const finding of findings) {
    if (finding.acknowledged) acknowledged += 1;
    else count[finding.severity] += 1;
    if (isBlocking(finding)) blocking += 1;
  }
  const { fatal, error: errors, warning: warnings, info: infos } = count;
  return { fatal, errors, warnings, infos, acknowledged, blocking };
}

/** The worst first, acknowledged ones last, then by path as people count, then by rule. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) =>
      rankOf(a) - rankOf(b) ||
      compareNames(a.constructPath, b.constructPath) ||
      comparePlain(a.ruleId, b.ruleId) ||
      comparePlain(a.message, b.message),
  );
}

/** The document that `parseFindings` reads; the same findings give the same document, in whatever order they come. */
export function findingsDocument(findings: readonly Finding[]): FindingsDocument {
  return { findingsVersion: 1, summary: summarise(findings), findings: sortFindings(findings) };
}

/**
 * Reads `sriov-findings.json` back.
 *
 * @param value the parsed document
 * @param where name of the file, for messages
 * @throws InputError naming file and JSON pointer, for a newer version, unknown fields, wrong types, and a summary that
 *   does not count the findings
 */
export function parseFindings(value: unknown, where: string): FindingsDocument {
  const document = readFormat(FINDINGS, value, where);
  const counted = summarise(document.findings);
  for (const [name, count] of Object.entries(counted)) {
    const stated = document.summary[name as keyof FindingsSummary];
    if (stated === count) continue;
    throw new InputError(`${where}#/summary/${name}`, `found ${stated}, the findings count ${count}`, FINDINGS.remedy);
  }
  return document;
}

function rankOf(finding: Finding): number {
  return SEVERITIES.indexOf(finding.severity) + (finding.acknowledged ? SEVERITIES.length : 0);
}

function groupOf(finding: Finding): string {
  return finding.acknowledged ? 'acknowledged' : finding.severity;
}

function linesOf(finding: Finding, palette: Palette): string[] {
  const { severity, acknowledged } = finding;
  const label = severity.toUpperCase();
  const lines = [
    acknowledged
      ? `${palette.dim(`ACKNOWLEDGED ${label}`)} ${findingText(finding)}`
      : `${paintOf(severity, palette)(label)} ${findingText(finding)}`,
  ];
  if (acknowledged)
    lines.push(`  accepted at [${oneLine(acknowledged.constructPath)}]: ${oneLine(acknowledged.reason)}`);
  // Many messages name their source themselves.
  const source = finding.limitSource;
  if (source !== undefined && !finding.message.includes(source)) {
    lines.push(palette.dim(`  source: ${oneLine(source)}`));
  }
  return lines;
}

function paintOf(severity: Severity, palette: Palette): Paint {
  if (severity === 'warning') return palette.warning;
  return severity === 'info' ? palette.info : palette.error;
}
