import { randomUUID } from 'node:crypto';
import { carryOut, type LivePlan, type RunOptions } from '../apply';
import type { RunEvent } from '../host/port';
import { forEachHost, type Outcome } from './for-each-host';
import type { RolloutHost } from './hosts';
import { type PlanOptions, settled } from './plan-all';
import type { PlannedHost, Task } from './task';
import { gradeOf, type Verdict, verdictOf } from './verdict';

/** A host on which something is to be done. */
export interface ReadyHost {
  readonly host: RolloutHost;
  readonly live: LivePlan;
  readonly verdict: null;
}

/** A host, what was to be done there, and what became of it. */
export type FinishedHost = PlannedHost & { readonly verdict: Verdict };

/** Asked once, before the first write, about all hosts on which steps are to be carried out. */
export type Approval = (ready: readonly ReadyHost[]) => Promise<boolean>;

/** What happens meanwhile. */
export type RolloutEvent =
  /** It is settled what is to be done on a host. Comes for all of them in their order, before anybody is asked. */
  | { readonly kind: 'planned'; readonly one: PlannedHost }
  | { readonly kind: 'step'; readonly one: ReadyHost; readonly step: RunEvent }
  | { readonly kind: 'finished'; readonly one: FinishedHost };

export interface RolloutOptions extends PlanOptions, Pick<RunOptions, 'skipSimulation' | 'confirmSeconds'> {
  readonly approve: Approval;
  /** @default nobody is told */
  readonly listen?: (event: RolloutEvent) => void;
}

/**
 * Settles what is to be done, asks whether to do it, and carries it out, at most `parallel` hosts at once.
 *
 * What goes wrong on one host is the verdict of that host, and the others are worked on all the same; with `failFast` none
 * is begun after a verdict that is not clean, one of the looks included. Once `signal` is aborted none is begun either. A host
 * that was begun comes to its end in both cases: a run that is left in the middle is worse than one that is done.
 *
 * @param planned by `planAll`, with the same task
 * @throws InputError as `settled`
 */
export async function rollOut(
  planned: readonly PlannedHost[],
  task: Task,
  options: RolloutOptions,
): Promise<readonly FinishedHost[]> {
  const { approve, signal, skipSimulation = false, listen = () => undefined } = options;
  const decided = settled(planned, task, options);
  for (const one of decided) listen({ kind: 'planned', one });
  const ready = decided.filter(isOpen).filter(({ live }) => isReady(live, skipSimulation));
  const declined = ready.length > 0 && signal?.aborted !== true && !(await approve(ready));
  const verdicts = declined ? new Map<PlannedHost, Verdict>() : await carryAllOut(decided, options, listen);
  return decided.map((one) => withVerdict(one, one.verdict ?? verdicts.get(one) ?? { status: 'declined' }));
}

function isOpen(one: PlannedHost): one is ReadyHost {
  return one.verdict === null;
}

/** Whether steps will be carried out: what `carryOut` has to say of the others it says without any. */
function isReady({ plan, simulation, reading }: LivePlan, skipSimulation: boolean): boolean {
  return reading.busy === null && plan.steps.length > 0 && (simulation.reached || skipSimulation);
}

/** What becomes of the hosts that are still open. */
async function carryAllOut(
  decided: readonly PlannedHost[],
  { parallel, signal, failFast = false, confirmSeconds, skipSimulation }: RolloutOptions,
  listen: (event: RolloutEvent) => void,
): Promise<ReadonlyMap<PlannedHost, Verdict>> {
  const open = decided.filter(isOpen);
  const stops = (verdict: Verdict) => failFast && gradeOf(verdict) !== 'clean';
  if (decided.some(({ verdict }) => verdict !== null && stops(verdict))) {
    return new Map(open.map((one) => [one, { status: 'skipped' }]));
  }
  // One run on all hosts: a rollback undoes it on those that it was at.
  const run: RunOptions = {
    runId: randomUUID(),
    ...(confirmSeconds !== undefined && { confirmSeconds }),
    ...(skipSimulation !== undefined && { skipSimulation }),
  };
  const work = async (one: ReadyHost): Promise<Verdict> => {
    const verdict = await carryOneOut(one, run, (step) => listen({ kind: 'step', one, step }));
    listen({ kind: 'finished', one: withVerdict(one, verdict) });
    return verdict;
  };
  const stopAfter = (outcome: Outcome<Verdict>) => stops(verdictIn(outcome));
  const outcomes = await forEachHost(open, { parallel, signal, stopAfter }, work);
  return new Map(open.map((one, n) => [one, verdictIn(outcomes[n] ?? { kind: 'skipped' })]));
}

async function carryOneOut(
  { host, live }: ReadyHost,
  run: RunOptions,
  listen: (step: RunEvent) => void,
): Promise<Verdict> {
  try {
    return await carryOut(host.port, live, run, listen);
  } catch (error) {
    return verdictOf({ kind: 'error', error });
  }
}

function verdictIn(outcome: Outcome<Verdict>): Verdict {
  return outcome.kind === 'result' ? outcome.result : verdictOf(outcome);
}

function withVerdict(one: PlannedHost, verdict: Verdict): FinishedHost {
  return one.live === null ? { ...one, verdict } : { ...one, verdict };
}
