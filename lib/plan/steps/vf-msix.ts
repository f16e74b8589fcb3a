import { counted } from '../../model/text';
import type { VfIndex } from '../../model/units';
import { WRITE_SECONDS } from './limits';
import { ref } from './schema';
import type { StepBase, StepSpec } from './spec';

/** Write `sriov_vf_msix_count` of the VF; no driver may be bound to it. */
export interface MsixCountStep extends StepBase {
  readonly kind: 'vf-msix';
  readonly vf: VfIndex;
  /** As the VF has them afterwards. */
  readonly vectors: number;
  /** Number to write, where the driver adds vectors of its own to it. @default vectors */
  readonly written?: number;
}

export const VF_MSIX: StepSpec<MsixCountStep> = {
  description: 'Write sriov_vf_msix_count.',
  fields: {
    vf: ref('vfIndex'),
    vectors: { description: 'Vectors that the VF has afterwards.', type: 'integer', minimum: 0, maximum: 65535 },
    written: {
      optional: {
        description: 'Number to write, where the driver adds vectors of its own to it.',
        type: 'integer',
        minimum: 0,
        maximum: 65535,
      },
    },
  },
  reach: 'vf',
  thing: ({ vf }) => `msix ${vf}`,
  writes: ({ vectors }) => ({ fields: ['msixVectors'], value: vectors }),
  limitSeconds: () => WRITE_SECONDS,
  tools: ['od'],
  words: ({ vectors }) => counted(vectors, 'MSI-X vector'),
};
