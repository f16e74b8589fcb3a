import { counted } from '../../model/text';
import type { VfIndex } from '../../model/units';
import { NVME_SECONDS } from './limits';
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
  fields: { vf: 'required', controllerId: 'required', resource: 'required', count: 'required' },
  reach: 'vf',
  thing: ({ resource, controllerId }) => `${resource} ${controllerId}`,
  writes: ({ resource, count }) => ({ fields: [RESOURCES[resource].field], value: count }),
  limitSeconds: () => NVME_SECONDS,
  tools: ['nvme', 'tr'],
  words: ({ resource, count }) => counted(count, RESOURCES[resource].noun),
};
