import type { DriverBindStep, Step } from '../../plan/step';
import { pfFacts, vfFacts } from '../../plan/difference';
import type { Kernel } from '../../simulate/kernel/kernel';
import type { StepOutcome } from '../../simulate/kernel/outcome';
import type { RunEnd, RunEvent, StepRun } from '../port';
import { isGuarded, refusalOf } from './guards';
import type { RunningHost } from './journal';

/**
 * Where a run may be cut short, for tests of what a kill leaves behind: `between` two steps; `before` a step that the
 * journal has; `within` one, when part of it is done; `after` it, while the journal still has it as started; at the
 * `end`, before the lock is given back.
 */
export interface CutPoint {
  readonly at: 'between' | 'before' | 'within' | 'after' | 'end';
  /** Place of the step in the run; for `end` the number of steps. */
  readonly index: number;
}

/** Ends the run by throwing: nothing is written or tidied afterwards. */
export type Cut = (point: CutPoint) => void;

export interface Pace {
  /** How much of the time that the model says passes the run takes; 0: none, 1: all. */
  readonly pace: number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Carries the steps of a run out, up to the first that fails or must not run. */
export async function carryOut(
  host: RunningHost,
  run: StepRun,
  listen: (event: RunEvent) => void,
  { pace, sleep }: Pace,
  cut: Cut | null,
): Promise<RunEnd> {
  const outcomes: StepOutcome[] = [];
  const untold: RunEvent[] = [];
  // What was not written yet may still be lost: nobody is told of it.
  const tell = () => untold.splice(0).forEach(listen);
  const save = () => {
    host.save();
    tell();
  };
  const end = (status: RunEnd): RunEnd => {
    cut?.({ at: 'end', index: run.steps.length });
    host.end();
    tell();
    return status;
  };
  const guarded = isGuarded(host.kernel.observe());
  for (const [index, step] of run.steps.entries()) {
    cut?.({ at: 'between', index });
    const reason = guarded ? refusalOf(step, host.kernel.observe(), run) : null;
    if (reason !== null) {
      host.set(index, { state: 'refused', reason });
      return end({ status: 'refused', outcomes, reason });
    }
    host.set(index, { state: 'started' });
    untold.push({ kind: 'started', index, step });
    // Says in one write that the step before has ended and that this one is about to happen.
    if (cut !== null || host.isDue) save();
    const clock = host.kernel.now();
    const outcome = cut === null ? host.kernel.perform(step) : performInParts(host, step, index, cut);
    const passed = host.kernel.now() - clock;
    if (pace > 0 && passed > 0) {
      save();
      await sleep(passed * pace);
    }
    outcomes.push(outcome);
    host.setOutcome(index, outcome);
    untold.push({ kind: 'ended', index, outcome });
    if (cut !== null) save();
    if (!outcome.ok) return end({ status: 'failed', outcomes });
  }
  return end({ status: 'finished', outcomes });
}

/** As the kernel model performs the step, with a chance to be cut after each write that it is made of. */
function performInParts(host: RunningHost, step: Step, index: number, cut: Cut): StepOutcome {
  cut({ at: 'before', index });
  let changed = false;
  if (step.kind === 'driver-bind') {
    for (const part of partsOf(host.kernel, step)) {
      const result = host.kernel.operate(part);
      changed ||= result.ok && result.changed;
      host.save();
      cut({ at: 'within', index });
    }
  }
  const outcome = host.kernel.perform(step);
  host.save();
  cut({ at: 'after', index });
  return outcome.ok ? { ...outcome, changed: outcome.changed || changed } : outcome;
}

/** The writes that come before the last one, which binds. */
function partsOf(kernel: Kernel, step: DriverBindStep): Parameters<Kernel['operate']>[0][] {
  const pf = pfFacts(kernel.observe(), step.pf);
  const vf = pf === null ? null : vfFacts(pf, step.vf);
  if (vf === null || (step.address !== null && step.address !== vf.address)) return [];
  if (step.driver !== null && step.driver === vf.driver) return [];
  const { address, driver } = vf;
  return [
    { do: 'write-driver-override', address, text: step.driver ?? '' },
    ...(driver === null || step.driver === null ? [] : [{ do: 'unbind' as const, driver, address }]),
  ];
}
