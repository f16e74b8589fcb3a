import { forClient, ProviderError } from '../../schema';
import { atWork } from '../at-work';
import type { Client } from '../client';
import { change } from './carry-out';
import { destroy } from './destroy';
import { importedState } from './import';
import { modifyPlan } from './modify-plan';
import { read } from './read';
import { vmAttachmentSchema } from './schema';
import { validate } from './validate';

/** `sriov_vm_attachment`: a VF in a libvirt domain. */
export const vmAttachment = atWork(
  forClient<Client>().resource({
    schema: vmAttachmentSchema,
    validate: ({ config, say }) => validate(config, say),
    modifyPlan,
    create: (request) => change({ ...request, prior: null }),
    read,
    update: change,
    delete: destroy,
    importState: async ({ name }) => {
      if (name.kind === 'id') return importedState(name.id);
      throw new ProviderError(
        'An attachment is imported by an id',
        'It has no identity: its VF and its domain may change.',
      );
    },
  }),
);
