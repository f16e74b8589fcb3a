import type { QatServices } from '../../model/qat-services';
import { WRITE_SECONDS } from './limits';
import { ref } from './schema';
import type { StepBase, StepSpec } from './spec';

/** Takes a QAT down, writes `qat/cfg_services` and brings it up again. */
export interface QatServicesStep extends StepBase {
  readonly kind: 'qat-services';
  readonly services: QatServices;
}

export const QAT_SERVICES_STEP: StepSpec<QatServicesStep> = {
  description: 'Configure a QAT, which is down meanwhile, for services.',
  fields: {
    services: ref('qatServices'),
  },
  reach: 'all-vfs',
  isUnnoticed: ({ services }, pf) => services === pf.qatServices,
  thing: ({ kind }) => kind,
  writes: ({ services }) => ({ fields: ['qatServices'], value: services }),
  limitSeconds: () => WRITE_SECONDS,
  tools: [],
  words: ({ services }) => `configure the device for ${services.replaceAll(';', ', ')}`,
};
