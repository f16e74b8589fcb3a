import { normalizePciAddress } from '../../../model/pci';
import { computed, nullable, optional, schema, types, type Validator } from '../../schema';
import { HOST, PF_FACTS, PF_SELECTORS, VF_FACTS } from './attributes';

export const PF_SCHEMA = schema({
  description: 'A PF and its VFs as they are on a host, whoever set them. Nothing is changed there.',
  attributes: {
    host: HOST,
    ...PF_SELECTORS,
    ...PF_FACTS,
    virtual_functions: computed.listNested(VF_FACTS, { description: 'Its VFs, by index.' }),
  },
});

const told = (description: string) => nullable(computed.string({ description }));

export const HOST_SCHEMA = schema({
  description: 'A host as it is: its PFs, kernel and IOMMU. Nothing is changed there.',
  attributes: {
    host: HOST,
    hostname: told('Name of the host.'),
    kernel_release: told('Release of its kernel, as `uname -r` prints it.'),
    architecture: told('Architecture of its kernel, as `uname -m` prints it.'),
    iommu_enabled: nullable(computed.bool({ description: 'Whether devices are behind an IOMMU that is on.' })),
    physical_functions: computed.listNested(
      {
        address: computed.string({ description: 'PCI address.' }),
        permanent_mac: told('Permanent MAC.'),
        serial: told('Serial number.'),
        slot: told('Physical slot.'),
        ...PF_FACTS,
      },
      { description: 'Functions that can have VFs, and NVMe SSDs, by address.' },
    ),
    inventory_json: computed.string({
      description: 'The whole inventory, as `sriov inventory` prints it, for `HostInventory` and other tools.',
    }),
  },
});

const ADDRESS_WORDS = 'full PCI addresses like 0000:3b:01.2';

/** One that is none would leave nothing out, and a VF that was meant to stay free would be told. */
const ADDRESSES: Validator<readonly string[]> = {
  description: ADDRESS_WORDS,
  problemOf(addresses) {
    const wrong = addresses.find((address) => normalizePciAddress(address) === null);
    if (wrong === undefined) return null;
    return { problem: `${JSON.stringify(wrong)} is no PCI address`, fix: `Write ${ADDRESS_WORDS}` };
  },
};

export const FREE_VF_SCHEMA = schema({
  description:
    'The first VF of a PF that nothing uses. A VF of which not all that may use it can be read does not count as free. ' +
    'What is free now may be taken later: a VF that a VM is to keep is better given by `vms` of a pool.',
  attributes: {
    host: HOST,
    ...PF_SELECTORS,
    driver: optional.string({ description: 'Only VFs on this driver. Default: any.' }),
    exclude: optional.set(types.string, {
      description: 'VFs that are left out, by PCI address.',
      validators: [ADDRESSES],
    }),
    vf_index: computed.integer({ description: 'Index of the VF.' }),
    vf_address: computed.string({ description: 'PCI address of the VF.' }),
    iommu_group: nullable(computed.integer({ description: 'Its IOMMU group.' })),
  },
});
