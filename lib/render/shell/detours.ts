import type { Step } from '../../plan/step';

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
  if (step === undefined || step.kind === 'wait-link') return undefined;
  const end = last.get(thingOf(step));
  if (end === undefined || end === index) return undefined;
  const reasons = [end];
  for (let i = index + 1; i < end; i++) {
    const between = steps[i];
    if (between !== undefined && last.get(thingOf(between)) === i && isReason(step, between)) reasons.push(i);
  }
  return reasons;
}

/** Index of the last step for each thing that steps set. */
export function lastSteps(steps: readonly Step[]): Map<string, number> {
  const last = new Map<string, number>();
  for (const [i, step] of steps.entries()) last.set(thingOf(step), i);
  return last;
}

/** What a step sets; of two steps with the same thing the later one counts. */
function thingOf(step: Step): string {
  switch (step.kind) {
    case 'module-load':
      return `module ${step.module}`;
    case 'vf-setting':
      return `vf ${step.vf} ${step.setting.name}`;
    case 'vf-mtu':
    case 'vf-msix':
    case 'driver-bind':
      return `${step.kind} ${step.vf}`;
    case 'nvme-resource':
      return `${step.kind} ${step.controllerId} ${step.resource}`;
    case 'secondary-state':
      return `${step.kind} ${step.controllerId}`;
    case 'namespace-attach':
      return `${step.kind} ${step.controllerId} ${step.nsid}`;
    default:
      return step.kind;
  }
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
    default:
      return false;
  }
}
