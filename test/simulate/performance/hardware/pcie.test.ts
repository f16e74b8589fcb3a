import {
  type Dma,
  DMA_ENGINES,
  dmaLatencyNs,
  dmaSystem,
  missRatio,
} from '../../../../lib/simulate/performance/hardware/pcie';
import { rates } from '../../../../lib/simulate/performance/system/solve';

/** The NFP-6000 of pcie-bench in a gen 3 x8 slot of a Haswell. */
const DMA: Dma = {
  link: { generation: 3, lanes: 8, maxPayload: 256, maxReadRequest: 512 },
  engine: DMA_ENGINES.nfp6000,
  operation: 'write',
  bytes: 2048,
  windowBytes: 8192,
  remoteNode: false,
  rootComplex: 'haswell',
  warm: true,
  translation: 'none',
};

function answer(change: Partial<Dma>) {
  const system = dmaSystem({ ...DMA, ...change });
  const [estimate] = system === null ? [] : rates(system);
  if (estimate === undefined || 'why' in estimate) throw new Error('not predicted');
  return estimate;
}

function gbps(change: Partial<Dma>): number {
  return (answer(change).value * (change.bytes ?? DMA.bytes) * 8) / 1e9;
}

function latencyNs(change: Partial<Dma>): number {
  const latency = dmaLatencyNs({ ...DMA, ...change });
  if (latency === null) throw new Error('no such link');
  return latency.value;
}

/** Published by "Understanding PCIe performance for end host networking" (raw data), in Gbit/s. */
test.each<readonly [string, Partial<Dma>, number, number, string]>([
  ['large writes fill the link', {}, 54.44, 0.01, 'PCIe link to the host'],
  ['large reads fill it the other way', { operation: 'read' }, 55.25, 0.01, 'PCIe link to the device'],
  ['small writes stop at the engine', { bytes: 64 }, 24.27, 0.03, 'write engine of Netronome NFP-6000'],
  [
    'small reads stop at those in flight',
    { operation: 'read', bytes: 64 },
    28.65,
    0.03,
    'reads in flight of Netronome NFP-6000',
  ],
  [
    'reads over more 4 KiB pages than the IOTLB holds stop at its page walks',
    { operation: 'read', bytes: 64, translation: '4KiB-pages', windowBytes: 64 * 2 ** 20 },
    9.84,
    0.03,
    'page walks of the IOMMU (IOTLB misses)',
  ],
])('%s', (_, change, published, tolerance, bottleneck) => {
  expect(Math.abs(gbps(change) / published - 1)).toBeLessThan(tolerance);
  expect(answer(change).bottleneck).toBe(bottleneck);
});

test.each<readonly [string, Partial<Dma>, number]>([
  ['of 64 bytes', { bytes: 64 }, 598.9],
  ['of 2048 bytes', { bytes: 2048 }, 1179.8],
  [
    'of 64 bytes from the other socket of an Ivy Bridge',
    { bytes: 64, rootComplex: 'sandy-bridge', remoteNode: true },
    675,
  ],
  ['of 64 bytes that are not in the cache', { bytes: 64, warm: false }, 648],
])('a read %s takes within 3 %% of what was published', (_, change, published) => {
  expect(Math.abs(latencyNs(change) / published - 1)).toBeLessThan(0.03);
});

test('a write that is read back takes within 3 % of what was published, 804 ns of 64 bytes, and has no rate', () => {
  expect(Math.abs(latencyNs({ operation: 'write-read', bytes: 64 }) / 804.5 - 1)).toBeLessThan(0.03);
  expect(dmaSystem({ ...DMA, operation: 'write-read' })).toBeNull();
});

test('superpages and a window that the IOTLB holds cost nothing', () => {
  expect(missRatio({ translation: 'superpages', windowBytes: 2 ** 30 })).toBe(0);
  expect(missRatio({ translation: '4KiB-pages', windowBytes: 2 ** 18 })).toBe(0);
});

test('a device whose engine is not published has a wider interval, which names that', () => {
  const known = answer({ bytes: 512 });
  const unknown = answer({ bytes: 512, engine: null });
  expect(unknown.high / unknown.low).toBeGreaterThan(1.8 * (known.high / known.low));
  expect(unknown.terms.map(({ name }) => name)).toContain('transaction rate of the device, which is not published');
});

test('so has the latency of a read through it', () => {
  const spread = (engine: Dma['engine']) => dmaLatencyNs({ ...DMA, engine, operation: 'read' })?.spread ?? 0;
  const { terms } = dmaLatencyNs({ ...DMA, engine: null, operation: 'read' }) ?? { terms: [] };
  expect(spread(null)).toBeGreaterThan(3 * spread(DMA_ENGINES.nfp6000));
  expect(terms.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'store and forward of a device of which it is not published (as of the NFP-6000)',
      'transaction rate of the device, which is not published',
    ]),
  );
});

test('an IOMMU of which nothing is told is reckoned as none, less sure where its pages may not fit the IOTLB', () => {
  const large = { operation: 'read', windowBytes: 2 ** 26 } as const;
  const [told, untold] = [answer(large), answer({ ...large, translation: 'not-told' })];
  expect(untold.value).toBe(told.value);
  expect(untold.high / untold.low).toBeGreaterThan(2 * (told.high / told.low));
  expect(answer({ translation: 'not-told' })).toEqual(answer({}));
});

test('twice the lanes carry twice the writes, and a generation that PCIe does not have is no link', () => {
  const wide = { ...DMA.link, lanes: 16 };
  expect(gbps({ link: wide, engine: null }) / gbps({ engine: null })).toBeCloseTo(2);
  expect(dmaSystem({ ...DMA, link: { ...DMA.link, generation: 9 } })).toBeNull();
  expect(dmaLatencyNs({ ...DMA, link: { ...DMA.link, generation: 9 } })).toBeNull();
});
