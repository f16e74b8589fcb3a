import { vlanListOf } from '../../catalog/vlan-lists';
import { quoted } from '../../model/text';
import { ALL_VLANS, isKeptVlanList, isReceivedOnly, type VlanList } from '../../model/vlan-list';
import { assumed } from './drivers';
import { CHANGED, fails, type OperationResult, UNCHANGED } from './result';
import type { PfState, VfState } from './state';
import { networkOf, ownNetwork } from './vf-network';

/** Writes to `sriov/N/trunk` until the list is the wanted one: `vfVlanList` of the driver profiles has the sources. */
export function setVlanList(pf: PfState, vf: VfState, allowed: VlanList): OperationResult {
  const { behaviour } = pf;
  const list = vlanListOf(pf.driver);
  if (behaviour === null || list === null || makesVlanLists(pf) === false) {
    return fails('ENOENT', `${pf.driver ?? 'no driver'} makes no sriov/${vf.index}/trunk of ${pf.address}`);
  }
  if (!isKeptVlanList(allowed)) return fails('EINVAL', `${quoted(allowed)} is no list of VLANs in order`);
  if (isReceivedOnly(allowed) && list.transmitFile === undefined) {
    return fails('EINVAL', `${behaviour.name} holds a VF to its list in what it sends as well`);
  }
  const found = networkOf(vf);
  const { allowedVlans = ALL_VLANS } = found;
  if (allowedVlans === allowed) return UNCHANGED;
  const tagged = found.vlan !== 0 || found.vlanQos !== 0;
  if (allowed !== ALL_VLANS && tagged && list.withPortVlan === 'exclusive') {
    return fails('EPERM', `VF ${vf.index} has port VLAN ${found.vlan}, and ${behaviour.name} takes no list beside one`);
  }
  const own = ownNetwork(vf);
  if (tagged) Object.assign(own, { vlan: 0, vlanQos: 0, vlanProtocol: '802.1Q' });
  own.allowedVlans = allowed;
  return makesVlanLists(pf) === null
    ? assumed(behaviour, 'a list of VLANs, as the vendor builds it beside the kernel,')
    : CHANGED;
}

/** Whether the driver is one that makes the file; null: the VFs that would show it are not there, or were not read. */
export function makesVlanLists({ facts }: PfState): boolean | null {
  const read = facts.virtualFunctions.flatMap(({ network }) => (network === null ? [] : [network]));
  if (read.some(({ allowedVlans }) => allowedVlans !== undefined)) return true;
  return read.length > 0 ? false : null;
}
