import type { ErrorObject } from 'ajv';
import { parseInventory } from '../../inventory/parse';
import { schemaProblem } from '../../inventory/schema-problem';
import { InputError } from '../../model/errors';
import { quoted } from '../../model/text';
import { badVlanList } from '../../plan/check-vlan-lists';
import type { VirtualHostState } from './state';
import { validator } from './validator';

/**
 * The virtual host that a JSON document holds (`schemas/virtual-host.schema.json`).
 *
 * @param where file, for messages
 * @throws InputError naming file, JSON pointer, value and expectation
 */
export function parseVirtualHost(value: unknown, where: string): VirtualHostState {
  refuseOthers(value, where);
  const validate = validator();
  if (!validate(value)) throw refusal(value, validate.errors ?? [], where);
  const { lastRun } = value;
  if (lastRun !== null && lastRun.states.length !== lastRun.steps.length) {
    throw new InputError(
      `${where}#/lastRun/states`,
      `${lastRun.states.length} states for ${lastRun.steps.length} steps`,
      REMEDY,
    );
  }
  const bad =
    lastRun === null ? null : badVlanList(lastRun.steps, { before: lastRun.before, beside: lastRun.beside }, 'kept');
  if (bad !== null) throw new InputError(`${where}#/lastRun${bad.pointer}`, bad.problem, REMEDY);
  return { ...value, inventory: parseInventory(value.inventory, `${where}#/inventory`) };
}

const REMEDY = 'Remove the file to begin anew, or restore one that apply wrote';

function refuseOthers(value: unknown, where: string): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InputError(where, `found ${quoted(value)}, expected a virtual host object`, REMEDY);
  }
  if ('inventoryVersion' in value) {
    throw new InputError(
      where,
      'this is an inventory and no virtual host: it would be written over',
      'Name a new file for the virtual host, and this one with --from',
    );
  }
  const version = (value as { readonly virtualHostVersion?: unknown }).virtualHostVersion;
  if (version === 1) return;
  if (version === undefined) {
    throw new InputError(where, 'virtualHostVersion is missing, so this is no virtual host', REMEDY);
  }
  const newer = typeof version === 'number' && version > 1;
  throw new InputError(
    `${where}#/virtualHostVersion`,
    newer
      ? `virtualHostVersion ${version} is newer than this program knows (1)`
      : `found ${quoted(version)}, expected 1`,
    newer ? 'Update this program' : REMEDY,
  );
}

function refusal(value: unknown, errors: readonly ErrorObject[], where: string): InputError {
  const { pointer, problem, fix } = schemaProblem(value, errors);
  return new InputError(pointer === '' ? where : `${where}#${pointer}`, problem, fix);
}
