import { agreed } from './agreement';
import { BUILTIN_DEVICES, BUILTIN_DRIVER_PROFILES } from './builtin';
import type { CatalogDevice } from './device';
import type { DriverProfile } from './driver-profile';

/**
 * What devices and drivers can do: the built-in data, or that with a user's additions and overrides on top
 * (`withOverrides`). Plain data; the functions below look things up in it.
 */
export interface Catalog {
  readonly devices: readonly CatalogDevice[];
  readonly driverProfiles: readonly DriverProfile[];
}

/** The built-in data. */
export const DEFAULT_CATALOG: Catalog = { devices: BUILTIN_DEVICES, driverProfiles: BUILTIN_DRIVER_PROFILES };

/** PCI ids as an inventory gives them: four hexadecimal digits, lower case. */
export interface PciIds {
  readonly vendorId: string;
  readonly deviceId: string;
  readonly subsystemVendorId?: string | null;
  readonly subsystemDeviceId?: string | null;
}

/** The device with this catalog id (`intel-e810-xxv-sfp`), or null. */
export function deviceById(catalog: Catalog, id: string): CatalogDevice | null {
  return indexOf(catalog).byId.get(id) ?? null;
}

/**
 * What the catalog knows of a function with these PCI ids, or null.
 *
 * An entry for the very subsystem goes before one for any subsystem, and what a user said before what is built in.
 * Where several models share their ids, the answer holds what all of them agree on and null for the rest.
 */
export function deviceByPciIds(catalog: Catalog, ids: PciIds): CatalogDevice | null {
  const { answers } = indexOf(catalog);
  const key = `${ids.vendorId}:${ids.deviceId}:${ids.subsystemVendorId ?? ''}:${ids.subsystemDeviceId ?? ''}`;
  const known = answers.get(key);
  if (known !== undefined) return known;
  const devices = devicesByPciIds(catalog, ids);
  const answer = devices.length > 1 ? agreed(devices) : (devices[0] ?? null);
  answers.set(key, answer);
  return answer;
}

/** Every entry that `deviceByPciIds` has to choose from: more than one where models share their ids. */
export function devicesByPciIds(catalog: Catalog, ids: PciIds): readonly CatalogDevice[] {
  const sameModel = indexOf(catalog).byPciIds.get(`${ids.vendorId}:${ids.deviceId}`) ?? [];
  const subsystem = `${ids.subsystemVendorId}:${ids.subsystemDeviceId}`;
  const exact = sameModel.filter(
    ({ pf }) => pf.subsystemId === subsystem || pf.knownSubsystemIds?.includes(subsystem) === true,
  );
  const candidates = exact.length > 0 ? exact : sameModel.filter((device) => !device.pf.subsystemId);
  const given = candidates.filter((device) => device.userSource !== undefined);
  return given.length > 0 ? given : candidates;
}

/**
 * The device that a user names by catalog id, `vendor:device` or `vendor:device:subvendor:subdevice`; null when the
 * catalog has none.
 */
export function findDevice(catalog: Catalog, name: string): CatalogDevice | null {
  const byId = deviceById(catalog, name);
  if (byId !== null) return byId;
  const [vendorId, deviceId, subsystemVendorId, subsystemDeviceId, ...rest] = name.toLowerCase().split(':');
  if (vendorId === undefined || deviceId === undefined || rest.length > 0) return null;
  return deviceByPciIds(catalog, { vendorId, deviceId, subsystemVendorId, subsystemDeviceId });
}

/**
 * Devices that match every word of the query, in any case, somewhere in id, name, vendor, class, driver names or PCI
 * ids (`8086:159b`). An exact catalog id matches that device alone; an empty query matches all. In catalog order.
 */
export function searchDevices(catalog: Catalog, query: string): readonly CatalogDevice[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const exact = words.length === 1 ? deviceById(catalog, words[0] ?? '') : null;
  if (exact !== null) return [exact];
  return catalog.devices.filter((device) => {
    const text = searchText(device);
    return words.every((word) => text.includes(word));
  });
}

/**
 * The profile of a kernel driver as under `/sys/bus/pci/drivers` (`ice`, `xe`, `c6xx`) or of a catalog device's driver
 * name (`i915/xe`), or null.
 */
export function profileOfDriver(catalog: Catalog, driver: string): DriverProfile | null {
  return indexOf(catalog).byDriver.get(driver) ?? null;
}

/** `8086:159b`, with `????` for what is not known. */
export function pciIdsText(device: CatalogDevice): string {
  const { vendorId, deviceId, subsystemId } = device.pf;
  return `${vendorId ?? '????'}:${deviceId ?? '????'}${subsystemId ? `:${subsystemId}` : ''}`;
}

interface CatalogIndex {
  readonly byId: ReadonlyMap<string, CatalogDevice>;
  /** `vendor:device` to every entry that has these ids. */
  readonly byPciIds: ReadonlyMap<string, readonly CatalogDevice[]>;
  readonly byDriver: ReadonlyMap<string, DriverProfile>;
  /** Answers of `deviceByPciIds` so far: hosts of a fleet have the same cards. */
  readonly answers: Map<string, CatalogDevice | null>;
}

/** Built on first use and once a catalog: most programs look up few devices, some none. */
const indexes = new WeakMap<Catalog, CatalogIndex>();

function indexOf(catalog: Catalog): CatalogIndex {
  let index = indexes.get(catalog);
  if (index === undefined) {
    index = buildIndex(catalog);
    indexes.set(catalog, index);
  }
  return index;
}

function buildIndex({ devices, driverProfiles }: Catalog): CatalogIndex {
  const byPciIds = new Map<string, CatalogDevice[]>();
  for (const device of devices) {
    const { vendorId, deviceId, otherDeviceIds = [] } = device.pf;
    for (const id of deviceId === null ? [] : [deviceId, ...otherDeviceIds]) {
      const key = `${vendorId}:${id}`;
      const same = byPciIds.get(key);
      if (same === undefined) byPciIds.set(key, [device]);
      else same.push(device);
    }
  }
  const byDriver = new Map<string, DriverProfile>();
  for (const profile of driverProfiles) {
    for (const name of profile.kernelDrivers ?? []) byDriver.set(name, profile);
  }
  for (const profile of driverProfiles) byDriver.set(profile.name, profile);
  return { byId: new Map(devices.map((device) => [device.id, device])), byPciIds, byDriver, answers: new Map() };
}

function searchText(device: CatalogDevice): string {
  const { pf, vf, driver } = device;
  const ids = [pf.deviceId, ...(pf.otherDeviceIds ?? []), ...(vf.deviceIds ?? [])].map((id) => `${pf.vendorId}:${id}`);
  return [device.id, device.name, device.vendor, device.class, driver.pf, driver.vf, pf.subsystemId, ...ids]
    .join(' ')
    .toLowerCase();
}
