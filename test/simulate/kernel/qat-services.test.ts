import type { PhysicalFunctionFacts } from '../../../lib/inventory/inventory';
import { inventory, nicFacts } from '../../support/facts';
import { builtInKernel } from '../../support/kernel';

/** `qat/cfg_services` as adf_sysfs.c has it. */

const PF = '0000:3b:00.0';

function qat(change: Partial<PhysicalFunctionFacts> = {}, kernelRelease = '6.12.95') {
  const device = { driver: '4xxx', classCode: '0b4000', deviceClass: 'other', network: null } as const;
  return builtInKernel(
    inventory(
      [nicFacts({ ...device, totalVfs: 16, numVfs: 0, virtualFunctions: [], qatServices: 'sym;asym', ...change })],
      { kernelRelease },
    ),
  );
}

function answers(services: string, change: Partial<PhysicalFunctionFacts> = {}): string | boolean | undefined {
  const result = qat(change).perform({ kind: 'qat-services', pf: PF, services });
  return result.ok ? result.changed : result.error.errno;
}

test.each<[string, string, Partial<PhysicalFunctionFacts>, string | boolean]>([
  ['takes other services', 'sym;dc', {}, true],
  ['does nothing for those that it has', 'sym;asym', {}, false],
  ['refuses one that it has not', 'decomp', {}, 'EINVAL'],
  ['refuses one that stands alone beside others', 'sym;dcc', {}, 'EINVAL'],
  ['refuses three on 4xxx', 'sym;asym;dc', {}, 'EINVAL'],
  ['takes three on 6xxx', 'sym;asym;dc', { driver: '6xxx' }, true],
  ['is busy while it has VFs', 'dc', { numVfs: 16 }, 'EBUSY'],
  ['has no such file with a driver that makes none', 'dc', { driver: 'c6xx', qatServices: undefined }, 'ENOENT'],
  ['has no such file without a driver', 'dc', { driver: null }, 'ENOENT'],
])('the device %s', (_words, services, change, answer) => {
  expect(answers(services, change)).toBe(answer);
});

test('an inventory shows what was written', () => {
  const kernel = qat();
  kernel.perform({ kind: 'qat-services', pf: PF, services: 'dc' });
  expect(kernel.observe().physicalFunctions[0]?.qatServices).toBe('dc');
});

test.each([
  ['sym', '6.1.0', 'EINVAL'],
  ['dc', '6.1.0', 'changed'],
  ['dc', '6.6.1', 'changed'],
  ['sym', '6.6.1', 'assumed: 4xxx of this kernel takes sym'],
  ['sym', '6.12.95', 'changed'],
])('%s on Linux %s: %s', (services, kernelRelease, answer) => {
  const result = qat({}, kernelRelease).perform({ kind: 'qat-services', pf: PF, services });
  expect(result.ok ? (result.note ?? 'changed') : result.error.errno).toBe(answer);
});

test.each<[string, Partial<PhysicalFunctionFacts>, number, string]>([
  ['6.1.0', {}, 0, 'EINVAL'],
  ['6.1.0', {}, 8, 'EBUSY'],
  ['6.1.0', { driverOutOfTree: true }, 0, 'assumed: 4xxx takes 0 in sriov_numvfs; no source says so'],
  ['6.8.0', {}, 0, 'EINVAL'],
  ['6.10.1', {}, 0, 'assumed: 4xxx takes 0 in sriov_numvfs; no source says so'],
  ['6.12.95', {}, 0, 'changed'],
])('VFs in place of 16 on Linux %s (%j): %s are %s', (kernelRelease, change, numVfs, answer) => {
  const result = qat({ numVfs: 16, ...change }, kernelRelease).perform({ kind: 'num-vfs', pf: PF, numVfs });
  expect(result.ok ? (result.note ?? 'changed') : result.error.errno).toBe(answer);
});
