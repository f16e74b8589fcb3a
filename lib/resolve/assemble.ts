import type { PhysicalFunctionFacts, VirtualFunctionFacts } from '../inventory/inventory';
import { ZERO_GUID } from '../model/guid';
import { ZERO_MAC } from '../model/mac';
import { type PciAddressParts, parsePciAddress, vfAddressOf } from '../model/pci';
import type { VfSettings } from '../model/settings';
import type { PciAddress, VfIndex } from '../model/units';
import { ADDRESSES, type AddressName, byAddress } from '../model/vf-settings';
import type { WantedAttachment } from '../model/wanted';
import type { VfRanges } from '../model/vf-ranges';
import type { AttachmentDraft, HostDraft, PfDraft, PoolDraft } from './draft';
import { linkMbpsOf, totalVfsOf } from './limits';
import type { ResolvedAttachment, ResolvedHost, ResolvedPf, ResolvedPool, ResolvedVf } from './resolved';
import { isMultiTenant } from './tenancy';

/** The resolved host, once VFs and addresses are given out. */
export function assembleHost(draft: HostDraft): ResolvedHost {
  const { wanted, inventory, presumed } = draft;
  const physicalFunctions = draft.pfs.map((pf) => assemblePf(pf, presumed));
  return {
    path: wanted.path,
    name: wanted.name,
    wanted,
    inventory,
    presumed,
    multiTenant: isMultiTenant(wanted.policy, physicalFunctions),
    physicalFunctions,
    attachments: inOrderOfDeclaration(draft, physicalFunctions),
  };
}

function inOrderOfDeclaration(draft: HostDraft, physicalFunctions: readonly ResolvedPf[]): ResolvedAttachment[] {
  const byWanted = new Map<WantedAttachment, ResolvedAttachment>();
  for (const { pools } of physicalFunctions) {
    for (const { attachments } of pools) {
      for (const attachment of attachments) byWanted.set(attachment.wanted, attachment);
    }
  }
  return draft.wanted.attachments.map((wanted) => byWanted.get(wanted) ?? strayAttachment(wanted));
}

/** An attachment whose pool nobody knows: it has nothing but what it says itself. */
function strayAttachment(wanted: WantedAttachment): ResolvedAttachment {
  return {
    path: wanted.path,
    wanted,
    pfPath: '',
    poolPath: wanted.pool,
    vf: null,
    ...byAddress(() => null),
    address: null,
    settings: wanted.overrides,
    use: wanted.use,
    unresolved: wanted.unresolved,
  };
}

function assemblePf(draft: PfDraft, presumed: boolean): ResolvedPf {
  const { wanted, facts, device, profile, deviceClass, linkType, numVfs, leastNumVfs } = draft;
  const observed = presumed ? null : facts;
  const places = new Places(facts);
  const pools = assemblePools(draft, places);
  return {
    path: wanted.path,
    wanted,
    facts,
    device,
    profile,
    deviceClass,
    numVfs,
    leastNumVfs,
    totalVfs: totalVfsOf(observed, device),
    linkMbps: linkMbpsOf(observed, device),
    linkType,
    eswitchMode: wanted.eswitchMode ?? facts?.network?.eswitchMode ?? 'legacy',
    pools,
    virtualFunctions: assembleVfs(draft, pools, places),
  };
}

function assemblePools(draft: PfDraft, places: Places): ResolvedPool[] {
  return draft.pools.map((pool) => ({
    path: pool.wanted.path,
    wanted: pool.wanted,
    firstVf: pool.firstVf,
    ranges: takenBy(pool),
    movesState: pool.movesState,
    attachments: pool.attachments.map((attachment) => assembleAttachment(attachment, draft, places)).sort(byVf),
  }));
}

/** VFs that it has, or, where no PF could have so many, those that it asks for. */
function takenBy({ wanted, firstVf, ranges, unusable }: PoolDraft): VfRanges {
  return unusable === 'count' && firstVf !== null ? [{ first: firstVf, count: wanted.count }] : ranges;
}

/** By VF; those without one last, in order of declaration. */
function byVf(a: ResolvedAttachment, b: ResolvedAttachment): number {
  return (a.vf ?? Number.MAX_SAFE_INTEGER) - (b.vf ?? Number.MAX_SAFE_INTEGER);
}

function assembleAttachment(draft: AttachmentDraft, pf: PfDraft, places: Places): ResolvedAttachment {
  const { wanted, settings, use, unresolved, vf, addresses } = draft;
  return {
    path: wanted.path,
    wanted,
    pfPath: pf.wanted.path,
    poolPath: wanted.pool,
    vf,
    ...byAddress((name) => addresses[name] ?? observedAddress(name, vf, pf, places)),
    address: vf === null ? null : places.address(vf),
    settings,
    use,
    unresolved,
  };
}

/** Somebody else's VF keeps the addresses that it has. */
function observedAddress(name: AddressName, vf: VfIndex | null, pf: PfDraft, places: Places): string | null {
  if (vf === null || !pf.wanted.externallyManaged) return null;
  const address = places.facts(vf)?.network?.[name] ?? null;
  return address === ZERO_MAC || address === ZERO_GUID ? null : address;
}

/** Every VF that a pool covers. Of two pools that overlap, which is a finding, the first has the free VFs. */
function assembleVfs(draft: PfDraft, pools: readonly ResolvedPool[], places: Places): ResolvedVf[] {
  const vfs: ResolvedVf[] = [];
  let count = 0;
  const add = (index: VfIndex, vf: ResolvedVf) => {
    vfs[index] = vf;
    count++;
  };
  for (const pool of pools) {
    for (const attachment of pool.attachments) {
      if (attachment.vf !== null) add(attachment.vf, attachedVf(attachment, attachment.vf, pool, draft, places));
    }
  }
  for (const [n, pool] of pools.entries()) {
    for (const { first, count: length } of draft.pools[n]?.ranges ?? []) {
      for (let index = first; index < first + length; index++) {
        if (vfs[index] === undefined) add(index, freeVf(index, pool, places));
      }
    }
  }
  // Indices that no pool covers leave holes.
  return count === vfs.length ? vfs : vfs.filter((vf) => vf !== undefined);
}

function attachedVf(
  attachment: ResolvedAttachment,
  index: VfIndex,
  pool: ResolvedPool,
  { wanted }: PfDraft,
  places: Places,
): ResolvedVf {
  const { use, unresolved, address } = attachment;
  return {
    index,
    pool,
    attachment,
    settings: wanted.externallyManaged ? attachment.settings : withAddresses(attachment),
    use,
    unresolved,
    address,
    facts: places.facts(index),
  };
}

/** The settings with the addresses that the attachment is given. */
function withAddresses(attachment: ResolvedAttachment): VfSettings {
  const given = ADDRESSES.filter((name) => attachment[name] !== null && attachment[name] !== attachment.settings[name]);
  if (given.length === 0) return attachment.settings;
  return { ...attachment.settings, ...Object.fromEntries(given.map((name) => [name, attachment[name]])) };
}

function freeVf(index: VfIndex, pool: ResolvedPool, places: Places): ResolvedVf {
  const { settings, use, unresolved } = pool.wanted;
  return {
    index,
    pool,
    attachment: null,
    settings,
    use,
    unresolved,
    address: places.address(index),
    facts: places.facts(index),
  };
}

/** Where the VFs of one PF are: as observed, else by its offset and stride. */
class Places {
  private readonly pf: PciAddressParts | null;
  private readonly observed: readonly VirtualFunctionFacts[];
  private readonly byIndex: ReadonlyMap<VfIndex, VirtualFunctionFacts> | null;

  public constructor(private readonly pfFacts: PhysicalFunctionFacts | null) {
    this.observed = pfFacts?.virtualFunctions ?? [];
    this.pf = pfFacts === null ? null : parsePciAddress(pfFacts.address);
    // A host lists its VFs from 0 without a gap; only a document written by hand may not.
    const isDense = this.observed.every((vf, n) => vf.index === n);
    this.byIndex = isDense ? null : new Map(this.observed.map((vf) => [vf.index, vf]));
  }

  public facts(index: VfIndex): VirtualFunctionFacts | null {
    return (this.byIndex === null ? this.observed[index] : this.byIndex.get(index)) ?? null;
  }

  public address(index: VfIndex): PciAddress | null {
    const observed = this.facts(index);
    if (observed !== null) return observed.address;
    if (this.pf === null || this.pfFacts === null) return null;
    return vfAddressOf(this.pf, this.pfFacts.vfOffset, this.pfFacts.vfStride, index);
  }
}
