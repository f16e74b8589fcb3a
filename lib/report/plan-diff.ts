import type { BlastRadius } from '../plan/blast-radius';
import type { Change } from '../plan/changes';
import type { HostPlan } from '../plan/host-plan';
import { type ChangeGroup, changeGroups, SYMBOLS } from './change-groups';
import { counted, oneLine } from './line';
import { type Paint, type Palette, PLAIN } from './palette';
import { disruptionsText } from './plan';

/** What is to happen to one host, as a reviewer reads it. */
export interface PlanDiff {
  readonly plan: HostPlan;
  readonly changes: readonly Change[];
  readonly blast: BlastRadius;
}

/**
 * The changes with old and new values, VFs that are alike together, and whom they hit: in the manner of Terraform, `+`
 * create, `~` change, `-` destroy, `-/+` destroy and create anew. Ends with a newline.
 */
export function renderPlanDiff({ plan, changes, blast }: PlanDiff, palette: Palette = PLAIN): string {
  const blocks = [headOf(plan, changes, palette)];
  const groups = changeGroups(changes, '(known afterwards)');
  if (groups.length > 0) blocks.push(groups.map((group) => groupText(group, palette)).join('\n'));
  if (plan.steps.length > 0) blocks.push(blastText(blast, palette));
  if (plan.refusals.length > 0) blocks.push(refusalsText(plan, palette));
  if (plan.notes !== undefined) blocks.push(plan.notes.map((note) => `note: ${oneLine(note)}`).join('\n'));
  return `${blocks.join('\n\n')}\n`;
}

function headOf({ name, host, steps }: HostPlan, changes: readonly Change[], palette: Palette): string {
  const title = palette.bold(oneLine(`${name} [${host}]`));
  if (steps.length === 0) return `${title}: nothing to do`;
  const parts = (Object.keys(SYMBOLS) as Change['action'][]).flatMap((action) => {
    const count = changes.filter((change) => change.action === action).length;
    return count === 0 ? [] : [`${count} to ${action === 'recreate' ? 'destroy and create anew' : action}`];
  });
  const what = parts.length === 0 ? 'nothing that shows' : parts.join(', ');
  return `${title}: ${what} (${counted(steps.length, 'step')})`;
}

function groupText({ action, head, fields }: ChangeGroup, palette: Palette): string {
  const width = Math.max(0, ...fields.map(({ field }) => field.length));
  const title = paintOf(action, palette)(`  ${SYMBOLS[action].padEnd(3)} ${head}`);
  const lines = fields.map(({ field, isNew, text }) => {
    const symbol = isNew ? palette.ok('+') : palette.warning('~');
    return `        ${symbol} ${field.padEnd(width)}  ${text}`;
  });
  return [title, ...lines].join('\n');
}

function paintOf(action: Change['action'], palette: Palette): Paint {
  if (action === 'create') return palette.ok;
  return action === 'change' ? palette.warning : palette.error;
}

export function blastText({ vfs, vms, links }: BlastRadius, palette: Palette): string {
  const lines = ['blast radius'];
  lines.push(
    vfs.length === 0
      ? '  no VF that exists goes, and none that is in use changes'
      : indented(disruptionsText(vfs, palette)),
  );
  if (vms.length > 0) lines.push(`  VMs that own them: ${oneLine(vms.join(', '))}`);
  if (links.length === 0) lines.push('  no port loses its link');
  for (const { pf, seconds, reason } of links) {
    const time = seconds === null ? 'for a time that is not known' : `for about ${seconds} s`;
    lines.push(oneLine(`  link of ${pf}: away ${time}: ${reason}`));
  }
  return lines.join('\n');
}

function indented(text: string): string {
  return text.replace(/^/gm, '  ');
}

function refusalsText({ refusals }: HostPlan, palette: Palette): string {
  const lines = refusals.map(({ ruleId, constructPath, message, fix }) =>
    oneLine(`${ruleId} [${constructPath}] ${message}. ${fix}.`),
  );
  return [palette.error('must not run'), ...lines.map((line) => `  ${line}`)].join('\n');
}
