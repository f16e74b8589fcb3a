import type {
  Inventory,
  PhysicalFunctionFacts,
  SecondaryControllerFacts,
  VfNetworkFacts,
  VirtualFunctionFacts,
} from '../inventory/inventory';
import type { ConstructPath, PciAddress, VfIndex } from '../model/units';
import { GPU_SETTINGS } from '../model/vf-settings';
import { ALL_VLANS } from '../model/vlan-list';
import { eswitchModeOf, pfFacts, vfFacts } from './difference';
import { type VfOwner, vfKey } from './draft';
import type { HostPlan } from './host-plan';
import { secondaryOf } from './target-nvme';
import { foundValue, VF_SETTING_NAMES } from './vf-settings';

export type ChangeValue = string | number | boolean | null;

/** What a plan makes of one function. */
export interface Change {
  readonly pf: PciAddress;
  /** Absent: the PF itself. */
  readonly vf?: VfIndex;
  /** Address of the VF, where it has or had one. */
  readonly address?: PciAddress;
  /** `recreate`: it goes with all its settings and a new one comes in its place. */
  readonly action: 'create' | 'change' | 'destroy' | 'recreate';
  readonly attachment?: ConstructPath;
  readonly vm?: string;
  /** Fields that are other than they were; of a VF that goes, none. */
  readonly fields: readonly FieldChange[];
}

export interface FieldChange {
  readonly field: string;
  /** null: nothing there, or not known. */
  readonly before: ChangeValue;
  /** null: nothing there, or known only afterwards. */
  readonly after: ChangeValue;
}

/**
 * What a plan changes, PF by PF and VF by VF, with old and new values.
 *
 * @param end the host as it is expected to be after the plan
 */
export function changesOf(
  plan: HostPlan,
  observed: Inventory,
  end: Inventory,
  owners: ReadonlyMap<string, VfOwner>,
): Change[] {
  const changes: Change[] = [];
  const touched = new Set(plan.steps.map((step) => step.pf));
  for (const address of [...touched].sort()) {
    const before = pfFacts(observed, address);
    const after = pfFacts(end, address);
    if (before === null || after === null) continue;
    const fields = changedFields(pfFields(before), pfFields(after));
    if (fields.length > 0) changes.push({ pf: address, action: 'change', fields });
    const goes = plan.steps.some((step) => step.kind === 'num-vfs' && step.pf === address && before.numVfs > 0);
    vfChanges(before, after, goes, owners, changes);
  }
  return changes;
}

function vfChanges(
  before: PhysicalFunctionFacts,
  after: PhysicalFunctionFacts,
  goes: boolean,
  owners: ReadonlyMap<string, VfOwner>,
  changes: Change[],
): void {
  const pf = before.address;
  for (let index = 0; index < Math.max(before.numVfs, after.numVfs); index++) {
    const was = vfFacts(before, index);
    const is = vfFacts(after, index);
    if (was === null && is === null) continue;
    const fields = is === null ? [] : changedFields(was === null ? [] : vfFields(was, before), vfFields(is, after));
    const action = was === null ? 'create' : is === null ? 'destroy' : goes ? 'recreate' : 'change';
    if (action === 'change' && fields.length === 0) continue;
    const owner = owners.get(vfKey(pf, index));
    changes.push({
      pf,
      vf: index,
      address: (was ?? is)?.address ?? pf,
      action,
      ...(owner !== undefined && { attachment: owner.attachment, ...(owner.vm !== '' && { vm: owner.vm }) }),
      fields,
    });
  }
}

export type Fields = readonly (readonly [field: string, value: ChangeValue])[];

/** Fields whose value is another one; those that nothing is or was said of are left out. */
export function changedFields(before: Fields, after: Fields): FieldChange[] {
  const old = new Map(before);
  const fields: FieldChange[] = [];
  for (const [field, value] of after) {
    const was = old.get(field) ?? null;
    if (was !== value) fields.push({ field, before: was, after: value });
  }
  const now = new Map(after);
  for (const [field, was] of before)
    if (was !== null && !now.has(field)) fields.push({ field, before: was, after: null });
  return fields;
}

function pfFields(pf: PhysicalFunctionFacts): Fields {
  const netdev = pf.network?.interfaces[0];
  return [
    ['numVfs', pf.numVfs],
    ['qatServices', pf.qatServices ?? null],
    ['driversAutoprobe', pf.driversAutoprobe],
    ['eswitchMode', pf.network === null ? null : eswitchModeOf(pf)],
    ['adminUp', netdev?.adminUp ?? null],
    ['mtu', netdev?.mtu ?? null],
  ];
}

/** What can be said of a VF, by name; null: not known. */
export function vfFields(vf: VirtualFunctionFacts, pf: PhysicalFunctionFacts): Fields {
  return [
    ['driver', vf.driver ?? 'none'],
    ...(vf.network === null ? [] : networkFields(vf.network)),
    ...(vf.interface === null ? [] : ([['mtu', vf.interface.mtu]] as const)),
    ['msixVectors', vf.msixVectors],
    ['migratable', vf.migratable ?? null],
    ...GPU_SETTINGS.map((name) => [name, vf[name] ?? null] as const),
    ...controllerFields(secondaryOf(pf, vf.index), pf),
  ];
}

function networkFields(network: VfNetworkFacts): Fields {
  const { allowedVlans = ALL_VLANS } = network;
  return [
    ...VF_SETTING_NAMES.map((name) => [name, foundValue(name, network)] as const),
    ['allowedVlans', allowedVlans === ALL_VLANS ? null : (allowedVlans ?? 'not known')],
  ];
}

function controllerFields(is: SecondaryControllerFacts | null, { nvme }: PhysicalFunctionFacts): Fields {
  if (is === null) return [];
  const attached = (nvme?.namespaces ?? []).filter(({ controllers }) => controllers?.includes(is.controllerId));
  return [
    ['virtualQueues', is.virtualQueues],
    ['virtualInterrupts', is.virtualInterrupts],
    ['online', is.online],
    ['namespaces', attached.length === 0 ? 'none' : attached.map(({ nsid }) => nsid).join(', ')],
  ];
}
