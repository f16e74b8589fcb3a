import { type Command, Option } from 'commander';
import { InputError } from '../../model/errors';
import { decommissionOf } from '../../rollout';
import { type CommandContext, withExample } from '../command';
import { addHostOptions, addPermissionOptions, addRunningOptions, collect } from '../host-options';
import { runAll, type RunCommandOptions } from '../live-run';
import { planOfInventory } from '../inventory-plan';
import { plansOf } from '../out-folder';

interface DecommissionOptions extends RunCommandOptions {
  readonly pf: readonly string[];
}

/** `sriov decommission <out folder, plan or inventory>` */
export function decommissionCommand(command: Command, context: CommandContext): void {
  addRunningOptions(addPermissionOptions(addHostOptions(command)))
    .addOption(
      new Option('--pf <address>', 'only the VFs of this PF; may be given often')
        .argParser(collect)
        .default([], 'none'),
    )
    .action((target: string, options: DecommissionOptions) => {
      const made = planOfInventory(target, options.pf, options.host);
      if (made === null) requireOneHost(target, options);
      return runAll(
        context,
        made ?? target,
        // A new virtual host begins as the inventory has it.
        made === null || options.virtual === undefined ? options : { ...options, from: options.from ?? target },
        decommissionOf(options.pf, made !== null),
        'take VFs down',
      );
    });
  withExample(
    command,
    'sriov decommission cdktf.out --host kvm07 --ssh root@kvm07',
    'sriov decommission cdktf.out --host kvm07 --pf 0000:3b:00.0 --ssh root@kvm07',
    'sriov decommission kvm07.json --host rack1/kvm07 --pf 0000:3b:00.0 --ssh root@kvm07',
  );
}

/** An out folder holds the whole fleet, which nobody means. */
function requireOneHost(target: string, { host }: DecommissionOptions): void {
  const count = host === undefined ? plansOf(target).length : 1;
  if (count <= 1) return;
  throw new InputError('--host', `${target} holds ${count} hosts, and none is named`, 'Name the one to take out');
}
