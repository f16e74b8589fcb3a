import type { Step } from '../plan/step';
import { specOf } from '../plan/steps';

/**
 * A step that a later one takes back: VFs removed to create others, a VF unbound to be bound again. Carried out a
 * second time it would destroy what is right by then, so the script takes it only while the steps it is for are open.
 *
 * @returns the indexes of those steps, all of which must be met to leave the step out; undefined for any other step
 */
export function detourFor(
  steps: readonly Step[],
  index: number,
  last: ReadonlyMap<string, number>,
): number[] | undefined {
  const step = steps[index];
  const thing = step && thingOf(step);
  if (step === undefined || thing === undefined) return undefined;
  const end = last.get(thing);
  if (end === undefined || end === index) return undefined;
  const reasons = [end];
  for (let i = index + 1; i < end; i++) {
    const between = steps[i];
    if (between !== undefined && specOf(step).isNeededBy?.(step, between) === true && isLast(between, i, last))
      reasons.push(i);
  }
  return reasons;
}

function isLast(step: Step, index: number, last: ReadonlyMap<string, number>): boolean {
  const thing = thingOf(step);
  return thing !== undefined && last.get(thing) === index;
}

/** Index of the last step for each thing that a plan may set more than once. */
export function lastSteps(steps: readonly Step[]): Map<string, number> {
  const last = new Map<string, number>();
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i];
    const thing = step && thingOf(step);
    if (thing !== undefined) last.set(thing, i);
  }
  return last;
}

function thingOf(step: Step): string | undefined {
  return specOf(step).thing?.(step);
}
