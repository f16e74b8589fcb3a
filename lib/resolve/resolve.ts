import type { Catalog } from '../catalog/catalog';
import type { Inventory } from '../inventory/inventory';
import type { Finding } from '../model/finding';
import type { LockFile } from '../model/lock';
import type { ConstructPath } from '../model/units';
import type { WantedHost } from '../model/wanted';
import { assignAddresses } from './addresses';
import { allocateVfs, isPinnedByToken } from './allocate';
import { assembleHost } from './assemble';
import { claimOwnership } from './claims';
import { draftHost, type PfDraft } from './draft';
import type { SeenPaths } from './host-check';
import { checkHost } from './input-checks';
import { poolsThatMoveState } from './migration';
import { nextLock } from './next-lock';
import type { ResolvedHost } from './resolved';
import { finding } from './rules';
import { tokenFindings } from './token-findings';
import { heldToDrivers } from './where-taken';

/** All hosts of an app: MACs and attachments are unique over the whole of it. */
export interface ResolveInput {
  readonly hosts: readonly {
    readonly wanted: WantedHost;
    /** null: nobody has read the host; a fresh one is presumed. */
    readonly inventory: Inventory | null;
  }[];
  readonly catalog: Catalog;
  readonly lock: LockFile;
  /** Paths of all stacks of the run: what the lock file says of others stays. @default the first parts of the hosts' paths */
  readonly stacks?: readonly ConstructPath[];
  /** Name of the app, where several share a lock file. @default none */
  readonly app?: string;
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
export function resolveFleet({ hosts, catalog, lock, app, ...input }: ResolveInput): Resolution {
  const findings: Finding[] = [];
  const seen: SeenPaths = new Set();
  const inputs = hosts.map(({ wanted, inventory }) => {
    const checked = checkHost(wanted, seen);
    for (const fault of checked.findings) findings.push(fault);
    // As it was given: the check adds the names of values that are none to those of tokens.
    for (const fault of tokenFindings(wanted)) findings.push(fault);
    return { wanted: checked.wanted, inventory };
  });
  const scope = { stacks: input.stacks ?? firstParts(inputs.map(({ wanted }) => wanted)), app };
  const claims = claimOwnership({ hosts: inputs, lock, scope }, findings);
  const moving = poolsThatMoveState(inputs.map(({ wanted }) => wanted));
  const context = { catalog, lock: claims.lock, moving, reserved: claims.reserved, findings };
  const drafts = inputs.map(({ wanted, inventory }) =>
    draftHost(heldToDrivers(wanted, inventory, catalog), inventory, context),
  );
  for (const { wanted, pfs } of drafts) {
    for (const pf of pfs) {
      allocateVfs(pf, findings, wanted.policy.allowDisrupt);
      sayUndecided(pf, wanted, findings);
    }
  }
  assignAddresses(drafts, claims, findings);
  return {
    hosts: drafts.map(assembleHost),
    lock: nextLock({ lock, claimed: claims.lock, ...scope }, drafts),
    // Why a PF cannot be found that is selected by no value at all was said.
    findings: findings.filter(({ ruleId, constructPath, pointer }) => {
      return ruleId !== 'SEL-005' || !drafts.some(({ wanted }) => isInvalid(wanted, constructPath, pointer));
    }),
  };
}

function isInvalid(
  { invalid = [] }: WantedHost,
  path: ConstructPath,
  ...names: readonly (string | undefined)[]
): boolean {
  return invalid.some((property) => property.path === path && names.includes(property.name));
}

function firstParts(hosts: readonly WantedHost[]): ConstructPath[] {
  const paths = hosts.flatMap(({ path, attachments }) => [path, ...attachments.map((it) => it.path)]);
  return [...new Set(paths.map((path) => path.split('/', 1)[0] ?? ''))];
}

/** One info for each pool whose VFs a token decides, and for each pin that is one. */
function sayUndecided(pf: PfDraft, wantedHost: WantedHost, findings: Finding[]): void {
  const { name: host } = wantedHost;
  if (pf.pools.some(({ wanted }) => isInvalid(wantedHost, wanted.path, 'count', 'firstVf'))) return;
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
      if (!isPinnedByToken(attachment) || isInvalid(wantedHost, attachment.path, 'pinnedVf')) continue;
      const message = 'pinnedVf is not known at synth: the attachment gets no VF';
      findings.push(finding('LOCK-008', { path: attachment.path, host, pointer: 'pinnedVf', message }));
    }
  }
}
