import { BUILT_IN_DRIVERS, driverIn, type DriverTable } from '../catalog/driver-table';
import { withOperations } from '../catalog/former-flags';
import { readFormat } from '../formats/format';
import { InputError } from '../model/errors';
import { badVlanList } from './check-vlan-lists';
import { HOST_PLAN, type HostPlanFile } from './format';
import type { HostPlan } from './host-plan';

/**
 * The host plan that a JSON document holds (`schemas/host-plan.schema.json`).
 *
 * A plan of a version that carried no drivers gets what is built in, as it was made; one whose drivers say less than those of
 * now gets the rest from there.
 *
 * @param value the parsed document
 * @param where file or construct path, for messages
 * @throws InputError naming file, JSON pointer, value and expectation, for a newer version, unknown fields, wrong types
 *   and values, steps of an unknown kind, functions that are not in order or stand twice, lists of VLANs in another text than
 *   their one, and drivers without anything on their VF operations
 */
export function parseHostPlan(value: unknown, where: string): HostPlan {
  const plan = readFormat(HOST_PLAN, value, where);
  checkOrder(plan, where);
  checkVlanLists(plan, where);
  return { ...plan, drivers: plan.drivers === undefined ? BUILT_IN_DRIVERS : driversOf(plan.drivers, where) };
}

function driversOf(drivers: NonNullable<HostPlanFile['drivers']>, where: string): DriverTable {
  const others: DriverTable = { ...drivers, stated: [] };
  const stated = drivers.stated.map((driver, n) => {
    const read = withOperations(driver, driverIn(others, driver.name));
    if (read !== null) return read;
    const problem = `${driver.name} has neither operations nor, as plans of versions before them, attributes`;
    throw new InputError(`${where}#/drivers/stated/${n}`, problem, 'Synthesise the plan anew');
  });
  return { ...drivers, stated };
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
