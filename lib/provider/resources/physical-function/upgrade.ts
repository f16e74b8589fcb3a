import { MAX_VF_INDEX } from '../../../model/lock';
import { isVfio } from '../../../model/vfio-drivers';
import { Decimal } from '../../cty/number';
import type { Json, JsonObject } from '../../schema/json';
import { NO_CHANGES } from './changes';
import { addressesByIndex } from './observed';
import { SETTING_ATTRIBUTES } from './setting-attributes';
import { USE_ATTRIBUTES } from './use-attributes';
import { type Settings, vfStates } from './vf-settings';

/**
 * A state of version 1 of one of version 0, in which settings and use stood in pools and VMs themselves, `virtual_functions` told
 * each VF by itself, and `changes` was a list. What was managed of VFs by then the next look reads anew.
 */
export function fromVersion0(state: JsonObject): JsonObject {
  const { virtual_functions: _, changes: __, pools = null, ...rest } = state;
  const vfs = vfsOf(state);
  const { vf_settings, vf_link_addresses } = vfStates(vfs.map((vf) => [vf.index, managedOf(vf, state)]));
  return {
    ...rest,
    pools: isObject(pools) ? eachOf(pools, poolFrom) : null,
    changes: NO_CHANGES,
    vf_addresses: addressesByIndex(vfs),
    vf_settings: jsonOf(vf_settings),
    vf_link_addresses: jsonOf(vf_link_addresses),
  };
}

interface FormerVf {
  readonly index: number;
  readonly address: string;
  readonly told: JsonObject;
}

function vfsOf({ virtual_functions: listed }: JsonObject): FormerVf[] {
  if (!Array.isArray(listed)) return [];
  return listed.filter(isObject).flatMap((told) => {
    const { index = null, address } = told;
    return isVfIndex(index) ? [{ index, address: textOr(address, ''), told }] : [];
  });
}

const isVfIndex = (value: Json): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_VF_INDEX;

/**
 * What was managed of a VF: its settings, GUIDs among them, say it themselves. The MAC was where its owner was given one, as on Ethernet
 * alone, or where one is stated; the driver where a pool has the VF, unless that is left to one that hands VFs to VMs itself.
 */
function managedOf({ index, told }: FormerVf, state: JsonObject): Settings {
  const { settings = null, driver, mac, pool } = told;
  if (typeof pool !== 'string') return settingsIn(settings);
  const [name, owner] = entriesOf(state['vms']).find(([, { vf }]) => vf === index) ?? ['', {}];
  const ofPool = entryOf(state['pools'], pool);
  const ofVm = entryOf(ofPool['vms'], name);
  const isStated = (setting: string): boolean => typeof (ofVm[setting] ?? ofPool[setting]) === 'string';
  const hasMac = typeof owner['mac'] === 'string' || isStated('mac');
  const hasDriver = isStated('driver') || !isHandedOverByNative(told);
  return new Map([
    ...(hasDriver ? [['driver', textOr(driver, 'none')] as const] : []),
    ...(hasMac ? [['mac', textOr(mac, 'not known')] as const] : []),
    ...settingsIn(settings),
  ]);
}

/** libvirt was told not to take the VF from its driver, which is none of vfio. */
function isHandedOverByNative({ hostdev_xml: xml, driver }: JsonObject): boolean {
  return textOr(xml, '').includes("managed='no'") && !isVfio(textOr(driver, ''));
}

const settingsIn = (settings: Json): Settings =>
  new Map(isObject(settings) ? Object.entries(settings).map(([name, value]) => [name, textOr(value, '')]) : []);

function entriesOf(map: Json = null): (readonly [string, JsonObject])[] {
  if (!isObject(map)) return [];
  return Object.entries(map).flatMap(([name, value]) => (isObject(value) ? [[name, value] as const] : []));
}

const entryOf = (map: Json | undefined, name: string): JsonObject =>
  entriesOf(map).find(([other]) => other === name)?.[1] ?? {};

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
