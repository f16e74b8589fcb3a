import { randomUUID } from 'node:crypto';
import { driverIn } from '../catalog/driver-table';
import type { HostPort, HostReading, LockHolder, RunEnd, RunEvent, RunRecord, StepRun } from '../host/port';
import { HostUnreachable } from '../host/unreachable';
import { type Difference, differences, pfFacts } from '../plan/difference';
import { planHost } from '../plan/plan';
import { retriesIn } from '../plan/setting-retries';
import type { StepOutcome } from '../simulate/kernel/outcome';
import type { LivePlan } from './live-plan';

export interface RunOptions {
  /** Run although the kernel model does not reach what is wanted. @default false */
  readonly skipSimulation?: boolean;
  /** How long the host waits to be told that it is still reached, once it was touched through its management. @default 120 */
  readonly confirmSeconds?: number;
  /** Unique; letters, digits and dashes. @default a new UUID */
  readonly runId?: string;
}

/** What became of one host. */
export type HostResult =
  /** Nothing differs; nothing was done. `unrecorded`: why the host's journal does not say so. */
  | { readonly status: 'unchanged'; readonly unrecorded?: string }
  /** Everything was done, and read back as wanted. */
  | { readonly status: 'done'; readonly outcomes: readonly StepOutcome[] }
  /** Nothing, or nothing more, was done: the plan must not run, or the host says that a step must not. */
  | { readonly status: 'refused'; readonly outcomes: readonly StepOutcome[]; readonly reasons: readonly string[] }
  /** The kernel model does not reach what is wanted, so nothing was done. */
  | { readonly status: 'unsound' }
  | { readonly status: 'busy'; readonly holder: LockHolder }
  /** Another run took place since the host was read; nothing was done. */
  | { readonly status: 'outdated'; readonly lastRun: RunRecord | null }
  /** The last outcome is the failure; the steps after it were not started. */
  | { readonly status: 'failed'; readonly outcomes: readonly StepOutcome[] }
  /** Every step worked, and the host is not as wanted all the same. */
  | {
      readonly status: 'differs';
      readonly outcomes: readonly StepOutcome[];
      readonly differences: readonly Difference[];
    }
  /** Every step worked; before that could be read back, another run began. */
  | { readonly status: 'overtaken'; readonly outcomes: readonly StepOutcome[]; readonly by: Overtaker }
  /** Done; but the host was not told in time that it is still reached, and goes back by itself. */
  | { readonly status: 'unconfirmed'; readonly outcomes: readonly StepOutcome[]; readonly problem: string }
  /** The connection broke: what was done by then is in the host's journal. */
  | { readonly status: 'lost'; readonly started: number; readonly error: HostUnreachable };

/** A run that came between another one and its reading back. */
export interface Overtaker {
  readonly runId: string;
  /** `user@machine`. */
  readonly client: string;
}

/** Time to confirm that a host is still reached, if nobody says otherwise. */
export const CONFIRM_SECONDS = 120;

/**
 * Carries a live plan out: refuses what must not run, runs the steps and reads the host back, in one round trip where the
 * port can, and, where the host's management was touched, confirms over a new connection that it is still reached.
 */
export async function carryOut(
  port: HostPort,
  live: LivePlan,
  options: RunOptions = {},
  listen: (event: RunEvent) => void = () => undefined,
): Promise<HostResult> {
  const early = beforeRunning(live, options);
  if (early !== null) return early.status === 'unchanged' ? noted(port, live, options) : early;
  const run = runOf(live, options);
  let started = 0;
  let end: RunEnd;
  try {
    end = await port.run(run, (event) => {
      if (event.kind === 'started') started += 1;
      listen(event);
    });
  } catch (error) {
    if (error instanceof HostUnreachable) return { status: 'lost', started, error };
    throw error;
  }
  switch (end.status) {
    case 'finished':
      return verify(port, live, run, end);
    case 'refused':
      return { status: 'refused', outcomes: end.outcomes, reasons: [end.reason] };
    case 'failed':
      return { ...end, outcomes: end.outcomes.map((outcome) => withReason(outcome, live)) };
    case 'busy':
    case 'outdated':
      return end;
  }
}

/** An error of `sriov_numvfs` with what its driver means by it. */
function withReason(outcome: StepOutcome, { plan, reading }: LivePlan): StepOutcome {
  const { step } = outcome;
  if (outcome.ok || step.kind !== 'num-vfs') return outcome;
  const { errno, message } = outcome.error;
  const driver = driverIn(plan.drivers, pfFacts(reading.inventory, step.pf)?.driver ?? null);
  const reasons = driver.numVfsRefusals.filter((one) => one.errno === errno).map(({ when }) => when);
  if (reasons.length === 0) return outcome;
  return { ...outcome, error: { ...outcome.error, message: `${message} (${driver.name}: ${reasons.join(', or ')})` } };
}

/** What can be said without touching the host; null: the plan is to run. */
function beforeRunning(live: LivePlan, options: RunOptions): HostResult | null {
  const { plan, simulation, reading } = live;
  // What was seen is the work of a run that goes on: nothing can be said of it.
  if (reading.busy !== null) return { status: 'busy', holder: reading.busy };
  const refused = refusedPlan(live);
  if (refused !== null) return refused;
  if (plan.steps.length === 0) return { status: 'unchanged' };
  return simulation.reached || options.skipSimulation === true ? null : { status: 'unsound' };
}

/** Why a plan must not run, whatever else is decided; null: it may, or what was seen is the work of a run that goes on. */
export function refusedPlan({ plan, reading }: LivePlan): Extract<HostResult, { status: 'refused' }> | null {
  if (reading.busy !== null || plan.refusals.length === 0) return null;
  const reasons = plan.refusals.map(
    ({ ruleId, constructPath, message, fix }) => `${ruleId} [${constructPath}] ${message}. ${fix}`,
  );
  return { status: 'refused', outcomes: [], reasons };
}

/** An apply that changes nothing is a run too: without it a rollback would undo the one before. */
async function noted(
  port: HostPort,
  { purpose, reading }: LivePlan,
  { runId = randomUUID() }: RunOptions,
): Promise<HostResult> {
  const { lastRun } = reading;
  if (purpose === 'rollback' || lastRun === null || lastRun.problem !== undefined) return { status: 'unchanged' };
  try {
    await port.noteUnchanged(runId, lastRun.id);
    return { status: 'unchanged' };
  } catch (error) {
    return { status: 'unchanged', unrecorded: error instanceof Error ? error.message : String(error) };
  }
}

function runOf(live: LivePlan, { runId = randomUUID(), confirmSeconds = CONFIRM_SECONDS }: RunOptions): StepRun {
  const { plan, purpose, before, beside, undoes, reading, allowInUse, management, identity } = live;
  const retries = retriesIn(plan, reading.inventory);
  const run: StepRun = {
    id: runId,
    host: plan.host,
    purpose,
    steps: plan.steps,
    before,
    ...(beside.physicalFunctions.length > 0 && { beside }),
    ...(undoes !== undefined && { undoes }),
    allowInUse,
    allowManagement: management,
    ...(retries.length > 0 && { retries }),
    identity,
    after: reading.lastRun?.id ?? null,
    ...(reading.lastRun !== null && { afterEnded: reading.lastRun.ended }),
    readBack: plan.target,
  };
  if (management.length === 0) return run;
  return { ...run, watchdog: { seconds: confirmSeconds, steps: wayBack(live) } };
}

/** Steps from where the plan is expected to end to where the host is now; what must be allowed for it was allowed. */
function wayBack({ plan, before, expected, owners }: LivePlan): StepRun['steps'] {
  const allowDisrupt = expected.physicalFunctions.flatMap((pf) => pf.virtualFunctions.map(({ address }) => address));
  const physicalFunctions = before.physicalFunctions.map((pf) => ({ ...pf, allowManagement: true }));
  const host = { path: plan.host, name: plan.name, presumed: false, drivers: plan.drivers };
  return planHost(host, { physicalFunctions }, expected, { allowDisrupt, owners }).steps;
}

async function verify(
  port: HostPort,
  { plan }: LivePlan,
  run: StepRun,
  { outcomes, reading: readBack }: Extract<RunEnd, { readonly status: 'finished' }>,
): Promise<HostResult> {
  let reading: HostReading;
  try {
    reading = readBack ?? (await port.observe(plan.target));
  } catch (error) {
    if (error instanceof HostUnreachable) return { status: 'lost', started: run.steps.length, error };
    throw error;
  }
  const by = overtaker(run, reading);
  const different = by === null ? differences(plan.target, reading.inventory) : [];
  if (different.length > 0) return { status: 'differs', outcomes, differences: different };
  const done: HostResult = by === null ? { status: 'done', outcomes } : { status: 'overtaken', outcomes, by };
  if (run.watchdog === undefined) return done;
  try {
    await port.confirm(run.id);
    return done;
  } catch (error) {
    return { status: 'unconfirmed', outcomes, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** The run whose work the reading back of another may show; null: there is none. */
function overtaker(run: StepRun, { lastRun, busy }: HostReading): Overtaker | null {
  if (busy !== null) return busy;
  return lastRun === null || lastRun.id === run.id ? null : { runId: lastRun.id, client: lastRun.client };
}
