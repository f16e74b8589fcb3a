import { rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { Argument, Command, CommanderError, Option } from 'commander';
import { spawnSync, UNLIMITED } from '../support/child';
import { installHint, missingOf } from '../support/require-tool';
import { captureOver } from './capture';
import { labTools } from './image';
import { DEFAULT_KERNEL, KERNELS, type KernelSeries, nameOfHost } from './kernels';
import { bootLab } from './lab';
import { endRun, type Run, runIn } from './runs';
import { ALIAS, configFile } from './ssh';
import { imageOf, TOPOLOGIES, type TopologyName } from './topologies';

/** `npm run lab`: emulated hosts that stay, to try the product on. */

const ROOT = join(__dirname, '..', '..');
const NAMES = Object.keys(TOPOLOGIES) as TopologyName[];
const DEFAULT: TopologyName = 'flat';
const EXIT = { DONE: 0, REFUSED: 1, FAILED: 2 } as const;

/** Ends the command with a message and an exit code. */
class Stop extends Error {
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }
}

/** Run folders of the hosts that stay; `SRIOV_LAB_RUN` names another place. */
const RUN_FOLDER = process.env.SRIOV_LAB_RUN ?? join(ROOT, '.cache', 'lab', 'run');
const folderOf = (name: TopologyName) => join(RUN_FOLDER, name);
const running = () => NAMES.map((name) => runIn(folderOf(name))).filter((run) => run !== undefined);
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const shown = (path: string) => relative(process.env.INIT_CWD ?? process.cwd(), path) || '.';

interface UpOptions {
  readonly management: 'virtio' | 'pf';
  readonly kernel: KernelSeries;
}

async function up(name: TopologyName, { management, kernel }: UpOptions): Promise<void> {
  const folder = folderOf(name);
  const before = runIn(folder);
  if (before !== undefined && before.kernel !== kernel) {
    throw new Stop(
      `${name} is running with Linux ${before.kernel}; end it first: npm run lab -- down ${name}`,
      EXIT.REFUSED,
    );
  }
  if (before !== undefined) {
    say(`${name} is running already (process ${before.pid}, 127.0.0.1:${before.port})`);
    return say(howToReach(before));
  }
  const missing = missingOf(labTools(imageOf(name)));
  if (missing.length > 0) throw new Stop(installHint(missing), EXIT.FAILED);
  process.stderr.write(
    `booting ${nameOfHost(name, kernel)}; the first time its image is built, which takes a minute\n`,
  );
  rmSync(folder, { recursive: true, force: true });
  endWhenInterrupted(folder);
  const start = Date.now();
  await bootLab(name, { folder, detached: true, management, kernel });
  const run = runIn(folder);
  if (run === undefined)
    throw new Stop(`${name} ended right after its boot; see ${shown(folder)}/qemu.log`, EXIT.FAILED);
  say(`${name} is up after ${Math.round((Date.now() - start) / 1000)} s (process ${run.pid}, 127.0.0.1:${run.port})`);
  say(howToReach(run));
}

function endWhenInterrupted(folder: string): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      const run = runIn(folder);
      if (run !== undefined) process.kill(run.pid, 'SIGKILL');
      process.exit(EXIT.FAILED);
    });
  }
}

function howToReach({ topology, kernel, folder }: Run): string {
  const config = shown(configFile(folder));
  return [
    `  Linux ${kernel}, ${TOPOLOGIES[topology].about}`,
    '',
    `  shell      npm run lab -- ssh ${topology}`,
    `  ssh        ssh -F ${config} ${ALIAS}`,
    `  inventory  npm run lab -- capture ${topology}; bin/sriov inventory --root ${shown(captureFile(folder))}`,
    `  plan       bin/sriov plan OUT --ssh ${ALIAS} --ssh-config ${config}`,
    `  apply      bin/sriov apply OUT --ssh ${ALIAS} --ssh-config ${config}`,
    `  drift      bin/sriov drift OUT --ssh ${ALIAS} --ssh-config ${config}`,
    `  end        npm run lab -- down ${topology}`,
  ].join('\n');
}

const captureFile = (folder: string) => join(folder, 'capture.tar');

/** The host that is meant: the named one, or the only one that runs. */
function theRun(name: TopologyName | undefined): Run {
  const runs = running();
  if (name !== undefined) {
    const run = runs.find(({ topology }) => topology === name);
    if (run === undefined) throw new Stop(`${name} is not running; start it: npm run lab -- up ${name}`, EXIT.REFUSED);
    return run;
  }
  const [only, another] = runs;
  if (only === undefined) throw new Stop('no host is running; start one: npm run lab -- up', EXIT.REFUSED);
  if (another === undefined) return only;
  throw new Stop(`which of ${runs.map((run) => run.topology).join(', ')}?`, EXIT.FAILED);
}

function ssh(words: readonly string[]): number {
  const named = NAMES.find((name) => name === words[0]);
  const run = theRun(named);
  const command = named === undefined ? words : words.slice(1);
  const { status } = spawnSync('ssh', ['-F', configFile(run.folder), ALIAS, ...command], {
    stdio: 'inherit',
    // The user's own session.
    ...UNLIMITED,
  });
  return status ?? EXIT.FAILED;
}

function capture(name: TopologyName | undefined, file: string | undefined): void {
  const run = theRun(name);
  const target = file === undefined ? captureFile(run.folder) : resolve(process.env.INIT_CWD ?? '.', file);
  captureOver(['-F', configFile(run.folder), ALIAS], target);
  say(shown(target));
}

async function down(name: TopologyName | undefined, all: boolean): Promise<void> {
  const runs = all ? running() : [theRun(name)];
  for (const run of runs) {
    await endRun(run);
    rmSync(run.folder, { recursive: true, force: true });
    say(`${run.topology} is down; its disks are gone`);
  }
  if (runs.length === 0) say('no host is running');
}

function list(): void {
  for (const name of NAMES) {
    const run = runIn(folderOf(name));
    const place = run === undefined ? '-' : `127.0.0.1:${run.port} ${run.kernel}`;
    say(`${name.padEnd(13)} ${place}`.padEnd(37) + TOPOLOGIES[name].about);
  }
}

function program(exit: (code: number) => void): Command {
  const lab = new Command('npm run lab --')
    .description('Emulated SR-IOV hosts: a real Linux kernel with SR-IOV devices in QEMU, to try cdktf-sriov on.')
    .enablePositionalOptions()
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 no such host is running, 2 misuse or failure; ssh gives that of ssh.',
    )
    .addHelpText('after', '\nSRIOV_LAB_KVM=1 boots with KVM in place of software emulation. docs/lab.md tells more.')
    .action(() => {
      lab.outputHelp({ error: true });
      exit(EXIT.FAILED);
    });
  const topology = () => new Argument('[topology]', 'which host').choices(NAMES);
  const example = (text: string) => `\nExample:\n  $ npm run lab -- ${text}`;
  lab
    .command('up')
    .description('boot a host that stays, and say how to reach it')
    .addArgument(topology().default(DEFAULT))
    .addOption(
      new Option('--management <nic>', 'NIC that ssh comes in by: one of its own or the first PF')
        .choices(['virtio', 'pf'])
        .default('virtio'),
    )
    .addOption(new Option('--kernel <series>', 'Linux that it boots').choices(KERNELS).default(DEFAULT_KERNEL))
    .addHelpText('after', example('up numa --kernel 6.12'))
    .action(up);
  lab
    .command('ssh')
    .description('a shell on the host, or one command')
    .argument('[words...]', 'topology, unless only one host runs, and command')
    .passThroughOptions()
    .addHelpText('after', example('ssh flat -- nvme list-secondary /dev/nvme0'))
    .action((words: string[]) => exit(ssh(words)));
  lab
    .command('capture')
    .description('write what the inventory is read from into a tar archive')
    .addArgument(topology())
    .argument('[file]', 'the archive; by default capture.tar in the run folder')
    .addHelpText('after', example('capture flat host.tar'))
    .action(capture);
  lab
    .command('down')
    .description('end a host; its disks go too')
    .addArgument(topology())
    .option('--all', 'every host that runs', false)
    .addHelpText('after', example('down --all'))
    .action((name: TopologyName | undefined, options: { all: boolean }) => down(name, options.all));
  lab.command('list').alias('status').description('all hosts, and where those listen that run').action(list);
  for (const command of [lab, ...lab.commands]) {
    command.exitOverride((error) => {
      throw error;
    });
  }
  return lab;
}

async function main(): Promise<void> {
  try {
    await program((code) => (process.exitCode = code)).parseAsync();
  } catch (error) {
    // commander has printed its own message already; help is no failure.
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.DONE : EXIT.FAILED;
    else {
      process.stderr.write(`lab: ${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = error instanceof Stop ? error.exitCode : EXIT.FAILED;
    }
  }
}

void main();
