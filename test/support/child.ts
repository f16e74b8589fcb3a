import * as node from 'node:child_process';

/**
 * `node:child_process` for tests: every process that they start has a time limit, after which it is killed. A lint lets
 * tests start processes by this file only.
 */

/** Shorter than what a suite may be silent for (scripts/gate/watchdog.mjs): the test that waited is then named. */
const LIMIT_MS = 240_000;

const LIMITED = { timeout: LIMIT_MS, killSignal: 'SIGKILL' } as const;
/** For a process that ends with something else than its own work, and who ends it stands beside the call. */
export const UNLIMITED = { timeout: 0 } as const;

type Call = [program: string, argsOrOptions?: readonly string[] | object, options?: object];

/** Puts the limit before the options, which may state another one. */
function limited([program, second, third]: Call): [string, readonly string[], object] {
  const args = Array.isArray(second) ? (second as readonly string[]) : [];
  return [program, args, { ...LIMITED, ...(Array.isArray(second) ? third : second) }];
}

export const spawnSync = ((...call: Call) => node.spawnSync(...limited(call))) as typeof node.spawnSync;
export const execFileSync = ((...call: Call) => node.execFileSync(...limited(call))) as typeof node.execFileSync;
export const spawn = ((...call: Call) => node.spawn(...limited(call))) as typeof node.spawn;
export const execFile = ((program: string, args: readonly string[], options: object, done: () => void) =>
  node.execFile(program, args, { ...LIMITED, ...options }, done)) as typeof node.execFile;
