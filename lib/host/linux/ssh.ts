import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../../model/errors';
import { quoted } from '../../model/text';
import type { CommandLine } from './session';

/** How the ssh client is called. */
export interface SshCall {
  readonly destination: string;
  readonly configFile?: string;
  readonly options: readonly string[];
  readonly connectTimeoutSeconds: number;
  readonly sudo: boolean;
  readonly program: string;
}

/** A connection that nobody answers on is given up after three times this. */
const ALIVE_INTERVAL_SECONDS = 5;
/** How long a connection without sessions is kept when the client goes without closing it. */
const PERSIST_SECONDS = 30;
/** A socket's path has at most 104 bytes on some systems, and ssh needs 17 more while it makes it. */
const LONGEST_FOLDER = 70;

/** Connection to a host, shared by the sessions on it unless the user's own configuration shares one. */
export class SshConnection {
  private folder: string | null = null;
  private sharing: readonly string[] | null = null;

  public constructor(private readonly call: SshCall) {
    if (call.destination.startsWith('-') || !/^[\x21-\x7e]+$/.test(call.destination)) {
      throw new InputError('--ssh', `${quoted(call.destination)} is no destination for ssh`, 'Give user@host');
    }
  }

  /** A session that runs the script on its input. */
  public session(): CommandLine {
    this.sharing ??= this.chooseSharing();
    return this.commandLine(this.sharing);
  }

  /** A session over a connection of its own. */
  public freshSession(): CommandLine {
    return this.commandLine(['-o', 'ControlMaster=no', '-o', 'ControlPath=none']);
  }

  public close(): void {
    if (this.folder === null) return;
    const { program } = this.call;
    spawnSync(program, [...this.arguments(this.sharing ?? []), '-O', 'exit', '--', this.call.destination], {
      stdio: 'ignore',
      timeout: 5000,
    });
    rmSync(this.folder, { recursive: true, force: true });
    this.folder = null;
    this.sharing = null;
  }

  private commandLine(sharing: readonly string[]): CommandLine {
    const { program, destination, sudo } = this.call;
    // The address that the session came in at guards the host's management; sudo drops it from the environment.
    const command = sudo ? 'sudo -n sh -s "$SSH_CONNECTION"' : 'sh -s';
    return { program, args: [...this.arguments(sharing), '--', destination, command] };
  }

  private arguments(sharing: readonly string[]): string[] {
    const { configFile, options, connectTimeoutSeconds } = this.call;
    return [
      ...(configFile === undefined ? [] : ['-F', configFile]),
      ...options.flatMap((option) => ['-o', option]),
      // Of an option that is given twice ssh takes the first: what the user says goes before.
      ...['-T', '-o', 'BatchMode=yes', '-o', `ConnectTimeout=${connectTimeoutSeconds}`],
      ...['-o', `ServerAliveInterval=${ALIVE_INTERVAL_SECONDS}`, '-o', 'ServerAliveCountMax=3'],
      ...['-o', 'ForwardAgent=no', '-o', 'ForwardX11=no', '-o', 'ClearAllForwardings=yes'],
      ...sharing,
    ];
  }

  private chooseSharing(): string[] {
    const { program, destination } = this.call;
    const { stdout } = spawnSync(program, ['-G', ...this.arguments([]), '--', destination], {
      encoding: 'utf8',
      timeout: 5000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    if (/^controlpath (?!none$)/m.test(stdout ?? '')) return [];
    this.folder = privateFolder();
    const path = join(this.folder, 's');
    return ['-o', 'ControlMaster=auto', '-o', `ControlPath=${path}`, '-o', `ControlPersist=${PERSIST_SECONDS}`];
  }
}

function privateFolder(): string {
  const base = [process.env.XDG_RUNTIME_DIR, tmpdir()].find((path) => path && path.length <= LONGEST_FOLDER) ?? '/tmp';
  return mkdtempSync(join(base, 'sriov-'));
}
