import type { Step, StepKind, StepOf } from '../../plan/step';
import { writtenVlan } from '../../plan/vf-settings';
import { loadModule, unbindVf } from './binding';
import { bind, setDriverOverride } from './driver-files';
import { setEswitchMode, setMigratable } from './eswitch';
import { setLink, setMtu, waitForCarrier } from './netdev';
import { attachNamespace } from './namespaces';
import { assign, setOffline, setOnline } from './nvme';
import { CHANGED, changed, fails, failsWithoutErrno, NVME_STATUS, type OperationResult, UNCHANGED } from './result';
import { setQatServices } from './qat-services';
import { setAutoprobe, setMsixCount, setNumVfs } from './sriov';
import type { KernelState, NvmeState, PfState, VfState } from './state';
import { setQuota } from './vf-quotas';
import { setVfAttribute } from './vf-attributes';
import { setVlanList } from './vlan-list';
import { attachToDomain, detachFromDomain } from './vm';

type Perform<S> = (state: KernelState, pf: PfState, step: S) => OperationResult;

/** What each kind of step is made of, and the reading back that shows if it worked. */
const PERFORM: { readonly [K in Exclude<StepKind, 'module-load'>]: Perform<StepOf<K>> } = {
  'eswitch-mode': (state, pf, { mode }) => setEswitchMode(state, pf, mode),
  'drivers-autoprobe': (_state, pf, { enabled }) => setAutoprobe(pf, enabled),
  'num-vfs': changeNumVfs,
  'qat-services': (state, pf, { services }) => setQatServices(state, pf, services),
  'pf-link': (state, pf, { up }) => setLink(state, pf, up),
  'pf-mtu': (state, pf, { mtu }) => setMtu(state, pf, mtu),
  'wait-link': (state, pf, { timeoutSeconds }) => waitForCarrier(state, pf, timeoutSeconds),
  'vf-setting': (state, pf, { vf, setting }) =>
    setVfAttribute(state, pf, vf, setting.name === 'vlan' ? writtenVlan(setting) : setting),
  'vf-vlans': (_state, pf, { vf, allowed }) => onVf(pf, vf, (found) => setVlanList(pf, found, allowed)),
  'vf-mtu': (_state, pf, step) => setVfMtu(pf.vfs[step.vf], step),
  'vf-msix': (state, pf, step) => onVf(pf, step.vf, (found) => changeVectors(state, pf, found, step)),
  'vf-migratable': (state, pf, { vf, enabled }) => onVf(pf, vf, (found) => setMigratable(state, pf, found, enabled)),
  'vf-quota': (state, pf, { vf, quota, value }) =>
    onVf(pf, vf, (found) => setQuota(state, pf, found, { quota, value })),
  'nvme-resource': (_state, pf, { controllerId, resource, count }) =>
    onDrive(pf, (nvme) => assign(pf, nvme, controllerId, resource, count)),
  'secondary-state': (_state, pf, { controllerId, online }) =>
    onDrive(pf, (nvme) => (online ? setOnline : setOffline)(pf, nvme, controllerId)),
  'namespace-attach': (_state, pf, { nsid, controllerId, attached }) =>
    onDrive(pf, () => attachOnce(attachNamespace(pf, nsid, controllerId, attached))),
  'driver-bind': (state, pf, step) => onVf(pf, step.vf, (found) => changeDriver(state, found, step)),
  'vm-detach': (_state, pf, step) => detachFromDomain(pf, step),
  'vm-attach': (_state, pf, step) => attachToDomain(pf, step),
};

/** Carries out one step as a host does. */
export function performStep(state: KernelState, step: Step): OperationResult {
  if (step.kind === 'module-load') return loadModule(state, step.module);
  const pf = state.pfs.get(step.pf);
  if (pf === undefined) return fails('ENOENT', `no PF ${step.pf}`);
  return (PERFORM[step.kind] as Perform<Step>)(state, pf, step);
}

function onVf(pf: PfState, index: number, change: (vf: VfState) => OperationResult): OperationResult {
  const vf = pf.vfs[index];
  return vf === undefined ? fails('ENOENT', `${pf.address} has no VF ${index}`) : change(vf);
}

function onDrive(pf: PfState, change: (nvme: NvmeState) => OperationResult): OperationResult {
  const { nvme, driver, address } = pf;
  if (nvme === null || driver !== 'nvme') return failsWithoutErrno(`no NVMe controller is on ${address}`);
  return change(nvme);
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
function changeNumVfs(state: KernelState, pf: PfState, { numVfs }: StepOf<'num-vfs'>): OperationResult {
  const result = setNumVfs(state, pf, numVfs);
  if (!result.ok || pf.numVfs === numVfs) return result;
  const why = result.note === undefined ? '' : `: ${result.note}`;
  return failsWithoutErrno(`${numVfs} VFs asked for, ${pf.numVfs} are there${why}`);
}

/** Nothing is written where the VF has them, and the size of its table is read back. */
function changeVectors(state: KernelState, pf: PfState, vf: VfState, step: StepOf<'vf-msix'>): OperationResult {
  const { vectors, written = vectors } = step;
  if (vf.msixVectors === vectors) return UNCHANGED;
  const result = setMsixCount(state, pf, vf, written);
  if (!result.ok || vf.msixVectors === vectors) return result;
  return failsWithoutErrno(
    `${vectors} MSI-X vectors asked for, VF ${step.vf} has ${vf.msixVectors ?? 'another number'}`,
  );
}

/**
 * `driver_override`, unbind, explicit bind (`drivers_probe` would hide the errno), and the driver read back: a driver
 * may let go of a device that it was bound to.
 */
function changeDriver(state: KernelState, vf: VfState, step: StepOf<'driver-bind'>): OperationResult {
  const { driver, address } = step;
  if (address !== null && vf.address !== address) {
    return fails('ENODEV', `VF ${step.vf} of ${step.pf} is at ${vf.address}, not at ${address}`);
  }
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

function setVfMtu(vf: VfState | undefined, step: StepOf<'vf-mtu'>): OperationResult {
  if (vf === undefined || vf.interface === null) {
    return failsWithoutErrno(`Cannot find device: VF ${step.vf} of ${step.pf} has no network interface`);
  }
  if (vf.interface.mtu === step.mtu) return UNCHANGED;
  vf.interface = { ...vf.interface, mtu: step.mtu };
  vf.changed = true;
  return CHANGED;
}
