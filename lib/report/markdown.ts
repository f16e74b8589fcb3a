import type { Finding } from '../model/finding';
import { sortFindings, summarise, summaryText } from './findings';
import { markdown, markdownTable, MAX_COMMENT_LENGTH } from './markdown-table';

/** Findings as Markdown for a comment on a change: what was found, a row a finding, the worst first, accepted ones apart. */
export function findingsMarkdown(findings: readonly Finding[]): string {
  const sorted = sortFindings(findings);
  const open = sorted.filter(({ acknowledged }) => acknowledged === undefined);
  const accepted = sorted.filter(({ acknowledged }) => acknowledged !== undefined);
  return [
    `### SR-IOV: ${summaryText(summarise(findings))}`,
    ...(open.length === 0 ? [] : ['', table(['', 'Rule', 'Where', 'What, and what to do'], open.map(openRow))]),
    ...(accepted.length === 0
      ? []
      : [
          '',
          '<details><summary>Acknowledged</summary>',
          '',
          table(['', 'Rule', 'Where', 'What, and why it was accepted'], accepted.map(acceptedRow)),
          '',
          '</details>',
        ]),
  ].join('\n');
}

function openRow(finding: Finding): string[] {
  return [...startOf(finding), markdown(`${finding.message}. ${finding.fix}.`)];
}

function acceptedRow(finding: Finding): string[] {
  return [...startOf(finding), markdown(`${finding.message}. Accepted: ${finding.acknowledged?.reason ?? ''}`)];
}

function startOf({ severity, ruleId, constructPath, location }: Finding): string[] {
  const place = constructPath === '' ? 'the app' : markdown(constructPath);
  const source = location === undefined ? '' : `<br>${markdown(`${location.file}:${location.line}`)}`;
  return [severity, ruleId, `${place}${source}`];
}

const REST = 'see `sriov check` or its SARIF.';

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return markdownTable(heads, rows, MAX_COMMENT_LENGTH / 2, REST);
}
