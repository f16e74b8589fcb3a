import schema from '../../schemas/host-plan.schema.json';
import { type Format, validatorOf } from '../model/format';
import type { HostPlan } from './host-plan';

export const FORMAT: Format = { schema, options: { discriminator: true, verbose: true } };
export const validator = validatorOf<HostPlan>(FORMAT);
