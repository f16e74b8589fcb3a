import { type InventoryReading, readInventory } from '../../inventory/read/reader';
import { openTree } from './open-tree';

export { type InventoryReading, readInventory } from '../../inventory/read/reader';
export { writeFileAtomic } from './atomic-write';
export { readJsonFile, readTextFile } from './input-file';
export { type OpenTree, openTree } from './open-tree';

/**
 * The inventory of a host from its files: `/` for the machine itself, a folder, or a tar archive.
 *
 * @throws InputError as `openTree`
 */
export function readInventoryAt(path: string): InventoryReading {
  const tree = openTree(path);
  try {
    return readInventory(tree, path);
  } finally {
    tree.close();
  }
}
