import type { Inventory } from '../../inventory/inventory';
import { iommuPlatforms, iommuSwitch } from '../../model/iommu-platforms';
import { joined } from './words';

/**
 * What turns on the IOMMU of a host.
 *
 * @param name of the host
 * @param then what is to be done after that
 */
export function iommuFix(
  { architecture, cpus, kernelArguments, iommu }: Inventory['host'],
  name: string,
  then: string,
): string {
  const platforms = iommuPlatforms({ architecture, cpuModel: cpus.model });
  if (platforms.length === 0) {
    return `Use a host with an IOMMU that Linux drives: what turns on one of ${architecture} is not known here`;
  }
  const now = iommuSwitch(kernelArguments, platforms);
  if (now?.on === false) {
    const on = platforms.flatMap(({ bootWith }) => bootWith ?? []);
    const instead = platforms.length === 1 && on.length === 1 ? `, add ${on.join('')}` : '';
    return `Take ${now.by} off the kernel arguments of ${name}${instead}, reboot it, and ${then}`;
  }
  const isSet = now?.on === true;
  const { firmwareTable } = iommu;
  const ways = platforms.map(({ firmware, bootWith, acpiTable }) => {
    if (bootWith === null || isSet) return firmware;
    const isInFirmware = firmwareTable === true && platforms.length === 1;
    return isInFirmware
      ? `boot ${name} with ${bootWith}: its firmware has the IOMMU on (ACPI table ${acpiTable})`
      : `${firmware} and boot with ${bootWith}`;
  });
  const way = joined(ways, 'or');
  return `${way.charAt(0).toUpperCase()}${way.slice(1)}; then ${then}`;
}
