import { Command, type CommanderError } from 'commander';
import packageJson from '../../package.json';
import type { CommandContext } from './command';
import { applyCommand } from './commands/apply';
import { attachCommand } from './commands/attach';
import { captureCommand } from './commands/capture';
import { checkCommand } from './commands/check';
import { decommissionCommand } from './commands/decommission';
import { detachCommand } from './commands/detach';
import { devicesCommand } from './commands/devices';
import { driftCommand } from './commands/drift';
import { explainCommand } from './commands/explain';
import { historyCommand } from './commands/history';
import { inventoryCommand } from './commands/inventory';
import { lockCommand } from './commands/lock';
import { planCommand } from './commands/plan';
import { rollbackCommand } from './commands/rollback';
import { rulesCommand } from './commands/rules';
import { simulateCommand } from './commands/simulate';
import { synthCommand } from './commands/synth';
import type { ExitCode } from './exit-codes';
import type { Terminal } from './terminal';

/** The `sriov` command with all its subcommands. */
export function buildProgram(terminal: Terminal, exit: (code: ExitCode) => void): Command {
  const context: CommandContext = { terminal, exit };
  const program = new Command('sriov')
    .description('SR-IOV hosts as code: inventory, proof, plan, simulation, prediction and safe apply.')
    .version(packageJson.version)
    .addHelpText(
      'after',
      '\nExit codes: 0 nothing found, 1 something found, differing or refused, 2 misuse or failure.',
    )
    .configureOutput({ writeOut: (text) => terminal.result(text), writeErr: (text) => terminal.note(text) });
  for (const command of [
    synthCommand(context),
    checkCommand(context),
    simulateCommand(context),
    planCommand(context),
    applyCommand(context),
    driftCommand(context),
    rollbackCommand(context),
    historyCommand(context),
    decommissionCommand(context),
    attachCommand(context),
    detachCommand(context),
    inventoryCommand(context),
    captureCommand(context),
    lockCommand(context),
    devicesCommand(context),
    explainCommand(context),
    rulesCommand(context),
  ]) {
    program.addCommand(command.copyInheritedSettings(program));
  }
  throwInsteadOfExit(program);
  return program;
}

function throwInsteadOfExit(command: Command): void {
  command.exitOverride((error: CommanderError) => {
    throw error;
  });
  for (const sub of command.commands) throwInsteadOfExit(sub);
}
