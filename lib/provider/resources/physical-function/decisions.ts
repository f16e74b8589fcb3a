import type { HostPolicy, PfConditions } from '../../../model/wanted';
import { optional, types } from '../../schema';
import type { Attribute } from '../../schema/attribute';
import type { SnakeCase } from '../snake-case';
import { oneOf } from '../validators';

/** What is known of a card and cannot be read from sysfs. */
export const CONDITIONS = {
  traffic_classes: optional.integer({ description: 'DCB traffic classes in use.' }),
  dcb: optional.bool({ description: 'DCB is active.' }),
  adq: optional.bool({ description: 'Application device queues are active (ice).' }),
  multi_function_partitioning: optional.bool({ description: 'Firmware partitions the port (MFP, NPAR).' }),
  macvlan_offload: optional.bool({ description: 'L2 forwarding offload for macvlan is on (ice).' }),
  double_vlan_mode: optional.bool({ description: 'The port is in double VLAN mode (ice).' }),
  firmware_vlan_tpid_pcp: optional.bool({ description: 'Firmware reports DFLT_VLAN_TPID_PCP (bnxt).' }),
  firmware_num_vfs: optional.integer({ description: 'VFs that firmware is set to (mlx5: NUM_OF_VFS).' }),
  pause_frames: optional.string({
    description: 'Flow control between NIC and VFs.',
    validators: [oneOf('off', 'filtered', 'on')],
  }),
  vf_to_vf: optional.string({
    description: 'What was decided about frames from VF to VF of the port.',
    validators: [oneOf('allowed', 'isolated')],
  }),
  name_pinned: optional.bool({ description: 'A udev or .link rule pins the name of the interface.' }),
  other_managers: optional.list(types.string, {
    description:
      'Other programs that configure SR-IOV of the PF: netplan, systemd-networkd, NetworkManager, an operator.',
  }),
} satisfies { readonly [K in keyof Required<PfConditions> as SnakeCase<K>]: Attribute };

/** Of the policy of a host, what a PF does not say itself. */
type Policy = Omit<HostPolicy, 'persistence' | 'allowDisrupt' | 'failoverGroup' | 'vmVcpus' | 'vmMemoryGib'>;

export const POLICY = {
  multi_tenant: optional.bool({
    description:
      'VMs of tenants that do not trust each other share the host. Default: as the tenants of this PF tell; those of other PFs are not seen here.',
  }),
  iommu_mode: optional.string({
    description: 'IOMMU mode that was decided on for the devices of the host itself.',
    validators: [oneOf('translated', 'passthrough')],
  }),
  kernel_arguments: optional.list(types.string, {
    description: 'Kernel arguments that are going to be set. They need a reboot.',
  }),
  allow_reboot: optional.bool({ description: 'The host may be rebooted.' }),
} satisfies { readonly [K in keyof Required<Policy> as SnakeCase<K>]: Attribute };
