import { Command, Option } from 'commander';
import { isBlocking } from '../../model/finding';
import { findingsDocument, renderFindings } from '../../report/findings';
import { sarifLog } from '../../report/sarif';
import { type CommandContext, withExample } from '../command';
import { EXIT } from '../exit-codes';
import { findingsOf } from '../out-folder';

interface CheckOptions {
  readonly observed?: string;
  readonly format: 'text' | 'json' | 'sarif';
}

/** `sriov check <out folder or plan>` */
export function checkCommand({ terminal, exit }: CommandContext): Command {
  const command = new Command('check')
    .description('The findings of an out folder, or what keeps a plan file from running.')
    .argument('<target>', 'out folder of a synth, or a plan file')
    .option('--observed <file>', 'inventory to simulate a plan file from (default: the one the plan was made for)')
    .addOption(new Option('--format <format>', 'form of the result').choices(['text', 'json', 'sarif']).default('text'))
    .action((target: string, { format, observed }: CheckOptions) => {
      const findings = findingsOf(target, observed);
      if (format === 'text') terminal.result(renderFindings(findings, terminal.palette));
      else
        terminal.result(JSON.stringify(format === 'json' ? findingsDocument(findings) : sarifLog(findings), null, 2));
      if (findings.some(isBlocking)) exit(EXIT.FOUND);
    });
  return withExample(command, 'sriov check cdktf.out', 'sriov check cdktf.out --format sarif > findings.sarif');
}
