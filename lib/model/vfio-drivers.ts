import { moduleOf } from './module';
import { quoted } from './text';

/**
 * Variants of vfio-pci in the kernel's tree of which something is known, as they are called under `/sys/bus/pci/drivers`. They
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

/** What stands in place of the name of a driver: the vendor's own, whichever that is, and none. */
export const OWN_WORDS_OF_DRIVERS = ['native', 'none'] as const;

/** Modules of VFIO that no device is bound to. Source: drivers/vfio and drivers/vfio/pci/Makefile of Linux 6.12. */
const MODULES_WITHOUT_DRIVER: readonly string[] = ['vfio', 'vfio_pci_core', 'vfio_iommu_type1', 'vfio_virqfd'];

/**
 * Longest name of a module, which a driver has from it: MODULE_NAME_LEN, 64 less the size of a pointer, with the byte that ends it.
 * Source: include/linux/module.h and include/linux/moduleparam.h of Linux 6.12.
 */
const MAX_DRIVER_NAME = 55;

const DRIVER_NAME = /^[A-Za-z0-9_][A-Za-z0-9_-]*$/;

export const DRIVER_NAME_WORDS = `the name of a kernel driver, of 1 to ${MAX_DRIVER_NAME} letters, digits, dashes and underscores`;

/** What is wrong with a text as the driver of a VF, to follow its name; null where it may be one. */
export function driverNameProblem(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > MAX_DRIVER_NAME || !DRIVER_NAME.test(value)) {
    return `is ${quoted(value)}, not ${DRIVER_NAME_WORDS}`;
  }
  const known = ['vfio-pci', ...VFIO_VARIANTS, ...OWN_WORDS_OF_DRIVERS].find((name) => isSpelledLike(value, name));
  if (known !== undefined && known !== value) return `is ${quoted(value)}, which is written ${known}`;
  if (MODULES_WITHOUT_DRIVER.includes(moduleOf(value)))
    return `is ${quoted(value)}, a module that no device is bound to`;
  return null;
}

function isSpelledLike(a: string, b: string): boolean {
  return moduleOf(a).toLowerCase() === moduleOf(b).toLowerCase();
}

/** vfio-pci and its variants (mlx5_vfio_pci, qat_vfio_pci, ...), those that nobody lists among them: all have it in their names. */
export function isVfio(driver: string | null | undefined): boolean {
  return driver?.includes('vfio') ?? false;
}

/** Whether a driver hands a VF to a VM: vfio-pci or a variant of it. */
export function handsToVms(driver: string | null | undefined): boolean {
  return isVfio(driver);
}

export function isVariant(driver: string | null | undefined): driver is VfioVariant {
  return VFIO_VARIANTS.some((variant) => variant === driver);
}

/** vfio-pci, or a variant of which something is known. */
export function isListedDriver(driver: string): boolean {
  return driver === 'vfio-pci' || isVariant(driver);
}

/** A variant of vfio-pci that is in no list: whether it moves the state of a VF, and how, nobody knows. */
export function isUnlistedVariant(driver: string | null | undefined): boolean {
  return driver != null && isVfio(driver) && !isListedDriver(driver);
}
