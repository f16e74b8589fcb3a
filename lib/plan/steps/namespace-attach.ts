import type { VfIndex } from '../../model/units';
import { NVME_SECONDS } from './limits';
import { ref } from './schema';
import type { StepBase, StepSpec } from './spec';

/** `nvme attach-ns` or `detach-ns`. */
export interface NamespaceAttachStep extends StepBase {
  readonly kind: 'namespace-attach';
  readonly vf: VfIndex;
  readonly controllerId: number;
  readonly nsid: number;
  readonly attached: boolean;
}

export const NAMESPACE_ATTACH: StepSpec<NamespaceAttachStep> = {
  description: 'Attach a namespace to a controller, or detach it.',
  fields: {
    vf: ref('vfIndex'),
    controllerId: ref('controllerId'),
    nsid: ref('namespaceId'),
    attached: { description: 'attach or detach.', type: 'boolean' },
  },
  reach: 'vf',
  writes: ({ nsid, attached }) => ({ fields: [`namespace ${nsid}`], value: attached ? 'attached' : 'not attached' }),
  limitSeconds: () => NVME_SECONDS,
  tools: ['nvme', 'tr'],
  words: ({ nsid, attached }) => `namespace ${nsid} ${attached ? 'attached' : 'detached'}`,
  wordsOfMany: ({ attached }) => (attached ? 'a namespace of its own attached' : 'a namespace detached'),
};
