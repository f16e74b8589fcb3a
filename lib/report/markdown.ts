import type { Finding } from '../model/finding';
import { sortFindings, summarise, summaryText } from './findings';
import { oneLine } from './line';

/** GitHub takes comments of 65 536 characters, GitLab of 1 000 000. */
const MAX_LENGTH = 60_000;

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

/** As many rows as fit into a comment; what is left out is said. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [row(heads), row(heads.map(() => '---'))];
  let length = 0;
  for (const [index, cells] of rows.entries()) {
    const line = row(cells);
    length += line.length;
    if (length > MAX_LENGTH / 2) {
      lines.push('', `${rows.length - index} more: see \`sriov check\` or its SARIF.`);
      break;
    }
    lines.push(line);
  }
  return lines.join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Text of a user within a cell: nothing of it is markup, a mention or an end of the cell. */
function markdown(text: string): string {
  return oneLine(text).replace(/[&<>|\\`*_[\]#!~@]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
