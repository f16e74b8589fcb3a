import type { CatalogDevice } from '../catalog/device';
import type { PhysicalFunctionFacts } from '../inventory/inventory';

/**
 * `vendor:device` of the VFs of a PF, as read, else all that the catalog has for the model; null: not known.
 */
export function vfIdsOf({
  facts,
  device,
}: {
  readonly facts: PhysicalFunctionFacts | null;
  readonly device: CatalogDevice | null;
}): readonly string[] | null {
  const vendor = facts?.vendorId ?? device?.pf.vendorId ?? null;
  const read = facts?.vfDeviceId ?? null;
  const ids = read === null ? (device?.vf.deviceIds ?? null) : [read];
  return vendor === null || ids === null ? null : ids.map((id) => `${vendor}:${id}`);
}
