import schema from '../../schemas/lock.schema.json';
import { type Format, validatorOf } from './format';
import type { LockFile } from './lock';

export const FORMAT: Format = { schema, options: { allErrors: true } };
export const validator = validatorOf<LockFile>(FORMAT);
