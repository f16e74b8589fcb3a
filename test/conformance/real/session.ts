import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alive } from '../../support/alive';
import { spawn, UNLIMITED } from '../../support/child';
import type { LabHost } from '../../lab/lab';

const AGENT_FILE = '/run/conformance-agent.pl';

/** One line to the agent: a verb and its words. */
export type Request = readonly string[];

export interface Answer {
  /** Exit code. */
  readonly code: number;
  readonly lines: readonly string[];
}

/** The host does not answer any more, or the connection is gone: nothing is said about what was to be done. */
export class SessionLost extends Error {
  public constructor(
    public readonly request: Request,
    problem: string,
  ) {
    super(`${problem} (at "${request.join(' ')}")`);
    this.name = 'SessionLost';
  }
}

interface Waiting {
  readonly request: Request;
  readonly done: (answer: Answer) => void;
  readonly fail: (error: SessionLost) => void;
  readonly lines: string[];
}

/** One ssh session with the agent, for as many requests as wanted. They may be sent without waiting for answers. */
export class Session {
  private readonly ssh: ChildProcess;
  private readonly waiting: Waiting[] = [];
  private lost: string | null = null;
  private stderr = '';

  private constructor(host: LabHost) {
    this.ssh = spawn('ssh', [...host.sshArguments, `perl ${AGENT_FILE}`], UNLIMITED);
    if (this.ssh.stdout !== null) createInterface(this.ssh.stdout).on('line', (line) => this.take(line));
    this.ssh.stderr?.on('data', (data: Buffer) => {
      this.stderr = `${this.stderr}${data.toString()}`.slice(-2000);
    });
    this.ssh.stdin?.on('error', () => undefined);
    this.ssh.on('error', (error) => this.end(`ssh could not be started: ${error.message}`));
    this.ssh.on('close', (code) => this.end(`the session ended with ${code ?? 'a signal'}: ${this.stderr.trim()}`));
  }

  public static async open(host: LabHost): Promise<Session> {
    const { status, stderr } = await host.sshAsync(
      `cat >${AGENT_FILE}`,
      readFileSync(join(__dirname, 'agent.pl')),
      60_000,
    );
    if (status !== 0) throw new SessionLost(['open'], `ssh ended with ${status}: ${stderr.trim()}`);
    return new Session(host);
  }

  /** @param limitMs the host counts as lost when it takes longer; what comes before it in the queue counts too */
  public send(request: Request, limitMs: number): Promise<Answer> {
    return new Promise((done, fail) => {
      if (this.lost !== null) {
        fail(new SessionLost(request, this.lost));
        return;
      }
      const timer = setTimeout(() => this.close(`no answer within ${limitMs / 1000} s`), limitMs);
      this.waiting.push({
        request,
        done: (answer) => {
          clearTimeout(timer);
          done(answer);
        },
        fail: (error) => {
          clearTimeout(timer);
          fail(error);
        },
        lines: [],
      });
      this.ssh.stdin?.write(`${request.join('|')}\n`);
    });
  }

  public close(reason = 'closed'): void {
    this.end(reason);
    this.ssh.kill('SIGKILL');
  }

  private take(line: string): void {
    const [current] = this.waiting;
    if (current === undefined) return;
    if (!line.startsWith('= ')) {
      current.lines.push(line);
      return;
    }
    this.waiting.shift();
    alive();
    current.done({ code: Number(line.slice(2)), lines: current.lines });
  }

  private end(reason: string): void {
    this.lost ??= reason;
    for (const { request, fail } of this.waiting.splice(0)) fail(new SessionLost(request, this.lost));
  }
}
