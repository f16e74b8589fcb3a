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

/** One option of an argument that takes a list of them: `{ name: 'intel_iommu', option: 'on' }` of `intel_iommu=on,sm_on`. */
export interface KernelOption {
  readonly name: string;
  readonly option: string;
}

/** All options of arguments in their order, which the kernel reads one by one: the last of those that contradict counts. */
export function kernelOptions(args: readonly string[]): readonly KernelOption[] {
  return args.flatMap((argument) => {
    const at = argument.indexOf('=');
    if (at < 0) return [];
    const name = argument.slice(0, at);
    const options = argument.slice(at + 1).split(',');
    return options.map((option) => ({ name, option }));
  });
}
