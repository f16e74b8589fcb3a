import type { Format } from '../formats/format';
import { validatorOf } from '../formats/validators';
import type { SparseInventory } from './defaults';

/** `schemas/inventory.schema.json`: what a host has, where what is null or empty may be left out. */
export const INVENTORY: Format<SparseInventory> = {
  noun: 'inventory',
  versionField: 'inventoryVersion',
  versions: [1],
  remedy: 'Give the JSON that sriov inventory prints, or one written after schemas/inventory.schema.json',
  instead: 'take the inventory with the version in use here',
  validator: validatorOf('inventory'),
};
