import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, violation } from '../rule';
import { plannedArguments } from '../shared/kernel-arguments';
import { counted } from '../shared/words';

/** Read alike on x86 and on all architectures of drivers/base/arch_numa.c, arm64 among them. */
const NUMA_OFF = 'numa=off';

export const NUMA_003: Rule = {
  id: 'NUMA-003',
  title: 'a host of several sockets is not booted without NUMA',
  severity: 'warning',
  protects:
    'With numa=off the kernel knows one node, whatever sockets there are: every VM seems to be near its VF, and which ones are not nobody can tell any more.',
  source:
    'Linux 6.12, arch/x86/mm/numa.c (numa_setup) and drivers/base/arch_numa.c (numa_parse_early_param): a dummy node for all',
  fix: 'Take numa=off off the kernel arguments of the host, reboot it, and read the inventory again',
  on: 'host',
  check: (host) => {
    if (host.attachments.length === 0) return NOT_APPLICABLE;
    const token = tokenAmong(host.wanted.unresolved, 'kernelArguments');
    if (token) return token;
    const { kernelArguments, cpus } = host.inventory.host;
    const isPlanned = isOff(plannedArguments(host));
    if (!isPlanned && !isOff(kernelArguments)) return COMPLIANT;
    if (cpus.sockets === null) return unknown('number of sockets of the host');
    if (cpus.sockets === 1) return COMPLIANT;
    return violation({
      message: `${host.name} has ${counted(cpus.sockets, 'socket')} and ${isPlanned ? 'is to be' : 'is'} booted with ${NUMA_OFF}: its kernel knows one NUMA node`,
      ...(isPlanned && { pointer: 'kernelArguments' }),
      found: NUMA_OFF,
      fix: isPlanned ? `Take ${NUMA_OFF} out of kernelArguments` : NUMA_003.fix,
    });
  },
};

/** It is no list: the kernel looks at how the value begins, of every `numa`. */
function isOff(args: readonly string[]): boolean {
  return args.some((argument) => argument.startsWith(NUMA_OFF));
}
