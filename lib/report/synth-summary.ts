import { type Finding, isBlocking } from '../model/finding';
import type { HostPlan } from '../plan/host-plan';
import type { AttachmentPrediction, HostPrediction } from '../simulate/traffic/prediction';
import { isBelowDemand } from '../simulate/traffic/shortages';
import { summarise, summaryText } from './findings';
import { counted, firstOf, oneLine } from './line';
import { type Palette, PLAIN } from './palette';
import { talliedByRule } from './rule-tally';
import { fittedTable } from './table';

/** What one synth found, planned and predicted. */
export interface SynthResult {
  readonly findings: readonly Finding[];
  readonly hosts: readonly HostOfSynth[];
  /** What changed in the lock file, in words; null: nothing. */
  readonly lockChanges: string | null;
}

export interface HostOfSynth {
  readonly plan: HostPlan;
  /** null: not made. */
  readonly prediction: HostPrediction | null;
}

/** Rules that are told one by one. */
const MOST_RULES = 12;

/**
 * A synth in numbers: hosts, VFs and VMs, what plans do, demands, lock file, and findings by rule. Ends with a newline.
 *
 * @param width characters of a line
 */
export function renderSynthSummary(result: SynthResult, width: number, palette: Palette = PLAIN): string {
  const { hosts, findings } = result;
  const declared = hosts.flatMap(attachmentsOf).filter(({ demand }) => demand !== undefined);
  const pfs = hosts.flatMap(({ plan }) => plan.target.physicalFunctions);
  const vfs = hosts.reduce((sum, { plan }) => sum + vfsOf(plan), 0);
  const vms = hosts.reduce((sum, { plan }) => sum + vmsOf(plan), 0);
  const lines = [
    palette.bold(
      `${counted(hosts.length, 'host')}, ${counted(pfs.length, 'PF')}, ${counted(vfs, 'VF')}, ${counted(vms, 'VM')}`,
    ),
    `plans      ${planText(hosts)}`,
    `demands    ${demandText(declared.length, declared.filter(isBelowDemand).length, palette)}`,
    `lock file  ${lockText(result)}`,
    `findings   ${summaryText(summarise(findings))}`,
    ...ruleLines(findings, width, palette),
  ];
  return `${lines.join('\n')}\n`;
}

export function attachmentsOf({ prediction }: HostOfSynth): readonly AttachmentPrediction[] {
  return prediction?.attachments ?? [];
}

export function vfsOf({ target }: HostPlan): number {
  return target.physicalFunctions.reduce((sum, { numVfs }) => sum + numVfs, 0);
}

/** VMs that hold a VF of the host. */
export function vmsOf({ target }: HostPlan): number {
  const vms = target.physicalFunctions.flatMap((pf) => pf.virtualFunctions.flatMap(({ vm }) => vm ?? []));
  return new Set(vms).size;
}

function planText(hosts: readonly HostOfSynth[]): string {
  const steps = hosts.reduce((sum, { plan }) => sum + plan.steps.length, 0);
  const changed = hosts.filter(({ plan }) => plan.steps.length > 0).length;
  const refused = hosts.filter(({ plan }) => plan.refusals.length > 0).length;
  const work = steps === 0 ? 'no changes' : `${counted(steps, 'step')} on ${counted(changed, 'host')}`;
  return refused === 0 ? work : `${work}; ${counted(refused, 'plan')} must not run`;
}

function demandText(declared: number, below: number, palette: Palette): string {
  if (declared === 0) return 'none is declared';
  if (below === 0) return declared === 1 ? 'the one declared is met' : `all ${declared} are met`;
  return palette.warning(`${below} of ${declared} not met`);
}

function lockText({ lockChanges, findings }: SynthResult): string {
  if (lockChanges !== null) return oneLine(lockChanges.replace(/^lock: /, ''));
  return findings.some(isBlocking) ? 'not written, since there are errors' : 'no changes';
}

function ruleLines(findings: readonly Finding[], width: number, palette: Palette): string[] {
  const tallies = talliedByRule(findings).filter(({ open }) => open > 0);
  if (tallies.length === 0) return [];
  const rows = tallies.map(({ ruleId, severity, open, title }) => [ruleId, severity, String(open), title ?? '']);
  const head = ['rule', 'severity', 'count', 'what must hold'];
  const lines = fittedTable(head, rows, width, { right: [2], indent: '  ', head: palette.dim });
  return firstOf(lines, MOST_RULES + 1, 'rule');
}
