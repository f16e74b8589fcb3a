import { parsePciAddress, vfAddressOf } from '../../model/pci';
import { VIRTUAL_FUNCTION } from '../blank';
import type { VfNetworkFacts, VirtualFunctionFacts } from '../inventory';
import { integerOf, wordOf } from './attributes';
import type { HostReading } from './host-reading';
import { isInOtherNamespace, netdevsOf, readInterface } from './interfaces';
import { mountsOfFunction } from './nvme';
import { configOf, driverOf, type PciDevice } from './pci-devices';
import type { FoundPf, VfPlace } from './sriov-capability';

/** Facts of one VF. There are thousands on a host: what is not in its folder is not asked for. */
export function readVirtualFunction(
  host: HostReading,
  pf: FoundPf,
  { index, address }: VfPlace,
  network: VfNetworkFacts | null,
): VirtualFunctionFacts {
  const parts = parsePciAddress(pf.device.address);
  const { vfOffset, vfStride } = pf.sriov;
  const computedAddress = parts === null ? null : vfAddressOf(parts, vfOffset, vfStride, index);
  const device = host.devices.get(address);
  if (device === undefined) return { ...VIRTUAL_FUNCTION, index, address, computedAddress, network };
  return { index, address, computedAddress, ...readDevice(host, device), network };
}

function readDevice(
  host: HostReading,
  device: PciDevice,
): Omit<VirtualFunctionFacts, 'index' | 'address' | 'computedAddress' | 'network'> {
  const { reading, stack } = host;
  const { path, names } = device;
  const driver = driverOf(reading, device);
  const iommuGroup = host.groups.of(device);
  const [netdev] = names.has('net') ? netdevsOf(reading, device, stack) : [];
  const netInterface = netdev === undefined ? null : readInterface(reading, netdev, stack, true);
  return {
    driver,
    driverOverride: names.has('driver_override') ? wordOf(reading, `${path}/driver_override`) : null,
    iommuGroup,
    numaNode: names.has('numa_node') ? integerOf(reading, `${path}/numa_node`, -1, 65_535) : null,
    msixVectors: configOf(reading, device)?.msixVectors ?? null,
    interface: netInterface,
    users: host.users.of({
      device,
      driver,
      group: iommuGroup,
      interfaces: netInterface === null ? [] : [netInterface],
      isElsewhere: isInOtherNamespace(reading, device),
      mounts: names.has('nvme') ? mountsOfFunction(reading, device, host.blocks) : [],
    }),
  };
}
