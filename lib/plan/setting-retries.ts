import type { DriverBehaviour } from '../catalog/behaviour';
import type { TransientError } from '../catalog/driver-profile';
import { driverIn } from '../catalog/driver-table';
import type { Inventory } from '../inventory/inventory';
import type { PciAddress } from '../model/units';
import { pfFacts } from './difference';
import { operationsOfSetting } from './driver-answers';
import type { HostPlan } from './host-plan';
import { VF_SETTING_NAMES, type VfSettingName } from './vf-settings';

/** What a driver may refuse for a moment, settings of VFs and VFs themselves, and for how long each of them is tried again. */
export interface SettingRetry {
  readonly errno: TransientError['errno'];
  readonly settings: readonly VfSettingName[];
  /** So are VFs where there are none. */
  readonly numVfs?: true;
  readonly seconds: number;
}

/** What is tried again of the settings of one PF's VFs. */
export interface PfRetries {
  readonly pf: PciAddress;
  readonly retries: readonly SettingRetry[];
}

/** By the driver's errors that pass. A setting that writes several attributes is tried again for each of them. */
export function retriesOn({ transientErrors }: DriverBehaviour): readonly SettingRetry[] {
  return transientErrors.map(({ errno, attributes, seconds }) => ({
    errno,
    settings: VF_SETTING_NAMES.filter((name) => operationsOfSetting(name).some((one) => attributes.includes(one))),
    ...(attributes.includes('numVfs') && { numVfs: true as const }),
    seconds,
  }));
}

/** Of the PFs of a plan that have any, by the driver that each is on; by the one that it is to have where it has none yet. */
export function retriesIn(
  { drivers, target }: Pick<HostPlan, 'drivers' | 'target'>,
  observed: Inventory,
): readonly PfRetries[] {
  return target.physicalFunctions
    .map(({ address, driver }) => ({
      pf: address,
      retries: retriesOn(driverIn(drivers, pfFacts(observed, address)?.driver ?? driver)),
    }))
    .filter(({ retries }) => retries.length > 0);
}
