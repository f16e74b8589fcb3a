/**
 * Drivers that a guest sees on what looks like a PF and that cannot create VFs: each function is its own one VF.
 * Source: sriov-network-operator, list of supported NICs (virtio-net interfaces and AWS ENA).
 */
const GUEST_SIDE_DRIVERS: ReadonlySet<string> = new Set(['virtio-pci', 'virtio_net', 'ena']);

/** Whether what is on the driver is itself a function given to this machine by its hypervisor. */
export function isGuestSideDriver(driver: string | null): boolean {
  return driver !== null && GUEST_SIDE_DRIVERS.has(driver);
}
