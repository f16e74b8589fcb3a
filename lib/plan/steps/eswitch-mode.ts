import { eswitchModeOf } from '../difference';
import { NUM_VFS_SECONDS } from './limits';
import type { StepBase, StepSpec } from './spec';

/** `devlink dev eswitch set pci/PF mode MODE`. */
export interface EswitchModeStep extends StepBase {
  readonly kind: 'eswitch-mode';
  readonly mode: 'legacy' | 'switchdev';
}

export const ESWITCH_MODE: StepSpec<EswitchModeStep> = {
  description: 'Set the eswitch mode.',
  fields: {
    mode: { description: "Mode of the PF's eswitch.", enum: ['legacy', 'switchdev'] },
  },
  reach: 'all-vfs',
  isUnnoticed: ({ mode }, pf) => mode === eswitchModeOf(pf),
  thing: ({ kind }) => kind,
  // Some drivers create VFs only in legacy mode.
  isNeededBy: (_, other) => other.kind === 'num-vfs',
  writes: ({ mode }) => ({ fields: ['eswitchMode'], value: mode }),
  limitSeconds: () => NUM_VFS_SECONDS,
  tools: ['devlink'],
  words: ({ mode }) => `set eswitch mode ${mode}`,
};
