import fc from '../../support/properties';
import type { Inventory } from '../../../lib/inventory/inventory';
import { CONSOLIDATION_PATHS } from '../../../lib/simulate/performance/fleet/consolidation-paths';
import { ECONOMIC_DEFAULTS } from '../../../lib/simulate/performance/fleet/economics';
import type { Range } from '../../../lib/simulate/performance/system/quantity';
import { device } from '../../support/catalog';
import { type PfSketch, resolvedHost } from '../../support/resolved';
import { iosOf } from '../../../lib/simulate/outlook/io';
import { Hardware } from '../../../lib/simulate/outlook/hardware';
import { frameUses, ioUses } from '../../../lib/simulate/outlook/uses';
import type { Use } from '../../../lib/simulate/performance/system/system';
import { attachmentRecords } from '../../../lib/resolve/attachment-record';
import { predict } from '../../../lib/simulate/traffic/predict';
import { block, drive, network, nic, upstreamLink } from '../traffic/hosts';
import { MACHINE, outlookOf, SIZE } from './outlook-support';

const E810: Partial<PfSketch> = { device: device('intel-e810-xxv-sfp') };
const RATES = { randReadIops: 1e6, randWriteIops: 2e5, seqReadMBps: 7000, seqWriteMBps: 4000 };

/** Ten VMs that ask for 1 Gbit/s out and 1.5 Gbit/s in. */
const TEN = Array.from({ length: 10 }, () => ({ demand: network(1000, 1500) }));

function e810(attached = TEN): PfSketch {
  return { ...nic(attached), ...E810 };
}

test('what frames and I/Os take of what VMs share is what the prediction reckons with', () => {
  const attached = fc.array(
    fc.record({
      tx: fc.integer({ min: 1, max: 900 }),
      rx: fc.integer({ min: 1, max: 900 }),
      frameBytes: fc.integer({ min: 64, max: 9216 }),
    }),
    { minLength: 1, maxLength: 6 },
  );
  const commands = fc.array(
    fc.record({
      iops: fc.integer({ min: 1, max: 20_000 }),
      blockBytes: fc.constantFrom(512, 4096, 65_536),
      readShare: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    { maxLength: 4 },
  );
  fc.assert(
    fc.property(attached, commands, (frames, ios) => {
      const upstream = [upstreamLink('0000:00:01.0', 8, 8)];
      const host = resolvedHost({
        pfs: [
          {
            ...nic(
              frames.map(({ tx, rx, frameBytes }) => ({ demand: network(tx, rx, frameBytes) })),
              { upstream },
            ),
            ...E810,
          },
          drive(
            ios.map(({ iops, ...change }) => ({ demand: block(iops, change) })),
            RATES,
          ),
        ],
      });
      const prediction = predict(host);
      const input = { prediction, observed: host.inventory, attachments: attachmentRecords(host) };
      const hardware = new Hardware(input);
      const load = new Map<string, number>();
      for (const {
        prediction: { pf },
        traffic,
        rates,
      } of iosOf(input)) {
        const flows: [readonly Use[], Range | undefined][] =
          traffic.kind === 'block'
            ? [[ioUses(pf, traffic, hardware), rates.iops]]
            : [
                [frameUses(pf, traffic, 'tx', hardware), rates.txPacketsPerSecond],
                [frameUses(pf, traffic, 'rx', hardware), rates.rxPacketsPerSecond],
              ];
        for (const [uses, rate] of flows) {
          for (const { resource, amount } of uses) {
            load.set(resource, (load.get(resource) ?? 0) + amount.value * (rate?.value ?? NaN));
          }
        }
      }
      for (const { id, used } of prediction.resources) expect((load.get(id) ?? 0) / used).toBeCloseTo(1, 9);
    }),
  );
});

describe('an attachment', () => {
  test('of a NIC has its packets, what its guest does for them and the time of a frame', () => {
    const [first] = outlookOf([e810()]).attachments;
    expect(first.traffic).toEqual({ kind: 'network', frameBytes: 1518 });
    expect(first.rates.txPacketsPerSecond?.value).toBeCloseTo(1e9 / 8 / 1518, 6);
    // 2.5 cycles a byte of TCP on Ice Lake (0.8) at 3 GHz, of 1448 bytes a frame.
    const framesPerSecond = 2.5e9 / 8 / 1518;
    expect(first.guestCores?.value).toBeCloseTo((framesPerSecond * 1448 * 2.5 * 0.8) / 3e9, 9);
    // Card 9.2 us, softirq 3.5 us, and 75 us of a wake-up for the part of frames that find the core asleep.
    const asleep = 1 / (1 + (framesPerSecond * 200e3) / 1e9);
    const held = 9.2 + 3.5 + 75 * asleep;
    expect(first.latency?.meanUs.value).toBeGreaterThan(held);
    expect(first.latency?.meanUs.value).toBeLessThan(held + 2);
    expect(first.latency?.p99Us.value).toBeGreaterThan(9.2 + 3.5 + 75);
    expect(first.terms).toContain('E810, in and out');
  });

  test('with small frames has datagrams', () => {
    const small = e810([{ demand: network(0, 64) }].map(({ demand }) => ({ demand: { ...demand, frameBytes: 128 } })));
    const [{ guestCores }] = outlookOf([small]).attachments;
    const cycles = 1550 + 3450 + 1.7 * (128 - 18 - 52);
    expect(guestCores?.value).toBeCloseTo(((64e6 / 8 / 128) * cycles * 0.8) / 3e9, 9);
  });

  test('of a drive has what its guest does for an I/O, and the time of one', () => {
    const [{ rates, guestCores, latency }] = outlookOf([drive([{ demand: block(100_000) }], RATES)]).attachments;
    expect(rates.iops).toEqual({ value: 100_000, low: 100_000, high: 100_000 });
    expect(guestCores?.value).toBeCloseTo(100_000 * 1930e-9, 9);
    // 75 us of a NAND SSD, 7.3 us of interrupt and wake-up, 1.9 us of the vCPU.
    expect(latency?.meanUs.value).toBeGreaterThan(75 + 7.3 + 1.9);
    expect(latency?.meanUs.value).toBeLessThan(75 + 7.3 + 1.9 + 1);
  });

  test('that asks for more than it gets waits in a queue that is full', () => {
    const outlook = outlookOf([e810([{ demand: network(30_000, 0) }])]);
    const [{ rates, latency }] = outlook.attachments;
    const framesPerSecond = rates.txPacketsPerSecond?.value ?? NaN;
    expect(latency?.meanUs.value).toBeGreaterThan((1e6 * 512) / framesPerSecond);
    const [full] = outlookOf([drive([{ demand: block(2e6) }], RATES)]).attachments;
    expect(full.latency?.meanUs.value).toBeCloseTo((1e6 * 32) / 1e6, 6);
  });

  test('without a demand has no latency, which is said', () => {
    const { attachments, unknown } = outlookOf([e810([...TEN, {} as (typeof TEN)[number]])]);
    expect(attachments[10].latency).toBeNull();
    expect(unknown).toContain(
      'latency, and a part in alternatives, of VFs without a demand (of 1 VMs): state their demands',
    );
  });

  test('whose port is not known has nothing that is not known', () => {
    const [{ rates, guestCores, latency }] = outlookOf([
      nic([{}], { speedMbps: null, link: { width: null } }),
    ]).attachments;
    expect(rates).toEqual({});
    expect(guestCores).toBeNull();
    expect(latency).toBeNull();
  });
});

describe('a host', () => {
  test('has the cores that guests and interrupts take', () => {
    const { cores, interruptsPerSecond } = outlookOf([e810()], { vmSize: SIZE });
    expect(cores.total).toBe(64);
    expect(cores.vcpus).toBe(10 * 4);
    // 20 000 a second of each VF, moderated; 3 us of each and half of 1.23 us where they are injected, nothing where posted.
    expect(interruptsPerSecond.value).toBe(200_000);
    expect(cores.interrupts.value).toBeCloseTo(200_000 * 3615e-9, 9);
    expect(cores.interrupts.low).toBe(0);
    expect(cores.switching).toEqual({ value: 0, low: 0, high: 0 });
  });

  test('with more queues has more interrupts', () => {
    const two = outlookOf([e810(TEN.map((one) => ({ ...one, use: { queuePairs: 2 } })))]);
    expect(two.interruptsPerSecond.value).toBe(400_000);
  });

  test('says what its links carry, and by what all demands may grow', () => {
    const { resources, growth } = outlookOf([e810()]);
    const [tx, rx] = resources;
    expect(tx.utilisation.value).toBeCloseTo((10_000 * 1538) / 1518 / 25_000, 9);
    expect(growth?.resource).toBe(rx.id);
    expect(growth?.factor.value).toBeCloseTo(25_000 / ((15_000 * 1538) / 1518), 9);
  });

  test('says what a tenth more would give to those that a port stops', () => {
    const { resources } = outlookOf([e810([{ demand: network(10_000, 0) }, { demand: network(30_000, 0) }])]);
    // The tenth goes to the one that is stopped: the other has what it asks for.
    expect(resources[0].tenthMore?.txMbps).toBeCloseTo((2500 * 1518) / 1538, 6);
    expect(resources[1].tenthMore).toBeNull();
    const nearly = outlookOf([e810([{ demand: network(25_000, 0) }])]).resources[0].tenthMore;
    expect(nearly?.txMbps).toBeCloseTo(25_000 - (25_000 * 1518) / 1538, 6);
  });

  test('of which nothing is said has no VMs a host, and says what to state', () => {
    const { alternatives, unknown } = outlookOf([e810()]);
    expect(alternatives.every(({ perHost, fleet }) => perHost === null && fleet === null)).toBe(true);
    expect(unknown).toContain(
      'VMs a host and cost: the size of the VMs is not given; state vmVcpus and vmMemoryGib of the host, or give --vcpus and --memory-gib to sriov simulate',
    );
  });

  test('whose inventory says nothing of its machine says that', () => {
    const nothing: Partial<Inventory['host']> = {
      cpus: { model: null, sockets: null, cores: null, threads: null },
      numaNodes: [],
    };
    const { unknown, cores } = outlookOf([e810()], { vmSize: SIZE }, nothing);
    expect(cores.total).toBeNull();
    expect(unknown.filter((text) => text.startsWith('cores') || text.startsWith('memory'))).toHaveLength(2);
  });

  test('whose VMs declare nothing has no alternatives, and says that', () => {
    const { alternatives, unknown, growth } = outlookOf([nic([{}])], { vmSize: SIZE });
    expect(alternatives).toEqual([]);
    expect(growth).toBeNull();
    expect(unknown[0]).toMatch(/no VM declares a demand/);
  });

  test('has every constant that a number names, with its source', () => {
    const { constants, attachments, alternatives, resources, cores } = outlookOf(
      [e810(), drive([{ demand: block(100_000) }], RATES)],
      { vmSize: SIZE },
    );
    const names = new Set(constants.map(({ name }) => name));
    const named = [cores, ...attachments, ...alternatives, ...resources].flatMap(({ terms }) => terms);
    expect(named.filter((name) => !names.has(name))).toEqual([]);
    expect(constants.every(({ source }) => source.length > 0)).toBe(true);
    expect(constants).toHaveLength(names.size);
  });
});

describe('alternatives', () => {
  const alternative = (name: string, outlook = outlookOf([e810()], { vmSize: SIZE })) => {
    const found = outlook.alternatives.find(({ path }) => path === name);
    if (found === undefined) throw new Error(`there is no ${name}`);
    return found;
  };

  test('are all paths, those of the plan first', () => {
    const { alternatives } = outlookOf([e810()]);
    expect(alternatives.map(({ path }) => path)).toEqual(Object.keys(CONSOLIDATION_PATHS));
    expect(alternatives.map(({ isPlanned }) => isPlanned)).toEqual([true, true, false, false, false, false]);
  });

  test('a VF gets what is predicted', () => {
    expect(alternative('vf')).toMatchObject({
      perVm: { txMbps: { value: 1000 }, rxMbps: { value: 1500 } },
      bottleneck: 'demand',
    });
  });

  test('vhost-net takes cores of the host by the packet, beside its bridge', () => {
    const { cores, perVm } = alternative('vhost');
    const [sent, received] = [10_000, 15_000].map((mbps) => (mbps * 1e6) / 8 / 1518);
    const cycles = (own: number) => own + 1900 + 0.82 * (1518 - 64);
    expect(perVm.txMbps?.value).toBeCloseTo(1000, 6);
    expect(cores.switching.value).toBeCloseTo(((sent * cycles(3190) + received * cycles(2380)) * 0.8) / 3e9, 6);
  });

  test('emulated devices are stopped by their thread', () => {
    const { perVm, bottleneck } = alternative('emulated');
    expect(perVm.rxMbps?.value).toBeLessThan(1500);
    expect(bottleneck).toBe('I/O thread of the VMM');
  });

  test('polling takes whole cores', () => {
    const { cores } = alternative('vhost-user');
    expect(cores.switching.value).toBe(1);
  });

  test('whoever has a device shares no port', () => {
    const outlook = outlookOf([e810([{ demand: network(20_000, 0) }, { demand: network(20_000, 0) }])]);
    expect(alternative('vf', outlook).perVm.txMbps?.value).toBeCloseTo((25_000 * 1518) / 1538 / 2, 6);
    expect(alternative('device-each', outlook).perVm.txMbps?.value).toBeCloseTo(20_000, 6);
  });

  test('packets wait longer the more the host does for them', () => {
    const means = ['vf', 'vhost-user', 'vhost', 'emulated'].map(
      (path) => alternative(path).networkLatency?.meanUs.value,
    );
    expect(means).toEqual([...means].sort((a, b) => (a ?? 0) - (b ?? 0)));
  });

  test('I/Os too', () => {
    const outlook = outlookOf([drive([{ demand: block(20_000) }], RATES)]);
    const means = ['vf', 'vhost-user', 'vhost', 'emulated'].map(
      (path) => alternative(path, outlook).blockLatency?.meanUs.value,
    );
    expect(means).toEqual([...means].sort((a, b) => (a ?? 0) - (b ?? 0)));
  });

  test('the next VM finds no core, and servers follow', () => {
    const { perHost, fleet } = alternative(
      'vf-posted',
      outlookOf([e810(TEN.slice(0, 1))], { vmSize: SIZE, wantedVms: 100 }),
    );
    // Of 62 cores nine tenths, four for each VM.
    expect(perHost?.vms).toEqual({ value: 13, low: 13, high: 13 });
    expect(perHost?.stoppedBy).toBe('cores');
    expect(fleet?.servers.value).toBe(8);
  });

  test('a price that is given goes before the usual one', () => {
    const free = { ...ECONOMIC_DEFAULTS.dollarsPerServer, value: 0, source: 'ours' };
    const [usual, given] = [{}, { dollarsPerServer: free }].map((economics) =>
      alternative('vf', outlookOf([e810()], { vmSize: SIZE, economics })),
    );
    expect(given.fleet?.capitalUsd.value).toBeLessThan(usual.fleet?.capitalUsd.value ?? NaN);
  });
});

describe('whatever a host is asked for', () => {
  const rate = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 30_000 }));
  const attached = fc.array(
    fc.oneof(
      fc.tuple(rate, rate, fc.constantFrom(64, 512, 1518, 9018)).map(([tx, rx, bytes]) => ({
        demand: network(tx, rx, bytes),
      })),
      fc.constant({}),
    ),
    { maxLength: 6 },
  );
  const drives = fc.array(
    fc
      .tuple(fc.integer({ min: 0, max: 2e6 }), fc.constantFrom(512, 4096, 65_536), fc.constantFrom(0, 0.3, 1))
      .map(([iops, blockBytes, readShare]) => ({ demand: block(iops, { blockBytes, readShare }) })),
    { maxLength: 4 },
  );
  const hosts = fc.record({
    attached,
    drives,
    speedMbps: fc.constantFrom(10_000, 100_000, null),
    rates: fc.constantFrom(RATES, null),
    family: fc.constantFrom(E810, {}),
    cores: fc.integer({ min: 4, max: 256 }),
  });

  function pfsOf({
    attached: some,
    drives: blocks,
    speedMbps,
    rates,
    family,
  }: typeof hosts extends fc.Arbitrary<infer T> ? T : never) {
    return [{ ...nic(some, { speedMbps }), ...family }, drive(blocks, rates)];
  }

  function machine(cores: number): Partial<Inventory['host']> {
    return { ...MACHINE, cpus: { model: 'AMD EPYC 7763 64-Core Processor', sockets: 1, cores, threads: cores } };
  }

  function rangesIn(value: unknown): Range[] {
    if (typeof value !== 'object' || value === null) return [];
    if ('low' in value && 'high' in value && 'value' in value) return [value as Range];
    return Object.values(value).flatMap(rangesIn);
  }

  test('every interval is one of finite numbers and holds its value', () => {
    fc.assert(
      fc.property(hosts, (host) => {
        for (const { value, low, high } of rangesIn(outlookOf(pfsOf(host), { vmSize: SIZE }, machine(host.cores)))) {
          expect([value, low, high].every(Number.isFinite)).toBe(true);
          expect(low).toBeLessThanOrEqual(value * (1 + 1e-9));
          expect(high).toBeGreaterThanOrEqual(value * (1 - 1e-9));
        }
      }),
      { numRuns: 100 },
    );
  });

  test('no alternative gives more than is asked for', () => {
    fc.assert(
      fc.property(hosts, (host) => {
        const { alternatives, compared } = outlookOf(pfsOf(host), { vmSize: SIZE }, machine(host.cores));
        for (const { perVm } of alternatives) {
          expect(perVm.iops?.value ?? 0).toBeLessThanOrEqual((compared.block?.iops ?? 0) * (1 + 1e-9));
        }
      }),
      { numRuns: 100 },
    );
  });

  test('more cores never carry fewer VMs', () => {
    fc.assert(
      fc.property(hosts, fc.integer({ min: 1, max: 64 }), (host, more) => {
        const [some, many] = [host.cores, host.cores + more].map(
          (cores) => outlookOf(pfsOf(host), { vmSize: SIZE }, machine(cores)).alternatives,
        );
        some.forEach(({ perHost }, i) => {
          expect(many[i].perHost?.vms.value).toBeGreaterThanOrEqual(perHost?.vms.value ?? 0);
        });
      }),
      { numRuns: 60 },
    );
  });
});
