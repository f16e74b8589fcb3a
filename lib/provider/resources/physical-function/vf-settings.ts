import type { PhysicalFunctionFacts, VirtualFunctionFacts } from '../../../inventory/inventory';
import { MAX_VF_INDEX } from '../../../model/lock';
import { formatRanges, indicesOf, parseRanges, rangesOf } from '../../../model/vf-ranges';
import { ADDRESSES } from '../../../model/vf-settings';
import { vfFields } from '../../../plan/changes';
import { snakeCase } from '../snake-case';
import type { State } from './state';

/** What a state tells of the VFs of a PF; alike settings of many VFs stand there once. */
export type VfStates = Pick<State, 'vf_settings' | 'vf_link_addresses'>;

/** Settings of a VF in words, by the names of their attributes. */
export type Settings = ReadonlyMap<string, string>;

/** @param settings of VFs by index; a VF of which nothing is managed stands nowhere */
export function vfStates(settings: Iterable<readonly [index: number, settings: Settings]>): VfStates {
  const alike = new Map<string, { readonly settings: Settings; readonly vfs: number[] }>();
  const addresses = new Map<string, Settings>();
  for (const [index, all] of settings) {
    const [own, shared] = [new Map<string, string>(), new Map<string, string>()];
    for (const [name, value] of all) (LINK_ADDRESSES.has(name) ? own : shared).set(name, value);
    if (own.size > 0) addresses.set(`${index}`, own);
    if (shared.size === 0) continue;
    const key = JSON.stringify([...shared]);
    const group = alike.get(key);
    if (group === undefined) alike.set(key, { settings: shared, vfs: [index] });
    else group.vfs.push(index);
  }
  return {
    vf_settings: new Map([...alike.values()].map((group) => [formatRanges(rangesOf(group.vfs)), group.settings])),
    vf_link_addresses: addresses,
  };
}

const LINK_ADDRESSES: ReadonlySet<string> = new Set(ADDRESSES.map((name) => snakeCase(name)));

/** Names of settings, by the index of their VF. */
export type NamesByVf = ReadonlyMap<number, ReadonlySet<string>>;

/** Names of what a state tells of VFs, by their index. */
export function namesByVf(state: VfStates): NamesByVf {
  const names = new Map<number, Set<string>>();
  const add = (index: number, settings: Settings): void => {
    const known = names.get(index) ?? new Set();
    for (const name of settings.keys()) known.add(name);
    names.set(index, known);
  };
  for (const [vfs, settings] of [...state.vf_settings, ...state.vf_link_addresses]) {
    for (const index of indicesOf(parseRanges(vfs, MAX_VF_INDEX) ?? [])) add(index, settings);
  }
  return names;
}

/** Settings of a VF as the host has them, those of these names. */
export function settingsOf(vf: VirtualFunctionFacts, pf: PhysicalFunctionFacts, names: ReadonlySet<string>): Settings {
  const settings = new Map<string, string>();
  for (const [field, value] of vfFields(vf, pf)) {
    const name = snakeCase(field) as string;
    if (names.has(name)) settings.set(name, value === null ? 'not known' : String(value));
  }
  return settings;
}
