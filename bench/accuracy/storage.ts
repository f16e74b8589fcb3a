import type { BlockPath } from '../../lib/simulate/performance/block/path';
import { BLOCK_PATHS, type BlockPathName } from '../../lib/simulate/performance/block/paths';
import {
  HOST_BLOCK_PATHS,
  type HostBlockPathName,
  IOMMU_MAP_NS,
  type IommuMode,
} from '../../lib/simulate/performance/block/host-paths';
import {
  type Drive,
  DRIVES,
  type DriveName,
  type DriveRates,
  driveWith,
  UNNAMED_DRIVE,
} from '../../lib/simulate/performance/hardware/drives';
import { NotTold, numberFact, textFact } from './facts';
import type { Setup } from './rows';

/** What sources call ways to drives, drives and modes: names alone, most special first. */

const GUEST_PATHS: readonly (readonly [RegExp, BlockPathName])[] = [
  [/emulated by an? .*(card|dpu|fpga)/, 'function-of-a-card'],
  [/mediated.*(pinned|prepin)/, 'mediated-pinned'],
  [/mediated|mdev/, 'mediated'],
  [/vfio-user/, 'vfio-user'],
  [/vhost-user|spdk vhost|vhost.*spdk/, 'vhost-user'],
  [/vhost/, 'vhost-kernel'],
  [/vfio|passthrough|pass-through|\bvf\b|sr-?iov|assigned/, 'whole-function'],
  [/userspace-nvme|nvme:\/\//, 'vmm-userspace-nvme'],
  [/data-?plane/, 'data-plane-2014'],
  [/main loop/, 'vmm-main-loop'],
  [/iothread|i\/o thread/, 'vmm-thread'],
  [/ahci|sata|\bide\b/, 'emulated-ahci'],
  // QEMU serves a drive in its main loop unless it is told to do otherwise.
  [/qemu/, 'vmm-main-loop'],
  [/virtio/, 'vmm-unknown-thread'],
];

const HOST_PATHS: readonly (readonly [RegExp, HostBlockPathName])[] = [
  [/null/, 'spdk-null'],
  [/malloc|memory|ramdisk/, 'spdk-memory'],
  [/nvme-?of|nvmf/, 'spdk-nvmf'],
  [/spdk/, 'spdk-nvme'],
  [/emulated by an? .*(card|dpu|fpga)/, 'kernel-of-a-card'],
  [/io_uring/, 'io-uring'],
  [/iopoll|poll/, 'kernel-polled'],
  [/native|linux|kernel|libaio|aio|sync|interrupt/, 'kernel'],
];

const DRIVE_NAMES: readonly (readonly [RegExp, DriveName])[] = [
  [/p4800x|900p|905p/, 'intel-p4800x'],
  [/p5800x/, 'intel-p5800x'],
  [/optane|3d ?xpoint/, 'optane'],
  [/p4510/, 'intel-p4510'],
  [/ssd|nvme|p3[567]\d0|p4[56]\d0|pm\d{3,4}|cm\d|cd\d|990 ?pro|980 ?pro/, 'nand'],
];

export function guestPath(setup: Setup): BlockPath {
  const name = textFact(setup, 'path');
  const found = named(GUEST_PATHS, name);
  if (found === undefined) throw new NotTold(`no way to a drive is known by the name ${name}`);
  if (BLOCK_PATHS[found].class !== 'vmm-thread' || !isCached(setup)) return BLOCK_PATHS[found];
  const cached =
    BLOCK_PATHS[/async|io_?uring/.test(textFact(setup, 'ioEngine')) ? 'page-cache-io-uring' : 'page-cache'];
  return found === 'vmm-main-loop' ? { ...cached, restNs: BLOCK_PATHS[found].restNs } : cached;
}

/** A guest's direct I/O ends in the page cache of its host unless the VMM opens the file directly as well. */
function isCached(setup: Setup): boolean {
  const backend = textFact(setup, 'backend');
  if (/cache=none|o_direct|direct=on/.test(backend)) return false;
  return /file on the host|page cache/.test(backend) || /firecracker|cloud.hypervisor/.test(textFact(setup, 'vmm'));
}

export function hostPath(setup: Setup): BlockPath {
  const name = textFact(setup, 'engine');
  const found = named(HOST_PATHS, name);
  if (found === undefined) throw new NotTold(`no way to a drive is known by the name ${name}`);
  return HOST_BLOCK_PATHS[found];
}

export function driveOf(setup: Setup): Drive {
  const found = named(DRIVE_NAMES, `${textFact(setup, 'drive')} ${textFact(setup, 'device')}`);
  const drive = found === undefined ? UNNAMED_DRIVE : DRIVES[found];
  const [readIops, writeIops] = [numberFact(setup, 'driveReadIops'), numberFact(setup, 'driveWriteIops')];
  const [readMBps, writeMBps] = [numberFact(setup, 'driveReadMBps'), numberFact(setup, 'driveWriteMBps')];
  const rates: DriveRates = {
    ...(readIops !== undefined && { readIops }),
    ...(writeIops !== undefined && { writeIops }),
    ...(readMBps !== undefined && { readBps: readMBps * 1e6 }),
    ...(writeMBps !== undefined && { writeBps: writeMBps * 1e6 }),
  };
  return driveWith(drive, rates, 'set-up of the row');
}

/** Drives behind the path; 0 where the data ends in memory, null when neither their number nor their model is told. */
export function drivesOf(setup: Setup): number | null {
  if (/null bdev|malloc|ram ?disk|\bbrd\b|null_blk|memory/.test(textFact(setup, 'backend'))) return 0;
  return numberFact(setup, 'drives') ?? (textFact(setup, 'drive') === '' ? null : 1);
}

/**
 * Mode of the host's DMA domains; null where it is not told.
 * @throws NotTold of a mode that there is not
 */
export function iommuMode(setup: Setup): IommuMode | null {
  const mode = textFact(setup, 'iommuMode');
  if (mode === '') return null;
  if (isIommuMode(mode)) return mode;
  throw new NotTold(`iommuMode is ${mode}, and not one of ${Object.keys(IOMMU_MAP_NS).join(', ')}`);
}

function isIommuMode(mode: string): mode is IommuMode {
  return Object.hasOwn(IOMMU_MAP_NS, mode);
}

/**
 * 1 for reads, 0 for writes; what is not told is a read.
 * @throws NotTold of a `readShare` above 1, and of a `readPercent` above 100
 */
export function readShareOf(setup: Setup): number {
  const share = partFact(setup, 'readShare', 1) ?? partFact(setup, 'readPercent', 100);
  if (share !== undefined) return share;
  const operation = textFact(setup, 'op');
  if (/rw|mix/.test(operation)) return 0.5;
  return /write/.test(operation) ? 0 : 1;
}

function partFact(setup: Setup, name: string, whole: number): number | undefined {
  const value = numberFact(setup, name);
  if (value === undefined || value <= whole) return value === undefined ? undefined : value / whole;
  throw new NotTold(`${name} is ${value}: at most ${whole} is all of it`);
}

function named<T>(names: readonly (readonly [RegExp, T])[], text: string): T | undefined {
  return names.find(([pattern]) => pattern.test(text))?.[1];
}
