/**
 * Drivers that leave a network function without a network interface by design, besides those of VFIO: pci-stub and
 * pci-pf-stub (drivers/pci of the kernel) do nothing with it, the others hand it to user space or to a guest of Xen.
 */
export const DRIVERS_WITHOUT_NETDEV = [
  'pci-stub',
  'pci-pf-stub',
  'uio_pci_generic',
  'igb_uio',
  'pciback',
  'xen-pciback',
] as const;

/** Whether a driver makes network interfaces at all. */
export function makesNetdevs(driver: string): boolean {
  return !driver.includes('vfio') && !(DRIVERS_WITHOUT_NETDEV as readonly string[]).includes(driver);
}
