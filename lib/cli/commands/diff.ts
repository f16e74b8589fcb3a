import { type Command, Option } from 'commander';
import { type DiffFacts, diffFacts, diffMarkdown, renderDiff } from '../../report/diff';
import { type CommandContext, withExample } from '../command';
import { EXIT } from '../exit-codes';
import { readReportInputs } from '../out-folder-report';
import type { Terminal } from '../terminal';

interface DiffOptions {
  readonly format: keyof typeof FORMATS;
  readonly json?: true;
}

/** Forms of the difference by name. */
const FORMATS = {
  text: (facts: DiffFacts, { width, palette }: Terminal) => renderDiff(facts, width, palette),
  json: (facts: DiffFacts) => JSON.stringify(facts, null, 2),
  markdown: diffMarkdown,
} as const;

/** `sriov diff <base> <head>` */
export function diffCommand(command: Command, { terminal, exit }: CommandContext): void {
  command
    .argument('<base>', 'out folder of the synth to compare with')
    .argument('<head>', 'out folder of the synth that is proposed')
    .addOption(new Option('--format <format>', 'form of the result').choices(Object.keys(FORMATS)).default('text'))
    .addOption(new Option('--json', 'same as --format json').conflicts('format'))
    .addHelpText('after', '\nExit codes: 0 nothing differs, 1 something differs, 2 misuse or failure.')
    .action(async (base: string, head: string, { format, json }: DiffOptions) => {
      const facts = await terminal.progress(`comparing ${base} with ${head}`, () =>
        Promise.resolve().then(() => diffFacts(readReportInputs(base), readReportInputs(head))),
      );
      terminal.result(FORMATS[json === true ? 'json' : format](facts, terminal));
      if (facts.differs) exit(EXIT.FOUND);
    });
  withExample(command, 'sriov diff base/cdktf.out cdktf.out', 'sriov diff base/cdktf.out cdktf.out --format markdown');
}
