import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Step, StepKind } from '../../lib/plan/step';
import { specOf, STEP_SPECS } from '../../lib/plan/steps';
import schema from '../../schemas/host-plan.schema.json';
import { STEP_OF_EACH_KIND } from '../support/steps';

interface StepSchema {
  readonly required: readonly string[];
  readonly properties: { readonly kind: { readonly const: string } } & Readonly<Record<string, unknown>>;
}

const SCHEMAS = schema.definitions.step.oneOf as unknown as readonly StepSchema[];

/** Own fields by their name, as a spec says them. */
function fieldsOf({ properties, required }: StepSchema): Record<string, string> {
  const names = Object.keys(properties).filter((name) => !['kind', 'pf', 'attachments'].includes(name));
  return Object.fromEntries(names.map((name) => [name, required.includes(name) ? 'required' : 'optional']));
}

test('the schema of plans has the kinds of steps that there are, with their fields', () => {
  const inSchema = SCHEMAS.map((step) => [step.properties.kind.const, fieldsOf(step)] as const);
  const known = Object.entries(STEP_SPECS).map(([kind, { fields }]) => [kind, fields] as const);
  expect(Object.fromEntries(inSchema)).toEqual(Object.fromEntries(known));
  expect(inSchema).toHaveLength(known.length);
});

test('the schema of each kind says kind, PF and attachments as those of all others do', () => {
  for (const { required, properties } of SCHEMAS) {
    expect(required.slice(0, 2)).toEqual(['kind', 'pf']);
    expect(properties).toMatchObject({
      pf: { $ref: '#/definitions/pciAddress' },
      attachments: { $ref: '#/definitions/attachments' },
    });
    expect(required).not.toContain('attachments');
  }
});

test('each kind of step has a file that is called like it', () => {
  const files = readdirSync(join(__dirname, '../../lib/plan/steps')).map((name) => name.replace(/\.ts$/, ''));
  expect(files).toEqual(expect.arrayContaining(Object.keys(STEP_SPECS)));
  expect(files.filter((name) => !(name in STEP_SPECS)).sort()).toEqual(['index', 'limits', 'spec']);
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
