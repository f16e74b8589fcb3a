import type { CatalogDevice } from '../../lib/catalog/device';
import type { DriverProfile } from '../../lib/catalog/driver-profile';
import type { Inventory, PhysicalFunctionFacts } from '../../lib/inventory/inventory';
import type { HostPolicy, WantedAttachment, WantedPhysicalFunction, WantedPool } from '../../lib/model/wanted';
import type {
  ResolvedAttachment,
  ResolvedHost,
  ResolvedPf,
  ResolvedPool,
  ResolvedVf,
} from '../../lib/resolve/resolved';
import { inventory as inventoryOf, nicFacts } from './facts';

/**
 * Builders of resolved hosts for tests of rules, plan and prediction. Everything has a healthy default; a test states
 * only what it is about. They do by hand what `resolve` does, so that a rule's test does not depend on it.
 */

export interface PoolSketch extends Partial<WantedPool> {
  /** Attachments of the pool, in order of their VF. */
  readonly attached?: readonly Partial<WantedAttachment>[];
}

export interface PfSketch {
  readonly wanted?: Partial<WantedPhysicalFunction>;
  readonly facts?: PhysicalFunctionFacts | null;
  readonly device?: CatalogDevice | null;
  readonly profile?: DriverProfile | null;
  readonly pools?: readonly PoolSketch[];
  readonly change?: Partial<ResolvedPf>;
}

export interface HostSketch {
  readonly name?: string;
  readonly policy?: HostPolicy;
  readonly pfs?: readonly PfSketch[];
  readonly inventory?: Partial<Inventory['host']>;
  /** PFs of the inventory that nobody declares. */
  readonly others?: readonly PhysicalFunctionFacts[];
  readonly presumed?: boolean;
  readonly multiTenant?: boolean;
}

export function resolvedHost(sketch: HostSketch = {}): ResolvedHost {
  const name = sketch.name ?? 'kvm01';
  const path = `rack1/${name}`;
  const physicalFunctions = (sketch.pfs ?? [{}]).map((pf, n) => resolvedPf(path, n, pf));
  const attachments = physicalFunctions.flatMap((pf) => pf.pools.flatMap((pool) => pool.attachments));
  const facts = physicalFunctions.flatMap((pf) => (pf.facts ? [pf.facts] : []));
  return {
    path,
    name,
    wanted: {
      path,
      name,
      labels: {},
      policy: sketch.policy ?? {},
      physicalFunctions: physicalFunctions.map((pf) => pf.wanted),
      attachments: attachments.map((attachment) => attachment.wanted),
      unresolved: [],
    },
    inventory: inventoryOf([...facts, ...(sketch.others ?? [])], sketch.inventory),
    presumed: sketch.presumed ?? false,
    multiTenant: sketch.multiTenant ?? new Set(attachments.map((a) => a.use.tenant)).size > 1,
    physicalFunctions,
    attachments,
  };
}

/** The PF of a host that has this one. */
export function physicalFunction(sketch: PfSketch): ResolvedPf {
  return resolvedPf('rack1/kvm01', 0, sketch);
}

function resolvedPf(hostPath: string, n: number, sketch: PfSketch): ResolvedPf {
  const path = `${hostPath}/pf${n}`;
  const facts = sketch.facts === undefined ? nicFacts() : sketch.facts;
  let next = 0;
  const sketches = sketch.pools ?? [{}];
  const pools = sketches.map((pool, p) => {
    const resolved = resolvedPool(path, p, pool, next, facts);
    next = (resolved.firstVf ?? next) + resolved.wanted.count;
    return resolved;
  });
  const wanted: WantedPhysicalFunction = {
    path,
    selector: { address: facts?.address ?? '0000:3b:00.0' },
    externallyManaged: false,
    conditions: {},
    pools: pools.map((pool) => pool.wanted),
    unresolved: [],
    ...sketch.wanted,
  };
  const numVfs = wanted.numVfs ?? next;
  const speed = facts?.network?.interfaces[0]?.speedMbps ?? null;
  return {
    path,
    wanted,
    facts,
    device: sketch.device ?? null,
    profile: sketch.profile ?? null,
    deviceClass: facts?.deviceClass ?? 'net',
    numVfs,
    leastNumVfs: wanted.numVfs === undefined ? next : null,
    totalVfs: facts?.totalVfs == null ? null : { value: facts.totalVfs, source: `sriov_totalvfs of ${facts.address}` },
    linkMbps: speed === null ? null : { value: speed, source: `speed of ${facts?.network?.interfaces[0]?.name}` },
    linkType: facts?.network?.linkType ?? null,
    eswitchMode: wanted.eswitchMode ?? 'legacy',
    pools,
    virtualFunctions: pools.flatMap((pool) => vfsOf(pool, facts)),
    ...sketch.change,
  };
}

function resolvedPool(
  pfPath: string,
  n: number,
  sketch: PoolSketch,
  next: number,
  facts: PhysicalFunctionFacts | null,
): ResolvedPool {
  const { attached = [], ...change } = sketch;
  const path = `${pfPath}/pool${n}`;
  const wanted: WantedPool = {
    path,
    count: Math.max(4, attached.length),
    settings: { driver: 'vfio-pci', spoofCheck: true, trust: false },
    use: { tenant: 'blue' },
    unresolved: [],
    ...change,
  };
  const firstVf = wanted.firstVf ?? next;
  return {
    path,
    wanted,
    firstVf,
    ranges: wanted.count > 0 ? [{ first: firstVf, count: wanted.count }] : [],
    movesState: wanted.migrationMethod === 'vfio' || attached.some(({ migratable }) => migratable === true),
    attachments: attached.map((a, i) => attachmentOf(wanted, pfPath, firstVf + i, a, facts)),
  };
}

function attachmentOf(
  pool: WantedPool,
  pfPath: string,
  vf: number,
  change: Partial<WantedAttachment>,
  facts: PhysicalFunctionFacts | null,
): ResolvedAttachment {
  const vm = change.vm ?? `vm${vf}`;
  const wanted: WantedAttachment = {
    path: `${pool.path}/${vm}-${vf}`,
    vm,
    pool: pool.path,
    overrides: {},
    use: {},
    unresolved: [],
    ...change,
  };
  const settings = { ...pool.settings, ...wanted.overrides };
  const isNic = (facts?.deviceClass ?? 'net') === 'net';
  return {
    path: wanted.path,
    wanted,
    pfPath,
    poolPath: pool.path,
    vf,
    mac: isNic ? (settings.mac ?? `02:00:00:00:00:${vf.toString(16).padStart(2, '0')}`) : null,
    nodeGuid: settings.nodeGuid ?? null,
    portGuid: settings.portGuid ?? null,
    address: facts?.virtualFunctions.find((f) => f.index === vf)?.address ?? null,
    settings,
    use: { ...pool.use, ...wanted.use },
    unresolved: [...pool.unresolved, ...wanted.unresolved],
  };
}

function vfsOf(pool: ResolvedPool, facts: PhysicalFunctionFacts | null): ResolvedVf[] {
  const first = pool.firstVf ?? 0;
  return Array.from({ length: Math.min(pool.wanted.count, 65_535) }, (_, i) => {
    const attachment = pool.attachments.find((a) => a.vf === first + i) ?? null;
    const observed = facts?.virtualFunctions.find((f) => f.index === first + i) ?? null;
    const base = attachment?.settings ?? pool.wanted.settings;
    return {
      index: first + i,
      pool,
      attachment,
      settings: attachment?.mac ? { ...base, mac: attachment.mac } : base,
      use: attachment?.use ?? pool.wanted.use,
      unresolved: attachment?.unresolved ?? pool.wanted.unresolved,
      address: observed?.address ?? null,
      facts: observed,
    };
  });
}
