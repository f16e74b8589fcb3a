import type { VfIndex } from '../../model/units';
import { NVME_SECONDS } from './limits';
import type { StepBase, StepSpec } from './spec';

/** `nvme virt-mgmt -a 9` (online) or `-a 7` (offline, which takes the resources away). */
export interface SecondaryStateStep extends StepBase {
  readonly kind: 'secondary-state';
  readonly vf: VfIndex;
  readonly controllerId: number;
  readonly online: boolean;
}

export const SECONDARY_STATE: StepSpec<SecondaryStateStep> = {
  fields: { vf: 'required', controllerId: 'required', online: 'required' },
  reach: 'vf',
  thing: ({ controllerId }) => `state ${controllerId}`,
  isNeededBy: ({ controllerId }, other) => other.kind === 'nvme-resource' && other.controllerId === controllerId,
  writes: ({ online }) => ({ fields: ['online', 'nvme'], value: online }),
  limitSeconds: () => NVME_SECONDS,
  tools: ['nvme', 'tr'],
  words: ({ online }) => (online ? 'controller online' : 'controller offline'),
};
