import { randomUUID } from 'node:crypto';
import {
  carryOut,
  forEachHost,
  type LivePlan,
  type NoWayBack,
  type Outcome,
  refusedPlan,
  runName,
  type RunOptions,
} from '../apply';
import { HostUnreachable } from '../host/unreachable';
import { unlistedVfs } from '../inventory/unlisted';
import { InputError } from '../model/errors';
import { oneLine } from '../report/line';
import { renderPlanDiff } from '../report/plan-diff';
import type { CommandContext } from './command';
import { EXIT } from './exit-codes';
import type { HostOptions, PermissionOptions, RunningOptions } from './host-options';
import { type LiveHost, liveHosts, type LiveTarget } from './live-hosts';
import { diffOf, eventLine, exitOf, summaryText, type Verdict, verdictText, worst } from './live-report';
import type { Terminal } from './terminal';

export type RunCommandOptions = HostOptions & PermissionOptions & RunningOptions;

/** A host, what is to be done there, and what became of it once it is known. */
export interface HostInRun {
  readonly host: LiveHost;
  readonly live: LivePlan | null;
  readonly verdict: Verdict | null;
}

/** How a command looks at a host and plans; the same for those that only show it. */
export type Planner = (host: LiveHost, options: PermissionOptions) => Promise<LivePlan | NoWayBack>;

/**
 * Looks at all hosts and plans each of them.
 *
 * @throws InputError when a name given with --allow-disrupt names nothing on any of them
 */
export async function planAll(
  target: LiveTarget,
  options: HostOptions & PermissionOptions,
  planner: Planner,
  terminal: Terminal,
): Promise<HostInRun[]> {
  const hosts = liveHosts(target, options);
  const fail = (outcome: Outcome<unknown>) => options.failFast === true && outcome.kind === 'error';
  const outcomes = await terminal.progress(
    `reading ${hosts.length === 1 ? hosts[0]?.port.name : `${hosts.length} hosts`}`,
    () => forEachHost(hosts, options.parallel, (host) => planner(host, options), fail),
  );
  const planned = hosts.map((host, n) => plannedHost(host, outcomes[n] ?? { kind: 'skipped' }));
  for (const { host, live } of planned) for (const line of readingNotes(host, live)) terminal.note(oneLine(line));
  refuseUnknownNames(planned, options.allowDisrupt);
  return planned;
}

function plannedHost(host: LiveHost, outcome: Outcome<LivePlan | NoWayBack>): HostInRun {
  if (outcome.kind === 'skipped') return { host, live: null, verdict: { status: 'skipped' } };
  if (outcome.kind === 'error') return { host, live: null, verdict: verdictOfError(outcome.error) };
  const { result } = outcome;
  if (!('nothing' in result)) return { host, live: result, verdict: null };
  const { nothing, reason: problem, run } = result;
  const status = nothing === 'none' || nothing === 'unknown' ? 'nothing' : 'foreign';
  return { host, live: null, verdict: { status, problem, ...(run && { run }) } };
}

/** Whatever goes wrong on one host is the result of that host: the others have theirs. */
export function verdictOfError(error: unknown): Verdict {
  if (error instanceof HostUnreachable) return { status: 'unreachable', problem: error.message };
  if (error instanceof InputError) return { status: 'error', problem: error.message };
  const text = error instanceof Error ? error.message : String(error);
  const where = process.env.SRIOV_DEBUG && error instanceof Error ? ` ${error.stack ?? ''}` : '';
  return {
    status: 'error',
    problem: `defect in this program: ${text}. Please report it; SRIOV_DEBUG=1 shows where.${where}`,
  };
}

function readingNotes({ plan, port }: LiveHost, live: LivePlan | null): string[] {
  if (live === null) return [];
  const { warnings, lastRun, busy } = live.reading;
  const notes = warnings.map((warning) => `${plan.name}: ${warning}`);
  if (lastRun !== null && !lastRun.ended && busy === null) {
    const done = lastRun.states.filter(({ state }) => state === 'done').length;
    const when = new Date(lastRun.startedAt * 1000).toISOString();
    notes.push(
      `${plan.name}: the ${lastRun.purpose} ${lastRun.id} of ${when} by ${lastRun.client} on ${port.name} was cut short after ${done} of ${lastRun.steps.length} steps`,
    );
  }
  return notes;
}

function refuseUnknownNames(planned: readonly HostInRun[], names: readonly string[]): void {
  if (names.length === 0 || planned.some(({ live }) => live === null)) return;
  const known = new Set<string>();
  for (const { live } of planned) {
    if (live === null) continue;
    for (const { attachment } of live.owners.values()) known.add(attachment);
    for (const pf of live.reading.inventory.physicalFunctions)
      for (const { address } of [...pf.virtualFunctions, ...unlistedVfs(pf)]) if (address !== '') known.add(address);
  }
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  const problem = `${unknown.join(', ')} ${unknown.length === 1 ? 'is' : 'are'} neither an attachment of these hosts nor the address of a VF there`;
  throw new InputError('--allow-disrupt', problem, 'Give the construct path of an attachment, or the address of a VF');
}

/** Plans, asks, carries out and reports: what `apply` and `rollback` share. */
export async function runAll(
  { terminal, exit }: CommandContext,
  target: LiveTarget,
  options: RunCommandOptions,
  planner: Planner,
  verb: string,
  choose: (planned: readonly HostInRun[]) => readonly HostInRun[] = (planned) => planned,
): Promise<void> {
  if (options.yes !== true && !terminal.canAsk) {
    const problem = `there is no terminal to ask on whether to ${verb}`;
    throw new InputError('command line', problem, 'Give --yes, after a look at what "sriov plan" says');
  }
  const planned = choose(await planAll(target, options, planner, terminal)).map(withRefusal);
  for (const { live, verdict } of planned) if (live !== null) showPlan(live, verdict, terminal);
  const done = (await agreed(planned, options, verb, terminal))
    ? await carryAllOut(planned, options, terminal)
    : declined(planned);
  await Promise.all(done.map(({ host }) => host.port.close()));
  report(done, options, terminal);
  exit(worst(done.map(({ verdict }) => (verdict === null ? EXIT.FAILED : exitOf(verdict)))));
}

/** What must not run is refused before anybody is asked, and stays so whatever is answered. */
function withRefusal(one: HostInRun): HostInRun {
  const verdict = one.live === null ? null : refusedPlan(one.live);
  return verdict === null ? one : { ...one, verdict };
}

/** The reasons of a refusal stand in the result. */
function showPlan(live: LivePlan, verdict: Verdict | null, terminal: Terminal): void {
  const { palette } = terminal;
  const { steps, refusals } = live.plan;
  const isRefused = verdict?.status === 'refused';
  if (steps.length === 0 && (isRefused || refusals.length === 0)) return;
  const diff = diffOf(live);
  terminal.note(renderPlanDiff(isRefused ? { ...diff, plan: { ...diff.plan, refusals: [] } } : diff, palette));
  if (isRefused) terminal.note(`${palette.error('must not run')}: the result says why\n`);
}

async function agreed(
  planned: readonly HostInRun[],
  { yes, skipSimulation }: RunCommandOptions,
  verb: string,
  terminal: Terminal,
): Promise<boolean> {
  const ready = planned.filter(({ live }) => live !== null && isReady(live, skipSimulation === true));
  if (yes === true || ready.length === 0) return true;
  const names = ready.map(({ host }) => host.plan.name).join(', ');
  const undone = [...new Set(ready.flatMap(({ live }) => live?.undoes ?? []).map((run) => runName(run)))];
  const what = undone.length === 0 ? verb : `${verb} ${undone.join(', ')}`;
  return (await terminal.ask(`${oneLine(what)} on ${oneLine(names)}? Only "yes" does it: `)) === 'yes';
}

function isReady({ plan, simulation, reading }: LivePlan, skipSimulation: boolean): boolean {
  return (
    reading.busy === null &&
    plan.steps.length > 0 &&
    plan.refusals.length === 0 &&
    (simulation.reached || skipSimulation)
  );
}

function declined(planned: readonly HostInRun[]): HostInRun[] {
  return planned.map((one) => ({ ...one, verdict: one.verdict ?? { status: 'declined' } }));
}

async function carryAllOut(
  planned: readonly HostInRun[],
  options: RunCommandOptions,
  terminal: Terminal,
): Promise<HostInRun[]> {
  const { confirmSeconds, skipSimulation } = options;
  // One run on all hosts: a rollback undoes it on those that it was at.
  const run: RunOptions = { confirmSeconds, skipSimulation, runId: randomUUID() };
  const stop = (outcome: Outcome<Verdict>) =>
    options.failFast === true && (outcome.kind !== 'result' || exitOf(outcome.result) !== EXIT.CLEAN);
  const failedAlready =
    options.failFast === true && planned.some(({ verdict }) => verdict !== null && exitOf(verdict) !== EXIT.CLEAN);
  const outcomes = await forEachHost(
    planned,
    options.parallel,
    async (one): Promise<Verdict> => {
      if (one.verdict !== null) return one.verdict;
      if (one.live === null || failedAlready) return { status: 'skipped' };
      return carryOneOut(one.host, one.live, run, terminal);
    },
    stop,
  );
  return planned.map((one, n) => ({ ...one, verdict: verdictOf(outcomes[n]) }));
}

function carryOneOut({ port }: LiveHost, live: LivePlan, run: RunOptions, terminal: Terminal): Promise<Verdict> {
  return carryOut(port, live, run, (event) => {
    const line = eventLine(live.plan, event);
    if (line !== null) terminal.note(line);
  });
}

function verdictOf(outcome: Outcome<Verdict> | undefined): Verdict {
  if (outcome?.kind === 'result') return outcome.result;
  return outcome?.kind === 'error' ? verdictOfError(outcome.error) : { status: 'skipped' };
}

function report(done: readonly HostInRun[], { json }: RunCommandOptions, terminal: Terminal): void {
  const { palette } = terminal;
  if (json === true) {
    terminal.result(JSON.stringify(done.map(documentOf), null, 2));
    return;
  }
  for (const { host, live, verdict } of done) {
    if (verdict !== null) terminal.result(verdictText(host.plan.name, verdict, live, palette));
  }
  if (done.length > 1) terminal.result(summaryText(done.flatMap(({ verdict }) => verdict ?? [])));
}

/** One host for machines. */
function documentOf({ host, live, verdict }: HostInRun): object {
  const { name, host: path } = host.plan;
  return {
    host: path,
    name,
    purpose: live?.purpose ?? null,
    ...(live?.undoes !== undefined && { undoes: live.undoes }),
    steps: live?.plan.steps ?? [],
    roundTrips: host.port.roundTrips,
    ...verdict,
    ...(verdict?.status === 'lost' && { error: verdict.error.message }),
  };
}
