import { STEADY } from '../catalog/operations';
import { lostInSwitchdev } from './driver-answers';
import type { DriverBehaviour } from '../catalog/behaviour';
import type { EswitchOrder } from '../catalog/driver-profile';
import type { PhysicalFunctionFacts } from '../inventory/inventory';
import { factIn, type KernelRelease } from '../model/kernel-release';
import { eswitchModeOf } from './difference';
import type { TargetPf } from './host-plan';
import { newVfNetwork } from './new-vf';
import { attributeOf, settingsThatDiffer } from './vf-settings';

export type EswitchMode = 'legacy' | 'switchdev';

/** The mode that the PF has after the plan: the one that it has where none is stated. */
export function wantedMode(target: TargetPf, observed: PhysicalFunctionFacts): EswitchMode {
  return target.eswitchMode ?? eswitchModeOf(observed);
}

/** The order of a driver on a kernel: one that has its VFs first for want of the mode without them takes any where it has that. */
export function eswitchOrderIn(
  { eswitchOrder, switchdevNeedsVfs }: Pick<DriverBehaviour, 'eswitchOrder' | 'switchdevNeedsVfs'>,
  kernel: KernelRelease | null,
): EswitchOrder | null {
  const isFree = switchdevNeedsVfs !== undefined && factIn(switchdevNeedsVfs, kernel) === false;
  return eswitchOrder === 'vfs-before-mode' && isFree ? 'any' : eswitchOrder;
}

/**
 * The mode in which the VFs of a target come into being; where it is not the wanted one, the mode is changed after.
 *
 * @param order of the driver that the PF is to be on
 * @param driver that the PF is on
 */
export function modeToCreateIn(
  order: EswitchOrder | null,
  target: TargetPf,
  observed: PhysicalFunctionFacts,
  driver: DriverBehaviour,
  kernel: KernelRelease | null,
): EswitchMode {
  const wanted = wantedMode(target, observed);
  switch (order) {
    case 'mode-before-vfs':
      return wanted;
    case 'vfs-before-mode':
      return 'legacy';
    case 'any':
      return wanted === 'switchdev' && hasSettingsOfLegacy(target, driver, kernel) ? 'legacy' : wanted;
    // Where nobody knows, one change of the mode at most.
    case null:
      return eswitchModeOf(observed);
  }
}

/**
 * Whether VFs are to have what can be written in legacy mode only. No rule lets an app state it; a state that a rollback
 * brings back may have it, from before the mode was changed.
 */
function hasSettingsOfLegacy(
  { virtualFunctions }: TargetPf,
  driver: DriverBehaviour,
  kernel: KernelRelease | null,
): boolean {
  const network = newVfNetwork(driver, kernel);
  const lost = lostInSwitchdev(driver, { ...STEADY, kernel });
  return virtualFunctions.some((vf) =>
    settingsThatDiffer(vf, network).some(({ name }) => lost.includes(attributeOf(name))),
  );
}
