import type { DriverBehaviour } from '../../catalog/behaviour';
import type { VfAttributeName } from '../../model/vf-settings';
import { changed, type OperationResult } from './result';

/** The kernel takes VLAN 0 to 4095 (measured on igb); `ip` refuses more before it asks the kernel. */
export const MAX_KERNEL_VLAN = 4095;

/** true: the driver takes the attribute; false: EOPNOTSUPP; null: not known. */
export function supports(driver: DriverBehaviour, attribute: VfAttributeName, switchdev: boolean): boolean | null {
  if (driver.noVfOperations) return false;
  if (switchdev && driver.lostInSwitchdev.includes(attribute)) return false;
  return driver.attributes[attribute];
}

const assumptions = new WeakMap<DriverBehaviour, Map<string, OperationResult>>();

/** A change that is made only because nobody knows better, with a note that says so; built once, as plans repeat their steps. */
export function assumed(driver: DriverBehaviour, what: string): OperationResult {
  const ofDriver = assumptions.get(driver) ?? new Map<string, OperationResult>();
  const known = ofDriver.get(what);
  if (known !== undefined) return known;
  const result = changed(`assumed: ${driver.name} takes ${what}; no source says so`);
  assumptions.set(driver, ofDriver.set(what, result));
  return result;
}
