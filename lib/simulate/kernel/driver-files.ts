import { isVfio } from '../../plan/drivers';
import { bindCandidate, DEFAULT_MTU, lacksIommu, matches, mayProbe, noIommu, probe, unbindVf } from './binding';
import { kernelDriver } from './drivers';
import { CHANGED, fails, type OperationResult, UNCHANGED } from './result';
import { startController } from './nvme';
import { removeVfs } from './sriov';
import { type FunctionState, isPresent, type KernelState, type PfState } from './state';

/** Writes `driver_override`; an empty line clears it. */
export function writeDriverOverride(state: KernelState, address: string, text: string): OperationResult {
  const fn = state.functions.get(address);
  if (fn === undefined) return fails('ENOENT', `no device ${address}`);
  return setDriverOverride(fn, text.trim() === '' ? null : text.trim());
}

export function setDriverOverride(fn: FunctionState, driver: string | null): OperationResult {
  if (fn.driverOverride === driver) return UNCHANGED;
  fn.driverOverride = driver;
  fn.changed = true;
  return CHANGED;
}

/**
 * Writes `drivers/DRIVER/bind`: ENODEV where the device is unknown, the driver is not for it, or it is a VF whose PF
 * has autoprobe off and that has no driver_override; EBUSY where it is bound.
 */
export function bind(state: KernelState, driver: string, address: string): OperationResult {
  if (!isPresent(state, driver)) return fails('ENOENT', `driver ${driver} is not loaded`);
  const fn = state.functions.get(address);
  if (fn === undefined) return fails('ENODEV', `no device ${address}`);
  if (!matches(fn, driver)) return fails('ENODEV', `${driver} does not take ${address}`);
  if (fn.driver !== null) return fails('EBUSY', `${address} is on ${fn.driver}`);
  if (!mayProbe(fn)) {
    return fails('ENODEV', `${address} has no driver_override and its PF has sriov_drivers_autoprobe 0`);
  }
  return fn.kind === 'pf' ? bindPf(state, fn, driver) : probe(state, fn, driver);
}

/** Writes `drivers/DRIVER/unbind`. */
export function unbind(state: KernelState, driver: string, address: string): OperationResult {
  if (!isPresent(state, driver)) return fails('ENOENT', `driver ${driver} is not loaded`);
  const fn = state.functions.get(address);
  if (fn === undefined) return fails('ENODEV', `no device ${address}`);
  if (fn.driver !== driver) return fails('ENODEV', `${address} is on ${fn.driver ?? 'no driver'}`);
  return fn.kind === 'pf' ? unbindPf(state, fn) : unbindVf(fn);
}

/**
 * Writes `drivers_probe`: looks for a driver and says nothing of it (0 even if none was bound); ENODEV only for a
 * device that is not there.
 */
export function driversProbe(state: KernelState, address: string): OperationResult {
  const fn = state.functions.get(address);
  if (fn === undefined) return fails('ENODEV', `no device ${address}`);
  if (fn.driver !== null || fn.kind === 'pf') return UNCHANGED;
  return bindCandidate(state, fn, null);
}

/** A network driver makes a new netdev, which is down. */
function bindPf(state: KernelState, pf: PfState, driver: string): OperationResult {
  if (lacksIommu(state, pf, driver)) return noIommu(driver);
  const netdev = pf.facts.network?.interfaces[0];
  pf.driver = driver;
  pf.behaviour = kernelDriver(state.catalog, driver);
  if (pf.totalVfs !== null) pf.totalVfs -= pf.behaviour.vfsKeptBack;
  pf.eswitchMode = pf.facts.network?.eswitchMode == null ? null : 'legacy';
  if (driver === 'nvme') startController(pf);
  pf.netdev =
    netdev === undefined || isVfio(driver) || driver === 'pci-pf-stub'
      ? null
      : {
          facts: netdev,
          adminUp: false,
          mtu: DEFAULT_MTU,
          carrier: false,
          carrierAt: null,
        };
  pf.changed = true;
  state.drivers.add(driver);
  return CHANGED;
}

/** A network driver takes its VFs with it (measured on igb); the nvme driver leaves them. */
function unbindPf(state: KernelState, pf: PfState): OperationResult {
  const result = pf.netdev !== null && pf.numVfs > 0 ? removeVfs(state, pf) : CHANGED;
  if (pf.totalVfs !== null) pf.totalVfs += pf.behaviour?.vfsKeptBack ?? 0;
  pf.driver = null;
  pf.behaviour = null;
  pf.eswitchMode = null;
  pf.netdev = null;
  pf.changed = true;
  return result;
}
