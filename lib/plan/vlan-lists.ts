import type { VfNetworkFacts } from '../inventory/inventory';
import { ALL_VLANS, isReceivedOnly, type VlanList, withoutReceived } from '../model/vlan-list';
import type { TargetVf } from './host-plan';

export { VLAN_LIST_DRIVERS } from '../catalog/vlan-lists';

/** The list that a VF is to have; undefined: not managed. A port VLAN stands in the place of a list. */
export function wantedVlans({ allowedVlans, vlan }: TargetVf): VlanList | undefined {
  return allowedVlans ?? (vlan === undefined || vlan.vlan === 0 ? undefined : ALL_VLANS);
}

/**
 * Whether the VF has another list than it is to have, or one that is not known. Where nothing is found nothing keeps one:
 * every VF is made so.
 */
export function vlansDiffer(target: TargetVf, found: VfNetworkFacts | null): boolean {
  const wanted = wantedVlans(target);
  const { allowedVlans = ALL_VLANS } = found ?? {};
  return wanted !== undefined && wanted !== allowedVlans;
}

/** A list of VLANs in words, `VLANs 100,200-210 alone`. */
export function vlansText(allowed: VlanList): string {
  if (isReceivedOnly(allowed)) return `VLANs ${withoutReceived(allowed)} alone to receive in, any to send into`;
  return allowed === ALL_VLANS ? 'no list of VLANs' : `VLANs ${allowed} alone`;
}
