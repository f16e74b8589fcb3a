import { type Command, Option } from 'commander';
import { attachToDomains } from '../../host/libvirt';
import { type CommandContext, withExample } from '../command';
import { addDomainOptions, type DomainOptions, runOnDomains } from '../domain-attachments';

/** `sriov attach <out folder or plan> <attachment...>` */
export function attachCommand(command: Command, context: CommandContext): void {
  addDomainOptions(command)
    .addOption(
      new Option('--as <form>', 'hostdev leaves MAC and VLAN to the plan, interface has libvirt set them')
        .choices(['hostdev', 'interface'])
        .default('hostdev'),
    )
    .action((target: string, attachments: string[], options: DomainOptions) =>
      runOnDomains(context, target, attachments, options, attachToDomains),
    );
  withExample(
    command,
    'sriov attach cdktf.out rack1/kvm01/uplink/vms/web --ssh root@kvm01',
    'sriov attach cdktf.out rack1/kvm01/ssd/disks/web --ssh root@{host} --config',
  );
}
