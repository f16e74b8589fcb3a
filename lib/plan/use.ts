import type { UserFacts, VirtualFunctionFacts } from '../inventory/inventory';
import { unlistedVfs } from '../inventory/unlisted';
import { isAllowed, isUsed, mayTouch, ownerOf, type PfDraft, type VfDraft, type VfOwner } from './draft';
import type { Disruption } from './host-plan';
import { refuse } from './refusals';

/**
 * Says which VFs the plan takes away or changes, and refuses where one of them is in use and was not allowed by name.
 *
 * A VF in use must not be destroyed or unbound under its user: with an open vfio group the write blocks until the VM
 * ends, or the running VM silently loses the device (measured).
 */
export function guardUse(pf: PfDraft): void {
  const { observed, host } = pf;
  if (observed.numVfs === 0 && observed.virtualFunctions.length === 0) return;
  const refused: string[] = [];
  for (const vf of [...observed.virtualFunctions, ...unlistedVfs(observed)]) {
    const disruption = disruptionOf(pf, vf);
    if (disruption === null) continue;
    // Without an address there is nothing by which it could be named.
    if (vf.address !== '') host.disruptions.push(disruption);
    if (!mayTouch(pf, vf)) refused.push(describe(disruption));
  }
  if (refused.length === 0) return;
  const verb = pf.destroys ? (pf.creates ? 'destroyed and created anew' : 'destroyed') : 'changed';
  const many = refused.length === 1 ? 'a VF that is in use is' : `${refused.length} VFs that are in use are`;
  refuse(
    pf,
    'OPS-002',
    `${many} ${verb} on ${pf.target.address}: ${refused.join('; ')}`,
    'Take the VF from its user first, or name its attachment or address in allowDisrupt',
  );
}

function disruptionOf(pf: PfDraft, vf: VirtualFunctionFacts): Disruption | null {
  const effect = effectOf(pf, vf);
  if (effect === null) return null;
  const owner = ownerOf(pf, vf.index);
  if (effect !== 'recreate' && owner === null && !isUsed(pf.host, vf)) return null;
  return {
    pf: pf.target.address,
    vf: vf.index,
    address: vf.address,
    effect,
    ...ownerFields(owner),
    users: [...vf.users.map(userText), ...unknownTexts(pf, vf)],
  };
}

/** What the plan does to a VF that exists now; null: nothing. */
export function effectOf(pf: PfDraft, vf: VirtualFunctionFacts): Disruption['effect'] | null {
  return pf.destroys ? 'recreate' : effectOn(pf, vf, pf.vfsByIndex.get(vf.index));
}

/** Steps for the whole PF, and drivers that are loaded, count only for VFs in use: nobody else notices. */
function effectOn(pf: PfDraft, vf: VirtualFunctionFacts, draft: VfDraft | undefined): Disruption['effect'] | null {
  const own = draft?.effect ?? null;
  if (own === 'rebind' || !isUsed(pf.host, vf)) return own;
  return pf.effectOnAll ?? (isTakenByLoad(pf, vf) ? 'change' : own);
}

/** A VF on no driver may be in use by its IOMMU group; a driver that is loaded takes it as soon as it is there. */
function isTakenByLoad({ host, target, observed }: PfDraft, { driver, driverOverride }: VirtualFunctionFacts): boolean {
  const awaited = driverOverride ?? (observed.driversAutoprobe === false ? null : target.vfDriver);
  return driver === null && awaited !== null && host.loads.has(awaited);
}

function ownerFields(owner: VfOwner | null): { attachment?: string; vm?: string } {
  if (owner === null) return {};
  return owner.vm === '' ? { attachment: owner.attachment } : { attachment: owner.attachment, vm: owner.vm };
}

/** What is not known, where that counts, or where it was allowed by name: then those who carry the plan out go on too. */
function unknownTexts(pf: PfDraft, vf: VirtualFunctionFacts): string[] {
  if (!pf.host.refusesUnknown && !isAllowed(pf, vf)) return [];
  return vf.usersUnknown.map((text) => `not known ${text}`);
}

function userText(user: UserFacts): string {
  return user.detail === '' ? user.kind : `${user.kind} ${user.detail}`;
}

function describe(disruption: Disruption): string {
  const owner = disruption.attachment === undefined ? '' : `, ${disruption.attachment}`;
  const address = disruption.address === '' ? 'address not known' : disruption.address;
  return `VF ${disruption.vf} (${address}${owner}; ${disruption.users.join(', ')})`;
}
