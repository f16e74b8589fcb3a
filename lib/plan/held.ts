import type { Inventory } from '../inventory/inventory';
import { describeUsers, holdersOf, isHostUse } from '../resolve/holders';
import { pfFacts, vfFacts } from './difference';
import type { Refusal, TargetState } from './host-plan';

/**
 * VFs that the target gives to a VM and that another VM holds now. It is refused also where nothing of the VF would
 * change: the VM that is to have it does not start. What the host itself does with a VF is refused where it is touched.
 */
export function heldRefusals(target: TargetState, observed: Inventory): Refusal[] {
  const refusals: Refusal[] = [];
  for (const { address: pf, virtualFunctions } of target.physicalFunctions) {
    const facts = pfFacts(observed, pf);
    if (facts === null) continue;
    for (const { index, attachment, vm = '' } of virtualFunctions) {
      const vf = vfFacts(facts, index);
      if (attachment === undefined || vm === '' || vf === null) continue;
      const others = holdersOf(vf.users, { vm, driver: undefined }).others.filter((user) => !isHostUse(user));
      if (others.length === 0) continue;
      refusals.push({
        ruleId: 'OPS-010',
        pf,
        constructPath: attachment,
        message: `VF ${index} (${vf.address}) is held by ${describeUsers(others)}, so that ${vm} cannot have it`,
        fix: 'Take the VF from its holder, or give the attachment another VF',
      });
    }
  }
  return refusals;
}
