import type { Command } from 'commander';
import { isUnfinished } from '../../apply';
import type { NamedRun, RunHistory, RunRecord } from '../../host/port';
import { counted, oneLine } from '../../report/line';
import { type Looked, lookAtAll, type RolloutHost, withHosts } from '../../rollout';
import { type CommandContext, withExample } from '../command';
import { addHostOptions, type HostOptions } from '../host-options';
import { hostWays } from '../host-ways';
import { exitOf, verdictDocument, verdictText, worst } from '../live-report';
import type { Terminal } from '../terminal';

type Told = Looked<RunHistory>;

/** `sriov history <out folder or plan>` */
export function historyCommand(command: Command, { terminal, exit }: CommandContext): void {
  addHostOptions(command).action(async (target: string, options: HostOptions) => {
    const told = await withHosts(hostWays(target, options, 'mistaken'), (hosts) =>
      terminal.progress(`reading ${counted(hosts.length, 'host')}`, () =>
        lookAtAll(hosts, options, ({ port }) => port.history()),
      ),
    );
    if (options.json === true) terminal.result(JSON.stringify(told.map(documentOf), null, 2));
    else for (const one of told) terminal.result(textOf(one, terminal));
    exit(worst(told.flatMap((one) => ('verdict' in one ? [exitOf(one.verdict)] : []))));
  });
  withExample(command, 'sriov history cdktf.out --ssh root@{host}', 'sriov history cdktf.out --virtual hosts --json');
}

function textOf(one: Told, { palette }: Terminal): string {
  const { name } = one.host.plan;
  if ('verdict' in one) return verdictText(name, one.verdict, null, palette);
  const lines = rowsOf(one.seen).map(({ id, when, purpose, client, host, end }) =>
    oneLine(`${id}  ${when}  ${purpose.padEnd(12)}  ${client}${isOf(one.host, host) ? '' : ` for ${host}`}: ${end}`),
  );
  const head = `${palette.bold(oneLine(name))}:`;
  return lines.length === 0
    ? `${head} nothing was ever applied`
    : [head, ...lines.map((line) => `  ${line}`)].join('\n');
}

function isOf({ plan }: RolloutHost, host: string | null): boolean {
  return host === null || host === '' || host === plan.host;
}

interface Row {
  readonly id: string;
  readonly when: string;
  readonly purpose: string;
  readonly client: string;
  /** null: as the runs before. */
  readonly host: string | null;
  /** How it ended, for people. */
  readonly end: string;
}

/** The last one first. */
function rowsOf({ runs, unchanged }: RunHistory): Row[] {
  const rows = runs.map((run) => ({ ...common(run), purpose: run.purpose, host: run.host, end: endOf(run) }));
  if (unchanged !== undefined) {
    rows.push({ ...common(unchanged), purpose: 'apply', host: '', end: 'found nothing to do' });
  }
  return rows.reverse();
}

function common({ id, startedAt, client }: NamedRun): Pick<Row, 'id' | 'when' | 'client'> {
  return { id, when: new Date(startedAt * 1000).toISOString(), client };
}

function endOf(run: RunRecord): string {
  const { states, steps, ended, undoes, problem } = run;
  if (problem !== undefined) return `its journal is damaged: ${problem}`;
  const what = undoes === undefined ? '' : `undoes run ${undoes.id.slice(0, 8)}, `;
  const done = states.filter(({ state }) => state === 'done').length;
  if (!isUnfinished(run)) return `${what}done, ${counted(steps.length, 'step')}`;
  const last = states.find(({ state }) => state === 'failed' || state === 'refused');
  const of = `after ${done} of ${counted(steps.length, 'step')}`;
  if (last?.state === 'failed') return `${what}failed ${of}: ${last.error.message}`;
  if (last?.state === 'refused') return `${what}refused ${of}: ${last.reason}`;
  return `${what}${ended ? 'stopped' : 'cut short, or still going on,'} ${of}`;
}

function documentOf(one: Told): object {
  const { name, host } = one.host.plan;
  if ('verdict' in one) return { host, name, ...verdictDocument(one.verdict) };
  return { host, name, status: 'read', runs: rowsOf(one.seen) };
}
