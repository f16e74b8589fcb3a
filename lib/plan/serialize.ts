import type { DriverTable } from '../catalog/driver-table';
import { InputError } from '../model/errors';
import { quoted as quotedText, unsafeLine } from '../model/text';
import type { HostPlan, TargetPf } from './host-plan';

/**
 * The plan as JSON text, with a final newline: one line for each step, VF, disruption and refusal, so that a review
 * shows what changed. The same plan gives the same text.
 *
 * What this library plans fits `schemas/host-plan.schema.json` by its types, but for texts of the user's and of the
 * host's: those are looked at. What others hand in is for `parseHostPlan`.
 *
 * @throws InputError when a text of the plan holds a control character, as with a construct id of two lines
 */
export function serializeHostPlan(plan: HostPlan): string {
  refuseControlCharacters(plan);
  const { planVersion, host, name, presumed, machine, drivers, target, steps, disruptions, refusals, notes } = plan;
  const pfs = target.physicalFunctions.map(targetPf).join(',\n    ');
  const lines = [
    '{',
    `  "planVersion": ${planVersion},`,
    `  "host": ${JSON.stringify(host)},`,
    `  "name": ${JSON.stringify(name)},`,
    `  "presumed": ${presumed},`,
    ...(machine === undefined ? [] : [`  "machine": ${JSON.stringify(machine)},`]),
    `  "drivers": ${driverLines(drivers)},`,
    `  "target": { "physicalFunctions": ${pfs === '' ? '[]' : `[\n    ${pfs}\n  ]`} },`,
    `  "steps": ${list(steps, 'kind')},`,
    `  "disruptions": ${list(disruptions, 'pf')},`,
    `  "refusals": ${list(refusals, 'ruleId')}${notes === undefined ? '' : ','}`,
  ];
  if (notes !== undefined) {
    lines.push(`  "notes": [\n    ${notes.map((note) => JSON.stringify(note)).join(',\n    ')}\n  ]`);
  }
  return `${lines.join('\n')}\n}\n`;
}

function driverLines({ stated, others }: DriverTable): string {
  const ends = others === undefined ? '' : `, "others": ${JSON.stringify(others)}`;
  return `{ "stated": ${list(stated, 'name')}${ends} }`;
}

function refuseControlCharacters({
  host,
  name,
  drivers,
  target,
  steps,
  disruptions,
  refusals,
  notes = [],
}: HostPlan): void {
  const check = (text: string | undefined) => {
    const reason = text === undefined ? null : unsafeLine(text);
    if (reason !== null) throw new InputError(host, `${quotedText(text)} in the plan ${reason}`, 'Take it out');
  };
  check(host);
  check(name);
  notes.forEach(check);
  for (const { name: driver, source, linkLoss, transientErrors } of drivers.stated) {
    [driver, source ?? undefined, linkLoss?.source].forEach(check);
    for (const error of transientErrors) check(error.source);
  }
  for (const { path, identity, virtualFunctions, notes: ofPf = [] } of target.physicalFunctions) {
    check(path);
    check(identity?.serial);
    ofPf.forEach(check);
    for (const { attachment, vm } of virtualFunctions) {
      check(attachment);
      check(vm);
    }
  }
  for (const step of steps) if ('domain' in step) check(step.domain);
  for (const { attachment, vm, users } of disruptions) [attachment, vm, ...users].forEach(check);
  for (const { constructPath, message, fix } of refusals) [constructPath, message, fix].forEach(check);
}

function targetPf(pf: TargetPf): string {
  const text = targetJson(pf);
  const open = '"virtualFunctions":[{';
  const at = text.lastIndexOf(open);
  if (at === -1) return text;
  const vfs = text.slice(at + open.length - 1, -2).replaceAll('},{"index":', '},\n      {"index":');
  return `${text.slice(0, at + open.length - 1)}\n      ${vfs}\n    ]}`;
}

/** The target of a PF as JSON on one line, its VFs last. */
export function targetJson({ virtualFunctions, ...own }: TargetPf): string {
  return JSON.stringify({ ...own, virtualFunctions });
}

/**
 * A list with one object a line. Written as a whole and broken afterwards, which is twice as fast as object by object:
 * `},{"key":` stands between two objects only, since quotes within a text are escaped.
 *
 * @param firstKey the key that every object of the list begins with
 */
function list(items: readonly object[], firstKey: string): string {
  if (items.length === 0) return '[]';
  const text = JSON.stringify(items).slice(1, -1);
  return `[\n    ${text.replaceAll(`},{"${firstKey}":`, `},\n    {"${firstKey}":`)}\n  ]`;
}
