import type { Format } from '../formats/format';
import { validatorOf } from '../formats/validators';
import type { DeviceOverride, DriverProfileOverride } from './overrides';

/** A user's devices, driver profiles and overrides of built-in ones. */
export interface OverrideFile {
  readonly catalogVersion: 1;
  readonly devices?: readonly DeviceOverride[];
  readonly driverProfiles?: readonly DriverProfileOverride[];
}

/** `schemas/device-catalog.schema.json` */
export const DEVICE_CATALOG: Format<OverrideFile> = {
  noun: 'device catalog',
  versionField: 'catalogVersion',
  versions: [1],
  remedy: 'Give a file written after schemas/device-catalog.schema.json',
  instead: 'write the file in the older format',
  validator: validatorOf('device-catalog'),
};
