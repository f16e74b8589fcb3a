import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from '../test/support/child';

/** Programs that are measured, each in a process of its own, and what is left of them when the bench is interrupted. */

export interface Ended {
  readonly milliseconds: number;
  readonly stdout: string;
}

const running = new Set<ChildProcess>();

/**
 * Runs a program to its end, its input all that it gets.
 *
 * @throws Error when it does not end with 0
 */
export function timed(
  program: string,
  args: readonly string[],
  input = '',
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  return new Promise((done, fail) => {
    const start = process.hrtime.bigint();
    const child = spawn(program, args, { env: { ...process.env, ...env } });
    running.add(child);
    const stdout: Buffer[] = [];
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', fail);
    child.on('close', (code) => {
      const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
      running.delete(child);
      const said = Buffer.concat(stdout).toString();
      if (code === 0) done({ milliseconds, stdout: said });
      else fail(new Error(`${program} ${args.join(' ')} ended with ${code}:\n${said}${stderr}`));
    });
    // The program may end before it has read everything.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** The command as the package ships it. The bench's bundle is in a folder of this checkout. */
export function sriov(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return timed(process.execPath, [join(__dirname, '..', 'build', 'cli', 'sriov.mjs'), ...args], '', env);
}

/** CPU time that a process has used so far. */
export function cpuMilliseconds(pid: number | null): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name, in brackets, may hold blanks; times are in hundredths of a second.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

/** A folder that goes with this process, as do the programs that run: when it is interrupted, too. */
export function folderOfThisProcess(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sriov-bench-'));
  process.on('exit', () => {
    for (const child of running) child.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(2));
  return folder;
}
