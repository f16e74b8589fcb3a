import type { PhysicalFunctionFacts, VirtualFunctionFacts } from '../inventory/inventory';
import { unlistedVfs } from '../inventory/unlisted';
import type { Finding } from '../model/finding';
import type { LockEntry } from '../model/lock';
import { compareNames } from '../model/order';
import type { ConstructPath, VfIndex } from '../model/units';
import { describeRanges, endOf } from '../model/vf-ranges';
import type { WantedAttachment } from '../model/wanted';
import type { AttachmentDraft, PfDraft } from './draft';
import { claimantOf, type Holders, holdersOf, isHostUse } from './holders';
import { covers, type PlacedPool } from './pools';
import { finding } from './rules';

/**
 * Gives the VFs of one PF to its attachments.
 *
 * Who owns a VF by the lock file keeps it: whatever else is inserted, deleted, renamed or moved. Then come pins, then
 * attachments that come from another PF (to the same index, if it is free), then new ones in order of their names, each
 * to the VF of its pool that its VM holds already, else to the lowest free one. The order of declaration does not matter.
 *
 * A VF that another user holds now, or one of which nothing says whose it is, is not free: it is given to none but its
 * owner by the lock file and to a pin, and a rule (OPS-010) says who holds it. One of which is not known whether it is in
 * use comes after those that are known not to be, and the rule says what is not known.
 *
 * @param allowDisrupt VFs by address that may be taken from the host
 */
export function allocateVfs(pf: PfDraft, findings: Finding[], allowDisrupt: readonly string[] = []): void {
  const candidates = pf.pools.flatMap((pool) => pool.attachments);
  const use = new Use(pf.facts, allowDisrupt);
  if (!allKeepTheirs(pf, candidates)) new Allocator(pf, candidates, use, findings).run();
}

/** Who holds the VFs of one PF now. */
class Use {
  private readonly used: ReadonlyMap<VfIndex, VirtualFunctionFacts>;
  /** VFs of which is not known whether they are in use. */
  private readonly unknown: ReadonlySet<VfIndex>;

  public constructor(
    facts: PhysicalFunctionFacts | null,
    private readonly allowDisrupt: readonly string[],
  ) {
    const vfs = facts === null ? [] : [...facts.virtualFunctions, ...unlistedVfs(facts)];
    this.used = new Map(vfs.filter((vf) => vf.users.length > 0).map((vf) => [vf.index, vf]));
    this.unknown = new Set(vfs.filter((vf) => vf.usersUnknown.length > 0).map((vf) => vf.index));
  }

  /** Whether the VF is known to be in no use at all. */
  public isKnownFree(vf: VfIndex): boolean {
    return !this.unknown.has(vf) && !this.used.has(vf);
  }

  /** Whether the VF is in use by anything but the attachment's own VM. */
  public isHeldFrom(attachment: AttachmentDraft, vf: VfIndex): boolean {
    const facts = this.used.get(vf);
    if (facts === undefined) return false;
    const { others, unclear } = this.holders(attachment, facts);
    const held = [...others, ...unclear];
    return held.length > 0 && !(this.allowDisrupt.includes(facts.address) && held.every(isHostUse));
  }

  /** VFs that the attachment's own VM holds, and nothing else does. */
  public heldBy(attachment: AttachmentDraft): VfIndex[] {
    const own: VfIndex[] = [];
    for (const facts of this.used.values()) {
      const { own: isOwn, others, unclear } = this.holders(attachment, facts);
      if (isOwn && others.length + unclear.length === 0) own.push(facts.index);
    }
    return own;
  }

  private holders({ wanted, settings }: AttachmentDraft, { users }: VirtualFunctionFacts): Holders {
    return holdersOf(users, claimantOf(wanted, settings));
  }
}

/** Which VF is wanted is known only at deploy. */
export function isPinnedByToken({ pinnedVf, unresolved }: WantedAttachment): boolean {
  return pinnedVf === undefined && unresolved.length > 0 && unresolved.includes('pinnedVf');
}

/** What most synths find: everybody has a VF by the lock file, and nothing speaks against it. */
function allKeepTheirs({ wanted: pf, reserved }: PfDraft, candidates: readonly AttachmentDraft[]): boolean {
  const owned = new Set<VfIndex>();
  for (const { wanted, pool, entry } of candidates) {
    if (entry === undefined || entry.physicalFunction !== pf.path) return false;
    if (!covers(pool, entry.vf) || reserved.has(entry.vf)) return false;
    if ((wanted.pinnedVf ?? entry.vf) !== entry.vf || isPinnedByToken(wanted)) return false;
    owned.add(entry.vf);
  }
  if (owned.size < candidates.length) return false;
  for (const candidate of candidates) candidate.vf = candidate.entry?.vf ?? null;
  return true;
}

class Allocator {
  private readonly candidates: readonly AttachmentDraft[];
  private readonly pf: ConstructPath;
  private readonly owners = new Map<VfIndex, AttachmentDraft>();
  /** Attachments whose VF another one owns as well by the lock file. */
  private readonly contested = new Set<AttachmentDraft>();
  /** Where to look next for a VF that is known to be free, by pool. */
  private readonly nextKnown = new Map<PlacedPool, VfIndex>();
  /** Where to look next for any that is not known to be held. */
  private readonly nextFree = new Map<PlacedPool, VfIndex>();

  public constructor(
    private readonly draft: PfDraft,
    candidates: readonly AttachmentDraft[],
    private readonly use: Use,
    private readonly findings: Finding[],
  ) {
    this.pf = draft.wanted.path;
    this.candidates = [...candidates].sort((a, b) => compareNames(a.wanted.path, b.wanted.path));
  }

  public run(): void {
    // A pin that says what the lock file says makes its holder the rightful one of two.
    const owners = this.candidates.filter((candidate) => this.owns(candidate));
    for (const candidate of owners) if (candidate.wanted.pinnedVf !== undefined) this.keep(candidate);
    for (const candidate of owners) if (candidate.wanted.pinnedVf === undefined) this.keep(candidate);
    const others = this.candidates.filter(({ vf, keepsEntry }) => vf === null && !keepsEntry);
    for (const candidate of others) if (candidate.wanted.pinnedVf !== undefined) this.pin(candidate);
    const unpinned = others.filter(({ wanted }) => wanted.pinnedVf === undefined);
    for (const candidate of unpinned) this.bringAlong(candidate);
    for (const candidate of unpinned) if (candidate.vf === null) this.giveFree(candidate);
  }

  /** Whether the lock file's VF is of this PF and is still wanted. */
  private owns({ wanted, pool, entry }: AttachmentDraft): boolean {
    if (entry === undefined || entry.physicalFunction !== this.pf) return false;
    if (wanted.pinnedVf !== undefined) return wanted.pinnedVf === entry.vf;
    return pool.unusable !== null || isPinnedByToken(wanted) || covers(pool, entry.vf);
  }

  private keep(candidate: AttachmentDraft): void {
    const { wanted, pool, entry } = candidate;
    if (entry === undefined) return;
    const owner = this.ownerOf(entry.vf);
    if (owner !== undefined) {
      this.contested.add(candidate);
      this.findings.push(ownedTwice(candidate, owner, entry));
    } else if (covers(pool, entry.vf) && !isPinnedByToken(wanted)) {
      this.give(candidate, entry.vf);
    } else {
      this.owners.set(entry.vf, candidate);
      candidate.keepsEntry = true;
    }
  }

  /** Pins that are not in the pool, and two pins of one VF, are the business of a rule (CAP-006). */
  private pin(candidate: AttachmentDraft): void {
    const { pinnedVf } = candidate.wanted;
    if (pinnedVf === undefined) return;
    const owner = this.ownerOf(pinnedVf);
    if (owner === undefined) {
      if (covers(candidate.pool, pinnedVf)) this.give(candidate, pinnedVf);
    } else if (this.owners.get(pinnedVf)?.wanted.pinnedVf === undefined) {
      this.findings.push(pinTaken(candidate, pinnedVf, owner));
    }
  }

  /** An attachment that was put on another PF keeps the index of its VF where it can. */
  private bringAlong(candidate: AttachmentDraft): void {
    const { wanted, pool, entry } = candidate;
    if (entry === undefined || entry.physicalFunction === this.pf || isPinnedByToken(wanted)) return;
    if (!covers(pool, entry.vf) || this.ownerOf(entry.vf) !== undefined) return;
    if (this.use.isHeldFrom(candidate, entry.vf)) return;
    this.give(candidate, entry.vf);
    this.findings.push(moves(candidate, entry, entry.vf, this.pf));
  }

  /** A pool that is full is the business of a rule (CAP-006). */
  private giveFree(candidate: AttachmentDraft): void {
    const { wanted, pool, entry } = candidate;
    if (pool.unusable !== null || isPinnedByToken(wanted)) {
      candidate.keepsEntry = entry !== undefined;
      return;
    }
    const vf = this.lowestHeldByIt(candidate) ?? this.lowestFree(candidate);
    if (vf !== null) this.give(candidate, vf);
    if (entry !== undefined && !this.contested.has(candidate)) {
      this.findings.push(moves(candidate, entry, vf, this.pf));
    }
  }

  /** An existing VM that is described now keeps the VF that it has. */
  private lowestHeldByIt(candidate: AttachmentDraft): VfIndex | null {
    const held = this.use.heldBy(candidate);
    const free = held.filter((vf) => covers(candidate.pool, vf) && this.ownerOf(vf) === undefined);
    return free.length === 0 ? null : Math.min(...free);
  }

  private lowestFree(candidate: AttachmentDraft): VfIndex | null {
    const { pool } = candidate;
    const known = this.lowest(pool, this.nextKnown, (vf) => this.use.isKnownFree(vf));
    return known ?? this.lowest(pool, this.nextFree, (vf) => !this.use.isHeldFrom(candidate, vf));
  }

  /** What is held from one attachment is its own VM's for no other: the search goes on behind it for all. */
  private lowest(pool: PlacedPool, next: Map<PlacedPool, VfIndex>, isFree: (vf: VfIndex) => boolean): VfIndex | null {
    const from = next.get(pool) ?? 0;
    for (const { first, count } of pool.ranges) {
      for (let vf = Math.max(first, from); vf < first + count; vf++) {
        if (this.ownerOf(vf) !== undefined || !isFree(vf)) continue;
        next.set(pool, vf);
        return vf;
      }
    }
    next.set(pool, endOf(pool.ranges));
    return null;
  }

  /** Path of the attachment that has a VF, whether this run has the attachment or not. */
  private ownerOf(vf: VfIndex): ConstructPath | undefined {
    return this.owners.get(vf)?.wanted.path ?? this.draft.reserved.get(vf);
  }

  private give(candidate: AttachmentDraft, vf: VfIndex): void {
    this.owners.set(vf, candidate);
    candidate.vf = vf;
  }
}

function ownedTwice({ wanted, host }: AttachmentDraft, owner: ConstructPath, entry: LockEntry): Finding {
  return finding('LOCK-003', {
    path: wanted.path,
    host,
    message: `the lock file gives VF ${entry.vf} of ${entry.physicalFunction} to ${owner} and to ${wanted.path}`,
    found: `VF ${entry.vf}`,
    fix: 'Delete the entry of the newer one of the two from the lock file: it is given a free VF',
  });
}

function pinTaken({ wanted, host }: AttachmentDraft, vf: VfIndex, owner: ConstructPath): Finding {
  return finding('LOCK-006', {
    path: wanted.path,
    host,
    pointer: 'pinnedVf',
    message: `pinnedVf ${vf} belongs to ${owner} by the lock file`,
    found: String(vf),
    fix: `Pin another VF of the pool, or pin ${owner} to another one first`,
  });
}

/** Another VF of the same PF is an error; another PF is one that the attachment's pool names. */
function moves(candidate: AttachmentDraft, entry: LockEntry, vf: VfIndex | null, pf: ConstructPath): Finding {
  const { wanted, host, pool } = candidate;
  const outcome = vf === null ? 'is left without a VF' : `gets VF ${vf}`;
  if (entry.physicalFunction !== pf) {
    return finding('LOCK-004', {
      path: wanted.path,
      host,
      severity: 'warning',
      message: `owns VF ${entry.vf} of ${entry.physicalFunction} by the lock file, and its pool is on ${pf}; there it ${outcome}`,
      found: `VF ${entry.vf} of ${entry.physicalFunction}`,
      fix: 'Shut the VM down before the plan is applied, and start it with the new VF; or give the attachment back its pool',
    });
  }
  return finding('LOCK-004', {
    path: wanted.path,
    host,
    message: `owns VF ${entry.vf} by the lock file, ${whyLost(pool, entry.vf)}; it ${outcome}`,
    found: `VF ${entry.vf}`,
    fix:
      pool.wanted.firstVf === undefined
        ? `Raise count of ${pool.wanted.path}, or set pinnedVf of the attachment to the VF that it is to have`
        : `Leave firstVf of ${pool.wanted.path} out, or set it so that the pool covers the VF; or set pinnedVf of the attachment to the VF that it is to have`,
  });
}

function whyLost(pool: PlacedPool, vf: VfIndex): string {
  if (covers(pool, vf)) return 'which has another owner';
  if (pool.ranges.length === 0) return 'and its pool has none';
  return `which is not among ${describeRanges(pool.ranges)} of its pool`;
}
