import { type DriftCause, driftOf, type LivePlan } from '../../../apply';
import { oneLine } from '../../../model/text';
import { formatRanges, rangesOf } from '../../../model/vf-ranges';
import type { Say } from '../../schema';
import { snakeCase } from '../snake-case';

/** Whether the host tells that something came to be otherwise than it was left, and not what is wanted. */
const TOLD: Readonly<Record<DriftCause, boolean>> = {
  libvirt: true,
  boot: true,
  reset: true,
  changed: true,
  unfinished: true,
  'waits-for-link': true,
  'rolled-back': true,
  running: false,
  'not-applied': false,
  unknown: false,
};

/** Says what of the PF came to be otherwise since the last run, and what tells by whom. */
export function sayDrift({ plan, reading }: LivePlan, say: Say): void {
  const vfsByText = new Map<string, number[]>();
  const lines: string[] = [];
  for (const { cause, because, field, vf } of driftOf(plan, reading).differences) {
    if (!TOLD[cause]) continue;
    const text = `${snakeCase(field)}: ${because}`;
    if (vf === undefined) lines.push(`PF, ${text}`);
    else vfsByText.set(text, [...(vfsByText.get(text) ?? []), vf]);
  }
  for (const [text, vfs] of vfsByText) lines.push(`VF ${formatRanges(rangesOf(vfs))}, ${text}`);
  if (lines.length === 0) return;
  say.warning('The PF is not as it was left', lines.map((line) => `${oneLine(line)}.`).join('\n'));
}
