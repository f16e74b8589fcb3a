import { type Finding, isBlocking } from '../model/finding';
import type { AttachmentPrediction, HostPrediction } from '../simulate/traffic/prediction';
import { isBelowDemand } from '../simulate/traffic/shortages';
import { findingText, sortFindings } from './findings';
import { firstOf, oneLine } from './line';
import { type Palette, PLAIN } from './palette';
import { attachmentCells, resourceNames } from './prediction';
import { attachmentsOf, renderSynthSummary, type SynthResult, vfsOf, vmsOf } from './synth-summary';
import { cut, fittedTable } from './table';

/** Lines of each part at most, so that fifty hosts fit into 120 lines. */
const MOST = { errors: 15, warnings: 8, unmet: 8, hosts: 50 };

/** Hosts and attachments together of a synth whose attachments are all shown. */
const FEW = 50;

/** Characters of a name, so that the numbers beside it fit. */
const MOST_NAME = 40;

/**
 * A synth for people: the numbers, errors in full, then warnings, VMs and hosts as lines that fit the width. Of what is too
 * much it says how much more there is. Where limits come from is not in it. Ends with a newline.
 *
 * @param width characters of a line
 */
export function renderSynth(result: SynthResult, width: number, palette: Palette = PLAIN): string {
  const findings = sortFindings(result.findings);
  const errors = findings.filter(isBlocking).map((finding) => errorLine(finding, palette));
  const warnings = findings
    .filter(({ severity, acknowledged }) => severity === 'warning' && acknowledged === undefined)
    .map((finding) => warningLine(finding, width, palette));
  const parts = [
    [renderSynthSummary(result, width, palette).trimEnd()],
    firstOf(errors, MOST.errors, 'error'),
    firstOf(warnings, MOST.warnings, 'warning'),
    attachmentLines(result, width, palette),
    hostLines(result, width, palette),
    [palette.dim(cut(MORE, width))],
  ];
  const blocks = parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${blocks.join('\n\n')}\n`;
}

const MORE = '--report full has plans and predictions, --report findings all findings and their sources';

/** Errors alone, in full and without their sources, a line each; nothing where there are none. */
export function renderErrors(findings: readonly Finding[], palette: Palette = PLAIN): string {
  const errors = sortFindings(findings).filter(isBlocking);
  return errors.map((finding) => `${errorLine(finding, palette)}\n`).join('');
}

function errorLine(finding: Finding, palette: Palette): string {
  return `${palette.error(finding.severity.toUpperCase())} ${findingText(finding)}`;
}

function warningLine(finding: Finding, width: number, palette: Palette): string {
  const label = 'WARNING';
  return `${palette.warning(label)} ${cut(findingText(finding), width - label.length - 1)}`;
}

interface Attached {
  readonly prediction: HostPrediction;
  readonly attachment: AttachmentPrediction;
}

/** All of a small synth, of others those that get less than they ask for. */
function attachmentLines({ hosts }: SynthResult, width: number, palette: Palette): string[] {
  const all = hosts.flatMap(({ prediction }) =>
    (prediction?.attachments ?? []).map((attachment) => ({ prediction, attachment }) as Attached),
  );
  if (hosts.length + all.length <= FEW) return attachmentTable(all, width, palette);
  const unmet = all.filter(({ attachment }) => isBelowDemand(attachment));
  return firstOf(
    attachmentTable(unmet, width, palette),
    MOST.unmet + 1,
    'attachment below its demand',
    'attachments below their demands',
  );
}

function attachmentTable(attached: readonly Attached[], width: number, palette: Palette): string[] {
  if (attached.length === 0) return [];
  const names = new Map(attached.map(({ prediction }) => [prediction, resourceNames(prediction)]));
  const rows = attached.map(({ prediction, attachment }) => {
    const cells = attachmentCells(attachment, names.get(prediction) ?? new Map());
    const { vm, demand, predicted, floor, bottleneck } = cells;
    return [cut(vm, MOST_NAME), cut(lastOf(prediction.host), MOST_NAME), demand, predicted, floor, bottleneck];
  });
  const head = ['VM', 'host', 'demand', 'predicted', 'floor', 'bottleneck'];
  return fittedTable(head, rows, width, { head: palette.dim });
}

function hostLines(result: SynthResult, width: number, palette: Palette): string[] {
  if (result.hosts.length === 0) return [];
  const errors = errorsByHost(result);
  const rows = result.hosts.map((host) => {
    const { plan } = host;
    return [
      cut(oneLine(plan.host), MOST_NAME),
      String(plan.target.physicalFunctions.length),
      String(vfsOf(plan)),
      String(vmsOf(plan)),
      plan.refusals.length > 0 ? 'must not run' : String(plan.steps.length),
      String(attachmentsOf(host).filter(isBelowDemand).length),
      String(errors.get(plan.host) ?? 0),
    ];
  });
  const head = ['host', 'PFs', 'VFs', 'VMs', 'steps', 'below demand', 'errors'];
  const lines = fittedTable(head, rows, width, { right: [1, 2, 3, 4, 5, 6], head: palette.dim });
  return firstOf(lines, MOST.hosts + 1, 'host');
}

/** Errors by the path of the host that they are in. */
function errorsByHost({ hosts, findings }: SynthResult): ReadonlyMap<string, number> {
  const counts = new Map<string, number>(hosts.map(({ plan }) => [plan.host, 0]));
  for (const { constructPath } of findings.filter(isBlocking)) {
    let path: string = constructPath;
    while (path !== '' && !counts.has(path)) path = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    if (path !== '') counts.set(path, (counts.get(path) ?? 0) + 1);
  }
  return counts;
}

function lastOf(path: string): string {
  return oneLine(path.slice(path.lastIndexOf('/') + 1));
}
