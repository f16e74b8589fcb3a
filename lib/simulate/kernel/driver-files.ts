import { bindCandidate, matches, mayProbe, probe, unbindVf } from './binding';
import { CHANGED, fails, type OperationResult, UNCHANGED } from './result';
import { removeVfs } from './sriov';
import { type FunctionState, isPresent, type KernelState, type PfState } from './state';

/** Writes `driver_override`: its first line counts, an empty one clears it, and a write of no bytes never reaches it. */
export function writeDriverOverride(state: KernelState, address: string, text: string): OperationResult {
  const fn = state.functions.get(address);
  if (fn === undefined) return fails('ENOENT', `no device ${address}`);
  if (text === '') return UNCHANGED;
  const [name = ''] = text.split('\n', 1);
  return setDriverOverride(fn, name === '' ? null : name);
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
  return probe(state, fn, driver);
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
  return fn.driver === null ? bindCandidate(state, fn, null) : UNCHANGED;
}

/** A network driver takes its VFs with it (measured on igb); the nvme driver leaves them. */
function unbindPf(state: KernelState, pf: PfState): OperationResult {
  const result = pf.netdev !== null && pf.numVfs > 0 ? removeVfs(state, pf) : CHANGED;
  if (pf.totalVfs !== null) pf.totalVfs += pf.behaviour?.vfsKeptBack ?? 0;
  pf.outlived.clear();
  pf.driver = null;
  pf.behaviour = null;
  pf.eswitchMode = null;
  pf.netdev = null;
  pf.changed = true;
  return result;
}
