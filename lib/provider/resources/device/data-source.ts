import { type Catalog, findDevice, searchDevices } from '../../../catalog/catalog';
import { CERTAINTIES, certaintyOf } from '../../../catalog/certainty';
import type { CatalogDevice } from '../../../catalog/device';
import { attribute, ProviderError, type StateOf } from '../../schema';
import type { DataSource } from '../../schema/data-source';
import { DEVICE_SCHEMA } from './schema';

/** Devices that a message names at most. */
const NAMED = 5;

/** `sriov_device`: a device of the catalog. */
export const DEVICE: DataSource<typeof DEVICE_SCHEMA, { readonly catalog: Catalog }> = {
  schema: DEVICE_SCHEMA,
  read({ config: { device: wanted }, client: { catalog } }) {
    const device = findDevice(catalog, wanted);
    if (device === null) throw unknownDevice(wanted, catalog);
    return Promise.resolve({ device: wanted, ...factsOf(device) });
  },
};

function factsOf(device: CatalogDevice): Omit<StateOf<typeof DEVICE_SCHEMA>, 'device'> {
  const { id, name, vendor, class: deviceClass, pf, vf, driver, sriov, link, pcie, note } = device;
  const { ids, vfs, groups } = certaintyOf(device);
  const pfIds = [pf.deviceId, ...(pf.otherDeviceIds ?? [])].filter((deviceId) => deviceId !== null);
  return {
    id,
    name,
    vendor,
    class: deviceClass,
    pf_pci_ids: pf.vendorId === null ? [] : pfIds.map((deviceId) => `${pf.vendorId}:${deviceId}`),
    vf_pci_ids: pf.vendorId === null ? [] : (vf.deviceIds ?? []).map((deviceId) => `${pf.vendorId}:${deviceId}`),
    pf_driver: driver.pf,
    vf_driver: driver.vf,
    sriov: sriov.supported ?? true,
    max_vfs_per_pf: sriov.maxVfsPerPf,
    max_vfs_per_device: sriov.maxVfsPerDevice,
    link_speeds_gbps: link.speedsGbps ?? [],
    max_ports: link.maxPorts,
    pcie_generation: pcie.gen,
    pcie_lanes: pcie.lanes,
    certainty: new Map(
      Object.entries({ ids, vfs, ...groups }).map(([group, certainty]) => [group, CERTAINTIES[certainty]]),
    ),
    note,
  };
}

function unknownDevice(wanted: string, catalog: Catalog): ProviderError {
  const like = searchDevices(catalog, wanted).slice(0, NAMED);
  const names = like.map(({ id }) => id).join(', ');
  return new ProviderError(
    'The catalog has no such device',
    `${JSON.stringify(wanted)} is neither an id of the catalog nor PCI ids that it knows. ` +
      (like.length === 0
        ? 'Give ids as lspci -n prints them: 8086:159b. `sriov devices` lists what the catalog has.'
        : `Like it are: ${names}.`),
    [attribute('device')],
  );
}
