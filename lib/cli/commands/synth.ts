import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { readJsonFile } from '../../host/files';
import { removeSynthRecord, REPORT_FOLLOWS } from '../../host/synth-record';
import { InputError } from '../../model/errors';
import { isBlocking } from '../../model/finding';
import { type CommandContext, withExample } from '../command';
import { EXIT } from '../exit-codes';
import { stampOf } from '../out-folder';
import { readOutFolder, REPORTS } from '../out-folder-report';

interface SynthOptions {
  readonly app?: string;
  readonly output?: string;
  readonly frozenLock?: boolean;
  readonly lockFile?: string;
  readonly macSeed?: string;
  readonly report: Exclude<keyof typeof REPORTS, 'errors'>;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

/** `sriov synth` */
export function synthCommand(command: Command, { terminal, exit }: CommandContext): void {
  command
    .option('--app <command>', 'command that runs the app (default: "app" of cdktf.json)')
    .option('-o, --output <folder>', 'out folder (default: "output" of cdktf.json, else cdktf.out)')
    .option('--frozen-lock', 'fail when sriov.lock.json would have to change, and do not write it')
    .option('--lock-file <file>', 'lock file (default: sriov.lock.json beside cdktf.json)')
    .option('--mac-seed <seed>', 'what MACs of new attachments are derived from (default: that of the lock file)')
    .addOption(
      new Option('--report <what>', 'what to print: numbers and errors, or all of it')
        .choices(['summary', 'full', 'findings', 'none'])
        .default('summary'),
    )
    .addOption(
      new Option('-q, --quiet', 'print errors alone, and nothing where there are none').conflicts(['report', 'json']),
    )
    .option('--json', 'print findings and plans as JSON')
    .action(async (options: SynthOptions) => {
      const project = readProject();
      const app = options.app ?? project.app;
      if (app === undefined)
        throw new InputError('cdktf.json', 'there is no "app" to run', 'Set "app" in cdktf.json, or give --app');
      const outdir = resolve(options.output ?? project.output ?? 'cdktf.out');
      const before = stampOf(outdir);
      removeSynthRecord(outdir);
      await terminal.progress('synthesising', () => runApp(app, environment(outdir, options)));
      if (before !== null && stampOf(outdir) === before) throw wroteNothing(app, outdir);
      const out = readOutFolder(outdir);
      const report = options.quiet ? 'errors' : options.report;
      const text = options.json ? JSON.stringify(out, null, 2) : REPORTS[report](out, terminal.width, terminal.palette);
      if (text !== '') terminal.result(text);
      if (out.findings.some(isBlocking)) exit(EXIT.FOUND);
    });
  withExample(command, 'sriov synth', 'sriov synth --report full', 'sriov synth --frozen-lock --quiet');
}

/** What an earlier synth left there must not pass for the result of this one. */
function wroteNothing(app: string, outdir: string): InputError {
  return new InputError(
    app,
    `the app wrote no result of this library to ${outdir}`,
    'Declare a host in the app, call synth of the app, and leave its outdir to the command line',
  );
}

interface Project {
  readonly app?: string;
  readonly output?: string;
}

function readProject(): Project {
  if (!existsSync('cdktf.json')) return {};
  const value = readJsonFile('cdktf.json');
  if (typeof value !== 'object' || value === null)
    throw new InputError('cdktf.json', 'it is no JSON object', 'Correct the file');
  const text = (name: 'app' | 'output') => {
    const property: unknown = (value as Record<string, unknown>)[name];
    return typeof property === 'string' ? { [name]: property } : {};
  };
  return { ...text('app'), ...text('output') };
}

function environment(outdir: string, options: SynthOptions): NodeJS.ProcessEnv {
  return {
    ...process.env,
    CDKTF_OUTDIR: outdir,
    // Findings are reported from the out folder: the app need not fail for them.
    CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS: 'true',
    ...(options.report === 'findings' || options.report === 'none' ? {} : { [REPORT_FOLLOWS]: '1' }),
    ...(options.frozenLock ? { SRIOV_FROZEN_LOCK: '1' } : {}),
    ...(options.lockFile === undefined ? {} : { SRIOV_LOCK_FILE: resolve(options.lockFile) }),
    ...(options.macSeed === undefined ? {} : { SRIOV_MAC_SEED: options.macSeed }),
  };
}

/** Runs the app as the engine's own command line does: by the shell, since `app` is a command line of the user's. */
function runApp(app: string, env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(app, { shell: true, env, stdio: ['ignore', 2, 2] });
    child.on('error', (error) =>
      fail(new InputError(app, `it could not be started: ${error.message}`, 'Check "app" in cdktf.json')),
    );
    child.on('close', (code, signal) => {
      if (code === 0) return done();
      const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
      fail(new InputError(app, `the app ended ${how}; what it said stands above`, 'Correct the app'));
    });
  });
}
