import { ALL_VLANS, RECEIVED_ONLY, isPrintedVlanList, type VlanList, vlanListOf } from '../../model/vlan-list';
import type { VfNetworkFacts } from '../inventory';
import { lineOf } from './attributes';
import type { Reading } from './tree';

/** As much of a file of sysfs as fits into a page with the zero byte at its end: a line of that length may be cut off. */
const MOST_SHOWN = 4095;

/** As mlx5_core prints its list: `Allowed 802.1Q VLANs: 2 4 5`. */
const WORDS = /^Allowed 802\.1Q VLANs:((?: \d{1,4})+)$/;

/**
 * The settings of a VF with the VLANs that it may use, where the driver of its PF makes the file `sriov/N/trunk` for that.
 * Drivers of the kernel's own tree do not.
 */
export function withVlanList(reading: Reading, pfPath: string, vf: number, network: VfNetworkFacts): VfNetworkFacts {
  const folder = `${pfPath}/sriov/${vf}`;
  const line = lineOf(reading, `${folder}/trunk`);
  if (line === null) return network;
  // The driver may list a port VLAN as well.
  const list = network.vlan === 0 ? listIn(line) : ALL_VLANS;
  if (list === null) {
    reading.warn(
      `${folder}/trunk: found no list of VLANs that is known; the VLANs that VF ${vf} may use are not known`,
    );
    return { ...network, allowedVlans: null };
  }
  const sends = lineOf(reading, `${folder}/vlan_anti_spoof`);
  return { ...network, allowedVlans: list !== ALL_VLANS && sends === 'off' ? `${RECEIVED_ONLY}${list}` : list };
}

function listIn(line: string): VlanList | null {
  if (line === '') return ALL_VLANS;
  if (line.length >= MOST_SHOWN) return null;
  const words = WORDS.exec(line)?.[1];
  const list = words === undefined ? line : vlanListOf(words.trim().split(' ').map(Number));
  // As the kernel prints lists, and so does i40e: `2,4-5`.
  return isPrintedVlanList(list) ? list : null;
}
