import { readFormat } from '../../formats/format';
import { parseInventory } from '../../inventory/parse';
import { InputError } from '../../model/errors';
import { badVlanList } from '../../plan/check-vlan-lists';
import { VIRTUAL_HOST } from './format';
import type { VirtualHostState } from './state';

/**
 * The virtual host that a JSON document holds (`schemas/virtual-host.schema.json`).
 *
 * @param where file, for messages
 * @throws InputError naming file, JSON pointer, value and expectation
 */
export function parseVirtualHost(value: unknown, where: string): VirtualHostState {
  refuseInventory(value, where);
  const host = readFormat(VIRTUAL_HOST, value, where);
  const { lastRun } = host;
  if (lastRun !== null && lastRun.states.length !== lastRun.steps.length) {
    throw new InputError(
      `${where}#/lastRun/states`,
      `${lastRun.states.length} states for ${lastRun.steps.length} steps`,
      VIRTUAL_HOST.remedy,
    );
  }
  const bad =
    lastRun === null ? null : badVlanList(lastRun.steps, { before: lastRun.before, beside: lastRun.beside }, 'kept');
  if (bad !== null) throw new InputError(`${where}#/lastRun${bad.pointer}`, bad.problem, VIRTUAL_HOST.remedy);
  return { ...host, inventory: parseInventory(host.inventory, `${where}#/inventory`) };
}

/** The virtual host is written over with every run. */
function refuseInventory(value: unknown, where: string): void {
  if (typeof value !== 'object' || value === null || !('inventoryVersion' in value)) return;
  throw new InputError(
    where,
    'this is an inventory and no virtual host: it would be written over',
    'Name a new file for the virtual host, and this one with --from',
  );
}
