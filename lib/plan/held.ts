import type { Inventory, UserFacts, VirtualFunctionFacts } from '../inventory/inventory';
import type { ConstructPath, PciAddress } from '../model/units';
import { describeUsers, holdersInGroup, holdersOf, isHostUse } from '../resolve/holders';
import { pfFacts, vfFacts } from './difference';
import type { Refusal, TargetState } from './host-plan';

/**
 * VFs that the target gives to a VM and that another VM holds now, itself or through the IOMMU group. It is refused also
 * where nothing of the VF would change: the VM that is to have it does not start. What the host itself does with a VF is
 * refused where it is touched.
 */
export function heldRefusals(target: TargetState, observed: Inventory): Refusal[] {
  const refusals: Refusal[] = [];
  const attached = attachedVfs(target, observed);
  for (const one of attached) {
    const others = holdersOf(one.facts.users, claimantOf(one)).others.filter((user) => !isHostUse(user));
    if (others.length > 0) {
      refusals.push({
        ruleId: 'OPS-010',
        pf: one.pf,
        constructPath: one.attachment,
        message: `${nameOf(one)} is held by ${describeUsers(others)}, so that ${one.vm} cannot have it`,
        fix: 'Take the VF from its holder, or give the attachment another VF',
      });
    } else refusals.push(...groupRefusals(one, attached, observed));
  }
  return refusals;
}

/** A VF of the target that is there and is to be a VM's. */
interface AttachedVf {
  readonly pf: PciAddress;
  readonly facts: VirtualFunctionFacts;
  readonly attachment: ConstructPath;
  readonly vm: string;
}

function attachedVfs(target: TargetState, observed: Inventory): AttachedVf[] {
  return target.physicalFunctions.flatMap(({ address: pf, virtualFunctions }) => {
    const facts = pfFacts(observed, pf);
    if (facts === null) return [];
    return virtualFunctions.flatMap(({ index, attachment, vm = '' }) => {
      const vf = vfFacts(facts, index);
      return attachment === undefined || vm === '' || vf === null ? [] : [{ pf, facts: vf, attachment, vm }];
    });
  });
}

function claimantOf({ vm }: AttachedVf): { readonly vm: string; readonly driver: undefined } {
  return { vm, driver: undefined };
}

function nameOf({ facts }: AttachedVf): string {
  return `VF ${facts.index} (${facts.address})`;
}

/** vfio gives a group to one VM at a time; a member that has an attachment is judged for itself. */
function groupRefusals(one: AttachedVf, attached: readonly AttachedVf[], observed: Inventory): Refusal[] {
  const group = one.facts.iommuGroup;
  if (group === null || group.members.length < 2) return [];
  const members = usersOf(group.members, observed);
  const all = [...members.values()].flat();
  const refusals: Refusal[] = [];
  for (const [address, users] of members) {
    if (attached.some(({ facts }) => facts.address === address)) continue;
    const { others } = holdersInGroup(users, all, claimantOf(one));
    if (others.length === 0) continue;
    refusals.push({
      ruleId: 'IOM-002',
      pf: one.pf,
      constructPath: one.attachment,
      message: `${nameOf(one)} of ${one.vm} is in IOMMU group ${group.id} with ${address}, which is held by ${describeUsers(others)}; vfio gives a group to one VM at a time`,
      fix: `Take ${address} from its holder, or give the attachment a VF of another group`,
    });
  }
  return refusals;
}

function usersOf(
  addresses: readonly PciAddress[],
  { physicalFunctions }: Inventory,
): ReadonlyMap<PciAddress, readonly UserFacts[]> {
  const users = new Map<PciAddress, readonly UserFacts[]>();
  for (const pf of physicalFunctions) {
    for (const one of [pf, ...pf.virtualFunctions])
      if (addresses.includes(one.address)) users.set(one.address, one.users);
  }
  return users;
}
