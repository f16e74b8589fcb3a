import { requireTool, type Registers } from './require-tool';

/** Shells that scripts are written for. */
export const SHELLS = ['dash', 'busybox sh', 'bash --posix'] as const;
/** `sh`: whichever one this machine has, for what does not depend on it. */
export type Shell = (typeof SHELLS)[number] | 'sh';

/** What scripts for hosts, and the programs that stand in for those of a host, call beside the coreutils. */
const HOST_TOOLS = ['awk', 'cmp', 'grep', 'sed'];

/** `test` and `describe` for what runs scripts in a shell. */
export function requireShell(shell: Shell = 'sh'): Registers {
  const [program = shell] = shell.split(' ');
  return requireTool(...(program === 'sh' ? [] : [program]), ...HOST_TOOLS);
}

/** A test for each of the shells. */
export function testInShells(name: string, shells: readonly Shell[], body: (shell: Shell) => void): void {
  for (const shell of shells) requireShell(shell).test(name.replace('%s', shell), () => body(shell));
}

/** A group of tests for each of the shells. */
export function describeInShells(name: string, shells: readonly Shell[], body: (shell: Shell) => void): void {
  for (const shell of shells) requireShell(shell).describe(name.replace('%s', shell), () => body(shell));
}
