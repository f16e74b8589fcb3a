import type { StepRun } from '../../lib/host/port';
import type { Step } from '../../lib/plan/step';

let runs = 0;

/** A run of an apply that knows of no earlier one, that nothing is allowed, and that any host may carry out. */
export function stepRun(steps: readonly Step[], change: Partial<StepRun> = {}): StepRun {
  runs++;
  return {
    id: `test-${process.pid}-${Date.now()}-${runs}`,
    host: 'rack1/kvm01',
    purpose: 'apply',
    steps,
    before: { physicalFunctions: [] },
    allowInUse: [],
    allowManagement: [],
    identity: { machine: {}, cards: [] },
    after: null,
    ...change,
  };
}
