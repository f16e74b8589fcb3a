import { Command } from 'commander';
import { rollbackOf } from '../../rollout';
import { type CommandContext, withExample } from '../command';
import { addHostOptions, addPermissionOptions, addRunningOptions } from '../host-options';
import { runAll, type RunCommandOptions } from '../live-run';

interface RollbackCommandOptions extends RunCommandOptions {
  readonly run?: string;
}

/** `sriov rollback <out folder or plan>` */
export function rollbackCommand(context: CommandContext): Command {
  const command = new Command('rollback').description(
    'Undo one run, whether it came to its end or was cut short: hosts that it changed go back to how they were before it.',
  );
  addRunningOptions(addPermissionOptions(addHostOptions(command)))
    .option('--run <id>', 'the run to undo, by its id or the first 8 characters of it (default: the last one)')
    .action((target: string, options: RollbackCommandOptions) =>
      runAll(context, target, options, rollbackOf(options.run), 'roll back'),
    );
  return withExample(
    command,
    'sriov rollback cdktf.out --ssh root@{host}',
    'sriov rollback cdktf.out --ssh root@kvm01 --host kvm01 --run 3f2a9c11',
  );
}
