import type { Finding } from '../model/finding';
import type { LockEntry } from '../model/lock';
import { compareNames } from '../model/order';
import type { ConstructPath, VfIndex } from '../model/units';
import type { WantedAttachment } from '../model/wanted';
import { covers, type PlacedPool } from './pools';
import { finding } from './rules';

/** An attachment that is to get a VF of one PF. */
export interface Candidate {
  readonly wanted: WantedAttachment;
  readonly pool: PlacedPool;
  /** What the lock file says that it owns, maybe of another PF. */
  readonly entry: LockEntry | undefined;
}

/** Who gets which VF of a PF. */
export interface Allocation {
  /** Attachments without a VF are absent. */
  readonly vfs: ReadonlyMap<WantedAttachment, VfIndex>;
  /** Attachments whose pool or pin is not known at synth, and that keep what the lock file says. */
  readonly kept: ReadonlySet<WantedAttachment>;
}

/**
 * Gives the VFs of one PF to its attachments.
 *
 * Who owns a VF by the lock file keeps it: whatever else is inserted, deleted, renamed or moved. Then come pins, then
 * attachments that come from another PF (to the same index, if it is free), then new ones in order of their names, each
 * to the lowest free VF of its pool. The order of declaration does not matter.
 */
export function allocateVfs(
  pf: ConstructPath,
  candidates: readonly Candidate[],
  host: string,
  findings: Finding[],
): Allocation {
  return new Allocator(pf, candidates, host, findings).run();
}

class Allocator {
  private readonly owners = new Map<VfIndex, WantedAttachment>();
  private readonly vfs = new Map<WantedAttachment, VfIndex>();
  private readonly kept = new Set<WantedAttachment>();
  /** Attachments whose VF another one owns as well by the lock file. */
  private readonly contested = new Set<WantedAttachment>();
  /** Where to look for a free VF next, by pool. */
  private readonly nextFree = new Map<PlacedPool, VfIndex>();

  private readonly candidates: readonly Candidate[];

  public constructor(
    private readonly pf: ConstructPath,
    candidates: readonly Candidate[],
    private readonly host: string,
    private readonly findings: Finding[],
  ) {
    this.candidates = [...candidates].sort((a, b) => compareNames(a.wanted.path, b.wanted.path));
  }

  public run(): Allocation {
    // A pin that says what the lock file says makes its holder the rightful one of two.
    const owners = this.candidates.filter((candidate) => this.owns(candidate));
    for (const candidate of owners) if (candidate.wanted.vfIndex !== undefined) this.keep(candidate);
    for (const candidate of owners) if (candidate.wanted.vfIndex === undefined) this.keep(candidate);
    const others = this.candidates.filter(({ wanted }) => !this.vfs.has(wanted) && !this.kept.has(wanted));
    for (const candidate of others) if (candidate.wanted.vfIndex !== undefined) this.pin(candidate);
    const unpinned = others.filter(({ wanted }) => wanted.vfIndex === undefined);
    for (const candidate of unpinned) this.bringAlong(candidate);
    for (const candidate of unpinned) if (!this.vfs.has(candidate.wanted)) this.giveFree(candidate);
    return { vfs: this.vfs, kept: this.kept };
  }

  /** Whether the lock file's VF is of this PF and is still wanted. */
  private owns({ wanted, pool, entry }: Candidate): boolean {
    if (entry === undefined || entry.physicalFunction !== this.pf) return false;
    if (wanted.vfIndex !== undefined) return wanted.vfIndex === entry.vf;
    return pool.unusable !== null || isPinnedByToken(wanted) || covers(pool, entry.vf);
  }

  private keep({ wanted, pool, entry }: Candidate): void {
    if (entry === undefined) return;
    const owner = this.owners.get(entry.vf);
    if (owner !== undefined) {
      this.contested.add(wanted);
      this.findings.push(ownedTwice(wanted, owner, entry, this.host));
    } else if (covers(pool, entry.vf) && !isPinnedByToken(wanted)) {
      this.give(wanted, entry.vf);
    } else {
      this.owners.set(entry.vf, wanted);
      this.kept.add(wanted);
    }
  }

  private pin({ wanted, pool }: Candidate): void {
    const { vfIndex } = wanted;
    if (vfIndex === undefined) return;
    const owner = this.owners.get(vfIndex);
    if (owner === undefined) {
      if (covers(pool, vfIndex)) this.give(wanted, vfIndex);
    } else if (owner.vfIndex === undefined) {
      this.findings.push(pinTaken(wanted, vfIndex, owner, this.host));
    }
  }

  /** An attachment from another PF, or of a renamed one, keeps the index of its VF where it can. */
  private bringAlong({ wanted, pool, entry }: Candidate): void {
    if (entry === undefined || entry.physicalFunction === this.pf || isPinnedByToken(wanted)) return;
    if (covers(pool, entry.vf) && !this.owners.has(entry.vf)) this.give(wanted, entry.vf);
  }

  private giveFree(candidate: Candidate): void {
    const { wanted, pool, entry } = candidate;
    if (pool.unusable !== null || isPinnedByToken(wanted)) {
      if (entry !== undefined) this.kept.add(wanted);
      return;
    }
    const vf = this.lowestFree(pool);
    if (vf !== null) this.give(wanted, vf);
    if (entry !== undefined && !this.contested.has(wanted)) {
      this.findings.push(moves(candidate, entry, vf, this.pf, this.host));
    }
  }

  private lowestFree(pool: PlacedPool): VfIndex | null {
    if (pool.firstVf === null) return null;
    const end = pool.firstVf + pool.size;
    let vf = this.nextFree.get(pool) ?? pool.firstVf;
    while (vf < end && this.owners.has(vf)) vf++;
    this.nextFree.set(pool, vf);
    return vf < end ? vf : null;
  }

  private give(wanted: WantedAttachment, vf: VfIndex): void {
    this.owners.set(vf, wanted);
    this.vfs.set(wanted, vf);
  }
}

/** Which VF is wanted is known only at deploy. */
export function isPinnedByToken(wanted: WantedAttachment): boolean {
  return wanted.unresolved.length > 0 && wanted.vfIndex === undefined && wanted.unresolved.includes('vfIndex');
}

function ownedTwice(wanted: WantedAttachment, owner: WantedAttachment, entry: LockEntry, host: string): Finding {
  return finding('LOCK-003', {
    path: wanted.path,
    host,
    message: `the lock file gives VF ${entry.vf} of ${entry.physicalFunction} to ${owner.path} and to ${wanted.path}`,
    found: `VF ${entry.vf}`,
    fix: 'Delete the entry of the newer one of the two from the lock file: it is given a free VF',
  });
}

function pinTaken(wanted: WantedAttachment, vf: VfIndex, owner: WantedAttachment, host: string): Finding {
  return finding('LOCK-006', {
    path: wanted.path,
    host,
    pointer: 'vfIndex',
    message: `vfIndex ${vf} belongs to ${owner.path} by the lock file`,
    found: String(vf),
    fix: `Pin another VF of the pool, or pin ${owner.path} to another one first`,
  });
}

function moves(
  { wanted, pool }: Candidate,
  entry: LockEntry,
  vf: VfIndex | null,
  pf: ConstructPath,
  host: string,
): Finding {
  const { firstVf, size } = pool;
  const from = entry.physicalFunction === pf ? `VF ${entry.vf}` : `VF ${entry.vf} of ${entry.physicalFunction}`;
  const last = (firstVf ?? 0) + size - 1;
  const why = covers(pool, entry.vf)
    ? 'which has another owner'
    : size === 0
      ? 'and its pool has none'
      : `which is not among VFs ${firstVf} to ${last} of its pool`;
  const keepPlace = entry.physicalFunction === pf && pool.wanted.firstVf === undefined;
  return finding('LOCK-004', {
    path: wanted.path,
    host,
    message: `owns ${from} by the lock file, ${why}; it ${vf === null ? 'is left without a VF' : `gets VF ${vf}`}`,
    found: `VF ${entry.vf}`,
    fix: keepPlace
      ? `Set firstVf of ${pool.wanted.path} so that the pool covers the VF, or accept the new one`
      : 'Give the attachment back a pool that covers its VF, or accept the new one',
  });
}
