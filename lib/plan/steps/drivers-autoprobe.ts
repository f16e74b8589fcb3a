import { WRITE_SECONDS } from './limits';
import type { StepBase, StepSpec } from './spec';

/** Write `sriov_drivers_autoprobe`. */
export interface DriversAutoprobeStep extends StepBase {
  readonly kind: 'drivers-autoprobe';
  readonly enabled: boolean;
}

export const DRIVERS_AUTOPROBE: StepSpec<DriversAutoprobeStep> = {
  description: 'Write sriov_drivers_autoprobe.',
  fields: {
    enabled: { description: '1 or 0.', type: 'boolean' },
  },
  reach: 'pf',
  thing: ({ kind }) => kind,
  writes: ({ enabled }) => ({ fields: ['driversAutoprobe'], value: enabled }),
  limitSeconds: () => WRITE_SECONDS,
  tools: [],
  words: ({ enabled }) => (enabled ? 'let drivers bind to new VFs' : 'keep drivers from binding to new VFs'),
};
