import type { Format } from '../../formats/format';
import { validatorOf } from '../../formats/validators';
import type { VirtualHostState } from './state';

/** A virtual host as files have it: its inventory is judged as one. */
export type VirtualHostFile = Omit<VirtualHostState, 'inventory'> & { readonly inventory: object };

/** `schemas/virtual-host.schema.json` */
export const VIRTUAL_HOST: Format<VirtualHostFile> = {
  noun: 'virtual host',
  versionField: 'virtualHostVersion',
  versions: [1],
  remedy: 'Remove the file to begin anew, or restore one that apply wrote',
  validator: validatorOf('virtual-host'),
};
