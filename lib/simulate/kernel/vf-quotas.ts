import { factIn } from '../../model/kernel-release';
import { type GpuSetting, VF_SETTINGS } from '../../model/vf-settings';
import { assumed, kernelOf } from './drivers';
import { CHANGED, fails, failsWithoutErrno, type OperationResult, UNCHANGED } from './result';
import type { KernelState, PfState, VfState } from './state';

/**
 * A file of `sriov_admin/vfN/profile`, and the number read back. Beyond the most that the firmware takes the driver writes that, and
 * memory is rounded up to whole portions: neither is an error of the write, and both show when it is read back. New VFs have what the
 * driver gave them, which nothing tells beforehand. How much memory the GPU has is in no inventory.
 *
 * Source: torvalds/linux:drivers/gpu/drm/xe/xe_gt_sriov_pf_config.c (pf_push_vf_cfg_exec_quantum, pf_provision_vf_lmem)
 */
export function setQuota(
  state: KernelState,
  pf: PfState,
  vf: VfState,
  { quota, value }: { readonly quota: GpuSetting; readonly value: number },
): OperationResult {
  const { behaviour } = pf;
  const file = VF_SETTINGS[quota].quotaFile;
  if (behaviour === null) return fails('ENOENT', `no driver on ${pf.address}: no ${file}`);
  const rules = behaviour.vfQuotas?.[quota];
  const takes = rules === undefined ? null : factIn(rules.takes, kernelOf(state, pf));
  if (takes === false) return fails('ENOENT', `${behaviour.name} has no ${file}`);
  if (vf.quotas[quota] === value) return UNCHANGED;
  if (rules?.offDriver === true && vf.driver !== null) return failsWithoutErrno(`${vf.driver} drives the VF`);
  const { most = Infinity, multipleOf = 1 } = rules ?? {};
  const taken = Math.min(most, Math.ceil(value / multipleOf) * multipleOf);
  vf.quotas = { ...vf.quotas, [quota]: taken };
  vf.changed = true;
  if (taken !== value) return failsWithoutErrno(`${file} ${value} asked for, VF ${vf.index} has ${taken}`);
  return takes === null ? assumed(behaviour, file) : CHANGED;
}
