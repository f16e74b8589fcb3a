import { type Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_PARALLEL } from '../rollout';

/** Which hosts a command works on, and how they are reached; the same for every command that reaches some. */
export interface HostOptions {
  readonly ssh?: string;
  readonly local?: boolean;
  readonly virtual?: string;
  readonly from?: string;
  readonly host?: string;
  readonly sshConfig?: string;
  readonly sshOption: readonly string[];
  readonly sudo?: boolean;
  readonly timeout?: number;
  readonly parallel: number;
  readonly failFast?: boolean;
  readonly json?: boolean;
}

export function addHostOptions(command: Command): Command {
  return command
    .argument('<target>', 'out folder of a synth, or a plan file')
    .option('--ssh <dest>', 'over ssh; {host} in it stands for the name of the host in the plan')
    .option('--local', 'the host that this runs on')
    .option('--virtual <path>', 'virtual host: a file with its state, or a folder with a file for each host')
    .option('--from <file>', 'inventory that a new virtual host begins as (default: the one the plan was made for)')
    .option('--host <name>', 'only this host of the out folder, by name or construct path')
    .option('--ssh-config <file>', "configuration of ssh (default: the user's)")
    .addOption(
      new Option('--ssh-option <option>', 'as -o of ssh; may be given often').argParser(collect).default([], 'none'),
    )
    .option('--sudo', 'become root with sudo on the host')
    .addOption(new Option('--timeout <seconds>', 'time to connect by ssh in (default: 15)').argParser(positive))
    .addOption(
      new Option('--parallel <hosts>', 'hosts that are worked on at once')
        .argParser(positive)
        .default(DEFAULT_PARALLEL),
    )
    .option('--fail-fast', 'begin no further host after one failed')
    .option('--json', 'print JSON');
}

/** What may be touched that is guarded otherwise. */
export interface PermissionOptions {
  readonly allowDisrupt: readonly string[];
  readonly forceManagement?: boolean;
}

export function addPermissionOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--allow-disrupt <path>',
        'attachment, or address of a VF, that may be taken from its user; may be given often',
      )
        .argParser(collect)
        .default([], 'none'),
    )
    .option(
      '--force-management',
      'touch PFs that carry the management of the host; it goes back unless confirmed in time',
    );
}

export interface RunningOptions {
  readonly yes?: boolean;
  readonly confirmSeconds?: number;
  readonly skipSimulation?: boolean;
}

export function addRunningOptions(command: Command): Command {
  return command
    .option('--yes', 'do not ask')
    .addOption(
      new Option('--confirm-seconds <seconds>', 'time to confirm that the host is still reached').argParser(positive),
    )
    .option('--skip-simulation', 'run although the kernel model does not reach what is wanted');
}

/** Of an option that may be given often. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Give a whole number above 0.');
  return value;
}
