import { GPU_SETTINGS } from '../model/vf-settings';
import { type Change, changedFields, type FieldChange, type Fields } from './changes';
import type { TargetPf, TargetState, TargetVf } from './host-plan';
import { settingsThatDiffer, settingValue } from './vf-settings';

/**
 * What one target wants otherwise than another one, PF by PF and VF by VF, in the fields and values of `changesOf`. In a
 * field, `null` is what a target does not manage; of what is wanted no more, fields are not told. A PF is the one at its
 * address, or, where nothing else is wanted there, the one of its construct.
 */
export function targetChanges(before: TargetState, after: TargetState): Change[] {
  return pairs(before.physicalFunctions, after.physicalFunctions).flatMap(([was, is]) => pfChanges(was, is));
}

type Pair<T> = readonly [before: T | null, after: T | null];

function pairs(before: readonly TargetPf[], after: readonly TargetPf[]): Pair<TargetPf>[] {
  const byAddress = new Map(before.map((pf) => [pf.address, pf]));
  const taken = new Set(after.flatMap(({ address }) => byAddress.get(address) ?? []));
  const moved = new Map(before.filter((pf) => !taken.has(pf)).map((pf) => [pf.path, pf]));
  const paired = after.map((is): Pair<TargetPf> => {
    const was = byAddress.get(is.address) ?? moved.get(is.path) ?? null;
    if (was !== null) taken.add(was);
    if (was?.path === is.path) moved.delete(is.path);
    return [was, is];
  });
  return [...paired, ...before.filter((pf) => !taken.has(pf)).map((was): Pair<TargetPf> => [was, null])];
}

function pfChanges(was: TargetPf | null, is: TargetPf | null): Change[] {
  const pf = (is ?? was)?.address ?? '';
  const own = change({ pf }, was === null ? null : pfFields(was), is === null ? null : pfFields(is));
  const before = byIndex(was);
  const after = byIndex(is);
  const indexes = [...new Set([...before.keys(), ...after.keys()])].sort((a, b) => a - b);
  return [...own, ...indexes.flatMap((vf) => vfChange(pf, before.get(vf) ?? null, after.get(vf) ?? null))];
}

function byIndex(pf: TargetPf | null): Map<number, TargetVf> {
  return new Map(pf?.virtualFunctions.map((vf) => [vf.index, vf]));
}

function vfChange(pf: string, was: TargetVf | null, is: TargetVf | null): Change[] {
  const vf = is ?? was;
  if (vf === null) return [];
  const { index, attachment, vm } = vf;
  const owner = { ...(attachment !== undefined && { attachment }), ...(vm !== undefined && { vm }) };
  return change({ pf, vf: index, ...owner }, was === null ? null : vfFields(was), is === null ? null : vfFields(is));
}

function change(of: Omit<Change, 'action' | 'fields'>, before: Fields | null, after: Fields | null): Change[] {
  if (after === null) return [{ ...of, action: 'destroy', fields: [] }];
  const fields: readonly FieldChange[] = changedFields(before ?? [], after);
  if (before === null) return [{ ...of, action: 'create', fields }];
  return fields.length === 0 ? [] : [{ ...of, action: 'change', fields }];
}

function pfFields(pf: TargetPf): Fields {
  return [
    ['address', pf.address],
    ['path', pf.path],
    ['driver', pf.driver],
    ['numVfs', pf.numVfs],
    ['leastNumVfs', pf.leastNumVfs ?? null],
    ['qatServices', pf.qatServices ?? null],
    ['driversAutoprobe', pf.driversAutoprobe ?? null],
    ['eswitchMode', pf.eswitchMode ?? null],
    ['adminUp', pf.adminUp ?? null],
    ['mtu', pf.mtu ?? null],
    ['allowManagement', pf.allowManagement ?? null],
  ];
}

function vfFields(vf: TargetVf): Fields {
  return [
    ['driver', vf.driver === null ? 'none' : (vf.driver ?? null)],
    ...settingsThatDiffer(vf, null).map((setting) => [setting.name, settingValue(setting)] as const),
    ['allowedVlans', vf.allowedVlans ?? null],
    ['mtu', vf.mtu ?? null],
    ['msixVectors', vf.msixVectors ?? null],
    ['migratable', vf.migratable ?? null],
    ...GPU_SETTINGS.map((name) => [name, vf[name] ?? null] as const),
    ['standbyAlias', vf.standbyAlias ?? null],
    ...(vf.nvme === undefined ? [] : controllerFields(vf.nvme)),
  ];
}

function controllerFields(nvme: NonNullable<TargetVf['nvme']>): Fields {
  const { controllerId, virtualQueues, virtualInterrupts, online = true, namespaceIds } = nvme;
  return [
    ['controllerId', controllerId],
    ['virtualQueues', virtualQueues],
    ['virtualInterrupts', virtualInterrupts],
    ['online', online],
    ['namespaces', namespaceIds.length === 0 ? null : namespaceIds.join(', ')],
  ];
}
