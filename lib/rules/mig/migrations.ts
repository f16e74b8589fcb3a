import type { ConstructPath } from '../../model/units';
import type { ResolvedAttachment, ResolvedHost, ResolvedPf, ResolvedPool } from '../../resolve/resolved';

/** A pool with the PF and host that it is on. */
export interface PlacedPool {
  readonly pool: ResolvedPool;
  readonly pf: ResolvedPf;
  readonly host: ResolvedHost;
}

/** An attachment whose VM is to migrate, and where it may go. */
export interface Migration {
  readonly attachment: ResolvedAttachment;
  /** Where it is; undefined when its pool does not exist. */
  readonly from: PlacedPool | undefined;
  readonly targets: readonly (readonly [path: ConstructPath, place: PlacedPool | undefined])[];
}

/** Every attachment of the fleet that is to migrate; the pools are indexed only when there is one. */
export function migrationsOf(hosts: readonly ResolvedHost[]): Migration[] {
  const migrations: Migration[] = [];
  let places: ReadonlyMap<ConstructPath, PlacedPool> | undefined;
  for (const host of hosts) {
    for (const attachment of host.attachments) {
      if (attachment.wanted.migratable !== true) continue;
      places ??= placesOf(hosts);
      const index = places;
      migrations.push({
        attachment,
        from: index.get(attachment.poolPath),
        targets: (attachment.wanted.migrationTargets ?? []).map((path) => [path, index.get(path)] as const),
      });
    }
  }
  return migrations;
}

function placesOf(hosts: readonly ResolvedHost[]): Map<ConstructPath, PlacedPool> {
  const places = new Map<ConstructPath, PlacedPool>();
  for (const host of hosts) {
    for (const pf of host.physicalFunctions) {
      for (const pool of pf.pools) places.set(pool.path, { pool, pf, host });
    }
  }
  return places;
}
