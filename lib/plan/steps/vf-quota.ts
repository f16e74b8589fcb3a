import type { VfIndex } from '../../model/units';
import { GPU_SETTINGS, type GpuSetting, quotaWords } from '../../model/vf-settings';
import { WRITE_SECONDS } from './limits';
import { ref } from './schema';
import type { StepBase, StepSpec } from './spec';

/** Write a file of `sriov_admin/vfN/profile` of a GPU. Which of them a VF on a driver may not have changed is data of the driver. */
export interface VfQuotaStep extends StepBase {
  readonly kind: 'vf-quota';
  readonly vf: VfIndex;
  readonly quota: GpuSetting;
  /** In the unit that the name of the quota has. */
  readonly value: number;
}

export const VF_QUOTA: StepSpec<VfQuotaStep> = {
  description: 'Set a quota of a VF of a GPU.',
  fields: {
    vf: ref('vfIndex'),
    quota: { description: 'Quota, by its setting.', enum: [...GPU_SETTINGS] },
    value: {
      description: 'Its value, in the unit that its name has.',
      type: 'integer',
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
    },
  },
  reach: 'vf',
  thing: ({ vf, quota }) => `${quota} ${vf}`,
  writes: ({ quota, value }) => ({ fields: [quota], value }),
  limitSeconds: () => WRITE_SECONDS,
  tools: [],
  words: ({ quota, value }) => quotaWords(quota, value),
};
