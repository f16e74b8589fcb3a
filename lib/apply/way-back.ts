import type { RunRecord } from '../host/port';
import type { Inventory } from '../inventory/inventory';
import type { PciAddress, VfIndex } from '../model/units';
import { controllersTouched, isAsBooted } from '../plan/before';
import { pfFacts } from '../plan/difference';
import type { TargetPf, TargetState } from '../plan/host-plan';
import { isUnfinished } from './unfinished';

/** What a run found: the PFs that its steps touch, and the others of its plan that have VFs. */
export interface Found {
  readonly before: TargetState;
  readonly beside: TargetState;
}

/**
 * A run that finishes another one takes over what that one found: until one is complete, the way back leads to where
 * the first began.
 */
export function takenOver(last: RunRecord, now: Found, observed: Inventory): Found {
  if (!isUnfinished(last)) return now;
  const before = byAddress(now.before);
  const lastBeside = byAddress(last.beside ?? NOTHING);
  for (const [address, pf] of before) {
    const found = lastBeside.get(address);
    const facts = pfFacts(observed, pf.address);
    if (found !== undefined && facts !== null && isAsBooted(facts)) before.set(address, found);
  }
  for (const pf of last.before.physicalFunctions) {
    before.set(pf.address, withNamespacesOf(pf, before.get(pf.address), last));
  }
  const beside = new Map([...byAddress(now.beside), ...lastBeside]);
  for (const address of before.keys()) beside.delete(address);
  return { before: sorted(before), beside: sorted(beside) };
}

/**
 * What a rollback of a run goes back to. Of a run that was cut short that is also what went with the power of the host:
 * that of PFs that no step touched.
 */
export function stateToGoBackTo(last: RunRecord, observed: Inventory): TargetState {
  const target = byAddress(last.before);
  for (const pf of isUnfinished(last) ? (last.beside?.physicalFunctions ?? []) : []) {
    const facts = pfFacts(observed, pf.address);
    if (facts !== null && isAsBooted(facts)) target.set(pf.address, pf);
  }
  return sorted(target);
}

/** A PF that was down stays up while VFs of it are in use: their users have got a link since. */
export function withoutLinkLoss(
  { physicalFunctions }: TargetState,
  observed: Inventory,
  allowed: (vf: { readonly pf: PciAddress; readonly vf: VfIndex; readonly address: PciAddress }) => boolean,
): TargetState {
  return {
    physicalFunctions: physicalFunctions.map((pf) => {
      const facts = pfFacts(observed, pf.address);
      if (pf.adminUp !== false || facts?.network?.interfaces[0]?.adminUp === false) return pf;
      const kept = (facts?.virtualFunctions ?? []).filter(
        ({ users, index, address }) => users.length > 0 && !allowed({ pf: pf.address, vf: index, address }),
      );
      if (kept.length === 0) return pf;
      const { adminUp: _, ...rest } = pf;
      const note = `${pf.address} was down before and stays up: VF ${kept.map(({ index }) => index).join(', ')} of it is in use`;
      return { ...rest, notes: [...(pf.notes ?? []), note] };
    }),
  };
}

const NOTHING: TargetState = { physicalFunctions: [] };

/** With the attachments of namespaces that a second run brings, at controllers that the first did not touch. */
function withNamespacesOf(pf: TargetPf, later: TargetPf | undefined, last: RunRecord): TargetPf {
  const first = pf.detachedNamespaces ?? [];
  const controllers = pf.virtualFunctions.flatMap(({ index, nvme }) =>
    nvme === undefined ? [] : [{ controllerId: nvme.controllerId, vf: index }],
  );
  const touched = new Set([
    ...first.map(({ controllerId }) => controllerId),
    ...controllersTouched(last.steps, { address: pf.address, nvme: { secondaryControllers: controllers } }),
  ]);
  const more = (later?.detachedNamespaces ?? []).filter(({ controllerId }) => !touched.has(controllerId));
  return first.length + more.length === 0 ? pf : { ...pf, detachedNamespaces: [...first, ...more] };
}

function byAddress({ physicalFunctions }: TargetState): Map<string, TargetPf> {
  return new Map(physicalFunctions.map((pf) => [pf.address, pf]));
}

function sorted(pfs: ReadonlyMap<string, TargetPf>): TargetState {
  return { physicalFunctions: [...pfs.values()].sort((a, b) => (a.address < b.address ? -1 : 1)) };
}
