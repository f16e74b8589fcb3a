import type { CatalogDevice } from './device';
import type { DriverProfile, VfAttributeSupport } from './driver-profile';

/** The value groups of a device, each with nothing known. Groups that are absent here have no field that may be null. */
export const UNKNOWN_GROUPS = {
  pf: { vendorId: null, deviceId: null, source: null },
  vf: { deviceIds: null, source: null },
  link: { speedsGbps: null, maxPorts: null, source: null },
  pcie: { gen: null, lanes: null, source: null },
  sriov: { maxVfsPerPf: null, maxVfsPerDevice: null, note: null, source: null },
  nvme: {
    maxSecondaryControllers: null,
    vqFlexibleTotal: null,
    viFlexibleTotal: null,
    vqMaxPerSecondary: null,
    viMaxPerSecondary: null,
    source: null,
  },
  performance: { seqReadMBps: null, seqWriteMBps: null, randReadIops: null, randWriteIops: null, source: null },
} as const satisfies Partial<CatalogDevice>;

export const UNKNOWN_VF_ATTRIBUTES: VfAttributeSupport = { vfStats: null, source: null };

export const UNKNOWN_PROFILE: Omit<DriverProfile, 'name' | 'kind'> = {
  vfAttributes: null,
  rdmaOnVf: null,
  liveMigrationVfioDriver: null,
};

/** A value group as far as merging and comparing are concerned. */
export type Group = Readonly<Record<string, unknown>>;

/** Fields that are no value of the device: where values come from, and why there is none. */
const ABOUT_VALUES: ReadonlySet<string> = new Set(['source', 'whyUnknown']);

/** Fields that say something of the device. */
export function statedFields(group: Group): string[] {
  return Object.keys(group).filter((key) => !ABOUT_VALUES.has(key) && group[key] !== null && group[key] !== undefined);
}
