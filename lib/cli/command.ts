import type { Command } from 'commander';
import type { ExitCode } from './exit-codes';
import type { Terminal } from './terminal';

/** What a command gets: where to write, and how to say its exit code. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly exit: (code: ExitCode) => void;
}

/** Adds an example to the help of a command. */
export function withExample(command: Command, ...examples: readonly string[]): void {
  command.addHelpText('after', `\nExample:\n${examples.map((example) => `  $ ${example}`).join('\n')}`);
}
