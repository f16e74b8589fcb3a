import type { BlockPath } from './path';
import type { Constant } from '../system/quantity';

/** Ways from a program of the host itself to a drive, in the shape of the ways of guests: their vCPU is a core here. */

const AXBOE = 'J. Axboe: 2.6 M I/Os a second and core in 2020, 3.8 M in 2021, up to 10 M with everything prepared';
const IOMMU_MAIL = 'A. Gupta, linux-nvme, 24 November 2025: 5.01 M, 1.93 M and 0.57 M I/Os a second';
const KVM_FORUM_2020 = 'S. Hajnoczi, The 10 Microsecond Challenge, KVM Forum 2020';
const BM_STORE = 'BM-Store, HPCA 2023';
const SPDK_BDEV = 'SPDK commit 055de83, bdevperf';

function ns(name: string, value: number, spread: number, source: string): Constant {
  return { name, value, unit: 'ns', spread, source };
}

function host(path: Pick<BlockPath, 'name' | 'guestNs' | 'restNs'> & Partial<BlockPath>): BlockPath {
  return { class: 'host', thread: null, wakes: null, shared: null, ...path };
}

const NO_REST = ns('nothing beside core and drive', 0, 0, 'by definition');

const MEMORY: BlockPath['shared'] = {
  name: 'bandwidth of memory',
  ns: ns('memory for the copy of 4 KiB', 69, 0.3, `${SPDK_BDEV}: 14.4 M I/Os a second of 16 cores, 12.1 M of 8`),
  perQueue: 0,
};

export const HOST_BLOCK_PATHS = {
  kernel: host({
    name: 'NVMe driver of the kernel, with interrupts',
    guestNs: ns('core for an I/O with an interrupt', 2000, 0.25, `${KVM_FORUM_2020}: 1.8 us without the interrupt`),
    restNs: ns('interrupt and wake-up', 4200, 0.25, `${KVM_FORUM_2020}: 12.7 against 8.3 us`),
  }),
  'kernel-polled': host({
    name: 'NVMe driver of the kernel, polled',
    guestNs: ns('core for a polled I/O', 1800, 0.25, `${KVM_FORUM_2020}: 8.3 us of an Optane drive`),
    restNs: NO_REST,
  }),
  'kernel-of-a-card': host({
    name: 'NVMe driver of the kernel, function that a card emulates',
    guestNs: ns('core for an I/O with an interrupt', 2000, 0.25, KVM_FORUM_2020),
    restNs: ns('interrupt, wake-up and the card', 7300, 0.25, `${BM_STORE}: 3 us more than the drive itself`),
  }),
  'io-uring': host({
    name: 'io_uring in batches, polled, buffers registered',
    guestNs: ns('core for an I/O of a batch', 200, 0.35, `${IOMMU_MAIL}; ${AXBOE}`),
    restNs: NO_REST,
  }),
  'spdk-nvme': host({
    name: 'SPDK NVMe driver',
    guestNs: ns(
      'SPDK NVMe driver',
      100,
      0.3,
      'SPDK: 13.85 M I/Os of 512 B a second and core (2021), 10 M of 4 KiB (2019)',
    ),
    restNs: NO_REST,
  }),
  'spdk-null': host({
    name: 'SPDK, device that does nothing',
    guestNs: ns('SPDK null bdev', 95, 0.05, `${SPDK_BDEV}: 10.8 M of one core, 162 M of 16`),
    restNs: NO_REST,
    cached: true,
  }),
  'spdk-memory': host({
    name: 'SPDK, device in memory',
    guestNs: ns('SPDK memory bdev', 530, 0.05, `${SPDK_BDEV}: 1.95 M of one core, 7.2 M of four`),
    restNs: NO_REST,
    shared: MEMORY,
    cached: true,
  }),
  'spdk-nvmf': host({
    name: 'SPDK NVMe-oF target over RDMA',
    guestNs: ns('SPDK NVMe-oF target', 830, 0.3, 'SPDK issue 321: 1.2 M I/Os a second and core'),
    restNs: ns('network and initiator', 15e3, 0.5, 'not published for this path; round trip of RDMA and two stacks'),
  }),
} as const satisfies Record<string, BlockPath>;

export type HostBlockPathName = keyof typeof HOST_BLOCK_PATHS;

/** What an I/O costs the core that maps its buffers in the IOMMU, by the mode of the host's DMA domains. */
export const IOMMU_MAP_NS = {
  passthrough: ns('no mapping', 0, 0, 'by definition'),
  lazy: ns('map, and unmap in batches (iommu.strict=0)', 320, 0.25, IOMMU_MAIL),
  strict: ns('map, unmap and invalidation of the IOTLB at once (iommu.strict=1)', 1550, 0.25, IOMMU_MAIL),
} as const satisfies Record<string, Constant>;

/** Drivers in user space have mapped their memory before the first I/O. */
export function isOfKernel(path: BlockPath): boolean {
  const { kernel, 'kernel-polled': polled, 'kernel-of-a-card': ofCard, 'io-uring': ring } = HOST_BLOCK_PATHS;
  return [kernel, polled, ofCard, ring].includes(path);
}

export const UNTOLD_IOMMU_MODE: Constant = {
  name: 'mode of DMA domains, which is not told (taken as passthrough)',
  value: 1,
  unit: 'ratio',
  spread: 0.16,
  source: `${IOMMU_MAIL}: lazy takes 320 ns beside 2000 ns of the kernel's driver`,
};

export type IommuMode = keyof typeof IOMMU_MAP_NS;
