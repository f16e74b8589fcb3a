import { assumed } from './drivers';
import { CHANGED, fails, type OperationResult, UNCHANGED } from './result';
import type { PfState } from './state';

/**
 * `devlink dev eswitch set pci/PF mode MODE`. A driver without devlink answers ENODEV (measured on igb), one whose mode
 * must be set before its VFs exist EOPNOTSUPP (`ice_eswitch_mode_set`).
 */
export function setEswitchMode(pf: PfState, mode: 'legacy' | 'switchdev'): OperationResult {
  const { behaviour } = pf;
  if (behaviour === null) {
    return fails('ENODEV', `kernel answers: no driver is bound to ${pf.address}, so it has no devlink instance`);
  }
  if (behaviour.switchdev === false) return fails('ENODEV', `kernel answers: ${behaviour.name} has no eswitch mode`);
  if ((pf.eswitchMode ?? 'legacy') === mode) return UNCHANGED;
  if (behaviour.eswitchOrder === 'mode-before-vfs' && pf.numVfs > 0) {
    return fails('EOPNOTSUPP', 'kernel answers: the eswitch mode can be changed only while no VF exists');
  }
  pf.eswitchMode = mode;
  pf.changed = true;
  return behaviour.switchdev === null ? assumed(behaviour, 'an eswitch mode') : CHANGED;
}
