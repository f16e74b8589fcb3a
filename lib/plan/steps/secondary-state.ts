import type { VfIndex } from '../../model/units';
import { NVME_SECONDS } from './limits';
import { ref } from './schema';
import type { StepBase, StepSpec } from './spec';

/** `nvme virt-mgmt -a 9` (online) or `-a 7` (offline, which takes the resources away). */
export interface SecondaryStateStep extends StepBase {
  readonly kind: 'secondary-state';
  readonly vf: VfIndex;
  readonly controllerId: number;
  readonly online: boolean;
}

export const SECONDARY_STATE: StepSpec<SecondaryStateStep> = {
  description: 'Set a secondary controller online or offline.',
  fields: {
    vf: ref('vfIndex'),
    controllerId: ref('controllerId'),
    online: { description: 'online or offline.', type: 'boolean' },
  },
  reach: 'vf',
  thing: ({ controllerId }) => `state ${controllerId}`,
  isNeededBy: ({ controllerId }, other) => other.kind === 'nvme-resource' && other.controllerId === controllerId,
  writes: ({ online }) => ({ fields: ['online', 'nvme'], value: online }),
  limitSeconds: () => NVME_SECONDS,
  tools: ['nvme', 'tr'],
  words: ({ online }) => (online ? 'controller online' : 'controller offline'),
};
