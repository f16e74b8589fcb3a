import { runName } from '../apply';
import type { NamedRun } from '../host/port';
import { InputError } from '../model/errors';
import type { PlannedHost, Task } from './task';

/** Hosts with their way back, of which those are left alone that the run was not at. */
export function choosing(named: string | undefined): NonNullable<Task['choose']> {
  return named === undefined ? lastRunOfAll : (planned) => refuseUnknown(planned, named);
}

/** @throws InputError when no host knows the run */
function refuseUnknown(planned: readonly PlannedHost[], named: string): readonly PlannedHost[] {
  const isKnown = planned.some(({ live, verdict }) => live !== null || verdict?.status !== 'nothing' || verdict.run);
  if (isKnown) return planned;
  throw new InputError('--run', `no host knows a run ${named}`, 'Look for its id with "sriov history"');
}

/** The run that was last on any of the hosts; a host whose last run is another one is left alone. */
function lastRunOfAll(planned: readonly PlannedHost[]): readonly PlannedHost[] {
  const last = planned.reduce<NamedRun | null>((latest, one) => {
    const run = runOf(one);
    return run === null || (latest !== null && latest.startedAt >= run.startedAt) ? latest : run;
  }, null);
  return planned.map((one) => {
    const run = runOf(one);
    if (run === null || last === null || run.id === last.id || one.live === null) return one;
    const problem = `left alone: ${runName(last)} was not here; what was last here is ${runName(run)}, undone by --run ${run.id}`;
    return { ...one, live: null, verdict: { status: 'nothing', problem } };
  });
}

/** The last run on a host. */
function runOf({ live, verdict }: PlannedHost): NamedRun | null {
  if (live !== null) return live.undoes ?? null;
  return verdict.status === 'nothing' ? (verdict.run ?? null) : null;
}
