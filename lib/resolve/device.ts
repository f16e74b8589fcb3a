import { type Catalog, deviceByPciIds, findDevice, type PciIds, pciIdsText, profileOfDriver } from '../catalog/catalog';
import type { CatalogDevice } from '../catalog/device';
import type { DriverProfile } from '../catalog/driver-profile';
import type { PhysicalFunctionFacts } from '../inventory/inventory';
import type { Finding } from '../model/finding';
import type { WantedPhysicalFunction } from '../model/wanted';
import { finding } from './rules';

/** What the catalog knows of a PF. */
export interface KnownDevice {
  readonly device: CatalogDevice | null;
  readonly finding: Finding | null;
}

/** `8086:159b`, or with the subsystem behind it. */
const PCI_IDS = /^[0-9a-f]{4}:[0-9a-f]{4}(:[0-9a-f]{4}:[0-9a-f]{4})?$/i;

/**
 * The catalog's device of a PF: by the ids that the host shows, by the name that the constructs give where the host
 * was not read, where several models share the ids, or where the catalog does not know them.
 */
export function deviceOf(
  pf: WantedPhysicalFunction,
  facts: PhysicalFunctionFacts | null,
  catalog: Catalog,
  host: string,
): KnownDevice {
  const seen = facts === null ? null : deviceByPciIds(catalog, facts);
  if (pf.device === undefined) return { device: seen, finding: null };
  const named = findDevice(catalog, pf.device);
  const byIds = PCI_IDS.test(pf.device);
  if (named === null && !byIds) return { device: seen, finding: notInCatalog(pf, host) };
  if (facts === null) return { device: named, finding: null };
  if (isSameDevice(pf.device, named, facts, seen)) {
    // The host also shows the subsystem; a name may single out one of several models with the same ids.
    return { device: byIds ? (seen ?? named) : (named ?? seen), finding: null };
  }
  return { device: seen, finding: contradiction(pf, named, facts, seen, host) };
}

/** Profile of the driver that is bound; of the one that the catalog names where none is. */
export function profileOf(catalog: Catalog, driver: string | null, device: CatalogDevice | null): DriverProfile | null {
  if (driver !== null) return profileOfDriver(catalog, driver);
  return device === null ? null : profileOfDriver(catalog, device.driver.profile);
}

/** PCI ids that the constructs name, in lower case; null when they name none. */
export function namedPciIds(name: string | undefined, device: CatalogDevice | null): PciIds | null {
  if (name !== undefined && PCI_IDS.test(name)) {
    const [vendorId = '', deviceId = '', subsystemVendorId, subsystemDeviceId] = name.toLowerCase().split(':');
    return { vendorId, deviceId, subsystemVendorId, subsystemDeviceId };
  }
  if (device === null || device.pf.vendorId === null || device.pf.deviceId === null) return null;
  return { vendorId: device.pf.vendorId, deviceId: device.pf.deviceId };
}

function isSameDevice(
  name: string,
  named: CatalogDevice | null,
  facts: PhysicalFunctionFacts,
  seen: CatalogDevice | null,
): boolean {
  if (named !== null && named === seen) return true;
  const ids = namedPciIds(name, named);
  // A device whose ids nobody knows may be any that the catalog does not know by its ids.
  if (ids === null) return seen === null;
  if (ids.vendorId !== facts.vendorId) return false;
  return ids.deviceId === facts.deviceId || (named?.pf.otherDeviceIds?.includes(facts.deviceId) ?? false);
}

function notInCatalog(pf: WantedPhysicalFunction, host: string): Finding {
  return finding('SEL-007', {
    path: pf.path,
    host,
    pointer: 'device',
    message: `device ${pf.device} is neither an id of the catalog nor vendor:device`,
    found: pf.device,
  });
}

function contradiction(
  pf: WantedPhysicalFunction,
  named: CatalogDevice | null,
  facts: PhysicalFunctionFacts,
  seen: CatalogDevice | null,
  host: string,
): Finding {
  const ids = `${facts.vendorId}:${facts.deviceId}`;
  const found = seen === null ? ids : `${seen.name} (${ids})`;
  const wanted = named === null ? `${pf.device}` : `${named.name} (${pciIdsText(named)})`;
  return finding('SEL-006', {
    path: pf.path,
    host,
    pointer: 'device',
    message: `device is ${wanted}, the host has ${found} at ${facts.address}`,
    found: pf.device,
    limit: ids,
    limitSource: `inventory of ${host}`,
  });
}
