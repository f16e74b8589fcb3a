import type { Json, JsonObject } from '../../schema/json';
import { Decimal } from '../../cty/number';
import { NO_CHANGES } from './changes';
import { SETTING_ATTRIBUTES } from './setting-attributes';
import { USE_ATTRIBUTES } from './use-attributes';
import { type Settings, vfStates } from './vf-settings';

/**
 * A state of version 1 of one of version 0, in which settings and use stood in pools and VMs themselves, `virtual_functions` told
 * each VF by itself, and `changes` was a list. What was managed of VFs by then the next look reads anew.
 */
export function fromVersion0(state: JsonObject): JsonObject {
  const { virtual_functions: listed, pools = null, changes: _, ...rest } = state;
  const vfs = Array.isArray(listed) ? listed.filter(isObject) : [];
  const { vf_settings, vf_link_addresses } = vfStates(vfs.map((vf) => [Number(vf['index']), managedOf(vf)]));
  return {
    ...rest,
    pools: isObject(pools) ? eachOf(pools, poolFrom) : null,
    changes: NO_CHANGES,
    vf_addresses: vfs.map((vf) => textOr(vf['address'], '')),
    vf_settings: jsonOf(vf_settings),
    vf_link_addresses: jsonOf(vf_link_addresses),
  };
}

/** Pools managed the driver of their VFs, and gave owners their MAC. */
function managedOf({ settings = null, driver, mac, pool, vm }: JsonObject): Settings {
  return new Map([
    ...(typeof pool === 'string' ? [['driver', textOr(driver, 'none')] as const] : []),
    ...(typeof vm === 'string' && typeof mac === 'string' ? [['mac', mac] as const] : []),
    ...(isObject(settings) ? Object.entries(settings).map(([name, value]) => [name, textOr(value, '')] as const) : []),
  ]);
}

function poolFrom({ vms = null, ...pool }: JsonObject): JsonObject {
  return { ...inGroups(pool), vms: isObject(vms) ? eachOf(vms, inGroups) : null };
}

function inGroups(stated: JsonObject): JsonObject {
  const [settings, others] = parted(stated, SETTING_ATTRIBUTES);
  const [use, rest] = parted(others, USE_ATTRIBUTES);
  return { ...rest, settings, use };
}

/** @returns what has these names, null where nothing of it is stated, and the rest */
function parted(stated: JsonObject, names: object): readonly [JsonObject | null, JsonObject] {
  const entries = Object.entries(stated);
  const within = entries.filter(([name]) => name in names);
  return [
    within.every(([, value]) => value === null) ? null : Object.fromEntries(within),
    Object.fromEntries(entries.filter(([name]) => !(name in names))),
  ];
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !Decimal.is(value);

const textOr = (value: Json | undefined, otherwise: string): string => (typeof value === 'string' ? value : otherwise);

/** An object with the same names. */
function eachOf(map: JsonObject, made: (value: JsonObject) => JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, isObject(value) ? made(value) : value]));
}

const jsonOf = (map: ReadonlyMap<string, Settings>): JsonObject =>
  Object.fromEntries([...map].map(([name, settings]) => [name, Object.fromEntries(settings)]));
