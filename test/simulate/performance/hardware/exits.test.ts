import { EXIT_REASONS, exitHandlingNs } from '../../../../lib/simulate/performance/hardware/exits';

test.each([
  ['APIC_WRITE', 1000, 1500],
  ['MSR_WRITE', 1000, 1500],
  ['EXTERNAL_INTERRUPT', 2000, 4000],
  ['IO_INSTRUCTION', 8000, 9000],
])('%s takes between %d and %d ns from exit to entry', (reason, least, most) => {
  const found = exitHandlingNs(reason)?.value;
  expect(found).toBeGreaterThanOrEqual(least);
  expect(found).toBeLessThanOrEqual(most);
});

test('an IPI on the fast path takes half of what it takes otherwise', () => {
  expect(exitHandlingNs('MSR_WRITE', true)?.value).toBeLessThan(0.55 * (exitHandlingNs('MSR_WRITE')?.value ?? 0));
  expect(exitHandlingNs('IO_INSTRUCTION', true)).toEqual(exitHandlingNs('IO_INSTRUCTION'));
});

test('a vCPU that halts is idle, which has no cost', () => {
  expect(exitHandlingNs('HLT')).toBeNull();
});

test('a reason that nobody measured is taken for one of the kernel, less sure, and named', () => {
  const found = exitHandlingNs('WBINVD');
  expect(EXIT_REASONS['WBINVD']).toBeUndefined();
  expect(found?.value).toBe(exitHandlingNs('CPUID')?.value);
  expect(found?.spread).toBeGreaterThan(2 * (exitHandlingNs('CPUID')?.spread ?? 0));
  expect(found?.terms.map(({ name }) => name)).toContainEqual(expect.stringContaining('has not been measured'));
});
