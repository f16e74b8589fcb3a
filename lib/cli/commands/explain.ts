import { Command } from 'commander';
import { REGISTRY } from '../../evaluate/registry';
import { InputError } from '../../model/errors';
import { renderRule } from '../../report/rule';
import { type CommandContext, withExample } from '../command';

/** `sriov explain RULE` */
export function explainCommand({ terminal }: CommandContext): Command {
  const command = new Command('explain')
    .description('What a rule protects, where its limit comes from, and what to do.')
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
  return withExample(command, 'sriov explain RATE-003');
}
