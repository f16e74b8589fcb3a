import type { Finding } from '../../../model/finding';
import { type AddressName, ADDRESSES, VF_SETTINGS } from '../../../model/vf-settings';
import { IB_003 } from '../../../rules/ib/ib-003';
import { MAC_002 } from '../../../rules/mac/mac-002';
import type { Rule } from '../../../rules/rule';
import { isOpen } from '../known';
import type { PlannedAddresses } from '../session/planned-addresses';
import type { Judgement } from './judge';
import type { Config } from './wanted';

/** Who finds an address twice where one look, or one app, has both. */
const RULES: Readonly<Record<AddressName, Rule>> = { mac: MAC_002, nodeGuid: IB_003, portGuid: IB_003 };

/**
 * Addresses of VMs that another resource of this plan gives to a VM as well, on whatever host: no look shows them yet.
 *
 * @param host for messages
 */
export function sharedAddresses(
  { plan }: Judgement,
  config: Config,
  planned: PlannedAddresses,
  host: string,
): Finding[] {
  if (plan === null) return [];
  const { address: pf, virtualFunctions } = plan.target;
  return virtualFunctions.flatMap(({ attachment, vm, ...vf }) =>
    ADDRESSES.flatMap((name): Finding[] => {
      const value = vf[name];
      if (attachment === undefined || value === undefined) return [];
      const owner = `VM ${vm ?? attachment} with a VF of PF ${pf} on ${host}`;
      const other = planned.claims(value, owner);
      const { id: ruleId, severity, fix, source } = RULES[name];
      if (other === null || isAccepted(config, ruleId)) return [];
      const message = `${VF_SETTINGS[name].words} ${value} is that of ${other} and of ${owner}, in one plan`;
      return [{ ruleId, severity, constructPath: attachment, pointer: name, message, fix, limitSource: source }];
    }),
  );
}

function isAccepted({ acknowledge }: Config, ruleId: string): boolean {
  return acknowledge !== null && !isOpen(acknowledge) && acknowledge.has(ruleId);
}
