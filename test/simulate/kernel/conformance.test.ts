import type { Kernel } from '../../../lib/simulate/kernel/kernel';
import { builtInKernel } from '../../support/kernel';
import type { OperationResult } from '../../../lib/simulate/kernel/result';
import { casesOf, CONFORMANCE_CASES, type ConformanceCase, type ExpectedResult } from '../../conformance/cases';
import { expectState } from '../../conformance/check-state';
import { emulatedHost } from '../../conformance/emulated-host';
import { KERNELS } from '../../lab/kernels';

/** What a real kernel was seen to do, the model does too. */
describe.each(KERNELS)('the kernel model of Linux %s', (series) => {
  test.each(casesOf(series).map((c): [string, ConformanceCase] => [c.name, c]))('%s', (_name, conformance) => {
    const kernel = builtInKernel(emulatedHost(conformance.host, series));
    prepare(kernel, conformance);
    expectResult(kernel.operate(conformance.when), conformance.gives);
    for (const state of conformance.after ?? []) expectState(kernel.observe(), state);
  });
});

describe('the kernel model', () => {
  test('has a case for every way of saying no that plans can meet', () => {
    const errnos = CONFORMANCE_CASES.map(({ gives }) =>
      typeof gives === 'object' && 'errno' in gives ? gives.errno : '',
    );
    expect(errnos).toEqual(
      expect.arrayContaining(['EBUSY', 'ERANGE', 'EINVAL', 'ENOENT', 'ENODEV', 'EOPNOTSUPP', 'EPROTONOSUPPORT']),
    );
  });
});

function prepare(kernel: Kernel, { given }: ConformanceCase): void {
  for (const operation of given) expect(kernel.operate(operation)).toMatchObject({ ok: true });
}

function expectResult(result: OperationResult, expected: ExpectedResult): void {
  if (expected === 'works') expect(result).toMatchObject({ ok: true });
  else if ('says' in expected) {
    expect(result).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining(expected.says) },
    });
  } else {
    expect(result).toMatchObject({ ok: false, error: expected });
  }
}
