import type { Step } from '../plan/step';

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
    if (between !== undefined && isReason(step, between) && isLast(between, i, last)) reasons.push(i);
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

/** What a step sets, for steps that a later one may take back; of two with the same thing the later one counts. */
function thingOf(step: Step): string | undefined {
  switch (step.kind) {
    case 'num-vfs':
    case 'eswitch-mode':
    case 'drivers-autoprobe':
    case 'pf-link':
      return step.kind;
    case 'vf-msix':
      return `msix ${step.vf}`;
    case 'driver-bind':
      return `bind ${step.vf}`;
    case 'nvme-resource':
      return `${step.resource} ${step.controllerId}`;
    case 'secondary-state':
      return `state ${step.controllerId}`;
    case 'vm-detach':
    case 'vm-attach':
      return `domain ${step.vf}`;
    default:
      return undefined;
  }
}

function isFor(step: Step, vf: number): boolean {
  return 'vf' in step && step.vf === vf;
}

/** Whether `step` is a detour that `between` needs: no VFs or no driver bound, a controller offline, legacy mode. */
function isReason(step: Step, between: Step): boolean {
  switch (step.kind) {
    case 'num-vfs':
      return between.kind === 'eswitch-mode';
    case 'eswitch-mode':
      return between.kind === 'num-vfs';
    case 'secondary-state':
      return between.kind === 'nvme-resource' && between.controllerId === step.controllerId;
    case 'driver-bind':
      return (
        between.kind === 'eswitch-mode' ||
        ((between.kind === 'vf-msix' || between.kind === 'nvme-resource' || between.kind === 'secondary-state') &&
          between.vf === step.vf)
      );
    case 'vm-detach':
      return between.kind === 'num-vfs' || between.kind === 'eswitch-mode' || isFor(between, step.vf);
    default:
      return false;
  }
}
