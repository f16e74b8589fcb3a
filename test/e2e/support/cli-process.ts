import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { execFileSync, spawn } from '../../support/child';

/** An apply on an emulated host takes a minute or two. */
const LIMIT_MS = 600_000;

/** How a process of the command line ended. */
export interface ProcessEnd {
  /** null: a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command in a process of its own, which can be killed in the middle of its work. */
export class CliProcess {
  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown>;
  private stdout = '';
  private stderr = '';

  public constructor(program: string, args: readonly string[]) {
    this.child = spawn(process.execPath, [program, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: LIMIT_MS,
    });
    this.ended = once(this.child, 'close');
    this.child.stdout?.on('data', (data: Buffer) => (this.stdout += data.toString()));
    this.child.stderr?.on('data', (data: Buffer) => (this.stderr += data.toString()));
  }

  /** Waits for something while the command is at work. @throws Error when it ends before */
  public async alive<T>(until: Promise<T>): Promise<T> {
    const found = await Promise.race([until, this.ended.then(() => null)]);
    if (found === null) throw new Error(`it ended before: ${this.stderr}${this.stdout}`);
    return found;
  }

  public kill(): void {
    this.child.kill('SIGKILL');
  }

  /** Kills the ssh processes that it has started, the one that holds the connection among them. */
  public killSsh(configFile: string): void {
    execFileSync('pkill', ['-KILL', '-f', `^ssh.*${configFile}`]);
  }

  public async end(): Promise<ProcessEnd> {
    await this.ended;
    return { exitCode: this.child.exitCode, stdout: this.stdout, stderr: this.stderr };
  }
}
