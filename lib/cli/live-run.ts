import { type LivePlan, runName } from '../apply';
import { InputError } from '../model/errors';
import { oneLine } from '../report/line';
import { renderPlanDiff } from '../report/plan-diff';
import {
  type Approval,
  type FinishedHost,
  planAll,
  type PlannedHost,
  type RolloutEvent,
  type RolloutHost,
  rollOut,
  type Task,
  withHosts,
} from '../rollout';
import type { CommandContext } from './command';
import type { HostOptions, PermissionOptions, RunningOptions } from './host-options';
import { hostWays, type LiveTarget } from './host-ways';
import { diffOf, eventLine, exitOf, summaryText, verdictDocument, verdictText, worst } from './live-report';
import type { Terminal } from './terminal';

export type RunCommandOptions = HostOptions & PermissionOptions & RunningOptions;

/** Looks at all hosts and plans each of them, and says what there is to know beside the plans. */
export async function planHosts(
  hosts: readonly RolloutHost[],
  task: Task,
  options: HostOptions & PermissionOptions,
  terminal: Terminal,
): Promise<readonly PlannedHost[]> {
  const which = hosts.length === 1 ? hosts[0]?.port.name : `${hosts.length} hosts`;
  const planned = await terminal.progress(`reading ${which}`, () => planAll(hosts, task, options));
  for (const one of planned) for (const line of readingNotes(one)) terminal.note(oneLine(line));
  return planned;
}

function readingNotes({ host: { plan, port }, live }: PlannedHost): string[] {
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

/** Plans, asks, carries out and reports: what all commands share that change hosts. */
export async function runAll(
  { terminal, exit }: CommandContext,
  target: LiveTarget,
  options: RunCommandOptions,
  task: Task,
  verb: string,
): Promise<void> {
  if (options.yes !== true && !terminal.canAsk) {
    const problem = `there is no terminal to ask on whether to ${verb}`;
    throw new InputError('command line', problem, 'Give --yes, after a look at what "sriov plan" says');
  }
  const approve = options.yes === true ? async () => true : asking(verb, terminal);
  const listen = (event: RolloutEvent) => showEvent(event, terminal);
  const done = await withHosts(hostWays(target, options, 'made'), async (hosts) =>
    rollOut(await planHosts(hosts, task, options, terminal), task, { ...options, approve, listen }),
  );
  report(done, options, terminal);
  exit(worst(done.map(({ verdict }) => exitOf(verdict))));
}

function showEvent(event: RolloutEvent, terminal: Terminal): void {
  if (event.kind === 'planned' && event.one.live !== null)
    showPlan(event.one.live, event.one.verdict !== null, terminal);
  if (event.kind !== 'step') return;
  const line = eventLine(event.one.live.plan, event.step);
  if (line !== null) terminal.note(line);
}

/** The reasons of a refusal stand in the result. */
function showPlan(live: LivePlan, isRefused: boolean, terminal: Terminal): void {
  const { palette } = terminal;
  const { steps, refusals } = live.plan;
  if (steps.length === 0 && (isRefused || refusals.length === 0)) return;
  const diff = diffOf(live);
  terminal.note(renderPlanDiff(isRefused ? { ...diff, plan: { ...diff.plan, refusals: [] } } : diff, palette));
  if (isRefused) terminal.note(`${palette.error('must not run')}: the result says why\n`);
}

/** Asks whoever is at the terminal. */
function asking(verb: string, terminal: Terminal): Approval {
  return async (ready) => {
    const names = ready.map(({ host }) => host.plan.name).join(', ');
    const undone = [...new Set(ready.flatMap(({ live }) => live.undoes ?? []).map((run) => runName(run)))];
    const what = undone.length === 0 ? verb : `${verb} ${undone.join(', ')}`;
    return (await terminal.ask(`${oneLine(what)} on ${oneLine(names)}? Only "yes" does it: `)) === 'yes';
  };
}

function report(done: readonly FinishedHost[], { json }: RunCommandOptions, terminal: Terminal): void {
  const { palette } = terminal;
  if (json === true) {
    terminal.result(JSON.stringify(done.map(documentOf), null, 2));
    return;
  }
  for (const { host, live, verdict } of done) terminal.result(verdictText(host.plan.name, verdict, live, palette));
  if (done.length > 1) terminal.result(summaryText(done.map(({ verdict }) => verdict)));
}

/** One host for machines. */
function documentOf({ host, live, verdict }: FinishedHost): object {
  const { name, host: path } = host.plan;
  return {
    host: path,
    name,
    purpose: live?.purpose ?? null,
    ...(live?.undoes !== undefined && { undoes: live.undoes }),
    steps: live?.plan.steps ?? [],
    roundTrips: host.port.roundTrips,
    ...verdictDocument(verdict),
  };
}
