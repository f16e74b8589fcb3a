import { type IommuPlatform, iommuSwitch } from '../../model/iommu-platforms';
import type { ResolvedHost } from '../../resolve/resolved';
import { COMPLIANT, NOT_APPLICABLE, type Rule, unknown, violation } from '../rule';
import { plannedArguments, platformsOf } from '../shared/kernel-arguments';
import { iommuFix } from '../shared/iommu-fix';
import { givenToVms } from '../shared/use';
import { joined } from '../shared/words';

export const IOM_001: Rule = {
  id: 'IOM-001',
  title: 'the IOMMU is on where VFs or PFs go to VMs',
  severity: 'error',
  protects:
    'vfio-pci binds nothing without an IOMMU, and nothing else keeps the DMA of a guest inside the memory of its VM.',
  source:
    'measured without IOMMU: no iommu_group, drivers/vfio-pci/bind gives EINVAL, drivers_probe binds nothing and says 0',
  fix: 'Turn on the IOMMU (VT-d, AMD-Vi, SMMU) in the firmware setup, boot with intel_iommu=on on Intel, and read the inventory again',
  on: 'host',
  check: (host) => {
    const given = givenToVms(host);
    if (given === null) return NOT_APPLICABLE;
    const { enabled } = host.inventory.host.iommu;
    if (enabled === true || (enabled === null && hasGroups(host))) return COMPLIANT;
    if (enabled === null) return unknown('whether the IOMMU of the host is on');
    const platforms = platformsOf(host);
    const planned =
      iommuSwitch(plannedArguments(host), platforms)?.on === true && host.wanted.policy.allowReboot === true;
    const now = iommuSwitch(host.inventory.host.kernelArguments, platforms);
    const off = now?.on === false ? `: it is booted with ${now.by}` : '';
    const until = planned ? ' until it is rebooted with the kernel arguments that are planned' : '';
    return violation({
      message: `${given} of ${host.name} go to VMs, and its IOMMU is off${off || missingTable(host, platforms)}${until}`,
      found: now?.on === false ? now.by : 'no IOMMU',
      limit: 'IOMMU on',
      ...(planned
        ? {
            severity: 'warning' as const,
            fix: `Reboot ${host.name} with the planned kernel arguments before the plan runs`,
          }
        : { fix: iommuFix(host.inventory.host, host.name, 'read the inventory again') }),
    });
  },
};

/** What the firmware does not say, Linux cannot drive. */
function missingTable({ inventory }: ResolvedHost, platforms: readonly IommuPlatform[]): string {
  const tables = platforms.flatMap(({ acpiTable }) => acpiTable ?? []);
  if (inventory.host.iommu.firmwareTable !== false || tables.length === 0) return '';
  return `: its firmware describes none (no ACPI table ${joined(tables, 'or')})`;
}

/** Only an IOMMU makes groups. */
function hasGroups(host: ResolvedHost): boolean {
  return host.physicalFunctions.some((pf) => pf.facts !== null && pf.facts.iommuGroup !== null);
}
