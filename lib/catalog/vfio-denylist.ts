/**
 * Functions that vfio-pci refuses (EINVAL) unless its module is loaded with `disable_denylist`: known errata make them
 * unsafe in the hands of users who are not trusted. Not variants of vfio-pci.
 *
 * Source: drivers/vfio/pci/vfio_pci.c (vfio_pci_dev_in_denylist), Linux 6.1 and 6.12.
 */
export const VFIO_PCI_DENYLIST: ReadonlyMap<string, string> = new Map([
  ['8086:19e2', 'QAT C3XXX'],
  ['8086:19e3', 'QAT C3XXX VF'],
  ['8086:37c8', 'QAT C62X'],
  ['8086:37c9', 'QAT C62X VF'],
  ['8086:0435', 'QAT DH895XCC'],
  ['8086:0443', 'QAT DH895XCC VF'],
  ['8086:0b25', 'DSA of Sapphire Rapids'],
  ['8086:0cfe', 'IAX of Sapphire Rapids'],
]);

export const DENYLIST_SOURCE =
  'drivers/vfio/pci/vfio_pci.c (vfio_pci_dev_in_denylist, disable_denylist) of Linux 6.1 and 6.12';
