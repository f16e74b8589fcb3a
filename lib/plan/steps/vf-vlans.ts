import type { VfIndex } from '../../model/units';
import type { VlanList } from '../../model/vlan-list';
import { vlansText } from '../vlan-lists';
import { WRITE_SECONDS } from './limits';
import { ref } from './schema';
import type { StepBase, StepSpec } from './spec';

/**
 * `sriov/N/trunk` of the PF, a range a write: the VLANs that the VF may use. What is wanted is added before the rest is
 * taken away, as an empty list lets everything pass.
 */
export interface VfVlansStep extends StepBase {
  readonly kind: 'vf-vlans';
  readonly vf: VfIndex;
  readonly allowed: VlanList;
}

export const VF_VLANS: StepSpec<VfVlansStep> = {
  description: 'Write sriov/N/trunk of the PF: the VLANs that the VF may use.',
  fields: {
    vf: ref('vfIndex'),
    allowed: ref('vlanList'),
  },
  reach: 'vf',
  needsNetdev: true,
  writes: ({ allowed }) => ({ fields: ['allowedVlans'], value: allowed }),
  limitSeconds: () => WRITE_SECONDS,
  tools: ['head'],
  words: ({ allowed }) => vlansText(allowed),
};
