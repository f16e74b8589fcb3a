import { counted } from '../../model/text';
import type { VfIndex } from '../../model/units';
import { NVME_SECONDS } from './limits';
import { ref } from './schema';
import type { StepBase, StepSpec } from './spec';

/** `nvme virt-mgmt -a 8`: give a secondary controller its VQ or VI resources; it must be offline. */
export interface NvmeResourceStep extends StepBase {
  readonly kind: 'nvme-resource';
  readonly vf: VfIndex;
  readonly controllerId: number;
  readonly resource: 'vq' | 'vi';
  readonly count: number;
}

const RESOURCES = {
  vq: { field: 'virtualQueues', noun: 'virtual queue' },
  vi: { field: 'virtualInterrupts', noun: 'virtual interrupt' },
} as const;

export const NVME_RESOURCE: StepSpec<NvmeResourceStep> = {
  description: 'Give a secondary controller its resources.',
  fields: {
    vf: ref('vfIndex'),
    controllerId: ref('controllerId'),
    resource: { description: 'Virtual queues or virtual interrupts.', enum: ['vq', 'vi'] },
    count: { description: 'All that the controller is to have.', type: 'integer', minimum: 0, maximum: 65535 },
  },
  reach: 'vf',
  thing: ({ resource, controllerId }) => `${resource} ${controllerId}`,
  writes: ({ resource, count }) => ({ fields: [RESOURCES[resource].field], value: count }),
  limitSeconds: () => NVME_SECONDS,
  tools: ['nvme', 'tr'],
  words: ({ resource, count }) => counted(count, RESOURCES[resource].noun),
};
