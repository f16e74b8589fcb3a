import { WRITE_SECONDS } from './limits';
import type { StepBase, StepSpec } from './spec';

/** `ip link set PF up|down`. */
export interface PfLinkStep extends StepBase {
  readonly kind: 'pf-link';
  readonly up: boolean;
}

export const PF_LINK: StepSpec<PfLinkStep> = {
  description: 'Set the PF up or down.',
  fields: {
    up: { description: 'up or down.', type: 'boolean' },
  },
  reach: 'all-vfs',
  // Nobody has a link through a port that is down.
  isUnnoticed: ({ up }, pf) => up || pf.network?.interfaces[0]?.adminUp === false,
  needsNetdev: true,
  thing: ({ kind }) => kind,
  // A port that is to be down is up for a while: some drivers make VFs, and take what is set of them, only then.
  isNeededBy: ({ up }, other) => up && (other.kind === 'num-vfs' || other.kind === 'vf-setting'),
  writes: ({ up }) => ({ fields: ['adminUp'], value: up }),
  limitSeconds: () => WRITE_SECONDS,
  tools: [],
  words: ({ up }) => (up ? 'bring the PF up' : 'bring the PF down'),
};
