import { DEFAULT_CATALOG, profileOfDriver } from '../catalog/catalog';

/**
 * When a driver lets its eswitch mode be changed.
 *
 * - `mode-before-vfs`: only while no VF exists (ice).
 * - `vfs-before-mode`: VFs are created in legacy mode, unbound, and then the mode is switched (mlx5_core).
 * - null: found in no source; planned like `vfs-before-mode` without going back to legacy mode first, since that
 *   destroys nothing, and noted.
 *
 * Source: `eswitch.order` of the driver's profile in the catalog.
 */
export type EswitchOrder = 'mode-before-vfs' | 'vfs-before-mode' | null;

export function eswitchOrder(driver: string | null): EswitchOrder {
  if (driver === null) return null;
  const order = profileOfDriver(DEFAULT_CATALOG, driver)?.eswitch?.order;
  if (order === undefined) return null;
  if (order.startsWith('eswitch-mode-before-vfs')) return 'mode-before-vfs';
  return order.startsWith('vfs-before-eswitch-mode') ? 'vfs-before-mode' : null;
}
