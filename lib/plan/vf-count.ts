import type { ConstructPath, PciAddress } from '../model/units';
import { eswitchModeOf, servicesDiffer } from './difference';
import { affectAll, ownerOf, type PfDraft } from './draft';
import { type EswitchMode, wantedMode } from './eswitch-order';
import type { NumVfsStep } from './step';
import { restoreDriver, unbind } from './vf-driver';

/**
 * Steps up to the VFs being there: autoprobe, then the number of VFs and the eswitch mode in the order of the driver.
 *
 * `sriov_numvfs` takes no change from N to M: it goes through 0, which destroys every VF with its settings (EBUSY
 * otherwise, measured). Writing what is there already does nothing, so it is left out.
 *
 * @param beforeSwitchdev what can be written only until VFs that are there are switched
 */
export function planVfCount(pf: PfDraft, beforeSwitchdev: () => void = () => undefined): void {
  const { target, observed, steps } = pf;
  const address = target.address;
  const enabled = target.driversAutoprobe;
  if (enabled !== undefined && enabled !== observed.driversAutoprobe) {
    steps.push({ kind: 'drivers-autoprobe', pf: address, enabled });
  }
  if (pf.destroys) steps.push(numVfsStep(address, 0, ownersOfAll(pf)));
  if (target.qatServices !== undefined && servicesDiffer(target, observed)) {
    steps.push({ kind: 'qat-services', pf: address, services: target.qatServices });
  }
  const wanted = wantedMode(target, observed);
  let mode = eswitchModeOf(observed);
  const switchTo = (next: EswitchMode) => {
    if (next === mode) return;
    steps.push({ kind: 'eswitch-mode', pf: address, mode: next });
    // The VFs that stay were unbound for it, but for those on no driver: what such a VF is used for does not tell.
    affectAll(pf, 'change');
    mode = next;
  };
  if (pf.createsIn !== null) switchTo(pf.createsIn);
  else if (!pf.switchesUnderVfs) switchTo(wanted);
  if (pf.creates) {
    const attachments = target.virtualFunctions.flatMap((vf) => vf.attachment ?? []).sort();
    steps.push(numVfsStep(address, target.numVfs, attachments));
  }
  noteLinkLoss(pf);
  if (mode === wanted) return;
  if (wanted === 'switchdev') beforeSwitchdev();
  for (const vf of pf.vfs) unbind(pf, vf);
  switchTo(wanted);
  // VFs that no pool covers, and those whose driver nobody manages, go back to where they were.
  for (const vf of pf.vfs) if (vf.target.driver === undefined) restoreDriver(pf, vf);
  if (pf.eswitchOrder === null) {
    pf.host.notes.add(
      `${address}: whether ${target.driver ?? 'its driver'} wants the eswitch mode set before or after its VFs is not known; it is set after`,
    );
  }
}

function noteLinkLoss(pf: PfDraft): void {
  const { observed, host, driver } = pf;
  const loss = driver.linkLoss;
  if (loss === null || !((pf.creates && loss.onCreate) || (pf.destroys && loss.onRemove))) return;
  if (observed.network?.interfaces[0]?.adminUp !== true) return;
  const away = loss.milliseconds === null ? 'for a while' : `for about ${loss.milliseconds / 1000} s`;
  host.notes.add(`the link of ${observed.address} is away ${away} each time its VFs come or go`);
}

function numVfsStep(pf: PciAddress, numVfs: number, attachments: readonly ConstructPath[]): NumVfsStep {
  const step: NumVfsStep = { kind: 'num-vfs', pf, numVfs };
  return attachments.length === 0 ? step : { ...step, attachments };
}

/** Attachments of the VFs that exist now. */
function ownersOfAll(pf: PfDraft): ConstructPath[] {
  const attachments: ConstructPath[] = [];
  for (const vf of pf.observed.virtualFunctions) {
    const owner = ownerOf(pf, vf.index);
    if (owner !== null) attachments.push(owner.attachment);
  }
  return attachments.sort();
}
