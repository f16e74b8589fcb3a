import { ADDRESSES } from '../model/vf-settings';
import type { Change, ChangeValue, FieldChange } from '../plan/changes';
import { oneLine, ranges } from './line';

/** Changes of one PF that read alike. */
export interface ChangeGroup {
  readonly action: Change['action'];
  /** `PF 0000:3b:00.0`, or `VF 0-3 of 0000:3b:00.0 (web1, web2)`. */
  readonly head: string;
  readonly fields: readonly FieldText[];
}

export interface FieldText {
  readonly field: string;
  /** There was nothing before. */
  readonly isNew: boolean;
  /** `100`, or `100 -> 200`. */
  readonly text: string;
}

/** Names of VMs that stand beside a group of VFs. */
const MOST_NAMES = 6;

/** In the manner of Terraform. */
export const SYMBOLS: Readonly<Record<Change['action'], string>> = {
  create: '+',
  change: '~',
  destroy: '-',
  recreate: '-/+',
};

/**
 * Changes in words, VFs that are alike together.
 *
 * @param none what a value that is null is after the change
 */
export function changeGroups(changes: readonly Change[], none: string): ChangeGroup[] {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const key = `${change.pf} ${change.vf === undefined ? 'pf' : 'vf'} ${change.action} ${likeness(change)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [change]);
    else group.push(change);
  }
  return [...groups.values()].map((group) => groupOf(group, none));
}

/** VFs get addresses of their own: that alone makes none of them different. */
function likeness({ fields }: Change): string {
  return JSON.stringify(fields.map((field) => (isAddress(field.field) ? [field.field, field.before] : field)));
}

function groupOf(changes: readonly Change[], none: string): ChangeGroup {
  const [{ action, pf, vf, fields }] = changes;
  const head =
    vf === undefined
      ? `PF ${pf}`
      : `VF ${ranges(changes.flatMap((one) => one.vf ?? []))} of ${pf}${namesText(changes)}`;
  return { action, head: oneLine(head), fields: fields.map((field) => fieldText(field, changes, none)) };
}

function namesText(changes: readonly Change[]): string {
  const names = [...new Set(changes.flatMap(({ vm, attachment }) => vm ?? attachment ?? []))];
  if (names.length === 0) return '';
  const more = names.length > MOST_NAMES ? `, and ${names.length - MOST_NAMES} more` : '';
  return ` (${names.slice(0, MOST_NAMES).join(', ')}${more})`;
}

function fieldText({ field, before, after }: FieldChange, changes: readonly Change[], none: string): FieldText {
  const own = isAddress(field) && changes.length > 1 && differs(field, changes);
  const value = own ? 'one each' : valueText(after, none);
  const isNew = before === null;
  return { field, isNew, text: oneLine(isNew ? value : `${valueText(before, none)} -> ${value}`) };
}

function isAddress(field: string): boolean {
  return ADDRESSES.some((name) => name === field);
}

function differs(field: string, changes: readonly Change[]): boolean {
  const values = changes.map(({ fields }) => fields.find((one) => one.field === field)?.after);
  return new Set(values).size > 1;
}

function valueText(value: ChangeValue, none: string): string {
  return value === null ? none : String(value);
}
