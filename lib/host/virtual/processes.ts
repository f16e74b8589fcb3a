import { readFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import type { VirtualLock } from './state';

/** The process that locks a virtual host, and whether another one that did is still there. */
export interface ProcessTable {
  readonly pid: number;
  /** `user@machine`. */
  readonly client: string;
  /** As `VirtualLock.process`. */
  readonly identity: string | null;
  isAlive(lock: VirtualLock): boolean;
}

/** The processes of this machine. */
export function machineProcesses(): ProcessTable {
  return (own ??= {
    pid: process.pid,
    client: `${userName()}@${hostname()}`,
    identity: identityOf(process.pid),
    isAlive,
  });
}

/** What does not change as long as this process lives: hosts that are files ask for each of their runs. */
let own: ProcessTable | undefined;

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under an id that has no name.
    return String(process.getuid?.() ?? 'unknown');
  }
}

function isAlive({ client, pid, process: identity }: VirtualLock): boolean {
  return lives({ machine: client.slice(client.lastIndexOf('@') + 1), pid, identity });
}

/** A process as another one wrote it down; its identity is null where that is not known. */
export interface KnownProcess {
  readonly machine: string;
  readonly pid: number;
  readonly identity: string | null;
}

/** Whether a process is still there. One of another machine cannot be judged from here, so it counts. */
export function lives({ machine, pid, identity }: KnownProcess): boolean {
  if (machine !== hostname()) return true;
  if (!exists(pid)) return false;
  const now = identityOf(pid);
  return identity === null || now === null || identity === now;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Boot of the machine and start of the process; null where there is no `/proc`. */
export function identityOf(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program stands in brackets and may hold anything; the start is the 20th field after it.
    const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return start === undefined ? null : `${boot}/${start}`;
  } catch {
    return null;
  }
}
