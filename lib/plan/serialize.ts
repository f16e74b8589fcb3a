import type { DriverBehaviour } from '../catalog/behaviour';
import type { DriverTable } from '../catalog/driver-table';
import { InputError } from '../model/errors';
import { quoted as quotedText, unsafeLine } from '../model/text';
import type { ConstructPath } from '../model/units';
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
  const check = (text: string | undefined) => refuseControlCharacters(text, plan.host);
  checkTexts(plan, check);
  const { planVersion, host, name, presumed, machine, drivers, target, steps, disruptions, refusals, notes } = plan;
  const physicalFunctions = target.physicalFunctions.map(vfsLast);
  const head = JSON.stringify({ planVersion, host, name, presumed, machine });
  const rest = JSON.stringify({ target: { physicalFunctions }, steps, disruptions, refusals, notes });
  return `${head.slice(0, -1)},"drivers":${driversJson(drivers, check)},${rest.slice(1)}`;
}

type Check = (text: string | undefined) => void;

function refuseControlCharacters(text: string | undefined, host: ConstructPath): void {
  const reason = text === undefined ? null : unsafeLine(text);
  if (reason !== null) throw new InputError(host, `${quotedText(text)} in the plan ${reason}`, 'Take it out');
}

/** JSON of drivers that were looked at: the hosts of a fleet have the same few, whose texts are a tenth of a plan. */
const DRIVERS = new WeakMap<DriverBehaviour, string>();

function driversJson({ stated, ...others }: DriverTable, check: Check): string {
  const members = JSON.stringify(others).slice(1);
  const separator = members === '}' ? '' : ',';
  return `{"stated":[${stated.map((driver) => driverJson(driver, check)).join(',')}]${separator}${members}`;
}

function driverJson(driver: DriverBehaviour, check: Check): string {
  const known = DRIVERS.get(driver);
  if (known !== undefined) return known;
  const { name, source, linkLoss, transientErrors, numVfsRefusals } = driver;
  [name, source ?? undefined, linkLoss?.source].forEach(check);
  for (const error of transientErrors) check(error.source);
  for (const { when, fix, source: of } of numVfsRefusals) [when, fix, of].forEach(check);
  const json = JSON.stringify(driver);
  DRIVERS.set(driver, json);
  return json;
}

/** All texts of a plan but those of its drivers. */
function checkTexts({ host, name, target, steps, disruptions, refusals, notes = [] }: HostPlan, check: Check): void {
  check(host);
  check(name);
  notes.forEach(check);
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
