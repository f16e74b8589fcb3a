import schema from '../../schemas/inventory.schema.json';
import { type Format, validatorOf } from '../model/format';
import type { SparseInventory } from './defaults';

export const FORMAT: Format = { schema, options: { allowUnionTypes: true, verbose: true } };
export const validator = validatorOf<SparseInventory>(FORMAT);
