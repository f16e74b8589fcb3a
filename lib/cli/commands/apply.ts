import type { Command } from 'commander';
import { APPLY } from '../../rollout';
import { type CommandContext, withExample } from '../command';
import { addHostOptions, addPermissionOptions, addRunningOptions } from '../host-options';
import { runAll, type RunCommandOptions } from '../live-run';

/** `sriov apply <out folder or plan>` */
export function applyCommand(command: Command, context: CommandContext): void {
  addRunningOptions(addPermissionOptions(addHostOptions(command))).action(
    (target: string, options: RunCommandOptions) => runAll(context, target, options, APPLY, 'apply'),
  );
  withExample(
    command,
    'sriov apply cdktf.out --ssh root@{host}',
    'sriov apply cdktf.out --virtual hosts --yes',
    'sriov apply cdktf.out --ssh root@kvm01 --host kvm01 --allow-disrupt rack1/kvm01/uplink/vms/web',
  );
}
