import { mtuOf } from '../../bench/accuracy/facts';
import { translationOf } from '../../bench/accuracy/hardware';
import { predicted } from '../../bench/accuracy/predict';
import type { Setup } from '../../bench/accuracy/rows';

/** A word that a set-up tells and that is not understood is no default; what it does not tell widens the interval. */

type Facts = Record<string, string | number | boolean>;

function answer(facts: Facts, metric = 'maxRate', unit = 'Mpps') {
  const setup: Setup = { kind: 'host-pps', cpu: 'Xeon E5-2699 v3', cpuGHz: 2.3, ...facts };
  return predicted({ id: 'x', paper: 'p', source: 's', setup, metric, value: 1, unit, scoring: 'ape' });
}

const CHAIN: Facts = { kind: 'vm-net-chain', path: 'vhost-user', workload: 'L2 bridge' };
const DISK: Facts = {
  kind: 'host-block',
  engine: 'native NVMe driver',
  drive: 'P4510',
  drives: 50,
  jobs: 1,
  queueDepth: 256,
};
const STREAM: Facts = { kind: 'host-net', engine: 'Linux TCP', linkGbps: 100 };
const DMA: Facts = { kind: 'pcie-dma', pcieGen: 3, pcieLanes: 8, op: 'read', transferBytes: 64, windowBytes: 2 ** 26 };

test.each<readonly [string, Facts, string, string, string]>([
  ['a graph of VPP', { engine: 'VPP', workload: 'pigeons' }, 'maxRate', 'Mpps', 'pigeons'],
  ['a graph of VPP in its engine', { engine: 'VPP, pigeons' }, 'maxRate', 'Mpps', 'pigeons'],
  ['an operation of XDP', { engine: 'xdp', op: 'teleport' }, 'maxRate', 'Mpps', 'teleport'],
  ['a node', { engine: 'VPP L2', node: 'ip4-lookup' }, 'cyclesPerPacket', 'cycles', 'ip4-lookup'],
  ['a graph of a switch', { ...CHAIN, workload: 'pigeons' }, 'maxRate', 'Mpps', 'pigeons'],
  ['a link of a switch', { ...CHAIN, links: 'two of them' }, 'maxRate', 'Mpps', 'names no rate'],
  ['switches in series', { ...CHAIN, switches: 3 }, 'maxRate', 'Mpps', '3 switches'],
  ['a mode of DMA domains', { ...DISK, iommuMode: 'loose' }, 'iops', 'IOPS', 'loose'],
  ['an IOMMU of streams', { ...STREAM, iommu: 'on' }, 'throughput', 'Gbit/s', 'iommu is on'],
  ['an IOMMU of DMA', { ...DMA, iommu: 'sometimes' }, 'dmaRate', 'Mpps', 'iommu is sometimes'],
  ['a stack', { ...STREAM, engine: 'carrier pigeons' }, 'throughput', 'Gbit/s', 'carrier pigeons'],
  ['a stack that is not told', { ...STREAM, engine: '' }, 'throughput', 'Gbit/s', 'does not tell engine'],
  ['an MTU that headers fill', { ...STREAM, mtu: 52 }, 'throughput', 'Gbit/s', 'mtu is 52'],
  ['a share of reads above all', { ...DISK, readShare: 1.5 }, 'iops', 'IOPS', 'readShare is 1.5'],
  ['a percentage of reads above all', { ...DISK, readPercent: 500 }, 'iops', 'IOPS', 'readPercent is 500'],
])('%s that is not understood is said', (_, facts, metric, unit, why) => {
  expect(answer(facts, metric, unit)).toEqual({ why: expect.stringContaining(why) });
});

test.each<readonly [string, Facts, Facts, string, string]>([
  ['the graph of VPP', { engine: 'VPP 20.01 (dpdk driver)' }, { engine: 'VPP L2 cross-connect' }, 'maxRate', 'Mpps'],
  ['the operation of XDP', { engine: 'xdp' }, { engine: 'xdp', op: 'drop' }, 'maxRate', 'Mpps'],
  ['the graph of a switch', { ...CHAIN, workload: '', linkGbps: 10 }, { ...CHAIN, linkGbps: 10 }, 'maxRate', 'Mpps'],
  ['the link of a switch', CHAIN, { ...CHAIN, linkGbps: 10 }, 'maxRate', 'Mpps'],
  ['the mode of DMA domains', DISK, { ...DISK, iommuMode: 'passthrough' }, 'iops', 'IOPS'],
  ['the IOMMU of streams', STREAM, { ...STREAM, iommu: 'off' }, 'throughput', 'Gbit/s'],
  ['the IOMMU of DMA', DMA, { ...DMA, iommu: 'off' }, 'dmaRate', 'Mpps'],
])('%s that is not told is reckoned as the usual one, less sure, and named', (_, untold, told, metric, unit) => {
  const [less, more] = [answer(untold, metric, unit), answer(told, metric, unit)];
  if ('why' in less || 'why' in more) throw new Error(JSON.stringify([less, more]));
  expect(less.value).toBeCloseTo(more.value);
  expect(less.high / less.low).toBeGreaterThan(1.005 * (more.high / more.low));
  expect(less.terms.map(({ name }) => name)).toContainEqual(expect.stringContaining('which is not told'));
});

test.each([
  ['', 'not-told'],
  ['off', 'none'],
  ['passthrough', 'none'],
  ['on-superpages', 'superpages'],
  ['on-hugepages', 'superpages'],
  ['on-4kib-pages', '4KiB-pages'],
])('an IOMMU that is "%s" translates by %s', (words, translation) => {
  expect(translationOf(words)).toBe(translation);
});

test('an MTU that is not told is that of Ethernet', () => {
  expect(mtuOf({ kind: 'host-net' })).toBe(1500);
  expect(mtuOf({ kind: 'host-net', mtu: 9000 })).toBe(9000);
});
