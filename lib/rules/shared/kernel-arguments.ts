import type { ResolvedHost } from '../../resolve/resolved';

/** Value of the last `name=value` on a kernel command line, '' for a bare `name`, undefined when it is not there. */
export function kernelArgument(args: readonly string[], name: string): string | undefined {
  for (let n = args.length - 1; n >= 0; n--) {
    const argument = args[n] ?? '';
    if (!argument.startsWith(name)) continue;
    if (argument.length === name.length) return '';
    if (argument.charAt(name.length) === '=') return argument.slice(name.length + 1);
  }
  return undefined;
}

/** As the kernel reads a switch; undefined when it is not on the command line, or no yes or no. */
export function kernelSwitch(args: readonly string[], name: string): boolean | undefined {
  const value = kernelArgument(args, name)?.toLowerCase();
  if (value === undefined) return undefined;
  if (value === '' || value === '1' || value === 'y' || value === 'yes' || value === 'on') return true;
  return value === '0' || value === 'n' || value === 'no' || value === 'off' ? false : undefined;
}

/** Arguments that the operator is going to set: they hold after the next boot. */
export function plannedArguments(host: ResolvedHost): readonly string[] {
  return host.wanted.policy.kernelArguments ?? [];
}
