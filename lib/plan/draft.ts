import type { DriverBehaviour } from '../catalog/behaviour';
import { type DriverTable, driverIn } from '../catalog/driver-table';
import { DEVICE_CLASSES } from '../device-class';
import { driverRelease } from '../inventory/driver-release';
import type { Inventory, PhysicalFunctionFacts, VirtualFunctionFacts } from '../inventory/inventory';
import { type KernelRelease, parseKernelRelease } from '../model/kernel-release';
import { moduleOf } from '../model/module';
import { type PciAddressParts, parsePciAddress, vfAddressOf } from '../model/pci';
import type { ConstructPath, PciAddress, VfIndex } from '../model/units';
import { isAllowedByName } from './allowed';
import { eswitchModeOf, servicesDiffer, vfFacts } from './difference';
import { type EswitchMode, eswitchOrderIn, modeToCreateIn, wantedMode } from './eswitch-order';
import type { Disruption, Refusal, TargetPf, TargetState, TargetVf } from './host-plan';
import type { Step } from './step';

/** Who owns a VF by the lock file. */
export interface VfOwner {
  readonly attachment: ConstructPath;
  readonly vm: string;
}

/** Key of a VF in `PlanOptions.owners`. */
export function vfKey(pf: PciAddress, vf: VfIndex): string {
  return `${pf}/${vf}`;
}

export interface PlanOptions {
  /** Attachments by path and VFs by address that may be taken away or changed while in use. */
  readonly allowDisrupt: readonly string[];
  /** Owners of VFs by `vfKey`, those of VFs that the target no longer covers included. */
  readonly owners: ReadonlyMap<string, VfOwner>;
  /** The plan is to run now: what is not known of users and of the management counts as "yes". */
  readonly refuseUnknown: boolean;
}

/** A host plan while it is being made. */
export interface HostDraft {
  readonly observed: Inventory;
  /** The observed state is presumed. */
  readonly presumed: boolean;
  readonly drivers: DriverTable;
  /** Release of the host's kernel; null: not read. */
  readonly kernel: KernelRelease | null;
  readonly owners: ReadonlyMap<string, VfOwner>;
  readonly allowed: ReadonlySet<string>;
  /** What is not known of users and of the management counts as "yes". */
  readonly refusesUnknown: boolean;
  readonly steps: Step[];
  /** Steps that wait for links, and what follows them: they come when the other PFs are done. */
  readonly stepsWithLinks: Step[];
  readonly disruptions: Disruption[];
  readonly refusals: Refusal[];
  readonly notes: Set<string>;
  /** Native VF drivers that the plan loads for some PF. */
  readonly loads: ReadonlySet<string>;
}

/** One PF of a host plan while it is being made. */
export interface PfDraft {
  readonly host: HostDraft;
  readonly target: TargetPf;
  readonly observed: PhysicalFunctionFacts;
  /** The driver that the PF is on. */
  readonly driver: DriverBehaviour;
  /** Release by which that is known. */
  readonly kernel: KernelRelease | null;
  /** When the driver that the PF is to be on lets its eswitch mode be changed. */
  readonly eswitchOrder: DriverBehaviour['eswitchOrder'];
  readonly steps: Step[];
  /** Every VF that exists now goes, with its settings. */
  readonly destroys: boolean;
  /** VFs come into being. */
  readonly creates: boolean;
  /** Eswitch mode in which they come into being; null: none do. */
  readonly createsIn: EswitchMode | null;
  /** The eswitch mode changes while VFs exist, so that all of them must be unbound. */
  readonly switchesUnderVfs: boolean;
  /** VFs to plan for: those that are managed, and with `switchesUnderVfs` the others too. */
  readonly vfs: readonly VfDraft[];
  /** The same by index; empty where no VF exists now. */
  readonly vfsByIndex: ReadonlyMap<VfIndex, VfDraft>;
  /** What a step for the whole PF does to the VFs that stay. */
  effectOnAll: 'rebind' | 'change' | null;
  /** Drivers that VFs of the PF are bound to by the plan. */
  readonly bindsTo: Set<string>;
  /** VFs whose address is needed and not known. */
  readonly withoutAddress: VfIndex[];
}

/** One VF of a PF draft. */
export interface VfDraft {
  readonly target: TargetVf;
  /** null: the VF does not exist yet, or is created anew. */
  readonly observed: VirtualFunctionFacts | null;
  readonly address: PciAddress | null;
  readonly attachments: readonly ConstructPath[] | undefined;
  /** Driver at this point of the plan; undefined: not known. */
  driver: string | null | undefined;
  /** Driver it had before the plan unbound it. */
  driverBefore: string | null | undefined;
  effect: 'rebind' | 'change' | null;
}

export function startHost(
  target: TargetState,
  observed: Inventory,
  { presumed, drivers }: Pick<HostDraft, 'presumed' | 'drivers'>,
  options: PlanOptions,
): HostDraft {
  return {
    observed,
    presumed,
    drivers,
    kernel: parseKernelRelease(observed.host.kernelRelease),
    owners: options.owners,
    allowed: new Set(options.allowDisrupt),
    refusesUnknown: options.refuseUnknown,
    steps: [],
    stepsWithLinks: [],
    disruptions: [],
    refusals: [],
    notes: new Set(),
    loads: nativeLoads(target, observed),
  };
}

/** Native drivers that VFs are to be on and that are not there: no VF can be on them now. */
function nativeLoads({ physicalFunctions }: TargetState, observed: Inventory): ReadonlySet<string> {
  const loads = new Set<string>();
  for (const { vfDriver, virtualFunctions } of physicalFunctions) {
    if (vfDriver === null || !virtualFunctions.some((vf) => vf.driver === vfDriver)) continue;
    if (!isPresent(vfDriver, observed)) loads.add(vfDriver);
  }
  return loads;
}

export function startPf(host: HostDraft, target: TargetPf, observed: PhysicalFunctionFacts): PfDraft {
  const wanted = wantedMode(target, observed);
  const switches = wanted !== eswitchModeOf(observed);
  const kernel = driverRelease(observed, host.kernel);
  const eswitchOrder = eswitchOrderIn(driverIn(host.drivers, target.driver), kernel);
  const emptiesToSwitch = switches && eswitchOrder === 'mode-before-vfs';
  const destroys = observed.numVfs > 0 && (mustRecreate(target, observed) || emptiesToSwitch);
  const creates = target.numVfs > 0 && (destroys || observed.numVfs === 0);
  const driver = driverIn(host.drivers, observed.driver);
  const createsIn = creates ? modeToCreateIn(eswitchOrder, target, observed, driver, kernel) : null;
  const switchesUnderVfs = target.numVfs > 0 && (creates ? createsIn !== wanted : switches);
  const vfs = startVfs(host, target, observed, creates, switchesUnderVfs);
  return {
    host,
    target,
    observed,
    driver,
    kernel,
    eswitchOrder,
    steps: [],
    destroys,
    creates,
    createsIn,
    switchesUnderVfs,
    vfs,
    vfsByIndex: new Map(observed.virtualFunctions.length === 0 ? [] : vfs.map((vf) => [vf.target.index, vf])),
    effectOnAll: null,
    bindsTo: new Set(takesNative(host, target, observed) ? [target.vfDriver ?? ''] : []),
    withoutAddress: [],
  };
}

/** The number differs, the device is to be configured for something else, or a managed VF has gone from under it (removed by hand, or behind a failed device). */
function mustRecreate(target: TargetPf, observed: PhysicalFunctionFacts): boolean {
  if (observed.numVfs !== target.numVfs) return true;
  // The device is taken down for it.
  if (servicesDiffer(target, observed)) return true;
  return target.virtualFunctions.some((vf) => vf.index < target.numVfs && vfFacts(observed, vf.index) === null);
}

function startVfs(
  host: HostDraft,
  target: TargetPf,
  observed: PhysicalFunctionFacts,
  creates: boolean,
  all: boolean,
): VfDraft[] {
  const context: VfContext = {
    host,
    target,
    observed,
    creates,
    newDriver: driverOfNewVfs(host, target, observed),
    loadsNative: target.vfDriver !== null && host.loads.has(target.vfDriver) && observed.driversAutoprobe !== false,
  };
  const drafts: VfDraft[] = [];
  for (const vf of target.virtualFunctions) if (vf.index < target.numVfs) drafts.push(startVf(context, vf));
  if (!all) return drafts;
  const managed = new Set(target.virtualFunctions.map((vf) => vf.index));
  for (let index = 0; index < target.numVfs; index++) {
    if (!managed.has(index)) drafts.push(startVf(context, { index, address: null }));
  }
  return drafts.sort((a, b) => a.target.index - b.target.index);
}

interface VfContext {
  readonly host: HostDraft;
  readonly target: TargetPf;
  readonly observed: PhysicalFunctionFacts;
  readonly creates: boolean;
  readonly newDriver: string | null | undefined;
  /** The native driver may take unbound VFs as soon as some step loads it. */
  readonly loadsNative: boolean;
  parts?: PciAddressParts | null;
}

function startVf(context: VfContext, target: TargetVf): VfDraft {
  const facts = vfFacts(context.observed, target.index);
  const observed = context.creates ? null : facts;
  const driver = observed === null ? context.newDriver : driverOf(observed, context);
  return {
    target,
    observed,
    address: facts?.address ?? target.address ?? computedAddress(context, target.index),
    attachments: target.attachment === undefined ? undefined : [target.attachment],
    driver,
    driverBefore: driver,
    effect: null,
  };
}

function computedAddress(context: VfContext, index: VfIndex): PciAddress | null {
  if (context.parts === undefined) context.parts = parsePciAddress(context.target.address);
  if (context.parts === null) return null;
  return vfAddressOf(context.parts, context.observed.vfOffset, context.observed.vfStride, index);
}

/** An unbound VF that waits for a driver is taken by it as soon as the module is loaded: not known by then. */
function driverOf(vf: VirtualFunctionFacts, context: VfContext): string | null | undefined {
  if (vf.driver !== null) return vf.driver;
  if (vf.driverOverride === null) return context.loadsNative ? undefined : null;
  return isPresent(vf.driverOverride, context.host.observed) ? null : undefined;
}

/**
 * Whether a native driver that the plan loads, for this PF or another, would take VFs of this PF at any time: it is
 * loaded before the VFs are dealt with, so that none is taken afterwards.
 */
function takesNative(host: HostDraft, target: TargetPf, observed: PhysicalFunctionFacts): boolean {
  const { vfDriver, driversAutoprobe, virtualFunctions } = target;
  if (vfDriver === null || !host.loads.has(vfDriver)) return false;
  if ((driversAutoprobe ?? observed.driversAutoprobe) === false) return false;
  return virtualFunctions.some((vf) => vf.driver !== undefined);
}

/**
 * Driver of a VF right after its creation. With autoprobe the kernel binds the native one at once, except to VFs that
 * begin offline, as those of NVMe do: the driver gives up on them.
 */
function driverOfNewVfs(host: HostDraft, target: TargetPf, observed: PhysicalFunctionFacts): string | null | undefined {
  const autoprobe = target.driversAutoprobe ?? observed.driversAutoprobe;
  if (autoprobe === false || DEVICE_CLASSES[target.deviceClass].hasSecondaryControllers) return null;
  if (autoprobe === null || target.vfDriver === null) return undefined;
  return isPresent(target.vfDriver, host.observed) ? target.vfDriver : undefined;
}

/** Whether a driver can be bound to: its module is loaded, or some function is on it already. */
export function isPresent(driver: string, observed: Inventory): boolean {
  if (observed.host.modules?.includes(moduleOf(driver))) return true;
  return observed.physicalFunctions.some(
    (pf) => pf.driver === driver || pf.virtualFunctions.some((vf) => vf.driver === driver),
  );
}

/** A step that nobody else holds yet. */
type NewStep = Step & { attachments?: readonly ConstructPath[] };

/** Adds a step for one VF, with the attachment that it touches. */
export function addVfStep(pf: PfDraft, vf: VfDraft, step: NewStep, effect: 'rebind' | 'change'): void {
  if (vf.attachments !== undefined) step.attachments = vf.attachments;
  pf.steps.push(step);
  if (vf.effect !== 'rebind') vf.effect = effect;
}

/** Says that a PF-wide step reaches the VFs that stay. */
export function affectAll(pf: PfDraft, effect: 'rebind' | 'change'): void {
  if (pf.effectOnAll !== 'rebind') pf.effectOnAll = effect;
}

/** The owner of a VF: by the lock file, else the attachment that is to have it. */
export function ownerOf(pf: PfDraft, index: VfIndex): VfOwner | null {
  const { host, target } = pf;
  const owner = host.owners.size === 0 ? undefined : host.owners.get(vfKey(target.address, index));
  if (owner !== undefined) return owner;
  const vf = pf.vfsByIndex.get(index)?.target;
  if (vf?.attachment === undefined) return null;
  return { attachment: vf.attachment, vm: vf.vm ?? '' };
}

/** Whether a VF may be touched: nobody uses it, or it was allowed by name. */
export function mayTouch(pf: PfDraft, vf: VirtualFunctionFacts | null): boolean {
  return vf === null || !isUsed(pf.host, vf) || isAllowed(pf, vf);
}

/** Whether a VF is in use, or may be where that counts. */
export function isUsed({ refusesUnknown }: HostDraft, { users, usersUnknown }: VirtualFunctionFacts): boolean {
  return users.length > 0 || (refusesUnknown && usersUnknown.length > 0);
}

/** Whether the caller allowed it by name that a VF is touched while in use. */
export function isAllowed(pf: PfDraft, vf: VirtualFunctionFacts): boolean {
  const { allowed } = pf.host;
  return allowed.size > 0 && isAllowedByName(allowed, vf.address, ownerOf(pf, vf.index));
}
