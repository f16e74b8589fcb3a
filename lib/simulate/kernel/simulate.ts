import type { Inventory } from '../../inventory/inventory';
import type { PciAddress } from '../../model/units';
import { type Difference, differences } from '../../plan/difference';
import type { HostPlan } from '../../plan/host-plan';
import { createKernel } from './kernel';
import type { StepOutcome } from './outcome';
import type { KernelOptions } from './state';

export type { Difference } from '../../plan/difference';

/** What a plan comes to on the kernel model. */
export interface PlanSimulation {
  /** Of every step that was run; the last one may have failed. */
  readonly outcomes: readonly StepOutcome[];
  /** The host afterwards. */
  readonly end: Inventory;
  /** Every step worked and the host is as the plan's target wants it. */
  readonly reached: boolean;
  /** Where it is not. */
  readonly differences: readonly Difference[];
  /** PFs that steps touch and that the target does not have: whatever they do there, it is not wanted. */
  readonly astray: readonly PciAddress[];
  /** The plan must not run (it has refusals), so no step was run. */
  readonly refused: boolean;
}

/** PFs with steps that the target does not have; steps of domains give back what a run before took. */
function pfsAstray({ target, steps }: HostPlan): PciAddress[] {
  const wanted = new Set(target.physicalFunctions.map(({ address }) => address));
  const astray = steps.filter(({ kind, pf }) => !wanted.has(pf) && kind !== 'vm-attach' && kind !== 'vm-detach');
  return [...new Set(astray.map(({ pf }) => pf))];
}

/** What a plan says of the host under it. */
export function kernelOptions({ drivers, presumed, target }: HostPlan): KernelOptions {
  const vfDrivers = new Map<PciAddress, string>();
  for (const { address, vfDriver } of target.physicalFunctions) if (vfDriver !== null) vfDrivers.set(address, vfDriver);
  return { drivers, presumed, vfDrivers };
}

/** Runs the steps of a plan on the kernel model, up to the first failure, and compares the end with the target. */
export function simulatePlan(plan: HostPlan, observed: Inventory): PlanSimulation {
  const refused = plan.refusals.length > 0;
  const kernel = createKernel(observed, kernelOptions(plan));
  const outcomes: StepOutcome[] = [];
  let failed = false;
  for (const step of refused ? [] : plan.steps) {
    const outcome = kernel.perform(step);
    outcomes.push(outcome);
    failed = !outcome.ok;
    if (failed) break;
  }
  const end = outcomes.length === 0 ? observed : kernel.observe();
  const different = differences(plan.target, end);
  const astray = pfsAstray(plan);
  return {
    outcomes,
    end,
    reached: !refused && !failed && different.length === 0 && astray.length === 0,
    differences: different,
    astray,
    refused,
  };
}
