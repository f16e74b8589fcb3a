import { factIn, type KernelFact, type KernelRelease } from '../model/kernel-release';
import type { VfioVariant } from '../model/vfio-drivers';

export interface VariantDriver {
  /** `vendor:device` of the VFs that it takes, by override alone. */
  readonly vfIds: readonly string[];
  /** Of these ids some that it takes in later kernels alone. Absent: all of them wherever it is. */
  readonly laterVfIds?: Readonly<Record<string, KernelFact<boolean>>>;
  /** The kernel's tree has it. */
  readonly inTree: KernelFact<boolean>;
  /** It moves the state of a VF with its running VM. */
  readonly migrates: KernelFact<boolean>;
  /** Its VFs stop on demand while others of the VM still move data (VFIO_MIGRATION_P2P), without which a VM migrates with one device of VFIO at most. */
  readonly p2p: boolean;
  /** The VF must be made migratable by its devlink port (`devlink port function set ... migratable enable`), which there is in switchdev mode only. */
  readonly byDevlinkPort: boolean;
  readonly source: string;
}

export const VARIANT_DRIVERS: Readonly<Record<VfioVariant, VariantDriver>> = {
  mlx5_vfio_pci: {
    vfIds: ['15b3:101e'],
    inTree: since('5.18'),
    migrates: true,
    p2p: true,
    byDevlinkPort: true,
    source:
      'drivers/vfio/pci/mlx5/main.c (mlx5vf_pci_table), cmd.c (mlx5vf_cmd_set_migratable) of Linux 6.1 and 6.12; Documentation/networking/devlink/devlink-port.rst',
  },
  hisi_acc_vfio_pci: {
    vfIds: ['19e5:a251', '19e5:a256', '19e5:a259'],
    inTree: since('5.18'),
    migrates: true,
    p2p: false,
    byDevlinkPort: false,
    source: 'drivers/vfio/pci/hisilicon/hisi_acc_vfio_pci.c (hisi_acc_vfio_pci_table) of Linux 6.1 and 6.12',
  },
  pds_vfio_pci: {
    vfIds: ['1dd8:1003'],
    inTree: since('6.6'),
    migrates: true,
    p2p: true,
    byDevlinkPort: false,
    source: 'drivers/vfio/pci/pds/pci_drv.c (pds_vfio_pci_table) of Linux 6.12; not in 6.1',
  },
  qat_vfio_pci: {
    vfIds: ['8086:4941', '8086:4943', '8086:4945', '8086:4949'],
    laterVfIds: {
      '8086:4949': [
        { kernel: { before: '6.13' }, is: false },
        { kernel: { from: '6.18' }, is: true },
      ],
    },
    inTree: since('6.10'),
    migrates: true,
    p2p: true,
    byDevlinkPort: false,
    source: 'drivers/vfio/pci/qat/main.c (qat_vf_vfio_pci_table) of Linux 6.12 and 6.18; not in 6.1',
  },
  virtio_vfio_pci: {
    vfIds: ['1af4:1041'],
    inTree: since('6.8'),
    // The driver of 6.12 hands legacy I/O through and moves no state.
    migrates: [
      { kernel: { before: '6.13' }, is: false },
      { kernel: { from: '6.18' }, is: true },
    ],
    p2p: true,
    byDevlinkPort: false,
    source: 'drivers/vfio/pci/virtio/main.c (virtiovf_pci_table) of Linux 6.12, and with migrate.c of 6.18; not in 6.1',
  },
  'xe-vfio-pci': {
    // Panther Lake, Wildcat Lake and Battlemage: VFs have the id of their PF.
    vfIds: [
      ...['b080', 'b081', 'b082', 'b083', 'b084', 'b085', 'b086', 'b087', 'b08f', 'b090', 'b0a0', 'b0b0'],
      ...['fd80', 'fd81'],
      ...['e202', 'e209', 'e20b', 'e20c', 'e20d', 'e210', 'e211', 'e212', 'e216', 'e220', 'e221', 'e222', 'e223'],
    ].map((id) => `8086:${id}`),
    // Whether it came with 6.19 was not read.
    inTree: [
      { kernel: { before: '6.19' }, is: false },
      { kernel: { from: '7.0' }, is: true },
    ],
    migrates: true,
    p2p: true,
    byDevlinkPort: false,
    source: 'torvalds/linux@0eaed89c18ae:drivers/vfio/pci/xe/main.c (xe_vfio_pci_table); include/drm/intel/pciids.h',
  },
};

function since(release: string): KernelFact<boolean> {
  return [
    { kernel: { before: release }, is: false },
    { kernel: {}, is: true },
  ];
}

/** The variant that takes a VF with these ids (`15b3:101e`), by its name; null: none. */
export function variantOf(vfId: string): VfioVariant | null {
  for (const [name, { vfIds }] of Object.entries(VARIANT_DRIVERS)) {
    if (vfIds.includes(vfId)) return name as VfioVariant;
  }
  return null;
}

/** Whether a variant moves the state of VFs with these ids on this kernel; null: not known. */
export function movesState(
  variant: VfioVariant,
  vfIds: readonly string[],
  kernel: KernelRelease | null,
): boolean | null {
  const { inTree, migrates, laterVfIds = {} } = VARIANT_DRIVERS[variant];
  const ofIds = vfIds.map((id) => laterVfIds[id] ?? true);
  const answers = [inTree, migrates, ...ofIds].map((fact) => factIn(fact, kernel));
  return answers.includes(false) ? false : answers.includes(null) ? null : true;
}
