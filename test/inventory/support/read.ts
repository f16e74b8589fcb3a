import { readInventory } from '../../../lib/inventory/read/reader';
import type { Inventory, PhysicalFunctionFacts } from '../../../lib/inventory/inventory';
import { parseInventory, serializeInventory } from '../../../lib/inventory/parse';
import type { HostTree } from './host-tree';
import { MemoryTree } from './memory-tree';

export interface Read {
  readonly inventory: Inventory;
  readonly warnings: readonly string[];
  /** The PF of an address; fails the test when there is none. */
  readonly pf: (address: string) => PhysicalFunctionFacts;
}

/** Reads a made-up host. Whatever is read must also be an inventory that can be written and parsed. */
export function read(host: HostTree, unreadable: Readonly<Record<string, string>> = {}): Read {
  const { inventory, warnings } = readInventory(new MemoryTree(host, unreadable));
  expect(parseInventory(JSON.parse(serializeInventory(inventory)), 'read')).toEqual(inventory);
  return {
    inventory,
    warnings,
    pf: (address) => {
      const found = inventory.physicalFunctions.find((pf) => pf.address === address);
      if (found === undefined) throw new Error(`no PF ${address}`);
      return found;
    },
  };
}
