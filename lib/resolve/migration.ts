import type { ConstructPath } from '../model/units';
import type { MigrationMethod, WantedAttachment, WantedHost, WantedPool } from '../model/wanted';

/** How the VF of a VM is moved when the VM migrates; null: it is not to migrate, or a token decides. */
export function migrationMethodOf(
  { migratable, migrationMethod, teamingStandbyMac, unresolved }: WantedAttachment,
  pool: WantedPool | undefined,
): MigrationMethod | null {
  if (migratable !== true) return null;
  if (['migrationMethod', 'teamingStandbyMac'].some((name) => unresolved.includes(name))) return null;
  const stated = migrationMethod ?? pool?.migrationMethod;
  return stated ?? (teamingStandbyMac === undefined ? 'vfio' : 'teaming');
}

/** Pools whose VFs move their state, or take that of others: they say so, hold a VF of such a VM, or are what it may move to. */
export function poolsThatMoveState(hosts: readonly WantedHost[]): ReadonlySet<ConstructPath> {
  const pools = new Map<ConstructPath, WantedPool>();
  const moving = new Set<ConstructPath>();
  for (const { physicalFunctions } of hosts) {
    for (const pf of physicalFunctions) {
      for (const pool of pf.pools) {
        pools.set(pool.path, pool);
        if (pool.migrationMethod === 'vfio') moving.add(pool.path);
      }
    }
  }
  for (const { attachments } of hosts) {
    for (const attachment of attachments) {
      const pool = pools.get(attachment.pool);
      if (migrationMethodOf(attachment, pool) !== 'vfio') continue;
      if ((attachment.use.vdpa ?? pool?.use.vdpa) === true) continue;
      for (const path of [attachment.pool, ...(attachment.migrationTargets ?? [])]) moving.add(path);
    }
  }
  return moving;
}
