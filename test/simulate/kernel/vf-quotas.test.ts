import type { VirtualFunctionFacts } from '../../../lib/inventory/inventory';
import type { GpuSetting } from '../../../lib/model/vf-settings';
import { inventory, nicFacts, vfFacts } from '../../support/facts';
import { builtInKernel as kernelOf } from '../../support/kernel';

/** Files of `sriov_admin/vfN/profile`, as the source of xe has them: read, never run. */

const PF = '0000:3b:00.0';
const MIB = 2 ** 20;

function attempt(
  quota: GpuSetting,
  value: number,
  change: Partial<VirtualFunctionFacts> = {},
  { driver = 'xe' as string | null, kernelRelease = '7.0.0' } = {},
) {
  const virtualFunctions = [vfFacts(0, { driver: null, network: null, ...change })];
  const pf = nicFacts({ driver, deviceClass: 'other', network: null, numVfs: 1, virtualFunctions });
  const kernel = kernelOf(inventory([pf], { kernelRelease }));
  const result = kernel.perform({ kind: 'vf-quota', pf: PF, vf: 0, quota, value });
  return { result, is: kernel.observe().physicalFunctions[0]?.virtualFunctions[0]?.[quota] };
}

test('a quota is taken and shows, and is written once', () => {
  expect(attempt('execQuantumMs', 20, { execQuantumMs: 0 })).toMatchObject({ result: { changed: true }, is: 20 });
  expect(attempt('execQuantumMs', 20, { execQuantumMs: 20 })).toMatchObject({ result: { changed: false }, is: 20 });
  expect(attempt('vramQuotaBytes', 4 * MIB)).toMatchObject({ result: { ok: true, changed: true }, is: 4 * MIB });
});

test('a time slice is taken of a VF on a driver, its memory is not', () => {
  expect(attempt('execQuantumMs', 20, { driver: 'vfio-pci' }).result.ok).toBe(true);
  expect(attempt('vramQuotaBytes', 4 * MIB, { driver: 'vfio-pci' })).toMatchObject({
    result: { ok: false, error: { message: 'vfio-pci drives the VF' } },
    is: undefined,
  });
});

test.each<[string, GpuSetting, { driver?: string | null; kernelRelease?: string }]>([
  ['time slices before Linux 6.19', 'execQuantumMs', { kernelRelease: '6.18.4' }],
  ['memory before Linux 7.0', 'vramQuotaBytes', { kernelRelease: '6.19.4' }],
  ['anything where no driver is bound', 'execQuantumMs', { driver: null }],
])('there is no file for %s', (_words, quota, where) => {
  const { result } = attempt(quota, 2 * MIB, {}, where);
  expect(result.ok ? 'taken' : result.error.errno).toBe('ENOENT');
});

test('what the driver cuts or rounds up shows when it is read back', () => {
  expect(attempt('execQuantumMs', 200_000)).toMatchObject({ result: { ok: false }, is: 100_000 });
  const { result, is } = attempt('vramQuotaBytes', 3 * MIB);
  expect(is).toBe(4 * MIB);
  expect(result.ok ? '' : result.error.message).toBe('vram_quota 3145728 asked for, VF 0 has 4194304');
});

test('a driver of which nothing is known is taken to have it, and that is said', () => {
  expect(attempt('execQuantumMs', 20, {}, { driver: 'frob' }).result).toMatchObject({
    ok: true,
    note: expect.stringContaining('assumed') as string,
  });
});

test('new VFs have what the driver gives them, which nobody knows', () => {
  const pf = nicFacts({
    ...{ driver: 'xe', deviceClass: 'other', network: null, numVfs: 1 },
    virtualFunctions: [vfFacts(0, { driver: null, network: null, execQuantumMs: 20 })],
  } as const);
  const kernel = kernelOf(inventory([pf], { kernelRelease: '7.0.0' }));
  kernel.perform({ kind: 'num-vfs', pf: PF, numVfs: 0 });
  kernel.perform({ kind: 'num-vfs', pf: PF, numVfs: 1 });
  expect(kernel.observe().physicalFunctions[0]?.virtualFunctions[0]).not.toHaveProperty('execQuantumMs');
});
