import { readFormat } from '../formats/format';
import { checkInventory } from './check';
import { inOrder, withDefaults } from './defaults';
import { INVENTORY } from './format';
import type { Inventory } from './inventory';

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
  const inventory = withDefaults(readFormat(INVENTORY, value, where));
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
