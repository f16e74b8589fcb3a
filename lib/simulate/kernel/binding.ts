import { driverIn } from '../../catalog/driver-table';
import { INTERFACE } from '../../inventory/blank';
import type { InterfaceFacts } from '../../inventory/inventory';
import { factIn } from '../../model/kernel-release';
import { ZERO_MAC } from '../../model/mac';
import { moduleOf } from '../../model/module';
import { isVfio } from '../../model/vfio-drivers';
import { kernelOf } from './drivers';
import { lacksIommu, noIommu } from './iommu';
import { NEW_NETDEV } from './netdev';
import { controllerIsReady, startSecondary } from './nvme';
import { probePf } from './pf-binding';
import { CHANGED, changed, fails, type OperationResult, UNCHANGED, unchanged } from './result';
import { type FunctionState, isPresent, type KernelState, type VfState } from './state';
import { ownNetwork } from './vf-network';

/** `modprobe MODULE`: a driver that comes takes every unbound function that waits for it. */
export function loadModule(state: KernelState, name: string): OperationResult {
  if (state.modules === null) return unchanged('assumed: the module is there; the loaded modules were not read');
  const module = moduleOf(name);
  if (state.modules.has(module)) return UNCHANGED;
  state.modules.add(module);
  state.modulesChanged = true;
  for (const fn of state.functions.values()) if (fn.driver === null) bindCandidate(state, fn, module);
  return CHANGED;
}

/** Takes a VF off its driver. */
export function unbindVf(vf: VfState): OperationResult {
  if (vf.driver === null) return UNCHANGED;
  const lost = vf.users.length > 0;
  vf.driver = null;
  vf.interface = null;
  vf.users = [];
  vf.usersUnknown = [];
  vf.changed = true;
  return changed(lost ? `taken from under its user: ${vf.address}` : null);
}

/** What the kernel does with a VF that has just come; a note where its driver is not known. */
export function bindNewVf(state: KernelState, vf: VfState): string | null {
  const { vfDriver, address } = vf.pf;
  if (vfDriver === null) return `the driver of the VFs of ${address} is not known: they are taken to stay unbound`;
  bindCandidate(state, vf, null);
  // The VF's driver could not tell the PF anything.
  const isUnheard = factIn(vf.pf.behaviour?.restartsWithVfs ?? null, kernelOf(state, vf.pf)) === true;
  if (isUnheard && vf.network?.mac === null) ownNetwork(vf).mac = ZERO_MAC;
  return null;
}

/** Binds an unbound function to the driver that the kernel finds for it, if any; errors of the driver stay in the log. */
export function bindCandidate(state: KernelState, fn: FunctionState, module: string | null): OperationResult {
  const driver = fn.driverOverride ?? (fn.kind === 'pf' ? fn.facts.driver : fn.pf.vfDriver);
  if (driver === null || !isPresent(state, driver) || !mayProbe(fn)) return UNCHANGED;
  if (module !== null && moduleOf(driver) !== module) return UNCHANGED;
  if (!matches(fn, driver)) return UNCHANGED;
  const result = probe(state, fn, driver);
  return result.ok ? result : UNCHANGED;
}

/** With an override only that driver matches; without one the driver must list the device, which vfio-pci never does. */
export function matches(fn: FunctionState, driver: string): boolean {
  if (fn.driverOverride !== null) return fn.driverOverride === driver;
  if (isVfio(driver)) return false;
  if (fn.kind === 'pf') return fn.facts.driver === null || fn.facts.driver === driver;
  return fn.pf.vfDriver === null || fn.pf.vfDriver === driver;
}

/** The kernel keeps drivers from VFs of a PF with autoprobe off, unless driver_override names one. */
export function mayProbe(fn: FunctionState): boolean {
  return fn.kind === 'pf' || fn.pf.autoprobe !== false || fn.driverOverride !== null;
}

/** Hands a function to a driver, which may refuse it or let go of it. */
export function probe(state: KernelState, fn: FunctionState, driver: string): OperationResult {
  return fn.kind === 'pf' ? probePf(state, fn, driver) : probeVf(state, fn, driver);
}

function probeVf(state: KernelState, vf: VfState, driver: string): OperationResult {
  if (lacksIommu(state, vf, driver)) return noIommu(driver);
  const behaviour = driverIn(state.driverTable, driver);
  if (!behaviour.takesVfs) return fails('EINVAL', `${vf.address} should not be a VF`);
  if (driver === 'nvme' && !controllerIsReady(vf)) {
    const why = `Device not ready; aborting initialisation: no controller answers at ${vf.address}`;
    return factIn(behaviour.bindNeedsController, state.kernel) === true ? fails('ENODEV', why) : unchanged(why);
  }
  vf.driver = driver;
  if (!isVfio(driver)) inventMac(vf);
  if (driver === 'nvme') startSecondary(vf);
  vf.interface = vf.network !== null && !isVfio(driver) ? newInterface(vf) : null;
  vf.changed = true;
  state.drivers.add(driver);
  return CHANGED;
}

/** Which MAC it is nobody can say. */
function inventMac(vf: VfState): void {
  const { behaviour, netdev } = vf.pf;
  if (behaviour?.reportsInventedMac !== true || netdev?.adminUp === false) return;
  if (vf.network?.mac === ZERO_MAC) ownNetwork(vf).mac = null;
}

/** Named as systemd names VFs after their PF's netdev; on a host that names otherwise it is another name. */
function newInterface(vf: VfState): InterfaceFacts {
  const { behaviour, netdev } = vf.pf;
  const mac = vf.network?.mac ?? null;
  const invents = mac === ZERO_MAC || (behaviour?.macNeedsPfUp === true && netdev?.adminUp === false);
  return {
    ...INTERFACE,
    ...NEW_NETDEV,
    name: `${netdev?.facts.name ?? 'vf'}v${vf.index}`,
    mac: invents ? null : mac,
  };
}
