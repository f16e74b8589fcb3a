import { Command } from 'commander';
import { planRollback } from '../../apply';
import { type CommandContext, withExample } from '../command';
import { addHostOptions, addPermissionOptions, addRunningOptions } from '../host-options';
import { runAll, type RunCommandOptions } from '../live-run';

/** `sriov rollback <out folder or plan>` */
export function rollbackCommand(context: CommandContext): Command {
  const command = new Command('rollback').description(
    'Bring hosts back to how they were before the last apply, whether it came to its end or was cut short.',
  );
  addRunningOptions(addPermissionOptions(addHostOptions(command))).action(
    (target: string, options: RunCommandOptions) =>
      runAll(
        context,
        target,
        options,
        ({ port, plan }, permissions) => planRollback(port, plan, permissions),
        'roll back',
      ),
  );
  return withExample(command, 'sriov rollback cdktf.out --ssh root@kvm01 --host kvm01');
}
