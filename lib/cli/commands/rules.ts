import type { Command } from 'commander';
import { REGISTRY } from '../../evaluate/registry';
import { writeFileAtomic } from '../../host/files';
import { renderRuleList } from '../../report/rule';
import { renderRulesDocument } from '../../report/rules-document';
import { type CommandContext, withExample } from '../command';

interface RulesOptions {
  readonly json?: boolean;
  readonly document?: boolean;
  readonly output?: string;
}

/** `sriov rules` */
export function rulesCommand(command: Command, { terminal }: CommandContext): void {
  command
    .option('--json', 'print JSON')
    .option('--document', 'print the whole document as Markdown (RULES.md)')
    .option('-o, --output <file>', 'write to a file instead of standard output')
    .action((options: RulesOptions) => {
      const text = textOf(options);
      if (options.output === undefined) terminal.result(text);
      else writeFileAtomic(options.output, text);
    });
  withExample(command, 'sriov rules', 'sriov rules --document --output RULES.md');
}

function textOf(options: RulesOptions): string {
  if (options.document) return renderRulesDocument(REGISTRY);
  const rules = REGISTRY.ids.map((id) => REGISTRY.find(id)).filter((rule) => rule !== undefined);
  return options.json ? `${JSON.stringify(rules, null, 2)}\n` : renderRuleList(rules);
}
