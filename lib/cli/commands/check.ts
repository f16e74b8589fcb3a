import { type Command, Option } from 'commander';
import { type Finding, isAtLeast, SEVERITIES, type Severity } from '../../model/finding';
import { findingsDocument, renderFindings } from '../../report/findings';
import { junitReport } from '../../report/junit';
import { findingsMarkdown } from '../../report/markdown';
import type { Palette } from '../../report/palette';
import { sarifLog } from '../../report/sarif';
import { type CommandContext, withExample } from '../command';
import { EXIT } from '../exit-codes';
import { findingsOf, type Judged } from '../out-folder';

interface CheckOptions extends Judged {
  readonly format: Format;
  readonly failOn: Severity;
}

type Format = keyof typeof FORMATS;

/** Forms of the result by name. */
const FORMATS = {
  text: (findings: readonly Finding[], palette: Palette) => renderFindings(findings, palette),
  json: (findings: readonly Finding[]) => JSON.stringify(findingsDocument(findings), null, 2),
  sarif: (findings: readonly Finding[]) => JSON.stringify(sarifLog(findings), null, 2),
  junit: (findings: readonly Finding[], _palette: Palette, failOn: Severity) => junitReport(findings, failOn),
  markdown: (findings: readonly Finding[]) => findingsMarkdown(findings),
} as const;

/** `sriov check <out folder or plan>` */
export function checkCommand(command: Command, { terminal, exit }: CommandContext): void {
  command
    .argument('<target>', 'out folder of a synth, or a plan file')
    .option('--host <name>', 'only this host of the out folder, by name or construct path: its plan, simulated')
    .option('--observed <file>', 'inventory to simulate one host from (default: the one the plan was made for)')
    .addOption(new Option('--format <format>', 'form of the result').choices(Object.keys(FORMATS)).default('text'))
    .addOption(
      new Option('--fail-on <severity>', 'end with exit code 1 for findings of this severity and worse')
        .choices(SEVERITIES)
        .default('error'),
    )
    .action((target: string, { format, failOn, ...judged }: CheckOptions) => {
      const findings = findingsOf(target, judged);
      terminal.result(FORMATS[format](findings, terminal.palette, failOn));
      if (findings.some((finding) => isAtLeast(finding, failOn))) exit(EXIT.FOUND);
    });
  withExample(
    command,
    'sriov check cdktf.out',
    'sriov check cdktf.out --fail-on warning --format sarif > findings.sarif',
  );
}
