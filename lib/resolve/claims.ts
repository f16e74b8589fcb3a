import type { Inventory } from '../inventory/inventory';
import type { Finding } from '../model/finding';
import { isInStacks, type LockFile, lockEntry } from '../model/lock';
import type { ConstructPath, VfIndex } from '../model/units';
import { ADDRESSES, type AddressName, byAddress } from '../model/vf-settings';
import type { WantedHost } from '../model/wanted';
import { followAttachments, type RunAttachment } from './follow-attachments';
import { countVm, followPfs, type RunPf, type RunScope } from './follow-pfs';
import { followPools } from './follow-pools';
import { applyMovedFrom, pathsIn } from './moved-from';
import { judgeDropped, judgeShared, judgeStacks } from './other-apps';
import { judgeGone, judgeGoneStacks, judgeIdentities, judgeUnexplained, judgeVms } from './ownership';
import { pfIdentity } from './pf-identity';
import { selectPf } from './select-pf';

/** What the lock file says that attachments own. */
export interface Claims {
  /** The lock file with everything under the paths that it has now. */
  readonly lock: LockFile;
  /** VFs of a PF that attachments own which this run does not have and must not give to others. */
  readonly reserved: (pf: ConstructPath) => ReadonlyMap<VfIndex, ConstructPath>;
  /** MACs and GUIDs of such attachments. */
  readonly reservedAddresses: Readonly<Record<AddressName, readonly string[]>>;
}

export interface ClaimInput {
  readonly hosts: readonly { readonly wanted: WantedHost; readonly inventory: Inventory | null }[];
  readonly lock: LockFile;
  readonly scope: RunScope;
}

/**
 * Decides which entry of the lock file is whose, before anything is placed by what attachments own: by path, by what
 * constructs say of where they were, else by PF and VM.
 */
export function claimOwnership({ hosts: inputs, lock, scope }: ClaimInput, findings: Finding[]): Claims {
  const hosts = inputs.map(({ wanted }) => wanted);
  const isFresh = Object.keys(lock.attachments).length === 0 && lock.physicalFunctions === undefined;
  if (isFresh) {
    applyMovedFrom(hosts, lock, findings);
    return { lock, ...reservedIn(lock, scope, new Set()) };
  }
  const paths = pathsIn(hosts);
  const isPresent = (path: ConstructPath) => paths.has(path);
  const moved = applyMovedFrom(hosts, lock, findings);
  const attachments = hosts.flatMap(attachmentsOf);
  const newVms = newVmsByPf(attachments, moved);
  const pfs = inputs.flatMap(({ wanted, inventory }) => pfsOf(wanted, inventory, newVms));
  const followed = followPfs(pfs, moved, scope, findings);
  const owned = followAttachments(attachments, followed.lock, isPresent, findings);
  const states = { before: moved, followed, owned };
  findings.push(
    ...judgeStacks(paths, moved, scope),
    ...judgeIdentities(pfs, moved),
    ...judgeVms(attachments, followed.lock, lock),
    ...judgeUnexplained(attachments, pfs, moved, followed.lock),
    ...judgeShared(pfs, attachments, states, scope),
    ...judgeDropped(pfs, attachments, states, scope),
    ...judgeGone(followed.gone, pfs, owned, scope),
    ...judgeGoneStacks(owned, scope),
  );
  return { lock: followPools(hosts.flatMap(poolsOf), owned), ...reservedIn(owned, scope, paths) };
}

function attachmentsOf({ name, physicalFunctions, attachments }: WantedHost): RunAttachment[] {
  const pfByPool = new Map(physicalFunctions.flatMap((pf) => pf.pools.map((pool) => [pool.path, pf.path] as const)));
  return attachments.flatMap(({ path, vm, pool, unresolved }) => {
    const pf = pfByPool.get(pool);
    return pf === undefined ? [] : [{ path, vm, isVmToken: unresolved.includes('vm'), pf, host: name }];
  });
}

function poolsOf({ physicalFunctions, attachments }: WantedHost) {
  const byPool = new Map<ConstructPath, ConstructPath[]>();
  for (const { path, pool } of attachments) {
    const known = byPool.get(pool);
    if (known === undefined) byPool.set(pool, [path]);
    else known.push(path);
  }
  return physicalFunctions.flatMap((pf) =>
    pf.pools.map(({ path, count }) => ({ path, pf: pf.path, count, attachments: byPool.get(path) ?? [] })),
  );
}

function pfsOf(
  { name, physicalFunctions }: WantedHost,
  inventory: Inventory | null,
  newVms: ReadonlyMap<ConstructPath, ReadonlyMap<string, number>>,
): RunPf[] {
  return physicalFunctions.map((pf) => {
    const facts = inventory === null ? null : selectPf(pf, inventory, name).facts;
    const identity = pfIdentity(name, pf.selector, facts);
    return { path: pf.path, host: name, identity, newVms: newVms.get(pf.path) ?? new Map() };
  });
}

/** VMs that the lock file does not have on the PF that they are on, under the path of their attachment. */
function newVmsByPf(attachments: readonly RunAttachment[], lock: LockFile): Map<ConstructPath, Map<string, number>> {
  const vms = new Map<ConstructPath, Map<string, number>>();
  for (const { path, pf, vm } of attachments) {
    if (lockEntry(lock, path)?.physicalFunction !== pf) countVm(vms, pf, vm);
  }
  return vms;
}

/** What is owned by attachments of stacks that the run does not have. */
function reservedIn(
  lock: LockFile,
  { stacks }: RunScope,
  present: ReadonlySet<ConstructPath>,
): Pick<Claims, 'reserved' | 'reservedAddresses'> {
  const byPf = new Map<ConstructPath, Map<VfIndex, ConstructPath>>();
  const reservedAddresses = byAddress<string[]>(() => []);
  for (const [path, entry] of Object.entries(lock.attachments)) {
    const { physicalFunction, vf } = entry;
    if (present.has(path) || isInStacks(path, stacks)) continue;
    const vfs = byPf.get(physicalFunction) ?? new Map<VfIndex, ConstructPath>();
    byPf.set(physicalFunction, vfs.set(vf, path));
    for (const name of ADDRESSES) {
      const address = entry[name];
      if (address !== undefined) reservedAddresses[name].push(address);
    }
  }
  const none = new Map<VfIndex, ConstructPath>();
  return { reserved: (pf) => byPf.get(pf) ?? none, reservedAddresses };
}
