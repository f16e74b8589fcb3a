import { computed, nullable, required, schema, types } from '../../schema';

/** What is not known is null: it is in no source that was read. */
export const DEVICE_SCHEMA = schema({
  version: 0,
  description:
    'What the catalog knows of a device with SR-IOV: its drivers, how many VFs it can have, its links, and how sure that is. ' +
    'What no source tells is null. No host is asked.',
  attributes: {
    device: required.string({
      description:
        'Id of the catalog (`intel-e810-xxv-sfp`), PCI ids (`8086:159b`), or PCI ids with those of the subsystem (`8086:159b:8086:0003`).',
    }),
    id: computed.string({ description: 'Id of the catalog.' }),
    name: computed.string({ description: 'Name for people.' }),
    vendor: computed.string({ description: 'Maker of the device.' }),
    class: computed.string({ description: '`net`, `nvme`, `crypto`, `gpu` or another class of the catalog.' }),
    pf_pci_ids: computed.list(types.string, { description: 'PCI ids of the PF, `8086:159b`.' }),
    vf_pci_ids: computed.list(types.string, { description: 'PCI ids of its VFs; empty where no source tells them.' }),
    pf_driver: computed.string({ description: 'Kernel driver of the PF.' }),
    vf_driver: computed.string({ description: 'Kernel driver of its VFs in a guest or on the host.' }),
    sriov: computed.bool({ description: 'Whether the PF has the SR-IOV capability.' }),
    max_vfs_per_pf: nullable(computed.integer({ description: 'Most VFs of one PF.' })),
    max_vfs_per_device: nullable(computed.integer({ description: 'Most VFs of all PFs of a card together.' })),
    link_speeds_gbps: computed.list(types.number, { description: 'Speeds of its ports in Gbit/s.' }),
    max_ports: nullable(computed.integer({ description: 'Most ports of a card.' })),
    pcie_generation: nullable(computed.integer({ description: 'PCI Express generation of its link.' })),
    pcie_lanes: nullable(computed.integer({ description: 'Lanes of its link.' })),
    certainty: computed.map(types.string, {
      description: 'How sure each group of facts is: `ids`, `vfs`, and the groups that have a source of their own.',
    }),
    note: nullable(computed.string({ description: 'What else is to be known of it.' })),
  },
});
