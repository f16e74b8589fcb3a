import type { Inventory } from '../inventory/inventory';
import { pfFacts } from './difference';
import type { Refusal, TargetState } from './host-plan';
import { PLAN_REFUSAL_TEXTS } from './refusals';

/**
 * Whether the functions that are found are those that the target was made for: another class, or another driver, at the
 * same address is another card, or one that was given away. Functions that are not there are for planning to refuse.
 */
export function identityRefusals(target: TargetState, observed: Inventory): Refusal[] {
  const fix = PLAN_REFUSAL_TEXTS.find(({ id }) => id === 'PLAN-005')?.fix ?? '';
  return target.physicalFunctions.flatMap(({ address, path, deviceClass, driver }) => {
    const facts = pfFacts(observed, address);
    if (facts === null) return [];
    const expected: string[] = [];
    if (facts.deviceClass !== deviceClass) expected.push(`class ${deviceClass} and is ${facts.deviceClass}`);
    if (driver !== null && facts.driver !== driver)
      expected.push(`driver ${driver} and is on ${facts.driver ?? 'none'}`);
    if (expected.length === 0) return [];
    const message = `${address} was planned for ${expected.join(', ')}`;
    return [{ ruleId: 'PLAN-005', pf: address, constructPath: path, message, fix }];
  });
}
