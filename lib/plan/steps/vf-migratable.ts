import type { VfIndex } from '../../model/units';
import { WRITE_SECONDS } from './limits';
import { ref } from './schema';
import type { StepBase, StepSpec } from './spec';

/** `devlink port function set PORT migratable enable` of the port of a VF; no driver may be bound to the VF. */
export interface VfMigratableStep extends StepBase {
  readonly kind: 'vf-migratable';
  readonly vf: VfIndex;
  readonly enabled: boolean;
}

export const VF_MIGRATABLE: StepSpec<VfMigratableStep> = {
  description: 'Make a VF migratable by its devlink port, or no longer.',
  fields: {
    vf: ref('vfIndex'),
    enabled: { description: 'false: no longer migratable.', type: 'boolean' },
  },
  reach: 'vf',
  thing: ({ vf }) => `migratable ${vf}`,
  writes: ({ enabled }) => ({ fields: ['migratable'], value: enabled }),
  limitSeconds: () => WRITE_SECONDS,
  tools: ['devlink'],
  words: ({ enabled }) => (enabled ? 'migratable' : 'not migratable'),
};
