import { InputError } from '../model/errors';
import { quoted as quotedText, unsafeLine } from '../model/text';
import type { HostPlan, TargetPf } from './host-plan';

/**
 * The plan as JSON text on one line, its keys in a fixed order: the same plan gives the same text. A fleet's plans are
 * most of what a synth writes, and breaking them into lines took as long as making JSON of them.
 *
 * What this library plans fits `schemas/host-plan.schema.json` by its types, but for texts of the user's and of the
 * host's: those are looked at. What others hand in is for `parseHostPlan`.
 *
 * @throws InputError when a text of the plan holds a control character, as with a construct id of two lines
 */
export function serializeHostPlan(plan: HostPlan): string {
  refuseControlCharacters(plan);
  const { planVersion, host, name, presumed, machine, drivers, target, steps, disruptions, refusals, notes } = plan;
  const physicalFunctions = target.physicalFunctions.map(vfsLast);
  return JSON.stringify({
    planVersion,
    host,
    name,
    presumed,
    machine,
    drivers,
    target: { physicalFunctions },
    steps,
    disruptions,
    refusals,
    notes,
  });
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
  for (const { name: driver, source, linkLoss, transientErrors, numVfsRefusals } of drivers.stated) {
    [driver, source ?? undefined, linkLoss?.source].forEach(check);
    for (const error of transientErrors) check(error.source);
    for (const { when, fix, source: of } of numVfsRefusals) [when, fix, of].forEach(check);
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

/** The target of a PF as JSON on one line, its VFs last. */
export function targetJson(pf: TargetPf): string {
  return JSON.stringify(vfsLast(pf));
}

function vfsLast({ virtualFunctions, ...own }: TargetPf): TargetPf {
  return { ...own, virtualFunctions };
}
