import type { HostPlan, TargetPf } from './host-plan';
import { parseHostPlan } from './parse';

/**
 * The plan as JSON text, with a final newline: one line for each step, VF, disruption and refusal, so that a review
 * shows what changed. The same plan gives the same text.
 *
 * @throws InputError when the plan does not fit its schema, as with a construct id that holds a line break
 */
export function serializeHostPlan(plan: HostPlan): string {
  parseHostPlan(plan, plan.host);
  const { planVersion, host, name, presumed, target, steps, disruptions, refusals, notes } = plan;
  const lines = [
    '{',
    `  "planVersion": ${planVersion},`,
    `  "host": ${JSON.stringify(host)},`,
    `  "name": ${JSON.stringify(name)},`,
    `  "presumed": ${presumed},`,
    `  "target": { "physicalFunctions": ${list(target.physicalFunctions.map(targetPf), '  ')} },`,
    `  "steps": ${list(steps.map(json), '  ')},`,
    `  "disruptions": ${list(disruptions.map(json), '  ')},`,
    `  "refusals": ${list(refusals.map(json), '  ')}${notes === undefined ? '' : ','}`,
  ];
  if (notes !== undefined) lines.push(`  "notes": ${list(notes.map(json), '  ')}`);
  return `${lines.join('\n')}\n}\n`;
}

function targetPf({ virtualFunctions, ...pf }: TargetPf): string {
  return `${json(pf).slice(0, -1)},"virtualFunctions":${list(virtualFunctions.map(json), '    ')}}`;
}

function json(value: unknown): string {
  return JSON.stringify(value);
}

function list(items: readonly string[], indent: string): string {
  if (items.length === 0) return '[]';
  return `[\n${indent}  ${items.join(`,\n${indent}  `)}\n${indent}]`;
}
