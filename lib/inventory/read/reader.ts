import type { Inventory } from '../inventory';
import { readHost } from './host-facts';
import { readTakenAt } from './taken-at';
import { startReading } from './host-reading';
import { findPhysicalFunctions, readPhysicalFunction } from './physical-functions';
import { TableBudget } from './tables';
import type { Reading, SysfsTree } from './tree';
import { troubleWarnings } from './troubles';

/** An inventory, and what could not be read or is odd. */
export interface InventoryReading {
  readonly inventory: Inventory;
  /** Sentences for people, without a full stop. */
  readonly warnings: readonly string[];
}

/** Most sentences of one host: who reads a hundred does not miss the next thousand, and a hostile host has a million. */
export const MOST_WARNINGS = 100;

/**
 * What a host has and how it is set now, from its files. Only the files that are needed are read, each at most once or
 * twice. What is missing is `null`; what is there and cannot be read is `null` and stands in `warnings`.
 *
 * @param where file, folder or host, for messages
 * @throws InputError for tables with more entries than any host has
 */
export function readInventory(tree: SysfsTree, where = 'host'): InventoryReading {
  const warnings = new Set<string>();
  let leftOut = 0;
  const reading: Reading = {
    tree,
    tables: new TableBudget(where),
    warn: (message) => {
      if (warnings.size < MOST_WARNINGS) warnings.add(message);
      else if (!warnings.has(message)) leftOut++;
    },
  };
  const host = startReading(reading);
  if (host.devices.size === 0) reading.warn('sys/bus/pci/devices: there is no PCI function');
  const physicalFunctions = findPhysicalFunctions(host).flatMap((pf) => readPhysicalFunction(host, pf) ?? []);
  const inventory: Inventory = {
    inventoryVersion: 1,
    takenAt: readTakenAt(reading),
    host: readHost(reading, host.devices, host.groups),
    physicalFunctions,
  };
  const troubles = troubleWarnings(tree.troubles);
  leftOut += Math.max(0, troubles.length - MOST_WARNINGS);
  const shown = [...troubles.slice(0, MOST_WARNINGS), ...warnings];
  return { inventory, warnings: leftOut === 0 ? shown : [...shown, leftOutWarning(leftOut)] };
}

function leftOutWarning(count: number): string {
  return `${count} more warnings like these are left out; what they speak of stays unknown in the inventory`;
}
