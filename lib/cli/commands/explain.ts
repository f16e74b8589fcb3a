import type { Command } from 'commander';
import { REGISTRY } from '../../evaluate/registry';
import { InputError } from '../../model/errors';
import { renderRule } from '../../report/rule';
import { type CommandContext, withExample } from '../command';

/** `sriov explain RULE` */
export function explainCommand(command: Command, { terminal }: CommandContext): void {
  command
    .argument('<rule>', 'id of the rule')
    .option('--json', 'print JSON')
    .action((id: string, options: { json?: boolean }) => {
      const rule = REGISTRY.find(id);
      if (rule === undefined) {
        const family = id.toUpperCase().split('-')[0] ?? '';
        const near = REGISTRY.ids.filter((known) => known.startsWith(`${family}-`));
        throw new InputError(
          'sriov explain',
          `there is no rule ${id}`,
          near.length > 0 ? `Name one of ${near.join(', ')}` : 'List them with "sriov rules"',
        );
      }
      terminal.result(options.json ? JSON.stringify(rule, null, 2) : renderRule(rule, terminal.palette));
    });
  withExample(command, 'sriov explain RATE-003');
}
