import type { ResolvedHost } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, violation } from '../rule';
import { kernelArgument, plannedArguments } from '../shared/kernel-arguments';
import { givenToVms } from '../shared/use';

export const IOM_001: Rule = {
  id: 'IOM-001',
  title: 'the IOMMU is on where VFs or PFs go to VMs',
  severity: 'error',
  protects:
    'vfio-pci binds nothing without an IOMMU, and nothing else keeps the DMA of a guest inside the memory of its VM.',
  source:
    'measured without IOMMU: no iommu_group, drivers/vfio-pci/bind gives EINVAL, drivers_probe binds nothing and says 0',
  fix: 'Turn on VT-d or AMD-Vi in the firmware setup, boot with intel_iommu=on (Intel), and read the inventory again',
  on: 'host',
  check: (host) => {
    const given = givenToVms(host);
    if (given === null) return NOT_APPLICABLE;
    const { enabled } = host.inventory.host.iommu;
    if (enabled === true || (enabled === null && hasGroups(host))) return COMPLIANT;
    if (enabled === null) return unknown('whether the IOMMU of the host is on');
    const planned = willBeOn(plannedArguments(host)) && host.wanted.policy.allowReboot === true;
    return violation({
      message: `${given} of ${host.name} go to VMs, and its IOMMU is off${planned ? ' until it is rebooted with the kernel arguments that are planned' : ''}`,
      found: 'no IOMMU',
      limit: 'IOMMU on',
      ...(planned
        ? {
            severity: 'warning' as const,
            fix: `Reboot ${host.name} with the planned kernel arguments before the plan runs`,
          }
        : {}),
    });
  },
};

/** Only an IOMMU makes groups. */
function hasGroups(host: ResolvedHost): boolean {
  return host.physicalFunctions.some((pf) => pf.facts !== null && pf.facts.iommuGroup !== null);
}

function willBeOn(args: readonly string[]): boolean {
  return ['intel_iommu', 'amd_iommu'].some((name) => {
    const value = kernelArgument(args, name);
    return value?.split(',').some((option) => option === 'on' || option === 'force_enable');
  });
}
