import type { RunRecord } from '../host/port';
import type { Inventory } from '../inventory/inventory';
import { pfFacts, vfFacts } from '../plan/difference';
import { numVfsFor } from '../plan/enough-vfs';
import type { HostPlan } from '../plan/host-plan';
import type { Step, VmAttachStep } from '../plan/step';
import { isUnfinished } from './unfinished';

/**
 * The plan, and in it the return of VFs that an unfinished run took from libvirt domains: nobody holds them now, so that
 * planning alone does not know of it. What the domain had is kept on the host until it has it again.
 */
export function withReturns(plan: HostPlan, lastRun: RunRecord | null, observed: Inventory): HostPlan {
  if (lastRun === null || !isUnfinished(lastRun)) return plan;
  const open = owedReturns(lastRun).filter((step) => !isPlanned(step, plan) && canBeGiven(step, plan, observed));
  return open.length === 0 ? plan : { ...plan, steps: [...plan.steps, ...open] };
}

/** Returns that did not happen, of VFs that were taken, by this run or, where it only finished another, by that one. */
function owedReturns({ steps, states }: RunRecord): VmAttachStep[] {
  const stateOf = (i: number) => states[i]?.state ?? 'open';
  const notTaken = new Set<string>();
  for (const [i, step] of steps.entries()) {
    if (step.kind === 'vm-detach' && stateOf(i) === 'open') notTaken.add(keyOf(step));
  }
  return steps.flatMap((step, i) =>
    step.kind === 'vm-attach' && stateOf(i) !== 'done' && !notTaken.has(keyOf(step)) ? [step] : [],
  );
}

function isPlanned(owed: VmAttachStep, { steps }: HostPlan): boolean {
  return steps.some((step) => step.kind === 'vm-attach' && keyOf(step) === keyOf(owed));
}

/** The VF is there at the end of the plan, or is there now and the plan does not manage its PF. */
function canBeGiven({ pf: address, vf, domain }: VmAttachStep, plan: HostPlan, observed: Inventory): boolean {
  const facts = pfFacts(observed, address);
  const target = plan.target.physicalFunctions.find((pf) => pf.address === address);
  if (facts === null || vf >= (target === undefined ? facts.numVfs : numVfsFor(target, facts))) return false;
  const users = vfFacts(facts, vf)?.users ?? [];
  return !users.some((user) => user.kind === 'domain' && user.detail === domain);
}

function keyOf({ pf, vf }: Extract<Step, { readonly vf: number }>): string {
  return `${pf}/${vf}`;
}
