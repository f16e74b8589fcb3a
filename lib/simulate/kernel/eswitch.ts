import type { DriverBehaviour } from '../../catalog/behaviour';
import { factIn } from '../../model/kernel-release';
import { assumed, kernelOf } from './drivers';
import { CHANGED, fails, failsWithoutErrno, type OperationResult, UNCHANGED } from './result';
import type { KernelState, PfState, VfState } from './state';

type Eswitch =
  | { readonly ok: true; readonly behaviour: DriverBehaviour }
  | { readonly ok: false; readonly refusal: OperationResult };

/** The driver whose eswitch devlink reaches. @param what of it is asked for, in words */
export function eswitchOf(state: KernelState, pf: PfState, what: string): Eswitch {
  const { behaviour } = pf;
  const none = (refusal: OperationResult): Eswitch => ({ ok: false, refusal });
  if (behaviour === null) {
    return none(fails('ENODEV', `kernel answers: no driver is bound to ${pf.address}, so it has no devlink instance`));
  }
  const errno = factIn(behaviour.eswitchErrno, kernelOf(state, pf));
  if (errno !== null) return none(fails(errno, `kernel answers: ${behaviour.name} has no ${what}`));
  return behaviour.switchdev === false
    ? none(failsWithoutErrno(`${behaviour.name} has no ${what}; which errno it gives is not known`))
    : { ok: true, behaviour };
}

/**
 * `devlink dev eswitch set pci/PF mode MODE`. A driver without a devlink instance answers ENODEV (measured on igb), one
 * without the operation EOPNOTSUPP (`devlink_nl_eswitch_set_doit`), as does one whose mode must be set before its VFs
 * exist (`ice_eswitch_mode_set`).
 */
export function setEswitchMode(state: KernelState, pf: PfState, mode: 'legacy' | 'switchdev'): OperationResult {
  const eswitch = eswitchOf(state, pf, 'eswitch mode to set');
  if (!eswitch.ok) return eswitch.refusal;
  const { behaviour } = eswitch;
  // Even of the mode that is set (`devlink_rate_nodes_check`; measured).
  if (pf.rateNodes.length > 0) {
    return fails('EBUSY', `kernel answers: rate nodes exist: ${pf.rateNodes.join(', ')}`);
  }
  if ((pf.eswitchMode ?? 'legacy') === mode) return UNCHANGED;
  if (behaviour.eswitchOrder === 'mode-before-vfs' && pf.numVfs > 0) {
    return fails('EOPNOTSUPP', 'kernel answers: the eswitch mode can be changed only while no VF exists');
  }
  if (
    mode === 'switchdev' &&
    pf.numVfs === 0 &&
    factIn(behaviour.switchdevNeedsVfs ?? false, kernelOf(state, pf)) === true
  ) {
    return fails('EPERM', `kernel answers: ${behaviour.name} has switchdev mode only while VFs exist`);
  }
  const isJoined = pf.facts.network?.joinedPfs !== undefined;
  if (
    mode === 'switchdev' &&
    isJoined &&
    factIn(behaviour.joinedPfsStayLegacy ?? false, kernelOf(state, pf)) === true
  ) {
    return fails('EPERM', `kernel answers: the netdev of ${pf.address} stands for several PFs`);
  }
  pf.eswitchMode = mode;
  forgetMigratable(pf);
  pf.changed = true;
  return behaviour.switchdev === null ? assumed(behaviour, 'an eswitch mode') : CHANGED;
}

/** Ports of VFs come and go with the mode: what a new one tells is read from the card, and known to nobody beforehand. */
function forgetMigratable(pf: PfState): void {
  for (const vf of pf.vfs) {
    if (vf === undefined || vf.migratable === undefined) continue;
    delete vf.migratable;
    vf.changed = true;
  }
}

/**
 * `devlink port function set PORT migratable`. There is no port of a VF in legacy mode; without the operation the core answers EOPNOTSUPP
 * (`devlink_port_function_validate`; measured on netdevsim). A function that a driver has started does not take it: the kernel's
 * documentation sets it before the driver is bound (devlink-port.rst), and which errno firmware gives is not known.
 */
export function setMigratable(state: KernelState, pf: PfState, vf: VfState, enabled: boolean): OperationResult {
  const eswitch = eswitchOf(state, pf, 'devlink port of a VF');
  if (!eswitch.ok) return eswitch.refusal;
  if (pf.eswitchMode !== 'switchdev') return fails('ENODEV', 'kernel answers: there is no port of a VF in legacy mode');
  const { behaviour } = eswitch;
  const takes = factIn(behaviour.portMigratable ?? null, kernelOf(state, pf));
  if (takes === false)
    return fails('EOPNOTSUPP', `kernel answers: ${behaviour.name} has no migratable function attribute`);
  if (vf.migratable === enabled) return UNCHANGED;
  if (vf.driver !== null) return failsWithoutErrno(`${vf.driver} drives the VF`);
  vf.migratable = enabled;
  vf.changed = true;
  return takes === null ? assumed(behaviour, 'migratable of a devlink port') : CHANGED;
}
