import { BUILTIN_DRIVER_PROFILES } from './builtin';
import type { VfVlanList } from './driver-profile';

/**
 * Drivers, by their names under `/sys/bus/pci/drivers`, that make `sriov/N/trunk` where they are built beside the kernel.
 * The words of such a file are part of the scripts that write it, so no catalog of a user's states others.
 */
export const VLAN_LIST_DRIVERS: readonly { readonly drivers: readonly string[]; readonly list: VfVlanList }[] =
  BUILTIN_DRIVER_PROFILES.flatMap(({ name, kernelDrivers = [name], vfVlanList: list }) =>
    list?.outOfTree === true ? [{ drivers: kernelDrivers, list }] : [],
  );

/** How a driver writes the list, where the one that is built beside the kernel has it; null for every other driver. */
export function vlanListOf(driver: string | null): VfVlanList | null {
  return VLAN_LIST_DRIVERS.find(({ drivers }) => driver !== null && drivers.includes(driver))?.list ?? null;
}
