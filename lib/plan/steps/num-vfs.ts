import { counted } from '../../model/text';
import { NUM_VFS_SECONDS } from './limits';
import { ref } from './schema';
import type { StepBase, StepSpec } from './spec';

/** Write `sriov_numvfs`. 0 destroys every VF of the PF with its settings. */
export interface NumVfsStep extends StepBase {
  readonly kind: 'num-vfs';
  readonly numVfs: number;
}

export const NUM_VFS: StepSpec<NumVfsStep> = {
  description: 'Write sriov_numvfs; 0 destroys every VF of the PF.',
  fields: {
    numVfs: ref('numVfs'),
  },
  reach: 'all-vfs',
  isUnnoticed: ({ numVfs }, pf) => numVfs === pf.numVfs,
  thing: ({ kind }) => kind,
  // Some drivers switch the mode only while there are no VFs, and a device goes down for its services.
  isNeededBy: (_, other) => other.kind === 'eswitch-mode' || other.kind === 'qat-services',
  writes: ({ numVfs }) => ({ fields: ['numVfs'], value: numVfs }),
  limitSeconds: () => NUM_VFS_SECONDS,
  tools: ['sleep'],
  words: ({ numVfs, pf }) => (numVfs === 0 ? `destroy all VFs of ${pf}` : `create ${counted(numVfs, 'VF')} on ${pf}`),
};
