import { CommanderError } from 'commander';
import { InputError } from '../model/errors';
import { oneLine } from '../report/line';
import { EXIT, type ExitCode } from './exit-codes';
import { buildProgram } from './program';
import { processTerminal } from './terminal';

/**
 * Runs the command line. Whatever goes wrong ends in a message and exit code 2; a stack trace is shown for a defect of
 * this program alone, and only when SRIOV_DEBUG is set.
 */
export async function run(args: readonly string[]): Promise<ExitCode> {
  const terminal = processTerminal();
  let exitCode: ExitCode = EXIT.CLEAN;
  try {
    const program = await buildProgram(args, terminal, (code) => {
      exitCode = code;
    });
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    return failure(error, (text) => terminal.note(text));
  }
}

function failure(error: unknown, note: (text: string) => void): ExitCode {
  // commander has printed its own message already; help and version are no failures.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.CLEAN : EXIT.FAILED;
  if (error instanceof InputError) {
    note(oneLine(`sriov: ${error.message}`));
  } else if (error instanceof Error && 'syscall' in error) {
    note(oneLine(`sriov: ${error.message}`));
  } else {
    const text = error instanceof Error ? error.message : String(error);
    note(`sriov: defect in this program: ${text}. Please report it; SRIOV_DEBUG=1 shows where.`);
    if (process.env.SRIOV_DEBUG && error instanceof Error) note(error.stack ?? '');
  }
  return EXIT.FAILED;
}
