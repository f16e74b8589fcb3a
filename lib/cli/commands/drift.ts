import type { Command } from 'commander';
import { driftOf, type HostDrift, isUnfinished } from '../../apply';
import type { HostReading } from '../../host/port';
import { counted, oneLine } from '../../report/line';
import { differenceText } from '../../report/plan';
import { type Looked, lookAtAll, type RolloutHost, withHosts } from '../../rollout';
import { type CommandContext, withExample } from '../command';
import { EXIT } from '../exit-codes';
import { addHostOptions, type HostOptions } from '../host-options';
import { hostWays } from '../host-ways';
import { exitOf, verdictDocument, verdictText, worst } from '../live-report';
import type { Terminal } from '../terminal';

/** What a look at a host gives, and how that stands to its plan. */
interface Seen {
  readonly reading: HostReading;
  readonly drift: HostDrift;
}

/** `sriov drift <out folder or plan>` */
export function driftCommand(command: Command, { terminal, exit }: CommandContext): void {
  addHostOptions(command).action(async (target: string, options: HostOptions) => {
    const looked = await withHosts(hostWays(target, options, 'mistaken'), (hosts) =>
      terminal.progress(`reading ${counted(hosts.length, 'host')}`, () => lookAtAll(hosts, options, lookAt)),
    );
    for (const one of looked) {
      if ('verdict' in one) continue;
      for (const warning of one.seen.reading.warnings) terminal.note(oneLine(`${one.host.plan.name}: ${warning}`));
    }
    report(looked, options, terminal);
    exit(
      worst(
        looked.map((one) =>
          'verdict' in one ? exitOf(one.verdict) : isAsWanted(one.seen.drift) ? EXIT.CLEAN : EXIT.FOUND,
        ),
      ),
    );
  });
  withExample(command, 'sriov drift cdktf.out --ssh root@{host}', 'sriov drift cdktf.out --virtual hosts --json');
}

async function lookAt({ port, plan }: RolloutHost): Promise<Seen> {
  const reading = await port.observe();
  return { reading, drift: driftOf(plan, reading) };
}

function report(looked: readonly Looked<Seen>[], { json }: HostOptions, terminal: Terminal): void {
  if (json === true) terminal.result(JSON.stringify(looked.map(documentOf), null, 2));
  else for (const one of looked) terminal.result(textOf(one, terminal));
}

function textOf(one: Looked<Seen>, { palette }: Terminal): string {
  const { name } = one.host.plan;
  if ('verdict' in one) return verdictText(name, one.verdict, null, palette);
  const { drift, reading } = one.seen;
  const head = palette.bold(oneLine(name));
  const run = journalLines(reading);
  if (isAsWanted(drift)) return [`${head}: ${palette.ok('as wanted')}`, ...run].join('\n');
  const { refusals, differences } = drift;
  const refused = refusals.map(
    ({ ruleId, constructPath, message, fix }) => `  ${oneLine(`${ruleId} [${constructPath}] ${message}. ${fix}`)}`,
  );
  const lines = differences.map((each) => `  ${differenceText(each)} (${oneLine(each.because)})`);
  return [`${head}: ${palette.warning(summaryOf(drift))}`, ...refused, ...lines, ...run].join('\n');
}

function isAsWanted({ refusals, differences }: HostDrift): boolean {
  return refusals.length === 0 && differences.length === 0;
}

/** `another card than the plan's, 3 differences`. */
function summaryOf({ refusals, differences }: HostDrift): string {
  const ids = new Set(refusals.map(({ ruleId }) => ruleId));
  const kinds = [...SUMMARIES].flatMap(([id, words]) => (ids.has(id) ? [words] : []));
  const compared = ids.has('PLAN-006') ? ['nothing was compared'] : [];
  return [...kinds, ...compared, ...(differences.length > 0 ? [counted(differences.length, 'difference')] : [])].join(
    ', ',
  );
}

const SUMMARIES: ReadonlyMap<string, string> = new Map([
  ['PLAN-006', "another machine than the plan's"],
  ['PLAN-005', "another card than the plan's"],
  ['PLAN-007', 'the journal of another host'],
  ['OPS-010', 'VFs held by other VMs'],
  ['IOM-002', 'IOMMU groups held by other VMs'],
]);

function journalLines({ lastRun, busy }: HostReading): string[] {
  if (busy !== null) return [`  run ${busy.runId} by ${busy.client} is at it now`];
  if (lastRun === null || !isUnfinished(lastRun)) return [];
  const done = lastRun.states.filter(({ state }) => state === 'done').length;
  const how = lastRun.ended ? 'stopped' : 'was cut short';
  return [
    oneLine(
      `  the last ${lastRun.purpose} (${lastRun.id} by ${lastRun.client}) ${how} after ${done} of ${lastRun.steps.length} steps`,
    ),
    '  "sriov apply" finishes it, "sriov rollback" goes back to before it',
  ];
}

function documentOf(one: Looked<Seen>): object {
  const { name, host } = one.host.plan;
  if ('verdict' in one) return { host, name, ...verdictDocument(one.verdict) };
  const { drift, reading } = one.seen;
  const { lastRun, busy } = reading;
  const run =
    lastRun === null
      ? null
      : { id: lastRun.id, purpose: lastRun.purpose, startedAt: lastRun.startedAt, unfinished: isUnfinished(lastRun) };
  const status = isAsWanted(drift) ? 'unchanged' : 'differs';
  return { host, name, status, refusals: drift.refusals, differences: drift.differences, lastRun: run, busy };
}
