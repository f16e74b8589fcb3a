import type { DriverTable } from '../catalog/driver-table';
import type { DriverFile } from '../catalog/former-flags';
import type { Format } from '../formats/format';
import { validatorOf } from '../formats/validators';
import type { HostPlan } from './host-plan';

/** A plan as files have it: older ones carry no drivers, or drivers without cases. */
export type HostPlanFile = Omit<HostPlan, 'drivers'> & {
  readonly drivers?: Omit<DriverTable, 'stated'> & { readonly stated: readonly DriverFile[] };
};

/** `schemas/host-plan.schema.json` */
export const HOST_PLAN: Format<HostPlanFile> = {
  noun: 'host plan',
  versionField: 'planVersion',
  versions: [1],
  remedy: 'Give a plan that synth wrote, or one written after schemas/host-plan.schema.json',
  instead: 'synthesise the plan with the version in use here',
  validator: validatorOf('host-plan'),
};
