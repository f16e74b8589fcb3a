import planSchema from '../../../schemas/host-plan.schema.json';
import schema from '../../../schemas/virtual-host.schema.json';
import { type Format, validatorOf } from '../../model/format';
import type { VirtualHostState } from './state';

export const FORMAT: Format = {
  schema,
  parts: [planSchema],
  options: { discriminator: true, verbose: true, allowUnionTypes: true },
};
export const validator = validatorOf<VirtualHostState>(FORMAT);
