import type { VfIndex } from '../../model/units';
import { GPU_SETTINGS, type GpuSetting, VF_SETTINGS } from '../../model/vf-settings';
import type { VfQuotaFacts } from '../vf-quotas';
import { integerOf } from './attributes';
import type { Reading } from './tree';

/**
 * Quotas of a VF of a GPU, as far as they are there: files of the PF's driver, which counts VFs from 1. Whether the VF exists or not
 * the files do.
 *
 * Source: torvalds/linux:Documentation/ABI/testing/sysfs-driver-intel-xe-sriov
 */
export function readVfQuotas(reading: Reading, pfPath: string, vf: VfIndex): VfQuotaFacts {
  const found: { [K in GpuSetting]?: number } = {};
  for (const name of GPU_SETTINGS) {
    const value = integerOf(reading, `${pfPath}/sriov_admin/vf${vf + 1}/profile/${VF_SETTINGS[name].quotaFile}`);
    if (value !== null) found[name] = value;
  }
  return found;
}
