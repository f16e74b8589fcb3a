import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostsOf } from '../../lib/cli/out-folder';
import { furnished } from '../../lib/host/virtual/furnish';
import type { Inventory } from '../../lib/inventory/inventory';
import type { HostPlan } from '../../lib/plan/host-plan';

/** A plan of an example, and the host that it was made for. */
export interface ExamplePlan {
  readonly title: string;
  readonly plan: HostPlan;
  readonly observed: Inventory;
}

const EXAMPLES = join(__dirname, '../../examples');

/** Plans of all examples; of those that are alike (fifty hosts of one kind) one each. */
export function examplePlans(): ExamplePlan[] {
  const programs = readdirSync(EXAMPLES).flatMap((topic) =>
    existsSync(join(EXAMPLES, topic, 'main.ts')) ? [[topic, 'main.ts'] as const] : [],
  );
  return [...programs, ['demo', 'captured.ts'] as const].flatMap(([topic, program]) => {
    const seen = new Set<string>();
    return plansOf(topic, program).filter(({ plan }) => {
      const shape = [...new Set(plan.steps.map(({ kind, pf }) => `${kind} ${pf}`))].sort().join();
      return plan.refusals.length === 0 && !seen.has(shape) && seen.add(shape);
    });
  });
}

function plansOf(topic: string, program: string): ExamplePlan[] {
  const folder = mkdtempSync(join(tmpdir(), 'sriov-apply-'));
  const before = process.env;
  process.env = {
    ...before,
    CDKTF_OUTDIR: folder,
    CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS: 'true',
  };
  try {
    jest.isolateModules(() => require(join(EXAMPLES, topic, program)));
    return hostsOf(folder).map(({ plan, observed }) => ({
      title: `${topic}/${program} ${plan.name}`,
      plan,
      observed: furnished(observed, plan.presumed).inventory,
    }));
  } finally {
    process.env = before;
    rmSync(folder, { recursive: true });
  }
}
