import { forClient, ProviderError } from '../../schema';
import { atWork } from '../at-work';
import type { Client } from '../client';
import { change } from './carry-out';
import { destroy } from './destroy';
import { importedState } from './import';
import { modifyPlan } from './modify-plan';
import { read } from './read';
import { fromVersion0 } from './upgrade';
import { physicalFunctionSchema } from './schema';
import { validate } from './validate';

/** `sriov_physical_function`: a PF with its VFs. */
export const physicalFunction = atWork(
  forClient<Client>().resource({
    schema: physicalFunctionSchema,
    validate: ({ config, say }) => validate(config, say),
    modifyPlan,
    create: (request) => change({ ...request, prior: null }),
    read,
    update: change,
    delete: destroy,
    upgrades: { 0: fromVersion0 },
    importState: async ({ name }) => {
      if (name.kind === 'id') return importedState(name.id);
      throw new ProviderError('A PF is imported by an id', 'It has no identity of its own: give an id.');
    },
  }),
);
