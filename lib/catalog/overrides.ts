import { InputError } from '../model/errors';
import type { Catalog } from './catalog';
import type { CatalogDevice, DeviceCeilings, QueueLimits } from './device';
import type { DriverProfile } from './driver-profile';
import type { OperationCase, OperationName } from './operations';
import { type Group, statedFields, UNKNOWN_GROUPS, UNKNOWN_PROFILE, UNKNOWN_VF_ATTRIBUTES } from './groups';

/** Devices and driver profiles that a user adds to a catalog, or changes in it. */
export interface CatalogOverrides {
  /** File, construct path or other place they come from, for messages. */
  readonly origin: string;
  readonly devices: readonly DeviceOverride[];
  readonly driverProfiles: readonly DriverProfileOverride[];
}

/** Some fields of a value group; its source is the entry's unless it states one of its own. */
type Change<T> = Partial<Omit<NonNullable<T>, 'source'>> & { readonly source?: string | null };

/** A value group that is stated whole; its source is the entry's unless it states one of its own. */
type Whole<T> = Omit<NonNullable<T>, 'source'> & { readonly source?: string | null };

/** A device to add, or values of a known one (same id) to override. A new one needs name, vendor, class and driver. */
export interface DeviceOverride {
  readonly id: string;
  /** Where the values come from; findings print it. */
  readonly source: string;
  readonly name?: string;
  readonly vendor?: string;
  readonly class?: CatalogDevice['class'];
  readonly pf?: Change<CatalogDevice['pf']>;
  readonly vf?: Change<CatalogDevice['vf']>;
  readonly driver?: Change<CatalogDevice['driver']>;
  readonly link?: Change<CatalogDevice['link']>;
  readonly pcie?: Change<CatalogDevice['pcie']>;
  readonly sriov?: Change<CatalogDevice['sriov']>;
  readonly queues?: Change<QueueLimits>;
  readonly rdma?: Whole<CatalogDevice['rdma']>;
  readonly nvme?: Change<CatalogDevice['nvme']>;
  readonly performance?: Change<CatalogDevice['performance']>;
  readonly ceilings?: Change<DeviceCeilings>;
  readonly note?: string | null;
}

export type CaseOverride = Omit<OperationCase, 'source'> & { readonly source?: string };

/** A driver profile to add, or values of a known one (same name) to override. A new one needs `kind`. */
export interface DriverProfileOverride {
  readonly name: string;
  /** Where the values come from; findings print it. */
  readonly source: string;
  readonly kind?: DriverProfile['kind'];
  readonly kernelDrivers?: readonly string[];
  readonly vfAttributes?: Change<DriverProfile['vfAttributes']>;
  /** Cases of operations, each list whole; the source of a case is the entry's unless it states one of its own. */
  readonly operations?: Partial<Readonly<Record<OperationName, readonly CaseOverride[]>>>;
  /** The list whole. */
  readonly transientErrors?: DriverProfile['transientErrors'];
  readonly vfQuotas?: Whole<DriverProfile['vfQuotas']>;
  readonly qatServices?: Whole<DriverProfile['qatServices']>;
  readonly eswitch?: Change<DriverProfile['eswitch']>;
  readonly linkType?: Whole<DriverProfile['linkType']>;
  readonly numVfs?: Change<DriverProfile['numVfs']>;
  readonly msix?: Change<DriverProfile['msix']>;
  readonly behaviour?: Change<DriverProfile['behaviour']>;
  readonly queues?: Change<DriverProfile['queues']>;
  readonly limits?: Change<DriverProfile['limits']>;
  readonly guaranteeShares?: Whole<DriverProfile['guaranteeShares']>;
  readonly vdpa?: Whole<DriverProfile['vdpa']>;
  readonly virtMgmt?: Change<DriverProfile['virtMgmt']>;
  readonly rdmaOnVf?: boolean | null;
  readonly rdmaSource?: string;
  readonly liveMigrationVfioDriver?: string | null;
  readonly liveMigrationNote?: string;
  readonly liveMigrationSource?: string;
  readonly note?: string;
}

/** A group that is not there and has no field that may be null. */
const NOTHING = {};

/**
 * The catalog with a user's additions and overrides on top: a new catalog, the old one is left as it was. Groups that
 * the user stated carry the user's source; where they stated only some fields of a group, its source names these and
 * keeps the source of the rest. Of several overrides of one value the last one applied counts.
 *
 * @throws InputError for an entry without source, a new device or profile without what it needs, and a device whose
 *   driver profile does not exist
 */
export function withOverrides(catalog: Catalog, overrides: CatalogOverrides): Catalog {
  const profiles = new Map(catalog.driverProfiles.map((profile) => [profile.name, profile]));
  overrides.driverProfiles.forEach((change, n) => {
    const where = `${overrides.origin}#/driverProfiles/${n}`;
    profiles.set(change.name, changedProfile(profiles.get(change.name), change, where));
  });
  const devices = new Map(catalog.devices.map((device) => [device.id, device]));
  overrides.devices.forEach((change, n) => {
    const where = `${overrides.origin}#/devices/${n}`;
    const device = changedDevice(devices.get(change.id), change, where);
    const profile = profileNamed(device.driver.profile, profiles, where);
    devices.set(change.id, { ...device, driver: { ...device.driver, profile } });
  });
  return { devices: [...devices.values()], driverProfiles: [...profiles.values()] };
}

/** Name of a driver profile, by its name or that of a kernel driver that it is for. */
function profileNamed(name: string, profiles: ReadonlyMap<string, DriverProfile>, where: string): string {
  if (profiles.has(name)) return name;
  for (const profile of profiles.values()) if (profile.kernelDrivers?.includes(name) === true) return profile.name;
  throw new InputError(
    `${where}/driver/profile`,
    `there is no driver profile "${name}"`,
    `Name one of ${[...profiles.keys()].join(', ')}, or add it under driverProfiles of a JSON file`,
  );
}

function changedDevice(known: CatalogDevice | undefined, change: DeviceOverride, where: string): CatalogDevice {
  const { source } = change;
  requireSource(source, where);
  const base = known ?? newDevice(change, where);
  const ceilings = changed(base.ceilings, NOTHING, change.ceilings, source);
  return {
    ...base,
    name: change.name ?? base.name,
    vendor: change.vendor ?? base.vendor,
    class: change.class ?? base.class,
    pf: changed(base.pf, base.pf, change.pf, source),
    vf: changed(base.vf, base.vf, change.vf, source),
    driver: changed(base.driver, base.driver, change.driver, source),
    link: changed(base.link, base.link, change.link, source),
    pcie: changed(base.pcie, base.pcie, change.pcie, source),
    sriov: changed(base.sriov, base.sriov, change.sriov, source),
    queues: changed(base.queues, NOTHING, change.queues, source),
    rdma: changed(base.rdma, NOTHING, change.rdma, source),
    nvme: changed(base.nvme, UNKNOWN_GROUPS.nvme, change.nvme, source),
    performance: changed(base.performance, UNKNOWN_GROUPS.performance, change.performance, source),
    ...(ceilings === undefined ? {} : { ceilings }),
    note: change.note === undefined ? base.note : change.note,
    userSource: source,
    ...userLimit(change),
  };
}

function userLimit({ source, sriov }: DeviceOverride): Pick<CatalogDevice, 'userMaxVfsPerPf'> {
  const value = sriov?.maxVfsPerPf;
  if (value === undefined) return {};
  return { userMaxVfsPerPf: value === null ? undefined : { value, source: sriov?.source ?? source } };
}

/** Code in other languages than TypeScript may leave it out, and a limit without a source is worth nothing. */
function requireSource(source: string | undefined, where: string): void {
  if (source?.trim()) return;
  throw new InputError(`${where}/source`, 'the values have no source', 'State where they come from, in a few words');
}

/** A device of which only what `changedDevice` does not merge is set. */
function newDevice(change: DeviceOverride, where: string): CatalogDevice {
  const { id, source, name, vendor, class: deviceClass, driver } = change;
  const missing = Object.entries({ name, vendor, class: deviceClass, driver }).filter(
    ([, value]) => value === undefined,
  );
  if (missing.length > 0 || name === undefined || vendor === undefined || deviceClass === undefined) {
    throw new InputError(
      where,
      `"${id}" is no device of the catalog, and a new one needs ${missing.map(([key]) => key).join(', ')}`,
      'Correct the id (sriov devices lists them) or state what is missing',
    );
  }
  const { pf, vf, profile } = driver ?? {};
  if (pf === undefined || vf === undefined || profile === undefined) {
    throw new InputError(
      `${where}/driver`,
      `a new device needs the names of its PF driver, its VF driver and the driver profile, and has ${JSON.stringify(driver)}`,
      'State driver.pf, driver.vf and driver.profile',
    );
  }
  return {
    id,
    name,
    vendor,
    class: deviceClass,
    ...UNKNOWN_GROUPS,
    driver: { pf, vf, profile, source },
    queues: null,
    rdma: null,
    nvme: deviceClass === 'nvme' ? UNKNOWN_GROUPS.nvme : null,
    performance: null,
    note: null,
  };
}

function changedProfile(known: DriverProfile | undefined, change: DriverProfileOverride, where: string): DriverProfile {
  const { name, source, operations: _cases, ...stated } = change;
  requireSource(source, where);
  if (known === undefined && change.kind === undefined) {
    throw new InputError(
      where,
      `"${name}" is no driver profile of the catalog, and a new one needs kind`,
      'Correct the name (sriov devices --json lists them) or state kind',
    );
  }
  refuseHalfStated(known, change, where);
  const base: Group = { ...UNKNOWN_PROFILE, ...known };
  const result: Record<string, unknown> = { ...base, name, userSource: source };
  for (const [key, value] of Object.entries(stated)) {
    if (isGroup(value)) {
      const unknown = key === 'vfAttributes' ? UNKNOWN_VF_ATTRIBUTES : NOTHING;
      result[key] = changed(base[key] as Group | null | undefined, unknown, value, source);
    } else if (value !== undefined) {
      result[key] = value;
    }
  }
  result.operations = changedOperations(known, change);
  if (stated.rdmaOnVf !== undefined) result.rdmaSource = stated.rdmaSource ?? source;
  if (stated.liveMigrationVfioDriver !== undefined) result.liveMigrationSource = stated.liveMigrationSource ?? source;
  return result as unknown as DriverProfile;
}

/** What goes with a flag says nothing where the profile has cases in its place. */
function refuseHalfStated(
  known: DriverProfile | undefined,
  { name, vfAttributes = {} }: DriverProfileOverride,
  where: string,
): void {
  for (const [beside, flag] of [
    ['rateGranularityMbps', 'maxTxRate'],
    ['vlanMax', 'vlan'],
  ] as const) {
    if (vfAttributes[beside] === undefined || vfAttributes[flag] !== undefined || !known?.operations?.[flag]) continue;
    throw new InputError(
      `${where}/vfAttributes/${beside}`,
      `the profile ${name} says by cases what becomes of ${flag}, and ${beside} goes with a flag`,
      `State vfAttributes.${flag} as well, or operations.${flag}`,
    );
  }
}

/** A flag that the user states takes the place of what is built in of that operation. */
function changedOperations(
  known: DriverProfile | undefined,
  { vfAttributes = {}, operations = {}, source }: DriverProfileOverride,
): DriverProfile['operations'] {
  const kept = Object.entries(known?.operations ?? {}).filter(
    ([name]) => vfAttributes[name as keyof typeof vfAttributes] === undefined,
  );
  const stated = Object.entries(operations).map(
    ([name, cases]) => [name, cases.map((one) => ({ ...one, source: one.source ?? source }))] as const,
  );
  return Object.fromEntries([...kept, ...stated]);
}

/**
 * The group with the change on top, and with a source that tells whose values they are; the group as it is without a
 * change.
 *
 * @param unknown what stands for a group that is not there
 */
function changed<T extends object | null | undefined>(
  old: T,
  unknown: object,
  change: object | undefined,
  entrySource: string,
): T {
  if (change === undefined) return old;
  const base = (old ?? unknown) as Group;
  const given = Object.entries(change).filter(([key, value]) => key !== 'source' && value !== undefined);
  const stated = Object.fromEntries(given);
  const source = (change as Group).source ?? entrySource;
  const kept = statedFields(base).some((key) => !(key in stated));
  const names = Object.keys(stated).join(', ');
  return {
    ...base,
    ...stated,
    source: kept && base.source ? `${source} (${names}); ${base.source} (the rest)` : source,
  } as unknown as T;
}

function isGroup(value: unknown): value is Group {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
