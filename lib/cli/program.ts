import { Command, type CommanderError, Help } from 'commander';
import packageJson from '../../package.json';
import type { CommandContext } from './command';
import { COMMANDS } from './commands';
import type { ExitCode } from './exit-codes';
import type { Terminal } from './terminal';

/**
 * The `sriov` command with all its subcommands.
 *
 * @param args of the command line: the commands that are named there are loaded, of the others it has what the help shows
 */
export async function buildProgram(
  args: readonly string[],
  terminal: Terminal,
  exit: (code: ExitCode) => void,
): Promise<Command> {
  const context: CommandContext = { terminal, exit };
  const program = new Command('sriov')
    .description('SR-IOV hosts as code: inventory, proof, plan, simulation, prediction and safe apply.')
    .version(packageJson.version)
    .addHelpText(
      'after',
      '\nExit codes: 0 nothing found, 1 something found, differing or refused, 2 misuse or failure.',
    )
    .configureHelp({ subcommandTerm })
    .configureOutput({ writeOut: (text) => terminal.result(text), writeErr: (text) => terminal.note(text) });
  for (const [name, { description, load }] of Object.entries(COMMANDS)) {
    const command = program.command(name).description(description);
    if (args.includes(name)) (await load())(command, context);
  }
  throwInsteadOfExit(program);
  return program;
}

/** How the help of a command names one below it: those of the program need not be loaded for it. */
function subcommandTerm(this: Help, command: Command): string {
  const entry = command.parent?.parent === null ? COMMANDS[command.name()] : undefined;
  return entry === undefined
    ? Help.prototype.subcommandTerm.call(this, command)
    : [command.name(), entry.usage].filter((word) => word !== '').join(' ');
}

function throwInsteadOfExit(command: Command): void {
  command.exitOverride((error: CommanderError) => {
    throw error;
  });
  for (const sub of command.commands) throwInsteadOfExit(sub);
}
