import { counted } from '../../model/text';
import type { VfIndex } from '../../model/units';
import { WRITE_SECONDS } from './limits';
import type { StepBase, StepSpec } from './spec';

/** Write `sriov_vf_msix_count` of the VF; no driver may be bound to it. */
export interface MsixCountStep extends StepBase {
  readonly kind: 'vf-msix';
  readonly vf: VfIndex;
  readonly vectors: number;
}

export const VF_MSIX: StepSpec<MsixCountStep> = {
  fields: { vf: 'required', vectors: 'required' },
  reach: 'vf',
  thing: ({ vf }) => `msix ${vf}`,
  writes: ({ vectors }) => ({ fields: ['msixVectors'], value: vectors }),
  limitSeconds: () => WRITE_SECONDS,
  tools: ['od'],
  words: ({ vectors }) => counted(vectors, 'MSI-X vector'),
};
