import type { ErrorObject } from 'ajv';
import { InputError } from '../model/errors';
import { quoted } from '../model/text';
import { checkInventory } from './check';
import { inOrder, withDefaults } from './defaults';
import type { Inventory } from './inventory';
import { schemaProblem } from './schema-problem';
import { validator } from './validator';

/** Version of the format that this program reads and writes. */
export const INVENTORY_VERSION = 1;

/**
 * The inventory that a JSON document holds (`schemas/inventory.schema.json`), complete: what the document leaves out
 * is `null` or empty, addresses and ids are in lower case, functions are in order of their address.
 *
 * @param value the parsed document
 * @param where file or construct path, for messages
 * @throws InputError naming file, JSON pointer, value and expectation, for a newer version, unknown fields, wrong types
 *   and values, and for what cannot be: two functions of one address, two VFs of one index, more VFs than there may be
 */
export function parseInventory(value: unknown, where: string): Inventory {
  refuseOtherVersions(value, where);
  const validate = validator();
  if (!validate(value)) throw refusal(value, validate.errors ?? [], where);
  const inventory = withDefaults(value);
  checkInventory(inventory, where);
  // Checks point into the document, so its order is kept until they are done.
  return inOrder(inventory);
}

/**
 * The inventory as JSON text (`schemas/inventory.schema.json`), two blanks deep, with a final newline.
 *
 * Keys, functions and VFs come in one order however the object was made, so that two inventories of a host differ only
 * where the host does. What is not known is written as `null`: whoever reads the file sees it.
 */
export function serializeInventory(inventory: Inventory): string {
  return `${JSON.stringify(inOrder(withDefaults(inventory)), null, 2)}\n`;
}

function refuseOtherVersions(value: unknown, where: string): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InputError(where, `found ${quoted(value)}, expected an inventory object`, REMEDY);
  }
  const version = (value as { readonly inventoryVersion?: unknown }).inventoryVersion;
  if (version === INVENTORY_VERSION) return;
  const at = `${where}#/inventoryVersion`;
  if (typeof version === 'number' && version > INVENTORY_VERSION) {
    throw new InputError(
      at,
      `inventoryVersion ${version} is newer than this program knows (${INVENTORY_VERSION})`,
      'Update this program, or take the inventory with the version in use here',
    );
  }
  if (version === undefined) {
    throw new InputError(where, 'inventoryVersion is missing, so this is no inventory', REMEDY);
  }
  throw new InputError(at, `found inventoryVersion ${quoted(version)}, expected ${INVENTORY_VERSION}`, REMEDY);
}

const REMEDY = 'Give the JSON that sriov inventory prints, or one written after schemas/inventory.schema.json';

function refusal(value: unknown, errors: readonly ErrorObject[], where: string): InputError {
  const { pointer, problem, fix } = schemaProblem(value, errors);
  return new InputError(pointer === '' ? where : `${where}#${pointer}`, problem, fix);
}
