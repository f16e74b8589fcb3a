import schema from '../../../schemas/journal.schema.json';
import planSchema from '../../../schemas/host-plan.schema.json';
import { type Format, validatorOf } from '../../model/format';
import type { RunRecord } from '../port';

export const FORMAT: Format = {
  schema,
  parts: [planSchema],
  options: { discriminator: true, verbose: true, allowUnionTypes: true },
};
/** Of the line of a journal that a client writes. */
export const validator = validatorOf<Omit<RunRecord, 'startedAt' | 'states' | 'ended' | 'problem'>>(FORMAT);
