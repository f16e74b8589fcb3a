import { factIn } from '../../model/kernel-release';
import { assumed } from './drivers';
import { CHANGED, fails, failsWithoutErrno, type OperationResult, UNCHANGED } from './result';
import type { KernelState, PfState } from './state';

/**
 * `devlink dev eswitch set pci/PF mode MODE`. A driver without a devlink instance answers ENODEV (measured on igb), one
 * without the operation EOPNOTSUPP (`devlink_nl_eswitch_set_doit`), as does one whose mode must be set before its VFs
 * exist (`ice_eswitch_mode_set`).
 */
export function setEswitchMode(state: KernelState, pf: PfState, mode: 'legacy' | 'switchdev'): OperationResult {
  const { behaviour } = pf;
  if (behaviour === null) {
    return fails('ENODEV', `kernel answers: no driver is bound to ${pf.address}, so it has no devlink instance`);
  }
  const errno = factIn(behaviour.eswitchErrno, state.kernel);
  if (errno !== null) return fails(errno, `kernel answers: ${behaviour.name} has no eswitch mode to set`);
  if (behaviour.switchdev === false) {
    return failsWithoutErrno(`${behaviour.name} has no eswitch mode to set; which errno it gives is not known`);
  }
  if ((pf.eswitchMode ?? 'legacy') === mode) return UNCHANGED;
  if (behaviour.eswitchOrder === 'mode-before-vfs' && pf.numVfs > 0) {
    return fails('EOPNOTSUPP', 'kernel answers: the eswitch mode can be changed only while no VF exists');
  }
  pf.eswitchMode = mode;
  pf.changed = true;
  return behaviour.switchdev === null ? assumed(behaviour, 'an eswitch mode') : CHANGED;
}
