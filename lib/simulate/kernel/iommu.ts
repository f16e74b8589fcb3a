import { isVfio } from '../../model/vfio-drivers';
import { fails, type OperationResult } from './result';
import type { FunctionState, IommuGroupState, KernelState, VfState } from './state';

/**
 * Puts a new VF into its IOMMU group.
 *
 * Behind ports with ACS every VF is alone in a group of its own; behind a switch without ACS the port, the PF and all
 * VFs share one (both measured). The group of the PF tells which it is: a PF that shares its group shares it with its
 * VFs too. Without an IOMMU, or with groups that were not read, there is none.
 */
export function joinGroup(state: KernelState, vf: VfState): void {
  const { group } = vf.pf;
  if (group === null) return;
  vf.group = group.members.length > 1 ? group : newGroup(state);
  const { members } = vf.group;
  let at = members.length;
  while (at > 0 && (members[at - 1] ?? '') > vf.address) at--;
  if (at === members.length) members.push(vf.address);
  else members.splice(at, 0, vf.address);
  markChanged(vf.group);
}

/** Takes a VF that ceases to exist out of its group; an empty group is gone. */
export function leaveGroup(state: KernelState, vf: VfState): void {
  const { group } = vf;
  if (group === null) return;
  vf.group = null;
  const at = group.members.indexOf(vf.address);
  if (at >= 0) group.members.splice(at, 1);
  markChanged(group);
  if (group.members.length > 0) return;
  state.groups.delete(group.id);
  state.freeGroupIds.push(group.id);
}

function markChanged(group: IommuGroupState): void {
  group.changed = true;
  group.observed = null;
}

/**
 * The kernel gives the lowest free id out. Which ids devices outside the inventory hold is not known, so a group's
 * number is right only as long as the PFs' groups are the host's last ones.
 */
function newGroup(state: KernelState): IommuGroupState {
  const group: IommuGroupState = {
    id: takeGroupId(state),
    members: [],
    changed: true,
    observed: null,
  };
  state.groups.set(group.id, group);
  return group;
}

function takeGroupId(state: KernelState): number {
  const { freeGroupIds } = state;
  if (freeGroupIds.length === 0) return state.nextGroupId++;
  let lowest = 0;
  for (let i = 1; i < freeGroupIds.length; i++) {
    if ((freeGroupIds[i] ?? 0) < (freeGroupIds[lowest] ?? 0)) lowest = i;
  }
  return freeGroupIds.splice(lowest, 1)[0] ?? state.nextGroupId++;
}

export function lacksIommu(state: KernelState, fn: FunctionState, driver: string): boolean {
  return isVfio(driver) && fn.group === null && state.observed.host.iommu.enabled === false;
}

export function noIommu(driver: string): OperationResult {
  return fails('EINVAL', `probe with driver ${driver} failed with error -22: the host has no IOMMU`);
}
