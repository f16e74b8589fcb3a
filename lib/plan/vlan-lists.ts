import type { VfNetworkFacts } from '../inventory/inventory';
import { ALL_VLANS, type VlanList } from '../model/vlan-list';
import type { TargetVf } from './host-plan';

export { VLAN_LIST_DRIVERS } from '../catalog/vlan-lists';

/** The list that a VF is to have; undefined: not managed. A port VLAN stands in the place of a list. */
export function wantedVlans({ allowedVlans, vlan }: TargetVf): VlanList | undefined {
  return allowedVlans ?? (vlan === undefined || vlan.vlan === 0 ? undefined : ALL_VLANS);
}

/** Whether the VF has another list than it is to have. Where nothing is found nothing keeps one: every VF is made so. */
export function vlansDiffer(target: TargetVf, found: VfNetworkFacts | null): boolean {
  const wanted = wantedVlans(target);
  return wanted !== undefined && wanted !== (found?.allowedVlans ?? ALL_VLANS);
}
