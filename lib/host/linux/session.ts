import { spawn } from 'node:child_process';
import type { Bytes } from '../../model/units';
import { MAX_SESSION_BYTES } from '../files/limits';

/** A program to start, without a shell between. */
export interface CommandLine {
  readonly program: string;
  readonly args: readonly string[];
}

/** How a session ended. */
export interface SessionEnd {
  readonly stdout: Buffer;
  readonly stderr: string;
  /** Exit code; null when a signal ended it, or when it was left to itself. */
  readonly code: number | null;
  /** The program did not start. */
  readonly startError?: NodeJS.ErrnoException;
  readonly timedOut: boolean;
  /** The other side said more than this, and was left there. */
  readonly flooded?: Bytes;
}

export interface SessionOptions {
  readonly script: string;
  /** Called with each piece that comes; says whether it was the last, or how long to wait for the next from now on. */
  readonly onOutput?: (chunk: Buffer) => { readonly complete?: boolean; readonly silenceSeconds?: number };
  /** Silence after which the session is given up. */
  readonly silenceSeconds: number;
  /** Most that is taken of the other side, errors included. @default MAX_SESSION_BYTES */
  readonly maxBytes?: Bytes;
}

const MAX_STDERR_CHARACTERS = 64 * 1024;
/** A master connection that ssh leaves behind may hold stderr open. */
const DRAIN_MILLISECONDS = 250;
/** How long the other side may take to go once it has said everything. */
const LEAVE_MILLISECONDS = 1000;

/**
 * Runs a program with a script on its standard input. The input stays open until the end: the other side sees by it
 * whether the client is still there.
 */
export function runSession({ program, args }: CommandLine, options: SessionOptions): Promise<SessionEnd> {
  const { script, onOutput, maxBytes = MAX_SESSION_BYTES } = options;
  let { silenceSeconds } = options;
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let stderr = '';
    let total = 0;
    let isOver = false;
    let drain: NodeJS.Timeout | undefined;
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    const end = (code: number | null, extra: Partial<SessionEnd> = {}): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(silence);
      clearTimeout(drain);
      child.stdin.destroy();
      child.stdout.destroy();
      child.stderr.destroy();
      if (child.exitCode === null && child.signalCode === null) child.kill();
      resolve({ stdout: Buffer.concat(chunks), stderr, code, timedOut: false, ...extra });
    };
    const giveUp = (): void => end(null, { timedOut: true });
    let silence = setTimeout(giveUp, silenceSeconds * 1000);
    child.on('error', (startError: NodeJS.ErrnoException) => end(null, { startError }));
    // What is closed at once is not waited for: this program may have nothing else to do, and would stay for it.
    child.on('exit', (code) => (drain = setTimeout(() => end(code), DRAIN_MILLISECONDS)));
    child.on('close', (code) => end(code));
    const isFlood = (chunk: Buffer): boolean => {
      total += chunk.length;
      if (total > maxBytes) end(null, { flooded: maxBytes });
      return isOver;
    };
    child.stdout.on('data', (chunk: Buffer) => {
      if (isFlood(chunk)) return;
      chunks.push(chunk);
      clearTimeout(silence);
      const said = onOutput?.(chunk);
      silenceSeconds = said?.silenceSeconds ?? silenceSeconds;
      silence =
        said?.complete === true
          ? setTimeout(() => end(null), LEAVE_MILLISECONDS)
          : setTimeout(giveUp, silenceSeconds * 1000);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (isFlood(chunk)) return;
      if (stderr.length < MAX_STDERR_CHARACTERS) stderr += chunk.toString('utf8');
    });
    // A program that ends before it has read everything is told by its exit code.
    child.stdin.on('error', () => {});
    child.stdin.write(script);
  });
}
