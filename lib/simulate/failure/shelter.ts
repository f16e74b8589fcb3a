import type { FunctionClass } from '../../device-class';
import type { ConstructPath, VfIndex } from '../../model/units';
import type { ResolvedAttachment, ResolvedHost, ResolvedPf, ResolvedPool } from '../../resolve/resolved';
import { predict } from '../traffic/predict';
import type { HostPrediction } from '../traffic/prediction';
import { shortagesOf } from '../traffic/shortages';

/** An attachment that has lost its VF, and the class of the function that it was on. */
export interface Displaced {
  readonly attachment: ResolvedAttachment;
  readonly deviceClass: FunctionClass;
}

/** An attachment with the VF that it would have. */
export interface PlacedVf {
  readonly attachment: ResolvedAttachment;
  readonly pool: ResolvedPool;
  readonly pf: ResolvedPf;
  readonly vf: VfIndex;
}

/**
 * A host with the VMs that it takes in. A VF is looked for in the pools that `migrationTargets` names, else in other pools
 * with the same id, for functions of the same class and the same tenant. VFs that are kept in reserve count as free: that is
 * what they are kept for.
 */
export class Shelter {
  private now: HostPrediction | null = null;
  private readonly pfs: readonly ResolvedPf[];
  private readonly free: ReadonlyMap<ResolvedPool, VfIndex[]>;

  public constructor(
    private host: ResolvedHost,
    lost: ReadonlySet<ConstructPath>,
  ) {
    this.pfs = host.physicalFunctions.filter(({ path }) => !lost.has(path));
    this.free = new Map(this.pfs.flatMap((pf) => pf.pools.map((pool) => [pool, freeVfs(pool, pf)])));
  }

  public get path(): ConstructPath {
    return this.host.path;
  }

  /** null: one of them finds none. */
  public vfsFor(displaced: readonly Displaced[]): readonly PlacedVf[] | null {
    const places: PlacedVf[] = [];
    for (const one of displaced) {
      const place = this.vfFor(one, places);
      if (place === null) return null;
      places.push(place);
    }
    return places;
  }

  /** Takes them in, unless someone would get less than it wants or has. */
  public takes(places: readonly PlacedVf[]): boolean {
    const before = new Map((this.now ??= predict(this.host)).attachments.map((one) => [one.path, one.predicted]));
    const host = { ...this.host, attachments: [...this.host.attachments, ...places.map(moved)] };
    const prediction = predict(host);
    const isWell = prediction.attachments.every(({ path, demand, predicted }) => {
      if (shortagesOf(demand, predicted).length === 0) return true;
      const had = before.get(path);
      return had !== undefined && shortagesOf(had, predicted).length === 0;
    });
    if (!isWell) return false;
    for (const { pool } of places) this.free.get(pool)?.shift();
    this.host = host;
    this.now = prediction;
    return true;
  }

  private vfFor(displaced: Displaced, places: readonly PlacedVf[]): PlacedVf | null {
    const { attachment } = displaced;
    const partners = this.pfsOfPartners(attachment, places);
    for (const pf of this.pfs) {
      if (pf.deviceClass !== displaced.deviceClass || partners.has(pf.path)) continue;
      for (const pool of pf.pools) {
        const taken = places.filter((place) => place.pool === pool).length;
        const vf = this.free.get(pool)?.[taken];
        if (vf !== undefined && mayUse(attachment, pool)) return { attachment, pool, pf, vf };
      }
    }
    return null;
  }

  /** VFs of one `haGroup` go to different PFs. */
  private pfsOfPartners({ wanted }: ResolvedAttachment, places: readonly PlacedVf[]): ReadonlySet<ConstructPath> {
    if (wanted.haGroup === undefined) return new Set();
    const partners = [...this.host.attachments, ...places.map(moved)].filter(
      (other) => other.wanted.vm === wanted.vm && other.wanted.haGroup === wanted.haGroup,
    );
    return new Set(partners.map(({ pfPath }) => pfPath));
  }
}

function mayUse({ wanted, poolPath, use }: ResolvedAttachment, pool: ResolvedPool): boolean {
  const targets = wanted.migrationTargets ?? [];
  if (targets.length > 0) return targets.includes(pool.path);
  return idOf(pool.path) === idOf(poolPath) && pool.wanted.use.tenant === use.tenant;
}

function moved({ attachment, pool, pf, vf }: PlacedVf): ResolvedAttachment {
  return { ...attachment, pfPath: pf.path, poolPath: pool.path, vf, address: null };
}

function freeVfs(pool: ResolvedPool, pf: ResolvedPf): VfIndex[] {
  return pf.virtualFunctions
    .filter((vf) => vf.pool === pool && vf.attachment === null && (vf.facts?.users.length ?? 0) === 0)
    .map(({ index }) => index);
}

/** What constructs call a pool: the last part of its path. */
export function idOf(poolPath: ConstructPath): string {
  return poolPath.slice(poolPath.lastIndexOf('/') + 1);
}
