import { WRITE_SECONDS } from './limits';
import type { StepBase, StepSpec } from './spec';

/** Wait until the PF has carrier: rates are refused while the link is down. */
export interface WaitLinkStep extends StepBase {
  readonly kind: 'wait-link';
  readonly timeoutSeconds: number;
}

export const WAIT_LINK: StepSpec<WaitLinkStep> = {
  description: 'Wait until the PF has carrier.',
  fields: {
    timeoutSeconds: { description: 'Longest wait.', type: 'number', exclusiveMinimum: 0, maximum: 3600 },
  },
  reach: 'nothing',
  needsNetdev: true,
  writes: () => null,
  limitSeconds: ({ timeoutSeconds }) => WRITE_SECONDS + timeoutSeconds,
  tools: ['sleep'],
  words: ({ timeoutSeconds }) => `wait up to ${timeoutSeconds} s for the link`,
};
