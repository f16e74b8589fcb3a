import type { Catalog } from '../catalog/catalog';
import type { CatalogDevice } from '../catalog/device';
import type { DriverProfile } from '../catalog/driver-profile';
import type { Inventory, PhysicalFunctionFacts } from '../inventory/inventory';
import type { Finding } from '../model/finding';
import { parseKernelRelease } from '../model/kernel-release';
import { type LockEntry, type LockFile, lockEntry, MAX_VF_INDEX, memberOf } from '../model/lock';
import type { VfSettings, VfUse } from '../model/settings';
import type { ConstructPath, PciAddress, VfIndex } from '../model/units';
import { parseRanges } from '../model/vf-ranges';
import { ADDRESSES, type AddressesOrNull, type AddressName, byAddress } from '../model/vf-settings';
import type { WantedAttachment, WantedHost, WantedPhysicalFunction } from '../model/wanted';
import { type DriverChoice, withDefaultDriver } from './default-driver';
import { deviceOf, profileOf } from './device';
import { mergedSettings, mergedUnresolved, mergedUse } from './merge';
import { leastVfsOf, numVfsOf, type PlacedPool, placePools, type PoolMemory } from './pools';
import { presumeClass, presumed, presumeFacts, presumeInventory } from './presume';
import type { ResolvedPf } from './resolved';
import { finding } from './rules';
import { declaredTwice, selectPf, unlocated } from './select-pf';

/** A host with its PFs found and its attachments sorted to them, before anything is given out. */
export interface HostDraft {
  readonly wanted: WantedHost;
  readonly inventory: Inventory;
  readonly presumed: boolean;
  readonly pfs: readonly PfDraft[];
}

export interface PfDraft {
  readonly wanted: WantedPhysicalFunction;
  readonly facts: PhysicalFunctionFacts | null;
  readonly device: CatalogDevice | null;
  readonly profile: DriverProfile | null;
  readonly deviceClass: ResolvedPf['deviceClass'];
  readonly linkType: ResolvedPf['linkType'];
  readonly numVfs: number | null;
  readonly leastNumVfs: number | null;
  readonly pools: readonly PoolDraft[];
  /** VFs that attachments own which this run does not have, with their paths. */
  readonly reserved: ReadonlyMap<VfIndex, ConstructPath>;
}

export interface PoolDraft extends PlacedPool {
  /** Its VFs move their state, or take that of others. */
  readonly movesState: boolean;
  readonly attachments: readonly AttachmentDraft[];
}

/** An attachment on its way to a VF. What changes is filled in by one stage each. */
export interface AttachmentDraft {
  readonly wanted: WantedAttachment;
  /** Name of its host. */
  readonly host: string;
  readonly pool: PlacedPool;
  readonly settings: VfSettings;
  readonly use: VfUse;
  readonly unresolved: readonly string[];
  /** What the lock file says that it owns, maybe of another PF. */
  readonly entry: LockEntry | undefined;
  /** VF that it is given; null without one. */
  vf: VfIndex | null;
  /** It has no VF only because one is not known at synth: its entry stays in the lock file. */
  keepsEntry: boolean;
  /** Those that it is given. */
  readonly addresses: { -readonly [K in AddressName]: AddressesOrNull[K] };
}

/** What the drafts of all hosts are made from and write to. */
export interface DraftContext {
  readonly catalog: Catalog;
  /** What attachments own, under the paths that they have now. */
  readonly lock: LockFile;
  /** Pools whose VFs move their state when a VM migrates. */
  readonly moving: ReadonlySet<ConstructPath>;
  /** VFs of a PF that attachments own which this run does not have. */
  readonly reserved: (pf: ConstructPath) => ReadonlyMap<VfIndex, ConstructPath>;
  readonly findings: Finding[];
}

export function draftHost(wanted: WantedHost, inventory: Inventory | null, context: DraftContext): HostDraft {
  if (inventory === null) context.findings.push(presumed(wanted));
  const byPool = groupByPool(wanted.attachments);
  const declared = new Map<PciAddress, WantedPhysicalFunction>();
  const kernel = parseKernelRelease(inventory?.host.kernelRelease ?? null);
  const pfs = wanted.physicalFunctions.map((stated) => {
    const found = locate(stated, wanted.name, inventory, context);
    const pf = withDefaultDrivers(stated, { ...found, kernel }, context.moving);
    const reserved = context.reserved(pf.path);
    const placed = placePools(pf.pools, memoryOf(pf, byPool, reserved, context.lock));
    const pools = placed.pools.map((pool) => draftPool(pool, byPool, wanted.name, context));
    const draft = draftPf(pf, found, { pools, reserved, neededVfs: placed.end }, wanted.name, inventory, context);
    return oncePerHost(draft, declared, wanted.name, context.findings);
  });
  for (const strays of byPool.values()) {
    for (const stray of strays) context.findings.push(strayed(stray, wanted.name));
  }
  return {
    wanted,
    inventory: inventory ?? presumeInventory(pfs.flatMap(({ facts }) => (facts === null ? [] : [facts]))),
    presumed: inventory === null,
    pfs,
  };
}

/** Where the pools of a PF were, and what their attachments own; those that are pinned are where they are pinned to. */
function memoryOf(
  pf: WantedPhysicalFunction,
  byPool: ReadonlyMap<ConstructPath, readonly WantedAttachment[]>,
  reserved: ReadonlyMap<VfIndex, ConstructPath>,
  lock: LockFile,
): PoolMemory {
  return {
    reserved,
    had: ({ path }) => {
      const pool = memberOf(lock.pools, path);
      return pool?.physicalFunction === pf.path ? parseRanges(pool.vfs, MAX_VF_INDEX) : null;
    },
    owned: ({ path }) =>
      (byPool.get(path) ?? []).flatMap((attachment) => {
        const entry = attachment.pinnedVf === undefined ? lockEntry(lock, attachment.path) : undefined;
        return entry?.physicalFunction === pf.path ? [entry.vf] : [];
      }),
  };
}

function groupByPool(attachments: readonly WantedAttachment[]): Map<ConstructPath, WantedAttachment[]> {
  const groups = new Map<ConstructPath, WantedAttachment[]>();
  for (const attachment of attachments) {
    const group = groups.get(attachment.pool);
    if (group === undefined) groups.set(attachment.pool, [attachment]);
    else group.push(attachment);
  }
  return groups;
}

/** A pool with its attachments, which are taken out of the groups. */
function draftPool(
  pool: PlacedPool,
  byPool: Map<ConstructPath, WantedAttachment[]>,
  host: string,
  { lock, moving }: DraftContext,
): PoolDraft {
  const group = byPool.get(pool.wanted.path) ?? [];
  byPool.delete(pool.wanted.path);
  const { wanted, firstVf, ranges, unusable } = pool;
  return {
    wanted,
    firstVf,
    ranges,
    unusable,
    movesState: moving.has(wanted.path),
    attachments: group.map((member) => draftAttachment(member, pool, host, lock)),
  };
}

function draftAttachment(wanted: WantedAttachment, pool: PlacedPool, host: string, lock: LockFile): AttachmentDraft {
  return {
    wanted,
    host,
    pool,
    settings: mergedSettings(pool.wanted, wanted),
    use: mergedUse(pool.wanted, wanted),
    unresolved: mergedUnresolved(pool.wanted, wanted),
    entry: lockEntry(lock, wanted.path),
    vf: null,
    keepsEntry: false,
    addresses: byAddress(() => null),
  };
}

/** A PF as it was found on its host, with what the catalog knows of it. */
type LocatedPf = Pick<PfDraft, 'facts' | 'device' | 'profile'>;

function locate(
  wanted: WantedPhysicalFunction,
  host: string,
  inventory: Inventory | null,
  { catalog, findings }: DraftContext,
): LocatedPf {
  const selection = inventory === null ? null : selectPf(wanted, inventory, host);
  const facts = selection?.facts ?? null;
  const { device, finding: fault } = deviceOf(wanted, facts, catalog, host);
  for (const found of [selection?.finding, fault]) if (found != null) findings.push(found);
  return { facts, device, profile: profileOf(catalog, facts?.driver ?? null, device) };
}

/** The PF with the drivers that VFs of its pools are on where nobody states one. */
function withDefaultDrivers(
  pf: WantedPhysicalFunction,
  found: Omit<DriverChoice, 'movesState'>,
  moving: ReadonlySet<ConstructPath>,
): WantedPhysicalFunction {
  const pools = pf.pools.map((pool) => withDefaultDriver(pool, { ...found, movesState: moving.has(pool.path) }));
  return pools.every((pool, n) => pool === pf.pools[n]) ? pf : { ...pf, pools };
}

function draftPf(
  wanted: WantedPhysicalFunction,
  { facts: observed, device, profile }: LocatedPf,
  { pools, reserved, neededVfs }: Pick<PfDraft, 'pools' | 'reserved'> & { readonly neededVfs: number | null },
  host: string,
  inventory: Inventory | null,
  { lock, findings }: DraftContext,
): PfDraft {
  const numVfs = numVfsOf(wanted, neededVfs, observed?.numVfs ?? null);
  const leastNumVfs = leastVfsOf(wanted, neededVfs, observed?.numVfs ?? null);
  const deviceClass =
    observed?.deviceClass ?? presumeClass(wanted, device, pools.flatMap(attachedTo), hadAddresses(wanted, pools, lock));
  const facts =
    inventory === null ? presumePf({ wanted, device, profile, deviceClass, numVfs }, host, findings) : observed;
  const linkType = facts?.network?.linkType ?? wanted.linkType ?? null;
  return { wanted, facts, device, profile, deviceClass, linkType, numVfs, leastNumVfs, pools, reserved };
}

/** Whether the lock file knows the PF as a NIC: by its own MAC, or by addresses of its owners. */
function hadAddresses(
  { path, selector }: WantedPhysicalFunction,
  pools: readonly PoolDraft[],
  lock: LockFile,
): boolean {
  const record = memberOf(lock.physicalFunctions, path);
  if (record?.permanentMac !== undefined && record.address === selector.address) return true;
  const entries = pools.flatMap(({ attachments }) => attachments.map(({ entry }) => entry));
  return entries.some(
    (entry) => entry?.physicalFunction === path && ADDRESSES.some((name) => entry[name] !== undefined),
  );
}

function attachedTo(pool: PoolDraft): WantedAttachment[] {
  return pool.attachments.map(({ wanted }) => wanted);
}

function presumePf(
  draft: Omit<PfDraft, 'facts' | 'linkType' | 'leastNumVfs' | 'pools' | 'reserved'>,
  host: string,
  findings: Finding[],
): PhysicalFunctionFacts | null {
  const { address } = draft.wanted.selector;
  if (address !== undefined) return presumeFacts({ ...draft, address });
  findings.push(unlocated(draft.wanted, host));
  return null;
}

/** The first declaration of a PF counts. */
function oncePerHost(
  draft: PfDraft,
  declared: Map<PciAddress, WantedPhysicalFunction>,
  host: string,
  findings: Finding[],
): PfDraft {
  const { wanted, facts } = draft;
  if (facts === null) return draft;
  const other = declared.get(facts.address);
  if (other === undefined) {
    declared.set(facts.address, wanted);
    return draft;
  }
  findings.push(declaredTwice(wanted, facts, other, host));
  return { ...draft, facts: null };
}

function strayed(attachment: WantedAttachment, host: string): Finding {
  return finding('INP-007', {
    path: attachment.path,
    host,
    pointer: 'pool',
    message: `${attachment.pool} is no pool of ${host}`,
    found: attachment.pool,
  });
}
