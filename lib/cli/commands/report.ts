import { type Command, Option } from 'commander';
import { writeFileAtomic } from '../../host/files';
import { type ReportFacts, reportFacts } from '../../report/facts';
import { reportMarkdown } from '../../report/report-markdown';
import { type CommandContext, withExample } from '../command';
import { planNamed } from '../out-folder';
import { readReportInputs } from '../out-folder-report';

interface ReportOptions {
  readonly host?: string;
  readonly format: keyof typeof FORMATS;
  readonly output?: string;
}

/** Forms of the report by name. The page and its libraries are loaded by whoever asks for it. */
const FORMATS = {
  html: async (facts: ReportFacts) => (await import('../../report/page/report-page.js')).reportPage(facts),
  json: (facts: ReportFacts) => JSON.stringify(facts, null, 2),
  markdown: reportMarkdown,
} as const;

/** Where the page goes when nothing else is said: nobody reads it in a terminal. */
const PAGE_FILE = 'sriov-report.html';

/** `sriov report <out folder>` */
export function reportCommand(command: Command, { terminal }: CommandContext): void {
  command
    .argument('<out>', 'out folder of a synth')
    .option('--host <name>', 'only this host, by name or construct path')
    .addOption(new Option('--format <format>', 'form of the report').choices(Object.keys(FORMATS)).default('html'))
    .option('-o, --output <file>', `file to write (default: ${PAGE_FILE} for html, else standard output)`)
    .addHelpText('after', '\nWhat it shows does not change the exit code: sriov check judges.')
    .action(async (out: string, { host, format, output }: ReportOptions) => {
      const text = await terminal.progress(`reading ${out}`, async () => FORMATS[format](factsOf(out, host)));
      const file = output ?? (format === 'html' ? PAGE_FILE : undefined);
      if (file === undefined) {
        terminal.result(text);
        return;
      }
      writeFileAtomic(file, text);
      terminal.note(`wrote ${file}`);
    });
  withExample(
    command,
    'sriov report cdktf.out',
    'sriov report cdktf.out --format markdown > comment.md',
    'sriov report cdktf.out --host kvm01 --format json -o kvm01.json',
  );
}

function factsOf(folder: string, host: string | undefined): ReportFacts {
  const { hosts, findings } = readReportInputs(folder);
  return reportFacts(hosts, findings, host === undefined ? undefined : planNamed(host, hosts));
}
