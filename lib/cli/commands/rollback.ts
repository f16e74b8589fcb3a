import type { Command } from 'commander';
import { rollbackOf } from '../../rollout';
import { type CommandContext, withExample } from '../command';
import { addHostOptions, addPermissionOptions, addRunningOptions } from '../host-options';
import { runAll, type RunCommandOptions } from '../live-run';

interface RollbackCommandOptions extends RunCommandOptions {
  readonly run?: string;
}

/** `sriov rollback <out folder or plan>` */
export function rollbackCommand(command: Command, context: CommandContext): void {
  addRunningOptions(addPermissionOptions(addHostOptions(command)))
    .option('--run <id>', 'the run to undo, by its id or the first 8 characters of it (default: the last one)')
    .action((target: string, options: RollbackCommandOptions) =>
      runAll(context, target, options, rollbackOf(options.run), 'roll back'),
    );
  withExample(
    command,
    'sriov rollback cdktf.out --ssh root@{host}',
    'sriov rollback cdktf.out --ssh root@kvm01 --host kvm01 --run 3f2a9c11',
  );
}
