import type { Command } from 'commander';
import { readInventoryAt, writeFileAtomic } from '../../host/files';
import { serializeInventory } from '../../inventory/parse';
import { type CommandContext, withExample } from '../command';

interface InventoryOptions {
  readonly root: string;
  readonly output?: string;
}

/** `sriov inventory --root PATH` */
export function inventoryCommand(command: Command, { terminal }: CommandContext): void {
  command
    .requiredOption('--root <path>', '"/" for this host, or a folder or archive that holds its /sys and /proc')
    .option('-o, --output <file>', 'write to a file instead of standard output')
    .option('--json', 'print JSON (it always does)')
    .action(async (options: InventoryOptions) => {
      const { inventory, warnings } = await terminal.progress(`reading ${options.root}`, async () =>
        readInventoryAt(options.root),
      );
      for (const warning of warnings) terminal.note(`sriov: ${warning}`);
      const text = serializeInventory(inventory);
      if (options.output === undefined) terminal.result(text);
      else writeFileAtomic(options.output, text);
    });
  withExample(command, 'sriov inventory --root / > kvm01.json', 'sriov inventory --root capture.tar');
}
