import type { CatalogDevice } from '../catalog/device';
import type { PhysicalFunctionFacts } from '../inventory/inventory';
import type { Limit } from './resolved';

/** What a PF of the inventory is known by; nothing of it when it was not read. */
type Observed = PhysicalFunctionFacts | null;

/** Most VFs: what the host says, less where a user knows better; else the catalog with a user's overrides on top. */
export function totalVfsOf(observed: Observed, device: CatalogDevice | null): Limit | null {
  if (observed?.totalVfs != null) {
    const stated = device?.userMaxVfsPerPf;
    if (stated !== undefined && stated.value < observed.totalVfs) return stated;
    return { value: observed.totalVfs, source: `sriov_totalvfs of ${observed.address}` };
  }
  const most = device?.sriov.maxVfsPerPf ?? null;
  return device === null || most === null ? null : { value: most, source: sourceOf(device, device.sriov.source) };
}

/** Speed of the port: as negotiated, else the catalog's highest. */
export function linkMbpsOf(observed: Observed, device: CatalogDevice | null): Limit | null {
  const [uplink] = observed?.network?.interfaces ?? [];
  if (uplink?.speedMbps != null && uplink.speedMbps > 0 && uplink.carrier !== false) {
    return { value: uplink.speedMbps, source: `speed of ${uplink.name}` };
  }
  const speeds = device?.link.speedsGbps ?? [];
  if (device === null || speeds.length === 0) return null;
  return { value: Math.max(...speeds) * 1000, source: `highest speed, ${sourceOf(device, device.link.source)}` };
}

/** A value group's own source, which an override replaces by its author's; else that of the whole device. */
function sourceOf(device: CatalogDevice, source: string | null): string {
  return source ?? device.userSource ?? `catalog, ${device.id}`;
}
