import { behaviourOf, type DriverBehaviour } from './behaviour';
import { type Catalog, DEFAULT_CATALOG, deviceByPciIds, type PciIds, profileOfDriver } from './catalog';
import type { CatalogDevice } from './device';

/** What a plan knows of drivers: the one place where planner, kernel model and those who carry a plan out look. */
export interface DriverTable {
  /** Drivers of the plan's PFs, sorted by name. */
  readonly stated: readonly DriverBehaviour[];
  /** What holds for every other driver. Absent: nothing is known of it. */
  readonly others?: 'built-in';
}

/** Where no app gave a catalog: an inventory without a plan, and plans of versions that carried no drivers. */
export const BUILT_IN_DRIVERS: DriverTable = { stated: [], others: 'built-in' };

/**
 * The table of a plan.
 *
 * @param names of the drivers that its PFs are on or are to be on; a name that stands for several (`i915/xe`) brings all
 */
export function driverTable(catalog: Catalog, names: Iterable<string>): DriverTable {
  const all = new Set<string>();
  for (const name of names) {
    all.add(name);
    const profile = profileOfDriver(catalog, name);
    if (profile?.name === name) for (const each of profile.kernelDrivers ?? []) all.add(each);
  }
  return { stated: [...all].sort().map((name) => behaviourOf(catalog, name)), others: 'built-in' };
}

/** Behaviour of a driver; of none, or of one that nobody knows, nothing is known. */
export function driverIn(table: DriverTable, name: string | null): DriverBehaviour {
  if (name === null) return NO_DRIVER;
  let drivers = looked.get(table);
  if (drivers === undefined) {
    drivers = new Map(table.stated.map((driver) => [driver.name, driver]));
    looked.set(table, drivers);
  }
  let driver = drivers.get(name);
  if (driver === undefined) {
    driver = behaviourOf(table.others === 'built-in' ? DEFAULT_CATALOG : NOTHING, name);
    drivers.set(name, driver);
  }
  return driver;
}

/** The device with these PCI ids, for PFs that a plan says nothing of. */
export function deviceIn(table: DriverTable, ids: PciIds): CatalogDevice | null {
  return table.others === 'built-in' ? deviceByPciIds(DEFAULT_CATALOG, ids) : null;
}

const NOTHING: Catalog = { devices: [], driverProfiles: [] };
/** Where no driver is, nothing is known of one. */
export const NO_DRIVER = behaviourOf(NOTHING, 'none');

const looked = new WeakMap<DriverTable, Map<string, DriverBehaviour>>();
