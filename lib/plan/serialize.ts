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
  const pfs = target.physicalFunctions.map(targetPf).join(',\n    ');
  const lines = [
    '{',
    `  "planVersion": ${planVersion},`,
    `  "host": ${JSON.stringify(host)},`,
    `  "name": ${JSON.stringify(name)},`,
    `  "presumed": ${presumed},`,
    `  "target": { "physicalFunctions": ${pfs === '' ? '[]' : `[\n    ${pfs}\n  ]`} },`,
    `  "steps": ${list(steps, 'kind', '  ')},`,
    `  "disruptions": ${list(disruptions, 'pf', '  ')},`,
    `  "refusals": ${list(refusals, 'ruleId', '  ')}${notes === undefined ? '' : ','}`,
  ];
  if (notes !== undefined) {
    lines.push(`  "notes": [\n    ${notes.map((note) => JSON.stringify(note)).join(',\n    ')}\n  ]`);
  }
  return `${lines.join('\n')}\n}\n`;
}

function targetPf({ virtualFunctions, ...pf }: TargetPf): string {
  return `${JSON.stringify(pf).slice(0, -1)},"virtualFunctions":${list(virtualFunctions, 'index', '    ')}}`;
}

/**
 * A list with one object a line. Written as a whole and broken afterwards, which is twice as fast as object by object:
 * `},{"key":` stands between two objects only, since quotes within a text are escaped.
 *
 * @param firstKey the key that every object of the list begins with
 */
function list(items: readonly object[], firstKey: string, indent: string): string {
  if (items.length === 0) return '[]';
  const text = JSON.stringify(items).slice(1, -1);
  return `[\n${indent}  ${text.replaceAll(`},{"${firstKey}":`, `},\n${indent}  {"${firstKey}":`)}\n${indent}]`;
}
