import { WRITE_SECONDS } from './limits';
import { ref } from './schema';
import type { StepBase, StepSpec } from './spec';

/** `ip link set PF mtu MTU`. */
export interface PfMtuStep extends StepBase {
  readonly kind: 'pf-mtu';
  readonly mtu: number;
}

export const PF_MTU: StepSpec<PfMtuStep> = {
  description: 'Set the MTU of the PF.',
  fields: {
    mtu: ref('mtu'),
  },
  reach: 'all-vfs',
  isUnnoticed: ({ mtu }, pf) => mtu === pf.network?.interfaces[0]?.mtu,
  needsNetdev: true,
  writes: ({ mtu }) => ({ fields: ['mtu'], value: mtu }),
  limitSeconds: () => WRITE_SECONDS,
  tools: [],
  words: ({ mtu }) => `set the MTU of the PF to ${mtu}`,
};
