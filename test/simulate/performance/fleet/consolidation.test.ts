import fc from '../../../support/properties';
import { alternatives } from '../../../../lib/simulate/performance/fleet/alternatives';
import { vmsPerHost } from '../../../../lib/simulate/performance/fleet/consolidation';
import type {
  FillingRules,
  HostShape,
  StopName,
  VmClass,
} from '../../../../lib/simulate/performance/fleet/consolidation-needs';
import {
  CONSOLIDATION_PATHS,
  type ConsolidationPathName,
} from '../../../../lib/simulate/performance/fleet/consolidation-paths';

const GIB = 2 ** 30;

/** Room for 128 VMs of two vCPUs, so that only what a test takes away stops them. */
const HOST: HostShape = {
  cores: 258,
  memoryBytes: 4096 * GIB,
  networkFunctions: { functions: 100_000, vectors: 1e6, queuePairs: 1e6 },
  driveFunctions: { functions: 100_000, vectors: 1e6, queuePairs: 1e6 },
  linkGbps: 4000,
  networkSlots: [{ speedGTs: 32, width: 1600 }],
  driveSlots: [{ speedGTs: 32, width: 1600 }],
  driveIops: 1e9,
  driveMBps: 1e9,
  freeSlots: 8,
};

const UNKNOWN_POOL = { functions: null, vectors: null, queuePairs: null };

const VM: VmClass = {
  vcpus: 2,
  memoryBytes: 8 * GIB,
  network: { txMbps: 1000, rxMbps: 1000, frameBytes: 1500 },
  block: { iops: 5000, blockBytes: 4096, readShare: 0.7 },
};

const FULL: Partial<FillingRules> = { headroom: 0 };

function carried(
  path: ConsolidationPathName,
  host: Partial<HostShape> = {},
  vm: Partial<VmClass> = {},
  rules: Partial<FillingRules> = FULL,
) {
  return vmsPerHost({ ...HOST, ...host }, { ...VM, ...vm }, CONSOLIDATION_PATHS[path], rules);
}

test.each<[StopName, number, Partial<HostShape>]>([
  ['cores', 128, {}],
  ['cores', 31, { cores: 64 }],
  ['memory', 15, { memoryBytes: 130 * GIB }],
  ['VFs of NICs', 64, { networkFunctions: { ...UNKNOWN_POOL, functions: 64 } }],
  ['VFs of drives', 32, { driveFunctions: { ...UNKNOWN_POOL, functions: 32 } }],
  ['MSI-X vectors of NICs', 50, { networkFunctions: { ...UNKNOWN_POOL, vectors: 101 } }],
  ['queue pairs of drives', 61, { driveFunctions: { ...UNKNOWN_POOL, queuePairs: 61 } }],
  ['link', 98, { linkGbps: 100 }],
  // 59.5 Gbit/s after encoding and data link layer; 1758 bytes to the host for a packet each way, 83 333 a second.
  ['PCIe of NICs', 50, { networkSlots: [{ speedGTs: 8, width: 8 }] }],
  // 945 MB/s; 3286 bytes to the host for an I/O, 5000 a second.
  ['PCIe of drives', 57, { driveSlots: [{ speedGTs: 2.5, width: 4 }] }],
  ['drive IOPS', 100, { driveIops: 500_000 }],
  ['drive bandwidth', 97, { driveMBps: 2000 }],
])('%s stop the next VM of a host with VFs after %d', (resource, vms, host) => {
  const found = carried('vf-posted', host);
  expect([found.stoppedBy, found.vms]).toEqual([resource, vms]);
  expect(found.stops[0]).toMatchObject({ resource, vms });
});

test('a device for each VM is stopped by slots, a NIC and a drive in each', () => {
  expect(carried('device-each')).toMatchObject({ stoppedBy: 'slots', vms: 4 });
  const { block: _, ...withoutDrive } = VM;
  expect(vmsPerHost(HOST, withoutDrive, CONSOLIDATION_PATHS['device-each'], FULL)).toMatchObject({ vms: 8 });
});

test('interrupts that are injected stop a host whose VMs are small and chatty, posted ones do not', () => {
  const chatty = { vcpus: 0.25, memoryBytes: GIB, interruptsPerSecond: 100_000 };
  expect(carried('vf', {}, chatty).stoppedBy).toBe('interrupts');
  expect(carried('vf', {}, chatty).vms).toBeLessThan(carried('vf-posted', {}, chatty).vms / 1.5);
});

test('moderation bounds the interrupts of packets, and queues have their own', () => {
  const stormy = {
    network: { txMbps: 0, rxMbps: 1000, frameBytes: 64 },
    block: { iops: 0, blockBytes: 4096, readShare: 1 },
  };
  const coresOf = (change: Partial<VmClass>, rules: Partial<FillingRules> = {}) =>
    carried('vf', {}, { ...stormy, ...change }, { ...FULL, ...rules }).stops.find(
      ({ resource }) => resource === 'cores',
    )?.perVm;
  expect(coresOf({ queuePairs: 2 })).toBeGreaterThan(coresOf({}) ?? 0);
  expect(coresOf({}, { moderationUs: 500 })).toBeLessThan(coresOf({}) ?? 0);
});

test('software carries fewer VMs than VFs, and emulation the fewest', () => {
  const busy = { network: { txMbps: 2000, rxMbps: 2000, frameBytes: 512 } };
  const [vf, user, net, emulated] = (['vf-posted', 'vhost-user', 'vhost', 'emulated'] as const).map(
    (path) => carried(path, {}, busy).vms,
  );
  expect(vf).toBeGreaterThan(user ?? 0);
  expect(user).toBeGreaterThan(net ?? 0);
  expect(net).toBeGreaterThan(emulated ?? 0);
});

test('polling cores are whole ones', () => {
  // Two vCPUs of 1 each and a little of a polling core: 10 cores carry 4, since the fifth pair has no core left.
  const small = { memoryBytes: GIB, network: { txMbps: 1, rxMbps: 1, frameBytes: 1500 } };
  expect(carried('vhost-user', { cores: 12 }, { ...small, interruptsPerSecond: 0 }).vms).toBe(4);
  expect(carried('vf-posted', { cores: 12 }, small).vms).toBe(5);
});

test('what is not known of a host stops nobody and is named', () => {
  const found = carried('vf-posted', { networkFunctions: UNKNOWN_POOL, linkGbps: null, driveSlots: null });
  expect(found).toMatchObject({ stoppedBy: 'cores', vms: 128 });
  expect(found.unknown).toEqual([
    'VFs of NICs',
    'queue pairs of NICs',
    'MSI-X vectors of NICs',
    'link',
    'PCIe of drives',
  ]);
});

test('what a VM does not use is neither known nor unknown', () => {
  const host = { ...HOST, driveIops: null, linkGbps: null };
  const found = vmsPerHost(host, { vcpus: 2, memoryBytes: GIB }, CONSOLIDATION_PATHS['vf-posted'], FULL);
  expect(found.unknown).toEqual([]);
  expect(found.stops.map(({ resource }) => resource)).toEqual(['cores', 'memory']);
});

test('headroom, reserved cores and vCPUs for a core are the caller’s to set', () => {
  expect(carried('vf-posted', {}, {}, { headroom: 0.5 }).vms).toBe(64);
  expect(carried('vf-posted', {}, {}, { headroom: 0, reservedCores: 58 }).vms).toBe(100);
  expect(carried('vf-posted', {}, {}, { headroom: 0, vcpusPerCore: 4 }).vms).toBeGreaterThan(400);
});

test('the interval is that of the costs of the path: none where the host does nothing', () => {
  const vf = carried('vf-posted');
  expect([vf.low, vf.high]).toEqual([vf.vms, vf.vms]);
  const net = carried('vhost');
  expect(net.low).toBeLessThan(net.vms);
  expect(net.high).toBeGreaterThan(net.vms);
  expect(net.terms.length).toBeGreaterThan(0);
});

test.each([
  [{ cores: 0 }, {}, {}],
  [{}, { vcpus: -1 }, {}],
  [{}, { memoryBytes: Number.NaN }, {}],
  [{}, {}, { headroom: 1 }],
  [{}, {}, { vcpusPerCore: Number.POSITIVE_INFINITY }],
])('%j with %j and %j is refused', (host, vm, rules) => {
  expect(() => carried('vf', host, vm, rules)).toThrow(RangeError);
});

test('more of anything never carries fewer, and one VM more would be too many', () => {
  const paths = Object.keys(CONSOLIDATION_PATHS) as ConsolidationPathName[];
  fc.assert(
    fc.property(
      fc.constantFrom(...paths),
      fc.integer({ min: 3, max: 300 }),
      fc.integer({ min: 8, max: 2048 }),
      fc.integer({ min: 1, max: 400 }),
      (path, cores, memory, linkGbps) => {
        const host = { cores, memoryBytes: memory * GIB, linkGbps };
        const found = carried(path, host);
        expect(carried(path, { ...host, cores: cores + 8 }).vms).toBeGreaterThanOrEqual(found.vms);
        expect(carried(path, { ...host, linkGbps: 2 * linkGbps }).vms).toBeGreaterThanOrEqual(found.vms);
        expect(found.low).toBeLessThanOrEqual(found.vms);
        expect(found.high).toBeGreaterThanOrEqual(found.vms);
        for (const { capacity, perVm } of found.stops)
          expect(found.vms * perVm).toBeLessThanOrEqual(capacity * 1.000001);
        const [stop] = found.stops;
        // Whole polling cores may stop a VM earlier than their sum does.
        if (path !== 'vhost-user') expect((found.vms + 1) * (stop?.perVm ?? 0)).toBeGreaterThan(stop?.capacity ?? 0);
      },
    ),
  );
});

test('alternatives are compared on the same VMs, with the devices that each of them buys', () => {
  const server = { rackUnits: 2, cores: 258, memoryGiB: 4096, nics: 2, ssds: 8 } as const;
  const found = alternatives({ wanted: 1000, vm: VM, host: HOST, server, load: 0.5, rules: FULL });
  expect(found.map(({ path }) => path)).toEqual(Object.keys(CONSOLIDATION_PATHS));
  const servers = Object.fromEntries(
    found.map(({ path, fleet }) => [path, 'why' in fleet ? fleet.why : fleet.servers.value]),
  );
  expect(servers).toMatchObject({ 'vf-posted': 8, 'device-each': 250 });
  const [vf, each] = ['vf-posted', 'device-each'].map(
    (path) => found.find((alternative) => alternative.path === path)?.fleet,
  );
  if (vf === undefined || each === undefined || 'why' in vf || 'why' in each) throw new Error('a fleet is missing');
  // Four NICs and four drives more in each of 250 servers.
  expect(each.capitalUsd.value / 250 - vf.capitalUsd.value / 8).toBeCloseTo(4 * (1000 + 500), 6);
});
