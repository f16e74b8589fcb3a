import schema from '../../schemas/device-catalog.schema.json';
import { type Format, validatorOf } from '../model/format';
import type { DeviceOverride, DriverProfileOverride } from './overrides';

/** Content of a user's file, `schemas/device-catalog.schema.json`. */
export interface OverrideFile {
  readonly catalogVersion: 1;
  readonly devices?: readonly DeviceOverride[];
  readonly driverProfiles?: readonly DriverProfileOverride[];
}

export const FORMAT: Format = { schema, options: { allowUnionTypes: true, verbose: true } };
export const validator = validatorOf<OverrideFile>(FORMAT);
