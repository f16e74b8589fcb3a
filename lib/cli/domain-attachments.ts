import { type Command, Option } from 'commander';
import type { AttachmentEnd, Reach } from '../host/libvirt';
import { oneLine } from '../report/line';
import type { Palette } from '../report/palette';
import { changeDomains, type DomainForm, type DomainWork, findAttachments, type HostAttachmentEnd } from '../rollout';
import type { CommandContext } from './command';
import { EXIT, type ExitCode } from './exit-codes';
import type { HostOptions } from './host-options';
import { hostShells } from './host-ways';

/** What `attach` and `detach` share: which VFs of which domains, and where. */
export interface DomainOptions extends HostOptions {
  readonly live?: boolean;
  readonly config?: boolean;
  readonly as?: DomainForm;
}

export function addDomainOptions(command: Command): Command {
  return (
    command
      .argument('<target>', 'out folder of a synth, or a plan file')
      .argument('<attachment...>', 'construct paths of attachments')
      .option('--live', 'only the domain as it runs (default: as it runs and as it is defined, as far as it does)')
      .option('--config', 'only the definition of the domain')
      .option('--ssh <dest>', 'over ssh; {host} in it stands for the name of the host in the plan')
      .option('--local', 'the host that this runs on')
      // Of all other commands: taken so that it can be refused in words.
      .addOption(new Option('--virtual <path>').hideHelp())
      .option('--ssh-config <file>', "configuration of ssh (default: the user's)")
      .addOption(
        new Option('--ssh-option <option>', 'as -o of ssh; may be given often')
          .argParser((value: string, before: readonly string[]) => [...before, value])
          .default([], 'none'),
      )
      .option('--sudo', 'become root with sudo on the host')
      .option('--json', 'print JSON')
  );
}

/** Finds the attachments in the plans, works on their hosts one after the other, and reports. */
export async function runOnDomains(
  { terminal, exit }: CommandContext,
  target: string,
  names: readonly string[],
  options: DomainOptions,
  work: DomainWork,
): Promise<void> {
  const hosts = hostShells(target, options, (plans) => findAttachments(names, plans, options.as));
  const ends: HostAttachmentEnd[] = [];
  for (const { on, shell } of hosts) {
    const change = () => changeDomains(on, shell, reachOf(options), work);
    ends.push(...(await terminal.progress(`asking libvirt on ${shell.name}`, change)));
  }
  terminal.result(
    options.json ? JSON.stringify(ends, null, 2) : ends.map((end) => endText(end, terminal.palette)).join('\n'),
  );
  exit(exitOf(ends));
}

/** Neither and both mean: what there is of the domain. */
function reachOf({ live, config }: DomainOptions): Reach {
  if (live === config) return 'both';
  return live ? 'live' : 'config';
}

function endText(end: AttachmentEnd, palette: Palette): string {
  const head = oneLine(`${end.attachment}, domain ${end.domain}`);
  switch (end.status) {
    case 'done': {
      const where = [...(end.live ? ['as it runs'] : []), ...(end.config ? ['as it is defined'] : [])].join(' and ');
      return `${head}: ${palette.ok('done')}, ${where}`;
    }
    case 'nothing':
      return `${head}: ${palette.dim('nothing to do')}, ${oneLine(end.note)}`;
    case 'refused':
      return `${head}: ${palette.error('refused')}: ${oneLine(end.problem)}. ${oneLine(end.fix)}.`;
    case 'failed':
      return `${head}: ${palette.error('failed')}: ${oneLine(end.problem)}`;
    case 'skipped':
      return `${head}: ${palette.warning('not done')}, since another one was refused or failed`;
  }
}

function exitOf(ends: readonly AttachmentEnd[]): ExitCode {
  if (ends.some(({ status }) => status === 'failed')) return EXIT.FAILED;
  return ends.some(({ status }) => status === 'refused' || status === 'skipped') ? EXIT.FOUND : EXIT.CLEAN;
}
