import { IOMMU_ARGUMENTS, unreadIommuArgument } from '../../model/iommu-platforms';
import { kernelArgument } from '../../model/kernel-arguments';
import { COMPLIANT, NOT_APPLICABLE, type Rule, tokenAmong, unknown, violation } from '../rule';
import { plannedArguments, platformsOf } from '../shared/kernel-arguments';
import { joined } from '../shared/words';

export const IOM_010: Rule = {
  id: 'IOM-010',
  title: 'kernel arguments for the IOMMU are such as the architecture reads',
  severity: 'warning',
  protects:
    'Linux takes any word on its command line: what it does not read on the architecture of the host leaves the IOMMU as it was, without a message that anybody sees.',
  source:
    'Documentation/admin-guide/kernel-parameters.txt of Linux 6.12; parse_amd_iommu_options in drivers/iommu/amd/init.c',
  fix: 'Take the argument out of kernelArguments, and state one that the architecture reads',
  on: 'host',
  check: (host) => {
    const token = tokenAmong(host.wanted.unresolved, 'kernelArguments');
    if (token) return token;
    const planned = plannedArguments(host).filter((argument) =>
      IOMMU_ARGUMENTS.some(({ name }) => kernelArgument([argument], name) !== undefined),
    );
    if (planned.length === 0) return NOT_APPLICABLE;
    const { architecture } = host.inventory.host;
    if (architecture === null) return unknown('architecture of the host');
    const unread = planned.flatMap((argument) => {
      const why = unreadIommuArgument(argument, architecture);
      return why === null ? [] : [{ argument, why }];
    });
    if (unread.length === 0) return COMPLIANT;
    const words = platformsOf(host).flatMap(({ name, bootWith, passthroughBy }) => [
      ...(bootWith === null ? [] : [`${bootWith} to turn on ${name}`]),
      ...(passthroughBy === null ? [] : [`${passthroughBy} for passthrough`]),
    ]);
    const instead = [...new Set(words)];
    return violation({
      message: `kernelArguments of ${host.name} has ${joined(unread.map(({ argument, why }) => `${argument}, and ${why}`))}`,
      pointer: 'kernelArguments',
      found: joined(unread.map(({ argument }) => argument)),
      fix: `Take ${joined(unread.map(({ argument }) => argument))} out of kernelArguments${instead.length === 0 ? '' : `; this host reads ${joined(instead)}`}`,
    });
  },
};
