import type { Inventory, PhysicalFunctionFacts, VirtualFunctionFacts } from '../inventory/inventory';
import type { PciAddress, VfIndex } from '../model/units';
import { GPU_SETTINGS, type GpuSetting } from '../model/vf-settings';
import { numVfsFor } from './enough-vfs';
import type { TargetPf, TargetState, TargetVf } from './host-plan';
import { secondaryOf } from './target-nvme';
import { foundValue, isUnknown, settingsThatDiffer, settingValue } from './vf-settings';
import { vlansDiffer, wantedVlans } from './vlan-lists';

/** One thing that is not as wanted. */
export interface Difference {
  readonly pf: PciAddress;
  /** Absent: the PF itself. */
  readonly vf?: VfIndex;
  /** Name of the field in `TargetPf` or `TargetVf`; `exists` for a function that is not there. */
  readonly field: string;
  readonly wanted: string | number | boolean | null;
  /** null: not known, or nothing there. */
  readonly found: string | number | boolean | null;
}

/**
 * Where a host is not as wanted; empty exactly when planning it gives no step.
 *
 * What is not known counts as a difference, except on a VF in use: there it is left alone.
 */
export function differences(target: TargetState, observed: Inventory): Difference[] {
  const found: Difference[] = [];
  for (const pf of target.physicalFunctions) {
    const facts = pfFacts(observed, pf.address);
    if (facts === null) found.push({ pf: pf.address, field: 'exists', wanted: true, found: false });
    else pfDifferences(pf, facts, found);
  }
  return found;
}

/** The PF at an address, or null. */
export function pfFacts(observed: Inventory, address: PciAddress): PhysicalFunctionFacts | null {
  return observed.physicalFunctions.find((pf) => pf.address === address) ?? null;
}

/** The VF with an index, or null; VFs stand at their index unless one is missing. */
export function vfFacts(pf: PhysicalFunctionFacts, index: VfIndex): VirtualFunctionFacts | null {
  const likely = pf.virtualFunctions[index];
  if (likely !== undefined && likely.index === index) return likely;
  return pf.virtualFunctions.find((vf) => vf.index === index) ?? null;
}

/** Mode of the PF's eswitch; a driver that reports none has legacy switching and nothing else. */
export function eswitchModeOf(pf: PhysicalFunctionFacts): 'legacy' | 'switchdev' {
  return pf.network?.eswitchMode ?? 'legacy';
}

function pfDifferences(target: TargetPf, facts: PhysicalFunctionFacts, found: Difference[]): void {
  const pf = target.address;
  const compare = (field: keyof TargetPf, wanted: Difference['wanted'] | undefined, is: Difference['found']) => {
    if (wanted !== undefined && wanted !== is) found.push({ pf, field, wanted, found: is });
  };
  const netdev = facts.network?.interfaces[0];
  compare('numVfs', numVfsFor(target, facts), facts.numVfs);
  if (servicesDiffer(target, facts)) compare('qatServices', target.qatServices, facts.qatServices ?? null);
  compare('driversAutoprobe', target.driversAutoprobe, facts.driversAutoprobe);
  compare('eswitchMode', target.eswitchMode, eswitchModeOf(facts));
  compare('adminUp', target.adminUp, netdev?.adminUp ?? null);
  compare('mtu', target.mtu, netdev?.mtu ?? null);
  for (const { nsid, controllerId } of attachedAgainst(target, facts)) {
    found.push({
      pf,
      field: `namespace ${nsid} at controller ${controllerId}`,
      wanted: 'not attached',
      found: 'attached',
    });
  }
  for (const vf of target.virtualFunctions) {
    const is = vfFacts(facts, vf.index);
    if (is !== null) vfDifferences(target, vf, facts, is, found);
    // Of fewer VFs than wanted the number is told, and not each VF; a target may also speak of one that it does not want.
    else if (vf.index < facts.numVfs || vf.index >= target.numVfs)
      found.push({ pf, vf: vf.index, field: 'exists', wanted: true, found: false });
  }
}

function vfDifferences(
  pf: TargetPf,
  target: TargetVf,
  pfIs: PhysicalFunctionFacts,
  is: VirtualFunctionFacts,
  found: Difference[],
): void {
  const vf = target.index;
  const add: Add = (field, wanted, value) => found.push({ pf: pf.address, vf, field, wanted, found: value });
  const inUse = is.users.length > 0;
  driverDifference(target, is, add);
  for (const setting of settingsThatDiffer(target, is.network)) {
    if (inUse && isUnknown(setting.name, is.network)) continue;
    add(setting.name, settingValue(setting), foundValue(setting.name, is.network));
  }
  if (vlansDiffer(target, is.network) && !(inUse && is.network?.allowedVlans === null)) {
    add('allowedVlans', wantedVlans(target) ?? null, is.network?.allowedVlans ?? null);
  }
  if (mtuDiffers(target, is)) add('mtu', target.mtu ?? null, is.interface?.mtu ?? null);
  differencesOffDriver(target, is, inUse, add);
  quotaDifferences(target, is, inUse, add);
  if (target.nvme !== undefined) controllerDifferences(target.nvme, vf, pfIs, inUse, add);
}

/** What is written while no driver is bound to the VF: of one in use it is left as it is where it cannot be read. */
function differencesOffDriver(target: TargetVf, is: VirtualFunctionFacts, inUse: boolean, add: Add): void {
  if (msixDiffers(target, is) && !(inUse && is.msixVectors === null)) {
    add('msixVectors', target.msixVectors ?? null, is.msixVectors);
  }
  if (migratableDiffers(target, is) && !(inUse && is.migratable === undefined)) {
    add('migratable', target.migratable ?? null, is.migratable ?? null);
  }
}

function quotaDifferences(target: TargetVf, is: VirtualFunctionFacts, inUse: boolean, add: Add): void {
  for (const name of quotasThatDiffer(target, is)) {
    if (!(inUse && is[name] === undefined)) add(name, target[name] ?? null, is[name] ?? null);
  }
}

type Add = (field: string, wanted: Difference['wanted'], found: Difference['found']) => void;

function driverDifference(target: TargetVf, is: VirtualFunctionFacts, add: Add): void {
  if (!driverDiffers(target, is)) return;
  if (target.driver !== is.driver) add('driver', target.driver ?? null, is.driver);
  else add('driverOverride', null, is.driverOverride);
}

/** Whether the VF is on another driver than wanted; one to be left unbound must not wait for a driver either. */
export function driverDiffers(target: TargetVf, is: VirtualFunctionFacts): boolean {
  if (target.driver === undefined) return false;
  return target.driver !== is.driver || (target.driver === null && is.driverOverride !== null);
}

/** Whether a QAT is to be configured for other services. */
export function servicesDiffer({ qatServices }: TargetPf, facts: PhysicalFunctionFacts): boolean {
  return qatServices !== undefined && qatServices !== facts.qatServices;
}

export function mtuDiffers(target: TargetVf, is: VirtualFunctionFacts): boolean {
  return target.mtu !== undefined && target.mtu !== (is.interface?.mtu ?? null);
}

export function msixDiffers(target: TargetVf, is: VirtualFunctionFacts): boolean {
  return target.msixVectors !== undefined && target.msixVectors !== is.msixVectors;
}

export function migratableDiffers(target: TargetVf, is: VirtualFunctionFacts): boolean {
  return target.migratable !== undefined && target.migratable !== is.migratable;
}

/** Quotas that the VF is to have and has not, or is not known to have. */
export function quotasThatDiffer(target: TargetVf, is: VirtualFunctionFacts | null): readonly GpuSetting[] {
  return GPU_SETTINGS.filter((name) => target[name] !== undefined && target[name] !== is?.[name]);
}

function controllerDifferences(
  target: NonNullable<TargetVf['nvme']>,
  vf: VfIndex,
  pf: PhysicalFunctionFacts,
  inUse: boolean,
  add: Add,
): void {
  const is = secondaryOf(pf, vf);
  const online = target.online !== false;
  if (is === null) {
    if (!inUse) add('nvme', online ? 'online' : 'offline', null);
  } else {
    if (is.virtualQueues !== target.virtualQueues) add('virtualQueues', target.virtualQueues, is.virtualQueues);
    if (is.virtualInterrupts !== target.virtualInterrupts) {
      add('virtualInterrupts', target.virtualInterrupts, is.virtualInterrupts);
    }
    if (is.online !== online) add('online', online, is.online);
  }
  const { attach, detach } = namespaceChanges(target, pf);
  for (const nsid of attach) {
    if (!(inUse && namespaceControllers(pf, nsid) === null)) add(`namespace ${nsid}`, 'attached', 'not attached');
  }
  for (const nsid of detach) add(`namespace ${nsid}`, 'not attached', 'attached');
}

/** Namespaces to attach to the controller and to detach from it; one whose controllers are not known is attached. */
export function namespaceChanges(
  target: NonNullable<TargetVf['nvme']>,
  pf: PhysicalFunctionFacts,
): { readonly attach: readonly number[]; readonly detach: readonly number[] } {
  const { namespaceIds, controllerId } = target;
  if (namespaceIds.length === 0) return NO_CHANGES;
  const attach = namespaceIds.filter((nsid) => !namespaceControllers(pf, nsid)?.includes(controllerId));
  const detach: number[] = [];
  for (const namespace of pf.nvme?.namespaces ?? []) {
    if (namespaceIds.includes(namespace.nsid)) continue;
    if (namespace.controllers?.includes(controllerId)) detach.push(namespace.nsid);
  }
  return { attach, detach };
}

const NO_CHANGES = { attach: [], detach: [] } as const;

/** Namespaces that are attached where the target says that they must not be. */
export function attachedAgainst(
  { detachedNamespaces = [] }: TargetPf,
  pf: PhysicalFunctionFacts,
): NonNullable<TargetPf['detachedNamespaces']> {
  return detachedNamespaces.filter(({ nsid, controllerId }) => namespaceControllers(pf, nsid)?.includes(controllerId));
}

/** Controllers that a namespace is attached to; null when that, or the namespace, is not known. */
export function namespaceControllers(pf: PhysicalFunctionFacts, nsid: number): readonly number[] | null {
  return pf.nvme?.namespaces.find((namespace) => namespace.nsid === nsid)?.controllers ?? null;
}
