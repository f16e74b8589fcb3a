import type { HostResult, LivePlan } from '../apply';
import type { RunEvent } from '../host/port';
import { blastRadius } from '../plan/blast-radius';
import { changesOf } from '../plan/changes';
import type { HostPlan } from '../plan/host-plan';
import type { Step } from '../plan/step';
import { counted, oneLine } from '../report/line';
import type { Palette } from '../report/palette';
import { differenceText } from '../report/plan';
import type { PlanDiff } from '../report/plan-diff';
import { pfStepText } from '../report/plan-steps';
import { type Grade, gradeOf, type Verdict } from '../rollout';
import type { KernelError, StepOutcome } from '../simulate/kernel/outcome';
import { EXIT, type ExitCode } from './exit-codes';

const EXITS: Readonly<Record<Grade, ExitCode>> = { clean: EXIT.CLEAN, found: EXIT.FOUND, failed: EXIT.FAILED };

export function exitOf(verdict: Verdict): ExitCode {
  return EXITS[gradeOf(verdict)];
}

export function worst(codes: readonly ExitCode[]): ExitCode {
  return codes.reduce((most, code) => (code > most ? code : most), EXIT.CLEAN as ExitCode);
}

export function diffOf({ plan, reading, expected, owners }: LivePlan): PlanDiff {
  const { inventory } = reading;
  return { plan, changes: changesOf(plan, inventory, expected, owners), blast: blastRadius(plan, inventory) };
}

/** `kvm01 3/40 0000:3b:00.0 create 8 VFs: ok`. */
export function eventLine(plan: HostPlan, event: RunEvent): string | null {
  if (event.kind === 'started') return null;
  const { name, steps } = plan;
  const { index, outcome } = event;
  const what = stepText(outcome.step, plan);
  return oneLine(`${name} ${index + 1}/${steps.length} ${what}: ${outcomeText(outcome)}`);
}

/** A step with its PF; whom it hits was said with the plan. */
function stepText(step: Step, plan: HostPlan): string {
  const text = pfStepText(step, { ...plan, disruptions: [] });
  return text.includes(step.pf) ? text : `${step.pf} ${text}`;
}

function outcomeText(outcome: StepOutcome): string {
  if (!outcome.ok) return `fails: ${errorText(outcome.error)}`;
  const done = outcome.changed ? 'ok' : 'ok, changes nothing';
  return outcome.note === undefined ? done : `${done} (${outcome.note})`;
}

function errorText({ errno, nvmeStatus, message }: KernelError): string {
  const code = errno ?? (nvmeStatus === undefined ? undefined : `NVMe status 0x${nvmeStatus.toString(16)}`);
  return code === undefined || message.includes(code) ? message : `${code}: ${message}`;
}

/** What became of a host, for people: a line, and below it what there is to know. */
export function verdictText(name: string, verdict: Verdict, live: LivePlan | null, palette: Palette): string {
  const [head, ...details] = verdictLines(verdict, live);
  const code = exitOf(verdict);
  const paint = code === EXIT.CLEAN ? palette.ok : code === EXIT.FOUND ? palette.warning : palette.error;
  return [
    `${palette.bold(oneLine(name))}: ${paint(oneLine(head ?? ''))}`,
    ...details.map((line) => `  ${oneLine(line)}`),
  ].join('\n');
}

type VerdictOf<S extends Verdict['status']> = Verdict & { readonly status: S };
type Lines<V> = (verdict: V, live: LivePlan | null) => string[];

function verdictLines(verdict: Verdict, live: LivePlan | null): string[] {
  return (LINES[verdict.status] as Lines<Verdict>)(verdict, live);
}

const LINES: { readonly [S in Verdict['status']]: Lines<VerdictOf<S>> } = {
  unchanged: unchangedLines,
  done: ({ outcomes }, live) => {
    const changed = outcomes.filter((outcome) => outcome.ok && outcome.changed).length;
    const end = live?.purpose === 'rollback' ? 'as it was before' : 'as wanted';
    return [`done, ${counted(outcomes.length, 'step')} of which ${changed} changed something; read back ${end}`];
  },
  refused: ({ outcomes, reasons }, live) => [
    `refused${outcomes.length === 0 ? ', nothing was changed' : ` after ${counted(outcomes.length, 'step')}`}`,
    ...reasons,
    ...notStarted(outcomes, live),
  ],
  unsound: (_verdict, live) => ['not run: on the kernel model the plan does not end as wanted', ...modelLines(live)],
  busy: ({ holder: { runId, client, pid, since } }) => [
    `busy, nothing was changed: run ${runId} by ${client} (process ${pid}) since ${time(since)}`,
  ],
  outdated: ({ lastRun }) => [
    `not run: ${runText(lastRun)} took place since the host was read`,
    'look at the new plan and run again',
  ],
  failed: ({ outcomes }, live) => failedLines(outcomes, live),
  differs: ({ differences }, live) => differsLines(differences, live),
  overtaken: ({ outcomes, by: { runId, client } }) => [
    `done, ${counted(outcomes.length, 'step')}; not read back: run ${runId} by ${client} began before that`,
    'see what the host is like now with "sriov drift"',
  ],
  unconfirmed: ({ problem }) => ['done, but not confirmed: the host goes back to how it was', problem],
  lost: ({ started, error }, live) => [
    `connection lost after ${started} of ${counted(live?.plan.steps.length ?? 0, 'step')} had begun`,
    error.message,
    'run again to finish, or "sriov rollback" to go back; the journal on the host tells what was done',
  ],
  declined: () => ['nothing was changed, as asked'],
  skipped: () => ['not begun, since another host failed before (--fail-fast)'],
  cancelled: () => ['not begun, since all was called off before'],
  nothing: ({ problem }) => ['nothing to roll back', problem],
  foreign: ({ problem }) => ['not rolled back', problem],
  unreachable: ({ problem }) => ['not reached, nothing was changed', problem],
  error: (verdict) => [`failed: ${problemOf(verdict)}`],
};

function unchangedLines({ unrecorded }: VerdictOf<'unchanged'>, live: LivePlan | null): string[] {
  const end = live?.purpose === 'rollback' ? 'as it was before' : 'as wanted';
  const lines = [`nothing to do, it is ${end}`];
  if (unrecorded === undefined) return lines;
  const undone =
    'a rollback would undo the run before this one: that this one changed nothing is not written down there';
  return [...lines, undone, unrecorded];
}

function problemOf({ problem, defect }: Extract<Verdict, { status: 'error' }>): string {
  if (defect === undefined) return problem;
  const where = process.env.SRIOV_DEBUG && defect instanceof Error ? ` ${defect.stack ?? ''}` : '';
  return `defect in this program: ${problem}. Please report it; SRIOV_DEBUG=1 shows where.${where}`;
}

/** What became of a host, for machines. */
export function verdictDocument(verdict: Verdict): object {
  if (verdict.status === 'error') return { status: verdict.status, problem: problemOf(verdict) };
  return verdict.status === 'lost' ? { ...verdict, error: verdict.error.message } : verdict;
}

function failedLines(outcomes: readonly StepOutcome[], live: LivePlan | null): string[] {
  const failed = outcomes.at(-1);
  if (failed === undefined || failed.ok || live === null) return ['failed'];
  const { plan } = live;
  return [
    `failed at step ${outcomes.length} of ${plan.steps.length}; what was done before stays`,
    `failed: ${stepText(failed.step, plan)}: ${errorText(failed.error)}`,
    `done: ${counted(outcomes.length - 1, 'step')}`,
    ...notStarted(outcomes, live),
    'correct the cause and run again, or go back with "sriov rollback"',
  ];
}

function notStarted(outcomes: readonly StepOutcome[], live: LivePlan | null): string[] {
  const rest = live?.plan.steps.slice(outcomes.length) ?? [];
  if (rest.length === 0 || live === null || outcomes.length === 0) return [];
  const shown = rest.slice(0, MOST).map((step) => `not started: ${stepText(step, live.plan)}`);
  return rest.length > MOST ? [...shown, `not started: and ${rest.length - MOST} more`] : shown;
}

/** Steps, or differences, that are told one by one. */
const MOST = 20;

function modelLines(live: LivePlan | null): string[] {
  if (live === null) return [];
  const { outcomes, differences } = live.simulation;
  const failed = outcomes.find((outcome) => !outcome.ok);
  const why =
    failed !== undefined && !failed.ok
      ? [`fails there: ${stepText(failed.step, live.plan)}: ${errorText(failed.error)}`]
      : differences.slice(0, MOST).map((difference) => differenceText(difference));
  return [...why, 'change what is wanted; or, where the model is wrong about this host, give --skip-simulation'];
}

function differsLines(
  differences: Extract<HostResult, { status: 'differs' }>['differences'],
  live: LivePlan | null,
): string[] {
  const lines = differences.slice(0, MOST).map((difference) => differenceText(difference));
  const fewer = differences.some(
    (difference) => difference.field === 'numVfs' && Number(difference.found) < Number(difference.wanted),
  );
  return [
    `every step worked, and the host is not as ${live?.purpose === 'rollback' ? 'it was before' : 'wanted'} all the same`,
    ...lines,
    ...(differences.length > MOST ? [`and ${differences.length - MOST} more`] : []),
    ...(fewer ? ['DRV-004 the driver granted fewer VFs than asked for, and reported no error'] : []),
  ];
}

function runText(run: { readonly id: string; readonly client: string; readonly startedAt: number } | null): string {
  return run === null ? 'another run' : `run ${run.id} by ${run.client} of ${time(run.startedAt)}`;
}

function time(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

/** `50 hosts: 48 done, 1 refused, 1 unreachable`. */
export function summaryText(verdicts: readonly Pick<Verdict, 'status'>[]): string {
  const counts = new Map<string, number>();
  for (const { status } of verdicts) counts.set(status, (counts.get(status) ?? 0) + 1);
  const parts = [...counts].map(([status, count]) => `${count} ${status}`);
  return `${counted(verdicts.length, 'host')}: ${parts.join(', ')}`;
}
