import fc from '../../../support/properties';
import { blockIops, blockLatencyNs, blockThreadBusy } from '../../../../lib/simulate/performance/block/answers';
import { HOST_BLOCK_PATHS, IOMMU_MAP_NS } from '../../../../lib/simulate/performance/block/host-paths';
import type { BlockLoad } from '../../../../lib/simulate/performance/block/load';
import { BLOCK_PATHS, type BlockPathName } from '../../../../lib/simulate/performance/block/paths';
import { DRIVES, driveWith, UNNAMED_DRIVE } from '../../../../lib/simulate/performance/hardware/drives';
import { SOFTWARE_PROTECTION } from '../../../../lib/simulate/performance/hardware/exits';
import { load, predicted } from './loads';

const PATHS = Object.keys(BLOCK_PATHS) as BlockPathName[];

function iops(path: BlockPathName, change: Partial<BlockLoad> = {}): number {
  return predicted(blockIops(load(path, change))).value;
}

function microseconds(path: BlockPathName, change: Partial<BlockLoad> = {}): number {
  return predicted(blockLatencyNs(load(path, change))).value / 1000;
}

describe('one I/O at a time', () => {
  test.each<[BlockPathName, number, number]>([
    ['whole-function', 15, 17],
    ['vhost-user', 18, 20],
    ['vmm-thread', 20, 25],
    ['vmm-main-loop', 42, 49],
  ])('over %s takes between %d and %d us of an Optane drive', (path, least, most) => {
    const latency = microseconds(path);
    expect(latency).toBeGreaterThanOrEqual(least);
    expect(latency).toBeLessThanOrEqual(most);
  });

  test.each<[BlockPathName, BlockPathName]>([
    ['whole-function', 'vhost-user'],
    ['vhost-user', 'vmm-thread'],
    ['vmm-thread', 'vmm-main-loop'],
    ['vmm-main-loop', 'emulated-ahci'],
  ])('is faster over %s than over %s, whatever the drive', (faster, slower) => {
    for (const drive of Object.values(DRIVES)) {
      expect(iops(faster, { drive })).toBeGreaterThan(iops(slower, { drive }));
    }
  });

  test('waits for the drive: NAND reads take ten times as long as Optane, writes do not', () => {
    const nand = DRIVES.nand;
    expect(microseconds('whole-function', { drive: nand })).toBeGreaterThan(75);
    expect(microseconds('whole-function', { drive: nand, readShare: 0 })).toBeLessThan(20);
  });

  test('takes longer the larger it is', () => {
    expect(microseconds('whole-function', { bytes: 524_288 })).toBeGreaterThan(200);
  });

  test('does not wait for a drive when the data ends in memory', () => {
    expect(microseconds('vhost-user', { drives: 0 })).toBeLessThan(microseconds('vhost-user') - 5);
  });
});

describe('deep queues', () => {
  test('one thread for a drive does not scale with vCPUs', () => {
    const [four, sixteen] = [4, 16].map((vcpus) =>
      iops('vmm-thread', { vcpus, jobs: vcpus, queueDepth: 64, drives: 0 }),
    );
    expect(sixteen).toBeLessThan(1.02 * (four ?? 0));
  });

  test('more I/O threads serve more, until the drive stops them', () => {
    const deep = { vcpus: 8, jobs: 8, queueDepth: 64 };
    const [one, two, eight] = [1, 2, 8].map((threads) => iops('vmm-thread', { ...deep, threads }));
    expect(two).toBeGreaterThan(1.8 * (one ?? 0));
    expect(eight).toBeLessThanOrEqual(550_000 * 1.1);
  });

  test('one core serves one controller over vhost-user, and two serve two', () => {
    const deep = { vcpus: 8, jobs: 8, queueDepth: 64, drives: 0, threads: 4 };
    const [one, two] = [1, 2].map((vms) => iops('vhost-user', { ...deep, vms }));
    expect(two).toBeCloseTo(2 * (one ?? 0), -4);
    expect(predicted(blockIops(load('vhost-user', deep))).bottleneck).toBe('core of the SPDK target');
  });

  test('queues of a mediated controller stand in the way of each other, but not with pinned memory', () => {
    const of = (path: BlockPathName, queues: number) =>
      iops(path, { queues, jobs: queues, vcpus: queues, queueDepth: null, drives: 0 });
    expect(of('mediated', 8)).toBeLessThan(of('mediated', 2));
    expect(of('mediated-pinned', 8)).toBeGreaterThan(2 * of('mediated-pinned', 1));
  });

  test('a data sheet that the caller has goes before the class', () => {
    const drive = driveWith(DRIVES.nand, { readIops: 1_450_000 }, 'data sheet');
    const deep = { vcpus: 8, jobs: 8, queueDepth: 256, drive };
    expect(iops('whole-function', deep)).toBeGreaterThan(1_300_000);
    expect(predicted(blockIops(load('whole-function', deep))).terms.map(({ source }) => source)).toContain(
      'data sheet',
    );
  });

  test('the cores of a small host stop vCPUs and threads together', () => {
    const deep = { vcpus: 4, jobs: 4, queueDepth: 64, drives: 0 };
    const answer = predicted(blockIops(load('vmm-thread', { ...deep, hostCores: 1 })));
    expect(answer.bottleneck).toBe('cores of the host');
    expect(answer.value).toBeLessThan(0.6 * iops('vmm-thread', deep));
  });
});

describe('a thread that sleeps', () => {
  const cached = { queueDepth: 32, drives: null };

  test('costs more for an I/O than a busy one, so that two vCPUs do more than twice as much', () => {
    expect(iops('page-cache', { ...cached, vcpus: 2, jobs: 2 })).toBeGreaterThan(2.2 * iops('page-cache', cached));
  });

  test('is busier with two vCPUs, and never more than all the time', () => {
    const busy = (count: number) =>
      predicted(blockThreadBusy(load('page-cache', { ...cached, vcpus: count, jobs: count })));
    expect(busy(1).value).toBeGreaterThan(0.3);
    expect(busy(2).value).toBeGreaterThan(busy(1).value);
    expect(busy(16).high).toBe(1);
  });

  test('costs more on a processor that software protects, and one that polls does not', () => {
    const slow = { ...cached, exitFactor: SOFTWARE_PROTECTION };
    expect(iops('page-cache', slow)).toBeLessThan(0.75 * iops('page-cache', cached));
    expect(iops('vhost-user', slow)).toBe(iops('vhost-user', cached));
  });

  test('is not there where the device does it all', () => {
    expect(blockThreadBusy(load('whole-function'))).toEqual({ why: expect.stringContaining('no thread') });
  });
});

describe('what is not told', () => {
  test('widens the interval of a drive without a name, and is named', () => {
    const named = predicted(blockIops(load('whole-function', { drive: DRIVES.nand })));
    const unnamed = predicted(blockIops(load('whole-function', { drive: UNNAMED_DRIVE })));
    expect(unnamed.value).toBe(named.value);
    expect(unnamed.high / unnamed.low).toBeGreaterThan(1.5 * (named.high / named.low));
    expect(unnamed.terms.map(({ name }) => name)).toContain(UNNAMED_DRIVE.doubt?.name);
  });

  test('of the number of drives lowers the lower end to that of one', () => {
    const deep = { vcpus: 8, jobs: 8, queueDepth: null, drive: DRIVES.nand };
    const [known, unknown] = [0, null].map((drives) => predicted(blockIops(load('vhost-user', { ...deep, drives }))));
    expect(unknown?.value).toBe(known?.value);
    expect(unknown?.low).toBeLessThan(known?.low ?? 0);
  });

  test('of the queue depth leaves the latency unpredicted', () => {
    expect(blockLatencyNs(load('vhost-user', { queueDepth: null }))).toEqual({
      why: expect.stringContaining('outstanding'),
    });
  });
});

describe('the host itself', () => {
  const fast = { queueDepth: null, drives: null, vcpus: 1, jobs: null };

  test('pays for the mapping of each I/O: strict more than lazy, passthrough nothing', () => {
    const [none, lazy, strict] = (['passthrough', 'lazy', 'strict'] as const).map((mode) =>
      predicted(
        blockIops(load('vhost-user', { ...fast, path: HOST_BLOCK_PATHS['io-uring'], mapNs: IOMMU_MAP_NS[mode] })),
      ),
    );
    expect(none?.value).toBeCloseTo(5e6, -5);
    expect(lazy?.value).toBeCloseTo(1.92e6, -5);
    expect(strict?.value).toBeCloseTo(5.7e5, -4);
  });

  test('scales with cores until memory is full', () => {
    const of = (vcpus: number) =>
      predicted(blockIops(load('vhost-user', { ...fast, vcpus, path: HOST_BLOCK_PATHS['spdk-memory'] })));
    expect(of(4).value).toBeCloseTo(4 * of(1).value, 0);
    expect(of(16).bottleneck).toBe('bandwidth of memory');
  });
});

test('a prediction lies within its interval, and more I/Os at a time are never slower in all', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...PATHS),
      fc.constantFrom(...Object.values(DRIVES)),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 128 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (path, drive, jobs, queueDepth, readShare) => {
        const change = { drive, jobs, vcpus: jobs, readShare };
        const shallow = predicted(blockIops(load(path, { ...change, queueDepth })));
        const deep = predicted(blockIops(load(path, { ...change, queueDepth: 2 * queueDepth })));
        expect(shallow.low).toBeLessThanOrEqual(shallow.value * 1.001);
        expect(shallow.high).toBeGreaterThanOrEqual(shallow.value * 0.999);
        expect(deep.value).toBeGreaterThanOrEqual(0.99 * shallow.value);
      },
    ),
    { numRuns: 100 },
  );
});
