/**
 * Variants of vfio-pci in the kernel's tree that VFs can be bound to, as they are called under `/sys/bus/pci/drivers`. They
 * hand a VF to a VM as vfio-pci does, and know its device beside: most move its state to another host.
 */
export const VFIO_VARIANTS = [
  'mlx5_vfio_pci',
  'hisi_acc_vfio_pci',
  'pds_vfio_pci',
  'qat_vfio_pci',
  'virtio_vfio_pci',
  'xe-vfio-pci',
] as const;

export type VfioVariant = (typeof VFIO_VARIANTS)[number];

/** vfio-pci and its variants (mlx5_vfio_pci, qat_vfio_pci, ...), those that nobody can state among them: all have it in their names. */
export function isVfio(driver: string | null): boolean {
  return driver?.includes('vfio') ?? false;
}

/** Whether a driver hands a VF to a VM: vfio-pci or a variant of it. */
export function handsToVms(driver: string | null | undefined): boolean {
  return driver === 'vfio-pci' || isVariant(driver);
}

export function isVariant(driver: string | null | undefined): driver is VfioVariant {
  return VFIO_VARIANTS.some((variant) => variant === driver);
}
