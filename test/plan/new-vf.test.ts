import { behaviourOf } from '../../lib/catalog/behaviour';
import { DEFAULT_CATALOG } from '../../lib/catalog/catalog';
import { besideTheKernel, parseKernelRelease } from '../../lib/model/kernel-release';
import { newVfNetwork } from '../../lib/plan/new-vf';

test('what a new VF has depends on the kernel where the driver says so, and is not known where that is not', () => {
  const igb = behaviourOf(DEFAULT_CATALOG, 'igb');
  const zero = '00:00:00:00:00:00' as const;
  const changed = { ...igb, newVf: { ...igb.newVf, mac: [{ kernel: { before: '6.2' }, is: zero }] } };
  const macIn = (release: string | null) => newVfNetwork(changed, parseKernelRelease(release)).mac;
  expect(['6.1.0-28-amd64', '6.12.95+deb12-amd64', null].map(macIn)).toEqual([zero, null, null]);
  expect(newVfNetwork(changed, null).spoofCheck).toBe(true);
});

test('what a new VF has is not known of a driver that is built beside the kernel, whoever asked of the kernel first', () => {
  const igb = behaviourOf(DEFAULT_CATALOG, 'igb');
  const changed = { ...igb, newVf: { ...igb.newVf, trust: [{ kernel: { before: '6.2' }, is: false }] } };
  const release = parseKernelRelease('6.1.0-28-amd64');
  expect([release, besideTheKernel(release)].map((each) => newVfNetwork(changed, each).trust)).toEqual([false, null]);
});
