import type { DriverBindStep, Step, VfMtuStep } from '../../plan/step';
import { loadModule, unbindVf } from './binding';
import { bind, setDriverOverride } from './driver-files';
import { setEswitchMode } from './eswitch';
import { setLink, setMtu, waitForCarrier } from './netdev';
import { attachNamespace } from './namespaces';
import { assign, setOffline, setOnline } from './nvme';
import { CHANGED, changed, fails, failsWithoutErrno, NVME_STATUS, type OperationResult, UNCHANGED } from './result';
import { setAutoprobe, setMsixCount, setNumVfs } from './sriov';
import type { KernelState, PfState, VfState } from './state';
import { setVfAttribute } from './vf-attributes';
import { setVlanList } from './vlan-list';
import { attachToDomain, detachFromDomain } from './vm';

/** Carries out one step as a host does: the operations it is made of, and the reading back that shows if it worked. */
export function performStep(state: KernelState, step: Step): OperationResult {
  if (step.kind === 'module-load') return loadModule(state, step.module);
  const pf = state.pfs.get(step.pf);
  if (pf === undefined) return fails('ENOENT', `no PF ${step.pf}`);
  switch (step.kind) {
    case 'eswitch-mode':
      return setEswitchMode(pf, step.mode);
    case 'drivers-autoprobe':
      return setAutoprobe(pf, step.enabled);
    case 'num-vfs':
      return changeNumVfs(state, pf, step.numVfs);
    case 'pf-link':
      return setLink(state, pf, step.up);
    case 'pf-mtu':
      return setMtu(state, pf, step.mtu);
    case 'wait-link':
      return waitForCarrier(state, pf, step.timeoutSeconds);
    case 'vf-setting':
      return setVfAttribute(state, pf, step.vf, step.setting);
    default:
      return performOnVf(state, pf, step);
  }
}

type VfStep = Extract<
  Step,
  {
    readonly kind:
      | 'vf-vlans'
      | 'vf-mtu'
      | 'vf-msix'
      | 'driver-bind'
      | 'vm-detach'
      | 'vm-attach'
      | 'nvme-resource'
      | 'secondary-state'
      | 'namespace-attach';
  }
>;

function performOnVf(state: KernelState, pf: PfState, step: VfStep): OperationResult {
  switch (step.kind) {
    case 'vf-mtu':
      return setVfMtu(pf.vfs[step.vf], step);
    case 'vf-vlans': {
      const vf = pf.vfs[step.vf];
      return vf === undefined ? noVf(pf, step.vf) : setVlanList(pf, vf, step.allowed);
    }
    case 'vf-msix': {
      const vf = pf.vfs[step.vf];
      return vf === undefined ? noVf(pf, step.vf) : setMsixCount(pf, vf, step.vectors);
    }
    case 'driver-bind':
      return changeDriver(state, pf, step);
    case 'vm-detach':
      return detachFromDomain(pf, step);
    case 'vm-attach':
      return attachToDomain(pf, step);
    default:
      return performOnController(pf, step);
  }
}

type ControllerStep = Extract<Step, { readonly kind: 'nvme-resource' | 'secondary-state' | 'namespace-attach' }>;

function performOnController(pf: PfState, step: ControllerStep): OperationResult {
  const { nvme } = pf;
  if (nvme === null || pf.driver !== 'nvme') return failsWithoutErrno(`no NVMe controller is on ${pf.address}`);
  switch (step.kind) {
    case 'nvme-resource':
      return assign(pf, nvme, step.controllerId, step.resource, step.count);
    case 'secondary-state':
      return step.online ? setOnline(pf, nvme, step.controllerId) : setOffline(pf, nvme, step.controllerId);
    case 'namespace-attach':
      return attachOnce(attachNamespace(pf, step.nsid, step.controllerId, step.attached));
  }
}

/** Attached, or detached, already: that is what the step is for. */
function attachOnce(result: OperationResult): OperationResult {
  if (result.ok) return result;
  const { nvmeStatus } = result.error;
  const already =
    nvmeStatus === NVME_STATUS.NAMESPACE_ALREADY_ATTACHED || nvmeStatus === NVME_STATUS.NAMESPACE_NOT_ATTACHED;
  return already ? UNCHANGED : result;
}

/** The number is read back: some drivers create fewer VFs than asked for, or none, and report no error. */
function changeNumVfs(state: KernelState, pf: PfState, numVfs: number): OperationResult {
  const result = setNumVfs(state, pf, numVfs);
  if (!result.ok || pf.numVfs === numVfs) return result;
  const why = result.note === undefined ? '' : `: ${result.note}`;
  return failsWithoutErrno(`${numVfs} VFs asked for, ${pf.numVfs} are there${why}`);
}

/**
 * `driver_override`, unbind, explicit bind (`drivers_probe` would hide the errno), and the driver read back: a driver
 * may let go of a device that it was bound to.
 */
function changeDriver(state: KernelState, pf: PfState, step: DriverBindStep): OperationResult {
  const vf = pf.vfs[step.vf];
  if (vf === undefined) return noVf(pf, step.vf);
  if (step.address !== null && vf.address !== step.address) {
    return fails('ENODEV', `VF ${step.vf} of ${pf.address} is at ${vf.address}, not at ${step.address}`);
  }
  const { driver } = step;
  if (driver !== null && vf.driver === driver) return UNCHANGED;
  const override = setDriverOverride(vf, driver);
  const unbound = unbindVf(vf);
  if (driver === null) return unbound === UNCHANGED ? override : unbound;
  const bound = bind(state, driver, vf.address);
  if (!bound.ok) return bound;
  if (vf.driver !== driver) {
    return fails('ENODEV', bound.note ?? `${driver} did not stay bound to ${vf.address}`);
  }
  return changed(noteOf(unbound) ?? noteOf(bound));
}

function noteOf(result: OperationResult): string | null {
  return result.ok ? (result.note ?? null) : null;
}

function setVfMtu(vf: VfState | undefined, step: VfMtuStep): OperationResult {
  if (vf === undefined || vf.interface === null) {
    return failsWithoutErrno(`Cannot find device: VF ${step.vf} of ${step.pf} has no network interface`);
  }
  if (vf.interface.mtu === step.mtu) return UNCHANGED;
  vf.interface = { ...vf.interface, mtu: step.mtu };
  vf.changed = true;
  return CHANGED;
}

function noVf(pf: PfState, index: number): OperationResult {
  return fails('ENOENT', `${pf.address} has no VF ${index}`);
}
