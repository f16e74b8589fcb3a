import { Command } from 'commander';
import { detachFromDomains } from '../../host/libvirt';
import { type CommandContext, withExample } from '../command';
import { addDomainOptions, type DomainOptions, runOnDomains } from '../domain-attachments';

/** `sriov detach <out folder or plan> <attachment...>` */
export function detachCommand(context: CommandContext): Command {
  const command = new Command('detach').description(
    'Take VFs from the libvirt domains of their attachments, and wait until the guests have let go of them.',
  );
  addDomainOptions(command).action((target: string, attachments: string[], options: DomainOptions) =>
    runOnDomains(context, target, attachments, options, detachFromDomains),
  );
  return withExample(command, 'sriov detach cdktf.out rack1/kvm01/uplink/vms/web --ssh root@kvm01 --live');
}
