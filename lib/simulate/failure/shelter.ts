import type { FunctionClass } from '../../device-class';
import type { ConstructPath, VfIndex } from '../../model/units';
import type { ResolvedAttachment, ResolvedHost, ResolvedPf, ResolvedPool } from '../../resolve/resolved';
import { predict } from '../traffic/predict';
import { portSidesOf } from '../traffic/network-resources';
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
 * with the same id, for functions of the same class, of the same tenant or of none. VFs that are kept in reserve count as free: that is
 * what they are kept for.
 */
export class Shelter {
  private now: HostPrediction | null = null;
  /** VFs of each pool that are given out, of the lowest free ones. */
  private readonly given = new Map<ResolvedPool, number>();

  public constructor(
    private host: ResolvedHost,
    private readonly lost: ReadonlySet<ConstructPath>,
  ) {}

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
    const now = (this.now ??= predictionOf(this.host));
    if (!mayFit(places, now)) return false;
    const before = new Map(now.attachments.map((one) => [one.path, one.predicted]));
    const host = { ...this.host, attachments: [...this.host.attachments, ...places.map(moved)] };
    const prediction = predict(host);
    const isWell = prediction.attachments.every(({ path, demand, predicted }) => {
      if (shortagesOf(demand, predicted).length === 0) return true;
      const had = before.get(path);
      return had !== undefined && shortagesOf(had, predicted).length === 0;
    });
    if (!isWell) return false;
    for (const { pool } of places) this.given.set(pool, (this.given.get(pool) ?? 0) + 1);
    this.host = host;
    this.now = prediction;
    return true;
  }

  private vfFor(displaced: Displaced, places: readonly PlacedVf[]): PlacedVf | null {
    const { attachment } = displaced;
    const partners = this.pfsOfPartners(attachment, places);
    for (const pf of this.host.physicalFunctions) {
      if (pf.deviceClass !== displaced.deviceClass || this.lost.has(pf.path) || partners.has(pf.path)) continue;
      for (const pool of pf.pools) {
        if (!mayUse(attachment, pool)) continue;
        const taken = places.filter((place) => place.pool === pool).length + (this.given.get(pool) ?? 0);
        const vf = freeVfs(pool, pf)[taken];
        if (vf !== undefined) return { attachment, pool, pf, vf };
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
  const { tenant } = pool.wanted.use;
  return idOf(pool.path) === idOf(poolPath) && (tenant === undefined || tenant === use.tenant);
}

function moved({ attachment, pool, pf, vf }: PlacedVf): ResolvedAttachment {
  return { ...attachment, pfPath: pf.path, poolPath: pool.path, vf, address: null };
}

/** What ports have left is less than wanted: no prediction is needed to see that. */
function mayFit(places: readonly PlacedVf[], { resources }: HostPrediction): boolean {
  return places.every(({ attachment: { wanted }, pf }) => {
    if (wanted.demand?.kind !== 'network') return true;
    const { txMbps, rxMbps } = wanted.demand;
    const left = (id: string) => {
      const port = resources.find((resource) => resource.id === id);
      return port === undefined ? Number.POSITIVE_INFINITY : port.capacity - port.used;
    };
    const sides = portSidesOf(pf);
    return txMbps <= left(sides.tx) && rxMbps <= left(sides.rx);
  });
}

/** Resolved hosts and pools never change, and every failure of a group asks: what is found is kept as long as they are. */
const predictions = new WeakMap<ResolvedHost, HostPrediction>();
const free = new WeakMap<ResolvedPool, readonly VfIndex[]>();

function predictionOf(host: ResolvedHost): HostPrediction {
  const known = predictions.get(host) ?? predict(host);
  predictions.set(host, known);
  return known;
}

/** The lowest first. */
function freeVfs(pool: ResolvedPool, pf: ResolvedPf): readonly VfIndex[] {
  const known =
    free.get(pool) ??
    pf.virtualFunctions
      .filter((vf) => vf.pool === pool && vf.attachment === null && (vf.facts?.users.length ?? 0) === 0)
      .map(({ index }) => index);
  free.set(pool, known);
  return known;
}

/** What constructs call a pool: the last part of its path. */
export function idOf(poolPath: ConstructPath): string {
  return poolPath.slice(poolPath.lastIndexOf('/') + 1);
}
