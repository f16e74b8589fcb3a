import type { Command } from 'commander';
import { detachFromDomains } from '../../host/libvirt';
import { type CommandContext, withExample } from '../command';
import { addDomainOptions, type DomainOptions, runOnDomains } from '../domain-attachments';

/** `sriov detach <out folder or plan> <attachment...>` */
export function detachCommand(command: Command, context: CommandContext): void {
  addDomainOptions(command).action((target: string, attachments: string[], options: DomainOptions) =>
    runOnDomains(context, target, attachments, options, detachFromDomains),
  );
  withExample(command, 'sriov detach cdktf.out rack1/kvm01/uplink/vms/web --ssh root@kvm01 --live');
}
