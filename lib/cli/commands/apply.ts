import { Command } from 'commander';
import { APPLY } from '../../rollout';
import { type CommandContext, withExample } from '../command';
import { addHostOptions, addPermissionOptions, addRunningOptions } from '../host-options';
import { runAll, type RunCommandOptions } from '../live-run';

/** `sriov apply <out folder or plan>` */
export function applyCommand(context: CommandContext): Command {
  const command = new Command('apply').description(
    'Bring hosts to what a plan wants: looks, plans anew, simulates, asks, runs, and reads everything back.',
  );
  addRunningOptions(addPermissionOptions(addHostOptions(command))).action(
    (target: string, options: RunCommandOptions) => runAll(context, target, options, APPLY, 'apply'),
  );
  return withExample(
    command,
    'sriov apply cdktf.out --ssh root@{host}',
    'sriov apply cdktf.out --virtual hosts --yes',
    'sriov apply cdktf.out --ssh root@kvm01 --host kvm01 --allow-disrupt rack1/kvm01/uplink/vms/web',
  );
}
