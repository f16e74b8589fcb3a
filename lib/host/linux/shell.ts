import { randomBytes } from 'node:crypto';
import { type CommandLine, runSession } from './session';
import type { SshOptions } from './linux-host';
import { SshConnection } from './ssh';
import { brokenSession, noSession } from './trouble';

/** Runs scripts of ours on a host, each in one session: what is no step of a plan. */
export interface HostShell {
  /** For messages: `ssh root@kvm01`, `this host`. */
  readonly name: string;
  /**
   * Runs a script for `sh`, with nothing on its standard input.
   *
   * @param silenceSeconds silence after which the connection is taken for broken
   * @throws HostUnreachable when there is no connection, or when it breaks
   */
  run(script: string, silenceSeconds: number): Promise<ShellEnd>;
  close(): void;
}

export interface ShellEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A host over the system's ssh client, as `linuxOverSsh` reaches it. */
export function shellOverSsh(options: SshOptions): HostShell {
  const connection = new SshConnection({
    options: [],
    connectTimeoutSeconds: 15,
    sudo: false,
    program: 'ssh',
    ...options,
  });
  return shell(
    `ssh ${options.destination}`,
    () => connection.session(),
    () => connection.close(),
  );
}

/** The machine that this runs on. */
export function shellHere(): HostShell {
  return shell(
    'this host',
    () => ({ program: 'sh', args: ['-s'] }),
    () => {},
  );
}

function shell(name: string, session: () => CommandLine, close: () => void): HostShell {
  return {
    name,
    close,
    run: async (body, silenceSeconds) => {
      // Nothing that the script prints can be taken for its begin and end.
      const mark = `sriov-${randomBytes(12).toString('hex')}`;
      const script = `echo ${mark}\n(\n${body}\n) </dev/null\necho "${mark} $?"\nexit\n`;
      const end = await runSession(session(), { script, silenceSeconds });
      // What comes behind the end of the script is not its code.
      if (end.flooded !== undefined) throw noSession(name, end, silenceSeconds);
      const [before, stdout, after] = end.stdout.toString('utf8').split(mark);
      if (before === undefined || stdout === undefined) throw noSession(name, end, silenceSeconds);
      if (after === undefined) {
        throw brokenSession(name, end, silenceSeconds, 'Run the command again: what is done already is left alone');
      }
      return { code: Number(after), stdout: stdout.slice(1), stderr: end.stderr };
    },
  };
}
