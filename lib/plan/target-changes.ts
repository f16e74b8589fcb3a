import type { FlagOrChoice, GuidName } from '../model/vf-settings';
import { type Change, type ChangeValue, changedFields, type FieldChange, type Fields } from './changes';
import type { TargetPf, TargetSecondaryController, TargetState, TargetVf } from './host-plan';
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

/** The value of each field; null: it is told elsewhere, or is nothing that is wanted. A field that is forgotten does not compile. */
type FieldsOf<T> = { readonly [K in keyof Required<T>]: ((of: T) => ChangeValue) | null };

const PF_FIELDS: FieldsOf<TargetPf> = {
  address: ({ address }) => address,
  path: ({ path }) => path,
  driver: ({ driver }) => driver,
  numVfs: ({ numVfs }) => numVfs,
  leastNumVfs: ({ leastNumVfs = null }) => leastNumVfs,
  qatServices: ({ qatServices = null }) => qatServices,
  driversAutoprobe: ({ driversAutoprobe = null }) => driversAutoprobe,
  eswitchMode: ({ eswitchMode = null }) => eswitchMode,
  adminUp: ({ adminUp = null }) => adminUp,
  mtu: ({ mtu = null }) => mtu,
  allowManagement: ({ allowManagement = null }) => allowManagement,
  // Facts of the card that is there.
  identity: null,
  deviceClass: null,
  vfDriver: null,
  // Targets of rollbacks have them, and those of synths none.
  detachedNamespaces: null,
  // Notes of plans are compared as such.
  notes: null,
  virtualFunctions: null,
};

/** What `settingsThatDiffer` has of a VF. */
type IpLinkSetting = 'mac' | 'vlan' | 'rate' | GuidName | FlagOrChoice;

const VF_FIELDS: FieldsOf<Omit<TargetVf, IpLinkSetting>> = {
  allowedVlans: ({ allowedVlans = null }) => allowedVlans,
  mtu: ({ mtu = null }) => mtu,
  msixVectors: ({ msixVectors = null }) => msixVectors,
  migratable: ({ migratable = null }) => migratable,
  execQuantumMs: ({ execQuantumMs = null }) => execQuantumMs,
  preemptTimeoutUs: ({ preemptTimeoutUs = null }) => preemptTimeoutUs,
  vramQuotaBytes: ({ vramQuotaBytes = null }) => vramQuotaBytes,
  standbyAlias: ({ standbyAlias = null }) => standbyAlias,
  // It stands first.
  driver: null,
  // Where the PF puts it, and whose it is, stand beside the fields.
  index: null,
  address: null,
  attachment: null,
  vm: null,
  // Its own fields follow.
  nvme: null,
};

const CONTROLLER_FIELDS: FieldsOf<TargetSecondaryController> = {
  controllerId: ({ controllerId }) => controllerId,
  virtualQueues: ({ virtualQueues }) => virtualQueues,
  virtualInterrupts: ({ virtualInterrupts }) => virtualInterrupts,
  online: ({ online = true }) => online,
  // By the name that plans have for them.
  namespaceIds: null,
};

function fieldsOf<T>(fields: FieldsOf<T>, of: T): Fields {
  return (Object.entries(fields) as [string, FieldsOf<T>[keyof T]][]).flatMap(([name, value]) =>
    value === null ? [] : [[name, value(of)] as const],
  );
}

function pfFields(pf: TargetPf): Fields {
  return fieldsOf(PF_FIELDS, pf);
}

function vfFields(vf: TargetVf): Fields {
  const { driver, nvme } = vf;
  return [
    ['driver', driver === null ? 'none' : (driver ?? null)],
    ...settingsThatDiffer(vf, null).map((setting) => [setting.name, settingValue(setting)] as const),
    ...fieldsOf(VF_FIELDS, vf),
    ...(nvme === undefined ? [] : controllerFields(nvme)),
  ];
}

function controllerFields(nvme: TargetSecondaryController): Fields {
  const { namespaceIds } = nvme;
  return [
    ...fieldsOf(CONTROLLER_FIELDS, nvme),
    ['namespaces', namespaceIds.length === 0 ? null : namespaceIds.join(', ')],
  ];
}
