import { VF_UNSEEN } from '../../evidence/use';
import { parsePciAddress, vfAddressOf } from '../../model/pci';
import { isVfio } from '../../model/vfio-drivers';
import { VIRTUAL_FUNCTION } from '../blank';
import type { PhysicalFunctionFacts, VfNetworkFacts, VirtualFunctionFacts } from '../inventory';
import { integerOf } from './attributes';
import { CLASS_READERS, NO_VF_PARTS } from './class-readers';
import type { HostReading } from './host-reading';
import { configOf, driverOf, driverOverrideOf, type PciDevice } from './pci-devices';
import type { FoundPf, VfPlace } from './sriov-capability';
import { readVfQuotas } from './vf-quotas';

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
  const migratable = host.devlink.migratableVfsOf(pf.device.address).get(index);
  return {
    index,
    address,
    computedAddress,
    ...readDevice(host, device, deviceClass),
    ...(migratable !== undefined && { migratable }),
    ...(deviceClass === 'other' && readVfQuotas(host.reading, pf.device.path, index)),
    network,
  };
}

function readDevice(
  host: HostReading,
  device: PciDevice,
  deviceClass: PhysicalFunctionFacts['deviceClass'],
): Omit<VirtualFunctionFacts, 'index' | 'address' | 'computedAddress' | 'network'> {
  const { reading } = host;
  const { path } = device;
  const driver = driverOf(reading, device);
  const iommuGroup = host.groups.of(device);
  const { interface: own, ...parts } = isVfio(driver) ? NO_VF_PARTS : CLASS_READERS[deviceClass].ofVf(host, device);
  return {
    driver,
    driverOverride: driverOverrideOf(reading, device),
    iommuGroup,
    numaNode: integerOf(reading, `${path}/numa_node`, -1, 65_535),
    msixVectors: configOf(reading, device)?.msixVectors ?? null,
    interface: own,
    ...host.users.of({
      device,
      driver,
      group: iommuGroup,
      ...parts,
    }),
  };
}
