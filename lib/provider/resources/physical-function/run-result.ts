import type { HostResult } from '../../../apply';
import type { StepOutcome } from '../../../simulate/kernel/outcome';
import type { HostPlan } from '../../../plan/host-plan';
import { pfStepText } from '../../../report/plan-steps';
import { oneLine } from '../../../model/text';
import { inAttributes, inWords } from './say-findings';

/** Why a run did not do what was planned; null: it did. */
export interface RunProblem {
  readonly summary: string;
  readonly detail: string;
  /** Nothing was written: the host is as it was. */
  readonly isUntouched: boolean;
}

/** @param name of the port */
export function problemOf(result: HostResult, plan: HostPlan, name: string): RunProblem | null {
  switch (result.status) {
    case 'unchanged':
    case 'done':
      return null;
    case 'refused':
      return problem(
        `The host ${name} refused the change`,
        `${result.reasons.map(inWords).join(' ')} ${doneText(result.outcomes, plan)}`,
        result.outcomes.length === 0,
      );
    case 'unsound':
      return problem(
        'The plan does not reach what is wanted',
        'The kernel model ends elsewhere, so nothing was done. Plan again and read what it finds.',
        true,
      );
    case 'busy':
      return problem(
        `Another run is going on on ${name}`,
        `${result.holder.client} is at it (run ${result.holder.runId}, process ${result.holder.pid}). Nothing was done. Apply again when it has ended.`,
        true,
      );
    case 'outdated':
      return problem(
        `Another run took place on ${name} meanwhile`,
        `Run ${result.lastRun?.id ?? 'not known'} by ${result.lastRun?.client ?? 'an unknown client'} came after the look. Nothing was done. Plan again.`,
        true,
      );
    case 'failed':
      return problem(
        `A step failed on ${name}`,
        `${failureText(result.outcomes, plan)} ${doneText(result.outcomes, plan)}`,
      );
    case 'differs': {
      const found = result.differences.map(
        ({ vf, field, wanted, found: is }) =>
          `${field} of ${vf === undefined ? 'the PF' : `VF ${vf}`} is ${String(is)}, wanted is ${String(wanted)}`,
      );
      return problem(
        `The PF on ${name} is not as wanted although every step worked`,
        `${inAttributes(found.join('; '))}. Plan again: another program may be changing it, or the device does not take the value.`,
      );
    }
    case 'overtaken':
      return problem(
        `Another run began on ${name} before the change was read back`,
        `Every step worked; run ${result.by.runId} by ${result.by.client} came next. Plan again.`,
      );
    case 'unconfirmed':
      return problem(
        `${name} was not told in time that it is still reached`,
        `${result.problem}. The host goes back by itself to how it was. Look at the way to it, and plan again.`,
      );
    case 'lost':
      return problem(
        `The connection to ${name} broke`,
        `${result.error.message} ${result.started} of ${plan.steps.length} steps had begun; the journal on the host has what was done. Plan again.`,
        result.started === 0,
      );
  }
}

function problem(summary: string, detail: string, isUntouched = false): RunProblem {
  return { summary, detail: oneLine(detail.trim()), isUntouched };
}

function failureText(outcomes: readonly StepOutcome[], plan: HostPlan): string {
  const last = outcomes.at(-1);
  if (last === undefined || last.ok) return '';
  return `"${inAttributes(pfStepText(last.step, plan))}" failed: ${last.error.message}.`;
}

function doneText(outcomes: readonly StepOutcome[], { steps }: HostPlan): string {
  const done = outcomes.filter(({ ok }) => ok).length;
  return done === 0
    ? 'Nothing was done.'
    : `${done} of ${steps.length} steps were done and stay. Plan again to see what is left.`;
}
