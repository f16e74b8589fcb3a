import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Step, StepKind } from '../../lib/plan/step';
import { specOf, STEP_SPECS } from '../../lib/plan/steps';
import { STEP_OF_EACH_KIND } from '../support/steps';

test('each kind of step has a file that is called like it', () => {
  const files = readdirSync(join(__dirname, '../../lib/plan/steps')).map((name) => name.replace(/\.ts$/, ''));
  expect(files).toEqual(expect.arrayContaining(Object.keys(STEP_SPECS)));
  expect(files.filter((name) => !(name in STEP_SPECS)).sort()).toEqual(['index', 'limits', 'schema', 'spec']);
});

/** Seconds for what takes longer than a write that the kernel answers at once. */
const LONG: Partial<Record<StepKind, number>> = {
  'eswitch-mode': 600,
  'num-vfs': 600,
  'nvme-resource': 90,
  'secondary-state': 90,
  'namespace-attach': 90,
  'vm-detach': 150,
  'vm-attach': 150,
  // 30 s of its own.
  'wait-link': 90,
};

test.each(Object.values<Step>(STEP_OF_EACH_KIND).map((step) => [step.kind, step] as const))(
  '%s has the time that it may take',
  (kind, step) => {
    expect(specOf(step).limitSeconds(step)).toBe(LONG[kind] ?? 60);
  },
);

test.each([
  [STEP_OF_EACH_KIND['namespace-attach'], ['namespace 1'], 'not attached'],
  [{ ...STEP_OF_EACH_KIND['namespace-attach'], attached: true }, ['namespace 1'], 'attached'],
  [STEP_OF_EACH_KIND['vf-mtu'], ['mtu'], 9000],
] as const)('%j writes %j: %j', (step: Step, fields, value) => {
  expect(specOf(step).writes(step)).toEqual({ fields, value });
});
