import { findingText } from '../findings';
import { firstOf, oneLine } from '../line';
import { type Paint, type Palette, PLAIN } from '../palette';
import { blastText } from '../plan-diff';
import { stepNumbers } from '../plan-steps';
import { cut, table } from '../table';
import { SYMBOLS } from '../change-groups';
import type { DiffFacts, FindingChange, HostDiff } from './facts';
import { attachmentWords, findingLabel, MARKS, overviewWords, planWords, rateWords, targetGroups } from './words';

/** Lines of each part of a host at most. */
const MOST = 40;
/** Characters of a name in a table, so that the numbers beside it fit. */
const MOST_NAME = 30;

/**
 * The facts for people, host by host, with the marks of Terraform: `+` new, `-` gone, `~` changed. Lines fit the width; of
 * what is too much it says how much more there is. Ends with a newline.
 *
 * @param width characters of a line
 */
export function renderDiff(facts: DiffFacts, width: number, palette: Palette = PLAIN): string {
  if (!facts.differs) return 'no changes\n';
  const shown = (lines: readonly string[]) => lines.map((line) => painted(cut(line, width), palette)).join('\n');
  const blocks = [
    wrapped(overviewWords(facts.overview), width).map(palette.bold).join('\n'),
    ...facts.hosts.map((host) => shown(hostLines(host))),
    ...(facts.findings.length === 0 ? [] : [shown(['findings about no host', ...findingLines(facts.findings)])]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** Parts with commas between, over as many lines as they need. */
function wrapped(parts: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.length + 3 <= width) lines[lines.length - 1] = `${last}, ${part}`;
    else {
      if (last !== undefined) lines[lines.length - 1] = `${last},`;
      lines.push(part);
    }
  }
  return lines.map((line) => cut(line, width));
}

function hostLines(host: HostDiff): string[] {
  const { name, path, change, fields, attachments, findings, plan } = host;
  const own = fields.map(({ field, before, after }) => `~ ${field}  ${before} -> ${after}`);
  return [
    oneLine(`${MARKS[change]} ${name} [${path}]: ${change}`),
    ...part('host', own.map(oneLine)),
    ...part('desired state', targetLines(host)),
    ...part(
      'VMs',
      attachments.map((one) => oneLine(`${MARKS[one.change]} ${one.vm} [${one.path}]: ${attachmentWords(one)}`)),
    ),
    ...part('rates, transmit / receive', rateLines(host)),
    ...(plan.differs || change === 'gone' ? [`  plan: ${planWords(host)}`, ...planLines(host)] : ['  plan: as before']),
    ...part('findings', findingLines(findings)),
  ];
}

function part(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return [`  ${title}`, ...firstOf(lines, MOST, 'line').map((line) => `    ${line}`)];
}

function targetLines(host: HostDiff): string[] {
  return targetGroups(host).flatMap(({ action, head, fields }) => [
    `${SYMBOLS[action]} ${head}`,
    ...fields.map(({ field, isNew, text }) => `    ${isNew ? '+' : '~'} ${field}  ${text}`),
  ]);
}

function rateLines({ rates }: HostDiff): string[] {
  if (rates.length === 0) return [];
  const rows = rates.map((rate) => {
    const { demand, predicted, floor, verdict } = rateWords(rate);
    return [cut(oneLine(rate.vm), MOST_NAME), predicted, floor, demand, verdict];
  });
  return table(['VM', 'predicted', 'floor', 'asks for', ''], rows).split('\n');
}

function planLines({ plan: { after } }: HostDiff): string[] {
  if (after === null) return [];
  const steps = after.sections.flatMap(({ pf, lines }) => [
    oneLine(pf),
    ...lines.map((line) => `  ${stepNumbers(line.steps)}  ${oneLine(line.text)}`),
  ]);
  const refusals = after.refusals.map(({ ruleId, constructPath, message, fix }) =>
    oneLine(`${ruleId} [${constructPath}] ${message}. ${fix}.`),
  );
  const problems = after.simulation.problems.map((problem) => `simulated: ${oneLine(problem)}`);
  const blast = after.steps === 0 ? [] : blastText(after.blastRadius, PLAIN).split('\n');
  return [refusals, firstOf(steps, MOST, 'line'), blast, problems].flat().map((line) => `    ${line}`);
}

function findingLines(findings: readonly FindingChange[]): string[] {
  return findings.map((one) => `${MARKS[one.change]} ${findingLabel(one)} ${findingText(one.finding)}`);
}

function painted(line: string, palette: Palette): string {
  const paints: Readonly<Record<string, Paint>> = { '+': palette.ok, '-': palette.error, '~': palette.warning };
  const mark = /^ *([-+~]) /.exec(line)?.[1];
  return mark === undefined ? line : paints[mark](line);
}
