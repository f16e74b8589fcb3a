import type { DriverBehaviour } from '../../catalog/behaviour';
import { factIn } from '../../model/kernel-release';
import { assumed } from './drivers';
import { CHANGED, fails, failsWithoutErrno, type OperationResult, UNCHANGED } from './result';
import type { KernelState, PfState } from './state';

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
  const errno = factIn(behaviour.eswitchErrno, state.kernel);
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
  pf.eswitchMode = mode;
  pf.changed = true;
  return behaviour.switchdev === null ? assumed(behaviour, 'an eswitch mode') : CHANGED;
}
