import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alive } from '../support/alive';
import { spawn, spawnSync } from '../support/child';
import { imageFolder } from './image';
import type { KernelSeries } from './kernels';

/** Name of the host in its ssh_config. */
export const ALIAS = 'lab';
const COMMAND_LIMIT_MS = 300_000;

export interface CommandResult {
  /** Exit code of the command; 255 when ssh failed; -1 when the time was up. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to reach a host: files in its run folder, keys in the folder of the image. */
export interface SshAccess {
  /** An ssh_config that knows the host by the name `lab`; ssh is used with it as everywhere, host key checked. */
  readonly sshConfigFile: string;
  /** Arguments of ssh up to and including the destination. */
  readonly sshArguments: readonly string[];
  /** Public key of the host: `ssh-ed25519 AAAA...`. */
  readonly hostKey: string;
  readonly privateKeyFile: string;
  /** Runs a command line on the host and waits for it, five minutes at most. */
  readonly ssh: (command: string, input?: string | Buffer) => CommandResult;
  /** The same without blocking. */
  readonly sshAsync: (command: string, input?: string | Buffer, limitMs?: number) => Promise<CommandResult>;
}

/** The ssh_config of the host that runs in a folder. */
export const configFile = (folder: string) => join(folder, 'ssh_config');

export function sshAccess(folder: string, port: number, kernel: KernelSeries): SshAccess {
  const image = imageFolder(kernel);
  const hostKey = readFileSync(join(image, 'host_ed25519.pub'), 'utf8').split(' ').slice(0, 2).join(' ');
  const privateKeyFile = join(image, 'id_ed25519');
  const sshConfigFile = writeConfig(folder, port, hostKey, privateKeyFile);
  const sshArguments = ['-F', sshConfigFile, ALIAS];
  return {
    sshConfigFile,
    sshArguments,
    hostKey,
    privateKeyFile,
    ssh: (command, input) => {
      const options = { input, maxBuffer: 2 ** 28, timeout: COMMAND_LIMIT_MS };
      const { status, stdout, stderr } = spawnSync('ssh', [...sshArguments, command], options);
      alive();
      return { status: status ?? -1, stdout: stdout.toString(), stderr: stderr.toString() };
    },
    sshAsync: (command, input, limitMs = COMMAND_LIMIT_MS) =>
      collect('ssh', [...sshArguments, command], input, limitMs),
  };
}

function writeConfig(folder: string, port: number, hostKey: string, privateKeyFile: string): string {
  const knownHosts = join(folder, 'known_hosts');
  writeFileSync(knownHosts, `[127.0.0.1]:${port} ${hostKey}\n`);
  const lines = [
    `Host ${ALIAS}`,
    '  HostName 127.0.0.1',
    `  Port ${port}`,
    '  User root',
    `  IdentityFile "${privateKeyFile}"`,
    '  IdentitiesOnly yes',
    `  UserKnownHostsFile "${knownHosts}"`,
    '  GlobalKnownHostsFile none',
    '  StrictHostKeyChecking yes',
    '  BatchMode yes',
    '  ConnectTimeout 20',
    '  ServerAliveInterval 10',
    '  ServerAliveCountMax 3',
  ];
  writeFileSync(configFile(folder), `${lines.join('\n')}\n`);
  return configFile(folder);
}

function collect(
  program: string,
  args: string[],
  input: string | Buffer = '',
  limitMs: number,
): Promise<CommandResult> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { timeout: limitMs, killSignal: 'SIGKILL' });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (data: Buffer) => stdout.push(data));
    child.stderr.on('data', (data: Buffer) => stderr.push(data));
    child.on('error', fail);
    child.on('close', (status) => {
      alive();
      done({
        status: status ?? -1,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      });
    });
    // The command may end before it has read everything.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
