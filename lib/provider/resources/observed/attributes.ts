import { computed, nullable, optional, optionalComputed, types } from '../../schema';
import { SELECTORS } from '../selectors';
import { CONNECTION_ATTRIBUTES } from '../connection/attributes';

/** How the host of a data source is reached. */
export const HOST = optional.single(CONNECTION_ATTRIBUTES, {
  description: 'How the host is reached. Default: as the provider says; of `ssh` what is left out is as there.',
});

/** How a PF of a host is named; what is not said is told. */
export const PF_SELECTORS = {
  permanent_mac: nullable(optionalComputed.string(SELECTORS.permanent_mac)),
  serial: nullable(optionalComputed.string(SELECTORS.serial)),
  slot: nullable(optionalComputed.string(SELECTORS.slot)),
  address: nullable(optionalComputed.string(SELECTORS.address)),
};

/** A PF as its host has it; null is what could not be read. */
export const PF_FACTS = {
  pci_id: computed.string({ description: 'Vendor and device, `8086:159b`.' }),
  device_class: computed.string({ description: '`net`, `nvme` or `other`.' }),
  driver: nullable(computed.string({ description: 'Kernel driver of the PF.' })),
  interface: nullable(computed.string({ description: 'Name of its network interface.' })),
  total_vfs: nullable(
    computed.integer({ description: 'Most VFs that it can have (`sriov_totalvfs`); null without SR-IOV.' }),
  ),
  num_vfs: computed.integer({ description: 'VFs that it has.' }),
  vf_offset: nullable(computed.integer({ description: 'First VF Offset.' })),
  vf_stride: nullable(computed.integer({ description: 'VF Stride.' })),
  eswitch_mode: nullable(computed.string({ description: '`legacy` or `switchdev`.' })),
  link_type: nullable(computed.string({ description: '`ethernet` or `infiniband`.' })),
  mtu: nullable(computed.integer({ description: 'MTU in bytes.' })),
  carrier: nullable(computed.bool({ description: 'Whether its port has a link.' })),
  speed_mbps: nullable(computed.integer({ description: 'Speed of its port in Mbit/s.' })),
  numa_node: nullable(computed.integer({ description: 'NUMA node that it is on.' })),
  carries_management: nullable(
    computed.bool({ description: 'Whether the connection that manages the host goes through it.' }),
  ),
};

/** A VF as its host has it; null is what could not be read. */
export const VF_FACTS = {
  index: computed.integer({ description: 'Index on its PF.' }),
  address: nullable(computed.string({ description: 'PCI address.' })),
  driver: nullable(computed.string({ description: 'Driver that it is on.' })),
  mac: nullable(computed.string({ description: 'MAC that the PF has for it.' })),
  iommu_group: nullable(computed.integer({ description: 'IOMMU group.' })),
  in_use: nullable(
    computed.bool({ description: 'Whether something uses it. Null where not all that may use it could be read.' }),
  ),
  users: computed.list(types.string, { description: 'What uses it: processes, domains, interfaces, namespaces.' }),
};
