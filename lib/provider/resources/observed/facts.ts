import type { PhysicalFunctionFacts, VirtualFunctionFacts } from '../../../inventory/inventory';
import type { StateOf } from '../../schema';
import { permanentMacOf } from '../physical-function/identity';
import type { PF_SCHEMA } from './schemas';

type PfState = StateOf<typeof PF_SCHEMA>;

/** All that names a PF. */
export function namesOf(facts: PhysicalFunctionFacts) {
  const { address, serial, slot } = facts;
  return { permanent_mac: permanentMacOf(facts), serial, slot, address };
}

/** What a PF is besides its names and its VFs. */
type PfFacts = Omit<PfState, 'host' | 'virtual_functions' | keyof ReturnType<typeof namesOf>>;

export function pfFacts(facts: PhysicalFunctionFacts): PfFacts {
  const { vendorId, deviceId, deviceClass, driver, totalVfs, numVfs, vfOffset, vfStride, numaNode, network } = facts;
  const netdev = network?.interfaces[0];
  return {
    pci_id: `${vendorId}:${deviceId}`,
    device_class: deviceClass,
    driver,
    interface: netdev?.name ?? null,
    total_vfs: totalVfs,
    num_vfs: numVfs,
    vf_offset: vfOffset,
    vf_stride: vfStride,
    eswitch_mode: network?.eswitchMode ?? null,
    link_type: network?.linkType ?? null,
    mtu: netdev?.mtu ?? null,
    carrier: netdev?.carrier ?? null,
    speed_mbps: netdev?.speedMbps ?? null,
    numa_node: numaNode,
    carries_management: network?.carriesManagement ?? null,
  };
}

export function vfFactsOf(vf: VirtualFunctionFacts): PfState['virtual_functions'][number] {
  const { index, address, driver, network, iommuGroup, users } = vf;
  return {
    index,
    address: address === '' ? null : address,
    driver,
    mac: network?.mac ?? null,
    iommu_group: iommuGroup?.id ?? null,
    in_use: isInUse(vf),
    users: users.map(({ kind, detail }) => `${kind}: ${detail}`),
  };
}

/** null: not all that may use it could be read. */
export function isInUse({ users, usersUnknown }: VirtualFunctionFacts): boolean | null {
  if (users.length > 0) return true;
  return usersUnknown.length > 0 ? null : false;
}
