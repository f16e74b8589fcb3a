import { solve } from '../../../../lib/simulate/performance/system/solve';
import { type SwitchedChains, switchSystem } from '../../../../lib/simulate/performance/network/virtual-switch';

/** A core with two threads of a 2.5 GHz Skylake, as in the density study of the CNCF testbed. */
const CHAINS: SwitchedChains = {
  attachment: 'vhost-user',
  services: 1,
  length: 1,
  graph: 'l2-bridge',
  version: null,
  oldVhost: false,
  core: { generation: 'skylake', clockGHz: 2.5 },
  cores: 1,
  threadsPerCore: 2,
  frameBytes: 64,
  ports: 2,
  linkGbps: 10,
  ringEntries: 1024,
  withoutLoss: false,
};

function mpps(change: Partial<SwitchedChains>): number {
  return (solve(switchSystem({ ...CHAINS, ...change })).flows[0]?.rate ?? 0) / 1e6;
}

/** Published by the CNCF testbed, in Mpps. */
test.each<readonly [string, Partial<SwitchedChains>, number]>([
  ['one VM', {}, 6.1],
  ['a chain of 4 VMs', { length: 4 }, 2.3],
  ['4 chains of one VM', { services: 4 }, 2.4],
  ['4 chains of 2 VMs, which collapse', { services: 4, length: 2 }, 0.7],
  ['a chain of 8 containers', { attachment: 'memif', length: 8 }, 1.2],
  ['8 chains of one container', { attachment: 'memif', services: 8 }, 5.4],
  ['a pipeline of 10 containers, of which the switch sees the ends', { attachment: 'memif-pipeline', length: 10 }, 6.4],
])('%s: within 10 %% of what was published', (_, change, published) => {
  expect(Math.abs(mpps(change) / published - 1)).toBeLessThan(0.1);
});

test('more cores carry more, until the wires are full', () => {
  expect(mpps({ cores: 2 }) / mpps({})).toBeCloseTo(2);
  expect(mpps({ cores: 32 })).toBeCloseTo(2 * 14.88, 1);
});

test('a rate without loss over short rings is lower, and over long ones is not', () => {
  expect(mpps({ withoutLoss: true, ringEntries: 256 })).toBeLessThan(0.9 * mpps({}));
  expect(mpps({ withoutLoss: true, ringEntries: 1024 })).toBe(mpps({}));
});

test('OVS-DPDK does one VM at two thirds of the rate of VPP', () => {
  expect(mpps({ graph: 'ovs-dpdk', oldVhost: true }) / mpps({})).toBeCloseTo(0.65, 1);
});

test('large frames cost by the byte', () => {
  expect(mpps({ frameBytes: 1518 })).toBeLessThan(0.4 * mpps({}));
});
