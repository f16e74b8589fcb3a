import type { HostPort, HostReading, NamedRun, RunRecord } from '../host/port';
import { isUnfinished } from './unfinished';

/** There is no way back to plan. */
export interface NoWayBack {
  readonly reading: HostReading;
  /**
   * - `none`: there is nothing to undo.
   * - `unknown`: the host knows no run that is called so.
   * - `later`: others came after it, and are to be undone first.
   * - `foreign`: the run was for another host of the app.
   * - `damaged`: the journal of the run is.
   */
  readonly nothing: 'none' | 'unknown' | 'later' | 'foreign' | 'damaged';
  readonly reason: string;
  /** The run that would be undone, where there is nothing to undo of it. */
  readonly run?: NamedRun;
}

/** Characters of an id that name a run, as they are shown. */
const SHORT_ID = 8;

/**
 * The run that a rollback undoes: the last one, or the one that is named. Of a rollback that was cut short, or that has
 * nothing left to do, that is the rollback itself, which leads to the same place.
 *
 * @param named id of a run, or its first 8 characters or more @default the last one
 * @throws HostUnreachable when there is no connection
 */
export async function runToUndo(
  port: HostPort,
  reading: HostReading,
  named: string | undefined,
): Promise<RunRecord | NoWayBack> {
  const { lastRun, unchanged } = reading;
  if (lastRun === null) {
    const reason = `nothing was ever applied to ${port.name}`;
    return { reading, nothing: named === undefined ? 'none' : 'unknown', reason };
  }
  if (unchanged !== undefined && (named === undefined || isCalled(unchanged, named))) {
    const hint = `the one before it is undone by --run ${lastRun.id}`;
    return { reading, nothing: 'none', reason: `${runName(unchanged)} changed nothing there; ${hint}`, run: unchanged };
  }
  if (named === undefined || isCalled(lastRun, named)) return lastRun;
  if (lastRun.undoes !== undefined && isCalled(lastRun.undoes, named)) return lastRun;
  return earlierRun(port, reading, named);
}

async function earlierRun(port: HostPort, reading: HostReading, named: string): Promise<RunRecord | NoWayBack> {
  const { runs } = await port.history();
  const at = runs.findIndex((run) => isCalled(run, named));
  const run = runs[at];
  if (run === undefined) {
    return { reading, nothing: 'unknown', reason: `run ${named} did nothing on ${port.name}, or is long past` };
  }
  const undone = new Set(runs.flatMap((each) => (isUndoing(each) ? [each.id, each.undoes?.id] : [])));
  const later = runs.slice(at + 1).filter(({ id }) => !undone.has(id));
  if (later.length === 0) return run;
  const names = later.map((each) => runName(each)).join(', ');
  const reason = `${names} came after ${runName(run)} on ${port.name}: undo what came last first, with --run ${later.at(-1)?.id}`;
  return { reading, nothing: 'later', reason };
}

/** A rollback that did all of it. */
function isUndoing(run: RunRecord): boolean {
  return run.purpose === 'rollback' && run.undoes !== undefined && !isUnfinished(run);
}

/** What a rollback of a run says that it undoes. */
export function undoneBy(run: RunRecord): NamedRun {
  if (run.purpose === 'rollback' && run.undoes !== undefined) return run.undoes;
  return { id: run.id, startedAt: run.startedAt, client: run.client };
}

/** By its id, or by how that begins. */
export function isCalled({ id }: { readonly id: string }, named: string): boolean {
  return id === named || (named.length >= SHORT_ID && id.startsWith(named));
}

/** `run 3f2a9c11 of 2026-01-31T12:00:00.000Z by ann@desk`. */
export function runName({ id, startedAt, client }: NamedRun): string {
  return `run ${id.slice(0, SHORT_ID)} of ${new Date(startedAt * 1000).toISOString()} by ${client}`;
}
