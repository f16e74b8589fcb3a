import type { Catalog } from '../catalog/catalog';
import type { Inventory } from '../inventory/inventory';
import type { Finding } from '../model/finding';
import type { LockFile } from '../model/lock';
import type { VfIndex } from '../model/units';
import type { WantedAttachment, WantedHost } from '../model/wanted';
import { allocateVfs, isPinnedByToken } from './allocate';
import { assembleHost } from './assemble';
import { claimEntries } from './claims';
import { type AttachmentDraft, draftHost, type HostDraft, type PfDraft, type PoolDraft } from './draft';
import { checkHost, type SeenPaths } from './input-checks';
import { assignMacs, type MacCandidate } from './macs';
import { nextLock, type Ownership } from './next-lock';
import type { ResolvedHost } from './resolved';
import { finding } from './rules';

/** All hosts of an app: MACs and attachments are unique over the whole of it. */
export interface ResolveInput {
  readonly hosts: readonly {
    readonly wanted: WantedHost;
    /** null: nobody has read the host; a fresh one is presumed. */
    readonly inventory: Inventory | null;
  }[];
  readonly catalog: Catalog;
  readonly lock: LockFile;
}

export interface Resolution {
  /** In the order of the input. */
  readonly hosts: readonly ResolvedHost[];
  /** The lock file as it has to be now; the one of the input when nothing differs. */
  readonly lock: LockFile;
  /** Families INP, INV, SEL and LOCK. */
  readonly findings: readonly Finding[];
}

/**
 * Brings wanted state, inventories, catalog and lock file together. Pure, and never throws on account of its input:
 * whatever cannot be resolved is a finding, and the rest is resolved nevertheless.
 */
export function resolveFleet({ hosts, catalog, lock }: ResolveInput): Resolution {
  const findings: Finding[] = [];
  const seen: SeenPaths = new Set();
  const checked = hosts.map(({ wanted, inventory }) => {
    const host = checkHost(wanted, seen);
    for (const fault of host.findings) findings.push(fault);
    return { wanted: host.wanted, inventory };
  });
  const claimants = checked.flatMap(({ wanted: { name, attachments } }) =>
    attachments.map((wanted) => ({ wanted, host: name })),
  );
  const claims = claimEntries(claimants, lock, findings);
  const drafts = checked.map(({ wanted, inventory }) => draftHost(wanted, inventory, { catalog, claims, findings }));
  const given = giveOut(drafts, findings);
  return {
    hosts: drafts.map((draft) => assembleHost(draft, given)),
    lock: nextLock(lock, ownerships(drafts, given)),
    findings,
  };
}

const attachmentsOf = (pool: PoolDraft): readonly AttachmentDraft[] => pool.attachments;

interface GivenOut {
  readonly vfs: Map<WantedAttachment, VfIndex>;
  readonly kept: Set<WantedAttachment>;
  readonly macs: ReturnType<typeof assignMacs>;
}

function giveOut(drafts: readonly HostDraft[], findings: Finding[]): GivenOut {
  const vfs: GivenOut['vfs'] = new Map();
  const kept: GivenOut['kept'] = new Set();
  const macCandidates: MacCandidate[] = [];
  for (const { wanted, pfs } of drafts) {
    for (const pf of pfs) {
      const allocation = allocateVfs(pf.wanted.path, pf.pools.flatMap(attachmentsOf), wanted.name, findings);
      for (const [attachment, vf] of allocation.vfs) vfs.set(attachment, vf);
      for (const attachment of allocation.kept) kept.add(attachment);
      sayUndecided(pf, wanted.name, findings);
      if (!takesMac(pf)) continue;
      for (const attachment of pf.pools.flatMap(attachmentsOf))
        addMacCandidate(attachment, pf, wanted.name, macCandidates);
    }
  }
  const inventories = drafts.map(({ inventory }) => inventory);
  return { vfs, kept, macs: assignMacs(macCandidates, inventories, findings) };
}

/** VFs of an InfiniBand port have GUIDs, those of other devices nothing of the kind. */
function takesMac({ deviceClass, linkType }: PfDraft): boolean {
  return deviceClass === 'net' && linkType !== 'infiniband';
}

/** Somebody else's VF is given no MAC but the stated one, and a MAC that is a token is known only at deploy. */
function addMacCandidate(
  { wanted, settings, unresolved, entry }: AttachmentDraft,
  pf: PfDraft,
  host: string,
  candidates: MacCandidate[],
): void {
  const { mac: explicit } = settings;
  if (explicit === undefined && (pf.wanted.externallyManaged || unresolved.includes('mac'))) return;
  candidates.push({ wanted, host, explicit, locked: entry?.mac });
}

/** One info for each pool whose VFs a token decides, and for each pin that is one. */
function sayUndecided(pf: PfDraft, host: string, findings: Finding[]): void {
  for (const { wanted, unusable, attachments } of pf.pools) {
    if (attachments.length === 0) continue;
    if (unusable === 'token') {
      const none =
        attachments.length === 1 ? 'its attachment gets none' : `its ${attachments.length} attachments get none`;
      const message = `which VFs the pool has is not known at synth: ${none}`;
      findings.push(finding('LOCK-008', { path: wanted.path, host, message }));
      continue;
    }
    for (const { wanted: attachment } of attachments) {
      if (!isPinnedByToken(attachment)) continue;
      const message = 'vfIndex is not known at synth: the attachment gets no VF';
      findings.push(finding('LOCK-008', { path: attachment.path, host, pointer: 'vfIndex', message }));
    }
  }
}

function ownerships(drafts: readonly HostDraft[], { vfs, kept, macs }: GivenOut): Ownership[] {
  const owned: Ownership[] = [];
  for (const { pfs } of drafts) {
    for (const pf of pfs) {
      for (const { wanted, entry } of pf.pools.flatMap(attachmentsOf)) {
        const vf = vfs.get(wanted);
        if (vf !== undefined) {
          owned.push({ path: wanted.path, physicalFunction: pf.wanted.path, vf, mac: macs.get(wanted) });
        } else if (kept.has(wanted) && entry !== undefined) {
          owned.push({ path: wanted.path, ...entry, mac: entry.mac });
        }
      }
    }
  }
  return owned;
}
