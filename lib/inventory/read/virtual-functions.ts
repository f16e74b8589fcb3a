import { VF_UNSEEN } from '../../evidence/use';
import { parsePciAddress, vfAddressOf } from '../../model/pci';
import { VIRTUAL_FUNCTION } from '../blank';
import type { PhysicalFunctionFacts, VfNetworkFacts, VirtualFunctionFacts } from '../inventory';
import { integerOf } from './attributes';
import type { HostReading } from './host-reading';
import { isInOtherNamespace, netdevsIn, netdevsOf, readInterface } from './interfaces';
import { blocksOfFunction } from './nvme';
import { configOf, driverOf, driverOverrideOf, type PciDevice } from './pci-devices';
import type { FoundPf, VfPlace } from './sriov-capability';
import { isVfioDriver } from './users';

/** Facts of one VF. There are thousands on a host: nothing is asked for that a VF of this kind cannot have. */
export function readVirtualFunction(
  host: HostReading,
  pf: FoundPf,
  deviceClass: PhysicalFunctionFacts['deviceClass'],
  { index, address }: VfPlace,
  network: VfNetworkFacts | null,
): VirtualFunctionFacts {
  const parts = parsePciAddress(pf.device.address);
  const { vfOffset, vfStride } = pf.sriov;
  const computedAddress = parts === null ? null : vfAddressOf(parts, vfOffset, vfStride, index);
  const device = host.devices.get(address);
  if (device === undefined) {
    return { ...VIRTUAL_FUNCTION, index, address, computedAddress, network, usersUnknown: [VF_UNSEEN] };
  }
  return { index, address, computedAddress, ...readDevice(host, device, deviceClass), network };
}

function readDevice(
  host: HostReading,
  device: PciDevice,
  deviceClass: PhysicalFunctionFacts['deviceClass'],
): Omit<VirtualFunctionFacts, 'index' | 'address' | 'computedAddress' | 'network'> {
  const { reading, stack } = host;
  const { path } = device;
  const driver = driverOf(reading, device);
  const iommuGroup = host.groups.of(device);
  // A function that is given to a VM has neither netdev nor controller here.
  const kind = isVfioDriver(driver) ? null : deviceClass;
  const [netdev] = kind === 'net' ? netdevsOf(reading, device, stack) : [];
  const netInterface = netdev === undefined ? null : readInterface(reading, netdev, stack, true);
  return {
    driver,
    driverOverride: driverOverrideOf(reading, device),
    iommuGroup,
    numaNode: integerOf(reading, `${path}/numa_node`, -1, 65_535),
    msixVectors: configOf(reading, device)?.msixVectors ?? null,
    interface: netInterface,
    ...host.users.of({
      device,
      driver,
      group: iommuGroup,
      netdevs: kind === 'net' ? netdevsIn(host, device) : [],
      isElsewhere: kind === 'net' && isInOtherNamespace(reading, device),
      blocks: kind === 'nvme' ? blocksOfFunction(reading, device) : [],
    }),
  };
}
