import type { DriverBehaviour } from '../catalog/behaviour';
import { BUILT_IN_DRIVERS, driverIn } from '../catalog/driver-table';
import { takesMsixCount } from '../catalog/msix-count';
import { type OperationContext, takesAny } from '../catalog/operations';
import type {
  Inventory,
  PhysicalFunctionFacts,
  SecondaryControllerFacts,
  VfNetworkFacts,
  VirtualFunctionFacts,
} from '../inventory/inventory';
import { quotasOf } from '../inventory/vf-quotas';
import { type KernelRelease, parseKernelRelease } from '../model/kernel-release';
import { ZERO_GUID } from '../model/guid';
import { moduleOf } from '../model/module';
import type { Guid, PciAddress } from '../model/units';
import { CHOICES, FLAGS, GUIDS, VF_SETTINGS, type VfAttributeName } from '../model/vf-settings';
import { pfFacts } from './difference';
import { steadyContext } from './driver-answers';
import { type VfOwner, vfKey } from './draft';
import type { HostPlan, TargetPf, TargetSecondaryController, TargetState, TargetVf } from './host-plan';
import { identityOf } from './identity';
import type { Step } from './step';
import { secondaryOf } from './target-nvme';

/**
 * The PFs that the steps touch, with all of their VFs, as they are now, as a target: what a rollback goes back to.
 *
 * Left out is what no step can bring back or what nobody could read: settings that are not known or that the driver does
 * not take by its profile, a `driver_override` beside the driver that is bound, the state of controllers whose VF does
 * not exist, modules that were loaded.
 *
 * @param plan paths, classes and drivers of the PFs are taken from it
 * @param owners of VFs by `vfKey`, for the messages of a later rollback
 */
export function stateBefore(
  plan: Pick<HostPlan, 'steps' | 'target' | 'drivers'>,
  observed: Inventory,
  owners: ReadonlyMap<string, VfOwner>,
): TargetState {
  const touched = touchedBy(plan, observed);
  const kernel = parseKernelRelease(observed.host.kernelRelease);
  const physicalFunctions: TargetPf[] = [];
  for (const pf of plan.target.physicalFunctions) {
    const facts = touched.has(pf.address) ? pfFacts(observed, pf.address) : null;
    if (facts !== null) physicalFunctions.push(pfBefore(pf, facts, plan, owners, kernel));
  }
  return { physicalFunctions };
}

/**
 * The PFs of a target that the steps do not touch and that are not as after a boot, in the form of `stateBefore`: where the
 * host loses its power while the steps are carried out, this is gone too.
 */
export function stateBeside(
  plan: Pick<HostPlan, 'steps' | 'target' | 'drivers'>,
  observed: Inventory,
  owners: ReadonlyMap<string, VfOwner>,
): TargetState {
  if (plan.steps.length === 0) return { physicalFunctions: [] };
  const touched = touchedBy(plan, observed);
  const kernel = parseKernelRelease(observed.host.kernelRelease);
  const physicalFunctions: TargetPf[] = [];
  for (const pf of plan.target.physicalFunctions) {
    const facts = touched.has(pf.address) ? null : pfFacts(observed, pf.address);
    if (facts !== null && !isAsBooted(facts)) physicalFunctions.push(pfBefore(pf, facts, plan, owners, kernel));
  }
  return { physicalFunctions };
}

/** PFs that steps are for, and those with a VF that waits for a driver which the steps load: it is taken at once. */
function touchedBy(
  { steps, target }: Pick<HostPlan, 'steps' | 'target'>,
  observed: Inventory,
): ReadonlySet<PciAddress> {
  const touched = new Set<PciAddress>(steps.map((step) => step.pf));
  const loaded = new Set(steps.flatMap((step) => (step.kind === 'module-load' ? [moduleOf(step.module)] : [])));
  if (loaded.size === 0) return touched;
  for (const { address, vfDriver } of target.physicalFunctions) {
    const facts = pfFacts(observed, address);
    const waits = ({ driver, driverOverride }: VirtualFunctionFacts): boolean => {
      const awaited = driverOverride ?? (facts?.driversAutoprobe === false ? null : vfDriver);
      return driver === null && awaited !== null && loaded.has(moduleOf(awaited));
    };
    if (facts?.virtualFunctions.some(waits) === true) touched.add(address);
  }
  return touched;
}

/** No VFs, autoprobe on and legacy switching: nothing of it outlives a boot. */
export function isAsBooted({ numVfs, driversAutoprobe, network }: PhysicalFunctionFacts): boolean {
  return numVfs === 0 && driversAutoprobe !== false && network?.eswitchMode !== 'switchdev';
}

function pfBefore(
  { path, address, deviceClass, driver, vfDriver, allowManagement }: TargetPf,
  facts: PhysicalFunctionFacts,
  { steps, drivers }: Pick<HostPlan, 'steps' | 'drivers'>,
  owners: ReadonlyMap<string, VfOwner>,
  kernel: KernelRelease | null,
): TargetPf {
  const netdev = facts.network?.interfaces[0];
  const eswitchMode = facts.network?.eswitchMode ?? null;
  const detachedNamespaces = namespacesAttachedBy(steps, facts);
  const is = driverIn(drivers, facts.driver);
  const context = steadyContext(kernel, facts, eswitchMode);
  return {
    path,
    address,
    ...identityOf(facts),
    deviceClass,
    driver: facts.driver ?? driver,
    vfDriver,
    numVfs: facts.numVfs,
    ...(facts.qatServices !== undefined && { qatServices: facts.qatServices }),
    ...(eswitchMode !== null && { eswitchMode }),
    ...(facts.driversAutoprobe !== null && { driversAutoprobe: facts.driversAutoprobe }),
    ...(netdev?.adminUp != null && { adminUp: netdev.adminUp }),
    ...(netdev?.mtu != null && { mtu: netdev.mtu }),
    ...(allowManagement === true && { allowManagement }),
    ...(detachedNamespaces.length > 0 && { detachedNamespaces }),
    virtualFunctions: facts.virtualFunctions.map((vf) =>
      vfBefore(vf, facts, { driver: is, context }, owners.get(vfKey(address, vf.index))),
    ),
  };
}

/**
 * Attachments that may come into being with the steps, or because of them: some drives attach their shared namespaces to a
 * controller as soon as a driver, of the host or of a guest, starts it.
 */
function namespacesAttachedBy(
  steps: readonly Step[],
  facts: PhysicalFunctionFacts,
): NonNullable<TargetPf['detachedNamespaces']> {
  const touched = [...controllersTouched(steps, facts)].sort((a, b) => a - b);
  return (facts.nvme?.namespaces ?? []).flatMap(({ nsid, controllers }) => {
    if (controllers === null) return [];
    return touched.flatMap((controllerId) => (controllers.includes(controllerId) ? [] : [{ nsid, controllerId }]));
  });
}

interface DriveControllers {
  readonly address: PciAddress;
  readonly nvme: {
    readonly secondaryControllers: readonly Pick<SecondaryControllerFacts, 'vf' | 'controllerId'>[];
  } | null;
}

/** Secondary controllers of a drive that the steps name, or whose VFs come into being. */
export function controllersTouched(steps: readonly Step[], { address, nvme }: DriveControllers): ReadonlySet<number> {
  const touched = new Set<number>();
  for (const step of steps) {
    if (step.pf !== address) continue;
    if ('controllerId' in step) touched.add(step.controllerId);
    for (const { vf, controllerId } of nvme?.secondaryControllers ?? []) {
      if (vf === null) continue;
      if (step.kind === 'num-vfs' ? vf < step.numVfs : 'vf' in step && step.vf === vf) touched.add(controllerId);
    }
  }
  return touched;
}

/** The driver of a PF, and where it is asked. */
interface AskedDriver {
  readonly driver: DriverBehaviour;
  readonly context: OperationContext;
}

function vfBefore(
  vf: VirtualFunctionFacts,
  pf: PhysicalFunctionFacts,
  asked: AskedDriver,
  owner: VfOwner | undefined,
): TargetVf {
  const { index, address, driver, network, msixVectors, migratable } = vf;
  const nvme = controllerBefore(vf, pf);
  const mtu = vf.interface?.mtu ?? null;
  return {
    index,
    address,
    ...(owner !== undefined && { attachment: owner.attachment, ...(owner.vm !== '' && { vm: owner.vm }) }),
    driver,
    ...(network !== null && networkBefore(network, asked)),
    ...(mtu !== null && { mtu }),
    ...(msixVectors !== null && canSetVectors(pf, asked) && { msixVectors }),
    ...(migratable !== undefined && { migratable }),
    ...quotasOf(vf),
    ...(nvme !== null && { nvme }),
  };
}

/**
 * What the driver is known not to take is as it was anyway: nothing could write it. But the plan may be mistaken in that. A
 * port VLAN and a rate come from nowhere else than from having been written; what the built-in catalog knows a driver to take
 * is kept as well. Of a driver that it does not know, the plan is believed: what cannot be written would make a way back fail.
 */
function networkBefore(is: VfNetworkFacts, { driver, context }: AskedDriver): Partial<TargetVf> {
  const known = driverIn(BUILT_IN_DRIVERS, driver.name).operations;
  const takes = (attribute: VfAttributeName) => takesAny(driver.operations[attribute], context) !== false;
  const mayTake = (attribute: VfAttributeName) => takes(attribute) || takesAny(known[attribute], context) === true;
  const { mac, allowedVlans, vlan, vlanQos, vlanProtocol } = is;
  const { minTxRateMbps: minTxMbps, maxTxRateMbps: maxTxMbps } = is;
  const hasVlan = vlan !== 0 || vlanQos !== 0;
  const hasRate = minTxMbps !== 0 || maxTxMbps !== 0;
  const before: { -readonly [K in keyof TargetVf]?: TargetVf[K] } = {};
  if (mac !== null && mayTake('mac')) before.mac = mac;
  for (const name of GUIDS) {
    if (hasGuid(is[name]) && mayTake(VF_SETTINGS[name].attribute)) before[name] = is[name];
  }
  if (allowedVlans != null) before.allowedVlans = allowedVlans;
  if (hasVlan || takes('vlan')) before.vlan = { vlan, qos: vlanQos, protocol: vlanProtocol };
  for (const name of FLAGS) {
    const on = is[name];
    if (on !== null && mayTake(VF_SETTINGS[name].attribute)) before[name] = on;
  }
  for (const name of CHOICES) {
    const state = is[name];
    if (state !== null && mayTake(VF_SETTINGS[name].attribute)) before[name] = state;
  }
  if (hasRate || takes('maxTxRate')) before.rate = { minTxMbps, maxTxMbps };
  return before;
}

/** Nothing takes a GUID off again: zero stands for none. */
function hasGuid(guid: Guid | undefined): guid is Guid {
  return guid !== undefined && guid !== ZERO_GUID;
}

function controllerBefore(vf: VirtualFunctionFacts, pf: PhysicalFunctionFacts): TargetSecondaryController | null {
  const is = secondaryOf(pf, vf.index);
  if (is === null) return null;
  const { controllerId, online, virtualQueues, virtualInterrupts } = is;
  const attached = (pf.nvme?.namespaces ?? []).filter(({ controllers }) => controllers?.includes(controllerId));
  return {
    controllerId,
    ...(!online && { online: false }),
    virtualQueues,
    virtualInterrupts,
    namespaceIds: attached.map(({ nsid }) => nsid),
  };
}

function canSetVectors({ vfTotalMsix }: PhysicalFunctionFacts, { driver, context }: AskedDriver): boolean {
  return vfTotalMsix !== null && takesMsixCount(driver.msixCount, vfTotalMsix, context.kernel) === true;
}
