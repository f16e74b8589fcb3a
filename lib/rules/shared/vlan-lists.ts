import { VLAN_LIST_DRIVERS } from '../../catalog/vlan-lists';
import { ALL_VLANS, RECEIVED_ONLY, type VlanList } from '../../model/vlan-list';
import type { ResolvedPf, ResolvedVf } from '../../resolve/resolved';
import { recreation } from './changes';
import { joined } from './words';

/** Drivers with lists of VLANs, for people. */
export const DRIVERS_WITH_LISTS: string = joined(
  VLAN_LIST_DRIVERS.map(({ drivers, list }) => list.driver ?? joined(drivers)),
);

/**
 * Whether the driver of the PF makes `sriov/N/trunk`. VFs show it; where none was read, nobody tells the vendor's driver
 * from the kernel's own of the same name. null: not known.
 */
export function makesVlanLists({ facts, profile }: ResolvedPf): boolean | null {
  if (profile?.vfVlanList?.outOfTree !== true) return false;
  const read = facts?.virtualFunctions.flatMap(({ network }) => (network === null ? [] : [network])) ?? [];
  if (read.some(({ allowedVlans }) => allowedVlans !== undefined)) return true;
  return read.length > 0 ? false : null;
}

/** Whether the VF keeps a list that nobody states and that cannot be read. */
export function keepsUnknownList({ settings, facts }: ResolvedVf, pf: ResolvedPf): boolean {
  return settings.allowedVlans === undefined && recreation(pf) === null && facts?.network?.allowedVlans === null;
}

/**
 * VLANs that the VF will be held to: as stated where that can be written, else what it has and keeps. A list that cannot be
 * read holds it to nothing that anybody knows.
 */
export function heldToVlans({ settings, facts }: ResolvedVf, pf: ResolvedPf): VlanList {
  if (settings.allowedVlans !== undefined) return makesVlanLists(pf) === true ? settings.allowedVlans : ALL_VLANS;
  const kept = recreation(pf) === null ? facts?.network?.allowedVlans : undefined;
  return kept == null || kept.startsWith(RECEIVED_ONLY) ? ALL_VLANS : kept;
}
