import { ADDRESSES } from '../model/vf-settings';
import type { BlastRadius } from '../plan/blast-radius';
import type { Change, ChangeValue, FieldChange } from '../plan/changes';
import type { HostPlan } from '../plan/host-plan';
import { counted, oneLine, ranges } from './line';
import { type Paint, type Palette, PLAIN } from './palette';
import { disruptionsText } from './plan';

/** What is to happen to one host, as a reviewer reads it. */
export interface PlanDiff {
  readonly plan: HostPlan;
  readonly changes: readonly Change[];
  readonly blast: BlastRadius;
}

/** Names of VMs that stand beside a group of VFs. */
const MOST_NAMES = 6;

const SYMBOLS: Readonly<Record<Change['action'], string>> = {
  create: '+',
  change: '~',
  destroy: '-',
  recreate: '-/+',
};

/**
 * The changes with old and new values, VFs that are alike together, and whom they hit: in the manner of Terraform, `+`
 * create, `~` change, `-` destroy, `-/+` destroy and create anew. Ends with a newline.
 */
export function renderPlanDiff({ plan, changes, blast }: PlanDiff, palette: Palette = PLAIN): string {
  const blocks = [headOf(plan, changes, palette)];
  const groups = grouped(changes);
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

/** Changes that read alike. */
interface Group {
  readonly first: Change;
  readonly changes: Change[];
}

function grouped(changes: readonly Change[]): Group[] {
  const groups = new Map<string, Group>();
  for (const change of changes) {
    const key = `${change.pf} ${change.vf === undefined ? 'pf' : 'vf'} ${change.action} ${likeness(change)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { first: change, changes: [change] });
    else group.changes.push(change);
  }
  return [...groups.values()];
}

/** VFs get addresses of their own: that alone makes none of them different. */
function likeness({ fields }: Change): string {
  return JSON.stringify(fields.map((field) => (isAddress(field.field) ? [field.field, field.before] : field)));
}

function groupText({ first, changes }: Group, palette: Palette): string {
  const paint = paintOf(first.action, palette);
  const { pf, action } = first;
  const symbol = SYMBOLS[action].padEnd(3);
  const width = Math.max(0, ...first.fields.map(({ field }) => field.length));
  const head =
    first.vf === undefined
      ? `${symbol} PF ${pf}`
      : `${symbol} VF ${ranges(changes.flatMap(({ vf }) => vf ?? []))} of ${pf}${namesText(changes)}`;
  return [paint(`  ${oneLine(head)}`), ...first.fields.map((field) => fieldLine(field, changes, width, palette))].join(
    '\n',
  );
}

function paintOf(action: Change['action'], palette: Palette): Paint {
  if (action === 'create') return palette.ok;
  return action === 'change' ? palette.warning : palette.error;
}

function namesText(changes: readonly Change[]): string {
  const names = [...new Set(changes.flatMap(({ vm, attachment }) => vm ?? attachment ?? []))];
  if (names.length === 0) return '';
  const more = names.length > MOST_NAMES ? `, and ${names.length - MOST_NAMES} more` : '';
  return ` (${names.slice(0, MOST_NAMES).join(', ')}${more})`;
}

function fieldLine(
  { field, before, after }: FieldChange,
  changes: readonly Change[],
  width: number,
  palette: Palette,
): string {
  const isNew = before === null;
  const own = isAddress(field) && changes.length > 1 && differs(field, changes);
  const value = own ? 'one each' : valueText(after);
  const symbol = isNew ? palette.ok('+') : palette.warning('~');
  const text = isNew ? value : `${valueText(before)} -> ${value}`;
  return `        ${symbol} ${field.padEnd(width)}  ${oneLine(text)}`;
}

function isAddress(field: string): boolean {
  return ADDRESSES.some((name) => name === field);
}

function differs(field: string, changes: readonly Change[]): boolean {
  const values = changes.map(({ fields }) => fields.find((one) => one.field === field)?.after);
  return new Set(values).size > 1;
}

function valueText(value: ChangeValue): string {
  return value === null ? '(known afterwards)' : String(value);
}

function blastText({ vfs, vms, links }: BlastRadius, palette: Palette): string {
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
