import type { Step } from '../plan/step';
import { specOf } from '../plan/steps';

/**
 * Steps that a later one takes back: VFs removed to create others, a VF unbound to be bound again. Carried out a
 * second time such a step would destroy what is right by then, so the script takes it only while the steps it is for are open.
 *
 * @returns for the index of each such step the indexes of those steps, all of which must be met to leave it out
 */
export function detours(steps: readonly Step[]): ReadonlyMap<number, readonly number[]> {
  const things = steps.map((step) => specOf(step).thing?.(step));
  /** Index of the last step for each thing that a plan may set more than once. */
  const last = new Map<string, number>();
  things.forEach((thing, i) => {
    if (thing !== undefined) last.set(thing, i);
  });
  const isLast = (i: number) => lastFor(things[i], last) === i;
  const found = new Map<number, readonly number[]>();
  steps.forEach((step, i) => {
    const end = lastFor(things[i], last);
    if (end === undefined || end === i) return;
    const { isNeededBy } = specOf(step);
    const reasons = [end];
    for (let other = i + 1; other < end; other++) {
      if (isNeededBy?.(step, steps[other]) === true && isLast(other)) reasons.push(other);
    }
    found.set(i, reasons);
  });
  return found;
}

function lastFor(thing: string | undefined, last: ReadonlyMap<string, number>): number | undefined {
  return thing === undefined ? undefined : last.get(thing);
}
