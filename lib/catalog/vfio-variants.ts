import type { KernelFact } from '../model/kernel-release';
import type { VfioVariant } from '../model/vfio-drivers';

export interface VariantDriver {
  /** `vendor:device` of the VFs that it takes, by override alone; null: not read. */
  readonly vfIds: readonly string[] | null;
  /** It moves the state of a VF with its running VM. */
  readonly migrates: KernelFact<boolean>;
  /** The VF must be made migratable by its devlink port (`devlink port function set ... migratable enable`), which there is in switchdev mode only. */
  readonly byDevlinkPort: boolean;
  readonly source: string;
}

export const VARIANT_DRIVERS: Readonly<Record<VfioVariant, VariantDriver>> = {
  mlx5_vfio_pci: {
    vfIds: ['15b3:101e'],
    migrates: true,
    byDevlinkPort: true,
    source:
      'drivers/vfio/pci/mlx5/main.c (mlx5vf_pci_table), cmd.c (mlx5vf_cmd_set_migratable) of Linux 6.1 and 6.12; Documentation/networking/devlink/devlink-port.rst',
  },
  hisi_acc_vfio_pci: {
    vfIds: ['19e5:a251', '19e5:a256', '19e5:a259'],
    migrates: true,
    byDevlinkPort: false,
    source: 'drivers/vfio/pci/hisilicon/hisi_acc_vfio_pci.c (hisi_acc_vfio_pci_table) of Linux 6.1 and 6.12',
  },
  pds_vfio_pci: {
    vfIds: ['1dd8:1003'],
    migrates: true,
    byDevlinkPort: false,
    source: 'drivers/vfio/pci/pds/pci_drv.c (pds_vfio_pci_table) of Linux 6.12',
  },
  qat_vfio_pci: {
    vfIds: ['8086:4941', '8086:4943', '8086:4945'],
    migrates: true,
    byDevlinkPort: false,
    source: 'drivers/vfio/pci/qat/main.c (qat_vf_vfio_pci_table) of Linux 6.12',
  },
  virtio_vfio_pci: {
    vfIds: ['1af4:1041'],
    // The driver of 6.12 hands legacy I/O through and moves no state; later ones were not read.
    migrates: [{ kernel: { before: '6.13' }, is: false }],
    byDevlinkPort: false,
    source: 'drivers/vfio/pci/virtio/main.c (virtiovf_pci_table) of Linux 6.12',
  },
  'xe-vfio-pci': {
    vfIds: null,
    migrates: true,
    byDevlinkPort: false,
    source: 'drivers/vfio/pci/xe/main.c of torvalds/linux',
  },
};

/** Whether a VFIO driver is a variant that stands here. */
export function isVariant(driver: string): driver is VfioVariant {
  return Object.keys(VARIANT_DRIVERS).includes(driver);
}

/** Whether a VFIO driver is a variant of which nobody read which VFs it takes. */
export function takesUnreadIds(driver: string): boolean {
  return isVariant(driver) && VARIANT_DRIVERS[driver].vfIds === null;
}

/** The variant that takes a VF with these ids (`15b3:101e`), by its name; null: none of those whose ids were read. */
export function variantOf(vfId: string): VfioVariant | null {
  for (const [name, { vfIds }] of Object.entries(VARIANT_DRIVERS)) {
    if (vfIds?.includes(vfId) === true) return name as VfioVariant;
  }
  return null;
}
