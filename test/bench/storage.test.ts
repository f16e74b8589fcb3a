import { NotTold } from '../../bench/accuracy/facts';
import { isProtectedBySoftware } from '../../bench/accuracy/hardware';
import type { Setup } from '../../bench/accuracy/rows';
import { driveOf, drivesOf, guestPath, hostPath, readShareOf } from '../../bench/accuracy/storage';
import { BLOCK_PATHS, type BlockPathName } from '../../lib/simulate/performance/block/paths';
import { HOST_BLOCK_PATHS, type HostBlockPathName } from '../../lib/simulate/performance/block/host-paths';

function setup(facts: Record<string, string | number | boolean>): Setup {
  return { kind: 'vm-block', ...facts };
}

test.each<[string, BlockPathName]>([
  ['vfio-passthrough nvme', 'whole-function'],
  ['NVMe SR-IOV VF', 'whole-function'],
  ['nvme emulated by an FPGA card (VF per namespace)', 'function-of-a-card'],
  ['vhost-user-blk (SPDK)', 'vhost-user'],
  ['vhost-user-scsi', 'vhost-user'],
  ['vfio-user-nvme (SPDK)', 'vfio-user'],
  ['vhost-scsi-kernel', 'vhost-kernel'],
  ['mediated-nvme', 'mediated'],
  ['mediated-nvme-prepinned', 'mediated-pinned'],
  ['virtio-blk (QEMU main loop)', 'vmm-main-loop'],
  ['virtio-blk with IOThread, multi-queue', 'vmm-thread'],
  ['virtio-blk-userspace-nvme-poll', 'vmm-userspace-nvme'],
  ['virtio-blk-linux-aio', 'vmm-unknown-thread'],
  ['virtio-scsi', 'vmm-unknown-thread'],
  ['virtio-scsi (QEMU)', 'vmm-main-loop'],
  ['sata-emulated', 'emulated-ahci'],
])('a source that says %s means %s', (path, name) => {
  expect(guestPath(setup({ path }))).toBe(BLOCK_PATHS[name]);
});

test('direct I/O of a guest ends in the page cache unless the VMM opens the file directly', () => {
  const path = 'virtio-emulated-userspace-vmm';
  const backend = 'file on the host, guest opens it with direct I/O';
  expect(guestPath(setup({ path, backend }))).toBe(BLOCK_PATHS['page-cache']);
  expect(guestPath(setup({ path, vmm: 'Firecracker', ioEngine: 'async' }))).toBe(BLOCK_PATHS['page-cache-io-uring']);
  expect(guestPath(setup({ path, backend: `${backend}, cache=none` }))).toBe(BLOCK_PATHS['vmm-unknown-thread']);
});

test.each([
  ['Intel(R) Xeon(R) Platinum 8175M CPU @ 2.50GHz', '5.10', true],
  ['Intel(R) Xeon(R) Platinum 8259CL CPU @ 2.50GHz', '5.10', false],
  ['Intel Xeon E5-2680 v3', '4.15', true],
  ['Intel Xeon E5-2680 v3', '4.4', false],
  ['AMD EPYC 7R13', '6.1', false],
  ['Intel Xeon E5-2680 v3', '', false],
])('the kernel protects a %s under Linux %s by itself: %s', (cpu, hostKernel, protects) => {
  expect(isProtectedBySoftware(setup({ cpu, hostKernel }))).toBe(protects);
});

test.each<[string, HostBlockPathName]>([
  ['native NVMe driver', 'kernel'],
  ['linux io, iopoll', 'kernel-polled'],
  ['spdk-null-bdev', 'spdk-null'],
  ['spdk-malloc-bdev (memory copy)', 'spdk-memory'],
  ['SPDK NVMe-oF RDMA target', 'spdk-nvmf'],
])('a source that says %s of a host means %s', (engine, name) => {
  expect(hostPath(setup({ engine }))).toBe(HOST_BLOCK_PATHS[name]);
});

test('a way that nobody knows is not guessed', () => {
  expect(() => guestPath(setup({ path: 'carrier pigeon' }))).toThrow(NotTold);
  expect(() => hostPath(setup({ engine: '' }))).toThrow(NotTold);
});

test('drives are those that are told', () => {
  expect(driveOf(setup({ drive: 'Optane P4800X' })).name).toBe('Intel Optane P4800X');
  expect(driveOf(setup({ drive: 'Samsung PM1733' })).name).toBe('NAND SSD');
  expect(driveOf(setup({})).doubt).toBeDefined();
  expect(driveOf(setup({ drive: 'NVMe', driveReadIops: 1e6 })).readIops?.value).toBe(1e6);
  expect(drivesOf(setup({}))).toBeNull();
  expect(drivesOf(setup({ drives: 4 }))).toBe(4);
  expect(drivesOf(setup({ backend: 'null bdev' }))).toBe(0);
});

test.each([
  [{ op: 'randread' }, 1],
  [{ op: 'randwrite' }, 0],
  [{ op: 'randrw' }, 0.5],
  [{ op: 'randrw', readPercent: 70 }, 0.7],
  [{ readPercent: 1 }, 0.01],
  [{ readPercent: 100 }, 1],
  [{ readShare: 1 }, 1],
  [{ readShare: 0.3 }, 0.3],
  [{}, 1],
])('of %j the share of reads is %d', (facts, share) => {
  expect(readShareOf(setup(facts))).toBe(share);
});
