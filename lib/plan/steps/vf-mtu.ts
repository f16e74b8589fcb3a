import type { VfIndex } from '../../model/units';
import { WRITE_SECONDS } from './limits';
import { ref } from './schema';
import type { StepBase, StepSpec } from './spec';

/** MTU of the VF's own netdev on the host (driver `native`). */
export interface VfMtuStep extends StepBase {
  readonly kind: 'vf-mtu';
  readonly vf: VfIndex;
  readonly mtu: number;
}

export const VF_MTU: StepSpec<VfMtuStep> = {
  description: "Set the MTU of the VF's own netdev.",
  fields: {
    vf: ref('vfIndex'),
    mtu: ref('mtu'),
  },
  reach: 'vf',
  writes: ({ mtu }) => ({ fields: ['mtu'], value: mtu }),
  limitSeconds: () => WRITE_SECONDS,
  tools: ['sleep'],
  words: ({ mtu }) => `MTU ${mtu}`,
};
