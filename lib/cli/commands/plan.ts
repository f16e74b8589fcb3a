import type { Command } from 'commander';
import { renderPlanDiff } from '../../report/plan-diff';
import { APPLY, type PlannedHost, settled, type Verdict, withHosts } from '../../rollout';
import { type CommandContext, withExample } from '../command';
import { EXIT, type ExitCode } from '../exit-codes';
import { addHostOptions, addPermissionOptions, type HostOptions, type PermissionOptions } from '../host-options';
import { hostWays } from '../host-ways';
import { diffOf, exitOf, summaryText, verdictDocument, verdictText, worst } from '../live-report';
import { planHosts } from '../live-run';
import type { Terminal } from '../terminal';

type PlanOptions = HostOptions & PermissionOptions;

/** `sriov plan <out folder or plan>` */
export function planCommand(command: Command, { terminal, exit }: CommandContext): void {
  addPermissionOptions(addHostOptions(command)).action(async (target: string, options: PlanOptions) => {
    const planned = await withHosts(hostWays(target, options, 'made'), async (hosts) =>
      settled(await planHosts(hosts, APPLY, options, terminal), APPLY, options),
    );
    report(planned, options, terminal);
    exit(worst(planned.map(exitOfPlan)));
  });
  withExample(
    command,
    'sriov plan cdktf.out --ssh root@{host}',
    'sriov plan cdktf.out --virtual hosts --host kvm01 --json',
  );
}

function exitOfPlan({ live, verdict }: PlannedHost): ExitCode {
  if (live === null) return exitOf(verdict);
  return live.plan.steps.length === 0 && live.plan.refusals.length === 0 ? EXIT.CLEAN : EXIT.FOUND;
}

function report(planned: readonly PlannedHost[], { json }: PlanOptions, terminal: Terminal): void {
  if (json === true) {
    terminal.result(JSON.stringify(planned.map(documentOf), null, 2));
    return;
  }
  for (const one of planned) terminal.result(hostText(one, terminal));
  if (planned.length > 1) terminal.result(summaryText(planned.map(statusOf)));
}

function hostText({ host, live, verdict }: PlannedHost, { palette }: Terminal): string {
  if (live === null) return verdictText(host.plan.name, verdict, null, palette);
  const text = renderPlanDiff(diffOf(live), palette);
  const { simulation, plan } = live;
  if (simulation.reached || plan.refusals.length > 0) return text;
  return `${text}\n${verdictText(host.plan.name, { status: 'unsound' }, live, palette)}\n`;
}

function statusOf({ live, verdict }: PlannedHost): Pick<Verdict, 'status'> {
  if (live === null) return verdict;
  if (live.plan.refusals.length > 0) return { status: 'refused' };
  return { status: live.plan.steps.length > 0 ? 'differs' : 'unchanged' };
}

function documentOf(one: PlannedHost): object {
  const { host, live, verdict } = one;
  const { name, host: path } = host.plan;
  if (live === null) return { host: path, name, ...verdictDocument(verdict) };
  const { plan, simulation, management } = live;
  const { changes, blast } = diffOf(live);
  const { refusals, steps, notes = [] } = plan;
  const reached = simulation.reached || refusals.length > 0 ? null : false;
  return {
    host: path,
    name,
    status: statusOf(one).status,
    changes,
    blastRadius: blast,
    refusals,
    steps,
    notes,
    management,
    ...(reached === false && { simulation: { outcomes: simulation.outcomes, differences: simulation.differences } }),
  };
}
