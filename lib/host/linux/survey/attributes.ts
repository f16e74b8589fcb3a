import { GPU_SETTINGS, VF_SETTINGS } from '../../../model/vf-settings';

/** Attributes that the inventory reads, by the folder they stand in. A capture has more: what a later version may want. */

/** Of every PCI function, VFs included; those that the kernel guards with the lock of the device stand below. */
export const FUNCTION_FILES = [
  'vendor',
  'device',
  'subsystem_vendor',
  'subsystem_device',
  'class',
  'numa_node',
] as const;

/** Of functions that are no VFs. */
export const PF_FILES = [
  'revision',
  'local_cpulist',
  'resource',
  'ari_enabled',
  'current_link_speed',
  'current_link_width',
  'max_link_speed',
  'max_link_width',
  'secondary_bus_number',
  'subordinate_bus_number',
] as const;

/** Of functions with SR-IOV. */
export const SRIOV_FILES = [
  'sriov_totalvfs',
  'sriov_offset',
  'sriov_stride',
  'sriov_vf_device',
  'sriov_drivers_autoprobe',
  'sriov_vf_total_msix',
] as const;

/** Of each VF, below `sriov` of a PF whose driver makes that folder. */
export const VF_FOLDER_FILES = ['trunk', 'vlan_anti_spoof', 'promisc'] as const;

/** Of netdevs. */
export const NETDEV_FILES = [
  'address',
  'addr_assign_type',
  'carrier',
  'dev_port',
  'flags',
  'ifindex',
  'iflink',
  'mtu',
  'operstate',
  'phys_port_name',
  'phys_switch_id',
  'speed',
  'type',
  'uevent',
] as const;

/** Of NVMe controllers. */
export const NVME_FILES = ['address', 'cntlid', 'firmware_rev', 'model', 'serial', 'numa_node'] as const;

/** The files that every look reads, as words of the shell; `f` is the PF's folder. */
export const FILES_OF_CLASSES = {
  PER_VF_FOLDER: VF_FOLDER_FILES.map((name) => `$f/sriov/*/${name}`).join(' '),
  PER_VF_QUOTAS: GPU_SETTINGS.map((name) => `$f/sriov_admin/vf*/profile/${VF_SETTINGS[name].quotaFile}`).join(' '),
  PER_NETDEV: NETDEV_FILES.map((name) => `"$S"/class/net/*/${name}`).join(' '),
  PER_CONTROLLER: NVME_FILES.map((name) => `"$S"/class/nvme/*/${name}`).join(' '),
};
