import type { BackendThread, BlockPath } from './path';
import type { Constant } from '../system/quantity';

/** Ways from guests to drives, as data. */

const FIRECRACKER =
  'Firecracker, block baselines of 5.10 hosts (Xeon 8259CL, Xeon 8375C, EPYC 7R13; commits 6d607c4 and 0deb0a8)';
const NVMET_MAIL = 'M. Christie, linux-nvme, 12 March 2025';
const KVM_FORUM_2020 = 'S. Hajnoczi, The 10 Microsecond Challenge, KVM Forum 2020';
const KVM_FORUM_2024 = 'S. Hajnoczi, virtio-blk SMP scalability, KVM Forum 2024';
const BM_STORE = 'BM-Store, HPCA 2023';
const BDD6A90 = 'QEMU commit bdd6a90';
const DATA_PLANE = 'QEMU commit dd67c1d (2014)';
const VHOST_BLK = 'A. Zhadchenko, kvm list, 25 July 2022';

function ns(name: string, value: number, spread: number, source: string): Constant {
  return { name, value, unit: 'ns', spread, source };
}

/** Work that all paths share. */
export const BLOCK_WORK = {
  virtioGuest: ns(
    'vCPU for a virtio I/O',
    3200,
    0.12,
    `${FIRECRACKER}; ${NVMET_MAIL}: 301 000 to 332 000 I/Os a second of one job`,
  ),
  nvmeGuest: ns('vCPU for an NVMe I/O', 1930, 0.15, `${NVMET_MAIL}: 505 000 to 518 000 I/Os a second of one job`),
  ahciGuest: ns('vCPU for an I/O of an emulated AHCI controller', 30e3, 0.5, 'three exits to user space for one I/O'),
  wakingGuest: ns('vCPU for the notification of a thread that sleeps, and its interrupt', 5900, 0.2, FIRECRACKER),
  wokenThread: ns('thread that is woken, and interrupts the guest', 3500, 0.3, FIRECRACKER),
} as const;

const ONCE: Constant = { name: 'wakes for an I/O', value: 1, unit: 'times', spread: 0.1, source: FIRECRACKER };

const VMM_THREAD = {
  name: 'I/O thread of the VMM',
  per: 'drive',
  readNs: ns(
    'QEMU I/O thread with Linux AIO or io_uring',
    3900,
    0.25,
    `${KVM_FORUM_2024}: 238 000 I/Os a second of one thread`,
  ),
  writeNs: ns('QEMU I/O thread with Linux AIO or io_uring', 3900, 0.25, KVM_FORUM_2024),
} as const satisfies BackendThread;

const SPDK_VHOST = {
  name: 'core of the SPDK target',
  per: 'host',
  readNs: ns(
    'SPDK vhost',
    735,
    0.2,
    `${NVMET_MAIL}: 1.36 M I/Os a second, however many queues; SPDK issue 2814: one core serves a controller`,
  ),
  writeNs: ns('SPDK vhost', 735, 0.2, NVMET_MAIL),
} as const satisfies BackendThread;

const PAGE_CACHE = {
  name: 'I/O thread of the VMM',
  per: 'drive',
  readNs: ns('thread that copies a page out of the page cache', 300, 0.4, FIRECRACKER),
  writeNs: ns('thread that copies a page into the page cache', 920, 0.3, FIRECRACKER),
} as const satisfies BackendThread;

function virtio(path: Omit<BlockPath, 'guestNs' | 'shared'>): BlockPath {
  return { guestNs: BLOCK_WORK.virtioGuest, shared: null, ...path };
}

function nvme(path: Omit<BlockPath, 'guestNs'>): BlockPath {
  return { guestNs: BLOCK_WORK.nvmeGuest, ...path };
}

export const BLOCK_PATHS = {
  'whole-function': nvme({
    name: 'VF or whole drive, assigned with VFIO',
    class: 'whole-function',
    thread: null,
    wakes: null,
    restNs: ns(
      'interrupt into the guest and its wake-up',
      7300,
      0.25,
      `${BM_STORE}: 79.7 against 77.2 us; ${KVM_FORUM_2020}: 17 against 12.7 us`,
    ),
    shared: null,
  }),
  'function-of-a-card': nvme({
    name: 'function that a card emulates, assigned with VFIO',
    class: 'whole-function',
    thread: null,
    wakes: null,
    restNs: ns('interrupt into the guest, and the card', 10.5e3, 0.25, `${BM_STORE}: 3 us more than the drive itself`),
    shared: null,
  }),
  'vhost-user': virtio({
    name: 'vhost-user-blk or vhost-user-scsi (SPDK)',
    class: 'polled',
    thread: SPDK_VHOST,
    wakes: null,
    restNs: ns(
      'polled target and interrupt into the guest',
      8600,
      0.25,
      `${BM_STORE}: 5.5 us of reads and 7.6 us of writes more than bare metal`,
    ),
  }),
  'vfio-user': nvme({
    name: 'vfio-user NVMe (SPDK)',
    class: 'polled',
    thread: {
      name: 'core of the SPDK target',
      per: 'host',
      readNs: ns('SPDK vfio-user', 490, 0.2, 'SPDK issue 3097: 1.8 to 2.2 M I/Os a second and core'),
      writeNs: ns('SPDK vfio-user', 490, 0.2, 'SPDK issue 3097'),
    },
    wakes: null,
    restNs: ns('polled target and interrupt into the guest', 8600, 0.35, `as of vhost-user: ${BM_STORE}`),
    shared: null,
  }),
  mediated: nvme({
    name: 'mediated NVMe controller of the kernel',
    class: 'polled',
    thread: null,
    wakes: null,
    restNs: ns('kernel target and interrupt into the guest', 8600, 0.5, `as of vhost-user: ${BM_STORE}`),
    shared: {
      name: 'pinning of pages',
      ns: ns(
        'pinning of a page for one I/O',
        920,
        0.15,
        `${NVMET_MAIL}: 1 037 000, 974 000 and 813 000 with 2, 4 and 8 queues`,
      ),
      perQueue: 0.05,
    },
  }),
  'mediated-pinned': nvme({
    name: 'mediated NVMe controller of the kernel, memory pinned beforehand',
    class: 'polled',
    thread: null,
    wakes: null,
    restNs: ns('kernel target and interrupt into the guest', 8600, 0.5, `as of vhost-user: ${BM_STORE}`),
    shared: {
      name: 'locks of the controller',
      ns: ns('locks of the controller for one I/O', 440, 0.15, `${NVMET_MAIL}: 2.2 to 2.4 M with 4 and 8 queues`),
      perQueue: 0,
    },
  }),
  'vhost-kernel': virtio({
    name: 'vhost-scsi or vhost-blk of the kernel',
    class: 'kernel-thread',
    thread: {
      name: 'vhost worker',
      per: 'queue',
      readNs: ns('vhost worker', 2400, 0.3, `${NVMET_MAIL}: 198 000 of one queue, 223 000 each of eight; ${VHOST_BLK}`),
      writeNs: ns('vhost worker', 2400, 0.3, NVMET_MAIL),
    },
    wakes: ONCE,
    restNs: ns('rest of the way, taken from the QEMU I/O thread', 1000, 0.6, KVM_FORUM_2020),
  }),
  'vmm-thread': virtio({
    name: 'virtio-blk of a VMM with an I/O thread',
    class: 'vmm-thread',
    thread: VMM_THREAD,
    wakes: ONCE,
    restNs: ns(
      'rest of the way, the thread polling adaptively',
      500,
      0.6,
      `${KVM_FORUM_2020}: 21.5 us with an Optane drive`,
    ),
  }),
  'vmm-main-loop': virtio({
    name: 'virtio-blk of QEMU in its main loop',
    class: 'vmm-thread',
    thread: { ...VMM_THREAD, name: 'main loop of QEMU' },
    wakes: ONCE,
    restNs: ns(
      'main loop that sleeps in the kernel and is woken twice',
      22.5e3,
      0.3,
      `${KVM_FORUM_2020}: 45.8 us with an Optane drive`,
    ),
  }),
  'vmm-unknown-thread': virtio({
    name: 'virtio-blk of a VMM, thread not told',
    class: 'vmm-thread',
    thread: VMM_THREAD,
    wakes: ONCE,
    restNs: ns(
      'whether an I/O thread or the main loop serves it is not told',
      7500,
      1,
      `${KVM_FORUM_2020}; ${BDD6A90}`,
    ),
  }),
  'vmm-userspace-nvme': virtio({
    name: 'virtio-blk of QEMU over its own NVMe driver',
    class: 'vmm-thread',
    thread: {
      ...VMM_THREAD,
      readNs: ns('QEMU I/O thread with its NVMe driver', 2500, 0.4, `${KVM_FORUM_2020}: 18.1 us; ${BDD6A90}`),
      writeNs: ns('QEMU I/O thread with its NVMe driver', 2500, 0.4, BDD6A90),
    },
    wakes: ONCE,
    restNs: ns('rest of the way, the thread polling adaptively', 1000, 0.6, `${KVM_FORUM_2020}; ${BDD6A90}`),
  }),
  'data-plane-2014': virtio({
    name: 'virtio-blk of QEMU as of 2014, one thread for a drive (data plane)',
    class: 'vmm-thread',
    thread: {
      name: 'data plane thread',
      per: 'drive',
      readNs: ns(
        'data plane thread of 2014',
        10.2e3,
        0.15,
        `${DATA_PLANE}: 92 000 and 104 000 I/Os a second in batches`,
      ),
      writeNs: ns('data plane thread of 2014', 10.2e3, 0.15, DATA_PLANE),
      singlyNs: ns('system call for one I/O', 5200, 0.3, `${DATA_PLANE}: 65 000 I/Os a second without batches`),
    },
    wakes: ONCE,
    restNs: ns('rest of the way, taken from the QEMU I/O thread', 1000, 0.6, KVM_FORUM_2020),
  }),
  'page-cache': virtio({
    name: 'virtio-blk of a VMM thread over the page cache',
    class: 'vmm-thread',
    thread: PAGE_CACHE,
    wakes: ONCE,
    restNs: ns('rest of the way', 500, 0.6, `taken from the QEMU I/O thread: ${KVM_FORUM_2020}`),
    cached: true,
  }),
  'page-cache-io-uring': virtio({
    name: 'virtio-blk of a VMM thread with io_uring over the page cache',
    class: 'vmm-thread',
    thread: PAGE_CACHE,
    wakes: {
      name: 'wakes for an I/O that completes by itself',
      value: 2.2,
      unit: 'times',
      spread: 0.15,
      source: FIRECRACKER,
    },
    restNs: ns('rest of the way', 500, 0.6, `taken from the QEMU I/O thread: ${KVM_FORUM_2020}`),
    cached: true,
  }),
  'emulated-ahci': {
    name: 'emulated AHCI or IDE controller',
    class: 'emulated',
    guestNs: BLOCK_WORK.ahciGuest,
    thread: {
      ...VMM_THREAD,
      name: 'main loop of QEMU',
      readNs: ns(
        'QEMU main loop for an AHCI command',
        45e3,
        0.4,
        'benchmark-operator pull request 396: 20 600 reads a second',
      ),
      writeNs: ns(
        'QEMU main loop for an AHCI command',
        55e3,
        0.4,
        'benchmark-operator pull request 396: 15 000 to 18 000 writes a second',
      ),
    },
    wakes: ONCE,
    restNs: ns('main loop that sleeps in the kernel and is woken twice', 22.5e3, 0.4, KVM_FORUM_2020),
    shared: null,
  },
} as const satisfies Record<string, BlockPath>;

export type BlockPathName = keyof typeof BLOCK_PATHS;
