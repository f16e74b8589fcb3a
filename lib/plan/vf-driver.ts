import { type GpuSetting, VF_SETTINGS } from '../model/vf-settings';
import { driverDiffers, migratableDiffers, msixDiffers, mtuDiffers, quotasThatDiffer } from './difference';
import { addVfStep, isPresent, mayTouch, type PfDraft, type VfDraft } from './draft';

/** Takes the VF off its driver, unless it is known to be on none. */
export function unbind(pf: PfDraft, vf: VfDraft): void {
  if (vf.driver !== null) changeDriver(pf, vf, null);
}

/** Puts the VF on a driver, or on none. */
export function changeDriver(pf: PfDraft, vf: VfDraft, driver: string | null): void {
  if (vf.address === null && !pf.host.presumed) {
    pf.withoutAddress.push(vf.target.index);
    return;
  }
  const { address } = pf.target;
  addVfStep(pf, vf, { kind: 'driver-bind', pf: address, vf: vf.target.index, address: vf.address, driver }, 'rebind');
  vf.driver = driver;
  if (driver !== null) pf.bindsTo.add(driver);
}

/** MSI-X count, migratability, quotas, driver and MTU of a VF, in that order: the first ones are taken with no driver bound, the netdev comes with it. */
export function planVfDriver(pf: PfDraft, vf: VfDraft): void {
  planMsix(pf, vf);
  planMigratable(pf, vf);
  for (const name of quotasThatDiffer(vf.target, vf.observed)) planQuota(pf, vf, name);
  const { target, observed } = vf;
  if (target.driver === undefined) restoreDriver(pf, vf);
  else if (vf.driver !== target.driver) changeDriver(pf, vf, target.driver);
  // Unbound already, and still waiting for a driver: the override is cleared.
  else if (target.driver === null && observed !== null && driverDiffers(target, observed)) changeDriver(pf, vf, null);
  planVfMtu(pf, vf);
}

function planMsix(pf: PfDraft, vf: VfDraft): void {
  const { target, observed } = vf;
  if (target.msixVectors === undefined || (observed !== null && !msixDiffers(target, observed))) return;
  if (observed !== null && observed.msixVectors === null && !mayTouch(pf, observed)) {
    pf.host.notes.add(leftAlone(pf, vf, 'MSI-X count'));
    return;
  }
  unbind(pf, vf);
  const { address } = pf.target;
  const { index, msixVectors: vectors } = target;
  const { msixAdded } = pf.driver;
  const written = msixAdded === 0 ? {} : { written: Math.max(0, vectors - msixAdded) };
  addVfStep(pf, vf, { kind: 'vf-msix', pf: address, vf: index, vectors, ...written }, 'change');
}

function planMigratable(pf: PfDraft, vf: VfDraft): void {
  const { target, observed } = vf;
  if (target.migratable === undefined || (observed !== null && !migratableDiffers(target, observed))) return;
  // A mode that the plan sets makes the ports anew: what was read of the old ones tells nothing of those.
  if (observed !== null && observed.migratable === undefined && !mayTouch(pf, observed)) {
    pf.host.notes.add(leftAlone(pf, vf, 'migratable of the devlink port'));
    return;
  }
  unbind(pf, vf);
  const { index, migratable: enabled } = target;
  addVfStep(pf, vf, { kind: 'vf-migratable', pf: pf.target.address, vf: index, enabled }, 'change');
}

/** What the driver takes of a running VF is written under its user: it changes when the VF has its turn, and nothing that it holds. */
function planQuota(pf: PfDraft, vf: VfDraft, name: GpuSetting): void {
  const { target, observed } = vf;
  const value = target[name];
  if (value === undefined) return;
  if (observed !== null && observed[name] === undefined && !mayTouch(pf, observed)) {
    pf.host.notes.add(leftAlone(pf, vf, VF_SETTINGS[name].words));
    return;
  }
  if (pf.driver.vfQuotas?.[name].offDriver !== false) unbind(pf, vf);
  addVfStep(pf, vf, { kind: 'vf-quota', pf: pf.target.address, vf: target.index, quota: name, value }, 'change');
}

/** A VF whose driver nobody manages returns to the one that it was unbound from. */
export function restoreDriver(pf: PfDraft, vf: VfDraft): void {
  if (vf.driver !== null || vf.driverBefore === null) return;
  const back = driverToRestore(pf, vf);
  if (back !== null) {
    changeDriver(pf, vf, back);
    return;
  }
  pf.host.notes.add(`VFs of ${pf.target.address} stay unbound after the plan: the driver they had is not known`);
}

/** Where the driver is not known it was the native one, if that is there at all: no module is loaded for it. */
function driverToRestore(pf: PfDraft, vf: VfDraft): string | null {
  if (vf.driverBefore !== undefined) return vf.driverBefore;
  const { vfDriver } = pf.target;
  return vfDriver !== null && isPresent(vfDriver, pf.host.observed) ? vfDriver : null;
}

function planVfMtu(pf: PfDraft, vf: VfDraft): void {
  const { mtu, index } = vf.target;
  const isNew = vf.observed === null || vf.effect === 'rebind';
  if (mtu === undefined || (!isNew && vf.observed !== null && !mtuDiffers(vf.target, vf.observed))) return;
  addVfStep(pf, vf, { kind: 'vf-mtu', pf: pf.target.address, vf: index, mtu }, 'change');
}

/** For what cannot be read of a VF in use: writing it might change it. */
export function leftAlone(pf: PfDraft, vf: VfDraft, what: string): string {
  return `${what} of VF ${vf.target.index} of ${pf.target.address} cannot be read and the VF is in use: it is left as it is`;
}

/**
 * Adds the steps of a PF to those of the host. `modprobe` for every driver that its VFs are bound to and that is not
 * there comes first, as bind does not find it otherwise; for every PF anew, since a PF's steps are carried out by
 * themselves.
 */
export function addStepsWithModules(pf: PfDraft): void {
  const { host, target, steps } = pf;
  if (steps.length === 0) return;
  for (const driver of [...pf.bindsTo].sort()) {
    if (isPresent(driver, host.observed)) continue;
    host.steps.push({ kind: 'module-load', pf: target.address, module: driver });
  }
  const untilLink = canWaitLater(pf) ? steps.findIndex(({ kind }) => kind === 'wait-link') : -1;
  const now = untilLink < 0 ? steps.length : untilLink;
  for (const [at, step] of steps.entries()) (at < now ? host.steps : host.stepsWithLinks).push(step);
}

/** Nobody misses VFs that are new; where VFs come back, their users do not wait for other PFs as well. */
function canWaitLater({ observed }: PfDraft): boolean {
  return observed.numVfs === 0;
}
