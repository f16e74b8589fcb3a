import type { ErrorObject } from 'ajv';
import { schemaProblem } from '../inventory/schema-problem';
import { InputError } from '../model/errors';
import { quoted } from '../model/text';
import { BUILT_IN_DRIVERS } from '../catalog/driver-table';
import { badVlanList } from './check-vlan-lists';
import type { HostPlan } from './host-plan';
import { type HostPlanFile, validator } from './validator';

/** Version of the format that this program reads and writes. */
export const PLAN_VERSION = 1;

/**
 * The host plan that a JSON document holds (`schemas/host-plan.schema.json`).
 *
 * A plan of a version that carried no drivers gets what is built in, as it was made.
 *
 * @param value the parsed document
 * @param where file or construct path, for messages
 * @throws InputError naming file, JSON pointer, value and expectation, for a newer version, unknown fields, wrong types
 *   and values, steps of an unknown kind, functions that are not in order or stand twice, and lists of VLANs in another
 *   text than their one
 */
export function parseHostPlan(value: unknown, where: string): HostPlan {
  refuseOtherVersions(value, where);
  const validate = validator();
  if (!validate(value)) throw refusal(value, validate.errors ?? [], where);
  checkOrder(value, where);
  checkVlanLists(value, where);
  return value.drivers === undefined ? { ...value, drivers: BUILT_IN_DRIVERS } : { ...value, drivers: value.drivers };
}

function refuseOtherVersions(value: unknown, where: string): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InputError(where, `found ${quoted(value)}, expected a host plan object`, REMEDY);
  }
  const version = (value as { readonly planVersion?: unknown }).planVersion;
  if (version === PLAN_VERSION) return;
  if (version === undefined) throw new InputError(where, 'planVersion is missing, so this is no host plan', REMEDY);
  const at = `${where}#/planVersion`;
  if (typeof version === 'number' && version > PLAN_VERSION) {
    throw new InputError(
      at,
      `planVersion ${version} is newer than this program knows (${PLAN_VERSION})`,
      'Update this program, or synthesise the plan with the version in use here',
    );
  }
  throw new InputError(at, `found planVersion ${quoted(version)}, expected ${PLAN_VERSION}`, REMEDY);
}

const REMEDY = 'Give a plan that synth wrote, or one written after schemas/host-plan.schema.json';

function refusal(value: unknown, errors: readonly ErrorObject[], where: string): InputError {
  const unknownTag = errors.find((error) => error.keyword === 'discriminator');
  if (unknownTag !== undefined) return tagRefusal(unknownTag, where);
  const { pointer, problem, fix } = schemaProblem(value, errors);
  return new InputError(pointer === '' ? where : `${where}#${pointer}`, problem, fix);
}

/** A step of an unknown kind, or a VF setting of an unknown name. */
function tagRefusal({ instancePath, params, parentSchema }: ErrorObject, where: string): InputError {
  const { tag, tagValue } = params as { readonly tag: string; readonly tagValue: unknown };
  const branches = (parentSchema?.oneOf ?? []) as readonly {
    readonly properties?: Record<string, { const?: string }>;
  }[];
  const known = branches.flatMap((branch) => branch.properties?.[tag]?.const ?? []);
  const at = `${where}#${instancePath}/${tag}`;
  return new InputError(
    at,
    `found ${quoted(tagValue)}, which is no ${tag} of this format`,
    `Use one of ${known.join(', ')}`,
  );
}

/** Plans are read by position and order; a hand-edited one must not say a function twice. */
function checkOrder({ target, drivers }: HostPlanFile, where: string): void {
  drivers?.stated.forEach(({ name }, n) => {
    const before = drivers.stated[n - 1];
    if (before === undefined || before.name < name) return;
    const pointer = `${where}#/drivers/stated/${n}/name`;
    throw new InputError(pointer, `${name} follows ${before.name}`, 'Sort drivers by name, each once');
  });
  target.physicalFunctions.forEach((pf, n) => {
    const at = `${where}#/target/physicalFunctions/${n}`;
    const before = target.physicalFunctions[n - 1];
    if (before !== undefined && before.address >= pf.address) {
      throw new InputError(
        `${at}/address`,
        `${pf.address} follows ${before.address}`,
        'Sort PFs by address, each once',
      );
    }
    pf.virtualFunctions.forEach((vf, v) => {
      const previous = pf.virtualFunctions[v - 1];
      if (previous === undefined || previous.index < vf.index) return;
      const pointer = `${at}/virtualFunctions/${v}/index`;
      throw new InputError(pointer, `VF ${vf.index} follows VF ${previous.index}`, 'Sort VFs by index, each once');
    });
  });
}

function checkVlanLists({ steps, target }: HostPlanFile, where: string): void {
  const bad = badVlanList(steps, { target }, 'written');
  if (bad !== null)
    throw new InputError(`${where}#${bad.pointer}`, bad.problem, 'Write the list so, or make the plan anew');
}
