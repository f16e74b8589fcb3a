import type { OperationResult } from '../../lib/simulate/kernel/result';
import type { ExpectedResult } from './cases';
import type { RealResult } from './real/outcome';

/** Compares what an operation came to, on the model or a real host, with what a conformance case expects. */
export function expectOutcome(result: OperationResult | RealResult, expected: ExpectedResult): void {
  const found = result.ok
    ? { ok: true }
    : { ok: false, ...('error' in result ? result.error : { ...result, message: result.text }) };
  if (expected === 'works') expect(found).toMatchObject({ ok: true });
  else if ('says' in expected)
    expect(found).toMatchObject({ ok: false, message: expect.stringContaining(expected.says) });
  else expect(found).toMatchObject({ ok: false, ...expected });
}
