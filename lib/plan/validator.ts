import schema from '../../schemas/host-plan.schema.json';
import { type Format, validatorOf } from '../model/format';
import type { HostPlan } from './host-plan';

/** A plan as files have it: older ones carry no drivers. */
export type HostPlanFile = Omit<HostPlan, 'drivers'> & Partial<Pick<HostPlan, 'drivers'>>;

export const FORMAT: Format = { schema, options: { discriminator: true, verbose: true } };
export const validator = validatorOf<HostPlanFile>(FORMAT);
